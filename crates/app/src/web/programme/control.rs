//! Controls for the keys of a table: each with its label, help, what was typed and what is wrong with it.

use askama::Template;
use kexiang_core::programme::outline::{self, Codes, Key, Names, Shape, TESTS, Table};
use serde_json::Value;

use super::place::{FindingView, code_word, item_word, key_word};
use super::posted::is_typed;
use crate::locale::Locale;
use crate::web::form::html;

/// One control, or a group of them.
#[derive(Template)]
#[template(path = "programme/control.html")]
struct Control {
    l: &'static Locale,
    name: String,
    label: String,
    help: String,
    kind: &'static str,
    value: String,
    second: String,
    rows: usize,
    options: Vec<Choice>,
    inner: Vec<String>,
    problems: Vec<String>,
    optional: bool,
    editable: bool,
}

/// An option of a choice.
struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

/// Draws the controls of one table.
pub struct Drawing<'a> {
    /// Words.
    pub l: &'static Locale,
    /// The whole file, for names of other places.
    pub tree: &'a Value,
    /// The path of the table.
    pub path: &'a str,
    /// What is to be said about places in it.
    pub findings: &'a [FindingView],
    /// Whether it can be changed.
    pub editable: bool,
}

impl Drawing<'_> {
    /// The controls of a table's keys as HTML, in the order of the outline.
    pub fn table(&self, outline: &'static Table, value: &Value, prefix: &str) -> Vec<String> {
        let typed = outline.keys.iter().filter(|key| is_typed(key));
        typed.map(|key| self.key(outline, key, value, prefix)).collect()
    }

    fn key(&self, outline: &'static Table, key: &'static Key, table: &Value, prefix: &str) -> String {
        let name = format!("{prefix}{}", key.name);
        let value = table.get(key.name).unwrap_or(&Value::Null);
        let help_key = format!("outline-{}-{}.help", outline.name, key.name);
        let help = if self.l.has(&help_key) { self.l.t(&help_key).to_owned() } else { String::new() };
        let label = key_word(self.l, outline.name, key.name);
        self.control(key.shape, name, label, help, !key.needed, value)
    }

    fn control(
        &self,
        shape: Shape,
        name: String,
        label: String,
        help: String,
        optional: bool,
        value: &Value,
    ) -> String {
        let group = matches!(shape, Shape::One(_) | Shape::Many(_) | Shape::Test);
        let mut control = Control {
            l: self.l,
            problems: self.problems(&name, group),
            label,
            help,
            kind: "line",
            value: plain(value),
            second: String::new(),
            rows: 1,
            options: Vec::new(),
            inner: Vec::new(),
            optional,
            editable: self.editable,
            name,
        };
        self.shaped(&mut control, shape, value);
        html(&control)
    }

    fn shaped(&self, control: &mut Control, shape: Shape, value: &Value) {
        match shape {
            Shape::Line | Shape::Grid => {}
            Shape::Number => control.kind = "number",
            Shape::Prose => (control.kind, control.rows) = ("prose", rows(&control.value)),
            Shape::Day => control.kind = "day",
            Shape::Moment => moment(control),
            Shape::Flag(default) => {
                control.kind = "flag";
                control.value = value.as_bool().unwrap_or(default).to_string();
            }
            Shape::Code(set) => (control.kind, control.options) = ("select", self.codes(set, value)),
            Shape::Codes(set) => (control.kind, control.options) = ("choices", self.codes(set, value)),
            Shape::Name(names) => (control.kind, control.options) = ("select", self.names(names, value)),
            Shape::Names(names) => (control.kind, control.options) = ("choices", self.names(names, value)),
            Shape::Lines => {
                control.kind = "prose";
                control.value = joined(value, "\n");
                control.rows = rows(&control.value).max(2);
            }
            Shape::Numbers => control.value = joined(value, " "),
            Shape::One(inner) if inner.name == "funding" => self.funding(control, value),
            Shape::One(inner) => {
                control.kind = if inner.name == "quantity" || inner.name == "due" { "row" } else { "group" };
                control.inner = self.table(inner, value, &format!("{}.", control.name));
            }
            Shape::Many(inner) => self.many(control, inner, value),
            Shape::Test => self.test(control, value),
        }
    }

    /// What is wrong with a control. A group tells what concerns it as a whole; its parts tell the rest.
    fn problems(&self, name: &str, group: bool) -> Vec<String> {
        let place = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        let concerns = |path: &str| {
            let rest = path.strip_prefix(&place);
            rest.is_some_and(|rest| rest.is_empty() || (!group && rest.starts_with(['.', '['])))
        };
        self.findings.iter().filter(|f| concerns(&f.path)).map(|f| f.say.clone()).collect()
    }

    fn codes(&self, set: &Codes, value: &Value) -> Vec<Choice> {
        let mut options: Vec<_> = set
            .codes
            .iter()
            .map(|code| Choice {
                value: (*code).to_owned(),
                text: code_word(self.l, set.name, code),
                chosen: holds(value, code),
            })
            .collect();
        keep_unknown(&mut options, value);
        options
    }

    fn names(&self, names: Names, value: &Value) -> Vec<Choice> {
        let named = |list: Option<&Value>, key: &str| -> Vec<Choice> {
            let items = list.and_then(Value::as_array).into_iter().flatten();
            let choice = |item: &Value| {
                let code = item.get(key)?.as_str()?;
                let table = if names == Names::Types { outline::step_into("type[0]") } else { None };
                let word = item_word(self.l, table, item);
                Some(Choice { value: code.to_owned(), text: word, chosen: holds(value, code) })
            };
            items.filter_map(choice).collect()
        };
        let own_type =
            self.path.split(['.', ']']).next().filter(|p| p.starts_with("type[")).map(|p| format!("{p}]"));
        let within = |list: &str| match &own_type {
            Some(path) => outline::at(self.tree, path).and_then(|t| t.get(list)).cloned(),
            None => {
                let types = self.tree.get("type").and_then(Value::as_array).into_iter().flatten();
                let all = types.filter_map(|t| t.get(list)?.as_array().cloned()).flatten();
                Some(Value::Array(all.collect()))
            }
        };
        let mut options = match names {
            Names::Groups => named(self.tree.get("group"), "code"),
            Names::Types => named(self.tree.get("type"), "code"),
            Names::Forms => named(self.tree.get("form"), "id"),
            Names::Tiers => named(within("tier").as_ref(), "code"),
            Names::Indicators => named(within("indicator").as_ref(), "id"),
        };
        keep_unknown(&mut options, value);
        options
    }

    fn funding(&self, control: &mut Control, value: &Value) {
        control.kind = "funding";
        let sum = |v: Option<&Value>| {
            let text = v.and_then(Value::as_str).unwrap_or_default();
            text.strip_suffix("万元").unwrap_or(text).to_owned()
        };
        let range = value.get("range");
        let kinds = [
            ("fixed", value.get("fixed").is_some()),
            ("range", range.is_some()),
            ("undecided", value.get("undecided").is_some()),
        ];
        let choice = |(code, chosen): (&str, bool)| Choice {
            value: code.to_owned(),
            text: code_word(self.l, "funding", code),
            chosen,
        };
        control.options = kinds.into_iter().map(choice).collect();
        control.value = sum(value.get("fixed").or_else(|| range.and_then(|r| r.get(0))));
        control.second = sum(range.and_then(|r| r.get(1)));
        let inner = outline::FUNDING.keys.iter().filter(|key| ["per", "clause"].contains(&key.name));
        let prefix = format!("{}.", control.name);
        control.inner = inner.map(|key| self.key(&outline::FUNDING, key, value, &prefix)).collect();
    }

    /// The things of a list in place, with a blank one behind them.
    fn many(&self, control: &mut Control, inner: &'static Table, value: &Value) {
        control.kind = "many";
        let items = value.as_array().cloned().unwrap_or_default();
        let blank = self.editable.then_some(Value::Null);
        let all = items.iter().chain(&blank).enumerate();
        control.inner = all
            .map(|(n, item)| {
                let name = format!("{}[{n}]", control.name);
                let words = if n < items.len() {
                    (n + 1).to_string()
                } else {
                    self.l.t("programme-one-more").to_owned()
                };
                let parts = self.table(inner, item, &format!("{name}."));
                let problems = self.problems(&name, true);
                let (l, editable) = (self.l, self.editable);
                let kind = if inner.name == "each" { "row" } else { "group" };
                let (value, second, help) = (String::new(), String::new(), String::new());
                html(&Control {
                    l,
                    name,
                    label: words,
                    help,
                    kind,
                    value,
                    second,
                    rows: 1,
                    options: Vec::new(),
                    inner: parts,
                    problems,
                    optional: false,
                    editable,
                })
            })
            .collect();
    }

    fn test(&self, control: &mut Control, value: &Value) {
        control.kind = "test";
        let chosen = TESTS.iter().find(|t| value.get(t.name).is_some());
        control.options = TESTS
            .iter()
            .map(|t| Choice {
                value: t.name.to_owned(),
                text: code_word(self.l, "test", t.name),
                chosen: chosen.is_some_and(|c| c.name == t.name),
            })
            .collect();
        if let Some(test) = chosen {
            let prefix = format!("{}.{}.", control.name, test.name);
            control.inner = self.table(test.table, &value[test.name], &prefix);
        }
    }
}

/// A code that nothing knows any more is still shown, or saving would lose it.
fn keep_unknown(options: &mut Vec<Choice>, value: &Value) {
    let one = value.as_str().filter(|text| !text.is_empty());
    let codes = one.into_iter().chain(value.as_array().into_iter().flatten().filter_map(Value::as_str));
    for code in codes {
        if !options.iter().any(|o| o.value == code) {
            options.push(Choice { value: code.to_owned(), text: format!("{code}（？）"), chosen: true });
        }
    }
}

fn holds(value: &Value, code: &str) -> bool {
    value.as_str() == Some(code)
        || value.as_array().is_some_and(|items| items.iter().any(|item| item.as_str() == Some(code)))
}

/// A day and a time of day, where the moment is written so; else its words.
fn moment(control: &mut Control) {
    let parts = control.value.split_once('T').unwrap_or((&control.value, ""));
    let day = parts.0.len() == 10 && parts.0.parse::<jiff::civil::Date>().is_ok();
    let time = parts.1.is_empty() || (parts.1.len() == 5 && parts.1 != "24:00");
    if control.value.is_empty() || (day && time) {
        control.kind = "moment";
        (control.value, control.second) = (parts.0.to_owned(), parts.1.to_owned());
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn joined(value: &Value, between: &str) -> String {
    value
        .as_array()
        .map(|items| items.iter().map(plain).collect::<Vec<_>>().join(between))
        .unwrap_or_default()
}

/// Rows of a text area that shows the text without scrolling, within reason.
fn rows(text: &str) -> usize {
    let lines = text.lines().map(|line| line.chars().count() / 44 + 1).sum::<usize>();
    lines.clamp(2, 14)
}
