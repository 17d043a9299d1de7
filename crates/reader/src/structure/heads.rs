//! Headings, labels and items inside a paragraph.

use std::ops::Range;

use crate::markers::{self, Style};
use crate::roles::{self, Roles};

/// A short line without punctuation: it can be a heading.
pub fn is_bare_heading(text: &str) -> bool {
    let count = text.chars().count();
    (2..=20).contains(&count) && !text.contains(['，', '。', '；', '：', '！', '？', ':', '@', '\t'])
}

/// The label with which a line starts, and where its words go on: `申报主体：…`, `【申报条件】…`.
pub fn label(text: &str) -> Option<(Range<usize>, usize)> {
    if let Some(found) = bracketed_label(text) {
        return Some(found);
    }
    let at = text.find('：')?;
    let label = &text[..at];
    let count = label.chars().filter(|ch| *ch != ' ').count();
    let odd = label.contains(['，', '。', '；', '、', '！', '《', '》'])
        || label.chars().any(|ch| ch.is_ascii_digit());
    ((2..=12).contains(&count) && !odd).then_some((0..at, at + '：'.len_utf8()))
}

/// A label in lenticular brackets that promises something.
fn bracketed_label(text: &str) -> Option<(Range<usize>, usize)> {
    let open = '【'.len_utf8();
    let end = text.strip_prefix('【')?.find('】')? + open;
    let close = end + '】'.len_utf8();
    let body = close + if text[close..].starts_with('：') { '：'.len_utf8() } else { 0 };
    (!roles::of_heading(&text[open..end]).is_empty()).then_some((open..end, body))
}

/// Splits the heading from a marked paragraph: all of it, up to a colon, or a short first sentence.
pub fn cut_head(view: &str, range: Range<usize>, style: Style) -> (Option<Range<usize>>, Range<usize>) {
    let text = &view[range.clone()];
    let trimmed = text.trim_end_matches(['：', ':', '。', ' ']);
    let whole = range.start..range.start + trimmed.len();
    let after =
        |len: usize, mark: usize| (Some(range.start..range.start + len), range.start + len + mark..range.end);
    if trimmed.is_empty() {
        return (None, range);
    }
    let titled = trimmed.chars().count() <= 10 && !roles::of_heading(trimmed).is_empty();
    if style == Style::Spoken || style == Style::Bullet && !titled {
        return (None, range);
    }
    let blank = text
        .find(' ')
        .filter(|at| !roles::of_heading(&text[..*at]).is_empty() && text[..*at].chars().count() <= 8);
    if let Some(at) = blank {
        return after(at, 1);
    }
    let stop = find_outside(text, &['，', '。', '；', '：', '！']);
    match stop {
        None if trimmed.chars().count() <= 40 => (Some(whole), range.end..range.end),
        Some((at, '：')) if text[..at].chars().count() <= 30 => after(at, '：'.len_utf8()),
        Some((at, '。')) if is_run_in(&text[..at]) && at + 3 < text.len() => after(at, '。'.len_utf8()),
        Some((at, _)) if text[at..].chars().count() <= 1 && text[..at].chars().count() <= 30 => {
            after(at, text.len() - at)
        }
        _ => (None, range),
    }
}

/// A heading that runs into its paragraph: short, without numbers, and no rule by itself.
fn is_run_in(words: &str) -> bool {
    let rule = ['不', '须', '请', '限', '从', '应', '需'].iter().any(|ch| words.contains(*ch));
    words.chars().count() <= 18 && !rule && !words.chars().any(|ch| ch.is_ascii_digit())
}

/// The first of `marks` outside brackets and quotation marks.
pub fn find_outside(text: &str, marks: &[char]) -> Option<(usize, char)> {
    let mut depth = 0usize;
    for (at, ch) in text.char_indices() {
        match ch {
            '（' | '《' | '“' | '(' => depth += 1,
            '）' | '》' | '”' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && marks.contains(&ch) => return Some((at, ch)),
            _ => {}
        }
    }
    None
}

/// Cuts a paragraph before every list mark inside it: `要求：（1）…；（2）…`.
pub fn split_items(text: &str) -> Vec<Range<usize>> {
    let mut cuts = vec![0];
    let mut depth = 0usize;
    let mut previous = '：';
    let mut in_list = false;
    for (at, ch) in text.char_indices() {
        if depth == 0 && at > 0 && opens_item(text, at, previous, in_list) {
            cuts.push(at);
            in_list = true;
        } else if depth == 0 && previous == '。' && opens_label(&text[at..]) {
            cuts.push(at);
        }
        match ch {
            '（' | '《' | '“' => depth += 1,
            '）' | '》' | '”' => depth = depth.saturating_sub(1),
            '。' | '；' => depth = 0,
            _ => {}
        }
        if ch != ' ' {
            previous = ch;
        }
    }
    cuts.push(text.len());
    cuts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// `…研制。考核指标：…`: a label in the middle of a paragraph that promises terms of its own.
fn opens_label(rest: &str) -> bool {
    let terms = Roles::CONTENT
        | Roles::ACCEPTANCE
        | Roles::ELIGIBILITY
        | Roles::AMOUNT
        | Roles::COUNT
        | Roles::PERIOD
        | Roles::MATERIAL
        | Roles::LIMIT;
    let head: String = rest.chars().take(9).take_while(|ch| crate::text::is_han(*ch)).collect();
    let closed = rest[head.len()..].starts_with('：');
    closed && (4..=8).contains(&head.chars().count()) && roles::of_heading(&head).any(terms)
}

fn opens_item(text: &str, at: usize, previous: char, in_list: bool) -> bool {
    let stop = matches!(previous, '：' | '】' | '。' | '；' | '！' | ';' | '？');
    let comma = matches!(previous, '，' | '、') || previous == '）';
    let first = text[at..].chars().next();
    if !(stop || comma)
        || !first.is_some_and(|ch| "（①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⒈⒉⒊⒋⒌⒍一二三四五六七八九十0123456789第".contains(ch))
    {
        return false;
    }
    let Some(marker) = markers::parse(&text[at..]) else {
        return false;
    };
    let next = text[at + marker.len..].chars().next();
    let word =
        next.is_some_and(|ch| crate::text::is_han(ch) || "《“（ ".contains(ch) || ch.is_ascii_alphabetic());
    match marker.style {
        Style::Annex
        | Style::Letter
        | Style::LetterNumber
        | Style::Stem
        | Style::Decimal
        | Style::DecimalDeep
        | Style::Bullet
        | Style::Chapter
        | Style::Article
        | Style::Named => false,
        Style::NumberBracket | Style::Circled => {
            word && (stop || (comma && (in_list || marker.ordinal == 1)))
        }
        Style::Number | Style::NumberHalf | Style::Chinese | Style::ChineseBracket => word && stop,
        Style::Spoken => word && stop,
    }
}
