//! Facts by year and credit measures (年度情况、信用记录), as the office records, corrects and lifts them.

use axum::extract::{Path, State};
use kexiang_core::organisation::{Fact, FactKind};
use kexiang_core::refusal::Refusal;
use serde::Deserialize;

use super::super::form::{Form, Shown};
use super::super::room::Room;
use super::super::{Answer, Visitor};
use super::people::{At, id};
use super::show::again;
use super::view::fact_value;
use crate::actions::organisation;
use crate::locale::Locale;
use crate::state::App;

pub fn room() -> Room {
    Room::new()
        .post("/office/{association}/organisations/{id}/facts", put_fact)
        .post("/office/{association}/organisations/{id}/facts/withdrawal", withdraw_fact)
        .post("/office/{association}/organisations/{id}/bars", add_bar)
        .post("/office/{association}/organisations/{id}/bars/lifting", lift_bar)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FactForm {
    fact: String,
    year: String,
    basis: String,
    reason: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BarForm {
    bar: String,
    from: String,
    to: String,
    basis: String,
    reason: String,
}

/// `grade.C` and a year.
fn fact_of(form: &FactForm) -> Result<Fact, Refusal> {
    let (kind, value) = form.fact.split_once('.').ok_or_else(|| Refusal::new("fact-value").at("fact"))?;
    let kind = FactKind::from_code(kind).ok_or_else(|| Refusal::new("fact-value").at("fact"))?;
    let year = form.year.trim().parse().map_err(|_| Refusal::new("fact-year").with("last", "").at("year"))?;
    Ok(Fact { kind, year, value: value.to_owned() })
}

async fn put_fact(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(form): Form<FactForm>,
) -> Answer {
    organisation::may_edit(&visitor.ctx(), &at.0)?;
    let outcome = match fact_of(&form) {
        Ok(fact) => {
            let because = (form.basis.as_str(), form.reason.as_str());
            organisation::put_fact(&app, &visitor.ctx(), &at.0, at.1, &fact, because).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    again((&app, &visitor, &at), outcome, "fact", |page, refusal| {
        let FactForm { fact, year, basis, reason } = &form;
        let typed = Shown::with(&[("fact", fact), ("year", year), ("basis", basis), ("reason", reason)]);
        page.fact = typed.refused(page.l, refusal);
    })
    .await
}

async fn withdraw_fact(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(form): Form<FactForm>,
) -> Answer {
    organisation::may_edit(&visitor.ctx(), &at.0)?;
    let (kind, year) = form.fact.split_once('.').unwrap_or_default();
    let missing = || Refusal::new("not-found");
    let kind = FactKind::from_code(kind).ok_or_else(missing)?;
    let year = year.parse().map_err(|_| missing())?;
    let outcome =
        organisation::withdraw_fact(&app, &visitor.ctx(), &at.0, at.1, (kind, year), &form.reason).await;
    again((&app, &visitor, &at), outcome, "fact", |page, refusal| {
        page.fact = page.fact.clone().refused(page.l, refusal);
    })
    .await
}

async fn add_bar(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(form): Form<BarForm>,
) -> Answer {
    let BarForm { from, to, basis, .. } = &form;
    let outcome = organisation::add_bar(&app, &visitor.ctx(), &at.0, at.1, (from, to), basis).await;
    again((&app, &visitor, &at), outcome.map(|_| ()), "bar", |page, refusal| {
        page.bar = Shown::with(&[("from", from), ("to", to), ("basis", basis)]).refused(page.l, refusal);
    })
    .await
}

async fn lift_bar(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Form(form): Form<BarForm>,
) -> Answer {
    let bar = id(&form.bar)?;
    let outcome = organisation::lift_bar(&app, &visitor.ctx(), &at.0, at.1, bar, &form.reason).await;
    again((&app, &visitor, &at), outcome, "bar", |page, refusal| {
        page.bar = page.bar.clone().refused(page.l, refusal);
    })
    .await
}

/// The kinds of facts with their values, for a choice: group, then code and word.
pub fn fact_choices(l: &Locale) -> Vec<(String, Vec<(String, String)>)> {
    let of = |kind: FactKind| {
        let value = |v: &&str| (format!("{kind}.{v}"), fact_value(l, kind, v));
        (l.word("fact", kind.code()), kind.values().iter().map(value).collect())
    };
    FactKind::ALL.into_iter().map(of).collect()
}
