//! Notices on the desk: the list with the drop, and the reading: the notice on one side, what it says on the other.

mod view;
mod words;

use askama::Template;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::handler::Handler as _;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use kexiang_core::policy::{Actor, OfficeRole};
use kexiang_core::refusal::Refusal;
use kexiang_reader::Kind;
use kexiang_reader::edit::Edit;
use serde::Deserialize;

use super::check::id;
use super::error::status;
use super::form::{Form, damaged};
use super::layout::{NavItem, Shell};
use super::page::{self, Page, see_other};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::notice::{self, Upload};
use crate::locale::Locale;
use crate::state::App;
use view::{LineView, Sheet};

/// The files of a notice with the form around them, in bytes.
pub(crate) const LARGEST_FORM: usize = notice::LARGEST + 256 * 1024;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/notices", list)
        .post("/associations/{association}/notices", take_in.layer(DefaultBodyLimit::max(LARGEST_FORM)))
        .get("/associations/{association}/notices/{id}", show)
        .post("/associations/{association}/notices/{id}/steps", step)
        .post("/associations/{association}/notices/{id}/steps/removal", undo)
        .post("/associations/{association}/notices/{id}/programme", hand_over)
        .get("/associations/{association}/notices/{id}/programme.toml", programme_file)
}

/// Entry of the navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let writes = actor.has_any_office(association, &[OfficeRole::Officer, OfficeRole::Head]);
    writes.then(|| NavItem::new(format!("/associations/{association}/notices"), "nav-notice"))
}

/// The list and the drop.
#[derive(Template)]
#[template(path = "notice/list.html")]
pub struct ListPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    lines: Vec<LineView>,
    pasted: String,
    problem: Option<String>,
}

/// A notice and what it says.
#[derive(Template)]
#[template(path = "notice/read.html")]
pub struct ReadPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    list: String,
    sheet: Sheet,
    problem: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StepForm {
    version: String,
    op: String,
    key: String,
    value: String,
    kind: String,
    words: String,
    start: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
}

fn base(association: &str) -> String {
    format!("/associations/{association}/notices")
}

async fn list(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    let page = list_page(&app, &visitor, &association).await?;
    page::show(&page)
}

async fn list_page(app: &App, visitor: &Visitor, association: &str) -> Result<ListPage, Failure> {
    let lines = notice::list(app, &visitor.ctx(), association).await?;
    let base = base(association);
    Ok(ListPage {
        l: visitor.l,
        shell: Shell::within(app, visitor, association),
        lines: lines.iter().map(|line| LineView::of(&base, line)).collect(),
        base,
        pasted: String::new(),
        problem: None,
    })
}

/// Files and pasted text; what cannot be read is said beside the drop, and the pasted text stays.
async fn take_in(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    parts: Multipart,
) -> Answer {
    let (files, pasted) = posted(parts).await?;
    match notice::take_in(&app, &visitor.ctx(), &association, files, pasted.clone()).await {
        Ok(id) => Ok(see_other(&format!("{}/{id}", base(&association)))),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let page = list_page(&app, &visitor, &association).await?;
            let problem = Some(said(visitor.l, &refusal));
            page::show_as(status(&refusal), &ListPage { pasted, problem, ..page })
        }
        Err(other) => Err(other),
    }
}

/// The files of a form and the text that was pasted into it.
pub(crate) async fn posted(mut parts: Multipart) -> Result<(Vec<Upload>, String), Refusal> {
    let (mut files, mut pasted) = (Vec::new(), String::new());
    while let Some(part) = parts.next_field().await.map_err(damaged)? {
        match part.name() {
            Some("files") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                let bytes = part.bytes().await.map_err(damaged)?.to_vec();
                if !name.is_empty() || !bytes.is_empty() {
                    files.push(Upload { name, bytes });
                }
            }
            Some("text") => pasted = part.text().await.map_err(damaged)?,
            _ => {}
        }
    }
    Ok((files, pasted))
}

fn said(l: &Locale, refusal: &Refusal) -> String {
    let text = l.refusal(refusal);
    [text.message, text.remedy].join(" ").trim().to_owned()
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, notice)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut page = read_page(&app, &visitor, &association, &notice).await?;
    page.shell.flash = match asked.done.as_str() {
        "undone" => Some(visitor.l.t("notice-undone").to_owned()),
        "handed-over" => Some(visitor.l.t("notice-handed-over").to_owned()),
        _ => None,
    };
    page::show(&page)
}

async fn read_page(
    app: &App,
    visitor: &Visitor,
    association: &str,
    notice: &str,
) -> Result<ReadPage, Failure> {
    let desk = notice::open(app, &visitor.ctx(), association, id(notice)?).await?;
    let list = base(association);
    Ok(ReadPage {
        l: visitor.l,
        shell: Shell::within(app, visitor, association),
        base: format!("{list}/{notice}"),
        sheet: Sheet::of(visitor.l, &desk),
        list,
        problem: None,
    })
}

async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, notice)): Path<(String, String)>,
    Form(form): Form<StepForm>,
) -> Answer {
    let ctx = visitor.ctx();
    let at = (id(&notice)?, version(&form.version)?);
    let to = |anchor: &str| see_other(&format!("{}/{notice}#{anchor}", base(&association)));
    let outcome = match edit(&app, &visitor, &association, &notice, &form).await {
        Ok(edit) => notice::step(&app, &ctx, &association, at, edit).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(to(anchor(&form))),
        Err(Failure::Refused(refusal)) if refusal.code.starts_with("notice-") => {
            let page = read_page(&app, &visitor, &association, &notice).await?;
            let mut sheet = page.sheet;
            sheet.typed(&form.words, &form.value, &form.kind);
            let problem = Some(said(visitor.l, &refusal));
            page::show_as(status(&refusal), &ReadPage { sheet, problem, ..page })
        }
        Err(other) => Err(other),
    }
}

/// Where the page goes on after a step: what is still open, or the fact that was touched.
fn anchor(form: &StepForm) -> &str {
    if matches!(form.op.as_str(), "change" | "add") { "facts" } else { "open" }
}

fn version(text: &str) -> Result<i64, Refusal> {
    text.parse().map_err(|_| Refusal::new("bad-form").with("detail", "version"))
}

/// The step that a form asks for. Chosen words come with their place; typed ones are looked for in the text.
async fn edit(
    app: &App,
    visitor: &Visitor,
    association: &str,
    notice: &str,
    form: &StepForm,
) -> Result<Edit, Failure> {
    let key = form.key.clone();
    Ok(match form.op.as_str() {
        "accept" => Edit::Accept { key },
        "remove" => Edit::Remove { key },
        "change" => Edit::Change { key, value: form.value.clone() },
        "dismiss" => Edit::Dismiss { start: form.start.parse().map_err(|_| Refusal::new("notice-words"))? },
        "add" => {
            let kind = Kind::of(&form.kind).ok_or_else(|| Refusal::new("notice-kind").at("kind"))?;
            let desk = notice::open(app, &visitor.ctx(), association, id(notice)?).await?;
            let place = words::find(&desk.notice.body, &form.words, form.start.parse().ok());
            let (start, length) = place.ok_or_else(|| Refusal::new("notice-words").at("words"))?;
            Edit::Add { start, length, kind, value: form.value.clone() }
        }
        other => return Err(Refusal::new("bad-form").with("detail", other).into()),
    })
}

async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, notice)): Path<(String, String)>,
    Form(form): Form<StepForm>,
) -> Answer {
    let at = (id(&notice)?, version(&form.version)?);
    match notice::undo(&app, &visitor.ctx(), &association, at).await {
        Ok(()) => Ok(see_other(&format!("{}/{notice}?done=undone", base(&association)))),
        Err(Failure::Refused(refusal)) if refusal.code.starts_with("notice-") => {
            let page = read_page(&app, &visitor, &association, &notice).await?;
            let problem = Some(said(visitor.l, &refusal));
            page::show_as(status(&refusal), &ReadPage { problem, ..page })
        }
        Err(other) => Err(other),
    }
}

async fn hand_over(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, notice)): Path<(String, String)>,
    Form(form): Form<StepForm>,
) -> Answer {
    let at = (id(&notice)?, version(&form.version)?);
    match notice::hand_over(&app, &visitor.ctx(), &association, at).await {
        Ok(_) => Ok(see_other(&format!("{}/{notice}?done=handed-over", base(&association)))),
        Err(Failure::Refused(refusal)) => {
            let page = read_page(&app, &visitor, &association, &notice).await?;
            let problem = Some(said(visitor.l, &refusal));
            page::show_as(status(&refusal), &ReadPage { problem, ..page })
        }
        Err(other) => Err(other),
    }
}

/// The draft as a file, for `kexiang programme check` or for another office.
async fn programme_file(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, notice)): Path<(String, String)>,
) -> Answer {
    let body = notice::programme_file(&app, &visitor.ctx(), &association, id(&notice)?).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"programme.toml\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, body).into_response())
}

impl Page for ListPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |lines, problem| ListPage {
            l,
            shell: Shell::sample(l),
            base: "/associations/gd/notices".to_owned(),
            lines,
            pasted: String::new(),
            problem,
        };
        let problem = said(l, &Refusal::new("notice-scan").with("name", "通知.pdf"));
        vec![
            page(Vec::new(), None),
            page(LineView::samples(), None),
            page(LineView::samples(), Some(problem)),
        ]
    }
}

impl Page for ReadPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |sheet, problem| ReadPage {
            l,
            shell: Shell::sample(l),
            base: "/associations/gd/notices/7".to_owned(),
            list: "/associations/gd/notices".to_owned(),
            sheet,
            problem,
        };
        let problem = said(l, &Refusal::new("notice-value"));
        let sheets = view::samples(l);
        sheets
            .into_iter()
            .map(|sheet| page(sheet, None))
            .chain([page(view::samples(l).remove(0), Some(problem))])
            .collect()
    }
}

crate::page!(ListPage);
crate::page!(ReadPage);
