//! The record of a decision as PDF, with every override and its reason.

use axum::extract::{Path, State};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::letter::{CheckItem, CheckLabels, CheckPerson, CheckRecord, Labelled, Mark, Override};
use kexiang_documents::pdf::Standard;

use super::id;
use super::record::{ItemRow, RecordPage};
use crate::actions::check;
use crate::locale::Locale;
use crate::state::App;
use crate::web::application::{answer_pdf, pdf_settings};
use crate::web::layout::Shell;
use crate::web::{Answer, Visitor};

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, application, n)): Path<(String, String, String)>,
) -> Answer {
    let n = n.parse().map_err(|_| Refusal::new("not-found"))?;
    let (case, record) = check::record_of(&app, &visitor.ctx(), &association, id(&application)?, n).await?;
    let page = RecordPage::of(Shell::within(&app, &visitor, &association), &case, &record);
    let by = CheckPerson {
        role: visitor.l.t("check-fact-by").to_owned(),
        name: record.decided_by.clone(),
        at: time::exact(record.decided_at),
    };
    let name = format!("{}_{}", case.application.number, visitor.l.t("check-record-title"));
    answer_pdf(sheet(visitor.l, &page, by), pdf_settings(&visitor, Standard::Archive), &name).await
}

fn sheet(l: &Locale, page: &RecordPage, by: CheckPerson) -> CheckRecord {
    let word = |key: &str| l.t(key).to_owned();
    let item = |row: &ItemRow| CheckItem {
        name: row.name.clone(),
        clause: row.clause.clone(),
        finding: [row.reason.as_str(), row.by.as_str()].join(" ").trim().to_owned(),
        verdict: row.verdict.clone(),
    };
    let set_aside = |row: &ItemRow| {
        let (by, at) = row.by.split_once(' ').unwrap_or((&row.by, ""));
        Override { item: row.name.clone(), reason: row.reason.clone(), by: by.to_owned(), at: at.to_owned() }
    };
    let filled = page.facts.iter().filter(|(_, value)| !value.is_empty());
    let shown = &page.hash[..page.hash.len().min(16)];
    CheckRecord {
        title: word("check-record-title"),
        facts: filled.map(|(name, value)| Labelled::new(name, value)).collect(),
        items: page.items.iter().map(item).collect(),
        overrides: page.overrides.iter().map(set_aside).collect(),
        conclusion: Labelled::new(word("check-record-verdict"), &page.what),
        people: vec![by],
        mark: Mark {
            lines: vec![
                Labelled::new(word("paper-number"), &page.number),
                Labelled::new(word("check-record-hash"), shown),
            ],
            page: word("paper-page"),
            qr: None,
            watermark: None,
        },
        labels: CheckLabels {
            index: word("desk-register-index"),
            name: word("check-record-item"),
            clause: word("check-record-clause"),
            finding: word("check-record-why"),
            verdict: word("check-record-verdict"),
            overrides: word("check-record-overrides"),
            reason: word("check-record-reason"),
            by: word("check-record-by"),
            at: word("check-fact-at"),
            signature: word("check-record-signature"),
        },
    }
}
