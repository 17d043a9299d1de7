//! The frame of a notice: title, document number, issuer, date of issue, year of the programme.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::lexer::{Lexeme, Moment, dates};
use crate::markers;
use crate::roles;

/// What stands above and below the body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The title, blanks removed; empty if none was found.
    pub title: String,
    /// Where the title stands in the view.
    pub title_range: Range<usize>,
    /// 发文字号.
    pub document_number: Option<String>,
    /// The body that issued the notice.
    pub issuer: Option<String>,
    /// Date of issue: year, month, day.
    pub issued: Option<(i32, u32, u32)>,
    /// The programme's year: the title's, else that of the date of issue.
    pub year: Option<i32>,
    /// Is the year only the one that the text names most?
    pub year_is_guessed: bool,
}

/// How many paragraphs at the top may hold title and number.
const TOP: usize = 14;

/// Reads the frame of a cleaned view.
pub fn read(view: &str) -> Header {
    let paragraphs = paragraphs(view);
    let (title, title_range) = title(view, &paragraphs);
    let issued = issued(view, &paragraphs);
    let told = year_in(&title).or(issued.map(|(year, _, _)| year));
    let year = told.or_else(|| commonest_year(view));
    let issuer = signature(view, &paragraphs)
        .or_else(|| letterhead(view, &paragraphs))
        .or_else(|| before_about(&title));
    Header {
        document_number: document_number(view),
        title,
        title_range,
        issuer,
        issued,
        year,
        year_is_guessed: told.is_none(),
    }
}

fn paragraphs(view: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut ranges = Vec::new();
    for paragraph in view.split('\n') {
        ranges.push(at..at + paragraph.len());
        at += paragraph.len() + 1;
    }
    ranges
}

fn title(view: &str, paragraphs: &[Range<usize>]) -> (String, Range<usize>) {
    static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[^\n。；：！]{0,40}关于[^\n。；：！]{2,80}?(?:的(?:预|补充|紧急)?(?:通知|公告|通告|函|启事|公示|邀请函|征集令)|(?:申报|征集)(?:通知|公告|指南)|的通知)(?:》的(?:通知|函))?").expect("valid")
    });
    let top = paragraphs.get(TOP.min(paragraphs.len()).wrapping_sub(1)).map_or(0, |range| range.end);
    if let Some(found) = ABOUT.find(&view[..top]) {
        let mut range = found.range();
        let cut =
            view[range.clone()].rfind('》').filter(|at| !view[range.start + at..range.end].contains("关于"));
        let line_start = view[range.clone()].find(['》', ' ']).filter(|_| cut.is_none());
        if let Some(at) = line_start.filter(|at| view[range.start + at..range.end].contains("关于")) {
            range.start += at + view[range.start + at..].chars().next().map_or(0, char::len_utf8);
        }
        return (view[range.clone()].to_owned(), range);
    }
    plain_title(view, paragraphs)
}

/// Without "关于": the lines at the top up to one that ends like a title, or the first line.
fn plain_title(view: &str, paragraphs: &[Range<usize>]) -> (String, Range<usize>) {
    let lines: Vec<&Range<usize>> = paragraphs
        .iter()
        .take(TOP)
        .filter(|range| {
            let text = &view[(*range).clone()];
            !(text.is_empty()
                || text.starts_with('附') && text.chars().count() <= 5
                || is_page_furniture(text))
        })
        .take_while(|range| !view[(*range).clone()].contains(['。', '；', '\t']))
        .take(4)
        .collect();
    let ends = |range: &&Range<usize>| {
        let text = &view[(*range).clone()];
        ["通知", "公告", "指南", "说明", "事项", "办法", "启事", "方案", "细则", "要求"]
            .iter()
            .any(|end| text.split('（').next().unwrap_or(text).ends_with(end))
            && markers::parse(text).is_none()
    };
    let last = lines.iter().position(ends).unwrap_or(0);
    match (lines.first(), lines.get(last)) {
        (Some(first), Some(_)) if view[(*first).clone()].ends_with('：') => (String::new(), 0..0),
        (Some(first), Some(last)) if view[first.start..last.end].chars().count() <= 90 => {
            (view[first.start..last.end].replace('\n', ""), first.start..last.end)
        }
        (Some(first), _) => (view[(*first).clone()].chars().take(90).collect(), (*first).clone()),
        _ => (String::new(), 0..0),
    }
}

/// What a web page prints around the text: source, date, number of views.
fn is_page_furniture(text: &str) -> bool {
    ["来源", "发布日期", "发布时间", "浏览次数", "阅读次数", "点击", "作者：", "字号", "当前位置", "首页"]
        .iter()
        .any(|word| text.contains(word))
}

fn document_number(view: &str) -> Option<String> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[\p{Han}]{0,12}[〔\[（【](?:19|20)\d{2}[〕\]）】]第?\d{1,4}号").expect("valid")
    });
    let top: usize = view.char_indices().nth(1200).map_or(view.len(), |(at, _)| at);
    NUMBER.find_iter(&view[..top]).find(|found| !view[..found.start()].ends_with(['（', '》'])).map(|found| {
        let text = found.as_str();
        let from = ["的通知", "公告", "的通告"]
            .iter()
            .filter_map(|end| text.rfind(end).map(|at| at + end.len()))
            .max();
        text[from.unwrap_or(0)..].to_owned()
    })
}

/// The last line that is only a date, or a date of publication near the top.
fn issued(view: &str, paragraphs: &[Range<usize>]) -> Option<(i32, u32, u32)> {
    let signed = paragraphs.iter().rev().find_map(|range| {
        let text = &view[range.clone()];
        let short = text.chars().count() <= 40 && !text.contains(['，', '。', '：', '\t']);
        let date = first_date(text)?;
        (short && text.ends_with('日') || markers::is_date_line(text)).then_some(date)
    });
    signed.or_else(|| published(view)).or_else(|| {
        paragraphs.iter().take(TOP).find_map(|range| {
            let text = &view[range.clone()];
            (text.chars().count() <= 200 && text.contains("关于")).then(|| first_date(text)).flatten()
        })
    })
}

fn published(view: &str) -> Option<(i32, u32, u32)> {
    let top: usize = view.char_indices().nth(800).map_or(view.len(), |(at, _)| at);
    let at = ["发布时间", "发布日期", "发文日期", "成文日期", "印发日期", "发文时间"]
        .iter()
        .find_map(|word| view[..top].find(word))?;
    let line = view[at..].split('\n').next().unwrap_or_default();
    first_date(&line.chars().take(30).collect::<String>())
}

fn first_date(text: &str) -> Option<(i32, u32, u32)> {
    dates::find(text).into_iter().find_map(|token| match token.value {
        Lexeme::Moment(Moment { year: Some(year), month: Some(month), day: Some(day), .. }) => {
            Some((year, month, day))
        }
        _ => None,
    })
}

/// The year that the text names most often, the earlier of two.
fn commonest_year(view: &str) -> Option<i32> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"20[0-4]\d").expect("valid"));
    let mut counts = std::collections::BTreeMap::new();
    for found in YEAR.find_iter(view) {
        let free = !view[..found.start()].ends_with(|ch: char| ch.is_ascii_alphanumeric() || ch == '-')
            && view[found.end()..].starts_with(['年', '-', '—', '～', '.', '/']);
        if free {
            *counts.entry(found.as_str().parse::<i32>().ok()?).or_insert(0) += 1;
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(year, _)| year)
}

/// The first year that a title names.
pub fn year_in(title: &str) -> Option<i32> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:^|\D)(20\d{2})(?:\D|$)").expect("valid"));
    YEAR.captures(title).and_then(|found| found[1].parse().ok())
}

/// The line above the date at the end, or the words before the date in the same line.
fn signature(view: &str, paragraphs: &[Range<usize>]) -> Option<String> {
    let tail = paragraphs.len().saturating_sub(paragraphs.len() / 2);
    let dated = (0..paragraphs.len()).rev().find(|i| {
        let text = &view[paragraphs[*i].clone()];
        (*i >= tail || *i + 3 >= paragraphs.len())
            && text.chars().count() <= 40
            && text.ends_with('日')
            && first_date(text).is_some()
            && !text.contains(['，', '。', '：', '\t'])
    })?;
    let own =
        view[paragraphs[dated].clone()].split(|ch: char| ch.is_ascii_digit() || ch == '二').next()?.trim();
    if is_body_name(own) {
        return Some(own.to_owned());
    }
    (0..dated)
        .rev()
        .take(2)
        .map(|i| view[paragraphs[i].clone()].trim())
        .find(|line| is_body_name(line))
        .map(str::to_owned)
}

/// `××科学技术协会文件` above the document number.
fn letterhead(view: &str, paragraphs: &[Range<usize>]) -> Option<String> {
    paragraphs
        .iter()
        .take(4)
        .map(|range| view[range.clone()].trim_end_matches("文件"))
        .find(|line| is_body_name(line))
        .map(str::to_owned)
}

fn before_about(title: &str) -> Option<String> {
    let body = title.split("关于").next()?.trim();
    is_body_name(body).then(|| body.to_owned())
}

fn is_body_name(line: &str) -> bool {
    let count = line.chars().count();
    let ends = [
        "协会",
        "学会",
        "研究会",
        "科协",
        "委员会",
        "办公室",
        "局",
        "厅",
        "院",
        "部",
        "处",
        "大学",
        "中心",
        "政府",
        "会",
        "学院",
        "公司",
        "团委",
        "联合会",
        "基金会",
        "所",
        "办",
        "部（处）",
        "组",
    ];
    (3..=40).contains(&count)
        && !line.contains(['，', '。', '：', '；', '\t', '、'])
        && markers::parse(line).is_none()
        && roles::of_heading(line).is_empty()
        && ends.iter().any(|end| line.ends_with(end))
}
