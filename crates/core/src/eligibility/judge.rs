use serde::{Deserialize, Serialize};

use super::{Case, Party, Verdict};
use crate::organisation::{OrganisationClass, Standing};
use crate::programme::{FactTest, Limit, Quantifier, Rule, Test};

/// What came out of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Satisfied.
    Met,
    /// Can still be satisfied inside the application: a partner, a recommendation.
    Open,
    /// The ledger does not know; an officer looks.
    Unknown,
    /// Not satisfied.
    Failed,
    /// A person judges it at the formal check.
    ForPerson,
}

/// Why: a code with values for the locale's message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Code, kebab-case.
    pub code: String,
    /// Values.
    pub args: Vec<(String, String)>,
}

impl Reason {
    /// All codes; each has its words in the locale.
    pub const CODES: [&str; 31] = [
        "class-listed",
        "class-needs-partner",
        "class-not-listed",
        "class-partner-pending",
        "class-with-partner",
        "credit-barred",
        "credit-clear",
        "fact-bars",
        "fact-clear",
        "fact-unknown",
        "joint-agreed",
        "joint-needed",
        "joint-pending",
        "joint-too-many",
        "joint-within",
        "legal-person-no",
        "legal-person-yes",
        "limit-free",
        "limit-reached",
        "member-no",
        "member-yes",
        "own-account-no",
        "own-account-yes",
        "qualification-other-year",
        "qualification-unknown",
        "recommendation-needed",
        "recommendation-pending",
        "recommended",
        "region-no",
        "region-yes",
        "statement",
    ];

    fn of(code: &str) -> Self {
        debug_assert!(Self::CODES.contains(&code), "{code} is not in the list of reasons");
        Reason { code: code.to_owned(), args: Vec::new() }
    }

    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}

pub(super) fn rule(rule: &Rule, case: &Case<'_>) -> Verdict {
    let (outcome, reason) = test(&rule.test, case);
    Verdict {
        rule: rule.id.clone(),
        severity: rule.severity,
        outcome,
        reason,
        remedy: rule.remedy.clone(),
        clause: rule.clause.clone(),
    }
}

/// The applications already submitted leave room for this one or not (限项).
pub(super) fn limit(limit: &Limit, case: &Case<'_>) -> Verdict {
    let used = case.used.iter().find(|u| u.limit == limit.id).map_or(0, |u| u.used);
    let reason = |code| Reason::of(code).with("used", used).with("max", limit.max);
    let (outcome, reason) = if used < limit.max {
        (Outcome::Met, reason("limit-free"))
    } else {
        (Outcome::Failed, reason("limit-reached"))
    };
    Verdict {
        rule: limit.id.clone(),
        severity: limit.severity,
        outcome,
        reason,
        remedy: None,
        clause: limit.clause.clone(),
    }
}

fn test(test: &Test, case: &Case<'_>) -> (Outcome, Reason) {
    let s = case.standing;
    match test {
        Test::ClassIn { classes, or_jointly, qualified_in } => {
            class_in(classes, *or_jointly, *qualified_in, case)
        }
        Test::Member {} => yes_no(s.member, "member"),
        Test::LegalPerson {} => yes_no(s.legal_person, "legal-person"),
        Test::OwnAccount {} => yes_no(s.own_account, "own-account"),
        Test::RegionIn { prefixes } => {
            yes_no(prefixes.iter().any(|p| s.region.starts_with(p.as_str())), "region")
        }
        Test::JointWith { classes, min } => joint_with(classes, *min, case),
        Test::JointAtMost { max } => joint_at_most(*max, case),
        Test::RecommendedBy { classes } => recommended_by(classes, case),
        Test::BarredIf(look) => barred_if(look, s),
        Test::NoCreditBar {} => no_credit_bar(case),
        Test::Statement {} => (Outcome::ForPerson, Reason::of("statement")),
    }
}

fn yes_no(met: bool, code: &str) -> (Outcome, Reason) {
    if met {
        (Outcome::Met, Reason::of(&format!("{code}-yes")))
    } else {
        (Outcome::Failed, Reason::of(&format!("{code}-no")))
    }
}

fn class_in(
    classes: &[OrganisationClass],
    or_jointly: bool,
    qualified_in: Option<i16>,
    case: &Case<'_>,
) -> (Outcome, Reason) {
    let s = case.standing;
    let class = s.class.code();
    if classes.contains(&s.class) {
        return qualification(qualified_in, &s.qualified_in).map_or_else(
            || (Outcome::Met, Reason::of("class-listed").with("class", class)),
            |(outcome, reason)| (outcome, reason.with("class", class)),
        );
    }
    if !or_jointly {
        return (Outcome::Failed, Reason::of("class-not-listed").with("class", class));
    }
    let opens =
        |p: &&Party| classes.contains(&p.class) && qualification(qualified_in, &p.qualified_in).is_none();
    let listed = case.joint.iter().filter(opens);
    let (agreed, named) = listed.fold((0, 0), |(a, n), p| (a + u32::from(p.agreed), n + 1));
    let reason = |code| Reason::of(code).with("class", class);
    match (agreed, named) {
        (0, 0) => (Outcome::Open, reason("class-needs-partner")),
        (0, _) => (Outcome::Open, reason("class-partner-pending")),
        _ => (Outcome::Met, reason("class-with-partner")),
    }
}

/// None when the year's qualification is held or not asked for.
fn qualification(asked: Option<i16>, held: &[i16]) -> Option<(Outcome, Reason)> {
    let year = asked?;
    if held.contains(&year) {
        return None;
    }
    let (outcome, code) = if held.is_empty() {
        (Outcome::Unknown, "qualification-unknown")
    } else {
        (Outcome::Failed, "qualification-other-year")
    };
    Some((outcome, Reason::of(code).with("year", year)))
}

fn joint_with(classes: &[OrganisationClass], min: u32, case: &Case<'_>) -> (Outcome, Reason) {
    let fits = |p: &&Party| classes.is_empty() || classes.contains(&p.class);
    let named = count(case.joint.iter().filter(fits));
    let agreed = count(case.joint.iter().filter(fits).filter(|p| p.agreed));
    let reason = |code| Reason::of(code).with("min", min).with("named", named).with("agreed", agreed);
    if agreed >= min {
        (Outcome::Met, reason("joint-agreed"))
    } else if named >= min {
        (Outcome::Open, reason("joint-pending"))
    } else {
        (Outcome::Open, reason("joint-needed"))
    }
}

fn joint_at_most(max: u32, case: &Case<'_>) -> (Outcome, Reason) {
    let named = count(case.joint.iter());
    let outcome = if named <= max { Outcome::Met } else { Outcome::Failed };
    let code = if named <= max { "joint-within" } else { "joint-too-many" };
    (outcome, Reason::of(code).with("max", max).with("named", named))
}

fn recommended_by(classes: &[OrganisationClass], case: &Case<'_>) -> (Outcome, Reason) {
    match case.recommender.filter(|r| classes.contains(&r.class)) {
        Some(r) if r.agreed => (Outcome::Met, Reason::of("recommended")),
        Some(_) => (Outcome::Open, Reason::of("recommendation-pending")),
        None => (Outcome::Open, Reason::of("recommendation-needed")),
    }
}

/// Looks the years up in the ledger. A missing fact counts as `absent` only for years whose ledger is closed.
fn barred_if(look: &FactTest, s: &Standing) -> (Outcome, Reason) {
    let hits: Vec<Option<bool>> = look.years.iter().map(|y| hit(look, *y, s)).collect();
    let barred = match look.how {
        Quantifier::Any => hits.contains(&Some(true)),
        Quantifier::All => !hits.is_empty() && hits.iter().all(|h| *h == Some(true)),
    };
    let cleared = match look.how {
        Quantifier::Any => hits.iter().all(|h| *h == Some(false)),
        Quantifier::All => hits.contains(&Some(false)),
    };
    let years = look.years.iter().map(i16::to_string).collect::<Vec<_>>().join("、");
    let reason = |code| Reason::of(code).with("fact", look.fact.code()).with("years", &years);
    match (barred, cleared) {
        (true, _) => (Outcome::Failed, reason("fact-bars")),
        (false, true) => (Outcome::Met, reason("fact-clear")),
        (false, false) => (Outcome::Unknown, reason("fact-unknown")),
    }
}

fn hit(look: &FactTest, year: i16, s: &Standing) -> Option<bool> {
    let mut facts = s.facts.iter().filter(|f| f.kind == look.fact && f.year == year).peekable();
    if facts.peek().is_some() {
        return Some(facts.any(|f| look.is.contains(&f.value)));
    }
    let absent_bars = look.is.iter().any(|v| v == "absent");
    s.closed_years.contains(&year).then_some(absent_bars)
}

fn no_credit_bar(case: &Case<'_>) -> (Outcome, Reason) {
    let runs = |from: jiff::civil::Date, to: Option<jiff::civil::Date>| {
        from <= case.today && to.is_none_or(|to| case.today <= to)
    };
    match case.standing.bars.iter().find(|b| runs(b.from, b.to)) {
        None => (Outcome::Met, Reason::of("credit-clear")),
        Some(bar) => {
            let until = bar.to.map_or_else(String::new, |d| d.to_string());
            (Outcome::Failed, Reason::of("credit-barred").with("basis", &bar.basis).with("until", until))
        }
    }
}

fn count<'a>(parties: impl Iterator<Item = &'a Party>) -> u32 {
    u32::try_from(parties.count()).unwrap_or(u32::MAX)
}
