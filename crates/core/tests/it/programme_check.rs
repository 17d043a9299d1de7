//! `check` on the four files and on small mutations of them: every code, with the exact line. Here: money, dates, quantities;
//! `programme_check_names` and `programme_check_forms` hold the rest.

use jiff::Timestamp;
use jiff::civil::date;
use kexiang_core::programme::{Finding, Gravity, check, parse};
use kexiang_core::time;

use crate::programme::{FILES, text};

pub const LZ: &str = "liuzhou-2026";
pub const NX: &str = "ningxia-2025";
pub const XJ: &str = "xinjiang-2025";
pub const GD: &str = "guangdong-2024";

/// A day before the deadlines of all four notices.
fn before_all() -> Timestamp {
    time::start_of_day(date(2023, 8, 20))
}

pub fn findings(text: &str) -> Vec<Finding> {
    let programme = parse(text).unwrap_or_else(|e| panic!("{e}"));
    check(text, &programme, before_all())
}

/// Line where these words stand, which must be there exactly once.
pub fn line_of(text: &str, words: &str) -> usize {
    assert_eq!(text.matches(words).count(), 1, "`{words}`");
    text[..text.find(words).unwrap()].matches('\n').count() + 1
}

/// A file in which `from`, wherever `within` first stands and after it, is changed to `to` once.
pub fn changed(name: &str, within: &str, from: &str, to: &str) -> String {
    let text = text(name);
    let (before, after) =
        text.split_at(text.find(within).unwrap_or_else(|| panic!("{name} has no `{within}`")));
    assert!(after.contains(from), "{name} has no `{from}` after `{within}`");
    format!("{before}{}", after.replacen(from, to, 1))
}

/// What a change brings beyond the file's own warnings: gravity, code and line.
pub fn brought(name: &str, mutated: &str) -> Vec<(Gravity, &'static str, usize)> {
    let own: Vec<_> = findings(text(name)).into_iter().map(|f| (f.code, f.path)).collect();
    let new = findings(mutated).into_iter().filter(|f| !own.contains(&(f.code, f.path.clone())));
    new.map(|f| (f.gravity, f.code, f.line)).collect()
}

/// One finding and no other, at the line of `at` (or, where a key is missing, of the table that wants it).
#[track_caller]
fn brings(gravity: Gravity, code: &'static str, name: &str, mutated: &str, at: &str) {
    assert_eq!(brought(name, mutated), [(gravity, code, line_of(mutated, at))]);
}

#[track_caller]
pub fn errs(code: &'static str, name: &str, mutated: &str, at: &str) {
    brings(Gravity::Error, code, name, mutated, at);
}

#[track_caller]
pub fn warns(code: &'static str, name: &str, mutated: &str, at: &str) {
    brings(Gravity::Warning, code, name, mutated, at);
}

#[test]
fn the_four_files_have_no_errors_and_exactly_two_warnings() {
    let mut all = Vec::new();
    for (name, text, _) in FILES {
        all.extend(findings(text).into_iter().map(|f| (name, f.gravity, f.code, f.line, f.path)));
    }
    let party_money = line_of(text(XJ), "funding = { fixed = \"5万元\", clause");
    let expected = [
        (XJ, Gravity::Warning, "no-deadline", 1, "deadline".to_owned()),
        (XJ, Gravity::Warning, "per-missing", party_money, "type[2].funding".to_owned()),
    ];
    assert_eq!(all, expected);
}

#[test]
fn reasons_say_what_is_wrong_and_what_to_do() {
    let reasons: Vec<_> = findings(text(XJ)).into_iter().map(|f| f.reason).collect();
    let expected = [
        "no deadline for the electronic application: set it when the call is published",
        "the notice gives a sum without its unit (`/个`, `/项`): ask whether it is meant per project",
    ];
    assert_eq!(reasons, expected);
    let mutated = changed(XJ, "stated_total", "91万元", "92万元");
    let sum = findings(&mutated).into_iter().find(|f| f.code == "sum-differs").unwrap();
    assert_eq!(sum.reason, "planned × funding is 91万元, the notice states 92万元");
}

#[test]
fn sum_differs_when_the_stated_total_is_changed() {
    let mutated = changed(XJ, "stated_total", "91万元", "92万元");
    warns("sum-differs", XJ, &mutated, "stated_total = \"92万元\"");
}

#[test]
fn sum_differs_when_a_tier_is_changed() {
    let mutated = changed(XJ, "name = \"全国性学术活动\"", "7万元\", per", "8万元\", per");
    warns("sum-differs", XJ, &mutated, "stated_total = \"91万元\"");
}

#[test]
fn sum_differs_outside_a_range_and_not_inside_it() {
    let stated = |total: &str| {
        changed(LZ, "code = \"2026-4\"", "planned = 4", &format!("planned = 4\nstated_total = \"{total}\""))
    };
    assert_eq!(brought(LZ, &stated("4万元")), []);
    assert_eq!(brought(LZ, &stated("8万元")), []);
    warns("sum-differs", LZ, &stated("8.5万元"), "stated_total = \"8.5万元\"");
    warns("sum-differs", LZ, &stated("3.9万元"), "stated_total = \"3.9万元\"");
}

#[test]
fn sum_unreadable_without_its_unit() {
    let mutated = changed(XJ, "stated_total", "91万元", "91");
    errs("sum-unreadable", XJ, &mutated, "stated_total = \"91\"");
}

#[test]
fn planned_differs_from_the_tiers() {
    let mutated = changed(XJ, "code = \"XXJL-2025\"", "planned = 15", "planned = 16");
    warns("planned-differs", XJ, &mutated, "planned = 16");
}

#[test]
fn per_missing_where_the_unit_is_taken_away() {
    let mutated = changed(XJ, "code = \"QKPY-2025\"", ", per = \"项\"", "");
    warns("per-missing", XJ, &mutated, "funding = { fixed = \"10万元\", clause");
}

#[test]
fn no_funding() {
    let mutated = changed(NX, "code = \"NX2025-1-2\"", "funding = { undecided = true }\n", "");
    errs("no-funding", NX, &mutated, "[[type]]\ncode = \"NX2025-1-2\"");
}

#[test]
fn deadline_past_to_the_millisecond() {
    let programme = parse(text(LZ)).unwrap();
    let last = time::instant(date(2026, 3, 31).at(17, 0, 0, 0));
    let codes = |now| {
        check(text(LZ), &programme, now).into_iter().map(|f| (f.gravity, f.code, f.path)).collect::<Vec<_>>()
    };
    assert_eq!(codes(last), []);
    let late = |n: usize| (Gravity::Warning, "deadline-past", format!("deadline[{n}].at"));
    assert_eq!(codes(last + jiff::SignedDuration::from_millis(1)), [late(0), late(1)]);
}

#[test]
fn a_bare_date_has_passed_only_after_its_last_millisecond() {
    let programme = parse(text(NX)).unwrap();
    let last = time::end_of_day(date(2025, 5, 16));
    assert_eq!(check(text(NX), &programme, last), []);
    assert_eq!(check(text(NX), &programme, last + jiff::SignedDuration::from_millis(1)).len(), 2);
}

#[test]
fn deadline_differs_from_the_date_its_clause_names() {
    let mutated =
        changed(NX, "[[deadline]]\nwhat = \"electronic\"", "at = \"2025-05-16\"", "at = \"2025-05-15\"");
    warns("deadline-differs", NX, &mutated, "at = \"2025-05-15\"");
}

#[test]
fn paper_before_electronic() {
    let mutated = changed(LZ, "what = \"paper\"", "at = \"2026-03-31T17:00\"", "at = \"2026-03-31T16:59\"");
    warns("paper-before-electronic", LZ, &mutated, "at = \"2026-03-31T16:59\"");
}

#[test]
fn no_deadline() {
    let mutated = changed(GD, "[[deadline]]\nwhat = \"electronic\"", "electronic", "recommendation");
    let first = line_of(&mutated, "[[deadline]]\nwhat = \"recommendation\"");
    assert_eq!(brought(GD, &mutated), [(Gravity::Warning, "no-deadline", first)]);
}

#[test]
fn not_one_grant_source() {
    let mutated = changed(LZ, "id = \"grant\"", "grant = true\n", "");
    let first = line_of(&mutated, "[[budget.source]]\nid = \"grant\"");
    assert_eq!(brought(LZ, &mutated), [(Gravity::Error, "not-one-grant-source", first)]);
    let mutated = changed(LZ, "name = \"单位配套经费\"", "\n", "\ngrant = true\n");
    assert_eq!(brought(LZ, &mutated), [(Gravity::Error, "not-one-grant-source", first)]);
}

#[test]
fn banned_without_clause() {
    let text = text(LZ);
    let from = text.find("words = [\"对外投资\"").unwrap();
    let clause = text[from..].find("clause").unwrap() + from;
    let end = text[clause..].find('\n').unwrap() + clause;
    let mutated = format!("{}{}", &text[..clause], &text[end..]);
    errs("banned-without-clause", LZ, &mutated, "[[budget.category]]\nid = \"investment\"");
}

#[test]
fn limited_without_cap() {
    let mutated = changed(LZ, "id = \"travel\"", "rule = \"allowed\"", "rule = \"limited\"");
    errs("limited-without-cap", LZ, &mutated, "[[budget.category]]\nid = \"travel\"");
    let mutated =
        changed(LZ, "id = \"travel\"", "rule = \"allowed\"", "rule = \"limited\"\ncap_percent = 120");
    errs("limited-without-cap", LZ, &mutated, "cap_percent = 120");
    let mutated =
        changed(LZ, "id = \"travel\"", "rule = \"allowed\"", "rule = \"limited\"\ncap_percent = 20");
    assert_eq!(brought(LZ, &mutated), []);
    let mutated =
        changed(LZ, "id = \"travel\"", "rule = \"allowed\"", "cap_percent = 20\nrule = \"allowed\" ");
    errs("limited-without-cap", LZ, &mutated, "rule = \"allowed\" ");
}

#[test]
fn instalments_not_100() {
    let first = line_of(text(XJ), "[[payment.instalment]]\npercent = 60");
    let mutated = changed(XJ, "percent = 30", "30", "35");
    assert_eq!(brought(XJ, &mutated), [(Gravity::Error, "instalments-not-100", first)]);
    let mutated = changed(XJ, "percent = 30", "percent = 30\n", "");
    assert_eq!(brought(XJ, &mutated), [(Gravity::Error, "instalments-not-100", first)]);
}

#[test]
fn empty_clause() {
    let mutated = changed(LZ, "id = \"truthful\"", "确保项目资料的真实性、合法性、合规性", " ");
    errs("empty-clause", LZ, &mutated, "says = \" \"");
    let mutated = changed(LZ, "id = \"truthful\"", "五（一）", "");
    errs("empty-clause", LZ, &mutated, "at = \"\"");
}

#[test]
fn weekday_differs() {
    let mutated = changed(LZ, "what = \"paper\"", "（星期二）", "（星期三）");
    warns("weekday-differs", LZ, &mutated, "（星期三）");
    let mutated = changed(NX, "what = \"electronic\"", "（星期五）", "(周日)");
    warns("weekday-differs", NX, &mutated, "(周日)");
    let mutated = changed(NX, "what = \"electronic\"", "（星期五）", "（周五）");
    assert_eq!(brought(NX, &mutated), []);
}

#[test]
fn completion_unreadable() {
    let mutated = changed(LZ, "code = \"2026-2\"", "completion = \"2026-12\"", "completion = \"2026年12月\"");
    errs("completion-unreadable", LZ, &mutated, "completion = \"2026年12月\"");
    let mutated = changed(XJ, "code = \"DJQC-2025\"", "completion = \"P6M\"", "completion = \"P6个月\"");
    errs("completion-unreadable", XJ, &mutated, "completion = \"P6个月\"");
}

#[test]
fn completion_before_deadline() {
    let mutated = changed(LZ, "code = \"2026-2\"", "completion = \"2026-12\"", "completion = \"2026-02\"");
    warns("completion-before-deadline", LZ, &mutated, "completion = \"2026-02\"");
    let mutated = changed(LZ, "code = \"2026-2\"", "completion = \"2026-12\"", "completion = \"2026-03\"");
    assert_eq!(brought(LZ, &mutated), [], "the month ends with the day of the deadline");
}

#[test]
fn due_unreadable() {
    let mutated = changed(GD, "id = \"statistics\"", "within = \"P1W\"", "within = \"1周\"");
    errs("due-unreadable", GD, &mutated, "within = \"1周\"");
    let mutated = changed(GD, "id = \"statistics\"", ", within = \"P1W\"", "");
    errs("due-unreadable", GD, &mutated, "due = { after = \"event\" }");
}

#[test]
fn choice_impossible() {
    let mutated = changed(GD, "id = \"goal\"", "max = 1", "max = 7");
    errs("choice-impossible", GD, &mutated, "max = 7");
    let mutated = changed(GD, "id = \"goal\"", "min = 1\nmax = 1", "min = 2\nmax = 1 ");
    errs("choice-impossible", GD, &mutated, "max = 1 ");
}

#[test]
fn range_odd() {
    let marks = [
        (LZ, "id = \"grassroots_events\"", "value = 2", "value = -2"),
        (XJ, "id = \"party_members\"", "value = 100", "value = 101"),
        (XJ, "id = \"summary\"", "op = \"~\", value = 4000", "op = \"..\", value = 4000"),
        (XJ, "id = \"summary\"", "op = \"~\", value = 4000", "op = \"..\", value = 4000, max = 3999"),
        (XJ, "id = \"summary\"", "op = \"~\", value = 4000", "op = \"~\", value = 4000, max = 5000"),
        (NX, "id = \"events\"", "value = 30, unit = \"人\"", "value = 30, unit = \"\""),
    ];
    for (name, within, from, to) in marks {
        errs("range-odd", name, &changed(name, within, from, to), to);
    }
    let mutated =
        changed(XJ, "id = \"summary\"", "op = \"~\", value = 4000", "op = \"..\", value = 4000, max = 4000");
    assert_eq!(brought(XJ, &mutated), []);
    let mutated = changed(LZ, "{ id = \"summary\"", "max_chars = 800", "max_chars = 800, min_chars = 801");
    errs("range-odd", LZ, &mutated, "min_chars = 801");
    let target = "alternative = [{ ";
    let both = "target = { op = \">=\", value = 5, unit = \"场\" }\nalternative = [{ ";
    let mutated = changed(NX, "id = \"matchmaking\"", target, both);
    errs("range-odd", NX, &mutated, "value = 5, unit = \"场\" }\nalternative");
}
