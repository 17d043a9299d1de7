use jiff::Timestamp;
use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::organisation::{CreditBar, Fact, FactKind};

use crate::{Row, StoreError, Tx};

/// One entry of the ledger's history: a fact as it was recorded, corrected or withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactEntry {
    /// Which fact.
    pub kind: FactKind,
    /// Of which year.
    pub year: i16,
    /// Number of the entry, from 1.
    pub seq: i64,
    /// Its value; empty where the entry withdraws the fact.
    pub value: String,
    /// Document it rests on.
    pub basis: String,
    /// Why it was corrected; empty for the first entry.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// A credit measure with its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Identity.
    pub id: Id,
    /// The measure.
    pub bar: CreditBar,
    /// When and by whom it was recorded.
    pub recorded: (Timestamp, String),
    /// When, by whom and why it was lifted.
    pub lifted: Option<(Timestamp, String, String)>,
}

/// The facts of an organisation, newest year first.
pub fn facts(tx: &mut Tx<'_>, association: &str, organisation: Id) -> Result<Vec<Fact>, StoreError> {
    let sql = sql!(
        "select kind, year, value from organisation_fact where association = $1 and organisation = $2 \
         order by year desc, kind"
    );
    tx.all(sql, params![association, organisation])?.iter().map(fact).collect()
}

/// The facts of all organisations from a year on, for lists and registers.
pub fn facts_since(tx: &mut Tx<'_>, association: &str, year: i16) -> Result<Vec<(Id, Fact)>, StoreError> {
    let sql = sql!(
        "select organisation, kind, year, value from organisation_fact where association = $1 and year >= $2 \
         order by organisation, year desc, kind"
    );
    let rows = tx.all(sql, params![association, i64::from(year)])?;
    rows.iter().map(|r| Ok((r.number("organisation")?, fact(r)?))).collect()
}

fn fact(row: &Row) -> Result<Fact, StoreError> {
    Ok(Fact { kind: row.parse("kind")?, year: row.number("year")?, value: row.text("value")? })
}

/// Everything that was ever recorded about an organisation's facts, newest year first, latest entry first.
pub fn fact_entries(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
) -> Result<Vec<FactEntry>, StoreError> {
    let sql = sql!(
        "select kind, year, seq, value, basis, reason, recorded_at, recorded_by from organisation_fact_entry \
         where association = $1 and organisation = $2 order by year desc, kind, seq desc"
    );
    let entry = |r: &Row| {
        Ok(FactEntry {
            kind: r.parse("kind")?,
            year: r.number("year")?,
            seq: r.int("seq")?,
            value: r.text("value")?,
            basis: r.text("basis")?,
            reason: r.text("reason")?,
            at: r.time("recorded_at")?,
            by: r.text("recorded_by")?,
        })
    };
    tx.all(sql, params![association, organisation])?.iter().map(entry).collect()
}

/// Records a fact or corrects it; what it was before stays in the history. `because` is the document it rests on and the
/// reason of a correction, `by` who does it when.
pub fn put_fact(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
    fact: &Fact,
    (basis, reason): (&str, &str),
    (by, now): (&str, Timestamp),
) -> Result<(), StoreError> {
    remove(tx, association, organisation, fact)?;
    let insert = sql!(
        "insert into organisation_fact (association, organisation, kind, year, value, basis, recorded_at, recorded_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let year = i64::from(fact.year);
    let row = params![association, organisation, fact.kind.code(), year, &fact.value, basis, now, by];
    tx.execute_one(insert, row)?;
    enter(tx, association, organisation, fact, (basis, reason), (by, now))
}

/// Withdraws a fact that should never have been recorded; the entries stay, with this one behind them.
pub fn withdraw_fact(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
    fact: &Fact,
    reason: &str,
    by: (&str, Timestamp),
) -> Result<(), StoreError> {
    remove(tx, association, organisation, fact)?;
    let gone = Fact { value: String::new(), ..fact.clone() };
    enter(tx, association, organisation, &gone, ("", reason), by)
}

fn remove(tx: &mut Tx<'_>, association: &str, organisation: Id, fact: &Fact) -> Result<(), StoreError> {
    let remove = sql!(
        "delete from organisation_fact where association = $1 and organisation = $2 and kind = $3 and year = $4"
    );
    tx.exec(remove, params![association, organisation, fact.kind.code(), i64::from(fact.year)]).map(|_| ())
}

fn enter(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
    fact: &Fact,
    (basis, reason): (&str, &str),
    (by, now): (&str, Timestamp),
) -> Result<(), StoreError> {
    let last = sql!(
        "select coalesce(max(seq), 0) as n from organisation_fact_entry \
         where association = $1 and organisation = $2 and kind = $3 and year = $4"
    );
    let (kind, year) = (fact.kind.code(), i64::from(fact.year));
    let seq = tx.the(last, params![association, organisation, kind, year])?.int("n")? + 1;
    let insert = sql!(
        "insert into organisation_fact_entry \
         (association, organisation, kind, year, seq, value, basis, reason, recorded_at, recorded_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let row = params![association, organisation, kind, year, seq, &fact.value, basis, reason, now, by];
    tx.execute_one(insert, row)
}

/// Years whose ledger is complete for every kind of fact that was closed.
pub fn closed_years(tx: &mut Tx<'_>, association: &str) -> Result<Vec<i16>, StoreError> {
    let sql = sql!("select distinct year from ledger_year where association = $1 order by year");
    tx.all(sql, params![association])?.iter().map(|r| r.number("year")).collect()
}

/// The ledgers that were declared complete: kind, year, when and by whom.
pub fn closed_ledgers(
    tx: &mut Tx<'_>,
    association: &str,
) -> Result<Vec<(FactKind, i16, Timestamp, String)>, StoreError> {
    let sql = sql!(
        "select kind, year, closed_at, closed_by from ledger_year where association = $1 order by year desc, kind"
    );
    let rows = tx.all(sql, params![association])?;
    rows.iter()
        .map(|r| Ok((r.parse("kind")?, r.number("year")?, r.time("closed_at")?, r.text("closed_by")?)))
        .collect()
}

/// Declares the ledger of a kind of fact complete for a year.
pub fn close_year(
    tx: &mut Tx<'_>,
    association: &str,
    kind: FactKind,
    year: i16,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into ledger_year (association, kind, year, closed_at, closed_by) values ($1, $2, $3, $4, $5)"
    );
    tx.execute_one(sql, params![association, kind.code(), i64::from(year), now, by])
}

/// The credit measures of an organisation that were not lifted.
pub fn bars(tx: &mut Tx<'_>, association: &str, organisation: Id) -> Result<Vec<CreditBar>, StoreError> {
    let all = all_bars(tx, association, organisation)?;
    Ok(all.into_iter().filter(|b| b.lifted.is_none()).map(|b| b.bar).collect())
}

/// All credit measures of an organisation, lifted ones too, the latest first.
pub fn all_bars(tx: &mut Tx<'_>, association: &str, organisation: Id) -> Result<Vec<Bar>, StoreError> {
    let sql = sql!(
        "select id, starts, ends, basis, recorded_at, recorded_by, lifted_at, lifted_by, lift_reason from credit_bar \
         where association = $1 and organisation = $2 order by starts desc, id desc"
    );
    tx.all(sql, params![association, organisation])?.iter().map(bar).collect()
}

fn bar(r: &Row) -> Result<Bar, StoreError> {
    let to: Option<Date> = if r.str("ends")?.is_empty() { None } else { Some(r.parse("ends")?) };
    let lifted = match r.opt_time("lifted_at")? {
        None => None,
        Some(at) => Some((at, r.text("lifted_by")?, r.text("lift_reason")?)),
    };
    Ok(Bar {
        id: r.number("id")?,
        bar: CreditBar { from: r.parse("starts")?, to, basis: r.text("basis")? },
        recorded: (r.time("recorded_at")?, r.text("recorded_by")?),
        lifted,
    })
}

/// Records a credit measure.
pub fn add_bar(
    tx: &mut Tx<'_>,
    association: &str,
    id: Id,
    organisation: Id,
    bar: &CreditBar,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = sql!(
        "insert into credit_bar (association, id, organisation, starts, ends, basis, recorded_at, recorded_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let ends = bar.to.map_or_else(String::new, |d| d.to_string());
    tx.execute_one(
        sql,
        params![association, id, organisation, bar.from.to_string(), ends, &bar.basis, now, by],
    )
}

/// Lifts a credit measure before its end; `false` if it was lifted already or is none of this organisation.
pub fn lift_bar(
    tx: &mut Tx<'_>,
    association: &str,
    organisation: Id,
    id: Id,
    reason: &str,
    (by, now): (&str, Timestamp),
) -> Result<bool, StoreError> {
    let sql = sql!(
        "update credit_bar set lifted_at = $4, lifted_by = $5, lift_reason = $6 \
         where association = $1 and id = $2 and organisation = $3 and lifted_at is null"
    );
    Ok(tx.exec(sql, params![association, id, organisation, now, by, reason])? == 1)
}
