//! Dates and times: `2026年3月31日（星期二）下午17:00`, `12月15日16时`, `5月1日至15日`, `2024-05-31`, `11月底`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Lexeme, Token};
use crate::numerals;

/// A date as written; what is missing is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moment {
    /// Year.
    pub year: Option<i32>,
    /// Years after the notice's own, for `今年` (0), `明年` (1), `去年` (-1).
    pub relative_year: Option<i32>,
    /// Month 1..=12.
    pub month: Option<u32>,
    /// Day 1..=31; for `底`, the last of the month or year.
    pub day: Option<u32>,
    /// The month's or year's end, beginning or a third of the month, in words.
    pub part: Option<&'static str>,
    /// Hour 0..=24 and minute.
    pub time: Option<(u32, u32)>,
    /// The weekday that the text claims, 1 = Monday.
    pub weekday: Option<u32>,
    /// Does it hold a window (`5月1日至15日`), of which this is the end?
    pub ends_window: bool,
}

impl Moment {
    /// Is it at least a month (not only a year)?
    pub fn has_month(&self) -> bool {
        self.month.is_some()
    }

    /// Days of the month and limits are plausible.
    fn is_plausible(&self) -> bool {
        self.month.is_none_or(|month| (1..=12).contains(&month))
            && self.day.is_none_or(|day| (1..=31).contains(&day))
            && self.time.is_none_or(|(hour, minute)| hour <= 24 && minute < 60)
    }
}

const YEAR: &str = r"(?:(?P<y>(?:19|20)\d{2}|[二一][〇零一二三四五六七八九]{3})年度?|(?P<ry>今年|本年度?|当年|明年|次年|翌年|去年|上年)(?:的)?)";
const DAY: &str = r"(?:(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})(?:[日号]|(?P<open>))|(?P<part>上旬|中旬|下旬|底|月底|末|月末|初))";
const WEEKDAY: &str = r"(?:（?(?:星期|周|礼拜)(?P<w>[一二三四五六日天])[^）]{0,4}）?)";
const TIME: &str = r"(?:[（， ]?(?P<half>上午|下午|中午|晚上|晚间|晚|早上|凌晨|夜间|午夜|正午)?(?P<h>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:(?::|时|点钟?)(?P<min>\d{2})?分?(?P<half2>半)?)整?）?|(?P<noon>中午|正午)|(?P<zero>零点|零时))";

/// The dates of a sentence.
pub fn find(text: &str) -> Vec<Token> {
    static FULL: LazyLock<Regex> = LazyLock::new(|| {
        let month = r"(?:(?P<m0>\d{1,2})月?[-—～至])?(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?";
        let until = r"(?:[-—～至到]{1,2}(?P<d2>\d{1,2})[日号])?";
        let iso = r"(?P<iy>20\d{2})[-./](?P<im>\d{1,2})(?:[-./](?P<id>\d{1,2}))?";
        let day = DAY.replace("|(?P<open>)", "");
        Regex::new(&format!(
            "(?:{YEAR}?{month}(?:{day}{until}|(?P<thin>))?|{YEAR2}(?P<yend>底|末|年底|年末)|(?P<bare>年底|年末|年内)|{YEAR3}?第?(?P<quarter>[一二三四1-4])季度(?:末|底)?|{iso}){WEEKDAY}?{TIME}?",
            YEAR3 = YEAR.replace("P<y>", "P<y3>").replace("P<ry>", "P<ry3>"),
            YEAR2 = YEAR.replace("P<y>", "P<y2>").replace("P<ry>", "P<ry2>"),
        ))
        .expect("valid")
    });
    if !text.contains(['月', '年', '季']) && !text.contains("20") {
        return Vec::new();
    }
    let mut tokens = Vec::new();
    for found in FULL.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let moment = read(&found);
        if moment.is_plausible() && is_free(text, whole.range(), &found) {
            tokens.push(Token { range: whole.range(), value: Lexeme::Moment(moment) });
        }
    }
    join_windows(text, &mut tokens);
    tokens
}

fn read(found: &Captures) -> Moment {
    let number =
        |name: &str| found.name(name).and_then(|m| numerals::parse(m.as_str())).map(|value| value as u32);
    let year = number("y")
        .or_else(|| number("y2"))
        .or_else(|| number("y3"))
        .or_else(|| number("iy"))
        .map(|year| year as i32);
    let part = match found
        .name("part")
        .or_else(|| found.name("yend"))
        .or_else(|| found.name("bare"))
        .or_else(|| found.name("quarter"))
        .map(|m| m.as_str())
    {
        Some("上旬") => Some("上旬"),
        Some("中旬") => Some("中旬"),
        Some("下旬") => Some("下旬"),
        Some("初") => Some("初"),
        Some(_) => Some("底"),
        None => None,
    };
    let month = number("m")
        .or_else(|| number("im"))
        .or_else(|| number("quarter").map(|quarter| quarter * 3))
        .or(found.name("yend").or(found.name("bare")).map(|_| 12));
    Moment {
        year,
        relative_year: ["ry", "ry2", "ry3"]
            .iter()
            .find_map(|name| found.name(name))
            .map(|m| relative(m.as_str())),
        month,
        day: number("d2").or_else(|| number("d")).or_else(|| number("id")),
        part,
        time: time(found),
        weekday: found.name("w").and_then(|m| weekday(m.as_str())),
        ends_window: found.name("d2").is_some() || found.name("m0").is_some(),
    }
}

fn relative(word: &str) -> i32 {
    match word {
        "明年" | "次年" | "翌年" => 1,
        "去年" | "上年" => -1,
        _ => 0,
    }
}

fn weekday(word: &str) -> Option<u32> {
    Some(match word {
        "日" | "天" => 7,
        _ => numerals::parse(word)? as u32,
    })
}

fn time(found: &Captures) -> Option<(u32, u32)> {
    if found.name("zero").is_some() {
        return Some((0, 0));
    }
    if found.name("noon").is_some() {
        return Some((12, 0));
    }
    let hour = numerals::parse(found.name("h")?.as_str())? as u32;
    let minute = match (found.name("min"), found.name("half2")) {
        (Some(minute), _) => minute.as_str().parse().ok()?,
        (None, Some(_)) => 30,
        (None, None) => 0,
    };
    let afternoon =
        matches!(found.name("half").map(|m| m.as_str()), Some("下午" | "晚上" | "晚间" | "晚" | "夜间"));
    Some((if afternoon && hour < 12 { hour + 12 } else { hour }, minute))
}

/// Not part of a longer number or of a code.
fn is_free(text: &str, range: Range<usize>, found: &Captures) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let digit = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_digit());
    let within = found.name("bare").is_some()
        && before.is_some_and(|ch| numerals::digit(ch).is_some() || ch.is_ascii_digit());
    if within {
        return false;
    }
    // A quarter without its year is a rhythm (`每季度`), not a date.
    let rhythm = found.name("quarter").is_some() && found.name("y3").or(found.name("ry3")).is_none();
    let months = before == Some('个') || text[range.end..].starts_with("个月");
    let iso = found.name("iy").is_some();
    let after_date = before == Some('-') && ends_with_date(&text[..range.start]);
    let code =
        iso && !after_date && (before.is_some_and(|ch| ch.is_ascii_alphanumeric() || "-/.".contains(ch)));
    let short_iso = iso && found.name("id").is_none() && !is_year_month(found);
    !digit(before) && !digit(after) && !months && !code && !short_iso && !rhythm
}

/// `2025.3.1-`: the dash of a window, not of a code.
fn ends_with_date(before: &str) -> bool {
    static DATE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"20\d{2}[./]\d{1,2}[./]\d{1,2}-$").expect("valid"));
    DATE.is_match(crate::facts::place::last_chars(before, 14))
}

/// `2024.12` is a month, `2026-1` is more often a code.
fn is_year_month(found: &Captures) -> bool {
    found.get(0).is_some_and(|whole| whole.as_str().contains('.') && whole.as_str().len() == 7)
}

/// Marks the second of two dates that stand as a window: `3月1日至4月10日`, `即日起至…`. A missing year or month of
/// the end is that of the beginning.
fn join_windows(text: &str, tokens: &mut [Token]) {
    static BETWEEN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:起|开始)?，?(?:至|到|-|—{1,2}|～)$").expect("valid"));
    for i in 0..tokens.len() {
        let (head, tail) = tokens.split_at_mut(i);
        let range = tail[0].range.clone();
        let Lexeme::Moment(moment) = &mut tail[0].value else { continue };
        if text[..range.start].ends_with("起至") || text[..range.start].ends_with("起到") {
            moment.ends_window = true;
        }
        if let Some(previous) = head.last()
            && BETWEEN.is_match(&text[previous.range.end..range.start])
            && let Lexeme::Moment(start) = &previous.value
        {
            moment.ends_window = true;
            if moment.year.is_none() && moment.relative_year.is_none() {
                moment.year = start.year.map(|year| year + i32::from(moment.month < start.month));
                moment.relative_year = start.relative_year;
            }
        }
    }
}

/// Does a window begin at this token (another date closes it)?
pub fn opens_window(tokens: &[Token], index: usize, text_after: &str) -> bool {
    let closed = tokens[index + 1..].iter().find_map(|token| match &token.value {
        Lexeme::Moment(moment) => Some(moment.ends_window),
        _ => None,
    });
    let mark = text_after.trim_start_matches('起').trim_start_matches("开始").trim_start_matches('，');
    closed == Some(true) && mark.starts_with(['至', '到', '-', '—', '～'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(text: &str) -> Vec<Moment> {
        find(text)
            .into_iter()
            .filter_map(|token| match token.value {
                Lexeme::Moment(moment) => Some(moment),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_date_with_weekday_and_time() {
        let found = moments("于2026年3月31日（星期二）下午17:00前");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].year, found[0].month, found[0].day), (Some(2026), Some(3), Some(31)));
        assert_eq!((found[0].time, found[0].weekday), (Some((17, 0)), Some(2)));
    }

    #[test]
    fn times_in_words() {
        assert_eq!(moments("5月6日下午5点前")[0].time, Some((17, 0)));
        assert_eq!(moments("5月6日24点")[0].time, Some((24, 0)));
        assert_eq!(moments("5月6日中午前")[0].time, Some((12, 0)));
        assert_eq!(moments("5月6日下午前")[0].time, None);
    }

    #[test]
    fn windows_know_their_end() {
        let found = moments("8月4日至10月6日");
        assert!(found[1].ends_window && !found[0].ends_window);
        let found = moments("2025年5月1日-15日");
        assert_eq!((found[0].day, found[0].ends_window), (Some(15), true));
        let found = moments("2019年1—11月之间");
        assert_eq!((found[0].month, found[0].ends_window), (Some(11), true));
        assert_eq!(moments("2024年12月20日至1月10日")[1].year, Some(2025));
    }

    #[test]
    fn durations_and_codes_are_no_dates() {
        assert!(moments("项目周期为6个月").is_empty());
        assert!(moments("（项目编号：2026-1号）").is_empty());
        assert!(moments("0772-2629066").is_empty());
    }
}
