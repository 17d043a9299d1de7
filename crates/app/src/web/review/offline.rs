//! Scoring without a network: a workbook out, the same workbook filled in.

use std::collections::BTreeMap;

use axum::extract::{Multipart, Path, State};
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{read_points, shown};
use kexiang_documents::xlsx::{
    ColumnKind, Expected, Reading, Register, RegisterColumn, RegisterValue, import,
};

use super::back;
use crate::actions::review::{self, Task};
use crate::actions::{Failure, Fault};
use crate::state::App;
use crate::web::panel::paper::workbook;
use crate::web::{Answer, Visitor};

/// Names of the columns that every sheet has; they are keys, so they are not translated.
const NUMBER: &str = "申报编号";
const TITLE: &str = "项目名称";
const COMMENT: &str = "评语";

async fn task(app: &App, visitor: &Visitor, association: &str, panel: Id) -> Result<Task, Failure> {
    let tasks = review::mine(app, &visitor.ctx()).await?;
    let found = tasks.into_iter().find(|t| t.panel.association == association && t.panel.id == panel);
    found.filter(|t| !t.reviews.is_empty()).ok_or_else(|| Refusal::new("not-found").into())
}

/// Heads of the criteria: name and greatest points.
fn heads(task: &Task) -> Vec<(String, String)> {
    let criteria = task.panel.rubric.criteria_for(&[task.member.seat]);
    criteria.map(|c| (c.id.clone(), format!("{}（{}分）", c.name, c.points))).collect()
}

pub(super) async fn blank(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel)): Path<(String, Id)>,
) -> Answer {
    let l = visitor.l;
    let task = task(&app, &visitor, &association, panel).await?;
    let column =
        |title: &str, width| RegisterColumn { title: title.to_owned(), width, kind: ColumnKind::Text };
    let heads = heads(&task);
    let mut columns = vec![column(NUMBER, 18), column(TITLE, 40)];
    columns.extend(heads.iter().map(|(_, name)| column(name, 16)));
    columns.push(column(COMMENT, 50));
    let rows =
        task.reviews.iter().map(|(id, title, review)| {
            let mut row = vec![RegisterValue::Text(id.to_string()), RegisterValue::Text(title.clone())];
            row.extend(heads.iter().map(|(c, _)| {
                RegisterValue::Text(review.scores.get(c).map(|v| shown(*v)).unwrap_or_default())
            }));
            row.push(RegisterValue::Text(review.comment.clone()));
            row
        });
    let title = l.tf("review-offline-title", &[("panel", &task.panel.name)]);
    let register = Register {
        title: title.clone(),
        unit: None,
        index: l.t("desk-register-index").to_owned(),
        columns,
        rows: rows.collect(),
        total: None,
        footer: Vec::new(),
        page: Some(l.t("desk-register-page").to_owned()),
    };
    workbook(&register, &visitor, &title)
}

/// Saves what stands in the workbook; nothing is submitted by it.
pub(super) async fn filled(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel)): Path<(String, Id)>,
    mut parts: Multipart,
) -> Answer {
    let bad =
        |e: axum::extract::multipart::MultipartError| Refusal::new("bad-form").with("detail", e.body_text());
    let mut bytes = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(bad)? {
        if part.name() == Some("file") {
            bytes = part.bytes().await.map_err(bad)?.to_vec();
        }
    }
    let outcome = take(&app, &visitor, &association, panel, bytes).await;
    back(&app, &visitor, outcome, "imported").await
}

async fn take(
    app: &App,
    visitor: &Visitor,
    association: &str,
    panel: Id,
    bytes: Vec<u8>,
) -> Result<(), Failure> {
    let task = task(app, visitor, association, panel).await?;
    let heads = heads(&task);
    let names = [NUMBER, COMMENT].into_iter().map(str::to_owned).chain(heads.iter().map(|(_, n)| n.clone()));
    let expected: Vec<Expected> = names
        .map(|name| Expected { required: name == NUMBER, name, aliases: Vec::new(), reading: Reading::Text })
        .collect();
    let sheet = tokio::task::spawn_blocking(move || import(&bytes, &expected))
        .await
        .map_err(|e| Fault::new("reading a workbook", e))?
        .map_err(|e| Refusal::new("bad-workbook").with("detail", e))?;
    let mut found = Vec::new();
    for row in &sheet.rows {
        let cell = |name: &str| row.cells.get(name).map_or("", |c| c.text.as_str());
        let Ok(id) = cell(NUMBER).parse::<Id>() else { continue };
        let Some((_, _, review)) = task.reviews.iter().find(|(known, _, _)| *known == id) else { continue };
        if review.state == "submitted" {
            continue;
        }
        let mut scores = BTreeMap::new();
        for (criterion, name) in &heads {
            let typed = cell(name);
            if typed.is_empty() {
                continue;
            }
            let refused = || Refusal::new("score-cell").with("row", row.row).with("name", name);
            scores.insert(criterion.clone(), read_points(typed).ok_or_else(refused)?);
        }
        found.push((id, scores, cell(COMMENT).to_owned()));
    }
    if found.is_empty() {
        return Err(Refusal::new("scores-nothing").into());
    }
    for (id, scores, comment) in found {
        review::save(app, &visitor.ctx(), association, (panel, id), scores, comment).await?;
    }
    Ok(())
}
