//! The receipt as a page and as PDF: a number that can be read out over the telephone, and what comes next.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::capital::capital;
use kexiang_core::programme::Material;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::letter::{Mark, Receipt, ReceiptLabels, Signoff};
use kexiang_documents::pdf::Standard;

use super::paper::{answer, mark, settings};
use super::{Shown, act, address, named};
use crate::actions::Failure;
use crate::actions::application::CaseFile;
use crate::locale::Locale;
use crate::state::App;
use crate::web::Visitor;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};

/// The receipt of a submission.
#[derive(Template)]
#[template(path = "application/receipt.html")]
pub struct ReceiptPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    number: String,
    facts: Vec<(String, String)>,
    code: String,
    hash: String,
    next: Vec<String>,
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Shown {
    let case = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    if case.application.submitted_at.is_none() {
        return Err(Refusal::new("not-submitted").into());
    }
    page::show(&ReceiptPage::of(Shell::within(&app, &visitor, &association), &case))
}

/// `GET …/receipt.pdf`: the receipt of the submission.
pub async fn print(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Shown {
    let case = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let sheet = receipt_sheet(visitor.l, &case)?;
    answer(sheet, settings(&visitor, Standard::Archive), &format!("{}_回执", case.application.number)).await
}

impl ReceiptPage {
    fn of(shell: Shell, case: &CaseFile) -> Self {
        let l = shell.l;
        let a = &case.application;
        let fact = |key: &str, value: String| (l.t(key).to_owned(), value);
        let sum = format!("{} {}　{}", a.amount.wan(), l.t("unit-wan"), capital(a.amount));
        let mut facts = vec![
            fact("paper-project", a.title.clone()),
            fact("paper-type", format!("{} {}", a.type_code, case.project_type().name)),
            fact("paper-organisation", a.organisation_name.clone()),
            fact("receipt-received", a.submitted_at.map(time::exact).unwrap_or_default()),
        ];
        if a.amount.0 > 0 {
            facts.push(fact("receipt-amount", sum));
        }
        let days = case.programme.deadline(Material::Paper, &a.type_code);
        let paper = case
            .programme
            .paper
            .as_ref()
            .map(|p| l.tf("receipt-paper", &[("copies", &p.copies), ("address", &p.address)]));
        let last = days.map(|d| format!("{}{}", l.t("hub-paper-due"), time::long(d.instant())));
        ReceiptPage {
            base: address(&a.association, a.id),
            number: a.number.clone(),
            facts,
            code: a.version_code.clone(),
            hash: a.content_hash.clone(),
            next: [Some(l.word("state-say", a.state.code())), paper, last].into_iter().flatten().collect(),
            l,
            shell,
        }
    }
}

impl Page for ReceiptPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        vec![ReceiptPage::of(Shell::sample(l), &crate::web::check::sample_case())]
    }
}

crate::page!(ReceiptPage);

/// The receipt as data for the printed page.
///
/// # Errors
/// `not-submitted` before the first submission.
pub fn receipt_sheet(l: &Locale, case: &CaseFile) -> Result<Receipt, Failure> {
    let a = &case.application;
    let received = a.submitted_at.ok_or_else(|| Refusal::new("not-submitted"))?;
    let issuer = case.programme.programme.issuer.clone();
    let paper = case.programme.paper.as_ref();
    let next = paper.map(|p| l.tf("receipt-paper", &[("copies", &p.copies), ("address", &p.address)]));
    Ok(Receipt {
        title: l.t("receipt-title").to_owned(),
        addressee: format!("{}：", a.organisation_name),
        opening: vec![
            l.tf("receipt-opening", &[("programme", &case.call.title), ("type", &case.project_type().name)]),
        ],
        number: a.number.clone(),
        project: a.title.clone(),
        organisation: a.organisation_name.clone(),
        received: time::beijing(received),
        content_hash: a.content_hash.clone(),
        version_code: a.version_code.clone(),
        more: Vec::new(),
        closing: next.into_iter().chain([l.t("receipt-verify").to_owned()]).collect(),
        signoff: Signoff { issuer, date: time::long_date(time::beijing_date(received)) },
        mark: Mark { watermark: None, ..mark(l, case) },
        labels: ReceiptLabels {
            number: l.t("paper-number").to_owned(),
            project: l.t("paper-project").to_owned(),
            organisation: l.t("paper-organisation").to_owned(),
            received: l.t("receipt-received").to_owned(),
            content_hash: l.t("receipt-hash").to_owned(),
            version_code: l.t("paper-version-code").to_owned(),
        },
    })
}
