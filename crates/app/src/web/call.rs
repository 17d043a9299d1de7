//! Calls as everybody sees them: the list of an association, one call with its types, the calendar file, and for the
//! signed-in the answer to "may we apply?".

mod calendar;
mod results;
mod verdict;
mod view;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use kexiang_core::policy::MemberRole;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::programme::{Call, CallVersion};

pub use results::{completion, quantity};
pub use verdict::{VerdictView, verdict_views};
pub use view::CallView;

use super::application::application_pdf;
use super::layout::Shell;
use super::page::{self, Page};
use super::programme::{self, DifferenceView, differences};
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::call::PublicCall;
use crate::actions::{Failure, Fault, call};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/calls", list)
        .get("/associations/{association}/calls/{call}", show)
        .get("/associations/{association}/calls/{call}/versions/{version}", version)
        .get("/associations/{association}/calls/{call}/types/{type_code}/form.pdf", blank_form)
        .get("/associations/{association}/calls/{call}/deadlines.ics", calendar)
}

/// One call in a list.
pub struct CallRow {
    href: String,
    title: String,
    closes: String,
    closes_at: String,
    open: bool,
    upcoming: bool,
}

/// The calls of an association as a section of another page.
#[derive(Template)]
#[template(path = "call/section.html")]
struct CallsSection {
    l: &'static Locale,
    open: Vec<CallRow>,
    closed: Vec<CallRow>,
}

/// The calls of an association, those that are open first.
#[derive(Template)]
#[template(path = "call/list.html")]
pub struct CallsPage {
    l: &'static Locale,
    shell: Shell,
    section: String,
}

/// A call as it was in one version, with what that version changed.
#[derive(Template)]
#[template(path = "call/version.html")]
pub struct VersionPage {
    l: &'static Locale,
    shell: Shell,
    call: CallView,
    words: String,
    current: bool,
    notice: String,
    reason: String,
    differences: Vec<DifferenceView>,
}

/// One call.
#[derive(Template)]
#[template(path = "call/show.html")]
pub struct CallPage {
    l: &'static Locale,
    shell: Shell,
    call: CallView,
    organisations: Vec<OrganisationAnswers>,
}

/// What one of the person's organisations may apply for.
pub struct OrganisationAnswers {
    name: String,
    id: String,
    fills_in: bool,
    types: Vec<TypeAnswerView>,
}

/// The answer for one type.
pub struct TypeAnswerView {
    code: String,
    name: String,
    answer: &'static str,
    verdicts: Vec<VerdictView>,
    /// Whether the class of the organisation alone says no: then nothing else matters to the reader.
    barred: bool,
    closed: bool,
}

/// The calls of an association as HTML, for its own page.
///
/// # Errors
/// A fault of the database or the template.
pub async fn section(app: &App, visitor: &Visitor, association: &str) -> Result<String, Failure> {
    let calls = call::list(app, association).await?;
    let (open, closed) =
        calls.iter().map(|c| row(c, visitor.now)).partition(|r: &CallRow| r.open || r.upcoming);
    rendered(CallsSection { l: visitor.l, open, closed })
}

/// The open calls of all associations as HTML, for the first page.
///
/// # Errors
/// A fault of the database or the template.
pub async fn open_section(app: &App, visitor: &Visitor, associations: &[String]) -> Result<String, Failure> {
    let mut open = Vec::new();
    for association in associations {
        let calls = call::list(app, association).await?;
        open.extend(calls.iter().map(|c| row(c, visitor.now)).filter(|r| r.open || r.upcoming));
    }
    rendered(CallsSection { l: visitor.l, open, closed: Vec::new() })
}

fn rendered(section: CallsSection) -> Result<String, Failure> {
    section.render().map_err(|e| Fault::new("rendering the calls", e).into())
}

fn row(call: &Call, now: Timestamp) -> CallRow {
    CallRow {
        href: format!("/associations/{}/calls/{}", call.association, call.code),
        title: call.title.clone(),
        closes: time::long(call.closes_at),
        closes_at: machine(call.closes_at),
        open: call.opens_at <= now && now <= call.closes_at,
        upcoming: now < call.opens_at,
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, code)): Path<(String, String)>,
) -> Answer {
    let public = call::by_code(&app, &association, &code).await?;
    let shell = Shell::within(&app, &visitor, &association);
    let mut organisations = Vec::new();
    let ctx = visitor.ctx();
    let mut own: Vec<_> = visitor.actor.memberships.iter().filter(|m| m.association == association).collect();
    own.sort_by_key(|m| m.organisation);
    own.dedup_by_key(|m| m.organisation);
    for membership in own.into_iter().filter(|m| m.role != MemberRole::Recommender) {
        let (organisation, answers) =
            call::may_we_apply(&app, &ctx, &association, &code, membership.organisation).await?;
        let types = answers
            .iter()
            .map(|a| TypeAnswerView {
                code: a.type_code.clone(),
                name: public.programme.project_type(&a.type_code).map(|t| t.name.clone()).unwrap_or_default(),
                answer: verdict::answer_code(a.answer),
                verdicts: verdict_views(shell.l, &a.verdicts, &public.programme),
                barred: a.verdicts.iter().any(verdict::bars),
                closed: !public.is_open(visitor.now),
            })
            .collect();
        let fills_in = visitor.actor.is_member(&association, organisation.id, MemberRole::Filler)
            || visitor.actor.is_member(&association, organisation.id, MemberRole::Administrator);
        organisations.push(OrganisationAnswers {
            name: organisation.name,
            id: organisation.id.to_string(),
            fills_in,
            types,
        });
    }
    page::show(&CallPage {
        l: shell.l,
        call: CallView::of(shell.l, &public, visitor.now),
        shell,
        organisations,
    })
}

async fn list(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    if app.association(&association).is_none() {
        return Err(Refusal::new("not-found").into());
    }
    let section = section(&app, &visitor, &association).await?;
    page::show(&CallsPage { l: visitor.l, shell: Shell::within(&app, &visitor, &association), section })
}

async fn version(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, code, number)): Path<(String, String, i64)>,
) -> Answer {
    let public = call::in_version(&app, &association, &code, number).await?;
    let newest = call::by_code(&app, &association, &code).await?.call.version;
    let l = visitor.l;
    page::show(&VersionPage::of(Shell::within(&app, &visitor, &association), &public, newest, l, visitor.now))
}

/// The empty form of a type as PDF, to be read before anybody signs in (N13).
async fn blank_form(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, code, type_code)): Path<(String, String, String)>,
) -> Answer {
    let public = call::by_code(&app, &association, &code).await?;
    let missing = || Refusal::new("not-found");
    let project_type = public.programme.project_type(&type_code).ok_or_else(missing)?;
    let case = programme::blank_case(&public.programme, project_type, visitor.now);
    let name = format!("{} {}", project_type.code, project_type.name);
    application_pdf(&visitor, &case, &name).await
}

async fn calendar(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, code)): Path<(String, String)>,
) -> Answer {
    let public = call::by_code(&app, &association, &code).await?;
    let text = calendar::ics(visitor.l, &public, visitor.now);
    let name = format!("attachment; filename=\"{code}.ics\"");
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    let response: Response = (headers, text).into_response();
    Ok(response)
}

/// An instant as `datetime` attributes write it.
pub(super) fn machine(at: Timestamp) -> String {
    time::beijing(at).strftime("%Y-%m-%dT%H:%M:%S%.3f+08:00").to_string()
}

impl VersionPage {
    fn of(shell: Shell, public: &PublicCall, newest: i64, l: &'static Locale, now: Timestamp) -> Self {
        let of_version = |n: i64| public.versions.iter().find(|v| v.version == n);
        let this = of_version(public.call.version);
        let before = of_version(public.call.version - 1);
        let differences = this.zip(before).map(|(this, before)| differences(l, &before.body, &this.body));
        let text = |of: fn(&CallVersion) -> &String| this.map(of).cloned().unwrap_or_default();
        let word =
            this.map(|v| format!("{} {}", l.word("call-version", &v.kind), time::long(v.published_at)));
        VersionPage {
            l,
            call: CallView::of(l, public, now),
            words: word.unwrap_or_default(),
            current: public.call.version == newest,
            notice: text(|v| &v.notice),
            reason: text(|v| &v.reason),
            differences: differences.unwrap_or_default(),
            shell,
        }
    }
}

impl Page for CallsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let section = CallsSection { l, open: Vec::new(), closed: Vec::new() };
        vec![CallsPage { l, shell: Shell::sample_unknown(l), section: section.render().unwrap_or_default() }]
    }
}

impl Page for VersionPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let now: Timestamp = "2026-03-30T01:00:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let later = view::sample_amended(now);
        let page = |public: &PublicCall| VersionPage::of(Shell::sample(l), public, 2, l, now);
        let mut first = later.clone();
        first.call.version = 1;
        std::sync::Arc::make_mut(&mut first.versions).truncate(1);
        vec![page(&later), page(&first)]
    }
}

crate::page!(CallsPage);
crate::page!(VersionPage);

impl Page for CallPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let now: Timestamp = "2026-03-30T01:00:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let amended = CallView::of(l, &view::sample_amended(now), now);
        CallView::samples(l)
            .into_iter()
            .chain([amended])
            .map(|call| CallPage { l, shell: Shell::sample(l), call, organisations: Vec::new() })
            .collect()
    }
}

crate::page!(CallPage);
