//! Figures of an office (统计): grouped in the database, never by reading every row.

use kexiang_core::id::Id;
use kexiang_core::organisation::OrganisationClass;

use crate::{Row, StoreError, Tx};

/// Applications that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applications {
    /// Call.
    pub call: Id,
    /// Code of the type.
    pub type_code: String,
    /// State code.
    pub state: String,
    /// Class of the applying organisation.
    pub class: OrganisationClass,
    /// How many.
    pub n: i64,
    /// Sum applied for, in fen.
    pub amount: i64,
}

/// Projects that are alike. Sums in fen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projects {
    /// Call.
    pub call: Id,
    /// Code of the type.
    pub type_code: String,
    /// State code.
    pub state: String,
    /// Class of the organisation.
    pub class: OrganisationClass,
    /// GB/T 2260 code of its region; empty where it is not known.
    pub region: String,
    /// How many.
    pub n: i64,
    /// Approved.
    pub amount: i64,
    /// Paid and not come back.
    pub paid: i64,
    /// Spent.
    pub spent: i64,
    /// Claimed back and not yet received.
    pub owed: i64,
    /// Received back.
    pub recovered: i64,
}

/// Concluded acceptances that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts {
    /// Call.
    pub call: Id,
    /// Code of the type.
    pub type_code: String,
    /// Verdict code.
    pub verdict: String,
    /// How many.
    pub n: i64,
    /// Sum of the shares of the targets that stand, in basis points.
    pub basis_points: i64,
}

/// The submitted applications by call, type, state and class.
pub fn applications(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Applications>, StoreError> {
    let sql = sql!(
        "select call, type_code, state, class, count(*) as n, cast(coalesce(sum(amount_fen), 0) as bigint) as amount \
         from application where association = $1 and submitted_at is not null \
         group by call, type_code, state, class order by call, type_code, state, class"
    );
    let one = |r: &Row| {
        Ok(Applications {
            call: r.number("call")?,
            type_code: r.text("type_code")?,
            state: r.text("state")?,
            class: r.parse("class")?,
            n: r.int("n")?,
            amount: r.int("amount")?,
        })
    };
    tx.all(sql, params![association])?.iter().map(one).collect()
}

/// The projects by call, type, state, class and region, with their money.
pub fn projects(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Projects>, StoreError> {
    let sql = sql!(
        "select p.call, p.type_code, p.state, o.class, o.region, count(*) as n, \
         cast(sum(p.amount_fen) as bigint) as amount, cast(coalesce(sum(b.paid), 0) as bigint) as paid, \
         cast(coalesce(sum(b.spent), 0) as bigint) as spent, cast(coalesce(sum(b.owed), 0) as bigint) as owed, \
         cast(coalesce(sum(b.recovered), 0) as bigint) as recovered \
         from project p join organisation o on o.association = p.association and o.id = p.organisation \
         left join (select project, \
         sum(case when account in ('held', 'spent') then balance_fen else 0 end) as paid, \
         sum(case when account = 'spent' then balance_fen else 0 end) as spent, \
         sum(case when account = 'receivable' then balance_fen else 0 end) as owed, \
         sum(case when account = 'recovered' then balance_fen else 0 end) as recovered \
         from ledger_balance where association = $1 group by project) b on b.project = p.id \
         where p.association = $1 group by p.call, p.type_code, p.state, o.class, o.region \
         order by p.call, p.type_code, p.state, o.class, o.region"
    );
    let one = |r: &Row| {
        Ok(Projects {
            call: r.number("call")?,
            type_code: r.text("type_code")?,
            state: r.text("state")?,
            class: r.parse("class")?,
            region: r.text("region")?,
            n: r.int("n")?,
            amount: r.int("amount")?,
            paid: r.int("paid")?,
            spent: r.int("spent")?,
            owed: r.int("owed")?,
            recovered: r.int("recovered")?,
        })
    };
    tx.all(sql, params![association])?.iter().map(one).collect()
}

/// The concluded acceptances by call, type and verdict.
pub fn verdicts(tx: &mut Tx<'_>, association: &str) -> Result<Vec<Verdicts>, StoreError> {
    let sql = sql!(
        "select p.call, p.type_code, a.verdict, count(*) as n, cast(sum(a.basis_points) as bigint) as basis_points \
         from acceptance a join project p on p.association = a.association and p.id = a.project \
         where a.association = $1 and a.state = 'concluded' group by p.call, p.type_code, a.verdict \
         order by p.call, p.type_code, a.verdict"
    );
    let one = |r: &Row| {
        Ok(Verdicts {
            call: r.number("call")?,
            type_code: r.text("type_code")?,
            verdict: r.text("verdict")?,
            n: r.int("n")?,
            basis_points: r.int("basis_points")?,
        })
    };
    tx.all(sql, params![association])?.iter().map(one).collect()
}

/// Class and region of the organisation of each project, for lists that are narrowed by them.
pub fn places(
    tx: &mut Tx<'_>,
    association: &str,
) -> Result<Vec<(Id, OrganisationClass, String)>, StoreError> {
    let sql = sql!(
        "select p.id, o.class, o.region from project p \
         join organisation o on o.association = p.association and o.id = p.organisation \
         where p.association = $1 order by p.id"
    );
    let rows = tx.all(sql, params![association])?;
    rows.iter().map(|r| Ok((r.number("id")?, r.parse("class")?, r.text("region")?))).collect()
}
