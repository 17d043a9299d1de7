//! 账号: people who sign in.

mod credential;
mod list;
mod role;

use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{Row, StoreError, Tx};

pub use credential::{
    clear_factor, confirm_factor, former_passwords, note_factor_step, recovery_codes_left, set_password,
    set_pending_factor, use_recovery_code,
};
pub use list::{Filter, Listed, count, page};
pub use role::{
    Granted, class_of, grant_membership, grant_office, in_office, join_office, members, memberships,
    office_people, offices, revoke_membership, revoke_office,
};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Identity.
    pub id: Id,
    /// Sign-in name, lower case, unique.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Mail address; empty if none.
    pub email: String,
    /// Telephone; empty if none.
    pub phone: String,
    /// Language of mails, `zh` or `en`.
    pub language: String,
    /// Whether it may sign in.
    pub active: bool,
    /// PHC string of Argon2id; empty if none was set yet.
    pub password: String,
    /// When the password was set.
    pub password_at: Timestamp,
    /// Whether the next sign-in must change it.
    pub must_change: bool,
    /// Sealed secret of the second factor.
    pub totp: Option<String>,
    /// Sealed secret of a second factor that waits for its first code.
    pub totp_pending: Option<String>,
    /// The last time step whose code was taken.
    pub totp_step: i64,
    /// The last sign-in.
    pub sign_in: Option<(Timestamp, String)>,
    /// The sign-in before that.
    pub previous_sign_in: Option<(Timestamp, String)>,
    /// From here the days without sign-in are counted.
    pub used_at: Timestamp,
    /// Grows with each change of the profile.
    pub version: i64,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Identity.
    pub id: Id,
    /// Sign-in name; kept in lower case.
    pub login: String,
    /// Name of the person.
    pub name: String,
    /// Mail address; empty if none.
    pub email: String,
    /// Telephone; empty if none.
    pub phone: String,
    /// PHC string; empty if the first password comes by mail.
    pub password: String,
    /// Whether the first sign-in must change it.
    pub must_change: bool,
}

/// Adds an account; `false` if the sign-in name is taken.
pub fn add(tx: &mut Tx<'_>, account: &NewAccount, now: Timestamp) -> Result<bool, StoreError> {
    let insert = sql!(
        "insert into account (association, id, login, name, email, phone, language, state, password, password_at,
             must_change, totp_step, used_at, created_at, version)
         values ('', $1, lower($2), $3, $4, $5, 'zh', 'active', $6, $7, $8, 0, $7, $7, 1)
         on conflict (login) do nothing"
    );
    let NewAccount { id, login, name, email, phone, password, must_change } = account;
    let added =
        tx.exec(insert, params![i64::from(*id), login, name, email, phone, password, now, *must_change])?;
    Ok(added == 1)
}

/// The account with this sign-in name.
pub fn by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<Account>, StoreError> {
    let select = sql!(
        "select id, login, name, email, phone, language, state, password, password_at, must_change, totp, totp_pending,
             totp_step, sign_in_at, sign_in_ip, previous_sign_in_at, previous_sign_in_ip, used_at, version
         from account where login = lower($1)"
    );
    tx.one(select, params![login])?.map(from_row).transpose()
}

/// The account with this identity.
pub fn by_id(tx: &mut Tx<'_>, id: Id) -> Result<Option<Account>, StoreError> {
    let select = sql!(
        "select id, login, name, email, phone, language, state, password, password_at, must_change, totp, totp_pending,
             totp_step, sign_in_at, sign_in_ip, previous_sign_in_at, previous_sign_in_ip, used_at, version
         from account where association = '' and id = $1"
    );
    tx.one(select, params![i64::from(id)])?.map(from_row).transpose()
}

/// Accounts with this mail address.
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Vec<Account>, StoreError> {
    let select = sql!(
        "select id, login, name, email, phone, language, state, password, password_at, must_change, totp, totp_pending,
             totp_step, sign_in_at, sign_in_ip, previous_sign_in_at, previous_sign_in_ip, used_at, version
         from account where email = $1 and email <> '' order by id"
    );
    tx.all(select, params![email])?.into_iter().map(from_row).collect()
}

/// Changes what a person says about themselves, if nobody changed it since `version`.
pub fn set_profile(
    tx: &mut Tx<'_>,
    id: Id,
    version: i64,
    (name, email, phone): (&str, &str, &str),
) -> Result<(), StoreError> {
    let update = sql!(
        "update account set name = $3, email = $4, phone = $5, version = version + 1
         where association = '' and id = $1 and version = $2"
    );
    tx.execute_one(update, params![i64::from(id), version, name, email, phone])
}

/// Sets the language of the person's mails.
pub fn set_language(tx: &mut Tx<'_>, id: Id, language: &str) -> Result<(), StoreError> {
    let update = sql!("update account set language = $2 where association = '' and id = $1");
    tx.execute_one(update, params![i64::from(id), language])
}

/// Lets an account sign in or not; enabling starts the days without sign-in anew.
pub fn set_active(tx: &mut Tx<'_>, id: Id, active: bool, now: Timestamp) -> Result<(), StoreError> {
    let update = sql!(
        "update account set state = $2, used_at = case when $2 = 'active' then $3 else used_at end
         where association = '' and id = $1"
    );
    tx.execute_one(update, params![i64::from(id), if active { "active" } else { "disabled" }, now])
}

/// Notes a sign-in; the one before it is kept to be shown.
pub fn note_sign_in(tx: &mut Tx<'_>, id: Id, now: Timestamp, ip: &str) -> Result<(), StoreError> {
    let update = sql!(
        "update account set previous_sign_in_at = sign_in_at, previous_sign_in_ip = sign_in_ip,
             sign_in_at = $2, sign_in_ip = $3, used_at = $2
         where association = '' and id = $1"
    );
    tx.execute_one(update, params![i64::from(id), now, ip])
}

fn from_row(row: Row) -> Result<Account, StoreError> {
    let row = row.identified(&["id"]);
    let at = |time: &str, ip: &str| -> Result<Option<(Timestamp, String)>, StoreError> {
        Ok(row.opt_time(time)?.map(|at| (at, row.opt_text(ip).ok().flatten().unwrap_or_default())))
    };
    Ok(Account {
        id: row.number("id")?,
        login: row.text("login")?,
        name: row.text("name")?,
        email: row.text("email")?,
        phone: row.text("phone")?,
        language: row.text("language")?,
        active: row.str("state")? == "active",
        password: row.text("password")?,
        password_at: row.time("password_at")?,
        must_change: row.flag("must_change")?,
        totp: row.opt_text("totp")?,
        totp_pending: row.opt_text("totp_pending")?,
        totp_step: row.int("totp_step")?,
        sign_in: at("sign_in_at", "sign_in_ip")?,
        previous_sign_in: at("previous_sign_in_at", "previous_sign_in_ip")?,
        used_at: row.time("used_at")?,
        version: row.int("version")?,
    })
}
