//! Deadlines, paper, steps, payment, preferences.

use kexiang_core::programme::{
    Counts, DeadlineRule, ElectronicCopy, Gate, Instalment, Material, Paper, PaperWhen, Payment, Priority,
    PriorityKind, Step, StepKind, Submission,
};
use kexiang_core::time::Moment;

use super::types::{Types, whole};
use super::{Open, aside_clause, clause, cut, of_kind};
use crate::asides::{Aside, AsideKind};
use crate::fact::{Fact, Kind};
use crate::read::Reading;

/// Deadlines of the electronic application and of the paper copies.
pub fn deadlines(reading: &Reading, types: &Types, open: &mut Vec<Open>) -> Vec<DeadlineRule> {
    let mut found: Vec<DeadlineRule> = Vec::new();
    for fact in of_kind(reading, Kind::Deadline) {
        let Some(at) = moment(fact) else {
            open.push(Open {
                path: "deadline".to_owned(),
                why: format!("截止时间“{}”没有年份，请填写。", fact.quote),
            });
            continue;
        };
        let both = [Material::Electronic, Material::Paper];
        let only = match fact.scope.as_str() {
            scope if scope.contains("electronic") => &both[..1],
            scope if scope.contains("paper") => &both[1..],
            _ if has_paper(reading) => &both[..],
            _ => &both[..1],
        };
        for what in only {
            let codes = types.codes(fact.of_type);
            if found.iter().any(|known| known.what == *what && known.types == codes) {
                continue;
            }
            let counts = if ["邮戳", "寄出"].iter().any(|word| fact.says.contains(word)) {
                Counts::Dispatch
            } else {
                Counts::Arrival
            };
            found.push(DeadlineRule { what: *what, at, counts, types: codes, clause: Some(clause(fact)) });
        }
    }
    if found.iter().all(|deadline| deadline.what != Material::Electronic)
        && let Some(paper) = found.iter().find(|deadline| deadline.types.is_empty()).cloned()
    {
        found.insert(0, DeadlineRule { what: Material::Electronic, counts: Counts::Arrival, ..paper });
    }
    found
}

fn moment(fact: &Fact) -> Option<Moment> {
    let value = fact.value.as_str()?;
    value.strip_suffix("T24:00").unwrap_or(value).parse().ok()
}

fn has_paper(reading: &Reading) -> bool {
    of_kind(reading, Kind::Copies).next().is_some()
}

/// Files that go to an address of the office.
pub fn submission(reading: &Reading) -> Submission {
    let sent = of_kind(reading, Kind::Contact).filter(|fact| {
        let sends =
            ["发送", "发至", "报送", "发到", "电子版", "投递"].iter().any(|verb| fact.says.contains(verb));
        fact.rule == "contact.email" && sends
    });
    let copies = sent.map(|fact| ElectronicCopy {
        what: "电子版材料".to_owned(),
        to: fact.value.as_str().unwrap_or_default().to_owned(),
        clause: clause(fact),
    });
    Submission { copies: copies.collect(), ..Submission::default() }
}

/// The sealed copies.
pub fn paper(reading: &Reading) -> Option<Paper> {
    let fact =
        of_kind(reading, Kind::Copies).find(|fact| whole(&fact.value).is_some_and(|copies| copies > 0))?;
    let address = of_kind(reading, Kind::Contact).find(|fact| fact.rule == "contact.address");
    let after_check =
        ["审核通过后", "审查通过后", "形式审查通过"].iter().any(|words| fact.says.contains(words));
    Some(Paper {
        copies: whole(&fact.value).and_then(|copies| u32::try_from(copies).ok())?,
        when: if after_check { PaperWhen::AfterFormalCheck } else { PaperWhen::AfterSubmission },
        address: address.and_then(|fact| fact.value.as_str()).unwrap_or_default().to_owned(),
        same_content: None,
        clause: clause(fact),
    })
}

/// The steps that the notice names; the formal check always.
pub fn steps(reading: &Reading) -> Vec<Step> {
    const STEPS: [(AsideKind, StepKind); 8] = [
        (AsideKind::FormalCheck, StepKind::FormalCheck),
        (AsideKind::TargetCheck, StepKind::TargetCheck),
        (AsideKind::ExpertReview, StepKind::ExpertReview),
        (AsideKind::Publicity, StepKind::Publicity),
        (AsideKind::Contract, StepKind::Contract),
        (AsideKind::MidTerm, StepKind::MidTerm),
        (AsideKind::SpotCheck, StepKind::SpotCheck),
        (AsideKind::Acceptance, StepKind::Acceptance),
    ];
    let named = |wanted: AsideKind| reading.asides.iter().find(move |aside| aside.kind == wanted);
    STEPS
        .iter()
        .filter(|(aside, kind)| *kind == StepKind::FormalCheck || named(*aside).is_some())
        .map(|(aside, kind)| Step {
            kind: *kind,
            name: None,
            panel: Vec::new(),
            working_days: named(*aside).and_then(|aside| aside.working_days),
            clause: named(*aside).map(aside_clause),
        })
        .collect()
}

/// How the money is paid.
pub fn payment(reading: &Reading) -> Payment {
    let mut instalments = Vec::new();
    if let Some(fact) = of_kind(reading, Kind::Disbursement).next() {
        let shares: Vec<u32> = fact
            .value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|share| u32::try_from(whole(share)?).ok())
            .collect();
        let whole_sum = shares.iter().sum::<u32>() == 100;
        let gates = gates(&fact.says, shares.len());
        instalments = match (shares.is_empty(), whole_sum) {
            (false, true) => shares
                .iter()
                .zip(gates)
                .map(|(share, gate)| Instalment { percent: Some(*share), gate, clause: clause(fact) })
                .collect(),
            _ => gates
                .into_iter()
                .map(|gate| Instalment { percent: None, gate, clause: clause(fact) })
                .collect(),
        };
    }
    let recovery = of_aside(reading, AsideKind::Recovery).map(aside_clause).collect();
    Payment { instalments, recovery }
}

/// What must have happened before each part is paid, in the order of the words.
fn gates(says: &str, parts: usize) -> Vec<Gate> {
    const SIGNS: [(&str, Gate); 9] = [
        ("合同", Gate::Contract),
        ("任务书", Gate::Contract),
        ("协议", Gate::Contract),
        ("立项", Gate::Award),
        ("进度", Gate::Milestone),
        ("中期", Gate::MidTerm),
        ("验收", Gate::Acceptance),
        ("结项", Gate::Acceptance),
        ("结题", Gate::Acceptance),
    ];
    let mut named: Vec<(usize, Gate)> =
        SIGNS.iter().filter_map(|(sign, gate)| says.find(sign).map(|at| (at, *gate))).collect();
    named.sort_by_key(|(at, _)| *at);
    let mut gates: Vec<Gate> = Vec::new();
    for (_, gate) in named {
        if !gates.contains(&gate) {
            gates.push(gate);
        }
    }
    if parts == 0 {
        return if gates.is_empty() { vec![Gate::Award] } else { gates };
    }
    let usual = |at: usize| match at {
        0 => Gate::Award,
        at if at + 1 == parts => Gate::Acceptance,
        _ => Gate::Milestone,
    };
    if gates.len() != parts {
        gates = (0..parts).map(usual).collect();
    }
    gates
}

/// What is preferred and what is encouraged.
pub fn priorities(reading: &Reading, types: &Types) -> Vec<Priority> {
    let kinds =
        [(AsideKind::Preferred, PriorityKind::Preferred), (AsideKind::Encouraged, PriorityKind::Encouraged)];
    let mut found = Vec::new();
    for (aside, kind) in kinds {
        for one in of_aside(reading, aside) {
            found.push(Priority {
                id: format!("priority-{}", found.len() + 1),
                types: types.codes(one.of_type),
                name: cut(&one.says, 30),
                kind,
                clause: aside_clause(one),
            });
        }
    }
    found
}

fn of_aside(reading: &Reading, kind: AsideKind) -> impl Iterator<Item = &Aside> {
    reading.asides.iter().filter(move |aside| aside.kind == kind)
}
