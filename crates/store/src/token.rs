//! Tokens: links for a new password, and tokens with which programs use the JSON interface. Only hashes are kept.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::policy::Actor;

use crate::session::{self, roles};
use crate::{Row, StoreError, Tx};

/// Keeps a link for a new password; links made before become worthless.
pub fn add_recovery(
    tx: &mut Tx<'_>,
    token: &str,
    account: Id,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    let void = sql!("update recovery set used_at = $2 where account = $1 and used_at is null");
    tx.exec(void, params![i64::from(account), now])?;
    let insert = sql!(
        "insert into recovery (association, token, account, created_at, expires_at) values ('', $1, $2, $3, $4)"
    );
    tx.execute_one(insert, params![token, i64::from(account), now, expires_at])
}

/// The account of a link that is still good.
pub fn recovery(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<Id>, StoreError> {
    let select = sql!(
        "select account from recovery where association = '' and token = $1 and used_at is null and expires_at > $2"
    );
    tx.one(select, params![token, now])?.map(|row| row.number("account")).transpose()
}

/// Uses a link up; the account, none if the link is not good any more.
pub fn use_recovery(tx: &mut Tx<'_>, token: &str, now: Timestamp) -> Result<Option<Id>, StoreError> {
    let update = sql!(
        "update recovery set used_at = $2
         where association = '' and token = $1 and used_at is null and expires_at > $2 returning account"
    );
    tx.one(update, params![token, now])?.map(|row| row.number("account")).transpose()
}

/// A token for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Identity.
    pub id: Id,
    /// Account it acts for.
    pub account: Id,
    /// What it is for, in the person's words.
    pub name: String,
    /// What it may do; kept separated by spaces.
    pub scopes: Vec<String>,
    /// Made at.
    pub created_at: Timestamp,
    /// Good until.
    pub expires_at: Timestamp,
    /// Last use.
    pub used_at: Option<Timestamp>,
    /// Taken back at.
    pub revoked_at: Option<Timestamp>,
}

/// Keeps a token by its hash.
pub fn add_api_token(tx: &mut Tx<'_>, token: &ApiToken, hash: &str) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into api_token (association, id, account, token, name, scopes, created_at, expires_at)
         values ('', $1, $2, $3, $4, $5, $6, $7)"
    );
    let ApiToken { id, account, name, scopes, created_at, expires_at, .. } = token;
    let (id, account) = (i64::from(*id), i64::from(*account));
    tx.execute_one(insert, params![id, account, hash, name, scopes.join(" "), *created_at, *expires_at])
}

/// The tokens of a person, newest first.
pub fn api_tokens(tx: &mut Tx<'_>, account: Id) -> Result<Vec<ApiToken>, StoreError> {
    let select = sql!(
        "select id, account, name, scopes, created_at, expires_at, used_at, revoked_at from api_token
         where account = $1 order by created_at desc"
    );
    tx.all(select, params![i64::from(account)])?.into_iter().map(from_row).collect()
}

/// The person for whom a token acts, with the token's scopes and when it was last used; none if it is not good.
pub fn api_actor(
    tx: &mut Tx<'_>,
    hash: &str,
    now: Timestamp,
) -> Result<Option<(Actor, Option<Timestamp>)>, StoreError> {
    let select = sql!(concat!(
        "select t.id, t.account, t.scopes, t.used_at, a.name, ",
        roles!(),
        " from api_token t join account a on a.association = '' and a.id = t.account
         where t.token = $1 and t.revoked_at is null and t.expires_at > $2 and a.state = 'active'"
    ));
    let Some(row) = tx.one(select, params![hash, now])? else { return Ok(None) };
    let row = row.identified(&["id"]);
    let account = row.number("account")?;
    let actor = Actor {
        kind: kexiang_core::policy::ActorKind::Token,
        account: Some(account),
        name: row.text("name")?,
        offices: session::offices(&row)?,
        memberships: session::memberships(&row)?,
        scopes: scopes(&row)?,
    };
    Ok(Some((actor, row.opt_time("used_at")?)))
}

/// Notes that a token is used.
pub fn touch_api_token(tx: &mut Tx<'_>, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    let update = sql!("update api_token set used_at = $2 where token = $1");
    tx.exec(update, params![hash, now]).map(|_| ())
}

/// Takes a token back; `false` if it is not the person's or was taken back before.
pub fn revoke_api_token(tx: &mut Tx<'_>, account: Id, id: Id, now: Timestamp) -> Result<bool, StoreError> {
    let update = sql!(
        "update api_token set revoked_at = $3
         where association = '' and id = $2 and account = $1 and revoked_at is null"
    );
    Ok(tx.exec(update, params![i64::from(account), i64::from(id), now])? == 1)
}

fn from_row(row: Row) -> Result<ApiToken, StoreError> {
    let row = row.identified(&["id"]);
    Ok(ApiToken {
        id: row.number("id")?,
        account: row.number("account")?,
        name: row.text("name")?,
        scopes: scopes(&row)?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        used_at: row.opt_time("used_at")?,
        revoked_at: row.opt_time("revoked_at")?,
    })
}

fn scopes(row: &Row) -> Result<Vec<String>, StoreError> {
    Ok(row.str("scopes")?.split_whitespace().map(str::to_owned).collect())
}
