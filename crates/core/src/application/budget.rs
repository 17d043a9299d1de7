use std::collections::BTreeMap;

use super::answer::BudgetLine;
use crate::money::Fen;
use crate::programme::{Amount, BudgetRules, Category, CategoryRule, Clause};

/// Sums of a budget in fen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetTotals {
    /// By source id.
    pub by_source: BTreeMap<String, Fen>,
    /// By category id.
    pub by_category: BTreeMap<String, Fen>,
    /// Of everything.
    pub all: Fen,
}

/// What is wrong with a budget.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the doc of a variant names its values; sums are in fen, lengths in characters"
)]
pub enum BudgetFault {
    /// A category the programme does not have.
    UnknownCategory(String),
    /// A source the programme does not have.
    UnknownSource(String),
    /// Less than nothing, or more than can be counted.
    SumOutOfRange,
    /// The association's money on a banned category (L08).
    Banned { category: String, clause: Option<Clause>, word: Option<String> },
    /// More than the cap of a limited category.
    OverCap { category: String, cap: Fen, sum: Fen, clause: Option<Clause> },
    /// The association's money in the budget is not the amount applied for.
    GrantDiffers { budget: Fen, applied: Fen },
    /// The amount applied for is outside what the notice offers.
    OutsideAmount { applied: Fen, min: Fen, max: Fen, clause: Option<Clause> },
}

/// Adds up a budget; none when a sum overflows.
pub fn total(lines: &[BudgetLine]) -> Option<BudgetTotals> {
    let mut totals = BudgetTotals::default();
    for line in lines {
        for (source, sum) in &line.sums {
            let by_source = totals.by_source.entry(source.clone()).or_default();
            *by_source = by_source.checked_add(*sum)?;
            let by_category = totals.by_category.entry(line.category.clone()).or_default();
            *by_category = by_category.checked_add(*sum)?;
            totals.all = totals.all.checked_add(*sum)?;
        }
    }
    Some(totals)
}

/// Everything wrong with a budget, in the order of its lines, then of its sums. An empty budget has no faults: that it
/// is missing is a gap.
pub fn check_budget(
    lines: &[BudgetLine],
    rules: &BudgetRules,
    funding: Option<(Amount, Option<&Clause>)>,
    applied: Option<Fen>,
) -> Vec<BudgetFault> {
    let mut faults = line_faults(lines, rules);
    let Some(totals) = total(lines) else {
        faults.push(BudgetFault::SumOutOfRange);
        return faults;
    };
    let grant = grant_sum(&totals, rules);
    faults.extend(cap_faults(lines, rules, grant));
    if let Some(applied) = applied {
        if !lines.is_empty() && grant != applied {
            faults.push(BudgetFault::GrantDiffers { budget: grant, applied });
        }
        faults.extend(amount_fault(applied, funding));
    }
    faults
}

fn grant_sum(totals: &BudgetTotals, rules: &BudgetRules) -> Fen {
    let source = rules.grant_source().and_then(|s| totals.by_source.get(&s.id));
    source.copied().unwrap_or_default()
}

fn line_faults(lines: &[BudgetLine], rules: &BudgetRules) -> Vec<BudgetFault> {
    let mut faults = Vec::new();
    for line in lines {
        let Some(category) = rules.category(&line.category) else {
            faults.push(BudgetFault::UnknownCategory(line.category.clone()));
            continue;
        };
        for (source, sum) in &line.sums {
            if !rules.sources.iter().any(|s| s.id == *source) {
                faults.push(BudgetFault::UnknownSource(source.clone()));
            }
            if sum.0 < 0 {
                faults.push(BudgetFault::SumOutOfRange);
            }
        }
        if granted(line, rules) > Fen(0) {
            faults.extend(ban(category, line, rules));
        }
    }
    faults
}

/// The association's money on one line.
fn granted(line: &BudgetLine, rules: &BudgetRules) -> Fen {
    rules.grant_source().and_then(|s| line.sums.get(&s.id)).copied().unwrap_or_default()
}

/// A banned category, or words of one in the line's free text.
fn ban(category: &Category, line: &BudgetLine, rules: &BudgetRules) -> Option<BudgetFault> {
    if category.rule == CategoryRule::Banned {
        let (category, clause) = (category.name.clone(), category.clause.clone());
        return Some(BudgetFault::Banned { category, clause, word: None });
    }
    let banned = rules.categories.iter().filter(|c| c.rule == CategoryRule::Banned);
    banned.into_iter().find_map(|c| {
        let word = c.words.iter().find(|w| line.note.contains(w.as_str()))?;
        Some(BudgetFault::Banned {
            category: c.name.clone(),
            clause: c.clause.clone(),
            word: Some(word.clone()),
        })
    })
}

fn cap_faults(lines: &[BudgetLine], rules: &BudgetRules, grant: Fen) -> Vec<BudgetFault> {
    let limited = rules.categories.iter().filter(|c| c.rule == CategoryRule::Limited);
    limited
        .filter_map(|c| {
            let cap =
                Fen(grant.0 / 100 * i64::from(c.cap_percent?)
                    + grant.0 % 100 * i64::from(c.cap_percent?) / 100);
            let on_it = lines.iter().filter(|l| l.category == c.id);
            let sum: Fen = on_it.map(|l| granted(l, rules)).sum();
            let clause = c.clause.clone();
            (sum > cap).then(|| BudgetFault::OverCap { category: c.name.clone(), cap, sum, clause })
        })
        .collect()
}

fn amount_fault(applied: Fen, funding: Option<(Amount, Option<&Clause>)>) -> Option<BudgetFault> {
    let (amount, clause) = funding?;
    let (min, max) = (amount.min()?, amount.max()?);
    let clause = clause.cloned();
    (applied < min || applied > max).then_some(BudgetFault::OutsideAmount { applied, min, max, clause })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines() -> impl Strategy<Value = Vec<BudgetLine>> {
        let sums = proptest::collection::btree_map("[abc]", (0_i64..5_000_000_000).prop_map(Fen), 0..3);
        let line =
            ("[mtp]", sums).prop_map(|(category, sums)| BudgetLine { category, note: String::new(), sums });
        proptest::collection::vec(line, 0..12)
    }

    proptest! {
        /// Money is neither lost nor made: by source, by category and over all it is the same sum of fen.
        #[test]
        fn all_ways_of_adding_up_agree(lines in lines()) {
            let totals = total(&lines).expect("no overflow");
            let by_source: i64 = totals.by_source.values().map(|f| f.0).sum();
            let by_category: i64 = totals.by_category.values().map(|f| f.0).sum();
            let each: i64 = lines.iter().flat_map(|l| l.sums.values()).map(|f| f.0).sum();
            prop_assert_eq!((by_source, by_category, totals.all.0), (each, each, each));
        }

        /// The order of the lines makes no difference.
        #[test]
        fn the_order_of_lines_makes_no_difference(lines in lines()) {
            let mut turned = lines.clone();
            turned.reverse();
            prop_assert_eq!(total(&lines), total(&turned));
        }
    }

    #[test]
    fn a_sum_that_cannot_be_counted_is_no_sum() {
        let line = |sum| BudgetLine {
            category: "m".into(),
            note: String::new(),
            sums: [("a".to_owned(), Fen(sum))].into(),
        };
        assert_eq!(total(&[line(i64::MAX), line(1)]), None);
    }
}
