//! List marks and headings: `一、` `（一）` `1.` `（1）` `1）` `①` `第三条` `附件2` `一是`, and label lines such as
//! `申报主体：…`. Numbers repeat and jump in real notices, so a mark's number never carries meaning here.

use std::sync::LazyLock;

use regex::Regex;

use crate::numerals;
use crate::text::is_han;

/// The style of a list mark. The level of a style is not fixed: it follows from the order of first appearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// `附件1`, `附表 2`: opens a new document inside the document.
    Annex,
    /// `第一章`, `第三部分`.
    Chapter,
    /// `第五条`.
    Article,
    /// `一、`
    Chinese,
    /// `（一）`
    ChineseBracket,
    /// `1.` `1、`
    Number,
    /// `2.1`
    Decimal,
    /// `2.1.3`
    DecimalDeep,
    /// `（1）`
    NumberBracket,
    /// `1）`
    NumberHalf,
    /// `①`
    Circled,
    /// `项目一`, `专题2：`
    Named,
    /// `A.` `a）`
    Letter,
    /// `A1.`
    LetterNumber,
    /// `甲、`
    Stem,
    /// `一是`, `第一，`
    Spoken,
    /// `●` `-`
    Bullet,
}

impl Style {
    /// Styles that usually carry headings rather than list items.
    pub fn is_section(self) -> bool {
        matches!(
            self,
            Style::Annex
                | Style::Chapter
                | Style::Named
                | Style::Chinese
                | Style::ChineseBracket
                | Style::Number
                | Style::Decimal
                | Style::Stem
        )
    }
}

/// A list mark at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// How it is written.
    pub style: Style,
    /// Its number, where it has one (1 for the first).
    pub ordinal: u32,
    /// Its length in bytes.
    pub len: usize,
}

/// The list mark with which `text` starts.
pub fn parse(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    match first {
        '附' => annex(text),
        '第' => chapter(text),
        '（' => bracket(text),
        '【' => lenticular(text),
        '0'..='9' => number(text).or_else(|| decimal(text)),
        '甲' | '乙' | '丙' | '丁' | '戊' | '己' | '庚' | '辛' => stem(first, text),
        'A'..='Z' | 'a'..='z' => letter(text),
        '-' if text[1..].starts_with(|ch: char| is_han(ch) || ch == ' ') => {
            Some(Marker { style: Style::Bullet, ordinal: 0, len: 1 })
        }
        '●' | '■' | '◆' | '★' | '▲' | '•' | '◇' | '□' | '※' | '➢' | '\u{f0d8}' => {
            Some(Marker { style: Style::Bullet, ordinal: 0, len: first.len_utf8() })
        }
        '①'..='⑳' => enclosed(first, '①', Style::Circled),
        '⑴'..='⒇' => enclosed(first, '⑴', Style::NumberBracket),
        '⒈'..='⒛' => enclosed(first, '⒈', Style::Number),
        '㈠'..='㈩' => enclosed(first, '㈠', Style::ChineseBracket),
        '项' | '专' | '类' | '方' | '任' | '课' | '模' | '板' | '单' | '赛' => named(text),
        _ => chinese(text),
    }
}

fn enclosed(ch: char, base: char, style: Style) -> Option<Marker> {
    Some(Marker { style, ordinal: ch as u32 - base as u32 + 1, len: ch.len_utf8() })
}

fn annex(text: &str) -> Option<Marker> {
    static ANNEX: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^附(?:(?:件|表|录)(?:[一二三四五六七八九十]{1,2}|\d{1,2}(?:-\d{1,2})?)?(?:：|:|$)?|：)")
            .expect("valid")
    });
    let len = ANNEX.find(text)?.len();
    let rest = &text[len..];
    let bare = rest.is_empty() || text[..len].ends_with(['：', ':']);
    (bare || text[..len].ends_with(|ch: char| ch.is_ascii_digit() || numerals::digit(ch).is_some()))
        .then_some(Marker { style: Style::Annex, ordinal: 0, len })
}

fn chapter(text: &str) -> Option<Marker> {
    static CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^第([一二三四五六七八九十百]{1,4}|\d{1,3})(章|节|条|部分|类|，|,|、)").expect("valid")
    });
    let found = CHAPTER.captures(text)?;
    let ordinal = numerals::parse(&found[1])? as u32;
    let style = match &found[2] {
        "条" => Style::Article,
        "，" | "," | "、" => Style::Spoken,
        _ => Style::Chapter,
    };
    let len = found[0].len();
    Some(Marker { style, ordinal, len })
}

fn bracket(text: &str) -> Option<Marker> {
    let inner: String = text.chars().skip(1).take_while(|ch| *ch != '）').take(4).collect();
    let style = if inner.chars().all(|ch| ch.is_ascii_digit()) {
        Style::NumberBracket
    } else if inner.chars().all(|ch| numerals::digit(ch).is_some() || ch == '十') {
        Style::ChineseBracket
    } else {
        return None;
    };
    let close = '（'.len_utf8() + inner.len();
    let short = !inner.is_empty() && inner.chars().count() <= 3 && text[close..].starts_with('）');
    let mut len = close + '）'.len_utf8();
    if text.get(len..).is_some_and(|rest| rest.starts_with(['、', '.'])) {
        len += text[len..].chars().next().map_or(0, char::len_utf8);
    }
    short.then_some(Marker { style, ordinal: numerals::parse(&inner)? as u32, len })
}

/// `【项目一】甲项目`
fn lenticular(text: &str) -> Option<Marker> {
    let end = text.find('】')?;
    let inner = format!("{} ", &text['【'.len_utf8()..end]);
    let marker = named(&inner).filter(|marker| marker.len == inner.len())?;
    Some(Marker { len: end + '】'.len_utf8(), ..marker })
}

fn number(text: &str) -> Option<Marker> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = text[digits..].chars();
    let (mark, next) = (rest.next()?, rest.next());
    let style = match mark {
        '.' if !next.is_some_and(|ch| ch.is_ascii_digit()) || is_year(&text[digits + 1..]) => Style::Number,
        '、' if !is_sequence(text) => Style::Number,
        '．' => Style::Number,
        '）' => Style::NumberHalf,
        ' ' if next.is_some_and(|ch| is_han(ch) && !"年月日个名项人家场次份篇号".contains(ch)) => {
            Style::Number
        }
        _ => return None,
    };
    let ordinal = text[..digits].parse().ok()?;
    (digits <= 2).then_some(Marker { style, ordinal, len: digits + mark.len_utf8() })
}

/// `2.1 申报资格`, `2.1.3申报资格`: not a decimal with its unit.
fn decimal(text: &str) -> Option<Marker> {
    static DECIMAL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[1-9]\d?(\.[1-9]\d?){1,2}[.、．]?").expect("valid"));
    let mark = DECIMAL.find(text)?.as_str();
    let rest = &text[mark.len()..];
    let blank = rest.starts_with(' ');
    let next = rest.trim_start().chars().next()?;
    let counted = !blank && "万亿千百元倍个项年月日天小分公平米吨亩级岁人名页字以厘毫升折寸号".contains(next);
    let parts: Vec<&str> = mark.trim_end_matches(['.', '、', '．']).split('.').collect();
    let style = if parts.len() == 2 { Style::Decimal } else { Style::DecimalDeep };
    let len = mark.len() + usize::from(blank);
    let ordinal = parts.last()?.parse().ok()?;
    (is_han(next) || "《“".contains(next)).then_some(()).filter(|()| !counted)?;
    Some(Marker { style, ordinal, len })
}

/// `甲、`
fn stem(first: char, text: &str) -> Option<Marker> {
    let ordinal = "甲乙丙丁戊己庚辛".chars().position(|ch| ch == first)? as u32 + 1;
    let mark = text[first.len_utf8()..].chars().next().filter(|ch| matches!(ch, '、' | '.' | '．'))?;
    let len = first.len_utf8() + mark.len_utf8();
    let next = text[len..].chars().next()?;
    (is_han(next) && !"甲乙丙丁戊己庚辛".contains(next)).then_some(Marker {
        style: Style::Stem,
        ordinal,
        len,
    })
}

/// `2.2024年…`: the number is followed by a year, not by decimals.
fn is_year(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let year = digits == 4 && rest.starts_with("20") && rest[4..].starts_with(['年', '-']);
    year || (1..=2).contains(&digits) && rest[digits..].starts_with('月')
}

/// `1、2号…` is an enumeration of numbers, not a list mark.
fn is_sequence(text: &str) -> bool {
    let second = text.split('、').nth(1).unwrap_or_default();
    let digits = second.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && !second[digits..].starts_with(['月', '年'])
}

fn letter(text: &str) -> Option<Marker> {
    let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
    if let (1..=2, Some(mark)) =
        (digits, text[1 + digits..].chars().next().filter(|ch| matches!(ch, '.' | '、')))
    {
        let len = 1 + digits + mark.len_utf8();
        let word = text[len..].trim_start().starts_with(|ch| is_han(ch) || ch == '《');
        let ordinal = text[1..=digits].parse().ok()?;
        return word.then_some(Marker { style: Style::LetterNumber, ordinal, len });
    }
    let mut chars = text.chars();
    let (first, mark, next) = (chars.next()?, chars.next()?, chars.next()?);
    let len = first.len_utf8() + mark.len_utf8();
    (matches!(mark, '.' | '、' | '）') && is_han(next)).then_some(Marker {
        style: Style::Letter,
        ordinal: first.to_ascii_lowercase() as u32 - 'a' as u32 + 1,
        len,
    })
}

fn named(text: &str) -> Option<Marker> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:项目|专题|专项|类别|方向|任务|课题|模块|板块|单元|赛道)([一二三四五六七八九十]{1,3}|\d{1,2})[：:、 ]").expect("valid")
    });
    let found = NAMED.captures(text)?;
    let ordinal = numerals::parse(&found[1])? as u32;
    Some(Marker { style: Style::Named, ordinal, len: found[0].len() })
}

fn chinese(text: &str) -> Option<Marker> {
    let is_numeral = |ch: char| numerals::digit(ch).is_some() || ch == '十';
    let numeral: String = text.chars().take_while(|ch| is_numeral(*ch)).take(4).collect();
    let mut rest = text[numeral.len()..].chars();
    let (mark, next) = (rest.next()?, rest.next());
    let style = match mark {
        '、' | '.' | '．' if !next.is_some_and(is_numeral) => Style::Chinese,
        '是' if numeral.chars().count() == 1 && next != Some('指') => Style::Spoken,
        _ => return None,
    };
    let short = (1..=3).contains(&numeral.chars().count());
    let ordinal = numerals::parse(&numeral)? as u32;
    short.then_some(Marker { style, ordinal, len: numeral.len() + mark.len_utf8() })
}

/// Does this line open something of its own: a list mark, an annex, a note?
pub fn starts_structure(compact: &str) -> bool {
    parse(compact).is_some_and(|marker| marker.style != Style::Letter || marker.ordinal <= 8)
        || compact.starts_with("附件")
        || compact.starts_with("附表")
        || compact.starts_with("注：")
        || compact.starts_with("联系")
        || is_date_line(compact)
}

/// `申报主体：…`: a short label and a colon at the start of a line.
pub fn is_label_line(compact: &str) -> bool {
    static LABEL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[“《]?[\p{Han}A-Za-z（）/、”》]{2,14}[：:]").expect("valid"));
    compact.starts_with('【') || LABEL.is_match(compact)
}

/// A line that is only a date: `2025年5月6日`.
pub fn is_date_line(compact: &str) -> bool {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[（(]?[\d〇一二三四五六七八九零]{4}年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日[）)]?$")
            .expect("valid")
    });
    DATE.is_match(compact)
}

/// Does this line end as titles of notices do?
pub fn ends_title(compact: &str) -> bool {
    const ENDS: [&str; 10] = [
        "的通知",
        "的公告",
        "的通告",
        "的函",
        "的启事",
        "申报指南",
        "申报通知",
        "的预通知",
        "的补充通知",
        "征集公告",
    ];
    let bare = compact.trim_end_matches('》');
    let bare = bare.split('（').next().unwrap_or(bare);
    ENDS.iter().any(|end| bare.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(text: &str) -> Option<(Style, u32)> {
        parse(text).map(|marker| (marker.style, marker.ordinal))
    }

    #[test]
    fn marks_of_every_style() {
        assert_eq!(style("一、项目类型"), Some((Style::Chinese, 1)));
        assert_eq!(style("（十二）其他"), Some((Style::ChineseBracket, 12)));
        assert_eq!(style("10.大讲堂"), Some((Style::Number, 10)));
        assert_eq!(style("1、我省"), Some((Style::Number, 1)));
        assert_eq!(style("（6）提交"), Some((Style::NumberBracket, 6)));
        assert_eq!(style("2）提交"), Some((Style::NumberHalf, 2)));
        assert_eq!(style("③提交"), Some((Style::Circled, 3)));
        assert_eq!(style("第五条 申报"), Some((Style::Article, 5)));
        assert_eq!(style("附件2"), Some((Style::Annex, 0)));
        assert_eq!(style("一是加强"), Some((Style::Spoken, 1)));
    }

    #[test]
    fn numbers_in_prose_are_no_marks() {
        for text in
            ["3.5万元", "2025年5月", "一、二等奖", "1、2号楼", "十四五", "（含税）", "附件材料应齐全", "A4纸"]
        {
            assert_eq!(style(text), None, "{text}");
        }
    }
}
