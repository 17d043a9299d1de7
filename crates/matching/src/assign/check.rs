//! Pairs that people chose: the rules they break and their points.

use std::collections::BTreeSet;

use super::clash::{exclusions, named};
use super::evaluate::{loads, score, seat};
use super::model::{Model, NOWHERE, RuleRef};
use super::outcome::Checked;
use super::problem::{Pair, Problem};
use super::validate::{ProblemError, validate};

/// Checks pairs against every hard rule. Pairs of unknown ids are refused; a pair given twice counts once.
pub fn check(problem: &Problem, pairs: &[Pair]) -> Result<Checked, ProblemError> {
    let ids = validate(problem)?;
    // Groups are set aside so that their applications can differ; whether they do is a rule like any other.
    let groups: BTreeSet<RuleRef> = (0..problem.groups.len()).map(RuleRef::Group).collect();
    let model = Model::new(problem, &ids, &groups);
    let mut panels: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); problem.applications.len()];
    for pair in pairs {
        let unknown = |list: &str, id: &String| ProblemError::Unknown {
            place: "分配方案".to_owned(),
            list: list.to_owned(),
            id: id.clone(),
        };
        let a = ids.applications.get(pair.application.as_str());
        let a = *a.ok_or_else(|| unknown("项目", &pair.application))?;
        let e = ids.experts.get(pair.expert.as_str());
        panels[a].insert(*e.ok_or_else(|| unknown("专家", &pair.expert))?);
    }
    let panels: Vec<Vec<usize>> = panels.into_iter().map(|panel| panel.into_iter().collect()).collect();
    let mut broken: BTreeSet<RuleRef> = BTreeSet::new();
    for (pair, rules) in exclusions(problem, &ids) {
        if panels[pair.0].binary_search(&pair.1).is_ok() {
            broken.extend(rules);
        }
    }
    for (a, panel) in panels.iter().enumerate() {
        check_panel(&model, a, panel, &mut broken);
    }
    for (f, pair) in problem.fixed.iter().enumerate() {
        let (a, e) = (ids.applications[pair.application.as_str()], ids.experts[pair.expert.as_str()]);
        if panels[a].binary_search(&e).is_err() {
            broken.insert(RuleRef::Fixed(f));
        }
    }
    for (g, group) in problem.groups.iter().enumerate() {
        let mut members = group.applications.iter().map(|id| &panels[ids.applications[id.as_str()]]);
        let first = members.next();
        if members.any(|panel| Some(panel) != first) {
            broken.insert(RuleRef::Group(g));
        }
    }
    for (e, load) in loads(&model, &panels).into_iter().enumerate() {
        let facts = &model.experts[e];
        if load > facts.max {
            broken.insert(RuleRef::MaxLoad(e));
        }
        if load < facts.min {
            broken.insert(RuleRef::MinLoad(e));
        }
    }
    let broken = broken.into_iter().map(|rule| named(problem, rule)).collect();
    Ok(Checked { broken, score: score(&model, &panels) })
}

/// Without groups every item is one application, in order.
fn check_panel(model: &Model<'_>, a: usize, panel: &[usize], broken: &mut BTreeSet<RuleRef>) {
    let problem = model.problem;
    let application = &problem.applications[a];
    if panel.len() != problem.reviews_of(application) as usize {
        broken.insert(RuleRef::Reviews(a));
    }
    if let Some(most) = problem.per_organisation {
        let organisations = panel.iter().map(|e| model.experts[*e].organisation).filter(|o| *o != NOWHERE);
        let over =
            organisations.clone().any(|o| organisations.clone().filter(|p| *p == o).count() > most as usize);
        if over {
            broken.insert(RuleRef::PerOrganisation(a));
        }
    }
    if seat(model, a, panel).is_none() {
        let seats = problem.panel_of(application).iter().enumerate().filter(|(_, s)| s.at_least > 0);
        let kinds = problem.kinds();
        let short: Vec<RuleRef> = seats
            .clone()
            .filter(|(_, s)| {
                let kind = kinds.iter().position(|k| *k == s.kind).unwrap_or_default();
                let able = panel.iter().filter(|e| model.experts[**e].kinds >> kind & 1 == 1);
                able.count() < s.at_least as usize
            })
            .map(|(s, _)| RuleRef::Panel(a, s))
            .collect();
        // Where each kind has enough but people would have to sit twice, all seats together are the rule broken.
        let all = seats.map(|(s, _)| RuleRef::Panel(a, s));
        if short.is_empty() { broken.extend(all) } else { broken.extend(short) }
    }
}
