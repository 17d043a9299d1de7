//! Expenses of the association's money by budget line, and the statement of the separate account (专账) as a workbook.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::expense::Entry;
use kexiang_core::id::Id;
use kexiang_core::ledger::Account;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::programme::CategoryRule;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue};

use super::parts::{self, Head, Problem, Typed};
use super::{Asked, At, address, load, stays};
use crate::actions::project::{self, ProjectFile};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::panel::paper::workbook;
use crate::web::{Answer, Failure, Visitor};

/// Budget lines, expenses and the form for one more.
#[derive(Template)]
#[template(path = "project/expenses.html")]
pub struct ExpensesPage {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    /// Whether a contract is in force: before it there is nothing to book.
    in_force: bool,
    books: bool,
    lines: Vec<LineView>,
    rows: Vec<ExpenseView>,
    spent: String,
    held: String,
    /// Id and name of the categories, the banned ones with their clause.
    categories: Vec<(String, String)>,
    banned: Vec<(String, String, String)>,
    accounting: Vec<(String, String)>,
    typed: Typed,
    problem: Option<Problem>,
}

/// A budget line: budget, spent, left, and the spent share in per cent.
pub struct LineView {
    name: String,
    budget: String,
    spent: String,
    left: String,
    share: String,
}

/// An expense.
pub struct ExpenseView {
    id: String,
    on: String,
    category: String,
    purpose: String,
    payee: String,
    amount: String,
    voucher: String,
    invoice: String,
    by: String,
    reversed: bool,
    reason: String,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let (mut shell, file) = load(&app, &visitor, &association, id).await?;
    shell.flash = parts::flash(visitor.l, &asked.done);
    page::show(&ExpensesPage::of(shell, &file, &visitor.actor))
}

pub(super) async fn book(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let outcome = match entry(&typed) {
        Ok(entry) => project::book_expense(&app, &visitor.ctx(), &association, id, entry).await.map(|_| ()),
        Err(refusal) => {
            // Whether one may book at all is said before what is wrong with the form.
            load(&app, &visitor, &association, id).await?.1.permit(&visitor.ctx(), Action::ExpenseRecord)?;
            Err(refusal.into())
        }
    };
    back(&app, &visitor, (&association, id), outcome, "booked", typed).await
}

fn entry(typed: &Typed) -> Result<Entry, Refusal> {
    let text = |name: &str| typed.get(name).trim().to_owned();
    Ok(Entry {
        category: text("category"),
        purpose: text("purpose"),
        payee: text("payee"),
        spent_on: typed.date("spent-on")?,
        amount: typed.yuan("amount")?,
        voucher: text("voucher"),
        invoice: text("invoice"),
    })
}

pub(super) async fn reverse(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, expense)): Path<(String, Id, Id)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let ctx = visitor.ctx();
    let outcome = project::reverse_expense(&app, &ctx, &association, id, expense, typed.get("reason")).await;
    back(&app, &visitor, (&association, id), outcome, "reversed", typed).await
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
        Ok(()) => Ok(see_other(&format!("{}/expenses?done={done}", address(association, id)))),
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let (shell, file) = load(app, visitor, association, id).await?;
            let mut page = ExpensesPage::of(shell, &file, &visitor.actor);
            page.problem = Some(Problem::on(visitor.l, &file, &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn statement(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
) -> Answer {
    let (_, file) = load(&app, &visitor, &association, id).await?;
    let name = format!("{}_{}", file.project.number, visitor.l.t("project-statement"));
    workbook(&sheet(visitor.l, &file, &visitor), &visitor, &name)
}

fn category(file: &ProjectFile, id: &str) -> String {
    file.programme.budget.category(id).map_or(id, |c| &c.name).to_owned()
}

/// The statement of the separate account: what came in and what went out, with what was left after each.
fn sheet(l: &Locale, file: &ProjectFile, visitor: &Visitor) -> Register {
    let column =
        |key: &str, width, kind| RegisterColumn { title: l.word("project-column", key), width, kind };
    let text = |key: &str, width| column(key, width, ColumnKind::Text);
    let said = |t: &str| RegisterValue::Text(t.to_owned());
    let mut moves: Vec<(String, Vec<RegisterValue>, Fen)> = Vec::new();
    for p in file.payments.iter().filter(|p| !p.paid_on.is_empty() && p.reason.is_empty()) {
        let words = l.tf("project-instalment-n", &[("n", &p.instalment)]);
        let row = vec![
            said(&p.paid_on),
            said(&p.voucher),
            said(l.t("project-statement-in")),
            said(&words),
            said(&p.number),
            RegisterValue::Fen(p.amount.0),
            RegisterValue::Empty,
        ];
        moves.push((p.paid_on.clone(), row, p.amount));
    }
    for e in file.expenses.iter().filter(|e| !e.reversed) {
        let row = vec![
            said(&e.entry.spent_on.to_string()),
            said(&e.entry.voucher),
            said(&category(file, &e.entry.category)),
            said(&[e.entry.purpose.as_str(), e.entry.payee.as_str()].join("　")),
            said(&e.entry.invoice),
            RegisterValue::Empty,
            RegisterValue::Fen(e.entry.amount.0),
        ];
        moves.push((e.entry.spent_on.to_string(), row, -e.entry.amount));
    }
    moves.sort_by(|a, b| a.0.cmp(&b.0));
    let mut left = Fen::ZERO;
    let rows = moves.into_iter().map(|(_, mut row, sum)| {
        left += sum;
        row.push(said(&left.yuan()));
        row
    });
    Register {
        title: format!("{} {}", file.project.number, l.t("project-statement")),
        unit: Some(l.t("unit-of-yuan").to_owned()),
        index: l.t("desk-register-index").to_owned(),
        columns: vec![
            text("on", 14),
            text("voucher", 18),
            text("category", 18),
            text("purpose", 40),
            text("invoice", 24),
            column("in", 16, ColumnKind::Yuan),
            column("out", 16, ColumnKind::Yuan),
            text("left", 16),
        ],
        rows: rows.collect(),
        total: Some(l.t("desk-register-sum").to_owned()),
        footer: vec![
            l.tf("desk-register-made-by", &[("by", &visitor.actor.name)]),
            l.t("desk-register-checked-by").to_owned(),
            l.tf("desk-register-date", &[("date", &time::long_date(time::beijing_date(visitor.now)))]),
        ],
        page: Some(l.t("desk-register-page").to_owned()),
    }
}

impl ExpensesPage {
    fn of(shell: Shell, file: &ProjectFile, actor: &Actor) -> Self {
        let l = shell.l;
        let rules = &file.programme.budget;
        let clause =
            |c: &kexiang_core::programme::Clause| (c.says.clone(), parts::place(c, parts::notice(file)));
        let banned = rules.categories.iter().filter(|c| c.rule == CategoryRule::Banned);
        let books = may(actor, Action::ExpenseRecord, &Scope::Project(&file.scope())).is_ok();
        let view = |e: &kexiang_store::expense::Expense| ExpenseView {
            id: e.id.to_string(),
            on: e.entry.spent_on.to_string(),
            category: category(file, &e.entry.category),
            purpose: e.entry.purpose.clone(),
            payee: e.entry.payee.clone(),
            amount: e.entry.amount.yuan(),
            voucher: e.entry.voucher.clone(),
            invoice: e.entry.invoice.clone(),
            by: format!("{} {}", e.by, time::short(e.at)),
            reversed: e.reversed,
            reason: e.reason.clone(),
        };
        let allowed = rules.categories.iter().filter(|c| c.rule != CategoryRule::Banned);
        ExpensesPage {
            head: Head::of(l, file, actor, "expenses"),
            in_force: file.in_force().is_some(),
            books: books && file.in_force().is_some(),
            lines: file.lines.iter().map(|line| LineView::of(l, file, line)).collect(),
            rows: file.expenses.iter().rev().map(view).collect(),
            spent: file.book.balance(Account::Spent).yuan(),
            held: file.book.balance(Account::Held).yuan(),
            categories: allowed.map(|c| (c.id.clone(), c.name.clone())).collect(),
            banned: banned
                .map(|c| {
                    let (says, place) = c.clause.as_ref().map(clause).unwrap_or_default();
                    (c.name.clone(), says, place)
                })
                .collect(),
            accounting: rules.accounting.iter().map(clause).collect(),
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        }
    }
}

impl LineView {
    fn of(l: &Locale, file: &ProjectFile, line: &kexiang_store::expense::Line) -> Self {
        let name = category(file, &line.category);
        LineView {
            name: if name.is_empty() { l.t("project-line-whole").to_owned() } else { name },
            budget: line.budget.yuan(),
            spent: line.spent.yuan(),
            left: (line.budget - line.spent).yuan(),
            share: (i128::from(line.spent.0) * 100 / i128::from(line.budget.0.max(1))).to_string(),
        }
    }
}

impl Page for ExpensesPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        let page = |file: &ProjectFile, actor: &Actor| ExpensesPage::of(Shell::sample(l), file, actor);
        let mut wrong = page(&sample::running(), &sample::member());
        let clause = sample::running().recovery_clause().cloned();
        let refusal = Refusal::new("spending-banned").with("category", "固定资产").with("word", "投影仪");
        let refusal = refusal.by_any(clause.as_ref()).at("purpose");
        wrong.problem = Some(Problem::on(l, &sample::running(), &refusal));
        wrong.typed = Typed(vec![("purpose".to_owned(), "购置投影仪".to_owned())]);
        vec![
            page(&sample::founded(), &sample::office()),
            page(&sample::running(), &sample::office()),
            page(&sample::running(), &sample::member()),
            wrong,
        ]
    }
}

crate::page!(ExpensesPage);
