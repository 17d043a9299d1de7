//! Calls and applications of the demonstration, made by the same actions that people use, at the times of the notices.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::Command;
use kexiang_core::names::OrganisationName;
use kexiang_core::policy::{MemberRole, OfficeRole};
use kexiang_core::programme::{Field, FieldKind, FieldRole, Test};
use kexiang_store::{account, organisation, programme};
use serde_json::{Value, json};

use super::desk::follow;
use super::plan::{APPLICATIONS, CALLS, Stage};
use super::texts;
use crate::actions::account::actor_of;
use crate::actions::application::{self as act, CaseFile, SaveField};
use crate::actions::{Ctx, Failure, Fault, programme as desk};
use crate::state::App;

/// Xinjiang's guide names no deadline; its office set this one when it opened the call.
const XINJIANG_DEADLINE: &str = "\n[[deadline]]\nwhat = \"electronic\"\nat = \"2025-07-20T18:00\"\n";

/// Publishes the four calls and lays applications in every state; what is there already stays.
///
/// # Errors
/// Those of the actions.
pub(super) async fn seed(app: &App, ctx: &Ctx, say: &dyn Fn(&str)) -> Result<(), Failure> {
    for (association, body, published, written) in CALLS {
        let published = moment(published);
        if !publish(app, ctx, association, body, published).await? {
            continue;
        }
        let mine = APPLICATIONS.iter().filter(|a| a.0 == association);
        let mut laid = 0;
        for (n, (_, call, name, type_code, stage, acts)) in mine.enumerate() {
            let at = moment(written)
                .checked_add(jiff::SignedDuration::from_mins(17 * n as i64))
                .unwrap_or(published);
            let id = lay(app, ctx, association, call, name, type_code, *stage, at).await?;
            follow(app, ctx, association, id, at, acts).await?;
            laid += 1;
        }
        say(&format!("{association}: call published, {laid} applications"));
    }
    Ok(())
}

pub(super) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Writes, hands in and publishes a programme as its officer and head; whether it was new.
async fn publish(
    app: &App,
    ctx: &Ctx,
    association: &str,
    body: &str,
    at: Timestamp,
) -> Result<bool, Failure> {
    let code = association.to_owned();
    if !app.store.read(move |tx| Ok::<_, Failure>(programme::calls(tx, &code)?)).await?.is_empty() {
        return Ok(false);
    }
    let body = if association == "xj" { format!("{body}{XINJIANG_DEADLINE}") } else { body.to_owned() };
    let officer = acting(app, ctx, &format!("{association}.{}", OfficeRole::Officer), at).await?;
    let head = acting(app, ctx, &format!("{association}.{}", OfficeRole::Head), at).await?;
    let draft = desk::create(app, &officer, association, desk::Source::Text(body)).await?;
    let draft = desk::hand_in(app, &officer, association, draft.id, draft.version).await?;
    desk::publish(app, &head, association, draft.id, draft.version).await?;
    Ok(true)
}

/// The context of a person of the demonstration at a moment.
pub(super) async fn acting(app: &App, ctx: &Ctx, login: &str, at: Timestamp) -> Result<Ctx, Failure> {
    let login = login.to_owned();
    let actor = app
        .store
        .read(move |tx| {
            let person = account::by_login(tx, &login)?;
            person.map(|p| actor_of(tx, &p)).transpose()
        })
        .await?;
    Ok(Ctx { actor: actor.unwrap_or_else(|| ctx.actor.clone()), now: at, ..ctx.clone() })
}

#[expect(clippy::too_many_arguments, reason = "one column of the table each")]
async fn lay(
    app: &App,
    ctx: &Ctx,
    association: &str,
    call: &str,
    name: &str,
    type_code: &str,
    stage: Stage,
    at: Timestamp,
) -> Result<Id, Failure> {
    let organisation = named(app, association, name).await?;
    let filler = member(app, ctx, association, organisation, MemberRole::Filler, at).await?;
    let administrator = member(app, ctx, association, organisation, MemberRole::Administrator, at).await?;
    let id = act::begin(app, &filler, association, call, type_code, organisation).await?.id;
    fill(app, &filler, association, id, stage == Stage::Begun).await?;
    if stage != Stage::Begun {
        partners(app, &filler, association, id, stage != Stage::Asking).await?;
    }
    if !matches!(stage, Stage::Begun | Stage::Asking) {
        complete(app, &filler, association, id).await?;
    }
    let give = async |who: &Ctx, command| {
        // Reading the whole form once more takes the administrator a while.
        let later = at.checked_add(jiff::SignedDuration::from_mins(95)).unwrap_or(at);
        let who = Ctx { now: later, ..who.clone() };
        act::give(app, &who, association, id, command).await.map(|_| ())
    };
    match stage {
        Stage::Begun | Stage::Filled | Stage::Asking => {}
        Stage::HandedIn => give(&filler, Command::HandIn).await?,
        Stage::AwaitingRecommendation | Stage::Submitted => give(&administrator, Command::SignOff).await?,
        Stage::Withdrawn => {
            give(&administrator, Command::SignOff).await?;
            give(&administrator, Command::Withdraw).await?;
        }
    }
    Ok(id)
}

/// The demonstration fills in whole forms; a gap is a mistake of this file, told with its place.
async fn complete(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    let case = act::view(app, ctx, association, id).await?;
    match case.gaps().first() {
        None => Ok(()),
        Some(gap) => {
            let detail = format!("{} {}: {:?}", case.application.type_code, gap.field, gap.kind);
            Err(Fault::saying("filling in a form of the demonstration", detail).into())
        }
    }
}

async fn named(app: &App, association: &str, name: &str) -> Result<Id, Failure> {
    let key = name.parse::<OrganisationName>().map(|n| n.key()).unwrap_or_default();
    let association = association.to_owned();
    let found =
        app.store.read(move |tx| Ok::<_, Failure>(organisation::by_name(tx, &association, &key)?)).await?;
    found.map(|o| o.id).ok_or_else(|| kexiang_core::refusal::Refusal::new("not-found").into())
}

/// The person who holds a role in an organisation.
pub(super) async fn member(
    app: &App,
    ctx: &Ctx,
    association: &str,
    organisation: Id,
    role: MemberRole,
    at: Timestamp,
) -> Result<Ctx, Failure> {
    let association = association.to_owned();
    let actor = app
        .store
        .read(move |tx| {
            let people = account::members(tx, &association, organisation)?;
            let found = people.into_iter().find(|(_, held)| *held == role);
            let person = found.map(|(id, _)| account::by_id(tx, id)).transpose()?.flatten();
            person.map(|p| actor_of(tx, &p)).transpose()
        })
        .await?;
    Ok(Ctx { actor: actor.unwrap_or_else(|| ctx.actor.clone()), now: at, ..ctx.clone() })
}

/// Fills in the form: everything, or only what a person writes first.
async fn fill(app: &App, ctx: &Ctx, association: &str, id: Id, only_begin: bool) -> Result<(), Failure> {
    let case = act::view(app, ctx, association, id).await?;
    let mut left = if only_begin { 6 } else { usize::MAX };
    for field in &case.form().fields {
        for (name, value) in answers(&case, field) {
            if left == 0 {
                return Ok(());
            }
            left -= 1;
            act::save_field(app, ctx, association, id, SaveField { field: name, value, base: None }).await?;
        }
    }
    files(app, ctx, association, id, &case).await
}

/// A small picture where files are asked for.
async fn files(app: &App, ctx: &Ctx, association: &str, id: Id, case: &CaseFile) -> Result<(), Failure> {
    for (n, field) in
        case.form().fields.iter().filter(|f| f.kind == FieldKind::Files && f.required).enumerate()
    {
        let bytes = texts::picture(n);
        let source = futures::stream::iter([Ok::<_, std::convert::Infallible>(bytes.into())]);
        act::file::attach(app, ctx, association, id, &field.id, &format!("{}.png", field.label), source)
            .await?;
    }
    Ok(())
}

/// The joint organisations and the recommending body that the type's rules ask for; who joins says so itself (N14).
async fn partners(app: &App, ctx: &Ctx, association: &str, id: Id, answered: bool) -> Result<(), Failure> {
    let case = act::view(app, ctx, association, id).await?;
    let code = &case.application.type_code;
    let rules = case.programme.rules.iter().filter(|r| r.types.is_empty() || r.types.contains(code));
    for rule in rules {
        match &rule.test {
            Test::RecommendedBy { .. } => {
                let city = named(app, association, "银川市科学技术协会").await?;
                act::set_recommender(app, ctx, association, id, city).await?;
            }
            Test::JointWith { classes, min } => {
                for name in super::organisations::of_classes(association, classes).take(*min as usize) {
                    let partner = named(app, association, name).await?;
                    let part = "共同策划活动，负责本单位会员的组织和场地保障".to_owned();
                    act::invite(app, ctx, association, id, partner, part).await?;
                    if answered {
                        confirm(app, ctx, association, id, partner).await?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

async fn confirm(app: &App, ctx: &Ctx, association: &str, id: Id, partner: Id) -> Result<(), Failure> {
    let own = member(app, ctx, association, partner, MemberRole::Administrator, ctx.now).await?;
    let opinion = "同意参加联合申报，并按分工提供支持。".to_owned();
    act::answer_invitation(app, &own, association, id, partner, true, opinion).await
}

/// Values for a field, in the shapes that saving takes.
fn answers(case: &CaseFile, field: &Field) -> Vec<(String, Value)> {
    let one = |value: Value| vec![(field.id.clone(), value)];
    let filled = !case.answers.text(&field.id).is_empty();
    match field.kind {
        _ if filled => Vec::new(),
        FieldKind::Line if field.role == Some(FieldRole::Title) => one(texts::title(case).into()),
        FieldKind::Line => one(texts::line(&field.label).into()),
        FieldKind::Person => one(texts::person(&field.label).into()),
        FieldKind::Text => one(texts::paragraphs(case, field).into()),
        FieldKind::Phone => one("0772-2626001".into()),
        FieldKind::Email => one("lianxi@example.cn".into()),
        FieldKind::Date => one(texts::completion_date(case).into()),
        FieldKind::Month => one(texts::completion_month(case).into()),
        FieldKind::Choice => field.options.first().map(|o| one(o.clone().into())).unwrap_or_default(),
        FieldKind::Choices => field.options.first().map(|o| one(json!([o]))).unwrap_or_default(),
        FieldKind::Tier => {
            case.project_type().tiers.last().map(|t| one(t.code.clone().into())).unwrap_or_default()
        }
        FieldKind::TypeChoices => one(Value::Array(
            case.project_type()
                .choices
                .iter()
                .flat_map(|c| c.options.iter().take(c.min.max(1).min(c.max) as usize))
                .map(|o| Value::from(o.clone()))
                .collect(),
        )),
        FieldKind::Amount => one(texts::amount(case).into()),
        FieldKind::Budget => texts::budget(case, &field.id),
        FieldKind::Targets => texts::targets(case, &field.id),
        FieldKind::Table => one(json!([field.columns.iter().map(|c| texts::cell(c)).collect::<Vec<_>>()])),
        FieldKind::Joint | FieldKind::Files | FieldKind::Signature => Vec::new(),
    }
}
