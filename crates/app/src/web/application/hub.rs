//! One application: in what state it is, whose turn it is, what is missing, the form, partners, versions, what happened.

use askama::Template;
use axum::extract::{Path, State};
use jiff::Timestamp;
use kexiang_core::application::{Gap, State as Stage};
use kexiang_core::id::Id;
use kexiang_core::names::OrganisationName;
use kexiang_core::policy::{Action, MemberRole, Scope, may};
use kexiang_core::programme::{FieldKind, Material};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::snapshot::Snapshot;
use kexiang_store::{application, check, organisation, snapshot};
use serde_json::Value;

use super::form_view::{FileView, FormView, file_views, shown};
use super::{Shown, address, gap_words, named, said};
use crate::actions::application::{self as act, CaseFile, Readiness, readiness};
use crate::actions::check::named_defects;
use crate::actions::{Ctx, Failure};
use crate::locale::Locale;
use crate::state::App;
use crate::web::Visitor;
use crate::web::call::{VerdictView, machine, verdict_views};
use crate::web::layout::Shell;
use crate::web::page;

/// Something still to be done, with the place where.
pub struct TodoView {
    href: String,
    label: String,
    note: String,
}

/// A button that gives a command.
pub struct CommandView {
    code: &'static str,
    primary: bool,
    reason: bool,
}

/// A joint organisation.
pub struct PartnerView {
    id: String,
    name: String,
    class: String,
    part: String,
    state: String,
    note: String,
    mine: bool,
}

/// A defect the office named.
pub struct DefectView {
    href: String,
    field: String,
    problem: String,
    demand: String,
    says: String,
    place: String,
}

/// A field that takes files.
pub struct UploadView {
    id: String,
    label: String,
    files: Vec<FileView>,
}

/// A step of the timeline.
pub struct StepView {
    word: String,
    who: String,
    when: String,
    reason: String,
}

/// A kept version.
pub struct VersionView {
    kind: String,
    who: String,
    when: String,
    code: String,
    href: String,
}

/// An application's page.
#[derive(Template)]
#[template(path = "application/hub.html")]
pub struct HubPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    call_href: String,
    call_title: String,
    type_line: String,
    number: String,
    title: String,
    state: &'static str,
    say: String,
    turn: String,
    due: String,
    due_at: String,
    refusal: String,
    todo: Vec<TodoView>,
    commands: Vec<CommandView>,
    form: FormView,
    editable: bool,
    account: String,
    verdicts: Vec<VerdictView>,
    defects: Vec<DefectView>,
    partners: Vec<PartnerView>,
    recommender: String,
    wants_recommender: bool,
    wants_partners: bool,
    uploads: Vec<UploadView>,
    steps: Vec<StepView>,
    versions: Vec<VersionView>,
    received: String,
    version_code: String,
    paper: String,
    paper_due: String,
}

/// What two versions differ in.
#[derive(Template)]
#[template(path = "application/version.html")]
pub struct VersionPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    n: i64,
    when: String,
    who: String,
    code: String,
    editable: bool,
    differences: Vec<(String, String, String)>,
}

struct Loaded {
    case: CaseFile,
    steps: Vec<application::Step>,
    versions: Vec<Snapshot>,
    defects: Vec<check::Defect>,
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Shown {
    let loaded = load(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let ready = readiness(&loaded.case, visitor.now)?;
    page::show(&HubPage::of(&app, &visitor, loaded, ready))
}

pub async fn version(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, n)): Path<(String, String, i64)>,
) -> Shown {
    let loaded = load(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let snapshot = loaded.versions.iter().find(|v| v.n == n).ok_or_else(|| Refusal::new("not-found"))?;
    let differences = act::compare(&loaded.case, snapshot, None);
    page::show(&VersionPage {
        l: visitor.l,
        shell: Shell::within(&app, &visitor, &association),
        base: address(&association, loaded.case.application.id),
        n,
        when: time::long(snapshot.made_at),
        who: snapshot.made_by.clone(),
        code: snapshot.version_code.clone(),
        editable: loaded.case.is_editable(),
        differences: differences.iter().map(|d| (d.label.clone(), shown(&d.old), shown(&d.new))).collect(),
    })
}

async fn load(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Loaded, Failure> {
    let (programmes, actor, association) =
        (app.programmes.clone(), ctx.actor.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            may(&actor, Action::ApplicationView, &Scope::Application(&case.scope()))?;
            let versions = snapshot::all(tx, &association, id)?;
            let (case, versions) = act::veil(&actor, case, versions);
            Ok(Loaded {
                steps: application::steps(tx, &association, id)?,
                // What an officer is still drafting is the office's own.
                defects: named_defects(tx, &association, id, &case)?,
                versions,
                case,
            })
        })
        .await
}

/// The organisation of the ledger with this name, as a person wrote it.
///
/// # Errors
/// `organisation-unknown` where the ledger holds none of that name.
pub async fn organisation_named(app: &App, association: &str, name: &str) -> Result<Id, Failure> {
    let unknown = || Refusal::new("organisation-unknown").with("name", name.trim()).at("name");
    let key = name.parse::<OrganisationName>().map_err(|_| unknown())?.key();
    let association = association.to_owned();
    let found =
        app.store.read(move |tx| Ok::<_, Failure>(organisation::by_name(tx, &association, &key)?)).await?;
    Ok(found.ok_or_else(unknown)?.id)
}

/// The fields of a form sent without a script, in the shapes that saving takes.
pub fn posted(case: &CaseFile, body: &str) -> Vec<(String, Value)> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let mut all = Vec::new();
    for field in &case.form().fields {
        match field.kind {
            FieldKind::Choices | FieldKind::TypeChoices => {
                let marker = format!("{}:shown", field.id);
                if pairs.iter().any(|(n, _)| *n == marker) {
                    let chosen =
                        pairs.iter().filter(|(n, _)| *n == field.id).map(|(_, v)| Value::from(v.clone()));
                    all.push((field.id.clone(), Value::Array(chosen.collect())));
                }
            }
            FieldKind::Budget | FieldKind::Targets | FieldKind::Table => {
                let prefix = format!("{}/", field.id);
                let cells = pairs.iter().filter(|(n, _)| n.starts_with(&prefix));
                all.extend(cells.map(|(n, v)| (n.clone(), Value::from(v.clone()))));
            }
            _ => {
                let one = pairs.iter().find(|(n, _)| *n == field.id);
                all.extend(one.map(|(n, v)| (n.clone(), Value::from(v.replace("\r\n", "\n")))));
            }
        }
    }
    all
}

impl HubPage {
    fn of(app: &App, visitor: &Visitor, loaded: Loaded, ready: Readiness) -> Self {
        let l = visitor.l;
        let Loaded { case, steps, versions, defects } = loaded;
        let a = &case.application;
        let base = address(&a.association, a.id);
        let notice = case
            .programme
            .programme
            .document_number
            .clone()
            .unwrap_or_else(|| case.programme.programme.notice.clone());
        let mine = may(&visitor.actor, Action::ApplicationEdit, &Scope::Application(&case.scope())).is_ok();
        let editable = mine && case.is_editable();
        let due = due(&case);
        let paper = case.programme.deadline(Material::Paper, &a.type_code);
        HubPage {
            l,
            shell: Shell::within(app, visitor, &a.association),
            call_href: format!("/associations/{}/calls/{}", a.association, case.call.code),
            call_title: case.call.title.clone(),
            type_line: format!("{} {}", a.type_code, case.project_type().name),
            number: a.number.clone(),
            title: a.title.clone(),
            state: a.state.code(),
            say: l.word("state-say", a.state.code()),
            turn: turn(l, &case),
            due: due.map(time::long).unwrap_or_default(),
            due_at: due.map(machine).unwrap_or_default(),
            refusal: match &ready.sign_off {
                Err(r) if case.is_editable() && !matches!(r.code.as_str(), "incomplete" | "wrong-state") => {
                    l.refusal(r).message
                }
                _ => String::new(),
            },
            todo: if case.is_editable() { todo(l, &ready.gaps) } else { Vec::new() },
            commands: commands(visitor, &case),
            form: FormView::of(l, &case, &ready.gaps, &notice),
            editable,
            account: visitor.actor.account.map(|id| id.to_string()).unwrap_or_default(),
            verdicts: verdict_views(l, &ready.verdicts, &case.programme),
            defects: defect_views(&case, &defects, &notice),
            partners: partners(l, visitor, &case),
            recommender: case.recommender.as_ref().map(|r| r.name.clone()).unwrap_or_default(),
            wants_recommender: case.needs_recommendation(),
            wants_partners: case.form().of_kind(FieldKind::Joint).is_some() || !case.joint.is_empty(),
            uploads: uploads(&case),
            steps: steps.iter().rev().map(|s| step(l, s)).collect(),
            versions: versions.iter().map(|v| version_view(l, &base, v)).collect(),
            received: said(a.submitted_at),
            version_code: a.version_code.clone(),
            paper: a.paper_state.clone(),
            paper_due: paper.map(|d| time::long(d.instant())).unwrap_or_default(),
            base,
        }
    }
}

/// The moment that counts next for the person in front of the page.
fn due(case: &CaseFile) -> Option<Timestamp> {
    match case.state() {
        Stage::Draft | Stage::AwaitingUnit | Stage::AwaitingRecommendation => case.due().map(|d| d.at),
        Stage::Returned | Stage::TargetReturned => case.application.correction_due,
        _ => None,
    }
}

fn turn(l: &Locale, case: &CaseFile) -> String {
    let key = match case.state() {
        Stage::Draft | Stage::Returned | Stage::TargetReturned => "turn-filler",
        Stage::AwaitingUnit => "turn-unit",
        Stage::AwaitingRecommendation => "turn-recommender",
        Stage::Submitted | Stage::TargetCheck => "turn-office",
        Stage::Ready => "turn-review",
        _ => "turn-nobody",
    };
    l.t(key).to_owned()
}

fn todo(l: &Locale, gaps: &[Gap]) -> Vec<TodoView> {
    gaps.iter()
        .map(|g| TodoView { href: format!("#f-{}", g.field), label: g.label.clone(), note: gap_words(l, g) })
        .collect()
}

/// The commands the person may give in this state, the first one the next step.
fn commands(visitor: &Visitor, case: &CaseFile) -> Vec<CommandView> {
    let scope = case.scope();
    let can = |action| may(&visitor.actor, action, &Scope::Application(&scope)).is_ok();
    let unit = can(Action::ApplicationSignOff);
    let mut all = Vec::new();
    let mut add = |allowed: bool, code, reason| {
        if allowed {
            let primary = all.is_empty();
            all.push(CommandView { code, primary, reason });
        }
    };
    match case.state() {
        Stage::Draft => {
            add(unit, "sign-off", false);
            add(!unit && can(Action::ApplicationHandIn), "hand-in", false);
        }
        Stage::AwaitingUnit => {
            add(unit, "sign-off", false);
            add(unit, "send-back", true);
            add(!unit && can(Action::ApplicationHandIn), "take-back", false);
        }
        Stage::AwaitingRecommendation => {
            add(can(Action::Recommend), "recommend", false);
            add(can(Action::Recommend), "decline-recommendation", true);
            add(can(Action::ApplicationWithdraw), "withdraw", false);
        }
        Stage::Submitted => add(can(Action::ApplicationWithdraw), "withdraw", false),
        Stage::Returned | Stage::TargetReturned => add(unit, "resubmit", false),
        Stage::Withdrawn => add(can(Action::ApplicationWithdraw), "reopen", false),
        _ => {}
    }
    all
}

fn partners(l: &Locale, visitor: &Visitor, case: &CaseFile) -> Vec<PartnerView> {
    let a = &case.application;
    case.joint
        .iter()
        .map(|j| PartnerView {
            id: j.organisation.to_string(),
            name: j.name.clone(),
            class: l.word("class", j.class.code()),
            part: j.part.clone(),
            state: j.state.clone(),
            note: j.note.clone(),
            mine: visitor.actor.is_member(&a.association, j.organisation, MemberRole::Administrator),
        })
        .collect()
}

fn defect_views(case: &CaseFile, defects: &[check::Defect], notice: &str) -> Vec<DefectView> {
    if !case.is_editable() || case.state() == Stage::Draft {
        return Vec::new();
    }
    defects
        .iter()
        .map(|d| DefectView {
            href: if d.field.is_empty() { "#application".into() } else { format!("#f-{}", d.field) },
            field: case.form().field(&d.field).map(|f| f.label.clone()).unwrap_or_default(),
            problem: d.problem.clone(),
            demand: d.demand.clone(),
            says: d.clause.as_ref().map(|c| c.says.clone()).unwrap_or_default(),
            place: d.clause.as_ref().map(|c| format!("{notice} {}", c.at)).unwrap_or_default(),
        })
        .collect()
}

fn uploads(case: &CaseFile) -> Vec<UploadView> {
    let fields = case.form().fields.iter().filter(|f| f.kind == FieldKind::Files);
    fields
        .map(|f| UploadView { id: f.id.clone(), label: f.label.clone(), files: file_views(case, &f.id) })
        .collect()
}

fn step(l: &Locale, s: &application::Step) -> StepView {
    StepView {
        word: l.word("step", &s.command),
        who: s.actor.clone(),
        when: time::long(s.at),
        reason: s.reason.clone(),
    }
}

fn version_view(l: &Locale, base: &str, v: &Snapshot) -> VersionView {
    VersionView {
        kind: l.word("version-kind", &v.kind),
        who: v.made_by.clone(),
        when: time::short(v.made_at),
        code: v.version_code.clone(),
        href: format!("{base}/versions/{}", v.n),
    }
}

impl HubPage {
    /// The colour of the state's stamp; the word says the same.
    fn tone(&self) -> &'static str {
        match self.state {
            "draft" => "draft",
            "submitted" | "awaiting_unit" | "awaiting_recommendation" => "submitted",
            "target_check" => "checking",
            "returned" | "target_returned" => "returned",
            "not_accepted" | "target_failed" => "refused",
            "ready" => "passed",
            _ => "withdrawn",
        }
    }
}
