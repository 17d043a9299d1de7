//! Calls and applications of the demonstration, made by the same actions that people use, at the times of the notices.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::Command;
use kexiang_core::names::OrganisationName;
use kexiang_core::policy::{Actor, ActorKind, MemberRole, OfficeRole};
use kexiang_core::programme::{Field, FieldKind, FieldRole, Test};
use kexiang_store::account::{self, Account};
use kexiang_store::{Tx, organisation, programme};
use serde_json::{Value, json};

use super::texts;
use crate::actions::application::{self as act, CaseFile, SaveField};
use crate::actions::{Ctx, Failure, Fault, programme as desk};
use crate::state::App;

/// Association, programme file, publication and the moment at which its applications are written.
const CALLS: [(&str, &str, &str, &str); 4] = [
    (
        "gd",
        include_str!("../../../../programmes/guangdong-2024.toml"),
        "2023-08-18T09:00:00+08:00",
        "2023-09-20T10:00:00+08:00",
    ),
    (
        "nx",
        include_str!("../../../../programmes/ningxia-2025.toml"),
        "2025-05-06T09:00:00+08:00",
        "2025-05-14T10:00:00+08:00",
    ),
    (
        "xj",
        include_str!("../../../../programmes/xinjiang-2025.toml"),
        "2025-06-20T09:00:00+08:00",
        "2025-07-15T10:00:00+08:00",
    ),
    (
        "lz",
        include_str!("../../../../programmes/liuzhou-2026.toml"),
        "2026-03-06T09:00:00+08:00",
        "2026-03-27T10:00:00+08:00",
    ),
];

/// Xinjiang's guide names no deadline; its office set this one when it opened the call.
const XINJIANG_DEADLINE: &str = "\n[[deadline]]\nwhat = \"electronic\"\nat = \"2025-07-20T18:00\"\n";

/// How far an application of the demonstration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A few fields are filled.
    Begun,
    /// Everything is filled.
    Filled,
    HandedIn,
    AwaitingRecommendation,
    Submitted,
    Withdrawn,
}

/// Association, call, login part of the organisation, type, how far.
const APPLICATIONS: [(&str, &str, &str, &str, Stage); 28] = [
    ("lz", "lz-2026", "柳州市机械工程学会", "2026-1", Stage::Begun),
    ("lz", "lz-2026", "柳州市汽车工程学会", "2026-1", Stage::Submitted),
    ("lz", "lz-2026", "柳州市医学会", "2026-1", Stage::HandedIn),
    ("lz", "lz-2026", "柳州市农学会", "2026-1", Stage::Withdrawn),
    ("lz", "lz-2026", "柳州市计算机学会", "2026-2", Stage::Submitted),
    ("lz", "lz-2026", "广西科技大学科学技术协会", "2026-2", Stage::Submitted),
    ("lz", "lz-2026", "鱼峰区科学技术协会", "2026-3", Stage::Submitted),
    ("lz", "lz-2026", "三江侗族自治县科学技术协会", "2026-3", Stage::Filled),
    ("lz", "lz-2026", "柳州华锡智能装备有限公司博士创新站", "2026-4", Stage::Submitted),
    ("lz", "lz-2026", "柳州绿源食品有限公司博士创新站", "2026-4", Stage::Submitted),
    ("lz", "lz-2026", "柳州钢铁集团科学技术协会", "2026-5", Stage::Submitted),
    ("lz", "lz-2026", "柳州高新技术产业开发区科学技术协会", "2026-5", Stage::HandedIn),
    ("nx", "nx-2025", "银川经济技术开发区科学技术协会", "NX2025-1-1", Stage::AwaitingRecommendation),
    ("nx", "nx-2025", "中国科协海智计划宁夏工作基地", "NX2025-1-2", Stage::AwaitingRecommendation),
    ("nx", "nx-2025", "宁夏农学会", "NX2025-2-1", Stage::Submitted),
    ("nx", "nx-2025", "宁夏医学会", "NX2025-2-1", Stage::Submitted),
    ("nx", "nx-2025", "宁夏电机工程学会", "NX2025-3-1", Stage::Submitted),
    ("xj", "xj-2025", "新疆农学会", "XXJL-2025", Stage::Submitted),
    ("xj", "xj-2025", "新疆能源研究会", "XXJL-2025", Stage::Submitted),
    ("xj", "xj-2025", "新疆科技期刊编辑学会", "QKPY-2025", Stage::Submitted),
    ("xj", "xj-2025", "新疆大学科学技术协会", "DJQC-2025", Stage::Submitted),
    ("xj", "xj-2025", "新疆医学会", "DJQC-2025", Stage::Begun),
    ("gd", "gd-2024", "广东省电子学会", "GD2024-01", Stage::Submitted),
    ("gd", "gd-2024", "广东省机械工程学会", "GD2024-01", Stage::Submitted),
    ("gd", "gd-2024", "广东省环境科学学会", "GD2024-04", Stage::Submitted),
    ("gd", "gd-2024", "广东省生物医学工程学会", "GD2024-04", Stage::Submitted),
    ("gd", "gd-2024", "广东省农学会", "GD2024-05", Stage::Submitted),
    ("gd", "gd-2024", "广东省化学学会", "GD2024-09", Stage::Filled),
];

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
        for (n, (_, call, name, type_code, stage)) in mine.enumerate() {
            let at = moment(written)
                .checked_add(jiff::SignedDuration::from_mins(17 * n as i64))
                .unwrap_or(published);
            lay(app, ctx, association, call, name, type_code, *stage, at).await?;
            laid += 1;
        }
        say(&format!("{association}: call published, {laid} applications"));
    }
    Ok(())
}

fn moment(text: &str) -> Timestamp {
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
    let draft = desk::save(app, &officer, association, None, body).await?;
    let draft = desk::hand_in(app, &officer, association, draft.id, draft.version).await?;
    desk::publish(app, &head, association, draft.id, draft.version + 1).await?;
    Ok(true)
}

/// A person with all roles.
fn actor_of(tx: &mut Tx<'_>, person: &Account) -> Result<Actor, Failure> {
    Ok(Actor {
        kind: ActorKind::Person,
        account: Some(person.id),
        name: person.name.clone(),
        offices: account::offices(tx, person.id)?,
        memberships: account::memberships(tx, person.id)?,
        scopes: Vec::new(),
    })
}

/// The context of a person of the demonstration at a moment.
async fn acting(app: &App, ctx: &Ctx, login: &str, at: Timestamp) -> Result<Ctx, Failure> {
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
) -> Result<(), Failure> {
    let organisation = named(app, association, name).await?;
    let filler = member(app, ctx, association, organisation, MemberRole::Filler, at).await?;
    let administrator = member(app, ctx, association, organisation, MemberRole::Administrator, at).await?;
    let id = act::begin(app, &filler, association, call, type_code, organisation).await?.id;
    fill(app, &filler, association, id, stage == Stage::Begun).await?;
    if stage != Stage::Begun {
        complete(app, &filler, association, id).await?;
    }
    let give = async |who: &Ctx, command| act::give(app, who, association, id, command).await.map(|_| ());
    match stage {
        Stage::Begun | Stage::Filled => Ok(()),
        Stage::HandedIn => give(&filler, Command::HandIn).await,
        Stage::AwaitingRecommendation | Stage::Submitted => give(&administrator, Command::SignOff).await,
        Stage::Withdrawn => {
            give(&administrator, Command::SignOff).await?;
            give(&administrator, Command::Withdraw).await
        }
    }
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
async fn member(
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
    files(app, ctx, association, id, &case).await?;
    partners(app, ctx, association, id, &case).await
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

/// The joint organisations and the recommending body that the type's rules ask for.
async fn partners(app: &App, ctx: &Ctx, association: &str, id: Id, case: &CaseFile) -> Result<(), Failure> {
    let code = &case.application.type_code;
    let rules = case.programme.rules.iter().filter(|r| r.types.is_empty() || r.types.contains(code));
    for rule in rules {
        if let Test::RecommendedBy { .. } = rule.test {
            let city = named(app, association, "银川市科学技术协会").await?;
            act::set_recommender(app, ctx, association, id, city).await?;
        }
    }
    Ok(())
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
