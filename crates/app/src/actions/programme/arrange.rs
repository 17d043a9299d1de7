//! Laying a form out: its tables, rows and fields in the order of the paper.

use kexiang_core::id::Id;
use kexiang_core::programme::outline::{self, FIELD_KINDS};
use kexiang_core::programme::{Arrangement, Section};
use kexiang_core::refusal::Refusal;
use kexiang_store::programme::Draft;
use serde_json::{Map, Value, json};

use super::{Change, Ctx, Edit, Failure, edit, may_write, seal_of, view};
use crate::state::App;

/// Widths of the columns of a new table, as most notices print it: label, answer, label, answer.
const COLUMNS: [u32; 4] = [2, 3, 2, 3];

/// What is done with a form. Tables are counted from 0, places in them are those of [`Section::blocks`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A new, empty table behind the others.
    AddSection,
    /// An empty table goes.
    DropSection(usize),
    /// A new field in a row of its own at the end of a table.
    AddField {
        /// Table.
        section: usize,
        /// Code of the field's kind.
        kind: String,
        /// Printed label.
        label: String,
    },
    /// The rows and fields of a table change their places.
    Rearrange(usize, Arrangement),
}

/// Where the work on a form goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// At this table.
    Section(usize),
    /// At this field, counted in the order of the file.
    Field(usize),
}

/// Lays a form out, where its fields still have the seal with which they were shown.
///
/// # Errors
/// `cannot-arrange` for what the form has no place for; `not-found` for a form that is not there; `place-changed`;
/// `programme-frozen`; `programme-in-review`.
pub async fn arrange(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    form: usize,
    seal: String,
    layout: &Layout,
) -> Result<(Draft, Touched), Failure> {
    may_write(ctx, association)?;
    let desk = view(app, ctx, association, id).await?;
    let path = format!("form[{form}]");
    let form = outline::at(&desk.tree, &path).ok_or_else(|| Refusal::new("not-found"))?;
    let (values, touched) = layout.over(form).ok_or_else(|| Refusal::new("cannot-arrange"))?;
    let unchanged = Change::Put(Map::new());
    let edits = vec![
        Edit { path: path.clone(), guard: format!("{path}.field"), seal, change: unchanged },
        Edit { guard: path.clone(), seal: seal_of(&desk.tree, &path), path, change: Change::Put(values) },
    ];
    Ok((edit(app, ctx, association, id, edits).await?, touched))
}

impl Layout {
    /// The tables and fields of a form afterwards.
    fn over(&self, form: &Value) -> Option<(Map<String, Value>, Touched)> {
        let mut sections: Vec<Section> = serde_json::from_value(form.get("section")?.clone()).ok()?;
        let mut fields = form.get("field")?.as_array()?.clone();
        let touched = match self {
            Layout::AddSection => {
                sections.push(Section { title: None, columns: COLUMNS.into(), rows: Vec::new() });
                Touched::Section(sections.len() - 1)
            }
            Layout::DropSection(section) => {
                sections.get(*section).filter(|section| section.rows.is_empty())?;
                sections.remove(*section);
                Touched::Section(*section)
            }
            Layout::AddField { section, kind, label } => {
                let id = free_id(&fields)?;
                fields.push(new_field(&id, kind, label)?);
                let append = Arrangement::Append { label: label.clone(), field: id };
                sections.get_mut(*section)?.arrange(&append).then_some(Touched::Field(fields.len() - 1))?
            }
            Layout::Rearrange(section, how) => {
                let done = sections.get_mut(*section)?.arrange(how).then_some(Touched::Section(*section))?;
                if let Arrangement::Remove(id) = how {
                    fields.retain(|field| id_of(field) != Some(id));
                }
                done
            }
        };
        let values = Map::from_iter([
            ("section".to_owned(), serde_json::to_value(sections).ok()?),
            ("field".to_owned(), Value::Array(fields)),
        ]);
        Some((values, touched))
    }
}

fn id_of(field: &Value) -> Option<&str> {
    field.get("id").and_then(Value::as_str)
}

fn free_id(fields: &[Value]) -> Option<String> {
    let taken = |id: &String| fields.iter().any(|field| id_of(field) == Some(id));
    (1..).map(|n| format!("field_{n}")).find(|id| !taken(id))
}

/// A field with what its kind needs.
fn new_field(id: &str, kind: &str, label: &str) -> Option<Value> {
    let kind = FIELD_KINDS.codes.iter().find(|known| **known == kind)?;
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
