use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Project, State};
use crate::application::{self, BudgetLine};
use crate::canonical::ContentHash;
use crate::id::Id;
use crate::money::Fen;
use crate::programme::{Amount, Quantity};
use crate::refusal::Refusal;
use crate::time;

/// A performance target the project is bound by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Id of the indicator, with `/n` behind it for the n-th alternative.
    pub id: String,
    /// What is required.
    pub name: String,
    /// The notice's mark, where it is a number.
    pub mark: Option<Quantity>,
    /// What the applicant promised.
    pub promise: String,
    /// Number of alternatives of which one suffices; 0 for none.
    pub alternatives: usize,
}

/// What a project was approved with; it never changes. Approved changes are versions of the contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// The last submitted content of the application, as it was hashed.
    pub content: Value,
    /// SHA-256 of that content.
    pub content_hash: String,
    /// The short code on its paper copies.
    pub version_code: String,
    /// The targets with their promises.
    pub targets: Vec<Target>,
    /// The budget as applied for.
    pub budget: Vec<BudgetLine>,
    /// Sum applied for, in fen.
    pub applied: Fen,
    /// Sum from other sources, in fen.
    pub other: Fen,
    /// SHA-256 of the publicised list it stood in.
    pub publicity_hash: String,
}

/// What a project is founded from.
#[derive(Clone, Debug)]
pub struct Basis {
    /// Code of the association.
    pub association: String,
    /// The application.
    pub application: Id,
    /// Its state.
    pub state: application::State,
    /// Call.
    pub call: Id,
    /// Version of the call whose rules bind it.
    pub call_version: i64,
    /// Code of the type.
    pub type_code: String,
    /// Code of the tier; empty where the type has none.
    pub tier: String,
    /// What the notice offers for type and tier.
    pub offered: Option<Amount>,
    /// Applying organisation.
    pub organisation: Id,
    /// Its name.
    pub organisation_name: String,
    /// Title.
    pub title: String,
    /// Project leader.
    pub leader: String,
    /// Sum as publicised, in fen.
    pub amount: Fen,
    /// Last day of the publicity.
    pub publicised_until: Date,
    /// Whether an objection to it is still open.
    pub contested: bool,
    /// The last day on which it is finished in time.
    pub completes_on: Option<Date>,
    /// What it is approved with.
    pub frozen: Frozen,
}

/// Founds a project (立项) on the day after its publicity has ended.
///
/// # Errors
/// `wrong-state` for an application that is not selected, `publicity-running` with the last day, `objection-open`,
/// `amount-outside` where the sum is not what the notice offers.
pub fn found(basis: Basis, id: Id, number: &str, now: Timestamp) -> Result<Project, Refusal> {
    if basis.state != application::State::Selected {
        return Err(Refusal::new("wrong-state").with("state", basis.state.code()).with("command", "award"));
    }
    if time::beijing_date(now) <= basis.publicised_until {
        let until = time::long_date_with_weekday(basis.publicised_until);
        return Err(Refusal::new("publicity-running").with("until", until));
    }
    if basis.contested {
        return Err(Refusal::new("objection-open").with("title", &basis.title));
    }
    is_offered(basis.amount, basis.offered)?;
    let frozen_hash = ContentHash::of_value(&basis.frozen)
        .map_err(|e| Refusal::new("not-canonical").with("detail", e))?
        .to_string();
    Ok(Project {
        association: basis.association,
        id,
        number: number.to_owned(),
        call: basis.call,
        call_version: basis.call_version,
        type_code: basis.type_code,
        tier: basis.tier,
        organisation: basis.organisation,
        organisation_name: basis.organisation_name,
        application: basis.application,
        title: basis.title,
        leader: basis.leader,
        amount: basis.amount,
        state: State::Approved,
        hold: String::new(),
        founded_at: now,
        completes_on: basis.completes_on,
        frozen: basis.frozen,
        frozen_hash,
        changed_at: now,
        version: 1,
    })
}

/// Whether the notice offers this sum; where it leaves the sum open any positive one will do (N01).
pub(crate) fn is_offered(amount: Fen, offered: Option<Amount>) -> Result<(), Refusal> {
    let fits = match offered {
        Some(Amount::Fixed(sum)) => amount == sum,
        Some(Amount::Range(low, high)) => (low..=high).contains(&amount),
        Some(Amount::Undecided) | None => amount.0 > 0,
    };
    if fits {
        return Ok(());
    }
    let limits = match offered {
        Some(Amount::Fixed(sum)) => sum.wan(),
        Some(Amount::Range(low, high)) => format!("{}–{}", low.wan(), high.wan()),
        _ => "0".to_owned(),
    };
    Err(Refusal::new("amount-outside").with("amount", amount.wan()).with("offered", limits).at("amount"))
}
