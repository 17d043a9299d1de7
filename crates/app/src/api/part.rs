//! The parts of a programme's file and the layout of its forms, place by place. A place carries a seal of what stands there;
//! a change names the seal it was made from, so that two people who work on different places do not disturb each other.

use std::collections::BTreeMap;

use axum::Json as Out;
use axum::extract::{Path, State};
use kexiang_core::id::Id;
use kexiang_core::programme::outline::{self, Shape};
use kexiang_core::programme::{self, Section};
use kexiang_core::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{Json, id};
use super::programme::Finding;
use crate::actions::programme::{self as act, Change, Desk, Edit, Layout, Touched, seal_of};
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::Json as Body;
use crate::web::programme::{dotted, path_of};
use crate::web::{Failure, Visitor};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(change))
        .routes(routes!(form))
        .routes(routes!(arrange))
}

/// A place of the file.
#[derive(Debug, Serialize, ToSchema)]
struct Part {
    /// The place as it stands in addresses: `type.0.tier.1`; `all` is the file itself.
    place: String,
    /// Seal of the keys of the place itself.
    seal: String,
    /// The keys of the place itself, as the file has them.
    values: Value,
    /// What has a place of its own under it, by key.
    under: BTreeMap<String, PartList>,
    /// What is wrong at or under the place.
    findings: Vec<Finding>,
}

/// What stands under a key of a place.
#[derive(Debug, Serialize, ToSchema)]
struct PartList {
    /// Seal of all of it.
    seal: String,
    /// Places of the things, in order.
    places: Vec<String>,
}

impl Part {
    fn of(l: &Locale, desk: &Desk, path: &str) -> Result<Self, Refusal> {
        let gone = || Refusal::new("not-found");
        let table = outline::step_into(path).ok_or_else(gone)?;
        let mut values = match outline::at(&desk.tree, path) {
            Some(value) => value.as_object().cloned().ok_or_else(gone)?,
            // A table that may stand there once comes into being with its first value.
            None if !path.ends_with(']') => Map::new(),
            None => return Err(gone()),
        };
        values.retain(|name, _| table.key(name).is_none_or(|key| !key.leads_on()));
        let leading = table.keys.iter().filter(|key| key.leads_on());
        let under = leading.map(|key| (key.name.to_owned(), PartList::of(desk, path, key))).collect();
        let here = |f: &&programme::Finding| {
            let rest = f.path.strip_prefix(path);
            rest.is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
        };
        Ok(Part {
            place: dotted(path),
            seal: seal_of(&desk.tree, path),
            values: Value::Object(values),
            under,
            findings: desk.findings.iter().filter(here).map(|f| Finding::of(l, f)).collect(),
        })
    }
}

impl PartList {
    fn of(desk: &Desk, path: &str, key: &outline::Key) -> Self {
        let at = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        let count = outline::at(&desk.tree, &at).and_then(Value::as_array).map_or(0, Vec::len);
        let places = match key.shape {
            Shape::Many(_) => (0..count).map(|n| dotted(&format!("{at}[{n}]"))).collect(),
            _ => vec![dotted(&at)],
        };
        PartList { seal: seal_of(&desk.tree, &at), places }
    }
}

/// One place of the file with the seals that a change needs.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/programmes/{id}/parts/{place}", tag = "programme",
    responses((status = 200, body = Part))
)]
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, place)): Path<(String, String, String)>,
) -> Json<Part> {
    part(&app, &visitor, &association, id(&key)?, &path_of(&place)).await
}

async fn part(app: &App, visitor: &Visitor, association: &str, id: Id, path: &str) -> Json<Part> {
    let desk = act::view(app, &visitor.ctx(), association, id).await?;
    Ok(Out(Part::of(visitor.l, &desk, path)?))
}

/// A change at a place.
#[derive(Debug, Deserialize, ToSchema)]
struct PartChange {
    /// Seal as it was read: of the place for `put`, of the list for all others.
    #[schema(example = "0b71c3f2a90b71c3")]
    seal: String,
    /// What changes.
    change: PartVerb,
}

/// What changes at a place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case")]
enum PartVerb {
    /// These keys get these values; null takes one out; keys that are not named stay as they are.
    Put {
        /// Values by key, as the file has them.
        #[schema(value_type = Object)]
        values: Map<String, Value>,
    },
    /// Something new at the end of a list.
    Add {
        /// Key of the list.
        list: String,
        /// What is added; left out: what such a thing needs, unfinished.
        #[schema(value_type = Option<Object>)]
        #[serde(default)]
        value: Option<Value>,
    },
    /// One thing of a list goes up or down by one.
    Move {
        /// Key of the list.
        list: String,
        /// Place in the list, from 0.
        n: usize,
        /// Whether it goes up.
        up: bool,
    },
    /// One thing of a list is taken out.
    Remove {
        /// Key of the list.
        list: String,
        /// Place in the list, from 0.
        n: usize,
    },
}

impl PartChange {
    fn edit(self, desk: &Desk, path: &str) -> Result<Edit, Refusal> {
        let table = outline::step_into(path).ok_or_else(|| Refusal::new("not-found"))?;
        let key = match &self.change {
            PartVerb::Put { .. } => None,
            PartVerb::Add { list, .. } | PartVerb::Move { list, .. } | PartVerb::Remove { list, .. } => {
                let known = table.key(list).filter(|key| key.leads_on());
                Some(known.ok_or_else(|| Refusal::new("place-gone"))?.name)
            }
        };
        let guard = match key {
            None => path.to_owned(),
            Some(key) if path.is_empty() => key.to_owned(),
            Some(key) => format!("{path}.{key}"),
        };
        let change = match self.change {
            PartVerb::Put { values } => Change::Put(values),
            PartVerb::Add { list, value } => {
                let new = value.unwrap_or_else(|| outline::skeleton(&desk.tree, path, &list));
                Change::Add(list, new)
            }
            PartVerb::Move { list, n, up } => Change::Move(list, n, up),
            PartVerb::Remove { list, n } => Change::Remove(list, n),
        };
        Ok(Edit { path: path.to_owned(), guard, seal: self.seal, change })
    }
}

/// Changes one place of a draft; answers how it stands then.
#[utoipa::path(
    patch, path = "/api/v1/associations/{association}/programmes/{id}/parts/{place}", tag = "programme",
    request_body = PartChange, responses((status = 200, body = Part))
)]
async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, place)): Path<(String, String, String)>,
    Body(change): Body<PartChange>,
) -> Json<Part> {
    let (ctx, key, path) = (visitor.ctx(), id(&key)?, path_of(&place));
    act::may_write(&ctx, &association)?;
    let desk = act::view(&app, &ctx, &association, key).await?;
    let edit = change.edit(&desk, &path)?;
    act::edit(&app, &ctx, &association, key, vec![edit]).await?;
    part(&app, &visitor, &association, key, &path).await
}

/// How a form is laid out.
#[derive(Debug, Serialize, ToSchema)]
struct FormLayout {
    /// Seal of its fields.
    seal: String,
    /// Its tables in order.
    sections: Vec<FormSection>,
}

/// A table of a form.
#[derive(Debug, Serialize, ToSchema)]
struct FormSection {
    /// Title; may be empty.
    title: String,
    /// Its rows, or rows under a common label: the ids of their fields.
    blocks: Vec<Vec<String>>,
}

impl FormLayout {
    fn of(desk: &Desk, n: usize) -> Result<Self, Failure> {
        let path = format!("form[{n}]");
        let form = outline::at(&desk.tree, &path).ok_or_else(|| Refusal::new("not-found"))?;
        let sections = form.get("section").cloned().unwrap_or_default();
        let sections: Vec<Section> = serde_json::from_value(sections).unwrap_or_default();
        let section = |section: &Section| FormSection {
            title: section.title.clone().unwrap_or_default(),
            blocks: section
                .blocks()
                .into_iter()
                .map(|rows| {
                    section.rows[rows].iter().flatten().filter_map(|cell| cell.field.clone()).collect()
                })
                .collect(),
        };
        Ok(FormLayout {
            seal: seal_of(&desk.tree, &format!("{path}.field")),
            sections: sections.iter().map(section).collect(),
        })
    }
}

/// The layout of a form, counted from 0.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/programmes/{id}/forms/{n}", tag = "programme",
    responses((status = 200, body = FormLayout))
)]
async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, n)): Path<(String, String, usize)>,
) -> Json<FormLayout> {
    let desk = act::view(&app, &visitor.ctx(), &association, id(&key)?).await?;
    Ok(Out(FormLayout::of(&desk, n)?))
}

/// A change of a form's layout.
#[derive(Debug, Deserialize, ToSchema)]
struct Rearrangement {
    /// Seal of the fields as it was read.
    #[schema(example = "0b71c3f2a90b71c3")]
    seal: String,
    /// What is done.
    change: LayoutVerb,
}

/// What is done with the tables, rows and fields of a form. Tables and rows are counted from 0.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case")]
enum LayoutVerb {
    /// A new, empty table at the end.
    AddSection,
    /// An empty table goes.
    DropSection {
        /// Table.
        section: usize,
    },
    /// A new field in a row of its own at the end of a table.
    AddField {
        /// Table.
        section: usize,
        /// Kind of the field.
        #[schema(example = "text")]
        kind: String,
        /// Printed label.
        #[schema(example = "项目背景")]
        label: String,
    },
    /// A row goes up or down by one.
    Move {
        /// Table.
        section: usize,
        /// Row.
        block: usize,
        /// Whether it goes up.
        up: bool,
    },
    /// A row joins the row above it, side by side.
    Join {
        /// Table.
        section: usize,
        /// Row.
        block: usize,
    },
    /// The fields of a row get a row each.
    Split {
        /// Table.
        section: usize,
        /// Row.
        block: usize,
    },
    /// A field is taken out.
    RemoveField {
        /// Table.
        section: usize,
        /// Id of the field.
        #[schema(example = "plan")]
        field: String,
    },
}

impl From<LayoutVerb> for Layout {
    fn from(verb: LayoutVerb) -> Self {
        use kexiang_core::programme::Arrangement::{Join, Move, Remove, Split};
        match verb {
            LayoutVerb::AddSection => Layout::AddSection,
            LayoutVerb::DropSection { section } => Layout::DropSection(section),
            LayoutVerb::AddField { section, kind, label } => Layout::AddField { section, kind, label },
            LayoutVerb::Move { section, block, up } => Layout::Rearrange(section, Move(block, up)),
            LayoutVerb::Join { section, block } => Layout::Rearrange(section, Join(block)),
            LayoutVerb::Split { section, block } => Layout::Rearrange(section, Split(block)),
            LayoutVerb::RemoveField { section, field } => Layout::Rearrange(section, Remove(field)),
        }
    }
}

/// A form after a change.
#[derive(Debug, Serialize, ToSchema)]
struct Rearranged {
    /// How it is laid out.
    #[serde(flatten)]
    layout: FormLayout,
    /// Place of the field that came into being, for its further particulars.
    field: Option<String>,
}

/// Changes the layout of a form; answers how it stands then.
#[utoipa::path(
    patch, path = "/api/v1/associations/{association}/programmes/{id}/forms/{n}", tag = "programme",
    request_body = Rearrangement, responses((status = 200, body = Rearranged))
)]
async fn arrange(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, key, n)): Path<(String, String, usize)>,
    Body(asked): Body<Rearrangement>,
) -> Json<Rearranged> {
    let (ctx, key, layout) = (visitor.ctx(), id(&key)?, Layout::from(asked.change));
    let (_, touched) = act::arrange(&app, &ctx, &association, key, n, asked.seal, &layout).await?;
    let desk = act::view(&app, &ctx, &association, key).await?;
    let field = match touched {
        Touched::Field(field) => Some(format!("form.{n}.field.{field}")),
        Touched::Section(_) => None,
    };
    Ok(Out(Rearranged { layout: FormLayout::of(&desk, n)?, field }))
}
