use crate::application::BudgetLine;
use crate::money::Fen;

/// The budget as applied for, fitted to the sum that was approved: where less was approved, every line of the
/// association's money gives up the same share, rounded down to whole 元, and the last one takes the remainder.
pub fn fit(lines: &[BudgetLine], grant: &str, amount: Fen) -> Vec<BudgetLine> {
    let granted = |l: &BudgetLine| l.sums.get(grant).copied().unwrap_or_default();
    let whole: Fen = lines.iter().map(granted).sum();
    let mut fitted = lines.to_vec();
    if whole == amount || whole <= Fen::ZERO {
        return fitted;
    }
    let last = lines.iter().rposition(|l| granted(l) > Fen::ZERO);
    let mut given = Fen::ZERO;
    for (n, line) in fitted.iter_mut().enumerate() {
        let before = granted(line);
        if before <= Fen::ZERO {
            continue;
        }
        let sum = if Some(n) == last { amount - given } else { share(before, amount, whole) };
        given += sum;
        line.sums.insert(grant.to_owned(), sum);
    }
    fitted
}

/// `part` of `whole`, of `amount`, in whole 元 where the amount has any.
fn share(part: Fen, amount: Fen, whole: Fen) -> Fen {
    let exact = i128::from(part.0) * i128::from(amount.0) / i128::from(whole.0);
    Fen(i64::try_from(exact / 100 * 100).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// approved = Σ lines, whatever was applied for; nothing becomes negative.
        #[test]
        fn a_fitted_budget_adds_up_to_what_was_approved(
            sums in proptest::collection::vec(1_i64..900_000_000, 1..9), amount in 1_i64..900_000_000,
        ) {
            let line = |sum: &i64| BudgetLine {
                category: "m".into(), note: String::new(), sums: [("grant".to_owned(), Fen(*sum))].into(),
            };
            let lines: Vec<_> = sums.iter().map(line).collect();
            let fitted = fit(&lines, "grant", Fen(amount));
            let whole: i64 = fitted.iter().map(|l| l.sums["grant"].0).sum();
            prop_assert_eq!(whole, amount);
            prop_assert!(fitted.iter().all(|l| l.sums["grant"].0 >= 0));
        }
    }
}
