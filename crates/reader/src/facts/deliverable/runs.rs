//! Which clauses of a sentence make one fact.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::facts::traits;
use crate::sentences::Sentence;

use super::clauses;

/// Suitable clauses of a sentence are one fact, unless paper and electronic form are demanded apart, other matters
/// stand between, or a clause makes its own document with its own number.
pub fn of(document: &Document, sentence: &Sentence, suits: &[bool]) -> Vec<Range<usize>> {
    let words = |at: usize| document.words(&sentence.clauses[at]);
    let mut found: Vec<(usize, usize)> = Vec::new();
    for at in (0..suits.len()).filter(|at| suits[*at]) {
        match found.last_mut() {
            Some((first, last))
                if (at - *last <= 1 || at - *last == 2 && is_copies(words(at - 1)))
                    && !matches!((form(words(*first)), form(words(at))), (1, 2) | (2 | 0, 1))
                    && !is_own(words(*last), words(at)) =>
            {
                *last = at
            }
            _ => found.push((at, at)),
        }
    }
    found
        .into_iter()
        .map(|(first, last)| {
            let start = lead(document, sentence, first);
            let skipped = if start == first { long_lead(words(first)) } else { 0 };
            sentence.clauses[start].start + skipped..sentence.clauses[trail(document, sentence, last)].end
        })
        .collect()
}

/// Bytes of a long opening (dates, addresses) before the handing in.
fn long_lead(words: &str) -> usize {
    let long = words.chars().count() > 40;
    clauses::handing(words)
        .filter(|at| long && words[..*at].chars().count() > 24 && !traits::names_document(&words[..*at]))
        .unwrap_or(0)
}

/// `一式3份`, `加盖公章` between two documents.
fn is_copies(words: &str) -> bool {
    let checked = words.starts_with(['经', '由']) && words.ends_with('后') && words.chars().count() <= 16;
    let length =
        ["字数", "篇幅", "时长"].iter().any(|start| words.starts_with(start)) && words.chars().count() <= 14;
    checked
        || length
        || words.chars().count() <= 10
            && ["一式", "各", "加盖", "盖章", "签字"].iter().any(|start| words.starts_with(start))
}

/// Both clauses make a document with a number, and nothing (并, 同时) joins them.
fn is_own(before: &str, words: &str) -> bool {
    let counted = |words: &str| words.chars().any(|ch| ch.is_ascii_digit());
    let makes = ["形成", "提交", "撰写", "制作", "编制", "完成", "出版", "发表"]
        .iter()
        .any(|verb| words.starts_with(verb));
    makes && counted(before) && counted(words)
}

/// The condition, the subject or the download that leads to the duty belongs to it: `如…的，须按要求报备案`.
fn lead(document: &Document, sentence: &Sentence, first: usize) -> usize {
    let words = |at: usize| document.words(&sentence.clauses[at]);
    let near = first.saturating_sub(3);
    let condition =
        (near..first).find(|at| words(*at).starts_with(['如', '若', '凡']) || words(*at).starts_with("涉及"));
    let given =
        first.checked_sub(1).filter(|at| words(*at).ends_with('的') && words(*at).chars().count() <= 20);
    let download = first
        .checked_sub(1)
        .filter(|at| words(*at).contains("下载") && words(*at).contains(['书', '表', '》']));
    condition.or(given).or(download).unwrap_or(first)
}

/// `…，学院盖章后送至中心`, `与其他材料一道送学会部`: the way of the same document.
fn trail(document: &Document, sentence: &Sentence, last: usize) -> usize {
    let next = trail_once(document, sentence, last);
    if next > last { trail_once(document, sentence, next) } else { last }
}

fn trail_once(document: &Document, sentence: &Sentence, last: usize) -> usize {
    let Some(next) = sentence.clauses.get(last + 1) else { return last };
    let words = document.words(next);
    let joins = ["与", "连同", "一并", "并", "经", "由", "加盖", "签字", "盖章", "连同"]
        .iter()
        .any(|start| words.starts_with(start))
        || words.contains("盖章后")
        || words.contains("签字后");
    // `填写报名表，发至邮箱…`: where the same document goes.
    let goes = [
        "发至",
        "发送至",
        "发到",
        "寄至",
        "寄送",
        "送至",
        "送交",
        "报送至",
        "报送",
        "交至",
        "提交至",
        "上传至",
    ]
    .iter()
    .any(|verb| first_verb(words).starts_with(verb));
    if goes && !traits::names_document(words) && !traits::of_clause(words).excludes {
        return last + 1;
    }
    let dated = words.starts_with('于') || words.starts_with("请于");
    let joins = joins || dated;
    let sends = ["送", "寄", "交至", "交到", "报至", "报送", "发至", "发送", "上传"]
        .iter()
        .any(|verb| words.contains(verb))
        || reports(words);
    if words.starts_with("一式") && (is_copies(words) || reports(words)) {
        return last + 1;
    }
    if words.starts_with("其中") && words.chars().any(|ch| ch.is_ascii_digit()) {
        return last + 1;
    }
    let also = traits::names_document(words)
        && words.ends_with(['份', '套', '册', '张'])
        && !words.contains(['须', '应', '需']);
    if also && form(words) != 1 {
        return last + 1;
    }
    if joins && words.contains("连同") && traits::names_document(words) {
        return last + 1;
    }
    if joins && sends && form(words) != 1 && !traits::of_clause(words).excludes { last + 1 } else { last }
}

/// The words without the date that they open with: `4月3日前寄送服务中心`.
fn first_verb(words: &str) -> &str {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:请?于|在|务必于)?(?:20\d\d年)?\d{1,2}月\d{1,2}日[^，。；]{0,8}?前(?:统一|一并)?")
            .expect("valid")
    });
    DATE.find(words).map_or(words, |found| &words[found.end()..])
}

/// `经市科协报省科协`, `一式两份报学会部`.
fn reports(words: &str) -> bool {
    static REPORT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"报[^告名道，。；]{0,10}(?:科协|学会|协会|部|处|办|会|局|厅|室|科|院|中心)$")
            .expect("valid")
    });
    REPORT.is_match(words)
}

/// 1 = electronic, 2 = paper, 0 = not said (or both).
pub fn form(words: &str) -> u8 {
    let electronic = ["电子", "系统", "网上", "邮箱", "平台提交", "word版", "Word版", "上传"]
        .iter()
        .any(|word| words.contains(word));
    let paper = ["纸质", "书面", "打印", "一式", "原件"].iter().any(|word| words.contains(word));
    match (electronic, paper) {
        (true, false) => 1,
        (false, true) => 2,
        _ => 0,
    }
}
