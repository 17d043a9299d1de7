//! An inspection on paper: the record (检查记录) and the remedy order (限期整改通知书), as PDF.

use axum::extract::{Path, State};
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::letter::{Labelled, ListColumn, ListSheet, Mark, Signoff};

use crate::actions::inspection::{self, InspectionFile};
use crate::locale::Locale;
use crate::state::App;
use crate::web::panel::paper::pdf;
use crate::web::project::parts;
use crate::web::{Answer, Visitor};

type At = Path<(String, Id)>;

pub(super) async fn record(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let file = inspection::view(&app, &visitor.ctx(), &association, id).await?;
    if file.visit.visited_on.is_none() {
        return Err(Refusal::new("not-found").into());
    }
    let issuer = app.association(&association).map(|a| a.name).unwrap_or_default();
    let name = format!("{}_{}", file.visit.number, visitor.l.t("inspection-record"));
    pdf(record_sheet(visitor.l, &file, &issuer), &visitor, &name).await
}

pub(super) async fn remedy(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let file = inspection::view(&app, &visitor.ctx(), &association, id).await?;
    if file.inspection.items.is_empty() {
        return Err(Refusal::new("not-found").into());
    }
    let issuer = app.association(&association).map(|a| a.name).unwrap_or_default();
    let name = format!("{}_{}", file.visit.number, visitor.l.t("inspection-remedy"));
    pdf(remedy_sheet(visitor.l, &file, &issuer), &visitor, &name).await
}

fn mark(l: &Locale, file: &InspectionFile) -> Mark {
    Mark {
        lines: vec![Labelled::new(l.t("inspection-number"), &file.visit.number)],
        page: l.t("paper-page").to_owned(),
        qr: None,
        watermark: None,
    }
}

/// Project, visit, findings, what follows; signed by those who looked and by the organisation.
pub(crate) fn record_sheet(l: &Locale, file: &InspectionFile, issuer: &str) -> ListSheet {
    let (i, v, p) = (&file.inspection, &file.visit, &file.project.project);
    let column = |key: &str, weight, centred| ListColumn { name: l.t(key).to_owned(), weight, centred };
    let visited = v.visited_on.map(time::long_date_with_weekday).unwrap_or_default();
    let line = |key: &str, value: &str| format!("{}：{value}", l.t(key));
    let mut after = Vec::new();
    if !i.items.is_empty() {
        let due = i.remedy_due.map(time::long_date).unwrap_or_default();
        after.push(format!(
            "{}：{}（{} {due}）",
            l.t("inspection-items"),
            i.items.join("；"),
            l.t("inspection-due")
        ));
    }
    if !i.answer.is_empty() {
        after.push(line("inspection-answer", &i.answer));
    }
    if !i.finding.is_empty() {
        let verdict = format!("{}。{}", l.word("inspection-state", i.state.code()), i.finding);
        after.push(line("inspection-verdict", &verdict));
    }
    let kind = |wrong: bool| l.t(if wrong { "inspection-wrong" } else { "inspection-found" }).to_owned();
    ListSheet {
        title: l.t("inspection-record").to_owned(),
        before: vec![
            line("project-column-title", &format!("{}（{}）", p.title, p.number)),
            line("project-column-organisation", &p.organisation_name),
            line("inspection-kind", &l.word("inspection-kind", i.kind.code())),
            line("inspection-visited", &visited),
            line("inspection-place", &v.place),
        ],
        columns: vec![
            column("desk-register-index", 0, true),
            column("inspection-finding-kind", 10, true),
            column("inspection-finding", 60, false),
        ],
        rows: (1..)
            .zip(&v.findings)
            .map(|(n, f): (i32, _)| vec![n.to_string(), kind(f.wrong), f.what.clone()])
            .collect(),
        after,
        signers: vec![
            Labelled::new(l.t("inspection-inspectors"), v.inspectors.join("、")),
            Labelled::new(l.t("inspection-signed-by"), ""),
        ],
        signoff: Some(Signoff {
            issuer: issuer.to_owned(),
            date: v.visited_on.map(time::long_date).unwrap_or_default(),
        }),
        mark: mark(l, file),
    }
}

/// Facts, basis, what is to be put right until when, right to be heard, what follows otherwise (domain §7).
pub(crate) fn remedy_sheet(l: &Locale, file: &InspectionFile, issuer: &str) -> ListSheet {
    let (i, v, p) = (&file.inspection, &file.visit, &file.project.project);
    let due = i.remedy_due.map(time::long_date_with_weekday).unwrap_or_default();
    let notice = parts::notice(&file.project);
    let basis = file.clause().map(|c| format!("{}“{}”", parts::place(c, notice), c.says));
    let basis = basis.unwrap_or_else(|| notice.to_owned());
    let visited = v.visited_on.map(time::long_date).unwrap_or_default();
    let args: [(&str, &dyn std::fmt::Display); 5] =
        [("visited", &visited), ("title", &p.title), ("number", &p.number), ("basis", &basis), ("due", &due)];
    let mut after = vec![l.tf("inspection-remedy-due", &args)];
    if v.holds {
        after.push(l.t("inspection-remedy-hold").to_owned());
    }
    after.extend([l.t("inspection-remedy-heard").to_owned(), l.t("inspection-remedy-else").to_owned()]);
    let ordered = file.steps.iter().rev().find(|s| s.command == "order-remedy").map(|s| s.at);
    ListSheet {
        title: l.t("inspection-remedy").to_owned(),
        before: vec![format!("{}：", p.organisation_name), l.tf("inspection-remedy-facts", &args)],
        columns: vec![
            ListColumn { name: l.t("desk-register-index").to_owned(), weight: 0, centred: true },
            ListColumn { name: l.t("inspection-items").to_owned(), weight: 60, centred: false },
        ],
        rows: (1..).zip(&i.items).map(|(n, item): (i32, _)| vec![n.to_string(), item.clone()]).collect(),
        after,
        signers: Vec::new(),
        signoff: Some(Signoff {
            issuer: issuer.to_owned(),
            date: ordered.map(|at| time::long_date(time::beijing_date(at))).unwrap_or_default(),
        }),
        mark: mark(l, file),
    }
}
