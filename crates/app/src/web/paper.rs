//! The paper desk: a code or number is scanned or typed, the paper registered, its scan laid beside the electronic copy.

mod view;

use askama::Template;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::handler::Handler as _;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use serde::Deserialize;

use super::check::{id, named_flash};
use super::error::status;
use super::form::{Form, damaged};
use super::layout::Shell;
use super::page::{self, Page, see_other};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::paper::{self, Registration, Verdict};
use crate::locale::Locale;
use crate::state::App;
use view::{FoundView, PaperView, Typed};

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/paper", find)
        .get("/associations/{association}/applications/{id}/paper", show)
        .post("/associations/{association}/applications/{id}/paper", register)
        .get("/associations/{association}/applications/{id}/paper/{copy}/scan", scan)
        .post(
            "/associations/{association}/applications/{id}/paper/{copy}/scan",
            // The file with its form around it.
            add_scan.layer(DefaultBodyLimit::max(paper::LARGEST_SCAN + 64 * 1024)),
        )
        .post("/associations/{association}/applications/{id}/paper/{copy}/verdict", judge)
}

/// Looking for the application of a sheet of paper.
#[derive(Template)]
#[template(path = "paper/find.html")]
pub struct FindPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    desk: String,
    text: String,
    searched: bool,
    found: Vec<FoundView>,
}

/// The paper of one application.
#[derive(Template)]
#[template(path = "paper/show.html")]
pub struct PaperPage {
    l: &'static Locale,
    shell: Shell,
    view: PaperView,
    typed: Typed,
    problem: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    code: String,
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RegisterForm {
    code: String,
    copies: String,
    arrived_on: String,
    dispatched_on: String,
    courier_number: String,
    note: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct VerdictForm {
    verdict: String,
    note: String,
}

fn address(association: &str, application: &str) -> String {
    format!("/associations/{association}/applications/{application}/paper")
}

/// One hit leads straight to its page: the scanner's Enter is the only key needed.
async fn find(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let found = paper::find(&app, &visitor.ctx(), &association, &asked.code).await?;
    if let [only] = found.as_slice() {
        let code: String = form_urlencoded::byte_serialize(asked.code.trim().as_bytes()).collect();
        let to = address(&association, &only.application.id.to_string());
        return Ok(see_other(&format!("{to}?code={code}")));
    }
    let l = visitor.l;
    page::show(&FindPage {
        l,
        shell: Shell::within(&app, &visitor, &association),
        base: format!("/associations/{association}/paper"),
        desk: format!("/associations/{association}/desk?paper=due&order=number"),
        searched: !asked.code.trim().is_empty(),
        found: found.iter().map(|f| FoundView::of(l, f)).collect(),
        text: asked.code,
    })
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let sheet = paper::open(&app, &visitor.ctx(), &association, id(&application)?).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = named_flash(visitor.l, &asked.done);
    let view = PaperView::of(visitor.l, &sheet, &asked.code);
    let typed = Typed::first(&sheet, &asked.code, visitor.now);
    page::show(&PaperPage { l: visitor.l, shell, view, typed, problem: None })
}

async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application)): Path<(String, String)>,
    Form(form): Form<RegisterForm>,
) -> Answer {
    let ctx = visitor.ctx();
    let id = id(&application)?;
    let outcome = match registration(&form) {
        Ok(registration) => paper::register(&app, &ctx, &association, id, registration).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}?done=paper-registered", address(&association, &application)))),
        Err(Failure::Refused(refusal)) if refusal.code.starts_with("paper-") || refusal.at.is_some() => {
            let sheet = paper::open(&app, &ctx, &association, id).await?;
            let shell = Shell::within(&app, &visitor, &association);
            let text = visitor.l.refusal(&refusal);
            let problem = Some([text.message, text.remedy].join(" "));
            let typed = Typed {
                code: form.code,
                copies: form.copies,
                arrived_on: form.arrived_on,
                dispatched_on: form.dispatched_on,
                courier_number: form.courier_number,
                note: form.note,
            };
            let view = PaperView::of(visitor.l, &sheet, &typed.code);
            page::show_as(status(&refusal), &PaperPage { l: visitor.l, shell, view, typed, problem })
        }
        Err(other) => Err(other),
    }
}

/// The form as days and numbers.
fn registration(form: &RegisterForm) -> Result<Registration, Refusal> {
    let day = |text: &str, at: &str| {
        let date = text.trim().parse::<jiff::civil::Date>();
        date.map_err(|_| Refusal::new("paper-date").with("text", text).at(at))
    };
    let dispatched = form.dispatched_on.trim();
    Ok(Registration {
        code: form.code.clone(),
        copies: form
            .copies
            .trim()
            .parse()
            .map_err(|_| Refusal::new("paper-copies").with("max", 99).at("copies"))?,
        arrived_on: day(&form.arrived_on, "arrived_on")?,
        dispatched_on: if dispatched.is_empty() { None } else { Some(day(dispatched, "dispatched_on")?) },
        courier_number: form.courier_number.clone(),
        note: form.note.clone(),
    })
}

async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application, copy)): Path<(String, String, String)>,
    Form(form): Form<VerdictForm>,
) -> Answer {
    let verdict = match form.verdict.as_str() {
        "accepted" => Verdict::Accepted,
        "rejected" => Verdict::Rejected,
        other => return Err(Refusal::new("bad-form").with("detail", other).into()),
    };
    let ctx = visitor.ctx();
    paper::judge(&app, &ctx, &association, id(&application)?, id(&copy)?, verdict, &form.note).await?;
    Ok(see_other(&format!("{}?done=paper-judged", address(&association, &application))))
}

async fn add_scan(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application, copy)): Path<(String, String, String)>,
    mut parts: Multipart,
) -> Answer {
    while let Some(part) = parts.next_field().await.map_err(damaged)? {
        if part.name() != Some("scan") {
            continue;
        }
        let (ctx, id, copy) = (visitor.ctx(), id(&application)?, id(&copy)?);
        // The file is read for those alone who may register.
        if !paper::open(&app, &ctx, &association, id).await?.may_register {
            return Err(Refusal::new("not-permitted").with("action", Action::PaperRegister.code()).into());
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(damaged)?.to_vec();
        paper::add_scan(&app, &ctx, &association, id, copy, &name, bytes).await?;
        return Ok(see_other(&format!("{}?done=paper-scanned", address(&association, &application))));
    }
    Err(Refusal::new("bad-form").with("detail", "scan").into())
}

async fn scan(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application, copy)): Path<(String, String, String)>,
) -> Answer {
    let scan = paper::scan(&app, &visitor.ctx(), &association, id(&application)?, id(&copy)?).await?;
    Ok(scan_answer(scan))
}

/// A scan as browsers and programs get it.
pub(crate) fn scan_answer(scan: paper::Scan) -> Response {
    let encoded: String =
        form_urlencoded::byte_serialize(scan.name.as_bytes()).collect::<String>().replace('+', "%20");
    let named = HeaderValue::from_str(&format!("inline; filename*=UTF-8''{encoded}"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(scan.kind)),
        (header::CONTENT_DISPOSITION, named.unwrap_or(HeaderValue::from_static("inline"))),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, scan.bytes).into_response()
}

impl Page for FindPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |searched: bool, found| FindPage {
            l,
            shell: Shell::sample(l),
            base: "/associations/lz/paper".to_owned(),
            desk: "/associations/lz/desk?paper=due".to_owned(),
            text: if searched { "3F2A9-0B71C" } else { "" }.to_owned(),
            searched,
            found,
        };
        vec![page(false, Vec::new()), page(true, Vec::new()), page(true, view::found_samples(l))]
    }
}

impl Page for PaperPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |sheet: &paper::Sheet, code: &str, problem| PaperPage {
            l,
            shell: Shell::sample(l),
            view: PaperView::of(l, sheet, code),
            typed: Typed::first(sheet, code, sheet.case.application.changed_at),
            problem,
        };
        let wrong = l.refusal(&Refusal::new("paper-code").with("code", "3F2A9")).message;
        vec![
            page(&view::sample(true), "3F2A9-0B71C", None),
            page(&view::sample(false), "", Some(wrong)),
            page(&view::sample(true), "AAAAA-BBBBB", None),
        ]
    }
}

crate::page!(FindPage);
crate::page!(PaperPage);
