//! Random small problems with every kind of rule.

use kexiang_matching::assign::{
    Application, Cause, Conflict, Expert, Fairness, Group, Load, Pair, Problem, Seats, Weights,
};
use proptest::prelude::*;

fn names(prefix: &str, chosen: &[bool]) -> Vec<String> {
    (0..chosen.len()).filter(|i| chosen[*i]).map(|i| format!("{prefix}{i}")).collect()
}

prop_compose! {
    fn application()(
        reviews in prop::option::weighted(0.2, 0u32..4),
        panel in prop::option::weighted(0.1, prop::collection::vec(0u32..3, 3)),
        session in prop::option::weighted(0.15, 0usize..2),
        region in 0usize..4,
    ) -> Application {
        Application {
            reviews,
            panel: panel.map(|counts| seats(&counts)),
            session: session.map(|s| format!("S{s}")),
            region: ["", "北", "南", "东"][region].into(),
            ..Application::default()
        }
    }
}

fn seats(counts: &[u32]) -> Vec<Seats> {
    let kinds = ["技术", "财务", "管理"];
    let pairs = kinds.into_iter().zip(counts);
    pairs.map(|(kind, at_least)| Seats { kind: kind.into(), at_least: *at_least }).collect()
}

prop_compose! {
    fn expert()(
        kinds in prop::collection::vec(prop::bool::weighted(0.65), 3),
        min in prop::option::weighted(0.08, 0u32..2),
        max in prop::option::weighted(0.3, 1u32..5),
        organisation in 0usize..4,
        region in 0usize..4,
        absent in prop::bool::weighted(0.04),
        sessions in prop::option::weighted(0.2, prop::collection::vec(any::<bool>(), 2)),
    ) -> Expert {
        Expert {
            kinds: ["技术", "财务", "管理"].iter().zip(kinds).filter(|(_, k)| *k).map(|(k, _)| (*k).into()).collect(),
            min,
            max,
            organisation: ["", "甲", "乙", "丙"][organisation].into(),
            region: ["", "北", "南", "东"][region].into(),
            absent: absent.then(|| "出国".into()),
            sessions: sessions.map(|s| names("S", &s)),
            ..Expert::default()
        }
    }
}

/// Which rules of the more difficult kinds a random problem may have.
#[derive(Debug, Clone, Copy)]
pub struct Mix {
    pub rows: bool,
    pub groups: bool,
    pub fairness: Fairness,
}

pub fn problem(mix: Mix) -> impl Strategy<Value = Problem> {
    let sizes = (1usize..5, prop_oneof![1 => 1usize..4, 4 => 4usize..7]);
    sizes.prop_flat_map(move |(n, m)| {
        let lists = (prop::collection::vec(application(), n), prop::collection::vec(expert(), m));
        let fit = prop::collection::vec(prop::collection::vec(0u16..=1000, m), n);
        let excluded = prop::collection::vec(prop::collection::vec(prop::bool::weighted(0.08), m), n);
        let fixed = prop::collection::vec((0..n, 0..m), 0..2);
        let forbidden = prop::collection::vec((0..n, 0..m), 0..2);
        let rules = (
            prop_oneof![1 => 0u32..5, 4 => 2u32..4],
            prop::collection::vec(0u32..2, 3),
            prop::bool::weighted(0.3),
            prop_oneof![4 => Just(0u32), 1 => Just(1u32)],
            2u32..5,
        );
        let soft = (prop::option::of(1u32..3), 0u32..60, 0u32..200, 0u32..200, any::<bool>());
        let groups = prop::collection::vec(0usize..3, n);
        (lists, fit, excluded, fixed, forbidden, rules, soft, groups).prop_map(move |parts| build(mix, parts))
    })
}

type Parts = (
    (Vec<Application>, Vec<Expert>),
    Vec<Vec<u16>>,
    Vec<Vec<bool>>,
    Vec<(usize, usize)>,
    Vec<(usize, usize)>,
    (u32, Vec<u32>, bool, u32, u32),
    (Option<u32>, u32, u32, u32, bool),
    Vec<usize>,
);

fn build(mix: Mix, parts: Parts) -> Problem {
    let ((mut applications, mut experts), fit, excluded, fixed, forbidden, rules, soft, groups) = parts;
    let (reviews, panel, has_panel, min, max) = rules;
    let (per_organisation, balance, own_region, region_mix, balanced) = soft;
    applications.iter_mut().enumerate().for_each(|(i, a)| a.id = format!("A{i}"));
    experts.iter_mut().enumerate().for_each(|(i, e)| e.id = format!("E{i}"));
    let pair = |(a, e): &(usize, usize)| Pair { application: format!("A{a}"), expert: format!("E{e}") };
    let conflicts = excluded.iter().enumerate().map(|(a, row)| Conflict {
        application: format!("A{a}"),
        experts: names("E", row),
        cause: if a % 2 == 0 { Cause::Interest } else { Cause::Repeat },
        reason: String::new(),
    });
    let grouped = (0..2).map(|g| Group {
        name: format!("G{g}"),
        applications: (0..applications.len()).filter(|a| groups[*a] == g).map(|a| format!("A{a}")).collect(),
    });
    let groups: Vec<Group> = if mix.groups { grouped.collect() } else { Vec::new() };
    if mix.groups {
        for application in &mut applications {
            (application.reviews, application.panel) = (None, None);
        }
    }
    Problem {
        conflicts: conflicts.filter(|c| !c.experts.is_empty()).collect(),
        applications,
        experts,
        reviews,
        load: Load { min, max },
        panel: if has_panel { seats(&panel) } else { Vec::new() },
        per_organisation: per_organisation.filter(|_| mix.rows),
        fixed: fixed.iter().map(pair).collect(),
        forbidden: forbidden.iter().map(pair).collect(),
        groups,
        fit: Some(fit),
        weights: Weights {
            balance: if balanced { balance } else { 0 },
            own_region,
            region_mix: if mix.rows { region_mix } else { 0 },
            ..Weights::default()
        },
        fairness: mix.fairness,
        effort: 100_000,
    }
}

/// Flows only.
pub const PLAIN: Mix = Mix { rows: false, groups: false, fairness: Fairness::None };
