//! Calls as the public sees them, and the question "may we apply?".

use std::sync::Arc;

use jiff::Timestamp;
use kexiang_core::eligibility::{self, Answer, Case, Used, Verdict};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::programme::{LimitPer, Programme};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::organisation::Organisation;
use kexiang_store::programme::{Call, CallVersion};
use kexiang_store::{organisation, programme, quota};

use super::{Ctx, Failure};
use crate::state::App;

/// A call with its programme and its versions.
#[derive(Clone, Debug)]
pub struct PublicCall {
    /// The call.
    pub call: Call,
    /// The programme in the current version.
    pub programme: Arc<Programme>,
    /// All versions, the first one first.
    pub versions: Arc<Vec<CallVersion>>,
    /// The programme in the version before the current one, where there is one.
    pub before: Option<Arc<Programme>>,
}

impl PublicCall {
    /// Whether submissions are taken at this moment.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.call.opens_at <= now && now <= self.call.closes_at
    }
}

/// The calls of an association, the latest deadline first.
///
/// # Errors
/// A fault of the database.
pub async fn list(app: &App, association: &str) -> Result<Vec<Call>, Failure> {
    let association = association.to_owned();
    app.store.read(move |tx| Ok(programme::calls(tx, &association)?)).await
}

/// A call by its code.
///
/// # Errors
/// `not-found`.
pub async fn by_code(app: &App, association: &str, code: &str) -> Result<PublicCall, Failure> {
    let (programmes, association, code) = (app.programmes.clone(), association.to_owned(), code.to_owned());
    app.store
        .read(move |tx| {
            let call =
                programme::call_by_code(tx, &association, &code)?.ok_or_else(|| Refusal::new("not-found"))?;
            let programme = programmes.of_call(tx, &association, call.id, call.version)?;
            let versions = programmes.history(tx, &association, call.id, call.version)?;
            let before = match call.version {
                ..=1 => None,
                now => Some(programmes.of_call(tx, &association, call.id, now - 1)?),
            };
            Ok(PublicCall { call, programme, versions, before })
        })
        .await
}

/// A call as it was in one of its versions: the old text stays readable.
///
/// # Errors
/// `not-found` where there is no such version.
pub async fn in_version(
    app: &App,
    association: &str,
    code: &str,
    version: i64,
) -> Result<PublicCall, Failure> {
    let (programmes, association, code) = (app.programmes.clone(), association.to_owned(), code.to_owned());
    app.store
        .read(move |tx| {
            let mut call =
                programme::call_by_code(tx, &association, &code)?.ok_or_else(|| Refusal::new("not-found"))?;
            if !(1..=call.version).contains(&version) {
                return Err(Refusal::new("not-found").into());
            }
            let versions = programmes.history(tx, &association, call.id, version)?;
            let programme = programmes.of_call(tx, &association, call.id, version)?;
            call.version = version;
            call.title.clone_from(&programme.programme.title);
            let before = match version {
                ..=1 => None,
                now => Some(programmes.of_call(tx, &association, call.id, now - 1)?),
            };
            Ok(PublicCall { call, programme, versions, before })
        })
        .await
}

/// What the rules say of one type for one organisation.
#[derive(Clone, Debug)]
pub struct TypeAnswer {
    /// Code of the type.
    pub type_code: String,
    /// The answer.
    pub answer: Answer,
    /// Every rule with its clause.
    pub verdicts: Vec<Verdict>,
}

/// "May we apply?", type by type, for an organisation the actor belongs to.
///
/// # Errors
/// `not-found`; `not-permitted` for a stranger to the organisation.
pub async fn may_we_apply(
    app: &App,
    ctx: &Ctx,
    association: &str,
    code: &str,
    organisation: Id,
) -> Result<(Organisation, Vec<TypeAnswer>), Failure> {
    let (ctx, programmes) = (ctx.clone(), app.programmes.clone());
    let (association, code) = (association.to_owned(), code.to_owned());
    app.store
        .read(move |tx| {
            may(&ctx.actor, Action::OrganisationView, &Scope::Organisation(&association, organisation))?;
            let missing = || Refusal::new("not-found");
            let call = programme::call_by_code(tx, &association, &code)?.ok_or_else(missing)?;
            let programme = programmes.of_call(tx, &association, call.id, call.version)?;
            let organisation = organisation::by_id(tx, &association, organisation)?.ok_or_else(missing)?;
            let standing = organisation::standing(tx, &organisation)?;
            let mut used = Vec::new();
            for limit in programme.limits.iter().filter(|l| l.per == LimitPer::Organisation) {
                let scope = format!("limit/{}/{}", call.id, limit.id);
                let taken = quota::used(tx, &association, &scope, &organisation.id.to_string())?;
                used.push(Used { limit: limit.id.clone(), used: u32::try_from(taken).unwrap_or(u32::MAX) });
            }
            let case = Case {
                standing: &standing,
                joint: &[],
                recommender: None,
                used: &used,
                today: time::beijing_date(ctx.now),
                in_application: false,
            };
            let answers = programme
                .types
                .iter()
                .map(|t| {
                    let verdicts = eligibility::judge(&programme, t, &case);
                    let answer = eligibility::answer(&verdicts);
                    TypeAnswer { type_code: t.code.clone(), answer, verdicts }
                })
                .collect();
            Ok((organisation, answers))
        })
        .await
}
