//! Calls, and the question "may we apply?".

use axum::Json as Out;
use axum::extract::{Path, Query, State};
use kexiang_core::eligibility::Answer;
use kexiang_core::programme::ProjectType;
use kexiang_store::programme::{Call as Stored, CallVersion as StoredVersion};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Clause, Json, Verdict, id, moment, verdicts};
use crate::actions::call;
use crate::state::App;
use crate::web::Visitor;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(eligibility))
}

/// A call in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Call {
    /// Code in addresses.
    code: String,
    /// Title.
    title: String,
    /// Current version.
    version: i64,
    /// When submissions are first taken.
    opens_at: String,
    /// Electronic deadline of the current version.
    closes_at: String,
    /// First publication.
    published_at: String,
}

impl From<&Stored> for Call {
    fn from(c: &Stored) -> Self {
        Call {
            code: c.code.clone(),
            title: c.title.clone(),
            version: c.version,
            opens_at: moment(c.opens_at),
            closes_at: moment(c.closes_at),
            published_at: moment(c.published_at),
        }
    }
}

/// The calls of an association, the latest deadline first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/calls", tag = "call",
    responses((status = 200, body = Vec<Call>))
)]
async fn list(State(app): State<App>, Path(association): Path<String>) -> Json<Vec<Call>> {
    Ok(Out(call::list(&app, &association).await?.iter().map(Call::from).collect()))
}

/// A call with all it says.
#[derive(Debug, Serialize, ToSchema)]
struct FullCall {
    /// The call.
    call: Call,
    /// Whether submissions are taken now.
    open: bool,
    /// Types.
    types: Vec<Type>,
    /// Versions with their reasons, the first one first.
    versions: Vec<CallVersion>,
}

/// A type.
#[derive(Debug, Serialize, ToSchema)]
struct Type {
    /// Code.
    code: String,
    /// Name in the notice's words.
    name: String,
    /// Planned number; none where the notice states none.
    planned: Option<u32>,
    /// Least sum per project in fen; none where it is undecided.
    least: Option<i64>,
    /// Greatest sum per project in fen; none where it is undecided.
    greatest: Option<i64>,
    /// When the project must be finished.
    completion: String,
    /// Where the number is stated.
    clause: Clause,
    /// Fields of the form: id, label, kind, whether required.
    fields: Vec<FormField>,
}

/// A field of a form.
#[derive(Debug, Serialize, ToSchema)]
struct FormField {
    /// Id.
    id: String,
    /// Label.
    label: String,
    /// Whether it must be filled in.
    required: bool,
    /// Greatest length in characters.
    max_chars: Option<u32>,
}

/// A published version.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallVersion {
    /// From 1.
    version: i64,
    /// `publication`, `correction` or `extension`.
    kind: String,
    /// 更正/延期事由
    reason: String,
    /// Notice that announces it; empty for the first one.
    notice: String,
    /// When.
    published_at: String,
    /// SHA-256 of the definition.
    body_hash: String,
}

impl From<&StoredVersion> for CallVersion {
    fn from(v: &StoredVersion) -> Self {
        CallVersion {
            version: v.version,
            kind: v.kind.clone(),
            reason: v.reason.clone(),
            notice: v.notice.clone(),
            published_at: moment(v.published_at),
            body_hash: v.body_hash.clone(),
        }
    }
}

/// A call with its types, forms and versions.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/calls/{call}", tag = "call",
    responses((status = 200, body = FullCall))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, code)): Path<(String, String)>,
) -> Json<FullCall> {
    let found = call::by_code(&app, &association, &code).await?;
    let fields = |t: &ProjectType| {
        let form = found.programme.form_of(t);
        let one = |f: &kexiang_core::programme::Field| FormField {
            id: f.id.clone(),
            label: f.label.clone(),
            required: f.required,
            max_chars: f.max_chars,
        };
        form.map_or_else(Vec::new, |form| form.fields.iter().map(one).collect())
    };
    let kind = |t: &ProjectType| {
        let amounts = || t.tiers.iter().map(|tier| &tier.funding).chain(&t.funding);
        Type {
            code: t.code.clone(),
            name: t.name.clone(),
            planned: t.planned,
            least: amounts().filter_map(|f| f.amount.min()).map(|fen| fen.0).min(),
            greatest: amounts().filter_map(|f| f.amount.max()).map(|fen| fen.0).max(),
            completion: t.completion.clone(),
            clause: Clause::from(&t.clause),
            fields: fields(t),
        }
    };
    Ok(Out(FullCall {
        open: found.is_open(visitor.now),
        types: found.programme.types.iter().map(kind).collect(),
        versions: found.versions.iter().map(CallVersion::from).collect(),
        call: Call::from(&found.call),
    }))
}

/// For whom it is asked.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct For {
    /// Organisation of the ledger.
    organisation: String,
}

/// What the rules say of one type.
#[derive(Debug, Serialize, ToSchema)]
struct TypeAnswer {
    /// Code of the type.
    type_code: String,
    /// `yes`, `yes_if`, `with_override` or `no`.
    answer: &'static str,
    /// Every rule with its clause.
    verdicts: Vec<Verdict>,
}

/// "May we apply?", type by type, for an organisation one belongs to.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/calls/{call}/eligibility", tag = "call",
    params(For), responses((status = 200, body = Vec<TypeAnswer>))
)]
async fn eligibility(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, code)): Path<(String, String)>,
    Query(asked): Query<For>,
) -> Json<Vec<TypeAnswer>> {
    let (ctx, organisation) = (visitor.ctx(), id(&asked.organisation)?);
    let (_, answers) = call::may_we_apply(&app, &ctx, &association, &code, organisation).await?;
    let programme = call::by_code(&app, &association, &code).await?.programme;
    let one = |a: &call::TypeAnswer| TypeAnswer {
        type_code: a.type_code.clone(),
        answer: match a.answer {
            Answer::Yes => "yes",
            Answer::YesIf => "yes_if",
            Answer::WithOverride => "with_override",
            Answer::No => "no",
        },
        verdicts: verdicts(visitor.l, &a.verdicts, &programme),
    };
    Ok(Out(answers.iter().map(one).collect()))
}
