//! From what a notice says to a programme that can be checked and published: the draft.
//!
//! Every rule of the draft carries its clause: the paragraph and the cleaned words it was read from. What the notice
//! leaves open, or what no rule can know, is on the list [`Draft::open`] for the officer.

mod budget;
mod conditions;
mod contacts;
mod form;
mod people;
mod print;
mod process;
mod results;
mod types;

use jiff::civil::Date;
use kexiang_core::programme::{Clause, Head, Programme};

use crate::fact::{Fact, Kind};
use crate::read::Reading;

pub use form::{FormRead, find as forms};
pub use print::to_toml;

/// What the office gives to every programme.
#[derive(Debug, Clone)]
pub struct Names {
    /// Code of the association.
    pub association: String,
    /// Code of the programme, unique within the association.
    pub code: String,
}

/// Something that the officer must look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Where in the programme, as a path: `type[0].completion`.
    pub path: String,
    /// What is open, in Chinese.
    pub why: String,
}

/// A programme in the making.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The programme.
    pub programme: Programme,
    /// What is open.
    pub open: Vec<Open>,
}

/// Drafts a programme from a reading.
pub fn draft(reading: &Reading, names: &Names) -> Draft {
    let mut open = Vec::new();
    let types = types::read(reading, &mut open);
    let (rules, limits) = conditions::read(reading, &types);
    let forms = form::build(reading);
    let mut programme = Programme {
        schema: Programme::SCHEMA,
        programme: head(reading, names, &mut open),
        groups: types.groups.clone(),
        types: types.types.clone(),
        final_numbers: None,
        rules,
        limits,
        repeats: Vec::new(),
        priorities: process::priorities(reading, &types),
        enclosures: results::enclosures(reading, &types),
        deadlines: process::deadlines(reading, &types, &mut open),
        submission: process::submission(reading),
        paper: process::paper(reading),
        budget: budget::read(reading),
        steps: process::steps(reading),
        payment: process::payment(reading),
        filings: Vec::new(),
        changes: None,
        acceptance: None,
        deliverables: results::common(reading),
        contacts: contacts::read(reading, &types),
        rubrics: Vec::new(),
        attachments: values(reading, Kind::Attachment),
        forms,
    };
    for (at, kind) in programme.types.iter_mut().enumerate() {
        kind.form = form::of_type(&programme.forms, &kind.name, at);
    }
    Draft { programme, open }
}

fn head(reading: &Reading, names: &Names, open: &mut Vec<Open>) -> Head {
    let mut tell = |path: &str, why: &str| open.push(Open { path: path.to_owned(), why: why.to_owned() });
    let year = reading.year.and_then(|year| i16::try_from(year).ok());
    if year.is_none() {
        tell("programme.year", "通知没有写明年度，请填写。");
    }
    if reading.issuer.is_empty() {
        tell("programme.issuer", "没有找到发文单位，请填写。");
    }
    let notice =
        if reading.title.is_empty() { "未命名的通知".to_owned() } else { reading.title.clone() };
    Head {
        code: names.code.clone(),
        title: short_title(&notice),
        association: names.association.clone(),
        year: year.or_else(|| issued(reading).map(Date::year)).unwrap_or(YEAR_UNKNOWN),
        document_number: reading.document_number.clone(),
        notice,
        issuer: if reading.issuer.is_empty() {
            "（请填写发文单位）".to_owned()
        } else {
            reading.issuer.clone()
        },
        issued: issued(reading),
        purpose: String::new(),
        number: "{type}-{seq:3}".to_owned(),
    }
}

/// Stands where no year is known; the list of open matters says so.
const YEAR_UNKNOWN: i16 = 2000;

fn issued(reading: &Reading) -> Option<Date> {
    reading.issued.as_deref().and_then(|date| date.parse().ok())
}

/// `关于组织申报2025年某项目的通知` → `2025年某项目`.
fn short_title(title: &str) -> String {
    let mut rest = title.rsplit_once("关于").map_or(title, |(_, rest)| rest);
    for start in ["做好", "组织开展", "组织", "开展", "公开", "申报", "征集", "推荐", "申请"]
    {
        rest = rest.strip_prefix(start).unwrap_or(rest);
    }
    for end in ["的通知", "的公告", "的通告", "通知", "公告", "工作", "的", "申报", "征集"]
    {
        rest = rest.strip_suffix(end).unwrap_or(rest);
    }
    if rest.chars().count() >= 4 { rest.to_owned() } else { title.to_owned() }
}

fn values(reading: &Reading, kind: Kind) -> Vec<String> {
    of_kind(reading, kind).filter_map(|fact| fact.value.as_str().map(str::to_owned)).collect()
}

/// The facts of a kind.
fn of_kind(reading: &Reading, kind: Kind) -> impl Iterator<Item = &Fact> {
    reading.facts.iter().filter(move |fact| fact.kind == kind)
}

/// The clause of a fact.
fn clause(fact: &Fact) -> Clause {
    Clause {
        notice: some(&fact.document),
        at: if fact.at.is_empty() { "正文".to_owned() } else { fact.at.clone() },
        says: if fact.says.is_empty() { fact.quote.trim().to_owned() } else { fact.says.clone() },
    }
}

/// The clause of a statement that is no fact.
fn aside_clause(aside: &crate::asides::Aside) -> Clause {
    Clause { notice: some(&aside.document), at: aside.at.clone(), says: aside.says.clone() }
}

/// None for empty words.
fn some(words: &str) -> Option<String> {
    (!words.is_empty()).then(|| words.to_owned())
}

/// At most `most` characters.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
