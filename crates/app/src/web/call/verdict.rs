//! "May we apply?" in words: what each rule says of an organisation, with its clause and what would satisfy it.
#![expect(missing_docs, reason = "the fields of a view are named as its template shows them")]

use kexiang_core::eligibility::{Answer, Outcome, Verdict};
use kexiang_core::programme::Programme;

use crate::locale::Locale;

/// What one rule says of an organisation.
pub struct VerdictView {
    pub class: &'static str,
    pub bars: bool,
    pub word: String,
    pub say: String,
    pub remedy: String,
    pub says: String,
    pub place: String,
}

pub fn answer_code(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::YesIf => "if",
        Answer::WithOverride => "override",
        Answer::No => "no",
    }
}

/// The verdicts in words, with clause and remedy.
pub fn verdict_views(l: &Locale, verdicts: &[Verdict], programme: &Programme) -> Vec<VerdictView> {
    let document =
        programme.programme.document_number.clone().unwrap_or_else(|| programme.programme.notice.clone());
    verdicts.iter().map(|v| verdict_view(l, v, &document)).collect()
}

/// Whether the class of the organisation does not fit: then this is what a reader wants to know, and nothing else.
pub fn bars(v: &Verdict) -> bool {
    v.reason.code == "class-not-listed" || v.reason.code == "class-needs-partner"
}

fn verdict_view(l: &Locale, v: &Verdict, document: &str) -> VerdictView {
    let class = match (v.outcome, v.answer()) {
        (Outcome::ForPerson, _) => "notice",
        (_, answer) => answer_code(answer),
    };
    let named: Vec<(String, String)> =
        v.reason.args.iter().map(|(name, value)| (name.clone(), spoken(l, name, value))).collect();
    let args: Vec<(&str, &dyn std::fmt::Display)> =
        named.iter().map(|(n, value)| (n.as_str(), value as &dyn std::fmt::Display)).collect();
    let remedy_key = format!("eligibility-{}.remedy", v.reason.code);
    let general = if l.has(&remedy_key) { l.tf(&remedy_key, &args) } else { String::new() };
    let notice = v.clause.notice.clone().unwrap_or_else(|| document.to_owned());
    VerdictView {
        class,
        bars: bars(v),
        word: l.word("verdict", class),
        say: l.tf(&format!("eligibility-{}", v.reason.code), &args),
        remedy: v.remedy.clone().unwrap_or(general),
        says: v.clause.says.clone(),
        place: format!("{notice} {}", v.clause.at),
    }
}

/// Codes inside a reason as words.
fn spoken(l: &Locale, name: &str, value: &str) -> String {
    match name {
        "class" => l.word("class", value),
        "fact" => l.word("fact", value),
        _ => value.to_owned(),
    }
}
