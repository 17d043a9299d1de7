//! What several nouns send and read.

use jiff::Timestamp;
use kexiang_core::eligibility::{self, Outcome};
use kexiang_core::id::Id;
use kexiang_core::programme::{self, Programme, Severity};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::application::Application;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::locale::Locale;
use crate::web::Failure;
use crate::web::call::verdict_views;

/// An answer in JSON.
pub(super) type Json<T> = Result<axum::Json<T>, Failure>;
/// An answer without a body, 204.
pub(super) type Done = Result<axum::http::StatusCode, Failure>;
/// The answer of a change that says nothing more.
pub(super) const DONE: axum::http::StatusCode = axum::http::StatusCode::NO_CONTENT;

/// The words of a notice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Clause {
    /// Document other than the notice itself.
    pub notice: Option<String>,
    /// Paragraph, as the notice numbers it.
    pub at: String,
    /// The notice's own words.
    pub says: String,
}

impl From<&programme::Clause> for Clause {
    fn from(c: &programme::Clause) -> Self {
        Clause { notice: c.notice.clone(), at: c.at.clone(), says: c.says.clone() }
    }
}

/// What one rule says.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Verdict {
    /// Id of the rule or limit.
    rule: String,
    /// `notice`, `soft` or `hard`.
    severity: &'static str,
    /// `met`, `open`, `unknown`, `failed` or `for_person`.
    outcome: &'static str,
    /// Code of the reason.
    reason: String,
    /// Why, in words.
    message: String,
    /// What would satisfy it; may be empty.
    remedy: String,
    /// The words of the notice.
    clause: Clause,
}

/// Verdicts with their words.
pub(super) fn verdicts(l: &Locale, all: &[eligibility::Verdict], programme: &Programme) -> Vec<Verdict> {
    let words = verdict_views(l, all, programme);
    let one = |(v, words): (&eligibility::Verdict, crate::web::call::VerdictView)| Verdict {
        rule: v.rule.clone(),
        severity: match v.severity {
            Severity::Notice => "notice",
            Severity::Soft => "soft",
            Severity::Hard => "hard",
        },
        outcome: match v.outcome {
            Outcome::Met => "met",
            Outcome::Open => "open",
            Outcome::Unknown => "unknown",
            Outcome::Failed => "failed",
            Outcome::ForPerson => "for_person",
        },
        reason: v.reason.code.clone(),
        message: words.say,
        remedy: words.remedy,
        clause: Clause::from(&v.clause),
    };
    all.iter().zip(words).map(one).collect()
}

/// An application in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Card {
    /// Association.
    pub association: String,
    /// Id.
    pub id: String,
    /// 申报编号; empty before the first submission.
    pub number: String,
    /// Code of the type.
    pub type_code: String,
    /// Title.
    pub title: String,
    /// Applying organisation.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// State.
    pub state: &'static str,
    /// Sum applied for, in fen.
    pub amount: i64,
    /// `none`, `due`, `received`, `accepted`, `void` or `late`.
    pub paper: String,
    /// When what counts was received.
    pub submitted_at: Option<String>,
    /// Last change; the office does not hear when the applicant is at work.
    pub changed_at: Option<String>,
}

impl Card {
    /// What the office's lists show.
    pub fn for_office(a: &Application) -> Self {
        Card { changed_at: None, ..Card::from(a) }
    }
}

impl From<&Application> for Card {
    fn from(a: &Application) -> Self {
        Card {
            association: a.association.clone(),
            id: a.id.to_string(),
            number: a.number.clone(),
            type_code: a.type_code.clone(),
            title: a.title.clone(),
            organisation: a.organisation.to_string(),
            organisation_name: a.organisation_name.clone(),
            state: a.state.code(),
            amount: a.amount.0,
            paper: a.paper_state.clone(),
            submitted_at: a.submitted_at.map(moment),
            changed_at: Some(moment(a.changed_at)),
        }
    }
}

/// What every list of an office can be narrowed by; the list reads its whole address itself, as its page does.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read from the address; here it is described")]
pub(super) struct ListFilters {
    /// Code of a class of organisation.
    #[param(example = "society")]
    class: Option<String>,
    /// Words: in number, title, organisation, leader of applications; in name and contact of organisations, or the
    /// beginning of a credit code.
    q: Option<String>,
    /// Order: `newest`, `oldest`, `number` … of applications; `name`, `class`, `region`, `changed` of organisations.
    order: Option<String>,
}

/// What a register shall hold.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct RegisterWanted {
    /// Query of the list; without `col` for each column, all columns.
    #[schema(example = "class=society&col=contact&col=phone")]
    pub query: String,
    /// Why whole telephone numbers and accounts are needed; they are masked without a reason.
    pub reason: String,
}

/// Where a list that is read by numbers begins.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Skip {
    /// Rows to leave out.
    #[param(example = 0)]
    pub skip: i64,
}

impl Skip {
    pub(super) fn rows(&self) -> i64 {
        self.skip.max(0)
    }
}

/// The identity of what was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Created {
    /// Id.
    id: String,
}

impl Created {
    pub(super) fn of(id: Id) -> Self {
        Created { id: id.to_string() }
    }
}

/// An account with its first password, told once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NewAccount {
    /// Account.
    id: String,
    /// First password; it must be changed at the first sign-in.
    password: String,
}

impl NewAccount {
    pub(super) fn of(id: Id, password: String) -> Self {
        NewAccount { id: id.to_string(), password }
    }
}

/// A new first password, told once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FirstPassword {
    /// It must be changed at the next sign-in.
    pub password: String,
}

/// A reason, where a command carries one.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct Reasoned {
    /// Why.
    #[schema(example = "申报单位来函")]
    pub reason: String,
}

/// An instant, RFC 3339 in Beijing time with milliseconds.
pub(super) fn moment(at: Timestamp) -> String {
    time::beijing(at).strftime("%Y-%m-%dT%H:%M:%S%.3f+08:00").to_string()
}

/// An id in an address; a text that is none names nothing.
pub(super) fn id(text: &str) -> Result<Id, Refusal> {
    text.parse().map_err(|_| Refusal::new("not-found"))
}
