use serde::{Deserialize, Serialize};

use super::Rank;
use crate::money::Fen;
use crate::refusal::Refusal;

/// What an expert did for a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// 会议咨询: whole and half days; a half day is paid 60 % of a day, from the third day on 50 %.
    Meeting {
        /// Half days attended.
        half_days: u32,
    },
    /// 通讯评审: once per review, 20–50 % of a day.
    Correspondence {
        /// Percent of a day's rate.
        percent: u32,
    },
    /// Nothing is paid: the expert did not take part, or works for the office.
    Nothing,
}

/// The rates after tax (专家咨询费标准). The national table is 财科教〔2017〕128号; provinces set lower ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeTable {
    /// Where the rates come from.
    pub source: String,
    /// 院士、全国知名专家: least and most per day after tax, in fen.
    pub academician: (Fen, Fen),
    /// 高级职称: least and most per day after tax, in fen.
    pub senior: (Fen, Fen),
    /// 其他: least and most per day after tax, in fen.
    pub other: (Fen, Fen),
    /// A half day, percent of a day.
    pub half_day_percent: u32,
    /// From the third day on, percent of a day.
    pub third_day_percent: u32,
    /// By correspondence: least and most percent of a day.
    pub correspondence_percent: (u32, u32),
}

/// What is paid, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// Before tax (税前).
    pub gross: Fen,
    /// Withheld (代扣个人所得税).
    pub tax: Fen,
    /// Paid out (税后实发).
    pub net: Fen,
}

impl FeeTable {
    /// 财科教〔2017〕128号.
    pub fn national() -> Self {
        let yuan = |n: i64| Fen(n * 100);
        FeeTable {
            source: "财科教〔2017〕128号".to_owned(),
            academician: (yuan(1_500), yuan(3_600)),
            senior: (yuan(1_500), yuan(2_400)),
            other: (yuan(900), yuan(1_500)),
            half_day_percent: 60,
            third_day_percent: 50,
            correspondence_percent: (20, 50),
        }
    }

    /// Least and most per day after tax.
    pub fn daily(&self, rank: Rank) -> (Fen, Fen) {
        match rank {
            Rank::Academician => self.academician,
            Rank::Senior => self.senior,
            Rank::Other => self.other,
        }
    }
}

/// What an expert is paid for a duty at a daily rate after tax.
///
/// # Errors
/// `fee-over-cap` where the rate is above the table's, `fee-percent` where a review by correspondence is not paid within
/// the table's shares.
pub fn fee(table: &FeeTable, rank: Rank, duty: Duty, daily: Fen) -> Result<Fee, Refusal> {
    let (_, most) = table.daily(rank);
    if daily.0 < 0 || daily > most {
        let refusal = Refusal::new("fee-over-cap").with("most", most.yuan()).with("source", &table.source);
        return Err(refusal.at("rate"));
    }
    let percent = |of: i64, percent: u32| of * i64::from(percent) / 100;
    let net = match duty {
        Duty::Nothing => 0,
        Duty::Meeting { half_days } => (1..=half_days.div_ceil(2))
            .map(|day| {
                let full = half_days >= day * 2;
                let base = if full { daily.0 } else { percent(daily.0, table.half_day_percent) };
                if day >= 3 { percent(base, table.third_day_percent) } else { base }
            })
            .sum(),
        Duty::Correspondence { percent: share } => {
            let (low, high) = table.correspondence_percent;
            if !(low..=high).contains(&share) {
                let refusal = Refusal::new("fee-percent").with("low", low).with("high", high);
                return Err(refusal.at("percent"));
            }
            percent(daily.0, share)
        }
    };
    let net = Fen(net);
    let gross = gross_for(net);
    let tax = withholding(gross);
    Ok(Fee { gross, tax, net: Fen(gross.0 - tax.0) })
}

/// Income tax withheld from pay for services (劳务报酬): 20 % of what is above 800 yuan, or of 80 % from 4,000 yuan on,
/// with 30 % − 2,000 and 40 % − 7,000 yuan on larger sums.
pub fn withholding(gross: Fen) -> Fen {
    let yuan = |n: i64| n * 100;
    let taxable = match gross.0 {
        g if g <= yuan(800) => 0,
        g if g <= yuan(4_000) => g - yuan(800),
        g => g * 80 / 100,
    };
    Fen(match taxable {
        t if t <= yuan(20_000) => t * 20 / 100,
        t if t <= yuan(50_000) => t * 30 / 100 - yuan(2_000),
        t => t * 40 / 100 - yuan(7_000),
    })
}

/// The whole yuan before tax that leave the sum after tax, rounded down: what is paid out never exceeds the table.
pub fn gross_for(net: Fen) -> Fen {
    let (mut low, mut high) = (net.0 / 100, net.0 / 100 * 2 + 1);
    while low < high {
        let middle = (low + high + 1) / 2;
        let gross = Fen(middle * 100);
        if gross.0 - withholding(gross).0 <= net.0 { low = middle } else { high = middle - 1 }
    }
    Fen(low * 100)
}
