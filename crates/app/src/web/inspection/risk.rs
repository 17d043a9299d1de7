//! The risk list: running projects with the reasons for a closer look, from which checks are planned.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_core::risk::{Risk, weight};
use kexiang_core::time;
use serde::Deserialize;

use crate::actions::inspection::{self, Risky};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::project::{Problem, Typed, project_address, stays};
use crate::web::{Answer, Failure, Visitor};

/// The risk list.
#[derive(Template)]
#[template(path = "inspection/risks.html")]
pub struct RisksPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    rows: Vec<RiskView>,
    /// The day proposed for the visits.
    day: String,
    typed: Typed,
    problem: Option<Problem>,
}

/// A project on the risk list.
struct RiskView {
    id: String,
    href: String,
    number: String,
    title: String,
    organisation: String,
    reasons: Vec<String>,
    /// All reasons in one text, as they are proposed for the record.
    basis: String,
    grave: bool,
    checked: bool,
}

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let rows = inspection::risks(&app, &visitor.ctx(), &association).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = super::flash(visitor.l, &asked.done);
    page::show(&RisksPage::of(shell, &association, &rows))
}

/// Plans a check of one project of the list, or of one that is named by its number.
pub(super) async fn plan(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let ctx = visitor.ctx();
    ctx.permit(Action::InspectionManage, &Scope::Association(&association))?;
    let outcome = match read(&app, &visitor, &association, &typed).await {
        Ok((id, day)) => inspection::plan(&app, &ctx, &association, id, (typed.get("basis"), day)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(id) => Ok(see_other(&format!("/associations/{association}/inspections/{id}?done=planned"))),
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let rows = inspection::risks(&app, &ctx, &association).await?;
            let mut page = RisksPage::of(Shell::within(&app, &visitor, &association), &association, &rows);
            page.problem = Some(Problem::of(visitor.l, "", &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

/// The project, by its id or by its number, and the day.
async fn read(
    app: &App,
    visitor: &Visitor,
    association: &str,
    typed: &Typed,
) -> Result<(Id, jiff::civil::Date), Failure> {
    let number = typed.get("number").trim();
    let id = match typed.get("project").parse::<Id>() {
        Ok(id) => id,
        Err(_) => {
            let all = crate::actions::project::of_office(app, &visitor.ctx(), association).await?;
            let found = all.into_iter().find(|r| r.project.number == number).map(|r| r.project.id);
            found.ok_or_else(|| Refusal::new("inspection-no-project").with("number", number).at("number"))?
        }
    };
    Ok((id, typed.date("planned_on")?))
}

/// A reason in words.
pub(crate) fn reason(l: &Locale, risk: &Risk) -> String {
    let key = format!("risk-{}", risk.code());
    match risk {
        Risk::Late { days } => l.tf(&key, &[("days", days)]),
        Risk::Failed { times } | Risk::Gate { times } | Risk::Restless { times } => {
            l.tf(&key, &[("times", times)])
        }
        Risk::Overspent { over } => l.tf(&key, &[("sum", &over.yuan())]),
        Risk::Idle { paid, days } => l.tf(&key, &[("sum", &paid.yuan()), ("days", days)]),
        Risk::Owed { left } => l.tf(&key, &[("sum", &left.yuan())]),
        Risk::RemedyLate | Risk::Barred | Risk::Held => l.t(&key).to_owned(),
    }
}

impl RisksPage {
    fn of(shell: Shell, association: &str, rows: &[Risky]) -> Self {
        let l = shell.l;
        let today = time::beijing_date(shell.now);
        let day = today.checked_add(jiff::Span::new().days(7)).unwrap_or(today);
        let view = |r: &Risky| {
            let reasons: Vec<String> = r.risks.iter().map(|risk| reason(l, risk)).collect();
            RiskView {
                id: r.project.id.to_string(),
                href: project_address(association, r.project.id),
                number: r.project.number.clone(),
                title: r.project.title.clone(),
                organisation: r.project.organisation_name.clone(),
                basis: reasons.join("；"),
                reasons,
                grave: weight(&r.risks) >= 3,
                checked: r.checked,
            }
        };
        RisksPage {
            base: format!("/associations/{association}/inspections"),
            rows: rows.iter().map(view).collect(),
            day: day.to_string(),
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        }
    }
}

impl Page for RisksPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |rows: &[Risky]| RisksPage::of(Shell::sample(l), "lz", rows);
        let mut wrong = page(&super::sample::risky());
        wrong.problem = Some(Problem::of(l, "", &Refusal::new("inspection-basis").at("basis")));
        vec![page(&[]), page(&super::sample::risky()), wrong]
    }
}

crate::page!(RisksPage);
