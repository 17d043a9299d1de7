//! What must hold of progress whatever happened.

use std::sync::LazyLock;

use jiff::civil::date;
use kexiang_core::achievement::Achievement;
use kexiang_core::activity::{Activity, Attendance, Partaker, State};
use kexiang_core::id::Id;
use kexiang_core::programme::{Comparator, Measure, Programme, ProjectType};
use kexiang_core::progress::{Dates, Progress, Tally, completion};
use proptest::prelude::*;

use crate::programme::{FILES, read};
use crate::progress::activity;

fn progress(p: &Programme, t: &ProjectType, events: &[Activity], works: &[Achievement]) -> Vec<Progress> {
    let tier = t.tiers.first().map(|tier| tier.code.as_str());
    let mut tally = Tally::new(p, t, tier, &[]);
    events.iter().for_each(|a| tally.activity(a));
    works.iter().for_each(|a| tally.achievement(a));
    let day = date(2026, 6, 30);
    tally.progress(&Dates { awarded: day, completes_on: Some(day), today: day })
}

/// Any activity that may count for some of 12 indicators.
fn any_activity() -> impl Strategy<Value = (u16, u32, u32, u8, u8)> {
    (any::<u16>(), 0..300_u32, 0..300_u32, 0..4_u8, 0..5_u8)
}

fn build(
    n: usize,
    t: &ProjectType,
    (mask, people, on_line, firms, state): (u16, u32, u32, u8, u8),
) -> Activity {
    let mut a = activity(n as u64, "“龙城科创大讲堂”党旗领航·科创强柳—学会专家走基层");
    let meant = t.indicators.iter().enumerate().filter(|(i, _)| (mask >> (i % 16)) & 1 == 1);
    a.counts_for = meant.map(|(_, i)| i.id.clone()).collect();
    a.attendance = Attendance { on_site: people, daily: people * 2, on_line };
    let firm = |n| Partaker { name: format!("企业{n}"), national: n == 1, enterprise: true };
    a.organisations = (0..firms).map(firm).collect();
    a.state = State::ALL[usize::from(state)];
    a
}

proptest! {
    /// One more activity never lowers what counts upwards; lengths and rates may fall, since each must be right.
    #[test]
    fn one_more_activity_never_lowers_a_count(
        events in prop::collection::vec(any_activity(), 1..12), which in 0..25_usize,
    ) {
        let (p, t) = nth_type(which);
        let events: Vec<_> = events.into_iter().enumerate().map(|(n, e)| build(n, t, e)).collect();
        let before = progress(p, t, &events[1..], &[]);
        let after = progress(p, t, &events, &[]);
        for (old, new) in before.iter().zip(&after) {
            let indicator = t.indicators.iter().find(|i| i.id == old.id);
            let counted = indicator.is_some_and(|i| !matches!(i.measure, Measure::Minutes | Measure::Percent | Measure::Label));
            let upwards = old.ways.iter().all(|w| matches!(w.mark.op, Comparator::AtLeast | Comparator::Exactly));
            if counted && upwards && !old.document {
                prop_assert!(new.basis_points >= old.basis_points, "{} {old:?} {new:?}", t.code);
                prop_assert!(new.met >= old.met);
            }
        }
    }

    /// The order in which things are counted makes no difference to any result.
    #[test]
    fn order_makes_no_difference(events in prop::collection::vec(any_activity(), 0..12), which in 0..25_usize) {
        let (p, t) = nth_type(which);
        let mut events: Vec<_> = events.into_iter().enumerate().map(|(n, e)| build(n, t, e)).collect();
        let results = |rows: &[Progress]| -> Vec<_> { rows.iter().map(|r| (r.id.clone(), r.met, r.ways.clone())).collect() };
        let forwards = results(&progress(p, t, &events, &[]));
        events.reverse();
        prop_assert_eq!(forwards, results(&progress(p, t, &events, &[])));
    }

    /// What is fulfilled is all of it, what is not says what is missing; the rate is all exactly when all are.
    #[test]
    fn what_is_not_met_says_what_is_missing(
        events in prop::collection::vec(any_activity(), 0..12),
        works in prop::collection::vec((any::<u16>(), 0..30_000_i64, 0..80_000_i64), 0..12),
        which in 0..25_usize,
    ) {
        let (p, t) = nth_type(which);
        let events: Vec<_> = events.into_iter().enumerate().map(|(n, e)| build(n, t, e)).collect();
        let works: Vec<_> = works.into_iter().enumerate().map(|(n, (mask, characters, seconds))| {
            let mut a = Achievement::new(Id::compose(n as u64, 1), "成果", date(2026, 6, 1));
            let meant = t.indicators.iter().enumerate().filter(|(i, _)| (mask >> (i % 16)) & 1 == 1);
            a.counts_for = meant.map(|(_, i)| i.id.clone()).collect();
            a.extent.characters = Some(characters);
            a.extent.seconds = Some(seconds);
            a
        }).collect();
        let rows = progress(p, t, &events, &works);
        for r in &rows {
            prop_assert!(r.met || !r.missing.is_empty(), "{} {r:?}", t.code);
            prop_assert!(r.document || r.met == (r.basis_points == 10_000), "{} {r:?}", t.code);
        }
        let all = rows.iter().filter(|r| !r.document).all(|r| r.met);
        prop_assert_eq!(completion(&rows) == 10_000, all);
    }
}

/// The 25 types of the four programmes.
static TYPES: LazyLock<Vec<(Programme, ProjectType)>> = LazyLock::new(|| {
    let of_file = |(name, ..): &(&str, &str, &str)| {
        let p = read(name);
        p.types.clone().into_iter().map(move |t| (p.clone(), t)).collect::<Vec<_>>()
    };
    FILES.iter().flat_map(of_file).collect()
});

fn nth_type(n: usize) -> &'static (Programme, ProjectType) {
    &TYPES[n]
}

#[test]
fn there_are_twenty_five_types() {
    assert_eq!(TYPES.len(), 25);
}
