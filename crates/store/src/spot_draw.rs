//! Draws among projects (抽查抽取): what was published before, sealed seed, what was revealed after. A draw is never removed:
//! whoever does not like its result cannot make it undone.

use jiff::Timestamp;
use jiff::civil::Date;
use kexiang_core::id::Id;
use serde_json::Value as Json;

use crate::contract::json_text;
use crate::{Row, StoreError, Tx};

/// The columns that the reader of `spot_draw` needs.
macro_rules! draw_columns {
    () => {
        "association, id, title, pledge, seed, secret, pool, take, drawn, notice, record, draws_on, visits_on, \
            pledged_by, pledged_at, revealed_at"
    };
}

/// A draw among projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpotDraw {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// What is drawn and why.
    pub title: String,
    /// The commitment to the association's seed, published before.
    pub commitment: String,
    /// The seed; empty until it is revealed.
    pub seed: String,
    /// The seed sealed by the system's key.
    pub secret: String,
    /// Numbers of the projects that can be drawn, in order.
    pub pool: Vec<String>,
    /// How many are drawn in all.
    pub take: usize,
    /// Numbers of the projects that were drawn; empty before.
    pub drawn: Vec<String>,
    /// The notice, as it was published.
    pub notice: Json,
    /// The record; null before.
    pub record: Json,
    /// The first day on which it may be drawn.
    pub draws_on: Date,
    /// The day for which the inspections are planned.
    pub visits_on: Date,
    /// Who published it.
    pub pledged_by: String,
    /// When.
    pub pledged_at: Timestamp,
    /// When it was drawn.
    pub revealed_at: Option<Timestamp>,
}

fn from_row(row: &Row) -> Result<SpotDraw, StoreError> {
    let list = |column: &str| serde_json::from_value(row.json(column)?).map_err(|e| row.fault(column, e));
    let document = |column: &str| match row.str(column)? {
        "" => Ok(Json::Null),
        _ => row.json(column),
    };
    Ok(SpotDraw {
        association: row.text("association")?,
        id: row.number("id")?,
        title: row.text("title")?,
        commitment: row.text("pledge")?,
        seed: row.text("seed")?,
        secret: row.text("secret")?,
        pool: list("pool")?,
        take: row.number("take")?,
        drawn: list("drawn")?,
        notice: document("notice")?,
        record: document("record")?,
        draws_on: row.parse("draws_on")?,
        visits_on: row.parse("visits_on")?,
        pledged_by: row.text("pledged_by")?,
        pledged_at: row.time("pledged_at")?,
        revealed_at: row.opt_time("revealed_at")?,
    })
}

/// Commits to a draw: the list and the hash of the seed, before anyone knows the seed.
pub fn commit(tx: &mut Tx<'_>, d: &SpotDraw) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into spot_draw (association, id, title, pledge, secret, pool, take, notice, draws_on, visits_on, \
         pledged_by, pledged_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    let take = i64::try_from(d.take).unwrap_or(i64::MAX);
    let values = params![
        &d.association,
        d.id,
        &d.title,
        &d.commitment,
        &d.secret,
        json_text(&d.pool, sql, "pool", d.id)?,
        take,
        d.notice.to_string(),
        d.draws_on.to_string(),
        d.visits_on.to_string(),
        &d.pledged_by,
        d.pledged_at,
    ];
    tx.execute_one(sql, values)
}

/// Reveals the seed with the record; once, and after the commitment, else [`StoreError::Conflict`].
pub fn reveal(tx: &mut Tx<'_>, d: &SpotDraw, at: Timestamp) -> Result<(), StoreError> {
    let sql = sql!(
        "update spot_draw set seed = $3, drawn = $4, record = $5, revealed_at = $6 \
         where association = $1 and id = $2 and seed = ''"
    );
    let drawn = json_text(&d.drawn, sql, "drawn", d.id)?;
    tx.execute_one(sql, params![&d.association, d.id, &d.seed, drawn, d.record.to_string(), at])
}

/// The draws of an association, the newest first.
pub fn all(tx: &mut Tx<'_>, association: &str) -> Result<Vec<SpotDraw>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        draw_columns!(),
        " from spot_draw where association = $1 order by pledged_at desc, id desc"
    ));
    tx.all(sql, params![association])?.into_iter().map(|r| from_row(&r.identified(&["id"]))).collect()
}

/// The draw with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<SpotDraw>, StoreError> {
    let sql = sql!(concat!("select ", draw_columns!(), " from spot_draw where association = $1 and id = $2"));
    tx.one(sql, params![association, id])?.map(|r| from_row(&r.identified(&["id"]))).transpose()
}
