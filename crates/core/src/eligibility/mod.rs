//! May this organisation apply, and why (申报资格): every rule answers with its clause and with what would change the answer.

mod judge;

use serde::{Deserialize, Serialize};

use crate::organisation::{OrganisationClass, Standing};
use crate::programme::{Clause, LimitPer, Programme, ProjectType, Severity, concerns};

pub use judge::{Outcome, Reason};

/// A party beside the applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Class.
    pub class: OrganisationClass,
    /// Years for which it holds the qualification of its class.
    pub qualified_in: Vec<i16>,
    /// Whether it has agreed (confirmed, recommended).
    pub agreed: bool,
}

/// How much of a limit is used, this application not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Id of the limit.
    pub limit: String,
    /// Applications already submitted.
    pub used: u32,
}

/// What the rules are asked about.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    /// The applicant.
    pub standing: &'a Standing,
    /// Joint organisations; before an application exists: none.
    pub joint: &'a [Party],
    /// The recommending organisation.
    pub recommender: Option<&'a Party>,
    /// Use of the limits.
    pub used: &'a [Used],
    /// Day for which credit measures are looked at.
    pub today: jiff::civil::Date,
    /// Whether the application already exists, so that a missing partner is a gap and not only a condition.
    pub in_application: bool,
}

/// What one rule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Id of the rule or limit.
    pub rule: String,
    /// How binding it is.
    pub severity: Severity,
    /// What came out.
    pub outcome: Outcome,
    /// Why, for the locale's message `eligibility-<code>`.
    pub reason: Reason,
    /// What would satisfy it, in the notice's or the office's own words, where the programme has them.
    pub remedy: Option<String>,
    /// The words of the notice.
    pub clause: Clause,
}

/// The answer over all rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// 可以申报
    Yes,
    /// 可以申报，但须先满足条件: a partner or a recommendation is still needed.
    YesIf,
    /// 可以申报，须经办人员核准: a soft rule is not met or the ledger does not know.
    WithOverride,
    /// 不能申报
    No,
}

/// What every rule and limit of the programme that concerns the type says, in the notice's order.
pub fn judge(programme: &Programme, project_type: &ProjectType, case: &Case<'_>) -> Vec<Verdict> {
    let rules = programme.rules.iter().filter(|r| concerns(&r.types, &project_type.code));
    let limits = programme.limits.iter().filter(|l| {
        concerns(&l.types, &project_type.code) && (l.per == LimitPer::Organisation || case.in_application)
    });
    rules.map(|r| judge::rule(r, case)).chain(limits.map(|l| judge::limit(l, case))).collect()
}

/// The answer that follows from the verdicts.
pub fn answer(verdicts: &[Verdict]) -> Answer {
    verdicts.iter().map(Verdict::answer).max().unwrap_or(Answer::Yes)
}

impl Verdict {
    /// What this verdict alone would answer.
    pub fn answer(&self) -> Answer {
        match (self.outcome, self.severity) {
            (Outcome::Met | Outcome::ForPerson, _) | (_, Severity::Notice) => Answer::Yes,
            (Outcome::Open, _) => Answer::YesIf,
            (Outcome::Unknown, _) | (Outcome::Failed, Severity::Soft) => Answer::WithOverride,
            (Outcome::Failed, Severity::Hard) => Answer::No,
        }
    }

    /// Whether an officer must override it, or look, before the formal check can be passed.
    pub fn needs_override(&self) -> bool {
        self.answer() == Answer::WithOverride
    }
}
