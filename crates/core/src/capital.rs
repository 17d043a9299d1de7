//! 大写金额: amounts in the capital characters of cheques, contracts and payment orders
//! (正确填写票据和结算凭证的基本规定).

use crate::money::Fen;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const WAN: u64 = 10_000;
const YI: u64 = 100_000_000;

/// Where the rule leaves a 零 to the writer: the place of 万 (亿, 元) is 0 and the place after it is not.
/// 107000.53 may be 壹拾万柒仟元零伍角叁分 or 壹拾万零柒仟元伍角叁分.
#[derive(Clone, Copy)]
struct Zeros {
    after_yi: bool,
    after_wan: bool,
    after_yuan: bool,
}

/// The form that this system writes.
const WRITTEN: Zeros = Zeros { after_yi: false, after_wan: false, after_yuan: true };

/// Why a text is no 大写金额.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CapitalError {
    /// Nothing was written.
    #[error("the amount in capital characters is empty: write it as in 贰万伍仟元整")]
    Empty,
    /// A character that is no capital digit or unit.
    #[error("`{0}` is no capital digit or unit: use 零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整")]
    Character(char),
    /// No number can be read from it, or one beyond i64 fen.
    #[error("`{0}` makes no amount: write it as in 贰万伍仟元整")]
    NotAnAmount(String),
    /// The number is clear and its writing against the rule.
    #[error("`{written}` is not written by the rule: write {proper}")]
    Improper {
        /// What was written.
        written: String,
        /// The proper form of the same amount.
        proper: String,
    },
}

/// The amount in capital characters, without the prefix 人民币: 1409.50 is 壹仟肆佰零玖元伍角, 100000 is
/// 壹拾万元整, 0 is 零元整; a negative amount begins with 负. 整 stands after 元 only.
pub fn capital(amount: Fen) -> String {
    write(amount, WRITTEN)
}

/// `2.5万元 = ¥25,000.00 = 贰万伍仟元整`: what a field shows beside the typed amount, against the slip of 元 for 万元.
pub fn echo(amount: Fen) -> String {
    format!("{}万元 = ¥{} = {}", amount.wan(), amount.yuan(), capital(amount))
}

/// Reads an amount in capital characters. The prefix 人民币, 圆 for 元, 正 for 整, 整 after 角 and every 零 that the
/// rule leaves open are accepted.
///
/// # Errors
/// [`CapitalError`], with the proper form when only the writing is wrong.
pub fn parse_capital(text: &str) -> Result<Fen, CapitalError> {
    let written: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = written.strip_prefix("人民币").unwrap_or(&written).replace('圆', "元").replace('正', "整");
    if bare.is_empty() {
        return Err(CapitalError::Empty);
    }
    if let Some(odd) = bare.chars().find(|c| !DIGITS.contains(c) && !"拾佰仟万亿元角分整负".contains(*c))
    {
        return Err(CapitalError::Character(odd));
    }
    let amount = read(&bare).ok_or_else(|| CapitalError::NotAnAmount(written.clone()))?;
    if is_proper(&bare, amount) {
        return Ok(amount);
    }
    Err(CapitalError::Improper { written, proper: capital(amount) })
}

fn write(amount: Fen, zeros: Zeros) -> String {
    let value = amount.0.unsigned_abs();
    let (yuan, jiao, fen) = (value / 100, value / 10 % 10, value % 10);
    let mut text = String::from(if amount.0 < 0 { "负" } else { "" });
    if yuan > 0 || value == 0 {
        text += &whole(yuan, zeros);
        text.push('元');
    }
    if jiao == 0 && fen == 0 {
        text.push('整');
        return text;
    }
    let skipped = jiao == 0 || (zeros.after_yuan && yuan.is_multiple_of(10));
    if yuan > 0 && skipped {
        text.push('零');
    }
    if jiao > 0 {
        text.push(digit(jiao));
        text.push('角');
    }
    if fen > 0 {
        text.push(digit(fen));
        text.push('分');
    }
    text
}

/// A whole number by groups of 亿 and 万.
fn whole(value: u64, zeros: Zeros) -> String {
    if value >= YI {
        join(value / YI, '亿', value % YI, YI, zeros.after_yi, zeros)
    } else if value >= WAN {
        join(value / WAN, '万', value % WAN, WAN, zeros.after_wan, zeros)
    } else {
        group(value)
    }
}

/// High part, unit, low part. One 零 bridges missing places below the unit; where only the last place above it is
/// missing, it is the writer's choice.
fn join(high: u64, unit: char, low: u64, size: u64, open_zero: bool, zeros: Zeros) -> String {
    let mut text = whole(high, zeros);
    text.push(unit);
    if low > 0 {
        if low < size / 10 || (open_zero && high.is_multiple_of(10)) {
            text.push('零');
        }
        text += &whole(low, zeros);
    }
    text
}

/// A number below 10,000, without leading and trailing zeros.
fn group(value: u64) -> String {
    if value == 0 {
        return DIGITS[0].to_string();
    }
    let mut text = String::new();
    let mut missing = false;
    for place in (0..4).rev() {
        let figure = value / 10_u64.pow(place) % 10;
        if figure == 0 {
            missing = !text.is_empty();
            continue;
        }
        if missing {
            text.push('零');
            missing = false;
        }
        text.push(digit(figure));
        text += PLACES[place as usize];
    }
    text
}

fn digit(figure: u64) -> char {
    DIGITS[(figure % 10) as usize]
}

/// Whether the text is one of the forms that the rule allows for the amount.
fn is_proper(text: &str, amount: Fen) -> bool {
    let ends_at_jiao = amount.0 % 10 == 0 && amount.0 % 100 != 0;
    let text = if ends_at_jiao { text.strip_suffix('整').unwrap_or(text) } else { text };
    let choices = (0..8_u8).map(|bits| Zeros {
        after_yi: bits & 1 > 0,
        after_wan: bits & 2 > 0,
        after_yuan: bits & 4 > 0,
    });
    choices.into_iter().any(|zeros| write(amount, zeros) == text)
}

/// The number that the characters make, however loosely they are put together.
fn read(text: &str) -> Option<Fen> {
    let (negative, rest) = text.strip_prefix('负').map_or((false, text), |rest| (true, rest));
    let rest = rest.strip_suffix('整').unwrap_or(rest);
    let (yuan, small) = rest.split_once('元').unwrap_or(("零", rest));
    let (jiao, fen) = small.split_once('角').unwrap_or(("", small));
    let fen = fen.strip_suffix('分').unwrap_or(fen);
    let value = read_whole(yuan)?
        .checked_mul(100)?
        .checked_add(read_figure(jiao)?.checked_mul(10)?)?
        .checked_add(read_figure(fen)?)?;
    Some(Fen(if negative { -value } else { value }))
}

/// At most one digit, after any 零.
fn read_figure(text: &str) -> Option<i64> {
    let mut figures = text.trim_start_matches('零').chars();
    let figure = figures.next().map_or(Some(0), value_of)?;
    figures.next().is_none().then_some(figure)
}

/// A unit without a digit counts once, so that 拾万元整 is answered with 壹拾万元整.
fn read_whole(text: &str) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let (mut total, mut section, mut figure): (i64, i64, Option<i64>) = (0, 0, None);
    for c in text.chars() {
        match c {
            '拾' | '佰' | '仟' => {
                let place = PLACES.iter().position(|place| place.starts_with(c))?;
                let unit = 10_i64.pow(u32::try_from(place).ok()?);
                section = section.checked_add(figure.take().unwrap_or(1) * unit)?;
            }
            '万' => {
                let high = section.checked_add(figure.take().unwrap_or(0))?;
                total = total.checked_add(high.checked_mul(10_000)?)?;
                section = 0;
            }
            '亿' => {
                let high = total.checked_add(section)?.checked_add(figure.take().unwrap_or(0))?;
                total = high.checked_mul(100_000_000)?;
                section = 0;
            }
            _ => figure = Some(value_of(c)?),
        }
    }
    total.checked_add(section)?.checked_add(figure.unwrap_or(0))
}

fn value_of(c: char) -> Option<i64> {
    DIGITS.iter().position(|&digit| digit == c).and_then(|value| i64::try_from(value).ok())
}
