//! The money of a project: instalments with their gates, payments with their hands, the ledger in double entry.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::ledger::Account;
use kexiang_core::policy::{Actor, OfficeRole};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::payment::Payment;

use super::parts::{self, Head, InstalmentRow, Problem, Typed};
use super::{Asked, At, address, load, stays};
use crate::actions::project::{self, ProjectFile};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::organisation::masked_account;
use crate::web::page::{self, Page, see_other};
use crate::web::{Answer, Failure, Visitor};

/// Payments and ledger.
#[derive(Template)]
#[template(path = "project/money.html")]
pub struct MoneyPage {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    finance: String,
    instalments: Vec<InstalmentRow>,
    payments: Vec<PaymentView>,
    entries: Vec<EntryView>,
    /// Account and balance, in 元; they add up to nothing.
    balances: Vec<(String, String)>,
    sum: String,
    typed: Typed,
    problem: Option<Problem>,
}

/// A payment with those who had a hand in it.
pub struct PaymentView {
    pub number: String,
    pub instalment: i64,
    pub amount: String,
    pub state: String,
    pub colour: &'static str,
    pub account: String,
    /// Step and who did it when.
    pub hands: Vec<(String, String)>,
    pub voucher: String,
    pub reason: String,
}

/// A movement of the ledger.
pub struct EntryView {
    seq: i64,
    at: String,
    cause: String,
    from: String,
    to: String,
    amount: String,
    words: String,
    by: String,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let (mut shell, file) = load(&app, &visitor, &association, id).await?;
    shell.flash = parts::flash(visitor.l, &asked.done);
    page::show(&MoneyPage::of(shell, &file, &visitor.actor))
}

pub(super) async fn gate(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, n)): Path<(String, Id, i64)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let passed = match typed.get("verdict") {
        "passed" => true,
        "failed" => false,
        _ => return Err(Refusal::new("bad-form").with("detail", "verdict").into()),
    };
    let said = (n, passed, typed.get("words"));
    let outcome = project::judge_gate(&app, &visitor.ctx(), &association, id, said).await;
    back(&app, &visitor, (&association, id), outcome, "gate", typed.clone()).await
}

pub(super) async fn request(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, n)): Path<(String, Id, i64)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let asked = project::request(&app, &visitor.ctx(), &association, id, n, typed.get("note")).await;
    back(&app, &visitor, (&association, id), asked.map(|_| ()), "requested", typed).await
}

async fn back(
    app: &App,
    visitor: &Visitor,
    (association, id): (&str, Id),
    outcome: Result<(), Failure>,
    done: &str,
    typed: Typed,
) -> Answer {
    match outcome {
        Ok(()) => Ok(see_other(&format!("{}/money?done={done}", address(association, id)))),
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let (shell, file) = load(app, visitor, association, id).await?;
            let mut page = MoneyPage::of(shell, &file, &visitor.actor);
            page.problem = Some(Problem::on(visitor.l, &file, &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

/// Whether a person sees account numbers in full: those who pay, and the organisation whose account it is.
pub fn sees_accounts(actor: &Actor, file: &ProjectFile) -> bool {
    let p = &file.project;
    actor.has_any_office(&p.association, &[OfficeRole::Officer, OfficeRole::Finance])
        || actor.belongs_to(&p.association, p.organisation)
}

impl PaymentView {
    /// A payment; the account number is masked for those who need not know it.
    pub fn of(l: &Locale, p: &Payment, whole: bool) -> Self {
        let hand = |step: &str, h: Option<&kexiang_store::payment::Hand>| {
            h.map(|h| (l.word("payment-step", step), format!("{} {}", h.name, time::short(h.at))))
        };
        let hands = [
            hand("request", Some(&p.requested)),
            hand("review", p.reviewed.as_ref()),
            hand("release", p.released.as_ref()),
            p.settled_at.map(|at| {
                (l.word("payment-step", "settle"), format!("{} {}", p.settled_by, time::short(at)))
            }),
        ];
        let account = if whole { p.bank.account.clone() } else { masked_account(&p.bank.account) };
        let paid = [p.voucher.as_str(), p.paid_on.as_str()].join("　").trim().to_owned();
        PaymentView {
            number: p.number.clone(),
            instalment: p.instalment,
            amount: p.amount.yuan(),
            state: l.word("payment-state", p.state.code()),
            colour: parts::payment_colour(p.state),
            account: format!("{}　{}　{account}", p.bank.holder, p.bank.name),
            hands: hands.into_iter().flatten().collect(),
            voucher: paid,
            reason: p.reason.clone(),
        }
    }
}

impl MoneyPage {
    fn of(shell: Shell, file: &ProjectFile, actor: &Actor) -> Self {
        let l = shell.l;
        let whole = sees_accounts(actor, file);
        let office = !actor.belongs_to(&file.project.association, file.project.organisation);
        let word = |a: Account| l.word("ledger-account", a.code());
        let entry = |e: &kexiang_store::ledger::Entry| EntryView {
            seq: e.seq,
            at: time::short(e.at),
            cause: l.word("ledger-cause", e.cause.code()),
            from: word(e.from),
            to: word(e.to),
            amount: e.amount.yuan(),
            words: e.words.clone(),
            by: e.by.clone(),
        };
        let balances = Account::ALL.into_iter().filter(|a| file.book.balance(*a).0 != 0);
        MoneyPage {
            head: Head::of(l, file, actor, "money"),
            finance: if office {
                format!("/associations/{}/finance", file.project.association)
            } else {
                String::new()
            },
            instalments: parts::instalments(l, file, actor),
            payments: file.payments.iter().rev().map(|p| PaymentView::of(l, p, whole)).collect(),
            entries: file.entries.iter().map(entry).collect(),
            balances: balances.map(|a| (word(a), file.book.balance(a).yuan())).collect(),
            sum: file.book.sum().yuan(),
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        }
    }
}

impl Page for MoneyPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        let page = |file: &ProjectFile, actor: &Actor| MoneyPage::of(Shell::sample(l), file, actor);
        let office = sample::office();
        let mut wrong = page(&sample::running(), &office);
        let refusal = Refusal::new("gate-closed").with("gate", "mid_term");
        wrong.problem = Some(Problem::on(l, &sample::running(), &refusal));
        vec![
            page(&sample::founded(), &office),
            page(&sample::running(), &office),
            page(&sample::running(), &sample::member()),
            wrong,
        ]
    }
}

crate::page!(MoneyPage);
