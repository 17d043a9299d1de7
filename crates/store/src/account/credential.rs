use jiff::Timestamp;
use kexiang_core::id::Id;

use crate::{StoreError, Tx};

/// Sets a password and keeps the former one to refuse it later.
pub fn set_password(
    tx: &mut Tx<'_>,
    id: Id,
    password: &str,
    must_change: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = i64::from(id);
    let keep = sql!(
        "insert into former_password (association, account, seq, password)
         select '', a.id, (select coalesce(max(f.seq), 0) + 1 from former_password f
             where f.association = '' and f.account = a.id), a.password
         from account a where a.association = '' and a.id = $1 and a.password <> ''"
    );
    tx.exec(keep, params![id])?;
    let update = sql!(
        "update account set password = $2, must_change = $3, password_at = $4 where association = '' and id = $1"
    );
    tx.execute_one(update, params![id, password, must_change, now])
}

/// The newest former passwords, without the present one.
pub fn former_passwords(tx: &mut Tx<'_>, id: Id, most: i64) -> Result<Vec<String>, StoreError> {
    let select = sql!(
        "select password from former_password where association = '' and account = $1 order by seq desc limit $2"
    );
    tx.all(select, params![i64::from(id), most])?.iter().map(|row| row.text("password")).collect()
}

/// Keeps a second factor that waits for its first code.
pub fn set_pending_factor(tx: &mut Tx<'_>, id: Id, sealed: &str) -> Result<(), StoreError> {
    let update = sql!("update account set totp_pending = $2 where association = '' and id = $1");
    tx.execute_one(update, params![i64::from(id), sealed])
}

/// Makes the pending second factor the real one; `codes` are fingerprints of new recovery codes.
pub fn confirm_factor(tx: &mut Tx<'_>, id: Id, step: i64, codes: &[String]) -> Result<(), StoreError> {
    let id = i64::from(id);
    let update = sql!(
        "update account set totp = totp_pending, totp_pending = null, totp_step = $2
         where association = '' and id = $1 and totp_pending is not null"
    );
    tx.execute_one(update, params![id, step])?;
    tx.exec(sql!("delete from recovery_code where association = '' and account = $1"), params![id])?;
    let insert = sql!("insert into recovery_code (association, account, code) values ('', $1, $2)");
    codes.iter().try_for_each(|code| tx.execute_one(insert, params![id, code]))
}

/// Removes the second factor and its recovery codes.
pub fn clear_factor(tx: &mut Tx<'_>, id: Id) -> Result<(), StoreError> {
    let id = i64::from(id);
    tx.exec(sql!("delete from recovery_code where association = '' and account = $1"), params![id])?;
    let update =
        sql!("update account set totp = null, totp_pending = null where association = '' and id = $1");
    tx.execute_one(update, params![id])
}

/// Takes a code's time step; `false` if this or a later one was taken already.
pub fn note_factor_step(tx: &mut Tx<'_>, id: Id, step: i64) -> Result<bool, StoreError> {
    let update =
        sql!("update account set totp_step = $2 where association = '' and id = $1 and totp_step < $2");
    Ok(tx.exec(update, params![i64::from(id), step])? == 1)
}

/// Uses up a recovery code; `false` if there is no such code.
pub fn use_recovery_code(tx: &mut Tx<'_>, id: Id, fingerprint: &str) -> Result<bool, StoreError> {
    let delete = sql!("delete from recovery_code where association = '' and account = $1 and code = $2");
    Ok(tx.exec(delete, params![i64::from(id), fingerprint])? == 1)
}

/// How many recovery codes are left.
pub fn recovery_codes_left(tx: &mut Tx<'_>, id: Id) -> Result<i64, StoreError> {
    let count = sql!("select count(*) as n from recovery_code where association = '' and account = $1");
    tx.the(count, params![i64::from(id)])?.int("n")
}
