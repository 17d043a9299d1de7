//! Contracts, payments, expenses, changes and recoveries of the demonstration's projects, made by the same actions that
//! people use: each project has come to another point.

use jiff::civil::Date;
use kexiang_core::change::{Detail, State as Decision};
use kexiang_core::contract::{Bank, Command as OnContract, Instalment, Terms};
use kexiang_core::expense::Entry;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::payment::Command as OnPayment;
use kexiang_core::policy::{MemberRole, OfficeRole};
use kexiang_core::programme::{CategoryRule, Gate};
use kexiang_core::time;
use kexiang_documents::qr;

use super::acceptance;
use super::applications::{acting, member};
use crate::actions::project::{self as act, Draft, NewReceipt, ProjectFile, Proposal, Row, Side};
use crate::actions::{Ctx, Failure, Fault};
use crate::state::App;

/// The association whose projects are founded.
pub(super) const HERE: &str = "gd";

/// Days between the founding and the first step of the contract.
const PAUSE: i64 = 40;

/// How far a project has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    Drafted,
    Issued,
    Sealed,
    InForce,
    /// Paid once, spent, changed, the second instalment asked for.
    Working,
    /// Paid once; part of it is claimed back, a change waits.
    Claimed,
}

const PLACES: [Far; 6] = [Far::Working, Far::Claimed, Far::InForce, Far::Sealed, Far::Issued, Far::Drafted];

/// Carries the founded projects on; what has a contract already stays.
///
/// # Errors
/// Those of the actions.
pub(super) async fn seed(app: &App, ctx: &Ctx, say: &dyn Fn(&str)) -> Result<(), Failure> {
    let officer = acting(app, ctx, &format!("{HERE}.{}", OfficeRole::Officer), ctx.now).await?;
    let rows = act::of_office(app, &officer, HERE).await?;
    let Some(first) = rows.first() else { return Ok(()) };
    if act::view(app, &officer, HERE, first.project.id).await?.contract().is_some() {
        return Ok(());
    }
    let mut places = PLACES.iter();
    for (n, row) in rows.iter().enumerate() {
        let play = Play { app, ctx, row, n: i64::try_from(n).unwrap_or(0) };
        if let Some((_, end)) = acceptance::PLAYED.iter().find(|(t, _)| *t == row.project.type_code) {
            acceptance::play(&play, row, *end).await?;
        } else if let Some(far) = places.next() {
            play.lay(*far).await?;
        }
    }
    say(&format!("{HERE}: {} projects with contracts, payments, expenses and acceptances", rows.len()));
    Ok(())
}

/// One project's life.
pub(super) struct Play<'a> {
    app: &'a App,
    ctx: &'a Ctx,
    row: &'a Row,
    n: i64,
}

impl Play<'_> {
    pub(super) fn app(&self) -> &App {
        self.app
    }

    fn id(&self) -> Id {
        self.row.project.id
    }

    pub(super) fn after(&self, days: i64) -> jiff::Timestamp {
        let founded = self.row.project.founded_at;
        founded.checked_add(jiff::SignedDuration::from_hours(24 * (PAUSE + days) + self.n)).unwrap_or(founded)
    }

    pub(super) async fn office(&self, role: OfficeRole, days: i64) -> Result<Ctx, Failure> {
        acting(self.app, self.ctx, &format!("{HERE}.{role}"), self.after(days)).await
    }

    pub(super) async fn taker(&self, days: i64) -> Result<Ctx, Failure> {
        let organisation = self.row.project.organisation;
        member(self.app, self.ctx, HERE, organisation, MemberRole::Administrator, self.after(days)).await
    }

    pub(super) async fn file(&self, days: i64) -> Result<ProjectFile, Failure> {
        act::view(self.app, &self.office(OfficeRole::Officer, days).await?, HERE, self.id()).await
    }

    /// The officer who has drawn up the contract; the last instalment waits for this gate.
    async fn draw_up(&self, last: Gate) -> Result<Ctx, Failure> {
        let officer = self.office(OfficeRole::Officer, 3).await?;
        act::begin(self.app, &officer, HERE, self.id()).await?;
        let file = self.file(3).await?;
        let grant = file.programme.budget.grant_source().map(|s| s.id.clone()).unwrap_or_default();
        if let Some(contract) = file.contract() {
            act::edit(self.app, &officer, HERE, self.id(), draft(&contract.terms, &grant, last)).await?;
        }
        Ok(officer)
    }

    /// A contract signed by both sides, whose last instalment waits for this gate.
    pub(super) async fn sign(&self, last: Gate) -> Result<(), Failure> {
        let (app, id) = (self.app, self.id());
        let officer = self.draw_up(last).await?;
        act::command_contract(app, &officer, HERE, id, OnContract::Issue).await?;
        let copy = self.copy().await?;
        act::upload(app, &self.taker(6).await?, HERE, id, Side::Taker, copy.clone()).await?;
        let head = self.office(OfficeRole::Head, 9).await?;
        act::upload(app, &head, HERE, id, Side::Both, copy).await
    }

    async fn lay(&self, far: Far) -> Result<(), Failure> {
        let (app, id) = (self.app, self.id());
        let officer = self.draw_up(Gate::Milestone).await?;
        if far == Far::Drafted {
            return Ok(());
        }
        act::command_contract(app, &officer, HERE, id, OnContract::Issue).await?;
        if far == Far::Issued {
            return Ok(());
        }
        let copy = self.copy().await?;
        act::upload(app, &self.taker(6).await?, HERE, id, Side::Taker, copy.clone()).await?;
        if far == Far::Sealed {
            return Ok(());
        }
        let head = self.office(OfficeRole::Head, 9).await?;
        act::upload(app, &head, HERE, id, Side::Both, copy).await?;
        match far {
            Far::Working => self.work().await,
            Far::Claimed => self.claim().await,
            _ => {
                let officer = self.office(OfficeRole::Officer, 10).await?;
                act::request(app, &officer, HERE, id, 1, "收据已收").await.map(|_| ())
            }
        }
    }

    /// A picture of the page with its code, as a scanner makes one.
    async fn copy(&self) -> Result<Vec<u8>, Failure> {
        let file = self.file(4).await?;
        let text = file.contract().map(|c| {
            let code = c.code.replace('-', "");
            format!("kexiang:{}:{}:{code}:{}", c.association, c.number, c.hash)
        });
        let code = qr::encode(&text.unwrap_or_default()).and_then(|code| code.png(6));
        code.map_err(|e| Fault::new("drawing a scan of the demonstration", e).into())
    }

    /// Asked, reviewed, released, listed, paid.
    pub(super) async fn pay(&self, instalment: i64, days: i64) -> Result<(), Failure> {
        let (app, id) = (self.app, self.id());
        let officer = self.office(OfficeRole::Officer, days).await?;
        let payment = act::request(app, &officer, HERE, id, instalment, "收据已收").await?;
        let finance = self.office(OfficeRole::Finance, days + 1).await?;
        act::command_payment(app, &finance, HERE, payment, OnPayment::Review, None).await?;
        let leader = self.office(OfficeRole::Leader, days + 2).await?;
        act::command_payment(app, &leader, HERE, payment, OnPayment::Release, None).await?;
        let finance = self.office(OfficeRole::Finance, days + 3).await?;
        act::make_list(app, &finance, HERE).await?;
        let day = Some(time::beijing_date(finance.now));
        let voucher = format!("{}-00{}", time::beijing_date(finance.now).strftime("%Y%m%d"), 17 + self.n);
        act::command_payment(app, &finance, HERE, payment, OnPayment::Confirm { voucher }, day).await
    }

    pub(super) async fn spend(&self, days: i64, n: i64, purpose: &str, share: i64) -> Result<(), Failure> {
        let file = self.file(days).await?;
        let rules = &file.programme.budget;
        let allowed = rules.categories.iter().filter(|c| c.rule == CategoryRule::Allowed);
        let fits = |id: &str| file.lines.iter().find(|l| l.category == id && l.budget > l.spent).cloned();
        let line = allowed.into_iter().find_map(|c| fits(&c.id).map(|l| (c.id.clone(), l)));
        let whole = file.lines.iter().find(|l| l.category.is_empty()).cloned();
        let any = rules.categories.iter().find(|c| c.rule == CategoryRule::Allowed).map(|c| c.id.clone());
        let Some((category, line)) = line.or_else(|| any.zip(whole)) else { return Ok(()) };
        let taker = self.taker(days).await?;
        let entry = Entry {
            category,
            purpose: purpose.to_owned(),
            payee: "广州市科技会展中心".to_owned(),
            spent_on: time::beijing_date(taker.now),
            amount: Fen((line.budget.0 * share / 100 / 100 * 100).max(100)),
            voucher: format!("记-{:04}", 10 + n),
            invoice: format!("2444200000{:010}", 1000 * (self.n + 1) + n),
        };
        act::book_expense(self.app, &taker, HERE, self.id(), entry).await.map(|_| ())
    }

    async fn work(&self) -> Result<(), Failure> {
        let (app, id) = (self.app, self.id());
        self.pay(1, 10).await?;
        self.spend(20, 1, "第一场学术活动场地租用", 20).await?;
        self.spend(25, 2, "会议资料印刷", 10).await?;
        self.spend(26, 3, "会议资料印刷（重复录入）", 5).await?;
        let taker = self.taker(27).await?;
        if let Some(last) = self.file(27).await?.expenses.iter().find(|e| e.entry.voucher == "记-0013") {
            act::reverse_expense(app, &taker, HERE, id, last.id, "与记-0012 重复").await?;
        }
        let from = self.day(40);
        let ask = (Detail::Person { leader: "陈志强".to_owned() }, "原负责人调离单位。".to_owned(), from);
        let request = act::ask_change(app, &taker, HERE, id, ask).await?;
        let head = self.office(OfficeRole::Head, 30).await?;
        act::decide_change(app, &head, HERE, id, request, (Decision::Approved, "情况属实，同意。")).await?;
        let officer = self.office(OfficeRole::Officer, 60).await?;
        act::judge_gate(app, &officer, HERE, id, (2, true, "已完成两场活动，总结报告已审核。")).await?;
        act::request(app, &officer, HERE, id, 2, "发票已收").await.map(|_| ())
    }

    async fn claim(&self) -> Result<(), Failure> {
        let (app, id) = (self.app, self.id());
        self.pay(1, 12).await?;
        self.spend(22, 1, "专家咨询会场地", 15).await?;
        let officer = self.office(OfficeRole::Officer, 50).await?;
        act::judge_gate(app, &officer, HERE, id, (2, false, "约定的第二场活动没有举办。")).await?;
        let paid = self.file(50).await?.book.paid();
        let facts = "约定的两场活动只举办一场，参加人数不足约定的一半。".to_owned();
        let amount = Fen(paid.0 / 4 / 100 * 100);
        let proposal = Proposal { amount, facts, due_on: self.day(80) };
        let order = act::propose(app, &officer, HERE, id, proposal).await?;
        act::issue_recovery(app, &self.office(OfficeRole::Leader, 52).await?, HERE, id, order).await?;
        let finance = self.office(OfficeRole::Finance, 60).await?;
        let part = NewReceipt {
            amount: Fen(amount.0 / 2 / 100 * 100),
            received_on: time::beijing_date(finance.now),
            voucher: "收-0021".to_owned(),
        };
        act::receive_recovery(app, &finance, HERE, id, order, part).await?;
        let Some(terms) = self.file(61).await?.in_force().map(|c| c.terms.clone()) else { return Ok(()) };
        let until = terms.ends_on.checked_add(jiff::Span::new().months(2)).unwrap_or(terms.ends_on);
        let reason = "合作单位场地维修，第二场活动推迟举办。".to_owned();
        let taker = self.taker(61).await?;
        act::ask_change(app, &taker, HERE, id, (Detail::Extension { until }, reason, self.day(70)))
            .await
            .map(|_| ())
    }

    pub(super) fn day(&self, days: i64) -> Date {
        time::beijing_date(self.after(days))
    }
}

/// The draft with an account, two instalments and a budget that adds up.
fn draft(terms: &Terms, grant: &str, last: Gate) -> Draft {
    let first = Fen(terms.amount.0 * 60 / 100 / 100 * 100);
    let part = |gate, condition: &str, amount| Instalment {
        gate,
        percent: None,
        condition: condition.to_owned(),
        due_on: None,
        amount,
        clause: None,
    };
    let count = i64::try_from(terms.budget.len()).unwrap_or(1).max(1);
    let each = Fen(terms.amount.0 / count / 100 * 100);
    let kept: Vec<Fen> =
        terms.budget.iter().map(|b| b.sums.get(grant).copied().unwrap_or_default()).collect();
    let whole: Fen = kept.iter().copied().sum();
    let mut sums = if whole == terms.amount { kept } else { vec![each; terms.budget.len()] };
    let before: Fen = sums.iter().skip(1).copied().sum();
    if let Some(first) = sums.first_mut() {
        *first = terms.amount - before;
    }
    let half_a_year = terms.starts_on.checked_add(jiff::Span::new().months(6)).unwrap_or(terms.starts_on);
    Draft {
        starts_on: terms.starts_on,
        // A notice that names no last day leaves it to the contract.
        ends_on: if terms.ends_on > terms.starts_on { terms.ends_on } else { half_a_year },
        bank: Bank {
            holder: terms.taker.name.clone(),
            name: "中国建设银行广州科技支行".to_owned(),
            account: "44050158009100000".to_owned() + &terms.project[terms.project.len().saturating_sub(3)..],
        },
        instalments: vec![
            part(Gate::Contract, "", first),
            part(
                last,
                if last == Gate::Milestone { "完成两场活动并提交总结报告" } else { "" },
                terms.amount - first,
            ),
        ],
        sums,
    }
}
