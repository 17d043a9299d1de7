//! When the hard rules cannot all be kept: a smallest set of rules that clash. Each rule of the set is needed:
//! without it the others can be kept.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::elastic::Elastic;
use super::fairness::feasible;
use super::model::{Model, RuleRef};
use super::outcome::Clash;
use super::problem::Problem;
use super::rules::Rule;
use super::scale::Scale;
use super::validate::Ids;

/// Questions of "can the other rules be kept" where each is a search of its own.
const MOST_QUESTIONS: u32 = 1_500;

/// A smallest set of rules that clash, for a problem whose rules do.
pub(super) fn clash(problem: &Problem, ids: &Ids<'_>) -> Clash {
    let all = references(problem);
    let (set, irreducible) = plain(problem, ids)
        .map(|set| (set, true))
        .or_else(|| by_flow(problem, ids, &all).map(|set| (set, true)))
        .unwrap_or_else(|| by_search(problem, ids, &all));
    Clash { rules: set.iter().map(|rule| named(problem, *rule)).collect(), irreducible }
}

/// All hard rules of a problem, in the order in which they are tried to be set aside: first what makes the answer
/// long, last what people decided by hand.
fn references(problem: &Problem) -> Vec<RuleRef> {
    let mut rules = Vec::new();
    rules.extend((0..problem.applications.len()).map(RuleRef::Reviews));
    for (a, application) in problem.applications.iter().enumerate() {
        let seats = problem.panel_of(application).iter().enumerate().filter(|(_, s)| s.at_least > 0);
        rules.extend(seats.map(|(s, _)| RuleRef::Panel(a, s)));
    }
    if problem.per_organisation.is_some() {
        rules.extend((0..problem.applications.len()).map(RuleRef::PerOrganisation));
    }
    let experts = problem.experts.iter().enumerate();
    let load = |own: Option<u32>, common: u32| own.unwrap_or(common);
    rules.extend((0..problem.conflicts.len()).map(RuleRef::Conflict));
    rules.extend(experts.clone().filter(|(_, e)| e.absent.is_some()).map(|(e, _)| RuleRef::Absent(e)));
    rules.extend(experts.clone().filter(|(_, e)| e.sessions.is_some()).map(|(e, _)| RuleRef::Sessions(e)));
    rules.extend(
        experts.clone().filter(|(_, e)| load(e.min, problem.load.min) > 0).map(|(e, _)| RuleRef::MinLoad(e)),
    );
    rules.extend(
        experts.filter(|(_, e)| load(e.max, problem.load.max) < u32::MAX).map(|(e, _)| RuleRef::MaxLoad(e)),
    );
    rules.extend((0..problem.groups.len()).map(RuleRef::Group));
    rules.extend((0..problem.forbidden.len()).map(RuleRef::Forbidden));
    rules.extend((0..problem.fixed.len()).map(RuleRef::Fixed));
    rules
}

/// Clashes that need no flow: bounds of one expert, a fixed pair that is excluded.
fn plain(problem: &Problem, ids: &Ids<'_>) -> Option<BTreeSet<RuleRef>> {
    let all = problem.applications.len() as u32;
    for (e, expert) in problem.experts.iter().enumerate() {
        let (min, max) = (expert.min.unwrap_or(problem.load.min), expert.max.unwrap_or(problem.load.max));
        if min > all {
            return Some([RuleRef::MinLoad(e)].into());
        }
        if min > max {
            return Some([RuleRef::MinLoad(e), RuleRef::MaxLoad(e)].into());
        }
    }
    let excluded = exclusions(problem, ids);
    for (f, pair) in problem.fixed.iter().enumerate() {
        let position = (ids.applications[pair.application.as_str()], ids.experts[pair.expert.as_str()]);
        if let Some(rule) = excluded.get(&position).and_then(|rules| rules.first()) {
            return Some([RuleRef::Fixed(f), *rule].into());
        }
    }
    None
}

/// The rules that exclude each pair of an application and an expert.
pub(super) fn exclusions(problem: &Problem, ids: &Ids<'_>) -> BTreeMap<(usize, usize), Vec<RuleRef>> {
    let mut excluded: BTreeMap<(usize, usize), Vec<RuleRef>> = BTreeMap::new();
    let mut exclude = |a, e, rule| excluded.entry((a, e)).or_default().push(rule);
    for (c, conflict) in problem.conflicts.iter().enumerate() {
        let a = ids.applications[conflict.application.as_str()];
        conflict.experts.iter().for_each(|e| exclude(a, ids.experts[e.as_str()], RuleRef::Conflict(c)));
    }
    for (f, pair) in problem.forbidden.iter().enumerate() {
        let (a, e) = (ids.applications[pair.application.as_str()], ids.experts[pair.expert.as_str()]);
        exclude(a, e, RuleRef::Forbidden(f));
    }
    for (e, expert) in problem.experts.iter().enumerate() {
        for (a, application) in problem.applications.iter().enumerate() {
            if expert.absent.is_some() {
                exclude(a, e, RuleRef::Absent(e));
            }
            let attended = expert.sessions.as_ref().zip(application.session.as_ref());
            if attended.is_some_and(|(sessions, session)| !sessions.contains(session)) {
                exclude(a, e, RuleRef::Sessions(e));
            }
        }
    }
    excluded
}

/// Where the rules clash as a flow: prices say on which rules the clash rests, then each is tried.
fn by_flow(problem: &Problem, ids: &Ids<'_>, all: &[RuleRef]) -> Option<BTreeSet<RuleRef>> {
    let exclude = |rule: &&RuleRef| {
        use RuleRef::{Absent, Conflict, Forbidden, Sessions};
        matches!(rule, Conflict(_) | Forbidden(_) | Absent(_) | Sessions(_))
    };
    let excluding: BTreeSet<RuleRef> = all.iter().filter(exclude).copied().collect();
    // A clash without groups is a clash with them.
    let groups = (0..problem.groups.len()).map(RuleRef::Group);
    let model = Model::new(problem, ids, &excluding.into_iter().chain(groups).collect());
    let mut fixed = BTreeMap::new();
    for (f, pair) in problem.fixed.iter().enumerate() {
        // A pair fixed twice is one rule.
        model.position(ids, pair).map(|position| fixed.entry(position).or_insert(RuleRef::Fixed(f)));
    }
    let mut elastic = Elastic::new(&model, exclusions(problem, ids), fixed);
    let mut dropped = BTreeSet::new();
    let mut broken = elastic.broken(&dropped);
    if broken == 0 {
        return None;
    }
    // Whenever setting a rule aside leaves a clash, the prices say what that clash rests on: all else goes too.
    let mut open = narrow(&elastic, all, &mut dropped);
    let mut needed = BTreeSet::new();
    loop {
        if broken > 1 && spare(&elastic, broken, &mut open, &mut dropped) {
            broken = elastic.broken(&dropped);
            let support = narrow(&elastic, all, &mut dropped);
            open.retain(|rule| support.contains(rule));
        }
        if broken == 1 {
            needed.extend(elastic.only_broken());
            open.retain(|rule| !needed.contains(rule));
        }
        let Some(left) = next_spared(&mut elastic, &mut open, &mut dropped, &mut needed) else { break };
        broken = left;
        let support = narrow(&elastic, all, &mut dropped);
        open.retain(|rule| support.contains(rule));
    }
    needed.retain(|rule| !dropped.contains(rule));
    Some(needed)
}

/// Sets rules aside without asking: where more must be broken than these can be, a clash remains.
fn spare(
    elastic: &Elastic<'_, '_>,
    broken: i64,
    open: &mut VecDeque<RuleRef>,
    dropped: &mut BTreeSet<RuleRef>,
) -> bool {
    let (mut left, before) = (broken - 1, open.len());
    open.retain(|rule| {
        let units = elastic.most_broken(*rule).filter(|units| *units <= left);
        left -= units.unwrap_or(0);
        if units.is_some() {
            dropped.insert(*rule);
        }
        units.is_none()
    });
    open.len() < before
}

/// Tries the open rules until one can be set aside; how many units of the others must be broken then. Those that
/// cannot are needed.
fn next_spared(
    elastic: &mut Elastic<'_, '_>,
    open: &mut VecDeque<RuleRef>,
    dropped: &mut BTreeSet<RuleRef>,
    needed: &mut BTreeSet<RuleRef>,
) -> Option<i64> {
    while let Some(rule) = open.pop_front() {
        dropped.insert(rule);
        let broken = elastic.broken(dropped);
        if broken > 0 {
            return Some(broken);
        }
        dropped.remove(&rule);
        needed.insert(rule);
    }
    None
}

/// The rules that the present clash rests on; all others are added to `dropped`.
fn narrow(elastic: &Elastic<'_, '_>, all: &[RuleRef], dropped: &mut BTreeSet<RuleRef>) -> VecDeque<RuleRef> {
    let support = elastic.support();
    dropped.extend(all.iter().filter(|rule| !support.contains(rule)));
    all.iter().filter(|rule| support.contains(rule)).copied().collect()
}

/// Where each question is a search: halves of the rules are set aside as long as the clash remains.
fn by_search(problem: &Problem, ids: &Ids<'_>, all: &[RuleRef]) -> (BTreeSet<RuleRef>, bool) {
    let mut question = Question { problem, ids, all, asked: 0, certain: true };
    let set = question.smallest(&BTreeSet::new(), false, all);
    (set, question.certain)
}

struct Question<'q> {
    problem: &'q Problem,
    ids: &'q Ids<'q>,
    all: &'q [RuleRef],
    asked: u32,
    certain: bool,
}

impl Question<'_> {
    /// Whether the rules in `kept` clash; where that is not known they count as not clashing, which keeps more rules.
    fn clashes(&mut self, kept: &BTreeSet<RuleRef>) -> bool {
        self.asked += 1;
        if self.asked > MOST_QUESTIONS {
            self.certain = false;
            return false;
        }
        let dropped = self.all.iter().filter(|rule| !kept.contains(rule)).copied().collect();
        let model = Model::new(self.problem, self.ids, &dropped);
        if model.contradiction {
            return true;
        }
        let Some(scale) = Scale::of(&model) else { return false };
        let answer = feasible(&model, scale, u64::from(self.problem.effort.max(1)));
        self.certain &= answer.is_some();
        matches!(answer, Some(None))
    }

    /// The rules of `candidates` that clash together with `background` (Junker's QuickXplain).
    fn smallest(
        &mut self,
        background: &BTreeSet<RuleRef>,
        grown: bool,
        candidates: &[RuleRef],
    ) -> BTreeSet<RuleRef> {
        if grown && self.clashes(background) {
            return BTreeSet::new();
        }
        if candidates.len() <= 1 {
            return candidates.iter().copied().collect();
        }
        let (left, right) = candidates.split_at(candidates.len() / 2);
        let with_right: BTreeSet<RuleRef> = background.iter().chain(right).copied().collect();
        let from_left = self.smallest(&with_right, !right.is_empty(), left);
        let with_left: BTreeSet<RuleRef> = background.union(&from_left).copied().collect();
        let from_right = self.smallest(&with_left, !from_left.is_empty(), right);
        from_left.union(&from_right).copied().collect()
    }
}

/// A rule in the names of the problem.
pub(super) fn named(problem: &Problem, rule: RuleRef) -> Rule {
    let application = |a: usize| problem.applications[a].id.clone();
    let expert = |e: usize| problem.experts[e].id.clone();
    match rule {
        RuleRef::Reviews(a) => {
            let count = problem.reviews_of(&problem.applications[a]);
            Rule::Reviews { application: application(a), count }
        }
        RuleRef::Panel(a, s) => {
            let seats = &problem.panel_of(&problem.applications[a])[s];
            Rule::Panel { application: application(a), kind: seats.kind.clone(), at_least: seats.at_least }
        }
        RuleRef::PerOrganisation(a) => Rule::PerOrganisation {
            application: application(a),
            at_most: problem.per_organisation.unwrap_or_default(),
        },
        RuleRef::MaxLoad(e) => {
            Rule::MaxLoad { expert: expert(e), max: problem.experts[e].max.unwrap_or(problem.load.max) }
        }
        RuleRef::MinLoad(e) => {
            Rule::MinLoad { expert: expert(e), min: problem.experts[e].min.unwrap_or(problem.load.min) }
        }
        RuleRef::Absent(e) => {
            Rule::Absent { expert: expert(e), reason: problem.experts[e].absent.clone().unwrap_or_default() }
        }
        RuleRef::Sessions(e) => {
            let sessions = problem.experts[e].sessions.clone().unwrap_or_default();
            Rule::Sessions { expert: expert(e), sessions }
        }
        RuleRef::Conflict(c) => {
            let c = problem.conflicts[c].clone();
            Rule::Conflict {
                application: c.application,
                experts: c.experts,
                cause: c.cause,
                reason: c.reason,
            }
        }
        RuleRef::Fixed(f) => {
            let pair = problem.fixed[f].clone();
            Rule::Fixed { application: pair.application, expert: pair.expert }
        }
        RuleRef::Forbidden(f) => {
            let pair = problem.forbidden[f].clone();
            Rule::Forbidden { application: pair.application, expert: pair.expert }
        }
        RuleRef::Group(g) => {
            let group = problem.groups[g].clone();
            Rule::Group { name: group.name, applications: group.applications }
        }
    }
}
