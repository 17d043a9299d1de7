//! The form builder: fields in the order of the paper, moved by buttons, beside the form as applicants will see it.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::programme::outline::{self, FIELD_KINDS};
use kexiang_core::programme::{Arrangement, Field, FieldKind, Section};
use kexiang_core::refusal::Refusal;
use serde::Deserialize;
use serde_json::{Value, json};

use super::place::{FindingView, code_word, dotted, findings, page_and_place};
use super::{Answer, Visitor, base, named, preview, rights};
use crate::actions::programme::{self as act, Desk, Layout, Touched, seal_of};
use crate::locale::Locale;
use crate::state::App;
use crate::web::application::application_pdf;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};

/// A form with its tables.
#[derive(Template)]
#[template(path = "programme/builder.html")]
pub struct BuilderPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    programme: String,
    n: usize,
    title: String,
    seal: String,
    settings: String,
    sections: Vec<SectionView>,
    kinds: Vec<(&'static str, String)>,
    findings: Vec<FindingView>,
    preview: String,
    editable: bool,
}

/// One table of the form.
struct SectionView {
    n: usize,
    title: String,
    settings: String,
    blocks: Vec<BlockView>,
}

/// A row, or rows under a common label.
struct BlockView {
    n: usize,
    label: String,
    fields: Vec<FieldView>,
    plain: bool,
    first: bool,
    last: bool,
}

/// A field in a row.
struct FieldView {
    id: String,
    label: String,
    kind: String,
    required: bool,
    href: String,
}

/// What a button of the builder asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ask {
    seal: String,
    section: usize,
    block: usize,
    field: String,
    label: String,
    kind: String,
    #[serde(rename = "do")]
    verb: String,
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, n)): Path<(String, String, usize)>,
) -> Answer {
    let desk = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let editable = rights(&visitor, &association).0 && desk.draft.state == "draft";
    let shell = Shell::within(&app, &visitor, &association);
    let made = BuilderPage::of(shell, &association, &desk, n, editable, &visitor);
    page::show(&made.ok_or_else(|| Refusal::new("not-found"))?)
}

/// The empty form as PDF, as it would be printed.
pub async fn pdf(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, n)): Path<(String, String, usize)>,
) -> Answer {
    let desk = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let case =
        preview::case(&desk.tree, n, visitor.now).ok_or_else(|| Refusal::new("programme-not-readable"))?;
    application_pdf(&visitor, &case, &case.form().title.clone()).await
}

pub async fn arrange(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, n)): Path<(String, String, usize)>,
    Form(ask): Form<Ask>,
) -> Answer {
    let id = named(&id)?;
    act::may_write(&visitor.ctx(), &association)?;
    let layout = ask.layout(visitor.l).ok_or_else(|| Refusal::new("cannot-arrange"))?;
    let done = act::arrange(&app, &visitor.ctx(), &association, id, n, ask.seal, &layout).await?;
    let onward = match done.1 {
        Touched::Section(section) => format!("/forms/{n}#section-{section}"),
        Touched::Field(field) => format!("/parts/form.{n}.field.{field}"),
    };
    Ok(see_other(&format!("{}{onward}", base(&association, id))))
}

impl Ask {
    fn layout(&self, l: &Locale) -> Option<Layout> {
        let how = match self.verb.as_str() {
            "section" => return Some(Layout::AddSection),
            "drop-section" => return Some(Layout::DropSection(self.section)),
            "add" => return self.new_field(l),
            "up" => Arrangement::Move(self.block, true),
            "down" => Arrangement::Move(self.block, false),
            "join" => Arrangement::Join(self.block),
            "split" => Arrangement::Split(self.block),
            "remove" => Arrangement::Remove(self.field.clone()),
            _ => return None,
        };
        Some(Layout::Rearrange(self.section, how))
    }

    /// A field without a label is called by its kind.
    fn new_field(&self, l: &Locale) -> Option<Layout> {
        let kind = FIELD_KINDS.codes.iter().find(|kind| **kind == self.kind)?;
        let label = match self.label.trim() {
            "" => code_word(l, "field-kind", kind),
            label => label.to_owned(),
        };
        Some(Layout::AddField { section: self.section, kind: self.kind.clone(), label })
    }
}

impl BuilderPage {
    fn of(
        shell: Shell,
        association: &str,
        desk: &Desk,
        n: usize,
        editable: bool,
        visitor: &Visitor,
    ) -> Option<Self> {
        let l = shell.l;
        let path = format!("form[{n}]");
        let form = outline::at(&desk.tree, &path)?;
        let base = base(association, desk.draft.id);
        let sections: Vec<Section> = serde_json::from_value(form.get("section")?.clone()).unwrap_or_default();
        let fields = form.get("field").and_then(Value::as_array).cloned().unwrap_or_default();
        let views = findings(l, &base, &desk.tree, &desk.findings);
        let mine = |f: &FindingView| page_and_place(&f.path).0.starts_with(&path);
        Some(BuilderPage {
            l,
            programme: desk.draft.title.clone(),
            n,
            title: outline::title_of(form).unwrap_or_default().to_owned(),
            seal: seal_of(&desk.tree, &format!("{path}.field")),
            settings: format!("{base}/parts/{}", dotted(&path)),
            sections: sections
                .iter()
                .enumerate()
                .map(|(s, section)| view(l, &base, n, s, section, &fields))
                .collect(),
            kinds: FIELD_KINDS.codes.iter().map(|k| (*k, code_word(l, "field-kind", k))).collect(),
            findings: views.into_iter().filter(mine).collect(),
            preview: preview::form(l, &desk.tree, n, visitor.now).unwrap_or_default(),
            editable,
            base,
            shell,
        })
    }
}

fn view(l: &Locale, base: &str, form: usize, n: usize, section: &Section, fields: &[Value]) -> SectionView {
    let blocks = section.blocks();
    let count = blocks.len();
    let field_view = |id: &String| {
        let place = fields.iter().position(|f| f.get("id").and_then(Value::as_str) == Some(id))?;
        let field: Option<Field> = serde_json::from_value(fields[place].clone()).ok();
        let text = |key: &str| fields[place].get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let kind = text("kind");
        Some(FieldView {
            id: id.clone(),
            label: text("label"),
            kind: if FIELD_KINDS.codes.contains(&kind.as_str()) {
                code_word(l, "field-kind", &kind)
            } else {
                kind
            },
            required: field.is_some_and(|f| f.required && f.kind != FieldKind::Signature),
            href: format!("{base}/parts/form.{form}.field.{place}"),
        })
    };
    SectionView {
        n,
        title: section.title.clone().unwrap_or_default(),
        settings: format!("{base}/parts/form.{form}.section.{n}"),
        blocks: blocks
            .into_iter()
            .enumerate()
            .map(|(b, range)| {
                let plain = range.len() == 1;
                let cells = section.rows[range].iter().flatten();
                let label =
                    cells.clone().find(|c| c.rows > 1).and_then(|c| c.text.clone()).unwrap_or_default();
                let fields = cells.filter_map(|c| c.field.as_ref()).filter_map(field_view).collect();
                BlockView { n: b, label, fields, plain, first: b == 0, last: b + 1 == count }
            })
            .collect(),
    }
}

impl Page for BuilderPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let visitor = super::desk::sample_visitor(l);
        let desk = super::desk::sample_desk("draft");
        let mut empty = desk.clone();
        empty.tree["form"][0]["section"] = json!([{ "columns": [1, 1], "rows": [] }]);
        let made =
            |desk: &Desk, editable| BuilderPage::of(Shell::sample(l), "lz", desk, 0, editable, &visitor);
        let pages = [made(&desk, true), made(&desk, false), made(&empty, true)].into_iter().flatten();
        // The form itself is the applicants' page, with samples of its own.
        pages.map(|page| BuilderPage { preview: String::new(), ..page }).collect()
    }
}

crate::page!(BuilderPage);
