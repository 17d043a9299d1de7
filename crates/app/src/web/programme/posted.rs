//! What a person typed into the form of a place, as the tree that the file holds. What cannot be read as number or date
//! is kept as it was typed, so that nothing is lost and the check can say what is wrong with it.

use kexiang_core::programme::outline::{Key, Shape, TESTS, Table};
use serde_json::{Map, Value, json};

/// The pairs of a posted form.
#[derive(Clone, Debug, Default)]
pub struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// The first value of a name; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.0.iter().filter(move |(n, v)| n == name && !v.is_empty()).map(|(_, value)| value.as_str())
    }

    fn has_under(&self, prefix: &str) -> bool {
        self.0.iter().any(|(name, _)| name.starts_with(prefix))
    }
}

/// The keys of a table as they were typed; a key that was emptied is null. Lists with pages of their own are left out.
pub fn table(outline: &'static Table, prefix: &str, posted: &Posted, old: &Value) -> Map<String, Value> {
    let mut map = Map::new();
    for key in outline.keys.iter().filter(|key| is_typed(key)) {
        let name = format!("{prefix}{}", key.name);
        let before = old.get(key.name).unwrap_or(&Value::Null);
        map.insert(key.name.to_owned(), value(key.shape, &name, posted, before));
    }
    map
}

/// Whether a key is typed on its table's page.
pub fn is_typed(key: &Key) -> bool {
    // The version of the file's shape is not a person's matter; rows of a form are arranged, not typed.
    !key.leads_on() && !matches!(key.shape, Shape::Grid) && key.name != "schema"
}

fn value(shape: Shape, name: &str, posted: &Posted, old: &Value) -> Value {
    match shape {
        Shape::Line | Shape::Prose | Shape::Name(_) | Shape::Code(_) | Shape::Day => {
            text(posted.get(name), old)
        }
        Shape::Number => number(posted.get(name)),
        Shape::Flag(_) => json!(!posted.get(name).is_empty()),
        Shape::Moment => moment(name, posted),
        Shape::Codes(_) | Shape::Names(_) => list(posted.all(name).map(Value::from).collect()),
        Shape::Lines => {
            let lines = posted.get(name).lines().map(str::trim).filter(|line| !line.is_empty());
            list(lines.map(Value::from).collect())
        }
        Shape::Numbers => {
            let parts = posted.get(name).split([' ', ',', '，', '、', '\n', '\r']).filter(|p| !p.is_empty());
            list(parts.map(number).collect())
        }
        Shape::One(inner) if inner.name == "funding" => funding(name, posted, old),
        Shape::One(inner) => whole(inner, &format!("{name}."), posted, old),
        Shape::Many(inner) => many(inner, name, posted, old),
        Shape::Test => test(name, posted, old),
        Shape::Grid => old.clone(),
    }
}

/// A text; where only white space at its ends differs, the old one stays.
fn text(typed: &str, old: &Value) -> Value {
    let typed = typed.replace("\r\n", "\n");
    let trimmed = typed.trim();
    match old.as_str() {
        Some(old) if old.trim() == trimmed && !trimmed.is_empty() => old.into(),
        _ if trimmed.is_empty() => Value::Null,
        _ => trimmed.into(),
    }
}

fn number(typed: &str) -> Value {
    match typed.trim() {
        "" => Value::Null,
        typed => typed.parse::<u32>().map_or_else(|_| typed.into(), Value::from),
    }
}

fn list(items: Vec<Value>) -> Value {
    if items.is_empty() { Value::Null } else { Value::Array(items) }
}

/// A day with or without a time of day; or the words themselves where they are neither.
fn moment(name: &str, posted: &Posted) -> Value {
    let (day, time) = (posted.get(&format!("{name}.day")).trim(), posted.get(&format!("{name}.time")).trim());
    match (day, time) {
        ("", "") => text(posted.get(name), &Value::Null),
        (day, "") => day.into(),
        (day, time) => format!("{day}T{time}").into(),
    }
}

/// A table in place; null where nothing of it was typed.
fn whole(inner: &'static Table, prefix: &str, posted: &Posted, old: &Value) -> Value {
    let mut map = table(inner, prefix, posted, old);
    map.retain(|_, value| !value.is_null());
    let is_blank = map.values().all(|value| matches!(value, Value::Bool(false)));
    if is_blank { Value::Null } else { Value::Object(map) }
}

fn many(inner: &'static Table, name: &str, posted: &Posted, old: &Value) -> Value {
    let mut items = Vec::new();
    for n in 0.. {
        let prefix = format!("{name}[{n}].");
        if !posted.has_under(&prefix) {
            break;
        }
        let before = old.get(n).unwrap_or(&Value::Null);
        items.push(whole(inner, &prefix, posted, before));
    }
    items.retain(|item| !item.is_null());
    list(items)
}

/// Money: a fixed sum, a range, or undecided. A bare number means 万元.
fn funding(name: &str, posted: &Posted, old: &Value) -> Value {
    let get = |key: &str| posted.get(&format!("{name}.{key}")).trim();
    let sum = |typed: &str| {
        let bare = !typed.is_empty() && typed.chars().all(|c| c.is_ascii_digit() || c == '.');
        if bare { format!("{typed}万元") } else { typed.to_owned() }
    };
    let mut map = Map::new();
    match get("kind") {
        "fixed" => map.insert("fixed".into(), sum(get("low")).into()),
        "range" => map.insert("range".into(), json!([sum(get("low")), sum(get("high"))])),
        "undecided" => map.insert("undecided".into(), true.into()),
        _ => return Value::Null,
    };
    let clause = old.get("clause").unwrap_or(&Value::Null);
    let clause = whole(&kexiang_core::programme::outline::CLAUSE, &format!("{name}.clause."), posted, clause);
    for (key, value) in [("per", text(get("per"), &Value::Null)), ("clause", clause)] {
        if !value.is_null() {
            map.insert(key.into(), value);
        }
    }
    Value::Object(map)
}

/// A test with its parameters; another test than before begins without any.
fn test(name: &str, posted: &Posted, old: &Value) -> Value {
    let Some(shape) = TESTS.iter().find(|t| t.name == posted.get(name)) else { return Value::Null };
    let prefix = format!("{name}.{}.", shape.name);
    let before = old.get(shape.name).unwrap_or(&Value::Null);
    let mut map = table(shape.table, &prefix, posted, before);
    map.retain(|_, value| !value.is_null() && *value != json!(false));
    json!({ shape.name: map })
}

#[cfg(test)]
mod tests {
    use kexiang_core::programme::outline::{self, read};
    use serde_json::{Value, json};

    use super::{Posted, table};

    fn posted(pairs: &[(&str, &str)]) -> Posted {
        Posted(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn what_is_no_number_or_date_is_kept_as_typed() {
        let typed =
            posted(&[("per", "organisation"), ("max", "两个"), ("id", " two "), ("counts_joint", "1")]);
        let limit = outline::step_into("limit[0]").unwrap();
        let map = table(limit, "", &typed, &Value::Null);
        assert_eq!(map["max"], json!("两个"));
        assert_eq!(map["id"], json!("two"));
        assert_eq!(map["counts_joint"], json!(true));
        assert_eq!(map["clause"], Value::Null);
        let deadline = outline::step_into("deadline[0]").unwrap();
        let at = |pairs: &[(&str, &str)]| table(deadline, "", &posted(pairs), &Value::Null)["at"].clone();
        assert_eq!(at(&[("at.day", "2027-03-31"), ("at.time", "17:00")]), json!("2027-03-31T17:00"));
        assert_eq!(at(&[("at.day", "2027-03-31"), ("at.time", "")]), json!("2027-03-31"));
        assert_eq!(at(&[("at", "三月底")]), json!("三月底"));
    }

    #[test]
    fn l01_money_is_typed_in_wan() {
        let t = outline::step_into("type[0]").unwrap();
        let typed = posted(&[
            ("funding.kind", "range"),
            ("funding.low", "1"),
            ("funding.high", "2"),
            ("funding.per", "个"),
            ("funding.clause.at", "一"),
            ("funding.clause.says", "1-2万元/个"),
        ]);
        let money = table(t, "", &typed, &Value::Null)["funding"].clone();
        let clause = json!({ "at": "一", "says": "1-2万元/个" });
        assert_eq!(money, json!({ "range": ["1万元", "2万元"], "per": "个", "clause": clause }));
    }

    #[test]
    fn n03_alternatives_are_lists_and_blank_ones_fall_away() {
        let indicator = outline::step_into("type[0].indicator[0]").unwrap();
        let typed = posted(&[
            ("alternative[0].target.op", ">="),
            ("alternative[0].target.value", "4"),
            ("alternative[0].target.unit", "场"),
            ("alternative[1].target.op", "="),
            ("alternative[1].target.value", "1"),
            ("alternative[1].target.unit", "场"),
            ("alternative[1].each[0].measure", "participants"),
            ("alternative[1].each[0].target.op", ">="),
            ("alternative[1].each[0].target.value", "200"),
            ("alternative[1].each[0].target.unit", "人"),
            ("alternative[2].name", " "),
        ]);
        let ways = table(indicator, "", &typed, &Value::Null)["alternative"].clone();
        let nx = read(include_str!("../../../../../programmes/ningxia-2025.toml")).unwrap();
        let wanted: Vec<_> = nx["type"][0]["indicator"][0]["alternative"]
            .as_array()
            .unwrap()
            .iter()
            .map(|way| {
                let mut way = way.clone();
                way.as_object_mut().unwrap().remove("name");
                way
            })
            .collect();
        assert_eq!(ways, Value::Array(wanted));
    }
}
