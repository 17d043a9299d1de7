//! Payments, the bank's lists and what each role may release.

use jiff::Timestamp;
use kexiang_core::contract::Bank;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::payment::State;

use crate::{Row, StoreError, Tx};

/// The columns that the reader of `payment` needs.
macro_rules! payment_columns {
    () => {
        "association, id, project, instalment, number, amount_fen, state, holder, bank, account, note, requested_by, \
            requested_name, requested_at, reviewed_by, reviewed_name, reviewed_at, released_by, released_name, \
            released_at, list, voucher, paid_on, reason, settled_name, settled_at, version"
    };
}

/// Who did one of the three steps, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand {
    /// Account.
    pub account: Id,
    /// Name.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Code of the association.
    pub association: String,
    /// Id.
    pub id: Id,
    /// Project.
    pub project: Id,
    /// Number of the instalment, from 1.
    pub instalment: i64,
    /// 拨付编号
    pub number: String,
    /// The instalment's sum, in fen.
    pub amount: Fen,
    /// Where it stands.
    pub state: State,
    /// Where the money goes.
    pub bank: Bank,
    /// What the officer says of receipt or invoice.
    pub note: String,
    /// Who asked for it.
    pub requested: Hand,
    /// Who reviewed it.
    pub reviewed: Option<Hand>,
    /// Who released it.
    pub released: Option<Hand>,
    /// The bank's list it went out with.
    pub list: Option<Id>,
    /// The bank's voucher.
    pub voucher: String,
    /// Day on which the bank paid, as `2026-05-20`; empty before.
    pub paid_on: String,
    /// Why it was declined or came back.
    pub reason: String,
    /// Who recorded what the bank did, or declined.
    pub settled_by: String,
    /// When.
    pub settled_at: Option<Timestamp>,
    /// Row version.
    pub version: i64,
}

fn from_row(row: &Row) -> Result<Payment, StoreError> {
    let hand = |by: &str, name: &str, at: &str| -> Result<Option<Hand>, StoreError> {
        let Some(account) = row.opt_number(by)? else { return Ok(None) };
        Ok(Some(Hand { account, name: row.text(name)?, at: row.time(at)? }))
    };
    Ok(Payment {
        association: row.text("association")?,
        id: row.number("id")?,
        project: row.number("project")?,
        instalment: row.int("instalment")?,
        number: row.text("number")?,
        amount: Fen(row.int("amount_fen")?),
        state: row.parse("state")?,
        bank: Bank { holder: row.text("holder")?, name: row.text("bank")?, account: row.text("account")? },
        note: row.text("note")?,
        requested: Hand {
            account: row.number("requested_by")?,
            name: row.text("requested_name")?,
            at: row.time("requested_at")?,
        },
        reviewed: hand("reviewed_by", "reviewed_name", "reviewed_at")?,
        released: hand("released_by", "released_name", "released_at")?,
        list: row.opt_number("list")?,
        voucher: row.text("voucher")?,
        paid_on: row.text("paid_on")?,
        reason: row.text("reason")?,
        settled_by: row.text("settled_name")?,
        settled_at: row.opt_time("settled_at")?,
        version: row.int("version")?,
    })
}

/// The payment with this id.
pub fn by_id(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Option<Payment>, StoreError> {
    let sql =
        sql!(concat!("select ", payment_columns!(), " from payment where association = $1 and id = $2"));
    tx.one(sql, params![association, id])?.map(|r| from_row(&r.identified(&["id"]))).transpose()
}

/// The payments of a project in the order they were asked for.
pub fn of_project(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Payment>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        payment_columns!(),
        " from payment where association = $1 and project = $2 order by requested_at, id"
    ));
    tx.all(sql, params![association, project])?.iter().map(from_row).collect()
}

/// The payments of an association, the newest first; of one state where `state` is given.
pub fn all(
    tx: &mut Tx<'_>,
    association: &str,
    state: Option<State>,
    limit: i64,
) -> Result<Vec<Payment>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        payment_columns!(),
        " from payment where association = $1 and (cast($2 as text) is null or state = $2) \
            order by requested_at desc, id desc limit $3"
    ));
    let state = state.map(|s| s.code().to_owned());
    tx.all(sql, params![association, state, limit])?.iter().map(from_row).collect()
}

/// Asks for an instalment. The database refuses a second payment that stands for the same one.
pub fn insert(tx: &mut Tx<'_>, p: &Payment) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into payment (association, id, project, instalment, number, amount_fen, state, holder, bank, account, note, \
         requested_by, requested_name, requested_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    let values = params![
        &p.association,
        p.id,
        p.project,
        p.instalment,
        &p.number,
        p.amount.0,
        p.state.code(),
        &p.bank.holder,
        &p.bank.name,
        &p.bank.account,
        &p.note,
        p.requested.account,
        &p.requested.name,
        p.requested.at,
    ];
    tx.execute_one(sql, values)
}

/// Writes a payment back, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn update(tx: &mut Tx<'_>, p: &Payment) -> Result<(), StoreError> {
    let sql = sql!(
        "update payment set state = $4, reviewed_by = $5, reviewed_name = $6, reviewed_at = $7, released_by = $8, \
         released_name = $9, released_at = $10, list = $11, voucher = $12, paid_on = $13, reason = $14, settled_name = $15, \
         settled_at = $16, version = version + 1 where association = $1 and id = $2 and version = $3"
    );
    let (reviewed, released) = (p.reviewed.as_ref(), p.released.as_ref());
    let name = |h: Option<&Hand>| h.map(|h| h.name.clone()).unwrap_or_default();
    let values = params![
        &p.association,
        p.id,
        p.version,
        p.state.code(),
        reviewed.map(|h| h.account),
        name(reviewed),
        reviewed.map(|h| h.at),
        released.map(|h| h.account),
        name(released),
        released.map(|h| h.at),
        p.list,
        &p.voucher,
        &p.paid_on,
        &p.reason,
        &p.settled_by,
        p.settled_at,
    ];
    tx.execute_one(sql, values)
}

/// A list for the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Id.
    pub id: Id,
    /// Number within the association, from 1.
    pub number: i64,
    /// How many payments.
    pub payments: i64,
    /// Their sum, in fen.
    pub total: Fen,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps a list.
pub fn insert_list(tx: &mut Tx<'_>, association: &str, list: &List) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into payment_list (association, id, number, payments, total_fen, made_by, made_at) \
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    let values = params![association, list.id, list.number, list.payments, list.total.0, &list.by, list.at];
    tx.execute_one(sql, values)
}

/// The lists of an association, the newest first.
pub fn lists(tx: &mut Tx<'_>, association: &str) -> Result<Vec<List>, StoreError> {
    let sql = sql!(
        "select id, number, payments, total_fen, made_by, made_at from payment_list where association = $1 \
         order by number desc limit 200"
    );
    let rows = tx.all(sql, params![association])?;
    rows.iter()
        .map(|r| {
            Ok(List {
                id: r.number("id")?,
                number: r.int("number")?,
                payments: r.int("payments")?,
                total: Fen(r.int("total_fen")?),
                by: r.text("made_by")?,
                at: r.time("made_at")?,
            })
        })
        .collect()
}

/// The payments of a list in the order of their numbers.
pub fn of_list(tx: &mut Tx<'_>, association: &str, list: Id) -> Result<Vec<Payment>, StoreError> {
    let sql = sql!(concat!(
        "select ",
        payment_columns!(),
        " from payment where association = $1 and list = $2 order by number"
    ));
    tx.all(sql, params![association, list])?.iter().map(from_row).collect()
}

/// What a role may release, in fen.
pub fn limit(tx: &mut Tx<'_>, association: &str, role: &str) -> Result<Option<Fen>, StoreError> {
    let sql = sql!("select amount_fen from release_limit where association = $1 and role = $2");
    tx.one(sql, params![association, role])?.map(|r| Ok(Fen(r.int("amount_fen")?))).transpose()
}

/// Sets what a role may release, in fen.
pub fn set_limit(
    tx: &mut Tx<'_>,
    association: &str,
    role: &str,
    amount: Fen,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into release_limit (association, role, amount_fen, set_by, set_at) values ($1, $2, $3, $4, $5) \
         on conflict (association, role) do update set amount_fen = $3, set_by = $4, set_at = $5"
    );
    tx.execute_one(sql, params![association, role, amount.0, by, now])
}
