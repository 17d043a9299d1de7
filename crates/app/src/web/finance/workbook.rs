//! The workbooks of the finance desk: the bank's list and the reconciliation of all ledgers.

use axum::extract::{Path, State};
use kexiang_core::capital::capital;
use kexiang_core::id::Id;
use kexiang_core::ledger::Account;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, OfficeRole, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue};
use kexiang_store::payment::Payment;

use crate::actions::project::{self, Row};
use crate::state::App;
use crate::web::panel::paper::workbook;
use crate::web::{Answer, Visitor};

/// The bank's list (拨付表): whom, where, how much, what was paid before and what is left.
pub(super) async fn bank_list(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, list)): Path<(String, Id)>,
) -> Answer {
    let ctx = visitor.ctx();
    ctx.permit(Action::ProjectView, &Scope::Association(&association))?;
    if !visitor.actor.has_any_office(&association, &[OfficeRole::Officer, OfficeRole::Finance]) {
        return Err(Refusal::new("not-permitted").with("action", Action::PaymentSettle.code()).into());
    }
    let (list, rows) = project::bank_list(&app, &ctx, &association, list).await?;
    let title = visitor.l.tf("finance-list-title", &[("number", &list.number)]);
    let values = |(p, project, before): &(Payment, kexiang_core::project::Project, Fen)| {
        let said = |t: &str| RegisterValue::Text(t.to_owned());
        let left = project.amount - *before - p.amount;
        vec![
            said(&p.number),
            said(&project.organisation_name),
            said(&p.bank.holder),
            said(&p.bank.name),
            said(&p.bank.account),
            RegisterValue::Fen(p.amount.0),
            RegisterValue::Fen((*before + p.amount).0),
            RegisterValue::Fen(left.0),
            said(&capital(p.amount)),
            said(&p.note),
        ]
    };
    let columns = [
        ("number", 20, ColumnKind::Text),
        ("organisation", 26, ColumnKind::Text),
        ("holder", 26, ColumnKind::Text),
        ("bank", 28, ColumnKind::Text),
        ("account", 24, ColumnKind::Text),
        ("amount", 16, ColumnKind::Yuan),
        ("so-far", 16, ColumnKind::Yuan),
        ("left", 16, ColumnKind::Yuan),
        ("capital", 30, ColumnKind::Text),
        ("note", 20, ColumnKind::Text),
    ];
    let sheet = register(&visitor, &title, &columns, rows.iter().map(values).collect());
    workbook(&sheet, &visitor, &title)
}

fn register(
    visitor: &Visitor,
    title: &str,
    columns: &[(&str, u16, ColumnKind)],
    rows: Vec<Vec<RegisterValue>>,
) -> Register {
    let l = visitor.l;
    let column = |(key, width, kind): &(&str, u16, ColumnKind)| RegisterColumn {
        title: l.word("finance-column", key),
        width: *width,
        kind: *kind,
    };
    Register {
        title: title.to_owned(),
        unit: Some(l.t("unit-of-yuan").to_owned()),
        index: l.t("desk-register-index").to_owned(),
        columns: columns.iter().map(column).collect(),
        rows,
        total: Some(l.t("desk-register-sum").to_owned()),
        footer: vec![
            l.tf("desk-register-made-by", &[("by", &visitor.actor.name)]),
            l.t("desk-register-checked-by").to_owned(),
            l.tf("desk-register-date", &[("date", &time::long_date(time::beijing_date(visitor.now)))]),
        ],
        page: Some(l.t("desk-register-page").to_owned()),
    }
}

/// The reconciliation (对账表): every project with the balances of its accounts, which add up to nothing.
pub(super) async fn reconciliation(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Answer {
    let rows = project::of_office(&app, &visitor.ctx(), &association).await?;
    let desk = project::desk(&app, &visitor.ctx(), &association).await?;
    let l = visitor.l;
    let values = |r: &Row| {
        let said = |t: &str| RegisterValue::Text(t.to_owned());
        let sum = |a: Account| RegisterValue::Fen(r.book.balance(a).0);
        let agrees = !desk.differing.contains(&r.project.id) && r.book.sum() == Fen::ZERO;
        let mut row = vec![said(&r.project.number), said(&r.project.organisation_name)];
        row.push(RegisterValue::Fen(r.project.amount.0));
        row.extend(Account::ALL.into_iter().filter(|a| *a != Account::Granted).map(sum));
        row.push(said(l.t(if agrees { "finance-agrees" } else { "finance-differs" })));
        row
    };
    let rows: Vec<_> = rows.iter().map(values).collect();
    let name = l.t("finance-reconciliation");
    let mut sheet = register(
        &visitor,
        name,
        &[("number", 18, ColumnKind::Text), ("organisation", 26, ColumnKind::Text)],
        rows,
    );
    let word = |title: String| RegisterColumn { title, width: 15, kind: ColumnKind::Yuan };
    sheet.columns.push(word(l.word("finance-column", "approved")));
    let accounts = Account::ALL.into_iter().filter(|a| *a != Account::Granted);
    sheet.columns.extend(accounts.map(|a| word(l.word("ledger-account", a.code()))));
    let last = RegisterColumn { title: l.word("finance-column", "check"), width: 12, kind: ColumnKind::Text };
    sheet.columns.push(last);
    workbook(&sheet, &visitor, name)
}
