//! Drafts to facts: one fact per statement, in the order of the text, with quote, scope and number.

use std::collections::HashMap;

use serde_json::Value;

use crate::clauses;
use crate::document::Document;
use crate::fact::{Draft, Fact, Kind, Part};
use crate::roles::Roles;

/// Turns drafts into facts.
pub fn facts(document: &Document, drafts: Vec<Draft>) -> Vec<Fact> {
    let mut drafts = merge(document, drafts);
    drafts.sort_by_key(|draft| (document.text.origin_of(draft.range.start), draft.kind));
    let places = Places { numbers: clauses::numbers(document), documents: clauses::documents(document) };
    let mut facts: Vec<Fact> = drafts
        .into_iter()
        .map(|draft| fact(document, &places, draft))
        .filter(|fact| !fact.quote.is_empty())
        .collect();
    for (index, fact) in facts.iter_mut().enumerate() {
        fact.id = format!("f{}", index + 1);
    }
    facts
}

/// Where every node stands.
struct Places {
    numbers: Vec<String>,
    documents: Vec<String>,
}

/// What makes two drafts the same statement.
type Key = (Kind, String, Option<usize>, String);

fn merge(document: &Document, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::new();
    let mut known: HashMap<Key, usize> = HashMap::new();
    for draft in drafts {
        let Some(key) = key(document, &draft) else {
            kept.push(draft);
            continue;
        };
        match known.get(&key) {
            Some(at) => kept[*at].others.push(draft.range),
            None => {
                known.insert(key, kept.len());
                kept.push(draft);
            }
        }
    }
    kept
}

/// Statements of these kinds are one wherever they stand again for the same type; work and documents are not.
fn key(document: &Document, draft: &Draft) -> Option<Key> {
    let kind = type_of(document, draft);
    let words = || document.text.quote(draft.range.clone()).0.split_whitespace().collect::<String>();
    match draft.kind {
        Kind::CountPlanned | Kind::Amount | Kind::CompletionDate if kind.is_some() => {
            Some((draft.kind, draft.value.to_string(), kind, draft.scope.clone()))
        }
        Kind::Deadline => Some((draft.kind, draft.value.to_string(), kind, String::new())),
        Kind::Contact => Some((draft.kind, local_number(draft), kind, person(document, draft))),
        Kind::Attachment => Some((draft.kind, draft.value.to_string(), None, String::new())),
        Kind::ApplicantEligibility => Some((draft.kind, words_value(document, draft), kind, String::new())),
        Kind::EligibilityExclusion => Some((draft.kind, words(), kind, String::new())),
        _ => None,
    }
}

/// A telephone number without its area code, other contacts in small letters: `0773-2290810` and `2290810` are one.
fn local_number(draft: &Draft) -> String {
    let text = draft.value.as_str().unwrap_or_default().to_lowercase();
    match text.split_once('-') {
        Some((area, rest)) if draft.rule == "contact.phone" && area.trim_matches(['（', '）']).len() <= 4 => {
            rest.to_owned()
        }
        _ => text,
    }
}

/// Who answers the telephone: the same number for another person is another fact.
fn person(document: &Document, draft: &Draft) -> String {
    if draft.rule != "contact.phone" {
        return String::new();
    }
    let number = draft.value.as_str().map_or(0, |number| number.len());
    let end = draft.range.end.saturating_sub(number).max(draft.range.start);
    let view = document.view();
    let end = (end..=draft.range.end).find(|at| view.is_char_boundary(*at)).unwrap_or(draft.range.end);
    let before = crate::facts::place::last_chars(&view[..end], 30);
    let line = before.rsplit(['\n', '；', '。']).next().unwrap_or(before);
    let labels = ["电话", "联系人", "传真", "手机", "联系方式", "咨询", "办公"];
    line.split(|ch: char| !crate::text::is_han(ch))
        .filter(|word| !word.is_empty())
        .rfind(|word| !labels.iter().any(|label| word.ends_with(label)))
        .filter(|word| (2..=4).contains(&word.chars().count()) && !word.contains(['电', '请', '致', '拨']))
        .unwrap_or_default()
        .to_owned()
}

fn words_value(document: &Document, draft: &Draft) -> String {
    let words =
        draft.value.as_str().filter(|words| !words.is_empty()).unwrap_or(document.words(&draft.range));
    words.trim_matches(['。', '：', ' ', '，']).to_owned()
}

fn type_of(document: &Document, draft: &Draft) -> Option<usize> {
    draft.of_type.or_else(|| document.scopes.type_of(draft.node))
}

fn fact(document: &Document, places: &Places, draft: Draft) -> Fact {
    let (quote, start) = document.text.quote(draft.range.clone());
    let value = match &draft.value {
        Value::String(words) if words.is_empty() => Value::from(document.words(&draft.range).trim()),
        other => other.clone(),
    };
    let alt_quotes =
        draft.others.iter().map(|range| document.text.quote(range.clone()).0.to_owned()).collect();
    let clause = document.words(&draft.range);
    Fact {
        id: String::new(),
        kind: draft.kind,
        value,
        unit: draft.unit.clone(),
        op: draft.op.to_owned(),
        scope: scope(document, &draft),
        quote: quote.to_owned(),
        start,
        alt_quotes,
        what: draft.what.clone(),
        code: draft.code.clone(),
        parent: draft.parent.clone(),
        soft: clause.contains("原则上") || clause.contains("原则应") || clause.contains("一般"),
        at: places.numbers.get(draft.node).cloned().unwrap_or_default(),
        document: places.documents.get(draft.node).cloned().unwrap_or_default(),
        says: clause.trim().to_owned(),
        before: line_before(document, &draft),
        of_type: type_of(document, &draft),
        sentence: document.sentence_at(draft.range.start),
        part: part(document, draft.node),
        rule: draft.rule,
        doubts: draft.doubts,
    }
}

/// Of a contact, what its line says before the number: who answers, and for what.
fn line_before(document: &Document, draft: &Draft) -> String {
    if draft.kind != Kind::Contact {
        return String::new();
    }
    let value = draft.value.as_str().unwrap_or_default();
    let at = document.words(&draft.range).find(value).unwrap_or_default();
    let before = crate::facts::place::last_chars(&document.view()[..draft.range.start + at], 80);
    before.rsplit(['\n', '；', '。']).next().unwrap_or_default().to_owned()
}

/// Applying or working: by the roles of the place.
fn part(document: &Document, node: usize) -> Part {
    let applies = Roles::MATERIAL | Roles::SUBMISSION | Roles::DEADLINE | Roles::ELIGIBILITY | Roles::CONTACT;
    let works = Roles::ACCEPTANCE | Roles::CONTENT;
    let above =
        |roles: Roles| document.tree.ancestors(node).take(8).any(|id| document.tree.nodes[id].own.any(roles));
    if document.tree.nodes[node].roles.any(applies) && !above(works) { Part::Application } else { Part::Work }
}

/// The type's name, and the words that the rule added.
fn scope(document: &Document, draft: &Draft) -> String {
    if matches!(draft.kind, Kind::ProjectType | Kind::Attachment | Kind::Deadline) {
        return draft.scope.clone();
    }
    let own = type_of(document, draft).map_or("", |kind| document.types[kind].name.as_str());
    match (own.is_empty(), draft.scope.is_empty()) {
        (true, _) => draft.scope.clone(),
        (false, true) => own.to_owned(),
        (false, false) if draft.scope == "合计" || draft.scope.starts_with('（') => {
            format!("{own}（{}）", draft.scope.trim_matches(['（', '）']))
        }
        (false, false) => format!("{own} {}", draft.scope),
    }
}
