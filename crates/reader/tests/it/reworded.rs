//! The same notice said otherwise (other words, other numerals, other marks before headings, other line ends) has the
//! same facts. Each way has a ceiling on the facts it changes over all own notices and the four; ceilings only go down.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use kexiang_reader::{Kind, read};
use regex::Regex;

use crate::notices::notices;

/// Kind, and value where it is a number or a date, of every fact, each with its count.
fn facts(text: &str) -> BTreeMap<String, i64> {
    let mut counted = BTreeMap::new();
    for fact in read(text).facts {
        let typed = !matches!(
            fact.kind,
            Kind::ProjectType
                | Kind::ApplicantEligibility
                | Kind::EligibilityExclusion
                | Kind::Deliverable
                | Kind::Attachment
                | Kind::SpendingBan
                | Kind::Contact
        );
        let value = if typed { format!("{} {}", fact.value, fact.op) } else { String::new() };
        *counted.entry(format!("{:?} {value}", fact.kind)).or_insert(0) += 1;
    }
    counted
}

/// What a change of words adds and takes away, one line each.
fn changed_by(change: impl Fn(&str) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    for path in notices("own").into_iter().chain(notices("seeds")) {
        let text = fs::read_to_string(&path).expect("a notice");
        let other = change(&text);
        let (before, after) = (facts(&text), facts(&other));
        for key in before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))) {
            let (had, has) = (before.get(key).unwrap_or(&0), after.get(key).unwrap_or(&0));
            for _ in 0..(had - has).abs() {
                let sign = if had > has { '-' } else { '+' };
                lines.push(format!("{} {sign}{key}", path.file_stem().unwrap_or_default().display()));
            }
        }
    }
    lines
}

fn at_most(most: usize, change: impl Fn(&str) -> String) {
    let lines = changed_by(change);
    assert!(lines.len() <= most, "{} facts change, at most {most}\n{}", lines.len(), lines.join("\n"));
}

fn replaced(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn other_words_for_bounds() {
    at_most(4, |text| replaced(text, &[("不少于", "不低于"), ("不超过", "不多于")]));
    at_most(6, |text| replaced(text, &[("不少于", "至少"), ("不得超过", "最多"), ("不超过", "最多")]));
}

#[test]
fn other_words_for_duties() {
    at_most(30, |text| {
        replaced(text, &[("报送", "提交"), ("必须", "应当"), ("撰写", "编写"), ("截止时间", "截止日期")])
    });
}

/// `不少于4场` and `不少于四场`; 一 is left alone, for it may be an article.
#[test]
fn numerals_for_digits() {
    static COUNT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<before>[^\d\-—～至.:：/第年月])(?P<n>[2-9])(?P<unit>个|项|场|篇|份|名|家|次|种|部|件)(?P<after>[^月体人级大性业])")
            .expect("valid")
    });
    at_most(40, |text| {
        COUNT
            .replace_all(text, |found: &regex::Captures| {
                let n = ["", "", "两", "三", "四", "五", "六", "七", "八", "九"]
                    [found["n"].parse::<usize>().unwrap_or(2)];
                format!("{}{n}{}{}", &found["before"], &found["unit"], &found["after"])
            })
            .into_owned()
    });
}

/// `5万元` and `50000元`.
#[test]
fn yuan_for_ten_thousands() {
    static MONEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<before>[^\d\-—～至、.万元])(?P<n>\d{1,3})万元(?P<after>[^至\-—～])").expect("valid")
    });
    at_most(4, |text| MONEY.replace_all(text, "${before}${n}0000元${after}").into_owned());
}

/// `一、申报条件` and `第一条 申报条件`, where the notice has no articles of its own.
#[test]
fn articles_for_headings() {
    static HEADING: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)^([ 　\t]*)([一二三四五六七八九十]{1,3})、").expect("valid"));
    at_most(30, |text| {
        if text.contains("第一条") {
            text.to_owned()
        } else {
            HEADING.replace_all(text, "${1}第${2}条 ").into_owned()
        }
    });
}

/// `一、申报条件` and `【申报条件】`.
#[test]
fn brackets_for_headings() {
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?m)^([ 　\t]*)[一二三四五六七八九十]{1,3}、([\p{Han}]{2,10})[ \t]*$").expect("valid")
    });
    at_most(60, |text| HEADING.replace_all(text, "${1}【${2}】").into_owned());
}

/// Lines cut at a fixed width, as a scanned page has them.
#[test]
fn a_fixed_width() {
    at_most(60, |text| {
        let mut out = String::new();
        for line in text.split('\n') {
            let chars: Vec<char> = line.chars().collect();
            let whole = line.contains(['\t', '|', '<']);
            let pieces: Vec<String> = if whole || chars.len() <= 34 {
                vec![line.to_owned()]
            } else {
                chars.chunks(34).map(|piece| piece.iter().collect()).collect()
            };
            out.push_str(&pieces.join("\n"));
            out.push('\n');
        }
        out
    });
}
