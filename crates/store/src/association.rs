//! 科协: the tenants of a deployment, with name, emblem, colour and contact.

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::{Row, StoreError, Tx};

/// An association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Association {
    /// Code in keys and addresses, e.g. `lz`.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// Region, six digits of GB/T 2260.
    pub region: String,
    /// What it may change by itself.
    pub settings: Settings,
}

/// What an association may change by itself; kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Whom to ask, as the footer says it.
    pub contact: String,
    /// Emblem as SVG.
    pub emblem: String,
    /// Main colour, `#rrggbb`; empty for the usual one.
    pub colour: String,
}

/// All associations by region and code.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Association>, StoreError> {
    let rows = tx.all(
        sql!("select code, name, short_name, region, settings from association order by region, code"),
        params![],
    )?;
    rows.into_iter().map(from_row).collect()
}

/// Adds an association; `false` if its code exists already.
pub fn add(tx: &mut Tx<'_>, association: &Association, now: Timestamp) -> Result<bool, StoreError> {
    let insert = sql!(
        "insert into association (code, name, short_name, region, settings, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (code) do nothing"
    );
    let Association { code, name, short_name, region, settings } = association;
    let added = tx.exec(insert, params![code, name, short_name, region, &to_json(settings), now])?;
    Ok(added == 1)
}

/// Changes names and settings of an association.
pub fn change(tx: &mut Tx<'_>, association: &Association) -> Result<(), StoreError> {
    let update = sql!("update association set name = $2, short_name = $3, settings = $4 where code = $1");
    let Association { code, name, short_name, settings, .. } = association;
    tx.execute_one(update, params![code, name, short_name, &to_json(settings)])
}

fn from_row(row: Row) -> Result<Association, StoreError> {
    let row = row.identified(&["code"]);
    let settings = row.json("settings")?;
    let text = |name: &str| settings.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    Ok(Association {
        code: row.text("code")?,
        name: row.text("name")?,
        short_name: row.text("short_name")?,
        region: row.text("region")?,
        settings: Settings { contact: text("contact"), emblem: text("emblem"), colour: text("colour") },
    })
}

fn to_json(settings: &Settings) -> Json {
    json!({ "contact": settings.contact, "emblem": settings.emblem, "colour": settings.colour })
}
