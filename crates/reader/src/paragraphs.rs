//! Lines to paragraphs: what a page break, a fixed line width or a flattened web page tore apart or ran together.

use crate::cleaning::Glyph;
use crate::markers;
use crate::text::is_han;

/// Blanks in a row that can only be alignment: a new line of the original page.
const ALIGNMENT: usize = 8;
/// A line of running text at least this long (characters) may have been cut by a page break.
const LONG_LINE: usize = 24;

/// Cuts cleaned glyphs into paragraphs, blanks squeezed; rows of a table keep their tabs.
pub fn split(glyphs: &[Glyph]) -> Vec<Vec<Glyph>> {
    let lines: Vec<Line> =
        glyphs.split(|glyph| glyph.ch == '\n').flat_map(unflatten).filter_map(Line::new).collect();
    let width = wrap_width(&lines);
    let mut paragraphs: Vec<Line> = Vec::new();
    for line in lines {
        match paragraphs.last_mut() {
            Some(last) if continues(last, &line, width) => last.append(line),
            _ => paragraphs.push(line),
        }
    }
    paragraphs.into_iter().map(|line| squeeze(&line.glyphs)).filter(|glyphs| !glyphs.is_empty()).collect()
}

/// One line: its glyphs, its characters without blanks, and the count of the last line it was made of.
struct Line {
    glyphs: Vec<Glyph>,
    compact: String,
    last_count: usize,
}

impl Line {
    fn new(glyphs: &[Glyph]) -> Option<Line> {
        let compact: String = glyphs.iter().map(|glyph| glyph.ch).filter(|ch| !is_blank(*ch)).collect();
        let last_count = compact.chars().count();
        let stays = last_count > 0 && !is_page_number(&compact);
        stays.then(|| Line { glyphs: without_indent(glyphs).to_vec(), compact, last_count })
    }

    fn append(&mut self, next: Line) {
        let end = self.glyphs.iter().rposition(|glyph| !is_blank(glyph.ch)).map_or(0, |i| i + 1);
        self.glyphs.truncate(end);
        let letters = self.glyphs.last().is_some_and(|glyph| glyph.ch.is_ascii_alphabetic());
        let start = next.glyphs.iter().position(|glyph| !is_blank(glyph.ch)).unwrap_or(0);
        if let Some(first) = next.glyphs.get(start)
            && letters
            && first.ch.is_ascii_alphabetic()
        {
            self.glyphs.push(Glyph { ch: ' ', at: first.at });
        }
        self.glyphs.extend_from_slice(&next.glyphs[start..]);
        self.compact.push_str(&next.compact);
        self.last_count = next.last_count;
    }

    fn is_row(&self) -> bool {
        self.glyphs.iter().any(|glyph| glyph.ch == '\t')
    }

    fn ends_sentence(&self) -> bool {
        self.compact.ends_with(['。', '；', '！', '？', '：', '…', ';', ':'])
            || (self.compact.ends_with(['”', '）']) && self.compact.contains(['。']))
                && self.compact.chars().rev().nth(1) == Some('。')
    }

    /// An opening bracket or quotation mark that the line does not close.
    fn is_open(&self) -> bool {
        [('（', '）'), ('《', '》'), ('“', '”')].iter().any(|(open, close)| {
            let (opens, closes) = (self.compact.matches(*open).count(), self.compact.matches(*close).count());
            opens == closes + 1 && self.compact.chars().count() < 400
        })
    }
}

/// Tabs that only indent the line's first word part no cells.
fn without_indent(glyphs: &[Glyph]) -> &[Glyph] {
    let first = glyphs.iter().position(|glyph| !is_blank(glyph.ch)).unwrap_or(0);
    if glyphs[first..].iter().any(|glyph| glyph.ch == '\t') { glyphs } else { &glyphs[first..] }
}

/// `— 3 —`, `第3页 共8页`: what stands at the foot of a page.
fn is_page_number(compact: &str) -> bool {
    let digits = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let dash = |ch: char| matches!(ch, '-' | '—' | '·');
    let inner = compact.trim_matches(dash);
    let numbered = compact.starts_with(dash) && compact.ends_with(dash) && digits(inner);
    let (page, rest) = compact.strip_prefix('第').and_then(|rest| rest.split_once('页')).unwrap_or_default();
    let total =
        rest.trim_start_matches(['，', '/', '（']).trim_end_matches(['页', '）']).trim_start_matches('共');
    numbered || digits(page) && (rest.is_empty() || digits(total))
}

fn is_blank(ch: char) -> bool {
    ch.is_whitespace()
}

/// The width at which the text was broken into lines, if it was: many lines end there without a full stop, and hardly
/// any is longer.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    const NARROWEST: usize = 18;
    const WIDEST: usize = 120;
    let mut open = vec![0usize; WIDEST + 1];
    let mut all = vec![0usize; WIDEST + 2];
    for line in lines.iter().filter(|line| !line.is_row()) {
        let count = line.last_count.min(WIDEST + 1);
        all[count] += 1;
        if (NARROWEST..=WIDEST).contains(&count) && !line.ends_sentence() {
            open[count] += 1;
        }
    }
    let near = |width: usize| -> usize { open[width.saturating_sub(3)..=width].iter().sum() };
    let width = (NARROWEST..=WIDEST).max_by_key(|width| near(*width))?;
    let total: usize = all.iter().sum();
    let longer: usize = all[width + 1..].iter().skip(2).sum();
    (near(width) >= 8 && near(width) * 5 >= total && longer * 12 <= total).then_some(width)
}

/// Does `next` carry on the sentence of `line`?
fn continues(line: &Line, next: &Line, width: Option<usize>) -> bool {
    if line.is_row() || next.is_row() {
        return false;
    }
    if next.compact.starts_with(['，', '。', '、', '；', '）', '》', '”', '%']) {
        return true;
    }
    if is_cut_title(line, next) {
        return true;
    }
    if line.ends_sentence() || markers::starts_structure(&next.compact) {
        return false;
    }
    let full = width.is_some_and(|width| line.last_count + 4 >= width);
    if markers::is_label_line(&next.compact) && !full {
        return false;
    }
    if line.compact.ends_with(['，', '、', '（', '《', '“']) || line.is_open() || is_torn(line, next) {
        return true;
    }
    let cut_by_page = line.last_count >= LONG_LINE
        && line.compact.contains(['，', '。'])
        && next.compact.contains(['，', '。', '；']);
    (full && !is_standalone(line, next)) || cut_by_page
}

/// A number parted from its unit, a date from its verb, or a line that ends in a word which something must follow.
fn is_torn(line: &Line, next: &Line) -> bool {
    let unit = next.compact.starts_with(|ch: char| "个项名家份篇场次元万件部期".contains(ch));
    let closed = next.compact.chars().nth(1).is_none_or(|ch| "，。；、）/／以".contains(ch))
        || next.compact.starts_with("万元");
    let digits = line.compact.chars().rev().take_while(char::is_ascii_digit).count();
    let number = (1..=4).contains(&digits) && line.last_count >= 5 && unit && closed;
    let money = line.compact.ends_with('万') && next.compact.starts_with('元');
    let sends =
        ["报", "送", "将", "交", "提交", "寄", "发"].iter().any(|verb| next.compact.starts_with(verb));
    let dated = line.compact.ends_with("日前") && sends;
    let joins = line.last_count >= 8
        && line.compact.ends_with(['或', '和', '及', '与', '不', '将', '于', '为', '并', '且'])
        && !line.compact.contains('：');
    let counts = next.compact.starts_with(|ch: char| ch.is_ascii_digit())
        && [
            "申报",
            "推荐",
            "限报",
            "不少于",
            "不超过",
            "不低于",
            "至少",
            "举办",
            "提交",
            "资助",
            "支持",
            "一式",
        ]
        .iter()
        .any(|verb| line.compact.ends_with(verb));
    number || money || dated || joins || counts
}

/// A title cut in two: "关于…" and, on the next line, "…的通知".
fn is_cut_title(line: &Line, next: &Line) -> bool {
    let closed = |text: &str| markers::ends_title(text);
    line.compact.contains("关于")
        && !closed(&line.compact)
        && !line.compact.contains(['。', '，', '；', '：'])
        && line.last_count <= 45
        && closed(&next.compact)
        && next.last_count <= 45
        && !next.compact.contains(['。', '，', '；', '：'])
}

/// Headings, dates and signatures stand alone even where lines are full.
fn is_standalone(line: &Line, next: &Line) -> bool {
    let heading = markers::parse(&line.compact).is_some_and(|marker| marker.style.is_section())
        && !line.compact.contains(['，', '。', '；', '：']);
    heading && next.last_count > 30 || markers::is_date_line(&next.compact)
}

/// Cuts a line of a flattened page: blanks where the page had line ends.
fn unflatten(line: &[Glyph]) -> Vec<&[Glyph]> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut i = 0;
    while i < line.len() {
        let run = line[i..].iter().take_while(|glyph| is_blank(glyph.ch) && glyph.ch != '\t').count();
        if run == 0 {
            i += 1;
            continue;
        }
        let wide = line[i..i + run].iter().filter(|glyph| glyph.ch == '\u{3000}').count();
        if i > start && (run >= 4 || wide >= 2) && is_line_end(&line[start..i], &line[i + run..], run) {
            pieces.push(&line[start..i]);
            start = i + run;
        }
        i += run;
    }
    pieces.push(&line[start..]);
    pieces
}

fn is_line_end(before: &[Glyph], after: &[Glyph], run: usize) -> bool {
    let head: String = after.iter().take(20).map(|glyph| glyph.ch).filter(|ch| !is_blank(*ch)).collect();
    let stop = before.last().is_some_and(|glyph| "。；：！？）”".contains(glyph.ch));
    let row = before.iter().chain(after).any(|glyph| glyph.ch == '\t');
    !row && !head.is_empty() && (run >= ALIGNMENT || stop || markers::starts_structure(&head))
}

/// Removes the blanks inside a paragraph; one stays between Latin words and between two separate statements.
fn squeeze(glyphs: &[Glyph]) -> Vec<Glyph> {
    let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut token = 0;
    let mut i = 0;
    while i < glyphs.len() {
        let glyph = glyphs[i];
        if !is_blank(glyph.ch) {
            out.push(glyph);
            token += 1;
            i += 1;
            continue;
        }
        let run = glyphs[i..].iter().take_while(|glyph| is_blank(glyph.ch)).count();
        let blanks = &glyphs[i..i + run];
        if let Some(tab) = blanks.iter().find(|glyph| glyph.ch == '\t') {
            let tabs = blanks.iter().filter(|glyph| glyph.ch == '\t').count();
            out.extend(std::iter::repeat_n(*tab, tabs));
        } else if is_number_mark(&out, &glyphs[i + run..])
            || ends_short_head(&out, &glyphs[i + run..])
            || keeps_blank(&out, blanks, &glyphs[i + run..], token)
        {
            out.push(Glyph { ch: ' ', at: glyph.at });
        }
        token = 0;
        i += run;
    }
    let end = out.iter().rposition(|glyph| !is_blank(glyph.ch)).map_or(0, |i| i + 1);
    out.truncate(end);
    let start = out.iter().position(|glyph| glyph.ch != ' ').unwrap_or(out.len());
    out.split_off(start)
}

/// `1 奖项设置`, `2.1 申报资格`: a number and a blank at the start of a line are a list mark.
fn is_number_mark(out: &[Glyph], after: &[Glyph]) -> bool {
    let parts = out.split(|glyph| glyph.ch == '.');
    out.len() <= 8
        && parts.clone().count() <= 3
        && parts
            .clone()
            .all(|part| (1..=2).contains(&part.len()) && part.iter().all(|glyph| glyph.ch.is_ascii_digit()))
        && after
            .first()
            .is_some_and(|glyph| is_han(glyph.ch) || parts.count() >= 2 && glyph.ch.is_ascii_digit())
}

/// `一、名额 全市评选…`: a list mark, one word, a blank, and a sentence.
fn ends_short_head(out: &[Glyph], after: &[Glyph]) -> bool {
    if out.len() > 9 {
        return false;
    }
    let start: String = out.iter().map(|glyph| glyph.ch).collect();
    let word = markers::parse(&start).map(|marker| &start[marker.len..]);
    let long = after.iter().take(6).filter(|glyph| is_han(glyph.ch)).count() >= 5;
    long && word.is_some_and(|word| (2..=6).contains(&word.chars().count()) && word.chars().all(is_han))
}

/// `3 1 日`: two digits of one number, with the word that follows a number after them.
fn is_torn_number(out: &[Glyph], after: &[Glyph]) -> bool {
    let mut rest = after[1..].iter().map(|glyph| glyph.ch).filter(|ch| *ch != ' ');
    let digits = out.iter().rev().take_while(|glyph| glyph.ch.is_ascii_digit()).count();
    digits == 1
        && after[0].ch.is_ascii_digit()
        && rest.next().is_some_and(|ch| "年月日号时分个项名人家场次份篇万元天条期%％".contains(ch))
}

/// `token`: characters since the last blank.
fn keeps_blank(out: &[Glyph], blanks: &[Glyph], after: &[Glyph], token: usize) -> bool {
    let (Some(before), Some(next)) = (out.last().map(|glyph| glyph.ch), after.first().map(|glyph| glyph.ch))
    else {
        return false;
    };
    if before.is_ascii_alphanumeric() && next.is_ascii_alphanumeric() {
        return !is_torn_number(out, after);
    }
    if !(is_han(next) || next.is_ascii_alphanumeric()) || "，。；：、（“".contains(before) {
        return false;
    }
    let word = after.iter().take_while(|glyph| !is_blank(glyph.ch)).take(12);
    let length = word.clone().count();
    let label = word.take_while(|glyph| glyph.ch != '：').take_while(|glyph| is_han(glyph.ch)).count();
    let is_label = (2..=6).contains(&label) && after.get(label).is_some_and(|glyph| glyph.ch == '：');
    let wide = blanks.len() >= 2 || blanks.iter().any(|glyph| glyph.ch == '\u{3000}');
    token >= 2 && length >= 2 && (is_label || wide)
}
