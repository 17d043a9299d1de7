//! Rows of the registers (台账): what a project's life left in several tables, in one statement each.

use kexiang_core::acceptance::{Form, Verdict};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;

use crate::{Row, StoreError, Tx};

/// A payment that was made, with its project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// 拨付编号
    pub number: String,
    /// Project.
    pub project: Id,
    /// Organisation.
    pub organisation_name: String,
    /// 户名
    pub holder: String,
    /// 开户行
    pub bank: String,
    /// 账号
    pub account: String,
    /// The sum, in fen.
    pub amount: Fen,
    /// Approved for the project, in fen.
    pub approved: Fen,
    /// Day on which the bank paid.
    pub paid_on: String,
    /// The bank's voucher.
    pub voucher: String,
}

/// The payments that were made, by day and number; `call` 0: of all calls.
pub fn paid(tx: &mut Tx<'_>, association: &str, call: i64) -> Result<Vec<Paid>, StoreError> {
    let sql = sql!(
        "select y.number, y.project, p.organisation_name, y.holder, y.bank, y.account, y.amount_fen, \
         p.amount_fen as approved, y.paid_on, y.voucher \
         from payment y join project p on p.association = y.association and p.id = y.project \
         where y.association = $1 and y.state = 'paid' and (cast($2 as bigint) = 0 or p.call = $2) \
         order by y.paid_on, y.number"
    );
    let one = |r: &Row| {
        Ok(Paid {
            number: r.text("number")?,
            project: r.number("project")?,
            organisation_name: r.text("organisation_name")?,
            holder: r.text("holder")?,
            bank: r.text("bank")?,
            account: r.text("account")?,
            amount: Fen(r.int("amount_fen")?),
            approved: Fen(r.int("approved")?),
            paid_on: r.text("paid_on")?,
            voucher: r.text("voucher")?,
        })
    };
    tx.all(sql, params![association, call])?.iter().map(one).collect()
}

/// A concluded acceptance, with what its form said of the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// 立项编号
    pub number: String,
    /// Title.
    pub title: String,
    /// Organisation.
    pub organisation_name: String,
    /// Round.
    pub round: i64,
    /// The form as it was handed in.
    pub form: Form,
    /// Whether finance found the money in order, and in what words.
    pub money: (bool, String),
    /// Verdict with the share of the targets that stand, in basis points.
    pub verdict: (Verdict, u32),
}

/// The concluded acceptances, by number and round; `call` 0: of all calls.
pub fn accepted(tx: &mut Tx<'_>, association: &str, call: i64) -> Result<Vec<Accepted>, StoreError> {
    let sql = sql!(
        "select p.number, p.title, p.organisation_name, a.round, a.form, a.money_in_order, a.money_words, a.verdict, \
         a.basis_points from acceptance a join project p on p.association = a.association and p.id = a.project \
         where a.association = $1 and a.state = 'concluded' and (cast($2 as bigint) = 0 or p.call = $2) \
         order by p.number, a.round"
    );
    let one = |r: &Row| {
        Ok(Accepted {
            number: r.text("number")?,
            title: r.text("title")?,
            organisation_name: r.text("organisation_name")?,
            round: r.int("round")?,
            form: serde_json::from_value(r.json("form")?).map_err(|e| r.fault("form", e))?,
            money: (r.flag("money_in_order")?, r.text("money_words")?),
            verdict: (r.parse("verdict")?, r.number("basis_points")?),
        })
    };
    tx.all(sql, params![association, call])?.iter().map(one).collect()
}

/// A project with what happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// 立项编号
    pub number: String,
    /// Code of the type.
    pub type_code: String,
    /// Title.
    pub title: String,
    /// Organisation.
    pub organisation_name: String,
    /// Project leader.
    pub leader: String,
    /// State code.
    pub state: String,
    /// Approved, in fen.
    pub amount: Fen,
    /// The first payment, in fen; 0: nothing was paid yet.
    pub first: Fen,
    /// Paid and not come back, in fen.
    pub paid: Fen,
    /// Spent, in fen.
    pub spent: Fen,
    /// Received back, in fen.
    pub recovered: Fen,
    /// Approved changes.
    pub changes: i64,
    /// Warnings that went out.
    pub warnings: i64,
    /// The last verdict.
    pub verdict: Option<Verdict>,
    /// 档号; empty before it is sealed.
    pub archive: String,
}

/// The projects with what happened to them, by number; `call` 0: of all calls.
pub fn lives(tx: &mut Tx<'_>, association: &str, call: i64) -> Result<Vec<Life>, StoreError> {
    let sql = sql!(
        "select p.number, p.type_code, p.title, p.organisation_name, p.leader, p.state, p.amount_fen, \
         coalesce((select y.amount_fen from payment y where y.association = p.association and y.project = p.id \
         and y.state = 'paid' and y.instalment = 1), 0) as first, \
         cast(coalesce((select sum(b.balance_fen) from ledger_balance b where b.association = p.association \
         and b.project = p.id and b.account in ('held', 'spent')), 0) as bigint) as paid, \
         coalesce((select b.balance_fen from ledger_balance b where b.association = p.association and b.project = p.id \
         and b.account = 'spent'), 0) as spent, \
         coalesce((select b.balance_fen from ledger_balance b where b.association = p.association and b.project = p.id \
         and b.account = 'recovered'), 0) as recovered, \
         (select count(*) from change_request c where c.association = p.association and c.project = p.id \
         and c.state = 'approved') as changes, \
         (select count(*) from warning_sent w where w.association = p.association and w.project = p.id) as warnings, \
         (select a.verdict from acceptance a where a.association = p.association and a.project = p.id \
         and a.state = 'concluded' order by a.round desc limit 1) as verdict, \
         coalesce((select h.number from archive h where h.association = p.association and h.project = p.id), '') \
         as archive from project p \
         where p.association = $1 and (cast($2 as bigint) = 0 or p.call = $2) order by p.number"
    );
    let one = |r: &Row| {
        Ok(Life {
            number: r.text("number")?,
            type_code: r.text("type_code")?,
            title: r.text("title")?,
            organisation_name: r.text("organisation_name")?,
            leader: r.text("leader")?,
            state: r.text("state")?,
            amount: Fen(r.int("amount_fen")?),
            first: Fen(r.int("first")?),
            paid: Fen(r.int("paid")?),
            spent: Fen(r.int("spent")?),
            recovered: Fen(r.int("recovered")?),
            changes: r.int("changes")?,
            warnings: r.int("warnings")?,
            verdict: r.opt_parse("verdict")?,
            archive: r.text("archive")?,
        })
    };
    tx.all(sql, params![association, call])?.iter().map(one).collect()
}
