//! Places of a programme file: their addresses in the browser and their names in words.

use kexiang_core::programme::outline::{self, ROOT, Shape, Table};
use kexiang_core::programme::{Finding, Gravity, Stop};
use kexiang_core::time;
use serde_json::Value;

use crate::locale::Locale;

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'p> {
    Key(&'p str),
    At(usize),
}

/// The steps of `type[0].tier[1]`.
pub fn steps(path: &str) -> Vec<Step<'_>> {
    let parts = path.split(['.', '[']).filter(|s| !s.is_empty());
    parts
        .map(|step| match step.strip_suffix(']') {
            Some(place) => Step::At(place.parse().unwrap_or(usize::MAX)),
            None => Step::Key(step),
        })
        .collect()
}

/// `type[0].tier[1]` as it stands in addresses: `type.0.tier.1`; the whole file is `all`.
pub fn dotted(path: &str) -> String {
    if path.is_empty() { "all".to_owned() } else { path.replace('[', ".").replace(']', "") }
}

/// The path that an address names.
pub fn path_of(dotted: &str) -> String {
    if dotted == "all" {
        return String::new();
    }
    dotted.split('.').fold(String::new(), |mut path, part| {
        if !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) {
            path.push_str(&format!("[{part}]"));
        } else {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(part);
        }
        path
    })
}

/// The page on which a place is edited, and the place on it: the longest beginning of the path that is a page.
pub fn page_and_place(path: &str) -> (String, String) {
    let mut table: &'static Table = &ROOT;
    let mut here = String::new();
    let mut page = String::new();
    let mut waiting = None;
    for step in steps(path) {
        match step {
            Step::Key(key) => {
                here = if here.is_empty() { key.to_owned() } else { format!("{here}.{key}") };
                match table.key(key).map(|k| k.shape) {
                    Some(Shape::One(inner)) if inner.has_page() => {
                        table = inner;
                        page.clone_from(&here);
                    }
                    Some(Shape::Many(inner)) if inner.has_page() && inner.name != "section" => {
                        waiting = Some(inner)
                    }
                    _ => break,
                }
            }
            Step::At(n) => {
                here.push_str(&format!("[{n}]"));
                let Some(inner) = waiting.take() else { break };
                table = inner;
                page.clone_from(&here);
            }
        }
    }
    let rest = path[page.len().min(path.len())..].trim_start_matches('.').to_owned();
    (page, rest)
}

/// The word for a key of a table.
pub fn key_word(l: &Locale, table: &str, key: &str) -> String {
    let name = format!("outline-{table}-{key}");
    if l.has(&name) { l.t(&name).to_owned() } else { key.to_owned() }
}

/// The way to a place in words, outermost first: `项目类型 2026-1 学会改革与发展项目`, `绩效指标 …`, `数量要求`.
pub fn trail(l: &Locale, tree: &Value, path: &str) -> Vec<String> {
    let mut table: Option<&'static Table> = Some(&ROOT);
    let mut here = String::new();
    let mut words: Vec<String> = Vec::new();
    let mut listed = None;
    for step in steps(path) {
        match step {
            Step::Key(key) => {
                here = if here.is_empty() { key.to_owned() } else { format!("{here}.{key}") };
                let Some(outline) = table else { break };
                words.push(key_word(l, outline.name, key));
                (table, listed) = match outline.key(key).map(|k| k.shape) {
                    Some(Shape::One(inner)) => (Some(inner), None),
                    Some(Shape::Many(inner)) => (None, Some(inner)),
                    _ => (None, None),
                };
            }
            Step::At(n) => {
                here.push_str(&format!("[{n}]"));
                let item = outline::at(tree, &here);
                let name = item.map(|item| item_word(l, listed, item)).unwrap_or_default();
                if let Some(last) = words.last_mut() {
                    let name = if name.is_empty() { (n + 1).to_string() } else { name };
                    last.push_str(&format!("“{name}”"));
                }
                table = listed.take();
            }
        }
    }
    words
}

/// What one thing of a list is called: in words where its first key is a code, else its own name.
pub fn item_word(l: &Locale, table: Option<&'static Table>, item: &Value) -> String {
    let own = outline::title_of(item).unwrap_or_default();
    let Some(table) = table else { return own.to_owned() };
    let coded = table.keys.first().map(|key| (key.name, key.shape));
    if let Some((key, Shape::Code(set))) = coded
        && let Some(code) = item.get(key).and_then(Value::as_str)
        && set.codes.contains(&code)
    {
        return code_word(l, set.name, code);
    }
    match (table.name, item.get("code").and_then(Value::as_str)) {
        ("type", Some(code)) if code != own => format!("{code} {own}"),
        ("instalment", _) => gate(l, item),
        ("filing", _) => events(item).unwrap_or_else(|| own.to_owned()),
        ("rule" | "limit" | "repeat", _) => says(item).unwrap_or_else(|| own.to_owned()),
        _ => own.to_owned(),
    }
}

fn gate(l: &Locale, item: &Value) -> String {
    let code = item.get("gate").and_then(Value::as_str).unwrap_or_default();
    let percent = item.get("percent").and_then(Value::as_u64).map(|n| format!(" {n}%")).unwrap_or_default();
    if outline::GATES.codes.contains(&code) {
        format!("{}{percent}", code_word(l, "gate", code))
    } else {
        percent
    }
}

fn events(item: &Value) -> Option<String> {
    let events: Vec<_> = item.get("events")?.as_array()?.iter().filter_map(Value::as_str).collect();
    (!events.is_empty()).then(|| events.join("、"))
}

fn says(item: &Value) -> Option<String> {
    let text = item.get("clause")?.get("says")?.as_str()?;
    let short: String = text.chars().take(36).collect();
    Some(if short.len() < text.len() { format!("{short}…") } else { short })
}

/// The word for a code of a set.
pub fn code_word(l: &Locale, set: &str, code: &str) -> String {
    match set {
        "class" | "fact" => l.word(set, code),
        _ => l.word("choice", &format!("{set}-{}", code_key(code))),
    }
}

/// A code as message keys can hold it.
pub fn code_key(code: &str) -> &str {
    match code {
        ">=" => "at-least",
        "<=" => "at-most",
        "=" => "exactly",
        "~" => "about",
        ".." => "between",
        other => other,
    }
}

/// The way to a difference in words.
pub fn stops(l: &Locale, trail: &[Stop]) -> String {
    let word = |stop: &Stop| {
        let key = key_word(l, stop.table, &stop.key);
        let first = match shape_of(stop) {
            Some(Shape::Many(inner)) => inner.keys.first().map(|key| key.shape),
            _ => None,
        };
        let item = spoken(l, first, &stop.item);
        if item.is_empty() { key } else { format!("{key}“{item}”") }
    };
    trail.iter().map(word).collect::<Vec<_>>().join(" › ")
}

/// A value at the end of a way in words: codes and moments as people say them.
pub fn value_at(l: &Locale, trail: &[Stop], value: &str) -> String {
    spoken(l, trail.last().and_then(shape_of), value)
}

fn shape_of(stop: &Stop) -> Option<Shape> {
    let table = outline::ALL_TABLES.iter().find(|t| t.name == stop.table)?;
    table.key(&stop.key).map(|key| key.shape)
}

fn spoken(l: &Locale, shape: Option<Shape>, value: &str) -> String {
    match shape {
        Some(Shape::Code(set)) if set.codes.contains(&value) => code_word(l, set.name, value),
        Some(Shape::Moment) => match value.parse::<time::Moment>() {
            Ok(moment) => time::long(moment.closes()),
            Err(_) => value.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// A finding as pages show it.
#[derive(Clone, Debug)]
pub struct FindingView {
    /// Whether it prevents publication.
    pub error: bool,
    /// Page and place that it concerns.
    pub href: String,
    /// The way there in words.
    pub place: String,
    /// What is wrong and what to do.
    pub say: String,
    /// The notice's words there.
    pub says: String,
    /// Where they stand.
    pub at: String,
    /// The whole path, for sorting it to its place.
    pub path: String,
}

/// All findings, errors first, each with the page that mends it.
pub fn findings(l: &Locale, base: &str, tree: &Value, all: &[Finding]) -> Vec<FindingView> {
    let mut views: Vec<_> = all.iter().map(|f| finding(l, base, tree, f)).collect();
    views.sort_by_key(|f| !f.error);
    views
}

fn finding(l: &Locale, base: &str, tree: &Value, f: &Finding) -> FindingView {
    let (page, rest) = page_and_place(&f.path);
    let fragment = match (page.is_empty(), rest.split(['.', '[']).next().unwrap_or_default()) {
        (true, key) => format!("{base}#part-{key}"),
        (false, "section") => {
            format!("{base}/forms/{}", page.trim_start_matches("form[").trim_end_matches(']'))
        }
        (false, _) => format!("{base}/parts/{}#e-{rest}", dotted(&page)),
    };
    let clause = f.clause.as_ref();
    FindingView {
        error: f.gravity == Gravity::Error,
        href: fragment,
        place: trail(l, tree, &f.path).join(" › "),
        say: finding_words(l, f),
        says: clause.map(|c| c.says.clone()).unwrap_or_default(),
        at: clause.map(|c| c.at.clone()).unwrap_or_default(),
        path: f.path.clone(),
    }
}

/// What is wrong and what to do.
pub fn finding_words(l: &Locale, f: &Finding) -> String {
    let args: Vec<(&str, &dyn std::fmt::Display)> =
        f.args.iter().map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
    l.tf(&format!("finding-{}", f.code), &args)
}

#[cfg(test)]
mod tests {
    use super::{dotted, page_and_place, path_of};

    #[test]
    fn addresses_name_places_and_back() {
        for path in ["", "programme", "type[0].tier[12].funding", "budget.category[3]"] {
            assert_eq!(path_of(&dotted(path)), path);
        }
        assert_eq!(dotted("type[0].tier[1]"), "type.0.tier.1");
    }

    #[test]
    fn a_place_is_edited_on_the_nearest_page() {
        let told = |path| {
            let (page, rest) = page_and_place(path);
            format!("{page} | {rest}")
        };
        assert_eq!(told("type[2].funding"), "type[2] | funding");
        assert_eq!(
            told("type[2].indicator[1].alternative[0].target"),
            "type[2].indicator[1] | alternative[0].target"
        );
        assert_eq!(told("deadline"), " | deadline");
        assert_eq!(told("budget.category[4].clause"), "budget.category[4] | clause");
        assert_eq!(told("form[0].field[3].max_chars"), "form[0].field[3] | max_chars");
        assert_eq!(told("form[0].section[0].rows[3]"), "form[0] | section[0].rows[3]");
        assert_eq!(told("programme.number"), "programme | number");
    }
}
