//! The programmes of an association, and the ways to begin a new one.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use serde::Deserialize;

use super::{Answer, Visitor, base, named, rights};
use crate::actions::Failure;
use crate::actions::programme::{self as act, Identity, Listed, SHIPPED, Source};
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::{self, Form, Shown};
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::rooms;

/// The list with the form for a new programme.
#[derive(Template)]
#[template(path = "programme/list.html")]
pub struct ProgrammesPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    writes: bool,
    rows: Vec<Row>,
    form: Shown,
    sources: Vec<(String, String)>,
    origins: Vec<(String, &'static str)>,
}

/// One programme.
struct Row {
    href: String,
    title: String,
    code: String,
    state: &'static str,
    closes: String,
    version: String,
    call: String,
    edited: String,
    note: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewForm {
    from: String,
    code: String,
    title: String,
    year: String,
    text: String,
}

pub async fn show(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    page(&app, &visitor, &association, Shown::default()).await
}

pub async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(form): Form<NewForm>,
) -> Answer {
    let identity = Identity { code: form.code.clone(), title: form.title.clone(), year: form.year.clone() };
    let source = match form.from.split_once(':') {
        Some(("shipped", code)) => Source::Shipped(code.to_owned(), identity),
        Some(("earlier", id)) => Source::Earlier(named(id)?, identity),
        _ if form.from == "text" => Source::Text(form.text.clone()),
        _ => Source::Blank(identity),
    };
    let made = act::create(&app, &visitor.ctx(), &association, source).await;
    finish(&app, &visitor, &association, made, &form).await
}

/// A file from a plain form.
pub async fn upload(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    form: Multipart,
) -> Answer {
    let text = file_text(form).await?;
    let made = act::create(&app, &visitor.ctx(), &association, Source::Text(text.clone())).await;
    finish(&app, &visitor, &association, made, &NewForm { from: "text".into(), text, ..NewForm::default() })
        .await
}

/// The text of the first file of a form.
async fn file_text(form: Multipart) -> Result<String, Failure> {
    let (_, bytes) = form::file(form).await?.ok_or_else(|| Refusal::new("file-missing").at("text"))?;
    let text = String::from_utf8(bytes).map_err(|_| Refusal::new("not-utf8").at("text"))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// On to the new programme, or back to the form with everything that was typed.
async fn finish(
    app: &App,
    visitor: &Visitor,
    association: &str,
    made: Result<kexiang_store::programme::Draft, Failure>,
    form: &NewForm,
) -> Answer {
    match made {
        Ok(draft) => Ok(see_other(&base(association, draft.id))),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let values = [
                ("from", form.from.as_str()),
                ("code", &form.code),
                ("title", &form.title),
                ("year", &form.year),
                ("text", &form.text),
            ];
            let mut refusal = refusal;
            refusal.at = refusal.at.map(|at| at.trim_start_matches("programme.").to_owned());
            page(app, visitor, association, Shown::with(&values).refused(visitor.l, &refusal)).await
        }
        Err(failure) => Err(failure),
    }
}

async fn page(app: &App, visitor: &Visitor, association: &str, form: Shown) -> Answer {
    let all = act::list(app, &visitor.ctx(), association).await?;
    let l = visitor.l;
    let own = all.iter().map(|p| (format!("earlier:{}", p.draft.id), p.draft.title.clone()));
    let shipped = SHIPPED.iter().filter(|(code, _)| !all.iter().any(|p| p.draft.code == *code));
    let shipped = shipped.map(|(code, text)| (format!("shipped:{code}"), title_of(text)));
    let sources = own.chain(shipped).filter(|(_, title)| !title.is_empty()).collect();
    let status = if form.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let made = ProgrammesPage {
        l,
        shell: Shell::within(app, visitor, association),
        base: format!("/office/{association}/programmes"),
        writes: rights(visitor, association).0,
        rows: all.iter().map(|p| row(association, p, visitor)).collect(),
        form,
        sources,
        origins: rooms::programme_origins(association),
    };
    page::show_as(status, &made)
}

/// The title of a shipped file, without reading all of it.
fn title_of(text: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix("title = \""));
    line.and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
}

/// The state as people speak of it.
pub(super) fn state_of(p: &Listed, now: jiff::Timestamp) -> &'static str {
    match (p.draft.state.as_str(), &p.call) {
        ("published", Some(call)) if call.closes_at < now => "closed",
        ("published", _) => "published",
        ("review", None) => "review",
        ("review", Some(_)) => "amending-review",
        (_, Some(_)) => "amending",
        (_, None) => "draft",
    }
}

fn row(association: &str, p: &Listed, visitor: &Visitor) -> Row {
    let call = p.call.as_ref();
    let title = if p.draft.title.is_empty() { visitor.l.t("programme-untitled") } else { &p.draft.title };
    Row {
        href: base(association, p.draft.id),
        title: title.to_owned(),
        code: p.draft.code.clone(),
        state: state_of(p, visitor.now),
        closes: call.map(|c| time::long(c.closes_at)).unwrap_or_default(),
        version: call.map(|c| c.version.to_string()).unwrap_or_default(),
        call: call.map(|c| format!("/associations/{association}/calls/{}", c.code)).unwrap_or_default(),
        edited: format!("{} {}", p.draft.edited_by_name, time::short(p.draft.edited_at)),
        note: p.draft.review_note.clone(),
    }
}

impl Page for ProgrammesPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let row = |state, note: &str| Row {
            href: "/office/xj/programmes/1".into(),
            title: "2025年度自治区科协学会重点资助项目".into(),
            code: "xj-2025".into(),
            state,
            closes: "2025年7月20日（星期日）18:00".into(),
            version: "2".into(),
            call: "/associations/xj/calls/xj-2025".into(),
            edited: "艾力·买买提 6月18日 10:00".into(),
            note: note.into(),
        };
        let page = |rows, form| ProgrammesPage {
            l,
            shell: Shell::sample(l),
            base: "/office/xj/programmes".into(),
            writes: true,
            rows,
            form,
            sources: vec![("shipped:lz-2026".into(), "2026年柳州市科协“科创赋能”项目".into())],
            origins: Vec::new(),
        };
        let wrong = Shown::with(&[("from", "text"), ("text", "schema = ")])
            .refused(l, &Refusal::new("code-missing").at("code"));
        let states = ["draft", "review", "published", "closed", "amending", "amending-review"];
        vec![
            page(Vec::new(), Shown::default()),
            page(states.map(|s| row(s, "")).into(), Shown::default()),
            ProgrammesPage { writes: false, ..page(vec![row("draft", "金额与通知不符")], wrong) },
        ]
    }
}

crate::page!(ProgrammesPage);
