//! The ledger of projects: movements that are never changed, and the balances they add up to.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::ledger::{Account, Book, Cause};
use kexiang_core::money::Fen;

use crate::{StoreError, Tx};

/// A movement between two accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Number within the project, from 1.
    pub seq: i64,
    /// Why.
    pub cause: Cause,
    /// Project, payment, expense, order or receipt it comes from.
    pub source: Id,
    /// The account it leaves.
    pub from: Account,
    /// The account it reaches.
    pub to: Account,
    /// The sum, in fen.
    pub amount: Fen,
    /// What it was, for readers of the ledger.
    pub words: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What is to be booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting<'a> {
    /// Why.
    pub cause: Cause,
    /// Project, payment, expense, order or receipt it comes from: the same cause and source cannot be booked twice.
    pub source: Id,
    /// The sum, in fen.
    pub amount: Fen,
    /// What it is, for readers of the ledger.
    pub words: &'a str,
    /// Who.
    pub by: &'a str,
    /// When.
    pub at: Timestamp,
}

/// Books a movement: the entry and both balances. Movements of one project wait for each other. The database refuses what
/// was booked before and a balance that cannot be.
pub fn post(
    tx: &mut Tx<'_>,
    association: &str,
    project: Id,
    posting: &Posting<'_>,
) -> Result<(), StoreError> {
    let hold = sql!("select id from project where association = $1 and id = $2 {for update}");
    tx.the(hold, params![association, project])?;
    let last = sql!("select max(seq) as n from ledger_entry where association = $1 and project = $2");
    let seq = tx.the(last, params![association, project])?.opt_int("n")?.unwrap_or(0) + 1;
    let (from, to) = posting.cause.way();
    let insert = sql!(
        "insert into ledger_entry (association, project, seq, cause, source, from_account, to_account, amount_fen, words, \
         by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let values = params![
        association,
        project,
        seq,
        posting.cause.code(),
        posting.source,
        from.code(),
        to.code(),
        posting.amount.0,
        posting.words,
        posting.by,
        posting.at
    ];
    tx.execute_one(insert, values)?;
    add(tx, association, project, from, -posting.amount)?;
    add(tx, association, project, to, posting.amount)
}

fn add(
    tx: &mut Tx<'_>,
    association: &str,
    project: Id,
    account: Account,
    amount: Fen,
) -> Result<(), StoreError> {
    let update = sql!(
        "update ledger_balance set balance_fen = balance_fen + $4 \
         where association = $1 and project = $2 and account = $3"
    );
    if tx.exec(update, params![association, project, account.code(), amount.0])? == 0 {
        let insert = sql!(
            "insert into ledger_balance (association, project, account, balance_fen) values ($1, $2, $3, $4)"
        );
        tx.execute_one(insert, params![association, project, account.code(), amount.0])?;
    }
    Ok(())
}

/// The balances of a project.
pub fn book(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Book, StoreError> {
    let sql = sql!("select account, balance_fen from ledger_balance where association = $1 and project = $2");
    let rows = tx.all(sql, params![association, project])?;
    let balances: Result<Vec<_>, StoreError> =
        rows.iter().map(|r| Ok((r.parse("account")?, Fen(r.int("balance_fen")?)))).collect();
    Ok(Book::new(balances?))
}

/// The balances of all projects of an association, by project.
pub fn books(tx: &mut Tx<'_>, association: &str) -> Result<Vec<(Id, Book)>, StoreError> {
    let sql = sql!(
        "select project, account, balance_fen from ledger_balance where association = $1 order by project, account"
    );
    let mut all: Vec<(Id, Vec<(Account, Fen)>)> = Vec::new();
    for row in &tx.all(sql, params![association])? {
        let project: Id = row.number("project")?;
        let balance = (row.parse("account")?, Fen(row.int("balance_fen")?));
        match all.last_mut() {
            Some((last, balances)) if *last == project => balances.push(balance),
            _ => all.push((project, vec![balance])),
        }
    }
    Ok(all.into_iter().map(|(project, balances)| (project, Book::new(balances))).collect())
}

/// The movements of a project in order.
pub fn entries(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Vec<Entry>, StoreError> {
    let sql = sql!(
        "select seq, cause, source, from_account, to_account, amount_fen, words, by_name, at from ledger_entry \
         where association = $1 and project = $2 order by seq"
    );
    let rows = tx.all(sql, params![association, project])?;
    rows.iter()
        .map(|r| {
            Ok(Entry {
                seq: r.int("seq")?,
                cause: r.parse("cause")?,
                source: r.number("source")?,
                from: r.parse("from_account")?,
                to: r.parse("to_account")?,
                amount: Fen(r.int("amount_fen")?),
                words: r.text("words")?,
                by: r.text("by_name")?,
                at: r.time("at")?,
            })
        })
        .collect()
}

/// Projects whose balances are not what their movements add up to (对账差异): none, or the store was tampered with.
pub fn differing(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Id>, StoreError> {
    let sql = sql!(
        "select b.project as project from ledger_balance b where b.association = $1 and b.balance_fen <> \
         (select coalesce(sum(case when e.to_account = b.account then e.amount_fen else -e.amount_fen end), 0) \
          from ledger_entry e where e.association = b.association and e.project = b.project \
          and (e.to_account = b.account or e.from_account = b.account)) \
         group by b.project order by b.project"
    );
    tx.all(sql, params![association])?.iter().map(|r| r.number("project")).collect()
}
