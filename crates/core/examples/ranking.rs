//! Ranks N applications by the totals of five experts each and fills in the proposal: `ranking N` prints how many are
//! selected. `bench/ranking/run` measures it.

use std::collections::BTreeMap;
use std::io::Write;

use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::programme::Amount;
use kexiang_core::review::{Kind, Mark, Method, Standing, TieBreak, corrected, placed, summarise};
use kexiang_core::selection::{AmountRule, Line, Offer, Outcome, WhatIf, fill};

const EXPERTS: usize = 5;

fn main() -> std::io::Result<()> {
    let wanted: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(5_000);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    let reviews: BTreeMap<String, Vec<Mark>> = (0..wanted)
        .map(|n| {
            let quality = 4_000 + next(5_000);
            let marks = (0..EXPERTS).map(|seat| Mark {
                expert: format!("expert-{}", next(wanted / 10 + EXPERTS)),
                kind: if seat == 0 { Kind::Financial } else { Kind::Technical },
                total: i64::try_from(quality + next(1_000)).unwrap_or(0),
            });
            (format!("{n:08}"), marks.collect())
        })
        .collect();
    let method = Method::Trimmed;
    let summaries: BTreeMap<&String, _> =
        reviews.iter().filter_map(|(id, marks)| Some((id, summarise(marks, &method)?))).collect();
    let beside = corrected(&reviews);
    let standings: Vec<Standing> = summaries
        .iter()
        .map(|(id, s)| Standing {
            id: (*id).clone(),
            score: Some(s.score),
            priorities: 0,
            technical: s.technical,
            votes: 0,
        })
        .collect();
    let places = placed(&standings, &[TieBreak::Priority, TieBreak::Technical, TieBreak::Vote]);
    let lines: Vec<Line> = places
        .iter()
        .map(|p| Line {
            application: Id::compose(p.id.parse().unwrap_or_default(), 0),
            type_code: "2026-1".to_owned(),
            tier: String::new(),
            score: summaries.get(&p.id).map(|s| s.score),
            place: p.place,
            applied: Fen(2_000_000),
            outcome: Outcome::Open,
            amount: Fen::ZERO,
            reason: String::new(),
        })
        .collect();
    let offer = Offer {
        type_code: "2026-1".to_owned(),
        tier: String::new(),
        planned: u32::try_from(wanted / 5).ok(),
        amount: Amount::Range(Fen(1_000_000), Fen(2_000_000)),
    };
    let ask = WhatIf { amounts: AmountRule::Applied, money: None, least: 6_000, reserve: 50 };
    let filled = fill(&lines, &[offer], &ask);
    let selected = filled.iter().filter(|l| l.outcome == Outcome::Select).count();
    writeln!(
        std::io::stdout(),
        "{} applications, {} corrected scores, {selected} selected",
        places.len(),
        beside.scores.len()
    )
}
