//! Statements of a notice that do not agree with each other, or leave open what they mean. The officer decides; the
//! reader only says where to look.

use serde::Serialize;
use serde_json::Value;

use crate::document::Document;
use crate::fact::{Fact, Kind};
use crate::lexer::Lexeme;

/// Two statements at odds, or one that is not clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// `sum`, `weekday`, `order`, `two-values`, `table`, `per-what`, `shares`.
    pub kind: &'static str,
    /// What is wrong, in Chinese, for the officer.
    pub message: String,
    /// Ids of the facts concerned; empty where the words are not a fact.
    pub facts: Vec<String>,
    /// The words concerned.
    pub quote: String,
    /// Character offset of the words.
    pub start: usize,
}

/// Finds the contradictions among the facts.
pub fn find(document: &Document, facts: &[Fact]) -> Vec<Contradiction> {
    let mut found = Vec::new();
    sums_of_counts(document, facts, &mut found);
    sums_of_money(document, facts, &mut found);
    two_values(document, facts, &mut found);
    per_what(document, facts, &mut found);
    shares(facts, &mut found);
    weekdays(document, &mut found);
    deadline_order(document, facts, &mut found);
    found.sort_by_key(|one| one.start);
    found
}

fn report(kind: &'static str, message: String, facts: &[&Fact]) -> Contradiction {
    Contradiction {
        kind,
        message,
        facts: facts.iter().map(|fact| fact.id.clone()).collect(),
        quote: facts.first().map_or(String::new(), |fact| fact.quote.clone()),
        start: facts.first().map_or(0, |fact| fact.start),
    }
}

/// Facts of a kind whose scope is exactly this type.
fn of_type<'f>(facts: &'f [Fact], kind: Kind, name: &str) -> Vec<&'f Fact> {
    facts.iter().filter(|fact| fact.kind == kind && fact.scope == name).collect()
}

fn exact(fact: &Fact) -> Option<f64> {
    (fact.op == "==").then(|| fact.value.as_f64()).flatten()
}

/// Lowest and highest value of an amount.
fn span(value: &Value) -> Option<(f64, f64)> {
    match value {
        Value::Array(ends) => Some((ends.first()?.as_f64()?, ends.last()?.as_f64()?)),
        other => other.as_f64().map(|one| (one, one)),
    }
}

/// The names of the types below a type, or of the topmost types for the whole programme.
fn parts<'d>(document: &'d Document, above: Option<&str>) -> Vec<&'d str> {
    let parent = |index: Option<usize>| index.map(|at| document.types[at].name.as_str());
    document.types.iter().filter(|kind| parent(kind.parent) == above).map(|kind| kind.name.as_str()).collect()
}

/// `拟立项40项，其中重点10项、一般20项`.
fn sums_of_counts(document: &Document, facts: &[Fact], found: &mut Vec<Contradiction>) {
    for total in facts.iter().filter(|fact| fact.kind == Kind::CountPlanned) {
        let above =
            if total.scope.is_empty() || total.scope == "合计" { None } else { Some(total.scope.as_str()) };
        let counts: Vec<&Fact> =
            parts(document, above).iter().flat_map(|name| of_type(facts, Kind::CountPlanned, name)).collect();
        let values: Option<Vec<f64>> = counts.iter().map(|fact| exact(fact)).collect();
        let (Some(sum), Some(stated)) = (values.map(|values| values.iter().sum::<f64>()), exact(total))
        else {
            continue;
        };
        let complete = counts.len() == parts(document, above).len() && counts.len() >= 2;
        if complete && sum != stated {
            let mut facts = vec![total];
            facts.extend(&counts);
            found.push(report("sum", format!("共{stated}{}，分项相加是{sum}", total.unit), &facts));
        }
    }
}

/// Numbers times money against a stated total.
fn sums_of_money(document: &Document, facts: &[Fact], found: &mut Vec<Contradiction>) {
    for total in facts.iter().filter(|fact| {
        fact.kind == Kind::Amount && fact.scope.ends_with("合计") || fact.scope.ends_with("合计）")
    }) {
        let Some((stated, _)) = span(&total.value) else { continue };
        if total.kind != Kind::Amount {
            continue;
        }
        let own = total.scope.trim_end_matches("（合计）");
        let above = if own == "合计" { None } else { Some(own) };
        let mut names = parts(document, above);
        if names.is_empty() {
            names.extend(above);
        }
        let Some((low, high, used)) = cost(facts, &names) else { continue };
        if stated < low || stated > high {
            let mut concerned = vec![total];
            concerned.extend(used);
            let reached = if low == high { yuan(low) } else { format!("{}至{}", yuan(low), yuan(high)) };
            found.push(report(
                "sum",
                format!("总额写{}，按项数和每项金额计算是{reached}", yuan(stated)),
                &concerned,
            ));
        }
    }
}

/// What the named types cost together, if every one has one number and one amount.
fn cost<'f>(facts: &'f [Fact], names: &[&str]) -> Option<(f64, f64, Vec<&'f Fact>)> {
    let (mut low, mut high, mut used) = (0.0, 0.0, Vec::new());
    for name in names {
        let counts = of_type(facts, Kind::CountPlanned, name);
        let amounts = of_type(facts, Kind::Amount, name);
        let ([count], [amount]) = (counts.as_slice(), amounts.as_slice()) else { return None };
        let (number, (least, most)) = (exact(count)?, span(&amount.value)?);
        let least = if amount.op == "<=" { 0.0 } else { least };
        low += number * least;
        high += number * most;
        used.extend([*count, *amount]);
    }
    (!names.is_empty()).then_some((low, high, used))
}

/// Fen are not needed here: notices speak in yuan.
fn yuan(value: f64) -> String {
    if value >= 10_000.0 { format!("{}万元", value / 10_000.0) } else { format!("{value}元") }
}

/// Two different numbers for one thing; where one stands in a table, the table against the text.
fn two_values(document: &Document, facts: &[Fact], found: &mut Vec<Contradiction>) {
    for kind in &document.types {
        for fact_kind in [Kind::CountPlanned, Kind::Amount] {
            let stated: Vec<&Fact> =
                of_type(facts, fact_kind, &kind.name).into_iter().filter(|fact| fact.op == "==").collect();
            let [first, rest @ ..] = stated.as_slice() else { continue };
            let Some(other) = rest.iter().find(|fact| fact.value != first.value) else { continue };
            let prizes = first.quote.contains('奖') || other.quote.contains('奖');
            if prizes {
                continue;
            }
            let table = first.rule.starts_with("table") != other.rule.starts_with("table");
            if fact_kind == Kind::Amount && !table {
                continue;
            }
            let what = if fact_kind == Kind::CountPlanned { "立项数" } else { "经费额度" };
            let message = if table {
                format!("“{}”的{what}，表格和正文不一致：{}与{}", kind.name, first.value, other.value)
            } else {
                format!("“{}”的{what}有两个说法：{}与{}", kind.name, first.value, other.value)
            };
            found.push(report(if table { "table" } else { "two-values" }, message, &[first, other]));
        }
    }
}

/// `5万元` beside several projects: each, or all together?
fn per_what(document: &Document, facts: &[Fact], found: &mut Vec<Contradiction>) {
    for kind in &document.types {
        let counts = of_type(facts, Kind::CountPlanned, &kind.name);
        let several = counts.iter().any(|count| span(&count.value).is_some_and(|(_, most)| most > 1.0));
        for amount in of_type(facts, Kind::Amount, &kind.name) {
            let told = ["给予", "奖", "/", "每", "各", "总", "共", "合计", "单项"]
                .iter()
                .any(|word| amount.quote.contains(word));
            if several && !told && !amount.rule.starts_with("table") {
                let message = format!("“{}”写“{}”，没有写明是每项还是合计", kind.name, amount.quote.trim());
                found.push(report("per-what", message, &[amount]));
            }
        }
    }
}

fn shares(facts: &[Fact], found: &mut Vec<Contradiction>) {
    for fact in facts.iter().filter(|fact| fact.kind == Kind::Disbursement) {
        let sum: f64 = fact.value.as_array().into_iter().flatten().filter_map(Value::as_f64).sum();
        if sum > 0.0 && (sum - 100.0).abs() > 0.5 {
            found.push(report("shares", format!("各期拨付比例合计{sum}%，不是100%"), &[fact]));
        }
    }
}

/// `2026年3月31日（星期二）`: is it a Tuesday?
fn weekdays(document: &Document, found: &mut Vec<Contradiction>) {
    for sentence in &document.sentences {
        for token in &sentence.tokens {
            let Lexeme::Moment(moment) = &token.value else { continue };
            let base = document.header.issued.map(|(year, _, _)| year).or(document.header.year);
            let (Some(claimed), Some(year), Some(month), Some(day)) =
                (moment.weekday, moment.year.or(base), moment.month, moment.day)
            else {
                continue;
            };
            let Ok(date) = jiff::civil::Date::new(year as i16, month as i8, day as i8) else { continue };
            let real = date.weekday().to_monday_one_offset() as u32;
            if real != claimed {
                let name = |day: u32| {
                    ["一", "二", "三", "四", "五", "六", "日"].get(day as usize - 1).copied().unwrap_or("")
                };
                let (quote, start) = document.text.quote(token.range.clone());
                found.push(Contradiction {
                    kind: "weekday",
                    message: format!(
                        "{year}年{month}月{day}日是星期{}，原文写星期{}",
                        name(real),
                        name(claimed)
                    ),
                    facts: Vec::new(),
                    quote: quote.to_owned(),
                    start,
                });
            }
        }
    }
}

/// A deadline before the notice was issued.
fn deadline_order(document: &Document, facts: &[Fact], found: &mut Vec<Contradiction>) {
    let Some((year, month, day)) = document.header.issued else { return };
    let issued = format!("{year:04}-{month:02}-{day:02}");
    for fact in facts.iter().filter(|fact| fact.kind == Kind::Deadline) {
        let value = fact.value.as_str().unwrap_or_default();
        if value.len() >= 10 && value.is_char_boundary(10) && !value.starts_with('-') && value[..10] < *issued
        {
            found.push(report("order", format!("截止时间{value}早于发文日期{issued}"), &[fact]));
        }
    }
}
