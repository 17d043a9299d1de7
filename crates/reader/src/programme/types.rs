//! Project types with their groups, numbers, money and completion.

use kexiang_core::money::Fen;
use kexiang_core::programme::{Amount, Clause, Completion, Funding, Group, ProjectType};
use serde_json::Value;

use super::{Open, clause, cut, of_kind, results};
use crate::fact::{Fact, Kind};
use crate::read::Reading;

/// The types of the draft, and which type of the reading each is.
#[derive(Debug, Default)]
pub struct Types {
    /// Headings over types.
    pub groups: Vec<Group>,
    /// Types that can be applied for.
    pub types: Vec<ProjectType>,
    /// For every type of the draft the index in the reading.
    read: Vec<usize>,
    parents: Vec<Option<usize>>,
}

impl Types {
    /// Codes of the types that a statement for type `index` of the reading concerns; empty: all.
    pub fn codes(&self, index: Option<usize>) -> Vec<String> {
        let Some(index) = index else { return Vec::new() };
        let below = |read: usize| {
            std::iter::successors(Some(read), |at| self.parents[*at]).take(20).any(|at| at == index)
        };
        let codes: Vec<String> = (self.types.iter().zip(&self.read))
            .filter(|(_, read)| below(**read))
            .map(|(kind, _)| kind.code.clone())
            .collect();
        if codes.len() == self.types.len() { Vec::new() } else { codes }
    }
}

/// Reads the types: those without types below them; the others become groups.
pub fn read(reading: &Reading, open: &mut Vec<Open>) -> Types {
    let mut types =
        Types { parents: reading.types.iter().map(|kind| kind.parent).collect(), ..Types::default() };
    let is_group = |index: usize| reading.types.iter().any(|kind| kind.parent == Some(index));
    let mut codes = Codes::default();
    for (index, kind) in reading.types.iter().enumerate() {
        let parent = kind.parent.filter(|parent| *parent < index).map(|parent| format!("G{}", parent + 1));
        if is_group(index) {
            types.groups.push(Group { code: format!("G{}", index + 1), name: kind.name.clone(), parent });
            continue;
        }
        let code = codes.give(reading, &kind.code, types.types.len());
        let path = format!("type[{}]", types.types.len());
        types.types.push(project_type(reading, index, code, parent, &path, open));
        types.read.push(index);
    }
    if types.types.is_empty() {
        open.push(Open {
            path: "type".to_owned(), why: "没有找到项目类型，请补充。".to_owned()
        });
    }
    types
}

/// Codes given out: the notice's own where they are there and differ.
#[derive(Default)]
struct Codes(Vec<String>);

impl Codes {
    fn give(&mut self, reading: &Reading, own: &str, at: usize) -> String {
        let made = || format!("{}-{}", reading.year.unwrap_or(2000), at + 1);
        let code =
            if own.is_empty() || self.0.iter().any(|known| known == own) { made() } else { own.to_owned() };
        self.0.push(code.clone());
        code
    }
}

fn project_type(
    reading: &Reading,
    index: usize,
    code: String,
    group: Option<String>,
    path: &str,
    open: &mut Vec<Open>,
) -> ProjectType {
    let kind = &reading.types[index];
    let named = of_kind(reading, Kind::ProjectType)
        .find(|fact| fact.of_type == Some(index) || fact.value == kind.name.as_str());
    let title = Clause { notice: None, at: "标题".to_owned(), says: or(&reading.title, &kind.name) };
    let mut tell = |what: &str, why: String| open.push(Open { path: format!("{path}.{what}"), why });
    let funding = funding(reading, index).unwrap_or_else(|| {
        tell("funding", format!("通知没有写明“{}”每项的经费，先按“不写明”处理。", kind.name));
        Funding { amount: Amount::Undecided, per: None, clause: None }
    });
    let (completion, completion_clause) = completion(reading, index).unwrap_or_else(|| {
        tell("completion", format!("通知没有写明“{}”的完成时限，先按年底填写，请核对。", kind.name));
        (format!("{}-12", reading.year.unwrap_or(2000)), title.clone())
    });
    let (evidence, evidence_clause) = results::evidence(reading, index);
    ProjectType {
        code,
        name: kind.name.clone(),
        group,
        planned: near(reading, index, Kind::CountPlanned, |fact| whole(&fact.value))
            .and_then(|count| u32::try_from(count).ok()),
        funding: Some(funding),
        stated_total: stated_total(reading, index),
        tiers: Vec::new(),
        clause: named.map_or_else(|| title.clone(), clause),
        content: kind.content.clone(),
        completion,
        completion_clause,
        form: String::new(),
        choices: Vec::new(),
        venue: None,
        indicators: results::indicators(reading, index),
        deliverables: results::deliverables(reading, index),
        evidence,
        evidence_clause,
    }
}

/// What the first fact of the type says, else of the nearest type above it, else of the notice.
fn near<T>(reading: &Reading, index: usize, kind: Kind, tell: impl Fn(&Fact) -> Option<T>) -> Option<T> {
    let up = std::iter::successors(Some(index), |at| reading.types[*at].parent).take(20);
    let places = up.map(Some).chain(std::iter::once(None));
    let own_only = kind == Kind::CountPlanned && reading.types.len() > 1;
    let mut places = places.take(if own_only { 1 } else { 30 });
    places.find_map(|place| of_kind(reading, kind).filter(|fact| fact.of_type == place).find_map(&tell))
}

fn funding(reading: &Reading, index: usize) -> Option<Funding> {
    near(reading, index, Kind::Amount, |fact| {
        if fact.scope.contains("合计") {
            return None;
        }
        let amount = amount(&fact.value)?;
        Some(Funding { amount, per: per(&fact.says), clause: Some(clause(fact)) })
    })
}

fn amount(value: &Value) -> Option<Amount> {
    let fen =
        |value: &Value| value.as_f64().map(|yuan| Fen((yuan * 100.0).round() as i64)).filter(|fen| fen.0 > 0);
    match value.as_array().map(Vec::as_slice) {
        Some([low, high]) => match (fen(low), fen(high)) {
            (Some(low), Some(high)) if low.0 < high.0 => Some(Amount::Range(low, high)),
            (_, Some(high)) => Some(Amount::Fixed(high)),
            _ => None,
        },
        _ => fen(value).map(Amount::Fixed),
    }
}

/// The unit behind the slash or before the sum: `/个`, `每项`.
fn per(says: &str) -> Option<String> {
    let after = says.split(['/', '／']).skip(1).find_map(|rest| rest.chars().next());
    let before = says.split('每').skip(1).find_map(|rest| rest.chars().next());
    after.or(before).filter(|unit| "个项篇场次人家期本部".contains(*unit)).map(String::from)
}

fn stated_total(reading: &Reading, index: usize) -> Option<String> {
    let total = of_kind(reading, Kind::Amount)
        .find(|fact| fact.of_type == Some(index) && fact.scope.contains("合计"))?;
    let yuan = total.value.as_f64().filter(|yuan| *yuan > 0.0)?;
    Some(format!("{}万元", Fen((yuan * 100.0).round() as i64).wan()))
}

/// A date or a duration of the whole project; what is due after an event is no completion.
fn completion(reading: &Reading, index: usize) -> Option<(String, Clause)> {
    near(reading, index, Kind::CompletionDate, |fact| {
        let value = fact.value.as_str()?;
        let whole = fact.rule != "completion.after" && Completion::parse(value).is_ok();
        whole.then(|| (value.to_owned(), clause(fact)))
    })
}

/// A whole number.
pub fn whole(value: &Value) -> Option<i64> {
    value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 1e12).map(|number| number as i64)
}

fn or(text: &str, other: &str) -> String {
    if text.is_empty() { cut(other, 100) } else { text.to_owned() }
}
