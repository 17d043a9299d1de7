//! Reviews by experts (专家评分), conflicts of interest (回避), names to avoid.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::review::ConflictKind;

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `review` needs.
macro_rules! review_columns {
    () => {
        "panel, application, expert, state, scores, comment, total, assigned_at, assigned_by, saved_at, submitted_at, \
            reason, reopened, version"
    };
}

/// A review of one application by one expert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Panel.
    pub panel: Id,
    /// Application.
    pub application: Id,
    /// Expert.
    pub expert: Id,
    /// `assigned`, `submitted` or `released`.
    pub state: String,
    /// Hundredths of a point by criterion.
    pub scores: BTreeMap<String, i64>,
    /// Comment.
    pub comment: String,
    /// Hundredths of a point of 100, once submitted.
    pub total: Option<i64>,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// By whom.
    pub assigned_by: String,
    /// Last saved by the expert.
    pub saved_at: Option<Timestamp>,
    /// When it was submitted.
    pub submitted_at: Option<Timestamp>,
    /// Why released or opened again.
    pub reason: String,
    /// How often it was opened again.
    pub reopened: i64,
    /// Row version.
    pub version: i64,
}

impl Review {
    /// Whether the expert may see the application through it.
    pub fn is_assigned(&self) -> bool {
        self.state != "released"
    }
}

fn from_row(row: &Row) -> Result<Review, StoreError> {
    Ok(Review {
        panel: row.number("panel")?,
        application: row.number("application")?,
        expert: row.number("expert")?,
        state: row.text("state")?,
        scores: serde_json::from_value(row.json("scores")?).map_err(|e| row.fault("scores", e))?,
        comment: row.text("comment")?,
        total: row.opt_int("total")?,
        assigned_at: row.time("assigned_at")?,
        assigned_by: row.text("assigned_by")?,
        saved_at: row.opt_time("saved_at")?,
        submitted_at: row.opt_time("submitted_at")?,
        reason: row.text("reason")?,
        reopened: row.int("reopened")?,
        version: row.int("version")?,
    })
}

/// One review.
pub fn one(
    tx: &mut Tx<'_>,
    association: &str,
    panel: Id,
    application: Id,
    expert: Id,
) -> Result<Option<Review>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        review_columns!(),
        " from review where association = $1 and panel = $2 and application = $3 and expert = $4"
    ));
    tx.one(sql, params![association, panel, application, expert])?.as_ref().map(from_row).transpose()
}

/// The reviews of a panel.
pub fn of_panel(tx: &mut Tx<'_>, association: &str, panel: Id) -> Result<Vec<Review>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        review_columns!(),
        " from review where association = $1 and panel = $2 order by application, expert"
    ));
    tx.all(sql, params![association, panel])?.iter().map(from_row).collect()
}

/// The reviews of an expert that are not released.
pub fn of_expert(tx: &mut Tx<'_>, association: &str, expert: Id) -> Result<Vec<Review>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        review_columns!(),
        " from review where association = $1 and expert = $2 and state <> 'released' order by panel, application"
    ));
    tx.all(sql, params![association, expert])?.iter().map(from_row).collect()
}

/// Writes a review, new or changed.
pub fn put(tx: &mut Tx<'_>, association: &str, r: &Review) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into review (association, panel, application, expert, state, scores, comment, total, assigned_at, \
         assigned_by, saved_at, submitted_at, reason, reopened, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1) \
         on conflict (association, panel, application, expert) do update set state = $5, scores = $6, comment = $7, \
         total = $8, assigned_at = $9, assigned_by = $10, saved_at = $11, submitted_at = $12, reason = $13, \
         reopened = $14, version = review.version + 1"
    );
    let values = params![
        association,
        r.panel,
        r.application,
        r.expert,
        &r.state,
        serde_json::json!(r.scores).to_string(),
        &r.comment,
        r.total,
        r.assigned_at,
        &r.assigned_by,
        r.saved_at,
        r.submitted_at,
        &r.reason,
        r.reopened,
    ];
    tx.execute_one(sql, values)
}

/// Takes a review away that was never begun: only while the panel is being formed.
pub fn remove(
    tx: &mut Tx<'_>,
    association: &str,
    panel: Id,
    application: Id,
    expert: Id,
) -> Result<(), StoreError> {
    let sql = sql!(
        "delete from review where association = $1 and panel = $2 and application = $3 and expert = $4 \
         and saved_at is null"
    );
    tx.execute_one(sql, params![association, panel, application, expert])
}

/// A conflict between an expert and an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Application.
    pub application: Id,
    /// Expert.
    pub expert: Id,
    /// Which.
    pub kind: ConflictKind,
    /// Whose name or organisation it rests on.
    pub with: String,
    /// `suggested`, `confirmed` or `dismissed`.
    pub state: String,
    /// What was said.
    pub note: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: Timestamp,
}

impl Conflict {
    /// Whether it keeps the expert from the application: a suggestion does too until it is dismissed.
    pub fn blocks(&self) -> bool {
        self.state != "dismissed"
    }
}

fn conflict_from(row: &Row) -> Result<Conflict, StoreError> {
    Ok(Conflict {
        application: row.number("application")?,
        expert: row.number("expert")?,
        kind: row.parse("kind")?,
        with: row.text("with_name")?,
        state: row.text("state")?,
        note: row.text("note")?,
        decided_by: row.text("decided_by")?,
        decided_at: row.time("decided_at")?,
    })
}

/// The conflicts of a panel's applications.
pub fn conflicts(tx: &mut Tx<'_>, association: &str, panel: Id) -> Result<Vec<Conflict>, StoreError> {
    let sql = sql!(
        "select c.application, c.expert, c.kind, c.with_name, c.state, c.note, c.decided_by, c.decided_at \
         from conflict c join panel_application a \
         on a.association = c.association and a.application = c.application \
         where c.association = $1 and a.panel = $2 order by c.application, c.expert, c.kind"
    );
    tx.all(sql, params![association, panel])?.iter().map(conflict_from).collect()
}

/// Writes a conflict, new or decided anew.
pub fn put_conflict(tx: &mut Tx<'_>, association: &str, c: &Conflict) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into conflict (association, application, expert, kind, with_name, state, note, decided_by, decided_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (association, application, expert, kind) \
         do update set with_name = $5, state = $6, note = $7, decided_by = $8, decided_at = $9"
    );
    let values = params![
        association,
        c.application,
        c.expert,
        c.kind.code(),
        &c.with,
        &c.state,
        &c.note,
        &c.decided_by,
        c.decided_at
    ];
    tx.execute_one(sql, values)
}

/// The names an applicant asked to avoid, with the reasons.
pub fn avoidances(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
) -> Result<Vec<(String, String)>, StoreError> {
    let sql = sql!(
        "select name, reason from avoidance where association = $1 and application = $2 order by asked_at, name"
    );
    let rows = tx.all(sql, params![association, application])?;
    rows.iter().map(|r| Ok((r.text("name")?, r.text("reason")?))).collect()
}

/// Adds a name to avoid.
pub fn add_avoidance(
    tx: &mut Tx<'_>,
    association: &str,
    application: Id,
    (name, reason): (&str, &str),
    (by, now): (&str, Timestamp),
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into avoidance (association, application, name, reason, asked_by, asked_at) \
         values ($1, $2, $3, $4, $5, $6) on conflict (association, application, name) do update set reason = $4"
    );
    tx.execute_one(sql, params![association, application, name, reason, by, now])
}
