//! What the office says to the applicant, as letters: returned for correction with all defects at once, or not accepted
//! with the reason. Both are written from the record of the decision, so that they say what was decided and nothing else.

use axum::extract::{Path, State};
use kexiang_core::programme::Clause;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::letter::{Defect, DefectLabels, Labelled, Mark, ReturnNotice, Signoff};
use kexiang_documents::pdf::Standard;
use kexiang_store::check::Record;
use serde_json::Value;

use super::paper::{answer, settings};
use super::{Shown, act, named};
use crate::actions::application::CaseFile;
use crate::actions::check;
use crate::locale::Locale;
use crate::state::App;
use crate::web::Visitor;

/// `GET …/return.pdf`: the latest return for correction.
pub async fn returned(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Shown {
    let kinds = ["return-check", "return-targets"];
    let (case, record) = decided(&app, &visitor, &association, &id, &kinds).await?;
    let name = format!("{}_{}", case.application.number, visitor.l.t("letter-return-title"));
    answer(return_sheet(visitor.l, &case, &record), settings(&visitor, Standard::Plain), &name).await
}

/// `GET …/outcome.pdf`: why it was not accepted.
pub async fn outcome(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Shown {
    let (case, record) =
        decided(&app, &visitor, &association, &id, &["refuse-check", "fail-targets"]).await?;
    if !case.state().is_over() {
        return Err(Refusal::new("not-found").into());
    }
    let name = format!("{}_{}", case.application.number, visitor.l.t("letter-refusal-title"));
    answer(refusal_sheet(visitor.l, &case, &record), settings(&visitor, Standard::Plain), &name).await
}

/// The latest record of one of these decisions; the applicant may read what concerns them, the office all.
async fn decided(
    app: &App,
    visitor: &Visitor,
    association: &str,
    id: &str,
    commands: &[&str],
) -> Result<(CaseFile, Record), crate::actions::Failure> {
    let case = act::view(app, &visitor.ctx(), association, named(id)?).await?;
    let records = check::decisions(app, association, case.application.id).await?;
    let record = records.into_iter().find(|r| commands.contains(&r.command.as_str()));
    Ok((case, record.ok_or_else(|| Refusal::new("not-found"))?))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn place(case: &CaseFile, clause: &Clause) -> String {
    let own = &case.programme.programme;
    let notice = own.document_number.as_deref().unwrap_or(&own.notice);
    format!("{}（{} {}）", clause.says, clause.notice.as_deref().unwrap_or(notice), clause.at)
}

fn defect(l: &Locale, case: &CaseFile, value: &Value) -> Defect {
    let field = case.form().field(text(value, "field"));
    let clause: Option<Clause> =
        value.get("clause").and_then(|clause| serde_json::from_value(clause.clone()).ok());
    Defect {
        section: field.map_or_else(|| l.t("hub-whole").to_owned(), |f| f.label.clone()),
        problem: text(value, "problem").to_owned(),
        clause: clause.map(|c| place(case, &c)).unwrap_or_default(),
        demand: text(value, "demand").to_owned(),
    }
}

fn labels(l: &Locale) -> DefectLabels {
    DefectLabels {
        index: l.t("paper-no").to_owned(),
        section: l.t("letter-section").to_owned(),
        problem: l.t("letter-problem").to_owned(),
        clause: l.t("letter-clause").to_owned(),
        demand: l.t("letter-demand").to_owned(),
    }
}

fn mark(l: &Locale, case: &CaseFile) -> Mark {
    Mark {
        lines: vec![Labelled::new(l.t("paper-number"), &case.application.number)],
        page: l.t("paper-page").to_owned(),
        qr: None,
        watermark: None,
    }
}

fn signoff(case: &CaseFile, record: &Record) -> Signoff {
    Signoff {
        issuer: case.programme.programme.issuer.clone(),
        date: time::long_date(time::beijing_date(record.decided_at)),
    }
}

/// The return for correction as data for the printed page.
pub fn return_sheet(l: &Locale, case: &CaseFile, record: &Record) -> ReturnNotice {
    let a = &case.application;
    let named = record.body.get("defects").and_then(Value::as_array).cloned().unwrap_or_default();
    // The record keeps the window to the millisecond; a letter names the day.
    let due =
        a.correction_due.map(time::long).unwrap_or_else(|| text(&record.body, "correction_due").to_owned());
    let args: [(&str, &dyn std::fmt::Display); 4] =
        [("title", &a.title), ("number", &a.number), ("n", &named.len()), ("due", &due)];
    ReturnNotice {
        title: l.t("letter-return-title").to_owned(),
        number: Some(a.number.clone()),
        addressee: a.organisation_name.clone(),
        opening: vec![l.tf("letter-return-opening", &args)],
        defects: named.iter().map(|d| defect(l, case, d)).collect(),
        deadline: Some(l.tf("letter-return-deadline", &args)),
        closing: vec![l.t("letter-return-closing").to_owned()],
        signoff: signoff(case, record),
        mark: mark(l, case),
        labels: labels(l),
    }
}

/// The refusal as data for the printed page.
pub fn refusal_sheet(l: &Locale, case: &CaseFile, record: &Record) -> ReturnNotice {
    let a = &case.application;
    let note = text(&record.body, "note");
    let reason = match text(&record.body, "reason") {
        "" => l.word("step", &record.command),
        code => l.word("check-reason", code),
    };
    let args: [(&str, &dyn std::fmt::Display); 2] = [("title", &a.title), ("number", &a.number)];
    let own = &case.programme.programme;
    let found = Defect {
        section: reason,
        problem: if note.is_empty() { l.t("letter-refusal-no-note").to_owned() } else { note.to_owned() },
        clause: own.document_number.clone().unwrap_or_else(|| own.notice.clone()),
        demand: l.t("letter-refusal-demand").to_owned(),
    };
    ReturnNotice {
        title: l.t("letter-refusal-title").to_owned(),
        number: Some(a.number.clone()),
        addressee: a.organisation_name.clone(),
        opening: vec![l.tf("letter-refusal-opening", &args)],
        defects: vec![found],
        deadline: None,
        closing: vec![l.t("letter-refusal-closing").to_owned()],
        signoff: signoff(case, record),
        mark: mark(l, case),
        labels: DefectLabels { section: l.t("letter-reason").to_owned(), ..labels(l) },
    }
}
