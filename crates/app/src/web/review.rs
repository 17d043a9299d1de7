//! The expert's own rooms: invitations, the commitment letter, and the scoring page, made for a phone and for old eyes.

mod bank;
mod list;
mod offline;
mod sample;

pub(crate) use list::letter;
use list::{ReviewsPage, answer, back, list, sign};
use std::collections::BTreeMap;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use kexiang_core::id::Id;
use kexiang_core::policy::{Actor, OfficeRole};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{MemberState, PanelState, read_points, shown};
use kexiang_core::time;
use serde::Deserialize;
use serde_json::{Value, json};

use super::application::FormView;
use super::error::status;
use super::form::{Form, Json};
use super::layout::{NavItem, Shell};
use super::page::{self, Page, see_other};
use super::panel::words;
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::review::{self, ReviewSheet, Task};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/reviews", list)
        .get("/reviews/{association}/account", bank::show)
        .post("/reviews/{association}/account", bank::keep)
        .post("/reviews/{association}/{panel}/answer", answer)
        .post("/reviews/{association}/{panel}/letter", sign)
        .get("/reviews/{association}/{panel}/scores.xlsx", offline::blank)
        .post("/reviews/{association}/{panel}/scores", offline::filled)
        .get("/reviews/{association}/{panel}/{application}", show)
        .post("/reviews/{association}/{panel}/{application}", submit)
        .post("/reviews/{association}/{panel}/{application}/fields", save_field)
        .post("/reviews/{association}/{panel}/{application}/conflict", declare)
        .get("/reviews/{association}/{panel}/{application}/files/{file}", file)
}

/// Entry of the navigation.
pub fn nav(actor: &Actor) -> Option<NavItem> {
    let expert = actor.offices.iter().any(|o| o.role == OfficeRole::Expert);
    expert.then(|| NavItem::new("/reviews", "nav-reviews"))
}

/// The scoring page.
#[derive(Template)]
#[template(path = "review/show.html")]
pub struct ReviewPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    panel: String,
    number: String,
    title: String,
    organisation: String,
    type_name: String,
    criteria: Vec<CriterionView>,
    comment: String,
    comment_rule: String,
    submitted: Option<String>,
    reopened: String,
    owner: String,
    paper: FormView,
    view: PaperView,
    problems: Vec<(String, String)>,
}

/// A criterion with its points, band by band.
pub struct CriterionView {
    id: String,
    name: String,
    say: String,
    points: u32,
    value: String,
    bands: Vec<(String, Vec<u32>)>,
}

/// What the read-only paper asks of the page around it.
pub struct PaperView {
    joint: String,
}

impl PaperView {
    fn has_defect(&self, _field: &str) -> bool {
        false
    }

    fn defects_of(&self, _field: &str) -> Vec<DefectLine> {
        Vec::new()
    }
}

/// A defect beside a field; reviews have none.
pub struct DefectLine {
    problem: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    accept: String,
    reason: String,
}

#[derive(Debug, Deserialize)]
struct FieldChange {
    field: String,
    value: Value,
}

fn base(association: &str, panel: Id, application: Id) -> String {
    format!("/reviews/{association}/{panel}/{application}")
}

type At = Path<(String, Id, Id)>;

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel, application)): At,
) -> Answer {
    let sheet = review::open(&app, &visitor.ctx(), &association, panel, application).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&ReviewPage::of(shell, &sheet))
}

/// Points by criterion and the comment, from a whole form. What is no number is left out.
fn posted(pairs: &[(String, String)]) -> (BTreeMap<String, i64>, String) {
    let scores = pairs
        .iter()
        .filter_map(|(n, v)| Some((n.strip_prefix("score.")?.to_owned(), read_points(v)?)))
        .collect();
    let comment = pairs.iter().find(|(n, _)| n == "comment").map(|(_, v)| v.trim().to_owned());
    (scores, comment.unwrap_or_default())
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel, application)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let ctx = visitor.ctx();
    let (scores, comment) = posted(&pairs);
    let at = (panel, application);
    if pairs.iter().any(|(n, v)| n == "then" && v == "save") {
        review::save(&app, &ctx, &association, at, scores, comment).await?;
        return Ok(see_other(&base(&association, panel, application)));
    }
    // Nothing typed is lost when the submission is refused.
    review::save(&app, &ctx, &association, at, scores.clone(), comment.clone()).await?;
    match review::submit(&app, &ctx, &association, at, scores, comment).await {
        Ok(()) => Ok(see_other("/reviews?done=submitted")),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let sheet = review::open(&app, &ctx, &association, panel, application).await?;
            let mut page = ReviewPage::of(Shell::within(&app, &visitor, &association), &sheet);
            page.problems = vec![(refusal.at.clone().unwrap_or_default(), words(visitor.l, &refusal))];
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

/// One field saves itself.
async fn save_field(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel, application)): At,
    Json(change): Json<FieldChange>,
) -> Answer {
    let ctx = visitor.ctx();
    let sheet = review::open(&app, &ctx, &association, panel, application).await?;
    let (mut scores, mut comment) = (sheet.review.scores, sheet.review.comment);
    let text = change.value.as_str().unwrap_or_default();
    match change.field.strip_prefix("score.") {
        Some(id) => match read_points(text) {
            Some(points) => drop(scores.insert(id.to_owned(), points)),
            None => drop(scores.remove(id)),
        },
        None => text.clone_into(&mut comment),
    }
    review::save(&app, &ctx, &association, (panel, application), scores, comment).await?;
    let body = json!({ "saved_at": super::call::machine(visitor.now), "version": sheet.review.version + 1 });
    Ok(axum::Json(body).into_response())
}

async fn declare(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel, application)): At,
    Form(said): Form<Said>,
) -> Answer {
    let at = (panel, application);
    let outcome = review::declare(&app, &visitor.ctx(), &association, at, &said.reason).await;
    back(&app, &visitor, outcome, "declared").await
}

/// A file of the application, for the expert it is assigned to; never in a double-blind review.
async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, panel, application, file)): Path<(String, Id, Id, Id)>,
) -> Answer {
    let sheet = review::open(&app, &visitor.ctx(), &association, panel, application).await?;
    let known = sheet.case.files.iter().find(|f| f.id == file).ok_or_else(|| Refusal::new("not-found"))?;
    let content = crate::actions::application::file::content(&app, known).await?;
    let (kind, how) = match known.kind.as_str() {
        "pdf" => ("application/pdf", "inline"),
        "png" => ("image/png", "inline"),
        "jpg" => ("image/jpeg", "inline"),
        _ => ("application/octet-stream", "attachment"),
    };
    let name: String =
        form_urlencoded::byte_serialize(known.name.as_bytes()).collect::<String>().replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{how}; filename*=UTF-8''{name}")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(content.stream)).into_response())
}

impl ReviewPage {
    fn of(shell: Shell, sheet: &ReviewSheet) -> Self {
        let l = shell.l;
        let review = &sheet.review;
        let rubric = &sheet.panel.rubric;
        let base = base(&sheet.panel.association, sheet.panel.id, review.application);
        let notice = &sheet.case.programme.programme.notice;
        let mut paper = FormView::of(l, &sheet.case, &[], notice);
        lead_files_here(&mut paper, &base);
        let joint: Vec<&str> = sheet.case.joint.iter().map(|j| j.name.as_str()).collect();
        let criterion = |c: &kexiang_core::review::Criterion| CriterionView {
            id: c.id.clone(),
            name: c.name.clone(),
            say: c.say.clone(),
            points: c.points,
            value: review.scores.get(&c.id).map(|v| shown(*v)).unwrap_or_default(),
            bands: c
                .ranges()
                .into_iter()
                .map(|(low, high, says)| (says, (low..=high).rev().collect()))
                .collect(),
        };
        let rule = rubric.comment;
        ReviewPage {
            l,
            panel: sheet.panel.name.clone(),
            number: sheet.number.clone(),
            title: sheet.title.clone(),
            organisation: sheet.organisation.clone(),
            type_name: sheet.type_name.clone(),
            criteria: rubric.criteria_for(&[sheet.member.seat]).map(criterion).collect(),
            comment: review.comment.clone(),
            comment_rule: l.tf(
                "review-comment-rule",
                &[("below", &rule.below), ("above", &rule.above), ("characters", &rule.characters)],
            ),
            submitted: review.submitted_at.filter(|_| review.state == "submitted").map(|at| {
                l.tf(
                    "review-sealed",
                    &[("at", &time::short(at)), ("total", &review.total.map(shown).unwrap_or_default())],
                )
            }),
            reopened: if review.reopened > 0 && review.state == "assigned" {
                review.reason.clone()
            } else {
                String::new()
            },
            owner: review.expert.to_string(),
            view: PaperView { joint: joint.join("、") },
            paper,
            base,
            problems: Vec::new(),
            shell,
        }
    }

    fn problem(&self, at: &str) -> &str {
        self.problems.iter().find(|(field, _)| field == at).map_or("", |(_, says)| says)
    }
}

/// Files are opened through the review, which is checked each time.
fn lead_files_here(paper: &mut FormView, base: &str) {
    for section in &mut paper.sections {
        for block in &mut section.blocks {
            for cell in block.rows.iter_mut().flatten() {
                for file in &mut cell.field.files {
                    let id = file.href.rsplit('/').next().unwrap_or_default().to_owned();
                    file.href = format!("{base}/files/{id}");
                }
            }
        }
    }
}
