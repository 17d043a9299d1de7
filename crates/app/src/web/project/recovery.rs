//! Recovery orders: proposed with the facts and the clause, signed by another person, received until nothing is left; the
//! notice (追回通知书) as PDF (L10).

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::capital::capital;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::recovery::State as Stage;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::letter::{Labelled, ListColumn, ListSheet, Mark, Signoff};
use kexiang_store::recovery::{Order, Receipt};

use super::parts::{self, Head, Problem, Typed};
use super::{Asked, At, address, load, stays};
use crate::actions::project::{self, NewReceipt, ProjectFile, Proposal};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::panel::paper::pdf;
use crate::web::{Answer, Failure, Visitor};

/// The recovery orders of a project.
#[derive(Template)]
#[template(path = "project/recoveries.html")]
pub struct RecoveriesPage {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    rows: Vec<OrderView>,
    clause: Option<(String, String)>,
    /// What was paid and may still be claimed, in 元.
    most: String,
    proposes: bool,
    issues: bool,
    receives: bool,
    typed: Typed,
    problem: Option<Problem>,
}

/// An order with what came back of it.
pub struct OrderView {
    id: String,
    number: String,
    state: String,
    code: &'static str,
    colour: &'static str,
    amount: String,
    left: String,
    facts: String,
    due: String,
    proposed: String,
    issued: String,
    reason: String,
    /// Day, sum, voucher and who recorded it.
    receipts: Vec<(String, String, String, String)>,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let (mut shell, file) = load(&app, &visitor, &association, id).await?;
    shell.flash = parts::flash(visitor.l, &asked.done);
    page::show(&RecoveriesPage::of(shell, &file, &visitor.actor))
}

pub(super) async fn propose(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let read = || -> Result<Proposal, Refusal> {
        let facts = typed.get("facts").to_owned();
        Ok(Proposal { amount: typed.yuan("amount")?, facts, due_on: typed.date("due_on")? })
    };
    let outcome = match read() {
        Ok(p) => project::propose(&app, &visitor.ctx(), &association, id, p).await.map(|_| ()),
        Err(refusal) => {
            load(&app, &visitor, &association, id)
                .await?
                .1
                .permit(&visitor.ctx(), Action::RecoveryPropose)?;
            Err(refusal.into())
        }
    };
    back(&app, &visitor, (&association, id), outcome, "proposed", typed).await
}

pub(super) async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, order)): Path<(String, Id, Id)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let ctx = visitor.ctx();
    let (outcome, done) = match typed.get("what") {
        "issue" => (project::issue_recovery(&app, &ctx, &association, id, order).await, "issued"),
        "withdraw" => {
            let reason = typed.get("reason");
            let done = project::withdraw_recovery(&app, &ctx, &association, id, order, reason).await;
            (done, "recovery-withdrawn")
        }
        "receive" => {
            let read = || -> Result<NewReceipt, Refusal> {
                let voucher = typed.get("voucher").to_owned();
                Ok(NewReceipt {
                    amount: typed.yuan("amount")?,
                    received_on: typed.date("received_on")?,
                    voucher,
                })
            };
            let outcome = match read() {
                Ok(new) => project::receive_recovery(&app, &ctx, &association, id, order, new).await,
                Err(refusal) => {
                    load(&app, &visitor, &association, id).await?.1.permit(&ctx, Action::PaymentSettle)?;
                    Err(refusal.into())
                }
            };
            (outcome, "received")
        }
        _ => {
            load(&app, &visitor, &association, id).await?.1.permit(&ctx, Action::RecoveryIssue)?;
            return Err(Refusal::new("bad-form").with("detail", "what").into());
        }
    };
    back(&app, &visitor, (&association, id), outcome, done, typed.clone()).await
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
        Ok(()) => Ok(see_other(&format!("{}/recoveries?done={done}", address(association, id)))),
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let (shell, file) = load(app, visitor, association, id).await?;
            let mut page = RecoveriesPage::of(shell, &file, &visitor.actor);
            page.problem = Some(Problem::on(visitor.l, &file, &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

/// The notice of a signed order.
pub(super) async fn notice(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, order)): Path<(String, Id, Id)>,
) -> Answer {
    let (_, file) = load(&app, &visitor, &association, id).await?;
    let found = file.recoveries.iter().find(|(o, _)| o.id == order && o.issued_at.is_some());
    let (o, _) = found.ok_or_else(|| Refusal::new("not-found"))?;
    let issuer = app.association(&association).map(|a| a.name).unwrap_or_default();
    let sheet = notice_sheet(visitor.l, &file, o, &issuer);
    pdf(sheet, &visitor, &format!("{}_{}", o.number, visitor.l.t("recovery-notice"))).await
}

/// Facts, basis, decision with the sum in words, right to be heard, what follows (domain §7).
pub(in crate::web) fn notice_sheet(l: &Locale, file: &ProjectFile, o: &Order, issuer: &str) -> ListSheet {
    let p = &file.project;
    let contract = file.contracts.first().map(|c| c.number.clone()).unwrap_or_default();
    let due = time::long_date(o.due_on);
    let capitals = capital(o.amount);
    let sum = o.amount.yuan();
    let says = o.clause.as_ref().map(|c| format!("{}“{}”", parts::place(c, parts::notice(file)), c.says));
    let says = says.unwrap_or_else(|| parts::notice(file).to_owned());
    let args: [(&str, &dyn std::fmt::Display); 8] = [
        ("capitals", &capitals),
        ("number", &p.number),
        ("title", &p.title),
        ("facts", &o.facts),
        ("contract", &contract),
        ("basis", &says),
        ("sum", &sum),
        ("due", &due),
    ];
    ListSheet {
        title: l.t("recovery-notice").to_owned(),
        before: vec![
            format!("{}：", p.organisation_name),
            l.tf("recovery-notice-facts", &args),
            l.tf("recovery-notice-decision", &args),
        ],
        columns: vec![
            ListColumn { name: l.t("recovery-notice-item").to_owned(), weight: 2, centred: true },
            ListColumn { name: l.t("recovery-notice-content").to_owned(), weight: 5, centred: false },
        ],
        rows: vec![
            vec![l.t("project-column-number").to_owned(), p.number.clone()],
            vec![l.t("project-contract-number").to_owned(), contract.clone()],
            vec![l.t("recovery-notice-sum").to_owned(), format!("{sum} 元（人民币{capitals}）")],
            vec![l.t("recovery-notice-due").to_owned(), due.clone()],
            vec![l.t("recovery-notice-payee").to_owned(), issuer.to_owned()],
        ],
        after: vec![l.t("recovery-notice-heard").to_owned(), l.t("recovery-notice-else").to_owned()],
        signers: Vec::new(),
        signoff: Some(Signoff {
            issuer: issuer.to_owned(),
            date: o.issued_at.map(|at| time::long_date(time::beijing_date(at))).unwrap_or_default(),
        }),
        mark: Mark {
            lines: vec![Labelled::new(l.t("recovery-number"), &o.number)],
            page: l.t("paper-page").to_owned(),
            qr: None,
            watermark: None,
        },
    }
}

impl RecoveriesPage {
    fn of(shell: Shell, file: &ProjectFile, actor: &Actor) -> Self {
        let l = shell.l;
        let can = |action| may(actor, action, &Scope::Project(&file.scope())).is_ok();
        let claimed: Fen =
            file.recoveries.iter().filter(|(o, _)| o.state != Stage::Withdrawn).map(|(o, _)| o.amount).sum();
        let most = (file.book.paid() - claimed).max(Fen::ZERO);
        let clause = file.recovery_clause();
        RecoveriesPage {
            head: Head::of(l, file, actor, "recoveries"),
            rows: file.recoveries.iter().rev().map(|(o, r)| OrderView::of(l, o, r)).collect(),
            clause: clause.map(|c| (c.says.clone(), parts::place(c, parts::notice(file)))),
            proposes: can(Action::RecoveryPropose) && most > Fen::ZERO,
            most: most.yuan(),
            issues: can(Action::RecoveryIssue),
            receives: can(Action::PaymentSettle),
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        }
    }
}

impl OrderView {
    fn of(l: &Locale, o: &Order, receipts: &[Receipt]) -> Self {
        let receipt = |r: &Receipt| {
            (
                time::long_date(r.received_on),
                r.amount.yuan(),
                r.voucher.clone(),
                format!("{} {}", r.by, time::short(r.at)),
            )
        };
        OrderView {
            id: o.id.to_string(),
            number: o.number.clone(),
            state: l.word("recovery-state", o.state.code()),
            code: o.state.code(),
            colour: match o.state {
                Stage::Proposed => "straw",
                Stage::Issued => "red",
                Stage::Settled => "green",
                Stage::Withdrawn => "plain",
            },
            amount: o.amount.yuan(),
            left: (o.amount - o.received).yuan(),
            facts: o.facts.clone(),
            due: time::long_date(o.due_on),
            proposed: format!("{} {}", o.proposed_name, time::short(o.proposed_at)),
            issued: o
                .issued_at
                .map(|at| format!("{} {}", o.issued_name, time::short(at)))
                .unwrap_or_default(),
            reason: o.reason.clone(),
            receipts: receipts.iter().map(receipt).collect(),
        }
    }
}

impl Page for RecoveriesPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        let page = |file: &ProjectFile, actor: &Actor| RecoveriesPage::of(Shell::sample(l), file, actor);
        let mut wrong = page(&sample::running(), &sample::office());
        let refusal = Refusal::new("recovery-over-paid").with("left", "9,000.00").at("amount");
        wrong.problem = Some(Problem::on(l, &sample::running(), &refusal));
        vec![
            page(&sample::founded(), &sample::office()),
            page(&sample::running(), &sample::office()),
            page(&sample::running(), &sample::member()),
            wrong,
        ]
    }
}

crate::page!(RecoveriesPage);
