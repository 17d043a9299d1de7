use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{Row, StoreError, Tx};

/// Which accounts of an association's office to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Association whose office it is.
    pub association: String,
    /// Part of the sign-in name or the name; empty for all.
    pub text: String,
}

/// An account in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Identity.
    pub id: Id,
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Whether it may sign in.
    pub active: bool,
    /// Whether it has a second factor.
    pub has_factor: bool,
    /// Last sign-in.
    pub sign_in_at: Option<Timestamp>,
}

/// A page of the accounts that belong to an association's office, by name.
pub fn page(tx: &mut Tx<'_>, filter: &Filter, most: i64, skip: i64) -> Result<Vec<Listed>, StoreError> {
    let select = sql!(
        "select a.id, a.login, a.name, a.state, a.totp, a.sign_in_at
         from account a join office_holder h on h.account = a.id
         where h.association = $1 and ($2 = '' or a.login like $3 or a.name like $3)
         order by a.name, a.id limit $4 offset $5"
    );
    let pattern = format!("%{}%", filter.text.to_lowercase());
    let rows = tx.all(select, params![&filter.association, &filter.text, pattern, most, skip])?;
    rows.into_iter().map(listed).collect()
}

/// How many accounts the filter finds.
pub fn count(tx: &mut Tx<'_>, filter: &Filter) -> Result<i64, StoreError> {
    let count = sql!(
        "select count(*) as n from account a join office_holder h on h.account = a.id
         where h.association = $1 and ($2 = '' or a.login like $3 or a.name like $3)"
    );
    let pattern = format!("%{}%", filter.text.to_lowercase());
    tx.the(count, params![&filter.association, &filter.text, pattern])?.int("n")
}

fn listed(row: Row) -> Result<Listed, StoreError> {
    let row = row.identified(&["id"]);
    Ok(Listed {
        id: row.number("id")?,
        login: row.text("login")?,
        name: row.text("name")?,
        active: row.str("state")? == "active",
        has_factor: row.opt_text("totp")?.is_some(),
        sign_in_at: row.opt_time("sign_in_at")?,
    })
}
