//! What a person makes of a reading: accepted, corrected, taken out, added; the last step can be undone because the steps
//! are kept and the reading is made anew from them.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clauses;
use crate::document::Document;
use crate::fact::{Fact, Kind, Part, number, span};
use crate::facts::deadline;
use crate::lexer::{self, Class, Lexeme};
use crate::read::{Reading, read};

/// One step of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Edit {
    /// The fact is right.
    Accept {
        /// Its key.
        key: String,
    },
    /// The words state no such fact.
    Remove {
        /// Its key.
        key: String,
    },
    /// The words state the fact with another value.
    Change {
        /// Its key.
        key: String,
        /// The value, as a person writes it: `5万元`, `2026年3月31日17:00`, words.
        value: String,
    },
    /// These words state a fact that was not read.
    Add {
        /// Character at which the words begin.
        start: usize,
        /// Their number of characters.
        length: usize,
        /// What they state.
        kind: Kind,
        /// The value, as a person writes it; empty: what the words themselves say.
        value: String,
    },
    /// A sentence that no fact uses needs none.
    Dismiss {
        /// Character at which it begins.
        start: usize,
    },
}

/// A reading with what a person made of it.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The reading as it now is.
    pub reading: Reading,
    /// The key of every fact, in their order.
    pub keys: Vec<String>,
    /// Keys of the facts that a person accepted, changed or added.
    pub settled: HashSet<String>,
}

/// Why a value cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// No fact has this key.
    NoFact,
    /// The words do not stand there.
    NoWords,
    /// The value is no value of its kind.
    NoValue,
}

/// Reads a notice and repeats the steps. A step that fits no longer is passed over.
pub fn edited(text: &str, edits: &[Edit]) -> Edited {
    let reading = read(text);
    let keys = keys(&reading.facts);
    let mut edited = Edited { reading, keys, settled: HashSet::new() };
    let needs_places = edits.iter().any(|edit| matches!(edit, Edit::Add { .. } | Edit::Change { .. }));
    let document = needs_places.then(|| Document::analyse(text));
    for edit in edits {
        // A step was checked when it was made; the program may have learned since.
        let _passed_over = step(&mut edited, document.as_ref(), text, edit);
    }
    edited
}

/// Would the step fit after the others?
///
/// # Errors
/// [`Unfit`] says why not.
pub fn try_step(text: &str, edits: &[Edit], edit: &Edit) -> Result<(), Unfit> {
    let mut edited = edited(text, edits);
    step(&mut edited, Some(&Document::analyse(text)), text, edit)
}

/// A name for every fact that stays when others come and go.
fn keys(facts: &[Fact]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    facts
        .iter()
        .map(|fact| {
            let name = format!("{}-{}", fact.kind.code(), fact.start);
            let times = seen.entry(name.clone()).or_insert(0);
            *times += 1;
            if *times == 1 { name } else { format!("{name}-{times}") }
        })
        .collect()
}

fn step(edited: &mut Edited, document: Option<&Document>, text: &str, edit: &Edit) -> Result<(), Unfit> {
    let at = |keys: &[String], key: &String| keys.iter().position(|known| known == key).ok_or(Unfit::NoFact);
    match edit {
        Edit::Accept { key } => {
            at(&edited.keys, key)?;
            edited.settled.insert(key.clone());
        }
        Edit::Remove { key } => {
            let at = at(&edited.keys, key)?;
            edited.keys.remove(at);
            edited.reading.facts.remove(at);
        }
        Edit::Change { key, value } => {
            let at = at(&edited.keys, key)?;
            let document = document.ok_or(Unfit::NoFact)?;
            let fact = &mut edited.reading.facts[at];
            let (value, unit) = value_of(document, fact.kind, value).ok_or(Unfit::NoValue)?;
            fact.value = value;
            fact.unit = if unit.is_empty() { std::mem::take(&mut fact.unit) } else { unit };
            fact.doubts.clear();
            edited.settled.insert(key.clone());
        }
        Edit::Add { start, length, kind, value } => {
            let document = document.ok_or(Unfit::NoWords)?;
            let fact = added(document, text, (*start, *length), *kind, value)?;
            let place = edited.reading.facts.partition_point(|known| known.start <= fact.start);
            let key = format!("{}-{start}-own-{}", kind.code(), edited.keys.len());
            edited.reading.unplaced.retain(|one| {
                let end = one.start + one.quote.chars().count();
                end <= *start || one.start >= start + length
            });
            edited.settled.insert(key.clone());
            edited.keys.insert(place, key);
            edited.reading.facts.insert(place, fact);
        }
        Edit::Dismiss { start } => {
            let before = edited.reading.unplaced.len();
            edited.reading.unplaced.retain(|one| one.start != *start);
            if edited.reading.unplaced.len() == before {
                return Err(Unfit::NoWords);
            }
        }
    }
    Ok(())
}

/// A fact of words that a person chose.
fn added(
    document: &Document,
    text: &str,
    words: (usize, usize),
    kind: Kind,
    value: &str,
) -> Result<Fact, Unfit> {
    let (start, length) = words;
    let quote: String = text.chars().skip(start).take(length).collect();
    if quote.trim().is_empty() || quote.chars().count() < length {
        return Err(Unfit::NoWords);
    }
    let range = document.text.view_range(start, length).ok_or(Unfit::NoWords)?;
    let says = document.words(&range).trim().to_owned();
    let written = if value.trim().is_empty() { says.as_str() } else { value };
    let (value, unit) = value_of(document, kind, written).ok_or(Unfit::NoValue)?;
    let sentence = document.sentence_at(range.start);
    let node = sentence.map_or(0, |at| document.sentences[at].node);
    let place = |all: Vec<String>| all.get(node).cloned().unwrap_or_default();
    let beside = |at: usize| {
        let sentence = &document.sentences[at].range;
        document.types.iter().position(|kind| sentence.contains(&kind.range.start))
    };
    let of_type = document.scopes.type_of(node).or_else(|| sentence.and_then(beside));
    Ok(Fact {
        id: String::new(),
        kind,
        value,
        unit,
        op: op_of(kind, &says).to_owned(),
        scope: of_type.map_or(String::new(), |at| document.types[at].name.clone()),
        quote,
        start,
        alt_quotes: Vec::new(),
        what: String::new(),
        code: String::new(),
        parent: String::new(),
        soft: says.contains("原则上"),
        at: place(clauses::numbers(document)),
        document: place(clauses::documents(document)),
        says,
        before: String::new(),
        of_type,
        sentence,
        part: Part::Work,
        rule: "person",
        doubts: Vec::new(),
    })
}

fn op_of(kind: Kind, says: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| says.contains(word));
    match kind {
        Kind::ApplicantLimit | Kind::Deadline => "<=",
        Kind::Indicator if has(&["不少于", "至少", "以上", "不低于"]) => ">=",
        Kind::Indicator if has(&["不超过", "以内", "至多", "不多于"]) => "<=",
        Kind::Indicator | Kind::Amount | Kind::CountPlanned | Kind::Copies => "==",
        _ => "",
    }
}

/// The value and unit that words write for a kind; none where they write no value of it.
fn value_of(document: &Document, kind: Kind, words: &str) -> Option<(Value, String)> {
    let words = words.trim();
    let tokens = || lexer::lex(words, 0..words.len());
    match kind {
        Kind::Deadline | Kind::CompletionDate => {
            if is_iso(words) {
                return Some((Value::from(words), String::new()));
            }
            let moment = tokens().into_iter().find_map(|token| match token.value {
                Lexeme::Moment(moment) if moment.has_month() => deadline::value(document, &moment, false),
                _ => None,
            })?;
            Some((Value::from(moment), String::new()))
        }
        Kind::Amount => tokens().into_iter().find_map(|token| match token.value {
            Lexeme::Quantity(quantity) if quantity.class == Class::Money => {
                Some((span(quantity.low, quantity.high), "元".to_owned()))
            }
            _ => None,
        }),
        Kind::CountPlanned | Kind::ApplicantLimit | Kind::Copies | Kind::Indicator => {
            let bare = words.parse::<f64>().ok().map(|value| (number(value), String::new()));
            bare.or_else(|| {
                tokens().into_iter().find_map(|token| match token.value {
                    Lexeme::Quantity(quantity) => Some((span(quantity.low, quantity.high), quantity.unit)),
                    _ => None,
                })
            })
        }
        Kind::Disbursement => {
            let shares: Vec<Value> = (tokens().into_iter())
                .filter_map(|token| match token.value {
                    Lexeme::Quantity(quantity) if quantity.class == Class::Percent => {
                        Some(number(quantity.low))
                    }
                    _ => None,
                })
                .collect();
            Some((Value::from(shares), "%".to_owned()))
        }
        _ => (!words.is_empty()).then(|| (Value::from(words), String::new())),
    }
}

/// `2026-03-31`, `2026-03-31T17:00`, `2026-12`, `P6M`.
fn is_iso(words: &str) -> bool {
    let period = words.strip_prefix('P').is_some_and(|rest| {
        rest.len() >= 2
            && rest[..rest.len() - 1].bytes().all(|ch| ch.is_ascii_digit())
            && rest.ends_with(['Y', 'M', 'W', 'D'])
    });
    period || words.parse::<kexiang_core::time::Moment>().is_ok()
}
