//! Quantities: a number or a range, its unit, its comparator (`不少于`, `以上`, `约` …) and what it is per.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::comparators::comparator;
use super::{Lexeme, Token};
use crate::numerals;

/// What kind of thing a unit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// 元, 万元.
    Money,
    /// %.
    Percent,
    /// 年, 个月, 天, 小时 …
    Time,
    /// 字, 页.
    Length,
    /// 人, 名, 位, 人次.
    People,
    /// 份, 套 (of paper).
    Copies,
    /// MB, GB, cm, dpi …
    Technical,
    /// 项, 个, 篇, 场 …: everything else that is counted.
    Things,
    /// A bare number.
    None,
}

/// A number with its unit, in the notice's words.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The lower end, or the value.
    pub low: f64,
    /// The upper end (equal to `low` if it is no range).
    pub high: f64,
    /// The unit as written (`元` for all money; values are then in yuan).
    pub unit: String,
    /// What the unit counts.
    pub class: Class,
    /// `>=`, `<=`, `==`, `~`, `>`, `<`.
    pub op: &'static str,
    /// What it is per: `项` of `10万元/项`.
    pub per: Option<String>,
    /// Is the comparator next to the number (not at the clause's beginning)?
    pub compared: bool,
    /// Is the number written in Chinese numerals?
    pub spoken: bool,
    /// Bytes of the sentence: number and unit alone (the token's range holds the comparator too).
    pub number: Range<usize>,
}

const NUMBER: &str = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]{1,9}|半)";
const UNIT: &str = r"(?:个工作日|个自然日|个日历日|个汉字|个字符|个月|个学时|个小时|个周|个[人字]|工作日|自然日|人次|人天|场次|批次|小时|学时|课时|学分|分钟|周年|周岁|汉字|字符|单词|英文单词|平方米|平方公里|公里|毫米|厘米|像素|星期|欧元|美元|港元|元人民币|人民币|兆|元|%|％|MB|Mb|mb|GB|Gb|gb|KB|kb|M|G|K|cm|mm|dpi|DPI|px|A4|年|个|项|篇|份|场|次|人|名|位|家|套|本|部|件|门|期|种|类|条|天|日|周|字|页|张|幅|集|只|台|组|支|户|亩|册|卷|盘|块|课|节|轮|批|村|所|站|岁|秒|分|倍|例|处|款|对|层|级|版|块|首|届|株|条|座|间|万字|号字|名额|板块|课次|堂|环节|段|方面|大类|副|面|磅|枚|所|则|桌|床|吨|亿)";
const POST: &str = r"(?:（含(?:[本\d]\w{0,3})?）)?(?:及其?以上|\(?（?含）?\)?以上|以上|及其?以下|（含）以下|以下|及?以内|之内|内|左右|上下|为限|封顶|\+)(?:（含）)?";

/// The quantities of a sentence.
pub fn find(text: &str) -> Vec<Token> {
    static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?P<a>{NUMBER})(?P<am>[万千百亿])?(?P<ax>余|多)?(?:(?P<au>{UNIT})?(?P<sep>[-—～至到]{{1,2}})(?P<b>{NUMBER})(?P<bm>[万千百亿])?(?P<bx>余|多)?(?P<unit>{UNIT})?|(?P<m2>[万千百亿])?(?P<only>{UNIT})?)(?P<per>/(?:个|项|人|名|家|篇|部|件|年|场|次|期|份|套|单位|项目|课题|团队|所|题|站|村|月|天))?(?P<post>{POST})?"
        ))
        .expect("valid")
    });
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(found) = QUANTITY.captures_at(text, at) {
        let Some(whole) = found.get(0) else { break };
        at = whole.end();
        let name = |name: &str| found.name(name).map_or("", |m| m.as_str());
        let unit = if name("b").is_empty() { name("only") } else { name("unit") };
        let unit_at = found.name("unit").or_else(|| found.name("only")).map_or(whole.end(), |m| m.start());
        let multiplier = [name("bm"), name("m2"), name("am")]
            .into_iter()
            .find(|part| !part.is_empty())
            .unwrap_or_default();
        let Some(raw) = Raw::read(
            name("a"),
            name("am"),
            name("b"),
            if name("b").is_empty() { name("m2") } else { name("bm") },
            // `5000元至1万元`: the first number has a unit of its own and shares no 万.
            if name("au").is_empty() { multiplier } else { "" },
        ) else {
            at = found.name("a").map_or(at, |m| m.end());
            continue;
        };
        let number_start = whole.start();
        let mut end = whole.end();
        let mut unit = unit.to_owned();
        if !unit.is_empty() && starts_word(&text[unit_at..], &unit) {
            unit.clear();
            end = unit_at;
        }
        // `字数3000左右`: the unit stands before the number.
        if unit.is_empty() && multiplier.is_empty() && counts_characters(&text[..number_start]) {
            "字".clone_into(&mut unit);
        }
        if name("a") == "半" && !is_half(&text[..number_start], &unit) {
            at = found.name("a").map_or(at, |m| m.end());
            continue;
        }
        if raw.spoken
            && (unit.is_empty() && multiplier != "万" || is_word_part(text, number_start, &text[end..]))
        {
            at = found.name("a").map_or(at, |m| m.end());
            continue;
        }
        let post = if end == whole.end() { name("post") } else { "" };
        let half = text[end..].starts_with('半')
            && matches!(unit.as_str(), "天" | "年" | "个月" | "小时" | "个小时");
        let more_half = if half { 0.5 } else { 0.0 };
        let (op, compared, start) =
            comparator(text, number_start, post, name("ax").len() + name("bx").len() > 0);
        let quantity = Quantity {
            low: raw.low + more_half,
            high: raw.high + more_half,
            class: if post == "+" && unit.is_empty() {
                Class::Things
            } else {
                class(&unit, multiplier, &text[..number_start])
            },
            unit: unit_name(&unit, multiplier),
            op: if raw.low < raw.high { "==" } else { op },
            per: found
                .name("per")
                .map(|per| per.as_str().trim_start_matches('/').to_owned())
                .or(per_before(text, number_start)),
            compared,
            spoken: raw.spoken,
            number: number_start..end,
        };
        tokens.push(Token { range: start..end, value: Lexeme::Quantity(quantity) });
        at = end.max(number_start + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    tokens
}

fn counts_characters(before: &str) -> bool {
    ["字数", "字数在", "字数为", "字数约", "字数不少于", "字数不超过", "字数控制在"]
        .iter()
        .any(|end| before.ends_with(end))
}

/// `半天`, `半年`: half of a time; not `上半年`, `大半`, `一年半`.
fn is_half(before: &str, unit: &str) -> bool {
    let part =
        |ch: char| "上下过大每前后多对各年月天时个夜一二三四五六七八九十".contains(ch) || ch.is_ascii_digit();
    matches!(unit, "天" | "年" | "个月" | "小时" | "个小时") && !before.ends_with(part)
}

/// `百分之九十五`, `百分之三十以上`.
pub fn percents(text: &str) -> Vec<Token> {
    static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"百分之(?P<n>[一二两三四五六七八九十百]{{1,5}}|\d+(?:\.\d+)?)(?P<post>{POST})?"))
            .expect("valid")
    });
    PERCENT
        .captures_iter(text)
        .filter_map(|found| {
            let (whole, value) = (found.get(0)?, numerals::parse(&found["n"])?);
            let post = found.name("post").map_or("", |m| m.as_str());
            let (op, compared, start) = comparator(text, whole.start(), post, false);
            let quantity = Quantity {
                low: value,
                high: value,
                unit: "%".to_owned(),
                class: Class::Percent,
                op,
                per: None,
                compared,
                spoken: false,
                number: whole.range(),
            };
            Some(Token { range: start..whole.end(), value: Lexeme::Quantity(quantity) })
        })
        .collect()
}

struct Raw {
    low: f64,
    high: f64,
    spoken: bool,
}

impl Raw {
    fn read(a: &str, am: &str, b: &str, bm: &str, shared: &str) -> Option<Raw> {
        let spoken = !a.starts_with(|ch: char| ch.is_ascii_digit());
        if b.is_empty() {
            let extra = if am.is_empty() || bm.is_empty() { 1.0 } else { numerals::multiplier(am) };
            let (low, high) = pair(a).or_else(|| numerals::parse(a).map(|value| (value, value)))?;
            let factor = numerals::multiplier(shared) * extra;
            return Some(Raw { low: low * factor, high: high * factor, spoken });
        }
        let own = if am.is_empty() { shared } else { am };
        let low = numerals::parse(a)? * numerals::multiplier(own);
        let high = numerals::parse(b)? * numerals::multiplier(if bm.is_empty() { am } else { bm });
        (low <= high).then_some(Raw { low, high, spoken })
    }
}

/// `三五个`, `两三家`: two digits in a row are a range.
fn pair(text: &str) -> Option<(f64, f64)> {
    let mut chars = text.chars();
    let (first, second) = (numerals::digit(chars.next()?)?, numerals::digit(chars.next()?)?);
    (chars.next().is_none() && first < second).then_some((first as f64, second as f64))
}

/// The unit's first character belongs to a longer word: `3项目`, `两家庭`.
fn starts_word(rest: &str, unit: &str) -> bool {
    const WORDS: [&str; 66] = [
        "项目", "个人", "位于", "名单", "名额", "名称", "名义", "家庭", "家长", "本科", "本人", "本次",
        "本年", "件事", "场所", "场地", "场景", "次序", "次要", "次日", "次年", "部门", "部分", "部署",
        "部级", "门类", "门户", "人才", "人员", "人民", "人文", "人工", "人均", "种植", "条件", "条款",
        "条例", "期间", "期刊", "期限", "期末", "天然", "组织", "组长", "组成", "支持", "支部", "支撑",
        "支付", "支出", "对接", "对象", "对于", "对外", "对口", "所属", "所有", "所在", "章程", "节能",
        "分之", "分为", "分别", "级别", "字样", "层次",
    ];
    unit.chars().count() == 1
        && WORDS.iter().any(|word| rest.starts_with(word) && word.starts_with(unit))
        && !matches!(unit, "名" if rest.starts_with("名额"))
}

/// A Chinese numeral inside a word or an idiom: `同一`, `统一`, `一对一`, `第二`, `万一`.
fn is_word_part(text: &str, start: usize, after: &str) -> bool {
    let before = text[..start].chars().next_back();
    let number = &text[start..];
    let word_before = before.is_some_and(|ch| {
        "第统同唯专逐进每之某几近初周星双另万".contains(ch) && !(ch == '同' && number.starts_with("同"))
    });
    let idiom = [
        "一对一",
        "一体",
        "一级",
        "一流",
        "一批",
        "一类",
        "一层",
        "一方面",
        "一面",
        "一家之",
        "一分",
        "一年一",
        "一次性",
        "一所",
        "一处",
        "一版",
        "一款",
        "一节",
        "一门",
        "一本",
        "一天",
        "一站",
    ]
    .iter()
    .any(|idiom| number.starts_with(idiom))
        && !after.starts_with(['（', '，']);
    word_before || idiom
}

fn class(unit: &str, multiplier: &str, before: &str) -> Class {
    match unit {
        "元" | "元人民币" | "人民币" | "美元" | "欧元" | "港元" => Class::Money,
        "亿" => Class::Money,
        "" if multiplier == "万" && is_money_talk(before) => Class::Money,
        "" => Class::None,
        "%" | "％" => Class::Percent,
        "年" | "个月" | "天" | "日" | "周" | "小时" | "个小时" | "分钟" | "秒" | "工作日" | "个工作日"
        | "自然日" | "个自然日" | "个日历日" | "周年" | "星期" | "个周" | "学时" | "课时" | "个学时" => {
            Class::Time
        }
        "字" | "汉字" | "个汉字" | "个字" | "字符" | "个字符" | "单词" | "英文单词" | "页" | "万字" => {
            Class::Length
        }
        "人" | "名" | "位" | "人次" | "个人" | "人天" => Class::People,
        "份" | "套" => Class::Copies,
        "MB" | "Mb" | "mb" | "GB" | "Gb" | "gb" | "KB" | "kb" | "M" | "G" | "K" | "兆" | "cm" | "mm"
        | "dpi" | "DPI" | "px" | "磅" | "像素" | "厘米" | "毫米" => Class::Technical,
        _ => Class::Things,
    }
}

fn is_money_talk(before: &str) -> bool {
    let near: String = before.chars().rev().take(16).collect();
    let near: String = near.chars().rev().collect();
    ["经费", "资助", "支持", "额度", "补助", "奖励", "奖金", "资金", "每项", "每个", "金额"]
        .iter()
        .any(|word| near.contains(word))
}

/// The unit as the fact gives it.
fn unit_name(unit: &str, multiplier: &str) -> String {
    match unit {
        "汉字" | "个汉字" | "个字" | "字符" | "个字符" => "字",
        "％" => "%",
        "元人民币" | "人民币" => "元",
        "个小时" => "小时",
        "个工作日" => "工作日",
        "个人" => "人",
        "" if multiplier == "万" => "元",
        other => other,
    }
    .to_owned()
}

fn per_before(text: &str, start: usize) -> Option<String> {
    static PER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"每一?(?:个)?(项目|项|个|家|篇|人|名|场|次|期|年|课题|单位|学会|件|部|所|支|组|题|份|村|站|基地)[^，。；每]{0,16}$").expect("valid")
    });
    let from = text[..start].char_indices().rev().nth(20).map_or(0, |(at, _)| at);
    PER.captures(&text[from..start]).map(|found| found[1].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(f64, f64, String, &'static str)> {
        find(text)
            .into_iter()
            .filter_map(|token| match token.value {
                Lexeme::Quantity(q) => Some((q.low, q.high, q.unit, q.op)),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn comparators_on_both_sides() {
        assert_eq!(read("活动不少于4场"), [(4.0, 4.0, "场".to_owned(), ">=")]);
        assert_eq!(read("2项以上"), [(2.0, 2.0, "项".to_owned(), ">=")]);
        assert_eq!(read("2千字左右"), [(2000.0, 2000.0, "字".to_owned(), "~")]);
        assert_eq!(read("800字内"), [(800.0, 800.0, "字".to_owned(), "<=")]);
        assert_eq!(read("至少在官网发布1篇"), [(1.0, 1.0, "篇".to_owned(), ">=")]);
        assert_eq!(read("最高不超过5万元"), [(50000.0, 50000.0, "元".to_owned(), "<=")]);
    }

    #[test]
    fn ranges_and_money() {
        assert_eq!(read("1-2万元/个"), [(10000.0, 20000.0, "元".to_owned(), "==")]);
        assert_eq!(read("5万-10万元"), [(50000.0, 100000.0, "元".to_owned(), "==")]);
        assert_eq!(read("2万元至3万元"), [(20000.0, 30000.0, "元".to_owned(), "==")]);
        assert_eq!(read("1—2项"), [(1.0, 2.0, "项".to_owned(), "==")]);
        assert_eq!(read("不少于1万字"), [(10000.0, 10000.0, "字".to_owned(), ">=")]);
        assert_eq!(read("3000元"), [(3000.0, 3000.0, "元".to_owned(), "==")]);
    }

    #[test]
    fn idioms_are_no_numbers() {
        for text in ["同一项目", "一流学术会议", "择优支持一批", "一对一帮扶", "统一保存", "第一作者"]
        {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
