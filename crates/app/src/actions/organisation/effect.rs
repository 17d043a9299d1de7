//! What the ledger means for each call: every rule's verdict with its clause, and which rule looks at which fact.

use std::sync::Arc;

use jiff::Timestamp;
use kexiang_core::eligibility::{self, Case, Used, Verdict};
use kexiang_core::organisation::FactKind;
use kexiang_core::programme::{LimitPer, Programme, Test};
use kexiang_core::time;
use kexiang_store::organisation::{self, Organisation};
use kexiang_store::programme::Call;
use kexiang_store::{Tx, programme, quota};

use super::super::Failure;
use crate::programmes::Programmes;

/// Calls looked at: the open ones, and so many closed ones before them.
const CLOSED: usize = 1;

/// What the rules of one call say of an organisation.
#[derive(Clone, Debug)]
pub struct CallEffect {
    /// The call.
    pub call: Call,
    /// Whether submissions are taken now.
    pub open: bool,
    /// Its programme.
    pub programme: Arc<Programme>,
    /// What each rule says, those that hinder first.
    pub lines: Vec<Line>,
    /// Which facts its rules look at.
    pub uses: Vec<Use>,
}

/// What one rule says, and for which types.
#[derive(Clone, Debug)]
pub struct Line {
    /// The verdict.
    pub verdict: Verdict,
    /// Codes of the types; empty where it concerns all.
    pub types: Vec<String>,
}

/// That a rule looks at a fact of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Kind of fact.
    pub kind: FactKind,
    /// Year.
    pub year: i16,
    /// Id of the rule.
    pub rule: String,
}

/// What the ledger means for the calls of the association, the latest deadline first.
///
/// # Errors
/// Those of the database.
pub fn effects(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    o: &Organisation,
    now: Timestamp,
) -> Result<Vec<CallEffect>, Failure> {
    let standing = organisation::standing(tx, o)?;
    let mut closed = 0;
    let mut effects = Vec::new();
    for call in programme::calls(tx, &o.association)? {
        let open = call.opens_at <= now && now <= call.closes_at;
        closed += usize::from(now > call.closes_at);
        if closed > CLOSED {
            break;
        }
        let programme = programmes.of_call(tx, &o.association, call.id, call.version)?;
        let mut used = Vec::new();
        for limit in programme.limits.iter().filter(|l| l.per == LimitPer::Organisation) {
            let scope = format!("limit/{}/{}", call.id, limit.id);
            let taken = quota::used(tx, &o.association, &scope, &o.id.to_string())?;
            used.push(Used { limit: limit.id.clone(), used: u32::try_from(taken).unwrap_or(u32::MAX) });
        }
        let case = Case {
            standing: &standing,
            joint: &[],
            recommender: None,
            used: &used,
            today: time::beijing_date(now),
            in_application: false,
        };
        let (lines, uses) = (lines(&programme, &case), uses(&programme));
        effects.push(CallEffect { call, open, programme, lines, uses });
    }
    Ok(effects)
}

/// The verdicts of all types, the same one once.
fn lines(programme: &Programme, case: &Case<'_>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for t in &programme.types {
        for verdict in eligibility::judge(programme, t, case) {
            match lines.iter_mut().find(|line| line.verdict == verdict) {
                Some(known) => known.types.push(t.code.clone()),
                None => lines.push(Line { verdict, types: vec![t.code.clone()] }),
            }
        }
    }
    for line in lines.iter_mut().filter(|line| line.types.len() == programme.types.len()) {
        line.types.clear();
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.verdict.answer()));
    lines
}

fn uses(programme: &Programme) -> Vec<Use> {
    let looks = programme.rules.iter().filter_map(|rule| match &rule.test {
        Test::BarredIf(look) => Some((rule, look)),
        _ => None,
    });
    looks
        .flat_map(|(rule, look)| {
            let of = |year: &i16| Use { kind: look.fact, year: *year, rule: rule.id.clone() };
            look.years.iter().map(of).collect::<Vec<_>>()
        })
        .collect()
}
