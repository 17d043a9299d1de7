//! The form builder: fields in the order of the paper, moved by buttons, beside the form as applicants will see it.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::programme::outline::{self, FIELD_KINDS};
use kexiang_core::programme::{Arrangement, Field, FieldKind, Section};
use kexiang_core::refusal::Refusal;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::place::{FindingView, code_word, dotted, findings, page_and_place};
use super::{Answer, Visitor, base, named, preview, rights};
use crate::actions::programme::{self as act, Change, Desk, Edit, seal_of};
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
    let (id, ctx) = (named(&id)?, visitor.ctx());
    let desk = act::view(&app, &ctx, &association, id).await?;
    let path = format!("form[{n}]");
    let form = outline::at(&desk.tree, &path).ok_or_else(|| Refusal::new("not-found"))?;
    let (values, onward) =
        arranged(visitor.l, form, &ask, n).ok_or_else(|| Refusal::new("cannot-arrange"))?;
    let edits = vec![
        Edit {
            path: path.clone(),
            guard: format!("{path}.field"),
            seal: ask.seal.clone(),
            change: Change::Put(Map::new()),
        },
        Edit { guard: path.clone(), seal: seal_of(&desk.tree, &path), path, change: Change::Put(values) },
    ];
    act::edit(&app, &ctx, &association, id, edits).await?;
    Ok(see_other(&format!("{}{onward}", base(&association, id))))
}

/// The fields and tables of the form after what was asked, and the page that comes next.
fn arranged(l: &Locale, form: &Value, ask: &Ask, n: usize) -> Option<(Map<String, Value>, String)> {
    let mut sections: Vec<Section> = serde_json::from_value(form.get("section")?.clone()).ok()?;
    let mut fields = form.get("field")?.as_array()?.clone();
    let here = format!("/forms/{n}#section-{}", ask.section);
    let mut onward = here;
    if ask.verb == "section" {
        sections.push(Section { title: None, columns: vec![2, 3, 2, 3], rows: Vec::new() });
        onward = format!("/forms/{n}#section-{}", sections.len() - 1);
    } else {
        let section = sections.get_mut(ask.section)?;
        let how = match ask.verb.as_str() {
            "up" => Arrangement::Move(ask.block, true),
            "down" => Arrangement::Move(ask.block, false),
            "join" => Arrangement::Join(ask.block),
            "split" => Arrangement::Split(ask.block),
            "remove" => Arrangement::Remove(ask.field.clone()),
            "add" => {
                let field = new_field(l, &fields, ask)?;
                let made = (field["label"].as_str()?.to_owned(), field["id"].as_str()?.to_owned());
                fields.push(field);
                onward = format!("/parts/form.{n}.field.{}", fields.len() - 1);
                Arrangement::Append { label: made.0, field: made.1 }
            }
            "drop-section" if section.rows.is_empty() => {
                sections.remove(ask.section);
                return finished(sections, fields, onward);
            }
            _ => return None,
        };
        if !section.arrange(&how) {
            return None;
        }
        if let Arrangement::Remove(id) = how {
            fields.retain(|f| f.get("id").and_then(Value::as_str) != Some(&id));
        }
    }
    finished(sections, fields, onward)
}

fn finished(
    sections: Vec<Section>,
    fields: Vec<Value>,
    onward: String,
) -> Option<(Map<String, Value>, String)> {
    let values = Map::from_iter([
        ("section".to_owned(), serde_json::to_value(sections).ok()?),
        ("field".to_owned(), Value::Array(fields)),
    ]);
    Some((values, onward))
}

/// A field with a free id and what its kind needs.
fn new_field(l: &Locale, fields: &[Value], ask: &Ask) -> Option<Value> {
    let kind = FIELD_KINDS.codes.iter().find(|kind| **kind == ask.kind)?;
    let taken = |id: &str| fields.iter().any(|f| f.get("id").and_then(Value::as_str) == Some(id));
    let id = (1..).map(|n| format!("field_{n}")).find(|id| !taken(id))?;
    let label = match ask.label.trim() {
        "" => code_word(l, "field-kind", kind),
        label => label.to_owned(),
    };
    let mut field = json!({ "id": id, "label": label, "kind": kind });
    match *kind {
        "choice" | "choices" => field["options"] = json!(["是", "否"]),
        "table" => field["columns"] = json!(["姓名", "单位", "职称"]),
        "signature" => field["block"] = json!(["负责人签名：", "年　　月　　日", "单位盖章"]),
        "line" | "text" | "amount" | "budget" | "targets" => field["required"] = json!(true),
        _ => {}
    }
    Some(field)
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
