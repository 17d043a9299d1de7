//! The file itself: to download, to paste, to replace. The file and the editor are the same thing.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse as _;
use serde::Deserialize;

use super::{Answer, Visitor, base, named, rights};
use crate::actions::Failure;
use crate::actions::programme as act;
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::{Form, Shown};
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};

/// The file of a programme as text.
#[derive(Template)]
#[template(path = "programme/text.html")]
pub struct TextPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    title: String,
    version: i64,
    form: Shown,
    editable: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TextForm {
    version: i64,
    text: String,
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Answer {
    let desk = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let form = Shown::with(&[("text", &desk.draft.body)]);
    page::show(&TextPage::of(&app, &visitor, &association, &desk.draft, desk.draft.version, form))
}

pub async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
    Form(typed): Form<TextForm>,
) -> Answer {
    let id = named(&id)?;
    let text = typed.text.replace("\r\n", "\n");
    match act::save(&app, &visitor.ctx(), &association, id, typed.version, text.clone()).await {
        Ok(_) => Ok(see_other(&base(&association, id))),
        Err(Failure::Refused(refusal)) => {
            let desk = act::view(&app, &visitor.ctx(), &association, id).await?;
            let mut refusal = refusal;
            refusal.at = Some("text".to_owned());
            let form = Shown::with(&[("text", &text)]).refused(visitor.l, &refusal);
            // The version stays the one the text was made from: only a fresh look may overwrite another's work.
            let page = TextPage::of(&app, &visitor, &association, &desk.draft, typed.version, form);
            page::show_as(StatusCode::CONFLICT, &page)
        }
        Err(failure) => Err(failure),
    }
}

/// The file to keep.
pub async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Answer {
    let desk = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let name = format!("attachment; filename=\"{}.toml\"", desk.draft.code);
    let headers = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, desk.draft.body).into_response())
}

impl TextPage {
    fn of(
        app: &App,
        visitor: &Visitor,
        association: &str,
        draft: &kexiang_store::programme::Draft,
        version: i64,
        form: Shown,
    ) -> Self {
        TextPage {
            l: visitor.l,
            shell: Shell::within(app, visitor, association),
            base: base(association, draft.id),
            title: draft.title.clone(),
            version,
            form,
            editable: rights(visitor, association).0 && draft.state == "draft",
        }
    }
}

impl Page for TextPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |editable, form| TextPage {
            l,
            shell: Shell::sample(l),
            base: "/office/lz/programmes/1".into(),
            title: "2026年柳州市科协“科创赋能”项目".into(),
            version: 1,
            form,
            editable,
        };
        let text = Shown::with(&[("text", act::SHIPPED[0].1)]);
        let refusal = kexiang_core::refusal::Refusal::new("programme-changed").with("by", "陈彤").at("text");
        vec![page(true, text.clone()), page(false, text.clone()), page(true, text.refused(l, &refusal))]
    }
}

crate::page!(TextPage);
