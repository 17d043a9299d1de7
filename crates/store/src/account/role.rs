use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::policy::{MemberRole, Membership, Office, OfficeRole};

use crate::{Row, StoreError, Tx};

/// An office role with who granted it when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Account.
    pub account: Id,
    /// Role.
    pub role: OfficeRole,
    /// When.
    pub at: Timestamp,
    /// By whom, in words.
    pub by: String,
}

/// The class of a role: the three administrators are apart, all business roles go together.
pub fn class_of(role: OfficeRole) -> &'static str {
    if role.is_administrator() { role.code() } else { "business" }
}

/// Takes a person into an association's office, without any role; `false` if they belong to it already.
pub fn join_office(
    tx: &mut Tx<'_>,
    association: &str,
    account: Id,
    (by, now): (&str, Timestamp),
) -> Result<bool, StoreError> {
    let insert = sql!(
        "insert into office_holder (association, account, class, added_at, added_by)
         values ($1, $2, 'business', $3, $4) on conflict (association, account) do nothing"
    );
    Ok(tx.exec(insert, params![association, i64::from(account), now, by])? == 1)
}

/// Whether a person belongs to an association's office.
pub fn in_office(tx: &mut Tx<'_>, association: &str, account: Id) -> Result<bool, StoreError> {
    let select = sql!("select class from office_holder where association = $1 and account = $2");
    Ok(tx.one(select, params![association, i64::from(account)])?.is_some())
}

/// Grants an office role to a person of the office; `false` if they hold it already. The database refuses an
/// administrator another role, and anybody else an administrator's ([`StoreError::Constraint`]).
pub fn grant_office(
    tx: &mut Tx<'_>,
    association: &str,
    account: Id,
    role: OfficeRole,
    (by, now): (&str, Timestamp),
) -> Result<bool, StoreError> {
    let (id, class) = (i64::from(account), class_of(role));
    // Only who holds no role may change class; for all others the reference below fails.
    let change = sql!(
        "update office_holder set class = $3 where association = $1 and account = $2 and class <> $3
         and not exists (select 1 from office_role r where r.association = $1 and r.account = $2)"
    );
    tx.exec(change, params![association, id, class])?;
    let insert = sql!(
        "insert into office_role (association, account, role, class, granted_at, granted_by)
         values ($1, $2, $3, $4, $5, $6) on conflict (association, account, role) do nothing"
    );
    Ok(tx.exec(insert, params![association, id, role.code(), class, now, by])? == 1)
}

/// Takes an office role back; `false` if the person does not hold it.
pub fn revoke_office(
    tx: &mut Tx<'_>,
    association: &str,
    account: Id,
    role: OfficeRole,
) -> Result<bool, StoreError> {
    let delete = sql!("delete from office_role where association = $1 and account = $2 and role = $3");
    Ok(tx.exec(delete, params![association, i64::from(account), role.code()])? == 1)
}

/// All office roles of a person; who signs in from the expert pool is an expert there.
pub fn offices(tx: &mut Tx<'_>, account: Id) -> Result<Vec<Office>, StoreError> {
    let select = sql!(
        "select association, role from office_role where account = $1
              union all select association, 'expert' as role from expert where account = $1
              order by association, role"
    );
    let office = |row: Row| Ok(Office { association: row.text("association")?, role: office_role(&row)? });
    tx.all(select, params![i64::from(account)])?.into_iter().map(office).collect()
}

/// All people of an association's office.
pub fn office_people(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Granted>, StoreError> {
    let select = sql!(
        "select account, role, granted_at, granted_by from office_role where association = $1 order by account, role"
    );
    let granted = |row: Row| {
        Ok(Granted {
            account: row.number("account")?,
            role: office_role(&row)?,
            at: row.time("granted_at")?,
            by: row.text("granted_by")?,
        })
    };
    tx.all(select, params![association])?.into_iter().map(granted).collect()
}

/// The people of an organisation with their roles.
pub fn members(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
) -> Result<Vec<(Id, MemberRole)>, StoreError> {
    let select = sql!(
        "select account, role from membership where association = $1 and organisation = $2 order by account, role"
    );
    let rows = tx.all(select, params![association, organisation])?;
    rows.iter().map(|row| Ok((row.number("account")?, row.parse("role")?))).collect()
}

/// Gives a person a role in an organisation; `false` if it is held already.
pub fn grant_membership(
    tx: &mut Tx<'_>,
    account: Id,
    membership: &Membership,
    (by, now): (&str, Timestamp),
) -> Result<bool, StoreError> {
    let insert = sql!(
        "insert into membership (association, organisation, account, role, granted_at, granted_by)
         values ($1, $2, $3, $4, $5, $6) on conflict (association, organisation, account, role) do nothing"
    );
    let Membership { association, organisation, role } = membership;
    let values = params![association, i64::from(*organisation), i64::from(account), role.code(), now, by];
    Ok(tx.exec(insert, values)? == 1)
}

/// Takes a role in an organisation back; `false` if it was not held.
pub fn revoke_membership(tx: &mut Tx<'_>, account: Id, membership: &Membership) -> Result<bool, StoreError> {
    let delete = sql!(
        "delete from membership where association = $1 and organisation = $2 and account = $3 and role = $4"
    );
    let Membership { association, organisation, role } = membership;
    let values = params![association, i64::from(*organisation), i64::from(account), role.code()];
    Ok(tx.exec(delete, values)? == 1)
}

/// All roles of a person in organisations.
pub fn memberships(tx: &mut Tx<'_>, account: Id) -> Result<Vec<Membership>, StoreError> {
    let select = sql!(
        "select association, organisation, role from membership where account = $1
         order by association, organisation, role"
    );
    let membership = |row: Row| {
        let role = MemberRole::from_code(row.str("role")?);
        Ok(Membership {
            association: row.text("association")?,
            organisation: row.number("organisation")?,
            role: role.ok_or_else(|| row.fault("role", "is no role in an organisation"))?,
        })
    };
    tx.all(select, params![i64::from(account)])?.into_iter().map(membership).collect()
}

fn office_role(row: &Row) -> Result<OfficeRole, StoreError> {
    OfficeRole::from_code(row.str("role")?).ok_or_else(|| row.fault("role", "is no office role"))
}
