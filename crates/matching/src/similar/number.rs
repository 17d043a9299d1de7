//! One spelling for a number: `五十`, `50`, `５０`, `伍拾` and `5十` are the same, and so are `3.5万` and `35000`.

/// Whether a character is part of a number; full-width digits are folded before.
pub(super) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || unit(c).is_some()
}

/// The value of a digit.
fn digit(c: char) -> Option<u64> {
    Some(match c {
        '0'..='9' => u64::from(c) - u64::from('0'),
        '〇' | '零' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The power of ten of a unit.
fn unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' | '萬' => 10_000,
        '亿' | '億' => 100_000_000,
        _ => return None,
    })
}

/// A number being read, in ten-thousandths so that `3.5万` stays whole. Numbers that do not fit wrap: the result is
/// a name for the number, not the number.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Number {
    /// What stands before the last 万 or 亿.
    high: u64,
    /// What stands since then, closed by 十, 百 or 千.
    section: u64,
    /// The digits since the last unit.
    digits: u64,
    /// How many digits stand after the point; `None` before it.
    decimals: Option<u32>,
    /// Whether a digit stands since the last unit.
    open: bool,
}

/// The places after the point that count.
const PLACES: u32 = 4;

impl Number {
    /// Takes one character for which [`is_numeral`] holds.
    pub fn push(&mut self, c: char) {
        if let Some(digit) = digit(c) {
            self.open = true;
            match &mut self.decimals {
                Some(places) if *places >= PLACES => {}
                Some(places) => {
                    *places += 1;
                    self.digits = self.digits.wrapping_mul(10).wrapping_add(digit);
                }
                None => self.digits = self.digits.wrapping_mul(10).wrapping_add(digit),
            }
        } else if let Some(unit) = unit(c) {
            self.close(unit);
        }
    }

    /// Takes the point of a decimal fraction.
    pub fn point(&mut self) {
        self.decimals = Some(0);
    }

    /// The digits since the last unit, in ten-thousandths.
    fn scaled(&self) -> u64 {
        self.digits.wrapping_mul(10u64.pow(PLACES - self.decimals.unwrap_or(0)))
    }

    fn close(&mut self, unit: u64) {
        // 十五 is fifteen: a unit without a digit counts once, unless it raises a closed section (五十万).
        let count =
            if self.open || self.section > 0 && unit >= 10_000 { self.scaled() } else { 10u64.pow(PLACES) };
        if unit < 10_000 {
            self.section = self.section.wrapping_add(count.wrapping_mul(unit));
        } else {
            let raised = self.section.wrapping_add(count).wrapping_mul(unit);
            self.high = self.high.wrapping_add(raised);
            self.section = 0;
        }
        (self.digits, self.decimals, self.open) = (0, None, false);
    }

    /// The number in ten-thousandths.
    pub fn value(&self) -> u64 {
        self.high.wrapping_add(self.section).wrapping_add(self.scaled())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> u64 {
        let mut number = Number::default();
        text.chars().for_each(|c| if c == '.' { number.point() } else { number.push(c) });
        number.value()
    }

    #[test]
    fn every_spelling_of_a_number_is_one_value() {
        for (number, spellings) in [
            (50, &["50", "五十", "伍拾", "五〇"][..]),
            (15, &["15", "十五", "一十五", "壹拾伍"]),
            (2026, &["2026", "二〇二六", "二零二六", "二千零二十六"]),
            (35_000, &["3.5万", "35000", "三万五千", "叁万伍仟"]),
            (500_000, &["50万", "五十万", "500000"]),
            (120_000_000, &["1.2亿", "一亿二千万"]),
            (10_000, &["万", "一万", "10000"]),
        ] {
            for spelling in spellings {
                assert_eq!(value(spelling), number * 10_000, "{spelling}");
            }
        }
        assert_ne!(value("三十"), value("十三"));
        assert_ne!(value("1.5"), value("15"));
    }
}
