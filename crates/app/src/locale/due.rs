//! What is due, in words.

use kexiang_core::warning::Subject;

use super::Locale;

/// What is due: its kind, and its name where it has one.
pub fn what(l: &Locale, subject: &Subject) -> String {
    let name = subject.name();
    let word = l.word("due-subject", subject.code());
    if name.is_empty() { word } else { format!("{word}：{name}") }
}
