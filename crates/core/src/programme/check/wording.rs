use jiff::civil::Date;

use super::Report;
use crate::time::weekday;

/// The quoted clauses themselves: that they say something, and that their days of the week are right.
pub(super) fn check(report: &mut Report<'_>) {
    let mut found = Vec::new();
    report.lines.tables_with(["at", "says"], &mut |path, [at, says]| {
        if at.trim().is_empty() || says.trim().is_empty() {
            found.push((path.to_owned(), None));
        }
        found.extend(dates_in(says).into_iter().filter(Named::errs).map(|d| (path.to_owned(), Some(d))));
    });
    for (path, date) in found {
        match date {
            None => {
                let reason = "a clause needs where it stands (`at`) and the notice's own words (`says`)";
                report.error("empty-clause", path, reason);
            }
            Some(named) => {
                let (date, said) = (named.date, named.weekday.unwrap_or_default());
                let reason = format!("the notice says {said}, but {date} is a {}", weekday(date));
                report.warn("weekday-differs", format!("{path}.says"), reason);
                report.with([("at", date.to_string()), ("said", said), ("is", weekday(date).to_owned())]);
            }
        }
    }
}

/// A date that a clause names, with the day of the week in brackets behind it.
pub(super) struct Named {
    pub(super) date: Date,
    weekday: Option<String>,
}

impl Named {
    fn errs(&self) -> bool {
        let last = |name: &str| name.chars().last().map(|c| if c == '天' { '日' } else { c });
        self.weekday.as_ref().is_some_and(|said| last(said) != last(weekday(self.date)))
    }
}

/// The dates of the shape `2026年3月31日（星期二）`, the day of the week being optional.
pub(super) fn dates_in(text: &str) -> Vec<Named> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
    plain
        .match_indices('年')
        .filter_map(|(at, _)| named(&plain[..at], &plain[at + '年'.len_utf8()..]))
        .collect()
}

fn named(before: &str, behind: &str) -> Option<Named> {
    let from = before.char_indices().rev().take_while(|(_, c)| c.is_ascii_digit()).last()?.0;
    let (month, rest) = behind.split_once('月')?;
    let (day, rest) = rest.split_once('日')?;
    let date = Date::new(before[from..].parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let bracket = rest.strip_prefix(['（', '(']).and_then(|rest| rest.split_once(['）', ')']));
    let weekday = bracket.map(|(inside, _)| inside).filter(|i| i.starts_with("星期") || i.starts_with("周"));
    Some(Named { date, weekday: weekday.map(str::to_owned) })
}
