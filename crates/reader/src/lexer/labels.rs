//! Digits that count nothing: document numbers, codes, ordinals, rooms, versions, and whatever stands inside a title.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Lexeme, Token};

/// Digits that count nothing: document numbers, annex numbers, codes, versions, ordinals.
pub fn find(text: &str) -> Vec<Token> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"[〔\[【（(]\s*(?:19|20)\d{2}\s*[〕\]】）)]\s*第?\d{0,4}号?",
            r"|附(?:件|表|录)\s*[\d一二三四五六七八九十]{1,2}(?:[-—至、和及,，]\s*(?:附件)?\d{1,2})*",
            r"|第[一二三四五六七八九十百\d]+(?:届|次|批|期|条|章|款|项|类|部分|轮|阶段|十|个|名|季度|版|学期|代|位|年|层次|作者|负责人|完成人|完成单位|单位|天|日)",
            r"|(?:19|20)\d{2}-\d{1,3}号?",
            r"|[A-Za-z]{1,8}-?\d[\d\-]*[A-Za-z0-9\-]*",
            r"|\d+\+\d+(?:\+[\dXxNn]+)*",
            r"|(?:19|20)\d{2}(?:-(?:19|20)\d{2})?(?:年度|学年|年|级|版|届)",
            r"|编号[：:]?[A-Za-z0-9\-]+",
            r"|邮编[：:]?\d{6}",
            r"|QQ群?[：:]?号?[：:]?\d{5,11}",
            r"|\d+\*+\d+",
            r"|\d+号(?:楼|院|馆|门|室|厅|令|文)?",
            r"|\d+(?:室|楼|栋|层|座|房间|单元|幢)",
            r"|微信(?:号)?[：:]?[A-Za-z0-9_]+",
        ))
        .expect("valid")
    });
    let mut tokens: Vec<Token> = LABEL
        .find_iter(text)
        .filter(|found| !is_paper_size_limit(text, found.range()))
        .map(|found| Token { range: found.range(), value: Lexeme::Label })
        .collect();
    super::merge(&mut tokens, titles(text));
    tokens
}

/// Titles and words in quotation marks: numbers inside are part of a name.
fn titles(text: &str) -> Vec<Token> {
    static TITLE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"《[^《》]{1,80}》|“[^“”]{1,60}”").expect("valid"));
    TITLE.find_iter(text).map(|found| Token { range: found.range(), value: Lexeme::Label }).collect()
}

/// `PPT20页`: letters that run into a real count.
fn is_paper_size_limit(text: &str, range: Range<usize>) -> bool {
    let word = &text[range.clone()];
    let mixed = word.starts_with(|ch: char| ch.is_ascii_alphabetic())
        && word.ends_with(|ch: char| ch.is_ascii_digit());
    let letters = word.chars().take_while(|ch| ch.is_ascii_alphabetic()).count();
    let digits = word.len() - letters;
    mixed && letters >= 2 && digits <= 3 && !word.contains('-') && {
        let rest = &text[range.end..];
        ["页", "分钟", "份", "个", "篇", "张"].iter().any(|unit| rest.starts_with(unit))
    }
}
