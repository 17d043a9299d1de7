//! Acceptances (验收): the rounds of a project, the list of an office, what an organisation prepares.

mod draft;
mod list;

use jiff::Timestamp;
use kexiang_core::acceptance::{Dossier, Form, Hand, RowVerdict, State, Verdict};
use kexiang_core::id::Id;

use crate::contract::json_text;
use crate::{Row, StoreError, Tx};

pub use draft::{Draft, draft, save_draft};
pub use list::{Filter, Line, counts, lines};

/// The columns that the reader of `acceptance` needs.
macro_rules! acceptance_columns {
    () => {
        "association, id, project, round, state, form, form_hash, applied_by, applied_at, verdicts, substance_by, \
            substance_name, substance_words, substance_at, money_by, money_name, money_in_order, money_words, money_at, \
            verdict, basis_points, reason, concluded_by, concluded_name, concluded_at, version"
    };
}

/// What one person found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Account.
    pub by: Id,
    /// Name.
    pub name: String,
    /// Whether it is in order; the substance is judged indicator by indicator.
    pub in_order: bool,
    /// In words.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// The verdict.
    pub verdict: Verdict,
    /// The share of the targets that stand, in basis points.
    pub basis_points: u32,
    /// Account.
    pub by: Id,
    /// Name.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// An acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// Project.
    pub project: Id,
    /// 1, and one more after each rectification.
    pub round: i64,
    /// Where it stands.
    pub state: State,
    /// The form as it was handed in.
    pub form: Form,
    /// SHA-256 of its canonical form.
    pub form_hash: String,
    /// Who handed it in.
    pub applied_by: String,
    /// When.
    pub applied_at: Timestamp,
    /// What was said of each indicator.
    pub verdicts: Vec<RowVerdict>,
    /// Who looked at the substance.
    pub substance: Option<Finding>,
    /// Who looked at the money.
    pub money: Option<Finding>,
    /// Why it was returned, or concluded otherwise than proposed.
    pub reason: String,
    /// How it ended.
    pub conclusion: Option<Conclusion>,
    /// Row version.
    pub version: i64,
}

impl Acceptance {
    /// Takes the form in again after it was returned. What was found of the former one says nothing of this one, so both
    /// findings and what was said of each indicator are gone.
    pub fn hand_in_again(&mut self, (form, hash): (Form, String), by: &str, at: Timestamp) {
        self.state = State::Applied;
        (self.form, self.form_hash) = (form, hash);
        (self.applied_by, self.applied_at) = (by.to_owned(), at);
        (self.substance, self.money) = (None, None);
        self.verdicts.clear();
        self.reason.clear();
    }

    /// What a decision needs to know.
    pub fn dossier(&self, proposed: Verdict) -> Dossier {
        let hand = |f: &Option<Finding>| f.as_ref().map(|f| Hand { by: f.by, in_order: f.in_order });
        Dossier { state: self.state, substance: hand(&self.substance), money: hand(&self.money), proposed }
    }
}

fn from_row(row: &Row) -> Result<Acceptance, StoreError> {
    let substance = match row.opt_number("substance_by")? {
        None => None,
        Some(by) => Some(Finding {
            by,
            name: row.text("substance_name")?,
            in_order: true,
            words: row.text("substance_words")?,
            at: row.time("substance_at")?,
        }),
    };
    let money = match row.opt_number("money_by")? {
        None => None,
        Some(by) => Some(Finding {
            by,
            name: row.text("money_name")?,
            in_order: row.flag("money_in_order")?,
            words: row.text("money_words")?,
            at: row.time("money_at")?,
        }),
    };
    let conclusion = match row.opt_parse("verdict")? {
        None => None,
        Some(verdict) => Some(Conclusion {
            verdict,
            basis_points: row.number("basis_points")?,
            by: row.number("concluded_by")?,
            name: row.text("concluded_name")?,
            at: row.time("concluded_at")?,
        }),
    };
    Ok(Acceptance {
        association: row.text("association")?,
        id: row.number("id")?,
        project: row.number("project")?,
        round: row.int("round")?,
        state: row.parse("state")?,
        form: serde_json::from_value(row.json("form")?).map_err(|e| row.fault("form", e))?,
        form_hash: row.text("form_hash")?,
        applied_by: row.text("applied_by")?,
        applied_at: row.time("applied_at")?,
        verdicts: serde_json::from_value(row.json("verdicts")?).map_err(|e| row.fault("verdicts", e))?,
        substance,
        money,
        reason: row.text("reason")?,
        conclusion,
        version: row.int("version")?,
    })
}

/// The acceptances of a project, the first round first.
pub fn of_project(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Acceptance>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        acceptance_columns!(),
        " from acceptance where association = $1 and project = $2 order by round"
    ));
    let rows = tx.all(sql, params![association, project])?;
    rows.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect()
}

/// The acceptances of an association in this state, the oldest first.
pub fn in_state(tx: &mut Tx<'_>, association: &str, state: State) -> Result<Vec<Acceptance>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        acceptance_columns!(),
        " from acceptance where association = $1 and state = $2 order by applied_at, id"
    ));
    let rows = tx.all(sql, params![association, state.code()])?;
    rows.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect()
}

/// Takes a form in. The database refuses a second open one for the same project.
pub fn insert(tx: &mut Tx<'_>, a: &Acceptance) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into acceptance (association, id, project, round, state, form, form_hash, applied_by, applied_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = params![
        &a.association,
        a.id,
        a.project,
        a.round,
        a.state.code(),
        json_text(&a.form, sql, "form", a.id)?,
        &a.form_hash,
        &a.applied_by,
        a.applied_at,
    ];
    tx.execute_one(sql, values)
}

/// Writes an acceptance back that is not concluded, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, a: &Acceptance) -> Result<(), StoreError> {
    let sql = sql!(
        "update acceptance set state = $4, form = $5, form_hash = $6, verdicts = $7, substance_by = $8, \
         substance_name = $9, substance_words = $10, substance_at = $11, money_by = $12, money_name = $13, \
         money_in_order = $14, money_words = $15, money_at = $16, verdict = $17, basis_points = $18, reason = $19, \
         concluded_by = $20, concluded_name = $21, concluded_at = $22, applied_by = $23, applied_at = $24, \
         version = version + 1 where association = $1 and id = $2 and version = $3 and state <> 'concluded'"
    );
    let (substance, money, end) = (a.substance.as_ref(), a.money.as_ref(), a.conclusion.as_ref());
    let name = |f: Option<&Finding>| f.map(|f| f.name.clone()).unwrap_or_default();
    let words = |f: Option<&Finding>| f.map(|f| f.words.clone()).unwrap_or_default();
    let values = params![
        &a.association,
        a.id,
        a.version,
        a.state.code(),
        json_text(&a.form, sql, "form", a.id)?,
        &a.form_hash,
        json_text(&a.verdicts, sql, "verdicts", a.id)?,
        substance.map(|f| f.by),
        name(substance),
        words(substance),
        substance.map(|f| f.at),
        money.map(|f| f.by),
        name(money),
        money.map(|f| f.in_order),
        words(money),
        money.map(|f| f.at),
        end.map(|c| c.verdict.code()),
        end.map(|c| i64::from(c.basis_points)),
        &a.reason,
        end.map(|c| c.by),
        end.map(|c| c.name.clone()).unwrap_or_default(),
        end.map(|c| c.at),
        &a.applied_by,
        a.applied_at,
    ];
    tx.execute_one(sql, values)
}
