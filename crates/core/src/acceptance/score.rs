use serde::{Deserialize, Serialize};

use super::Form;
use crate::money::Fen;

/// Points for keeping to the budget (预算执行率), in hundredths.
const MONEY: u64 = 1_000;
/// Points for the indicators together, in hundredths.
const INDICATORS: u64 = 9_000;
/// An indicator below this share of its mark, in basis points, gets nothing.
const FLOOR: u32 = 6_000;

/// The grade of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 优: 90 and more.
    Excellent,
    /// 良: 80 and more.
    Good,
    /// 中: 60 and more.
    Fair,
    /// 差
    Poor,
}

impl Grade {
    /// Code used in message keys.
    pub fn code(self) -> &'static str {
        match self {
            Grade::Excellent => "excellent",
            Grade::Good => "good",
            Grade::Fair => "fair",
            Grade::Poor => "poor",
        }
    }
}

/// The self-score (自评得分), computed from the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// For keeping to the budget, of 10.00, in hundredths.
    pub money: u64,
    /// For each indicator, in hundredths, in the form's order; documents get none.
    pub rows: Vec<Option<u64>>,
    /// The sum, of 100.00, in hundredths.
    pub total: u64,
    /// Its grade.
    pub grade: Grade,
}

/// Scores a form: 10 points for the money spent of the money received, 90 in equal parts for the indicators, each in
/// proportion to its result and nothing below 60 %. Rounded down to hundredths.
pub fn score(form: &Form) -> Score {
    let indicators = form.rows.iter().filter(|r| !r.document).count() as u64;
    let share = INDICATORS.checked_div(indicators).unwrap_or(0);
    let points = |basis_points: u32| match basis_points {
        10_000.. => share,
        FLOOR.. => share * u64::from(basis_points) / 10_000,
        _ => 0,
    };
    let rows: Vec<_> = form.rows.iter().map(|r| (!r.document).then(|| points(r.basis_points))).collect();
    let all = form.rows.iter().filter(|r| !r.document).all(|r| r.met);
    let money = spent_share(form.money.spent, form.money.received);
    // What the division left over belongs to who did everything.
    let indicators = if all { INDICATORS } else { rows.iter().flatten().sum() };
    let total = money + indicators;
    let grade = match total {
        9_000.. => Grade::Excellent,
        8_000.. => Grade::Good,
        6_000.. => Grade::Fair,
        _ => Grade::Poor,
    };
    Score { money, rows, total, grade }
}

fn spent_share(spent: Fen, received: Fen) -> u64 {
    let (spent, received) = (u64::try_from(spent.0).unwrap_or(0), u64::try_from(received.0).unwrap_or(0));
    spent.min(received).saturating_mul(MONEY).checked_div(received).unwrap_or(0)
}
