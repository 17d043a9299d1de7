//! Settings of the deployment that are changed while it runs.

use jiff::Timestamp;

use crate::{StoreError, Tx};

/// The value of a setting.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, StoreError> {
    let row = tx.one(sql!("select value from setting where name = $1"), params![name])?;
    row.map(|row| row.text("value")).transpose()
}

/// Sets a value.
pub fn set(tx: &mut Tx<'_>, name: &str, value: &str, now: Timestamp) -> Result<(), StoreError> {
    let upsert = sql!(
        "insert into setting (name, value, changed_at) values ($1, $2, $3)
         on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at"
    );
    tx.execute_one(upsert, params![name, value, now])
}
