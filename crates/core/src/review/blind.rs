use serde::{Deserialize, Serialize};

/// Who knows whom (盲评方式).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blind {
    /// 公开: experts see who applies; applicants learn the names with the publicity.
    Open,
    /// 单盲: experts see who applies; who reviewed stays secret.
    #[default]
    Single,
    /// 双盲: experts see a redacted copy.
    Double,
}

impl Blind {
    /// All modes.
    pub const ALL: [Blind; 3] = [Blind::Open, Blind::Single, Blind::Double];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Blind::Open => "open",
            Blind::Single => "single",
            Blind::Double => "double",
        }
    }

    /// The mode with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.code() == code)
    }
}

/// What stands for a name in a redacted copy.
const BLACK: &str = "██";

/// The text without names and numbers that would tell who applies: organisations with their short forms, people,
/// telephone numbers, addresses of mail. Longer names go first, so that no part of one is left.
pub fn redacted(text: &str, names: &[String]) -> String {
    let mut all: Vec<&str> = names.iter().map(|n| n.trim()).filter(|n| n.chars().count() >= 2).collect();
    all.sort_by_key(|n| std::cmp::Reverse(n.chars().count()));
    all.dedup();
    let hidden = all.into_iter().fold(text.to_owned(), |text, name| text.replace(name, BLACK));
    without_contacts(&hidden)
}

/// Without runs of seven or more digits (with dashes between) and words with an `@`.
fn without_contacts(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let flush = |run: &mut String, out: &mut String| {
        let digits = run.chars().filter(char::is_ascii_digit).count();
        if digits >= 7 || (run.contains('@') && run.len() > 3) {
            out.push_str(BLACK)
        } else {
            out.push_str(run)
        }
        run.clear();
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_') {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    out
}
