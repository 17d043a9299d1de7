//! What is still missing of an indicator, in words.

use std::fmt::Display;

use kexiang_core::programme::{Condition, Measure, Quantity};
use kexiang_core::progress::{Missing, Progress, Way};
use kexiang_core::time::long_date;

use super::Locale;

/// What is missing, as a short sentence without full stop.
pub fn missing(l: &Locale, missing: &Missing) -> String {
    let many = |key: &str, way: &Option<String>, by: i64, unit: &str| {
        let said = l.tf(key, &[("by", &by), ("unit", &unit)]);
        match way {
            Some(way) => format!("{way}：{said}"),
            None => said,
        }
    };
    match missing {
        Missing::More { way, by, unit } => many("progress-more", way, *by, unit),
        Missing::Less { way, by, unit } => many("progress-less", way, *by, unit),
        Missing::Nothing => l.t("progress-nothing").to_owned(),
        Missing::Below { what, measure: of, has, mark: m } => {
            let (of, m) = (measure(l, *of), mark(m));
            l.tf("progress-below", &[("what", what), ("measure", &of), ("has", has), ("mark", &m)])
        }
        Missing::Unread { what, measure: of } => {
            let of = measure(l, *of);
            l.tf("progress-unread", &[("what", what), ("measure", &of)])
        }
        Missing::NoLabel { what, label } => l.tf("progress-no-label", &[("what", what), ("label", label)]),
        Missing::Place { what } => l.tf("progress-place", &[("what", what)]),
        Missing::Condition { what, only } => {
            let only = condition(l, *only);
            l.tf("progress-condition", &[("what", what), ("only", &only)])
        }
        Missing::Channel { what, channels } => {
            let channels = channels.join("、");
            l.tf("progress-channel", &[("what", what), ("channels", &channels)])
        }
        Missing::NoChannel { channel } => l.tf("progress-no-channel", &[("channel", channel)]),
        Missing::Sections { what, sections } => {
            let sections = sections.join("、");
            l.tf("progress-sections", &[("what", what), ("sections", &sections)])
        }
        Missing::Words => l.t("progress-words").to_owned(),
        Missing::Late { on, due } => {
            let (on, due) = (long_date(*on), long_date(*due));
            l.tf("progress-late", &[("on", &on as &dyn Display), ("due", &due)])
        }
        Missing::Overdue { due } => l.tf("progress-overdue", &[("due", &long_date(*due))]),
        Missing::AndMore { n } => l.tf("progress-and-more", &[("n", n)]),
    }
}

/// `2/≥4场`, ways parted by 或; 已完成 or 未完成 for targets without numbers.
pub fn result(l: &Locale, progress: &Progress) -> String {
    let way = |w: &Way| {
        let result = w.result.map_or_else(|| "0".to_owned(), |r| r.to_string());
        format!("{result}/{}", mark(&w.mark))
    };
    let ways: Vec<_> = progress.ways.iter().map(way).collect();
    match (ways.is_empty(), progress.met) {
        (false, _) => ways.join(l.t("progress-or")),
        (true, true) => l.t("progress-done").to_owned(),
        (true, false) => l.t("progress-open").to_owned(),
    }
}

/// 指标完成率, and how many rows are met.
pub fn completion(l: &Locale, rows: &[Progress]) -> String {
    let met = rows.iter().filter(|r| r.met).count();
    let percent = f64::from(kexiang_core::progress::completion(rows)) / 100.0;
    l.tf("progress-completion", &[("percent", &percent), ("met", &met), ("all", &rows.len())])
}

/// `≥4场`
pub fn mark(q: &Quantity) -> String {
    let to = q.max.map(|max| format!("–{max}")).unwrap_or_default();
    format!("{}{}{to}{}", q.op.sign(), q.value, q.unit)
}

fn measure(l: &Locale, measure: Measure) -> String {
    l.word("choice-measure", &code(&measure))
}

fn condition(l: &Locale, condition: Condition) -> String {
    l.word("choice-condition", &code(&condition))
}

/// The name that a programme's file has for it.
fn code(value: &impl serde::Serialize) -> String {
    let code = serde_json::to_value(value).ok();
    code.and_then(|c| c.as_str().map(str::to_owned)).unwrap_or_default()
}
