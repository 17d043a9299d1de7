//! What the pages of notices show.

use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::programme::Gravity;
use kexiang_core::time;
use kexiang_reader::edit::edited;
use kexiang_reader::programme::{Names, draft};
use kexiang_reader::{Fact, Kind};
use kexiang_store::notice::{Line, Notice};
use serde_json::Value;

use super::words::{Piece, pieces};
use crate::actions::notice::Desk;
use crate::locale::Locale;

/// A line of the list.
pub struct LineView {
    pub href: String,
    pub title: String,
    pub by: String,
    pub at: String,
    pub done: bool,
}

impl LineView {
    pub fn of(base: &str, line: &Line) -> Self {
        LineView {
            href: format!("{base}/{}", line.id),
            title: line.title.clone(),
            by: line.read_by.clone(),
            at: time::short(line.read_at),
            done: line.programme.is_some(),
        }
    }

    pub fn samples() -> Vec<Self> {
        [false, true]
            .map(|done| LineView {
                href: "/associations/gd/notices/7".to_owned(),
                title: "广东省科协关于申报2024年度学会学术项目的通知".to_owned(),
                by: "邓梅".to_owned(),
                at: "2026-03-30 09:12".to_owned(),
                done,
            })
            .into()
    }
}

/// A fact.
pub struct FactView {
    pub key: String,
    pub value: String,
    /// The value as it stands in the field for another one.
    pub typed: String,
    pub scope: String,
    pub at: String,
    pub quote: String,
    pub doubts: Vec<String>,
    pub soft: bool,
    pub settled: bool,
    /// Whether the words are the value: then there is nothing to type.
    pub is_words: bool,
}

/// Facts of one kind.
pub struct Group {
    pub kind: &'static str,
    pub name: String,
    pub facts: Vec<FactView>,
}

/// A sentence that no fact uses.
pub struct Loose {
    pub start: usize,
    pub words: String,
}

/// A kind to choose.
pub struct Choice {
    pub code: &'static str,
    pub name: String,
    pub chosen: bool,
}

/// A form of the draft.
pub struct FormView {
    pub title: String,
    pub at: String,
    pub fields: Vec<String>,
}

/// Everything of the reading page.
pub struct Sheet {
    pub title: String,
    pub files: String,
    pub version: i64,
    pub steps: usize,
    pub handed_over: Option<String>,
    pub pieces: Vec<Piece>,
    pub disputes: Vec<(String, String)>,
    pub unsure: Vec<FactView>,
    pub loose: Vec<Loose>,
    pub groups: Vec<Group>,
    pub facts: usize,
    pub placed: usize,
    pub binding: usize,
    pub percent: usize,
    pub open_matters: Vec<String>,
    pub forms: Vec<FormView>,
    pub errors: usize,
    pub kinds: Vec<Choice>,
    pub words: String,
    pub value: String,
}

impl Sheet {
    pub fn of(l: &Locale, desk: &Desk) -> Self {
        let reading = &desk.edited.reading;
        let placed = reading.coverage.binding - reading.unplaced.len().min(reading.coverage.binding);
        let facts = || {
            let all = reading.facts.iter().zip(&desk.edited.keys);
            all.map(|(fact, key)| FactView::of(l, fact, key, desk.edited.settled.contains(key)))
        };
        let key_of = |id: &String| {
            let at = reading.facts.iter().position(|fact| fact.id == *id);
            at.map_or(String::new(), |at| desk.edited.keys[at].clone())
        };
        let settled = |ids: &[String]| ids.iter().any(|id| desk.edited.settled.contains(&key_of(id)));
        let disputes = reading.contradictions.iter().filter(|one| !settled(&one.facts));
        Sheet {
            title: desk.notice.title.clone(),
            files: file_names(&desk.notice),
            version: desk.notice.version,
            steps: desk.edits.len(),
            handed_over: desk.notice.programme.map(|id| programme_address(&desk.notice.association, id)),
            pieces: pieces(&desk.notice.body, &desk.edited),
            disputes: disputes
                .map(|one| (one.message.clone(), one.facts.first().map(key_of).unwrap_or_default()))
                .collect(),
            unsure: facts().filter(|fact| !fact.doubts.is_empty() && !fact.settled).collect(),
            loose: reading
                .unplaced
                .iter()
                .map(|one| Loose { start: one.start, words: flat(&one.quote) })
                .collect(),
            groups: groups(l, reading.facts.iter().map(|fact| fact.kind).zip(facts())),
            facts: reading.facts.len(),
            placed,
            binding: reading.coverage.binding,
            percent: (100 * placed).checked_div(reading.coverage.binding).unwrap_or(100),
            open_matters: desk.draft.open.iter().map(|open| open.why.clone()).collect(),
            forms: forms(desk),
            errors: desk.findings.iter().filter(|finding| finding.gravity == Gravity::Error).count(),
            kinds: kinds(l, ""),
            words: String::new(),
            value: String::new(),
        }
    }

    /// What was typed and could not be kept stands again in its field.
    pub fn typed(&mut self, words: &str, value: &str, kind: &str) {
        self.words = words.to_owned();
        self.value = value.to_owned();
        for choice in &mut self.kinds {
            choice.chosen = choice.code == kind;
        }
    }

    /// How much still waits for a person.
    pub fn waiting(&self) -> usize {
        self.disputes.len() + self.unsure.len() + self.loose.len()
    }
}

fn file_names(notice: &Notice) -> String {
    let names: Vec<String> = serde_json::from_str(&notice.files).unwrap_or_default();
    names.join("、")
}

fn groups(l: &Locale, facts: impl Iterator<Item = (Kind, FactView)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Kind::ALL
        .into_iter()
        .map(|kind| Group { kind: kind.code(), name: l.word("notice-kind", kind.code()), facts: Vec::new() })
        .collect();
    for (kind, fact) in facts {
        if let Some(group) = groups.iter_mut().find(|group| group.kind == kind.code()) {
            group.facts.push(fact);
        }
    }
    groups.retain(|group| !group.facts.is_empty());
    groups
}

fn kinds(l: &Locale, chosen: &str) -> Vec<Choice> {
    let choice = |kind: Kind| Choice {
        code: kind.code(),
        name: l.word("notice-kind", kind.code()),
        chosen: kind.code() == chosen,
    };
    Kind::ALL.map(choice).into()
}

fn forms(desk: &Desk) -> Vec<FormView> {
    let form = |form: &kexiang_core::programme::Form| FormView {
        title: form.title.clone(),
        at: form.clause.at.clone(),
        fields: form.fields.iter().map(|field| field.label.clone()).collect(),
    };
    desk.draft.programme.forms.iter().map(form).collect()
}

impl FactView {
    fn of(l: &Locale, fact: &Fact, key: &str, settled: bool) -> Self {
        let typed = typed(&fact.value, fact.kind);
        let is_words = fact.value.is_string() && !matches!(fact.kind, Kind::Deadline | Kind::CompletionDate);
        FactView {
            key: key.to_owned(),
            value: value(l, fact),
            typed: if is_words { flat(&typed) } else { typed },
            scope: scope(l, fact),
            at: [fact.document.as_str(), fact.at.as_str()].join(" ").trim().to_owned(),
            quote: flat(&fact.quote),
            doubts: fact.doubts.clone(),
            soft: fact.soft,
            settled,
            is_words,
        }
    }
}

/// The form of submission stands in words; other scopes are words of the notice.
fn scope(l: &Locale, fact: &Fact) -> String {
    match fact.scope.as_str() {
        "electronic" | "paper" | "other" if fact.kind == Kind::Deadline => {
            l.word("notice-scope", &fact.scope)
        }
        words => words.to_owned(),
    }
}

/// A value for the eyes: comparator, number, unit.
fn value(l: &Locale, fact: &Fact) -> String {
    let number = match (fact.kind, fact.value.as_array().map(Vec::as_slice)) {
        (Kind::Amount, Some([low, high])) => format!("{}—{}", wan(low), wan(high)),
        (Kind::Amount, None) => wan(&fact.value),
        (Kind::Disbursement, Some([])) => l.t("notice-no-shares").to_owned(),
        (_, Some([low, high])) if fact.kind != Kind::Disbursement => format!("{low}—{high}{}", fact.unit),
        (_, Some(shares)) => shares.iter().map(|share| format!("{share}%")).collect::<Vec<_>>().join(" · "),
        (Kind::Deadline, None) => moment(&fact.value),
        (_, None) => match &fact.value {
            Value::String(words) => flat(words),
            number => format!("{number}{}", fact.unit),
        },
    };
    let op = match fact.op.as_str() {
        ">=" => "≥ ",
        "<=" if !matches!(fact.kind, Kind::Deadline | Kind::CompletionDate) => "≤ ",
        "~" => "≈ ",
        _ => "",
    };
    let code = if fact.code.is_empty() { String::new() } else { format!("（{}）", fact.code) };
    format!("{op}{number}{code}")
}

fn wan(yuan: &Value) -> String {
    let fen = yuan.as_f64().map_or(0, |yuan| (yuan * 100.0).round() as i64);
    format!("{}万元", Fen(fen).wan())
}

/// `2026-03-31T17:00` → `2026-03-31 17:00`.
fn moment(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('T', " ")
}

fn typed(value: &Value, kind: Kind) -> String {
    match (kind, value.as_array().map(Vec::as_slice)) {
        (Kind::Amount, Some([low, high])) => format!("{}-{}", wan(low).trim_end_matches("万元"), wan(high)),
        (Kind::Amount, None) => wan(value),
        (Kind::Disbursement, Some(shares)) => {
            shares.iter().map(|share| format!("{share}%")).collect::<Vec<_>>().join("、")
        }
        (_, Some([low, high])) => format!("{low}-{high}"),
        _ => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    }
}

/// In one line.
fn flat(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the programme editor shows a draft.
pub fn programme_address(association: &str, id: Id) -> String {
    format!("/office/{association}/programmes/{id}")
}

/// Sheets for the samples: untouched with much to look at, and handed over.
pub fn samples(l: &Locale) -> Vec<Sheet> {
    let body = include_str!("../../../../../programmes/notices/xinjiang-2025.txt");
    let desk = |programme| {
        let edited = edited(body, &[]);
        let names = Names { association: "gd".to_owned(), code: "gd-2025".to_owned() };
        let notice = Notice {
            association: "gd".to_owned(),
            id: Id::at(jiff::Timestamp::UNIX_EPOCH, 7),
            title: edited.reading.title.clone(),
            files: r#"["通知.docx","附件.docx"]"#.to_owned(),
            body: body.to_owned(),
            edits: "[]".to_owned(),
            programme,
            version: 1,
            read_by: "邓梅".to_owned(),
            read_at: jiff::Timestamp::UNIX_EPOCH,
        };
        let draft = draft(&edited.reading, &names);
        Desk { notice, edits: Vec::new(), edited, draft, findings: Vec::new() }
    };
    let handed = Id::at(jiff::Timestamp::UNIX_EPOCH, 8);
    vec![Sheet::of(l, &desk(None)), Sheet::of(l, &desk(Some(handed)))]
}
