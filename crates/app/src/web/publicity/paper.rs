//! The public list as PDF and workbook.

use axum::extract::{Path, State};
use kexiang_core::id::Id;
use kexiang_core::time;
use kexiang_documents::letter::{Labelled, ListColumn, ListSheet, Signoff};
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue};

use super::{period, seen, title};
use crate::state::App;
use crate::web::panel::paper::{self, plain_mark, workbook};
use crate::web::{Answer, Visitor};

pub(super) async fn pdf(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
) -> Answer {
    let file = seen(&app, &visitor, &association, id).await?;
    let (l, list) = (visitor.l, &file.publicity.list);
    let issuer = app.association(&association).map(|a| a.name).unwrap_or_default();
    let column = |key: &str, weight, centred| ListColumn { name: l.t(key).to_owned(), weight, centred };
    let name = title(l, list);
    let sheet = ListSheet {
        title: name.clone(),
        before: vec![
            l.tf("publicity-lead", &[("basis", &list.basis), ("n", &list.rows.len())]),
            period(l, list),
        ],
        columns: vec![
            column("desk-register-index", 0, true),
            column("publicity-number", 0, true),
            column("publicity-project", 34, false),
            column("desk-column-organisation", 26, false),
            column("publicity-type", 24, false),
            column("publicity-amount", 0, true),
        ],
        rows: list
            .rows
            .iter()
            .map(|r| {
                let mut organisations = vec![r.organisation.clone()];
                organisations.extend(r.joint.clone());
                vec![
                    r.n.to_string(),
                    r.number.clone(),
                    r.title.clone(),
                    organisations.join("、"),
                    r.type_name.clone(),
                    r.amount.wan_fixed(),
                ]
            })
            .collect(),
        after: vec![
            l.t("publicity-rule").to_owned(),
            l.tf("publicity-contact-line", &[("contact", &list.contact)]),
        ],
        signers: Vec::new(),
        signoff: Some(Signoff { issuer, date: time::long_date(list.starts_on) }),
        mark: plain_mark(l, vec![Labelled::new(l.t("publicity-hash"), &file.publicity.hash)]),
    };
    paper::pdf(sheet, &visitor, &name).await
}

pub(super) async fn xlsx(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, Id)>,
) -> Answer {
    let file = seen(&app, &visitor, &association, id).await?;
    let (l, list) = (visitor.l, &file.publicity.list);
    let text =
        |key: &str, width| RegisterColumn { title: l.t(key).to_owned(), width, kind: ColumnKind::Text };
    let rows = list.rows.iter().map(|r| {
        vec![
            RegisterValue::Text(r.number.clone()),
            RegisterValue::Text(r.title.clone()),
            RegisterValue::Text(r.organisation.clone()),
            RegisterValue::Text(r.joint.join("、")),
            RegisterValue::Text(r.type_name.clone()),
            RegisterValue::Fen(r.amount.0),
        ]
    });
    let name = title(l, list);
    let register = Register {
        title: name.clone(),
        unit: Some(l.t("desk-register-unit").to_owned()),
        index: l.t("desk-register-index").to_owned(),
        columns: vec![
            text("publicity-number", 16),
            text("publicity-project", 40),
            text("desk-column-organisation", 28),
            text("publicity-joint", 28),
            text("publicity-type", 28),
            RegisterColumn { title: l.t("publicity-amount").to_owned(), width: 14, kind: ColumnKind::Wan },
        ],
        rows: rows.collect(),
        total: Some(l.t("desk-register-sum").to_owned()),
        footer: vec![period(l, list)],
        page: Some(l.t("desk-register-page").to_owned()),
    };
    workbook(&register, &visitor, &name)
}
