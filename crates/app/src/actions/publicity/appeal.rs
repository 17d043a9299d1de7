//! Appeals of applicants against a refusal (申诉).

use kexiang_core::application::State as AppState;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::publicity::Objector;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::publicity::{self, Objection};
use kexiang_store::{Tx, application};

use super::objection::{Said, receive, seal};
use crate::actions::application::CaseFile;
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// Working days within which an applicant may appeal.
const APPEAL_DAYS: u32 = 5;

/// Takes an appeal of the applicant in, within five working days of the refusal.
///
/// # Errors
/// What the policy refuses; `appeal-state` where nothing was refused, `appeal-late`, `appeal-again`, `facts-missing`.
pub async fn appeal(app: &App, ctx: &Ctx, association: &str, id: Id, facts: &str) -> Result<String, Failure> {
    let (actor, calendar) = (ctx.actor.clone(), app.calendar_of(association));
    let phone = String::new();
    let said = Said {
        objector: Objector::Unit {
            name: String::new(),
            contact: actor.name.clone(),
            phone,
            letter: String::new(),
        },
        facts: facts.to_owned(),
    };
    let sealed = seal(app, &said)?;
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, true)?;
            may(&ctx.actor, Action::AppealFile, &Scope::Application(&case.scope()))?;
            let last = appeal_until(tx, &calendar, &case)?;
            if time::beijing_date(ctx.now) > last {
                let until = time::long_date_with_weekday(last);
                return Err(Failure::from(Refusal::new("appeal-late").with("until", until)));
            }
            let again = publicity::objections(tx, &association)?
                .into_iter()
                .any(|o| o.kind == "appeal" && o.application == id);
            if again {
                return Err(Refusal::new("appeal-again").into());
            }
            receive(tx, &ctx, &association, "appeal", None, &case.application, &sealed)
        })
        .await
}

/// The last day for an appeal against the refusal that stands.
fn appeal_until(
    tx: &mut Tx<'_>,
    calendar: &kexiang_core::calendar::Calendar,
    case: &CaseFile,
) -> Result<jiff::civil::Date, Failure> {
    let a = &case.application;
    if !matches!(a.state, AppState::NotAccepted | AppState::TargetFailed | AppState::NotSelected) {
        return Err(Refusal::new("appeal-state").into());
    }
    let refused = application::steps(tx, &a.association, a.id)?.into_iter().rfind(|s| s.to == a.state);
    let on = time::beijing_date(refused.map_or(a.changed_at, |s| s.at));
    let last = calendar.working_days_from(on, APPEAL_DAYS, false);
    last.map_err(|e| Refusal::new("calendar-ends").with("detail", e).into())
}

/// Until when the applicant may appeal, and what became of an appeal; for the application's own page.
///
/// # Errors
/// What the policy refuses; `appeal-state`.
pub async fn appealable(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
) -> Result<(CaseFile, Option<jiff::civil::Date>, Option<Objection>), Failure> {
    let (actor, programmes) = (ctx.actor.clone(), app.programmes.clone());
    let (calendar, association) = (app.calendar_of(association), association.to_owned());
    app.store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            may(&actor, Action::AppealFile, &Scope::Application(&case.scope()))?;
            let until = appeal_until(tx, &calendar, &case).ok();
            let made = publicity::objections(tx, &association)?
                .into_iter()
                .find(|o| o.kind == "appeal" && o.application == id);
            Ok((case, until, made))
        })
        .await
}
