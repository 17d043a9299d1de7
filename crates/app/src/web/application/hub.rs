//! One application: in what state it is, whose turn it is, what is missing, the form, partners, versions, what happened.

mod parts;
mod sample;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use kexiang_core::application::State as Stage;
use kexiang_core::id::Id;
use kexiang_core::names::OrganisationName;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::programme::{FieldKind, Material, Test};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::repeat::Hint;
use kexiang_store::snapshot::Snapshot;
use kexiang_store::{Tx, account, application, check, joint, organisation, snapshot};
use serde_json::Value;

pub use self::parts::PartnerView;
use self::parts::{CommandView, DefectView, OutcomeView, StepView, TodoView, VersionView};
use super::form_view::FormView;
use super::{Shown, address, named, said};
use crate::actions::application::repeat::{self, Alike};
use crate::actions::application::{CaseFile, Readiness, readiness, veil};
use crate::actions::check::named_defects;
use crate::actions::{Ctx, Failure};
use crate::locale::Locale;
use crate::state::App;
use crate::web::Visitor;
use crate::web::call::{VerdictView, machine, verdict_views};
use crate::web::layout::Shell;
use crate::web::page::{self, Page};

/// An application's page.
#[derive(Template)]
#[template(path = "application/hub.html")]
pub struct HubPage {
    /// Whether the person signs off for the applicant: appeals and names to avoid are theirs.
    signs: bool,
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
    /// Why a complete application could not be submitted now; empty where nothing stands against it.
    refusal: String,
    todo: Vec<TodoView>,
    commands: Vec<CommandView>,
    form: FormView,
    editable: bool,
    /// Whether files may be added, which may go on behind the submission.
    takes_files: bool,
    /// Until when files may follow the submission; empty where the call does not offer it.
    files_until: String,
    /// The first field whose file is still to follow.
    awaited: Option<TodoView>,
    account: String,
    /// The moment of the page, from which the scripts ask for what others saved.
    cursor: String,
    verdicts: Vec<VerdictView>,
    defects: Vec<DefectView>,
    /// Why the office did not accept it; none in other states.
    outcome: Option<OutcomeView>,
    partners: Vec<PartnerView>,
    recommender: String,
    wants_recommender: bool,
    wants_partners: bool,
    /// People of the organisation, offered where a person is named.
    people: Vec<String>,
    /// Organisations that may be asked to join.
    organisations: Vec<String>,
    /// Associations that may recommend.
    recommenders: Vec<String>,
    /// Similar applications of the same organisation.
    alike: Vec<Alike>,
    steps: Vec<StepView>,
    versions: Vec<VersionView>,
    received: String,
    version_code: String,
    paper: String,
    paper_due: String,
}

struct Loaded {
    case: CaseFile,
    steps: Vec<application::Step>,
    versions: Vec<Snapshot>,
    defects: Vec<check::Defect>,
    records: Vec<check::Record>,
    people: Vec<String>,
    organisations: Vec<String>,
    recommenders: Vec<String>,
    alike: Vec<Alike>,
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Shown {
    let loaded = load(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let ready = readiness(&loaded.case, visitor.now)?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&HubPage::of(shell, &visitor.actor, machine(visitor.now), loaded, &ready))
}

/// What is still missing, for the script that keeps the list while fields are saved.
pub async fn missing(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Shown {
    let case = super::act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let todo = parts::todo(visitor.l, &case, &case.gaps());
    let items: Vec<_> = todo
        .iter()
        .map(|t| serde_json::json!({ "href": t.href, "label": t.label, "note": t.note }))
        .collect();
    let title = visitor.l.tf("hub-todo", &[("n", &items.len())]);
    let short = visitor.l.tf("hub-missing", &[("n", &items.len())]);
    Ok(axum::Json(serde_json::json!({ "title": title, "short": short, "items": items })).into_response())
}

async fn load(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Loaded, Failure> {
    let (programmes, actor, association) =
        (app.programmes.clone(), ctx.actor.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            may(&actor, Action::ApplicationView, &Scope::Application(&case.scope()))?;
            let versions = snapshot::all(tx, &association, id)?;
            let (case, versions) = veil(&actor, case, versions);
            let edits = case.is_editable()
                && may(&actor, Action::ApplicationEdit, &Scope::Application(&case.scope())).is_ok();
            let asks = edits && case.form().of_kind(FieldKind::Joint).is_some();
            let classes = recommending(&case);
            let own_people = actor.belongs_to(&association, case.application.organisation);
            Ok(Loaded {
                steps: application::steps(tx, &association, id)?,
                // What an officer is still drafting is the office's own.
                defects: named_defects(tx, &association, id, &case)?,
                versions,
                records: if case.state().is_over() {
                    check::records(tx, &association, id)?
                } else {
                    Vec::new()
                },
                people: if edits { people(tx, &case)? } else { Vec::new() },
                organisations: if asks { joint::candidates(tx, &association, &[])? } else { Vec::new() },
                recommenders: if edits && !classes.is_empty() {
                    joint::candidates(tx, &association, &classes)?
                } else {
                    Vec::new()
                },
                alike: if own_people { repeat::own(tx, &programmes, &case)? } else { Vec::new() },
                case,
            })
        })
        .await
}

/// Classes of the associations that may recommend this application.
fn recommending(case: &CaseFile) -> Vec<kexiang_core::organisation::OrganisationClass> {
    let code = &case.application.type_code;
    let rules = case.programme.rules.iter().filter(|r| r.types.is_empty() || r.types.contains(code));
    let classes = rules.filter_map(|r| match &r.test {
        Test::RecommendedBy { classes } => Some(classes.clone()),
        _ => None,
    });
    classes.flatten().collect()
}

/// Those whom the organisation's applications name, and those who work on them.
fn people(tx: &mut Tx<'_>, case: &CaseFile) -> Result<Vec<String>, Failure> {
    let a = &case.application;
    let mut names: Vec<String> = application::of_organisation(tx, &a.association, a.organisation)?
        .into_iter()
        .map(|other| other.leader)
        .collect();
    for (id, _) in account::members(tx, &a.association, a.organisation)? {
        names.extend(account::by_id(tx, id)?.map(|person| person.name));
    }
    names.push(case.organisation.contact.clone());
    names.retain(|name| !name.is_empty());
    names.sort();
    names.dedup();
    Ok(names)
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
    fn of(shell: Shell, actor: &Actor, cursor: String, loaded: Loaded, ready: &Readiness) -> Self {
        let l = shell.l;
        let Loaded { case, steps, versions, defects, records, people, organisations, recommenders, alike } =
            loaded;
        let a = &case.application;
        let base = address(&a.association, a.id);
        let own = &case.programme.programme;
        let notice = own.document_number.clone().unwrap_or_else(|| own.notice.clone());
        let mine = may(actor, Action::ApplicationEdit, &Scope::Application(&case.scope())).is_ok();
        let due = parts::due(&case);
        let follows = ready.takes_files && !case.is_editable();
        let paper = case.programme.deadline(Material::Paper, &a.type_code);
        let defects = parts::defects(&case, &defects, &notice);
        HubPage {
            signs: may(actor, Action::ApplicationSignOff, &Scope::Application(&case.scope())).is_ok(),
            l,
            call_href: format!("/associations/{}/calls/{}", a.association, case.call.code),
            call_title: case.call.title.clone(),
            type_line: format!("{} {}", a.type_code, case.project_type().name),
            number: a.number.clone(),
            title: a.title.clone(),
            state: a.state.code(),
            say: l.word("state-say", a.state.code()),
            turn: parts::turn(l, &case),
            due: due.map(time::long).unwrap_or_default(),
            due_at: due.map(machine).unwrap_or_default(),
            refusal: match &ready.sign_off {
                Err(r) if case.is_editable() && !matches!(r.code.as_str(), "incomplete" | "wrong-state") => {
                    l.refusal(r).message
                }
                _ => String::new(),
            },
            todo: if case.is_editable() { parts::todo(l, &case, &ready.gaps) } else { Vec::new() },
            commands: parts::commands(actor, &case),
            form: FormView::of(l, &case, &ready.gaps, &notice).with_defects(&parts::beside(&defects)),
            editable: mine && case.is_editable(),
            takes_files: mine && (case.is_editable() || follows),
            files_until: case.files_due().map(time::long).unwrap_or_default(),
            awaited: if follows {
                parts::todo(l, &case, &case.files_awaited()).into_iter().next()
            } else {
                None
            },
            account: actor.account.map(|id| id.to_string()).unwrap_or_default(),
            cursor,
            verdicts: verdict_views(l, &ready.verdicts, &case.programme),
            defects,
            outcome: parts::outcome(l, &base, &steps, &records, a.state),
            partners: parts::partners(l, actor, &case),
            recommender: case.recommender.as_ref().map(|r| r.name.clone()).unwrap_or_default(),
            wants_recommender: case.needs_recommendation(),
            wants_partners: case.form().of_kind(FieldKind::Joint).is_some() || !case.joint.is_empty(),
            people,
            organisations,
            recommenders,
            alike,
            steps: steps.iter().rev().map(|s| parts::step(l, s)).collect(),
            versions: versions.iter().map(|v| parts::version(l, &base, v)).collect(),
            received: said(a.submitted_at),
            version_code: a.version_code.clone(),
            paper: a.paper_state.clone(),
            paper_due: paper.map(|d| time::long(d.instant())).unwrap_or_default(),
            base,
            shell,
        }
    }
}

impl HubPage {
    /// What the applicant may ask for besides: an appeal against a refusal, or names to avoid before the review.
    fn aside(&self) -> Option<(String, &str)> {
        let appeal = matches!(self.state, "not_accepted" | "target_failed" | "not_selected");
        let avoid = matches!(self.state, "submitted" | "target_check" | "ready");
        match (self.signs, appeal, avoid) {
            (true, true, _) => Some((format!("{}/appeal", self.base), self.l.t("appeal-title"))),
            (true, _, true) => Some((format!("{}/avoidance", self.base), self.l.t("avoid-title"))),
            _ => None,
        }
    }

    /// The colour of the state's stamp; the word says the same.
    fn tone(&self) -> &'static str {
        match self.state {
            "draft" => "draft",
            "submitted" | "awaiting_unit" | "awaiting_recommendation" => "submitted",
            "target_check" => "checking",
            "returned" | "target_returned" => "returned",
            "under_review" | "reserve" => "checking",
            "not_accepted" | "target_failed" | "not_selected" => "refused",
            "ready" | "selected" | "awarded" => "passed",
            _ => "withdrawn",
        }
    }

    /// Address of a similar application: beside this one.
    fn beside(&self, a: &Alike) -> String {
        let folder = self.base.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{folder}/{}", a.hint.other)
    }

    fn alike_key(&self, a: &Alike) -> String {
        format!("check-repeat-{}", a.hint.kind.replace('_', "-"))
    }
}

crate::page!(HubPage);
