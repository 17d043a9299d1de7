//! Character by character: markup out, widths and OCR confusions put right. Nothing is reordered; every glyph that
//! stays knows the original character it came from.

use std::ops::Range;

use unicode_normalization::char::decompose_compatible;

use crate::roles;
use crate::text::is_han;

/// One character of the view and the original character (offset) it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// The cleaned character.
    pub ch: char,
    /// Offset, in characters, of the original.
    pub at: usize,
}

/// Cleans the characters of `original`; lines stay apart (`\n`), table cells too (`\t`).
pub fn clean(original: &str) -> Vec<Glyph> {
    let chars: Vec<char> = original.chars().collect();
    let nine_is_comma = nine_is_comma(&chars);
    let mut glyphs = strip_markup(&chars);
    read_markdown(&mut glyphs);
    read_columns(&mut glyphs);
    for glyph in &mut glyphs {
        glyph.ch = plain_width(glyph.ch);
    }
    for i in 0..glyphs.len() {
        glyphs[i].ch = in_context(&glyphs, i, nine_is_comma);
    }
    glyphs
}

/// Scanners take a full-width comma for a full-width nine. Where it is the only full-width digit of the text, it is
/// a comma everywhere; else only between two characters that are not digits.
fn nine_is_comma(chars: &[char]) -> bool {
    chars.contains(&'９') && !chars.iter().any(|ch| matches!(ch, '０'..='８'))
}

/// Rows between bars (`| a | b |`) become cells, the rule below a table's head and the `#` of headings vanish.
fn read_markdown(glyphs: &mut Vec<Glyph>) {
    let mut out = Vec::with_capacity(glyphs.len());
    for line in glyphs.split_inclusive(|glyph| glyph.ch == '\n') {
        let first = line.iter().find(|glyph| !glyph.ch.is_whitespace()).map(|glyph| glyph.ch);
        let bars = line.iter().filter(|glyph| glyph.ch == '|').count();
        match first {
            Some('|') if bars >= 3 => out.extend(row(line)),
            Some('#') => out.extend(line.iter().skip_while(|glyph| matches!(glyph.ch, '#' | ' '))),
            _ => out.extend_from_slice(line),
        }
    }
    *glyphs = out;
}

fn row(line: &[Glyph]) -> Vec<Glyph> {
    if line.iter().all(|glyph| matches!(glyph.ch, '|' | '-' | ':' | ' ' | '\n')) {
        return Vec::new();
    }
    let first = line.iter().position(|glyph| glyph.ch == '|').map_or(0, |at| at + 1);
    let last = line.iter().rposition(|glyph| glyph.ch == '|').unwrap_or(line.len());
    let cell = |glyph: &Glyph| if glyph.ch == '|' { Glyph { ch: '\t', at: glyph.at } } else { *glyph };
    line[first..last.max(first)]
        .iter()
        .map(cell)
        .chain(line.last().filter(|glyph| glyph.ch == '\n').copied())
        .collect()
}

/// Columns apart by wide blanks: a line of headings, and the lines below it with as many pieces, become rows.
fn read_columns(glyphs: &mut [Glyph]) {
    let mut columns = 0;
    for line in glyphs.split_mut(|glyph| glyph.ch == '\n') {
        let pieces = pieces(line);
        let heads = pieces.len() >= 3
            && pieces.iter().filter(|piece| names_column(&line[(*piece).clone()])).count() >= 2;
        if heads {
            columns = pieces.len();
        } else if pieces.len() != columns || columns == 0 {
            columns = 0;
            continue;
        }
        for piece in &pieces[1..] {
            line[piece.start - 1].ch = '\t';
        }
    }
}

/// The pieces of a line between two or more blanks.
fn pieces(line: &[Glyph]) -> Vec<Range<usize>> {
    let blank = |glyph: &Glyph| matches!(glyph.ch, ' ' | '\u{3000}' | '\u{a0}');
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut gap = 2;
    for (at, glyph) in line.iter().enumerate() {
        if blank(glyph) {
            gap += if glyph.ch == '\u{3000}' { 2 } else { 1 };
            continue;
        }
        match pieces.last_mut() {
            Some(piece) if gap < 2 => piece.end = at + 1,
            _ => pieces.push(at..at + 1),
        }
        gap = 0;
    }
    pieces
}

fn names_column(piece: &[Glyph]) -> bool {
    let words: String = piece.iter().map(|glyph| glyph.ch).filter(|ch| !ch.is_whitespace()).collect();
    words.chars().count() <= 12 && !roles::of_heading(&words).is_empty()
}

/// Drops bookmarks, tags, emphasis and invisible characters; block tags become line breaks, cell ends tabs.
fn strip_markup(chars: &[char]) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        if let Some((len, replacement)) = markup_at(chars, at) {
            if let Some(ch) = replacement {
                glyphs.push(Glyph { ch, at });
            }
            at += len;
            continue;
        }
        match chars[at] {
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                glyphs.push(Glyph { ch: '\n', at })
            }
            ch if is_invisible(ch) => {}
            ch => glyphs.push(Glyph { ch, at }),
        }
        at += 1;
    }
    glyphs
}

fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fffd}' | '\u{202a}'..='\u{202e}')
        || (ch.is_control() && ch != '\n' && ch != '\t')
}

/// Length of the markup that starts here, and the character that takes its place (if any).
fn markup_at(chars: &[char], at: usize) -> Option<(usize, Option<char>)> {
    match chars[at] {
        '*' if chars.get(at + 1) == Some(&'*') && !is_mask(chars, at) => Some((2, None)),
        '[' if starts_with(chars, at, "[bookmark:") => closing(chars, at, ']', 80).map(|len| (len, None)),
        '<' => tag(chars, at),
        '&' => entity(chars, at),
        _ => None,
    }
}

/// Stars between digits hide digits: `138****1234`.
fn is_mask(chars: &[char], at: usize) -> bool {
    const LONGEST: usize = 10;
    let before = chars[..at].iter().rev().take(LONGEST).find(|ch| **ch != '*');
    let after = chars[at..].iter().take(LONGEST).find(|ch| **ch != '*');
    before.is_some_and(char::is_ascii_digit) && after.is_some_and(char::is_ascii_digit)
}

fn tag(chars: &[char], at: usize) -> Option<(usize, Option<char>)> {
    let name: String = chars.iter().skip(at + 1).take(12).take_while(|ch| !matches!(ch, ' ' | '>')).collect();
    let name = name.to_ascii_lowercase();
    let known =
        name.trim_start_matches('/').chars().next().is_some_and(|ch| ch.is_ascii_lowercase() || ch == '!');
    let len = if known { closing(chars, at, '>', 400)? } else { return None };
    let replacement = match name.trim_end_matches('/') {
        "br" | "tr" | "/tr" | "li" | "/div" | "/li" | "/h1" | "/h2" | "/h3" | "/h4" | "/table" => Some('\n'),
        "/p" if chars[at + len..].iter().find(|ch| **ch != ' ') != Some(&'\t') => Some('\n'),
        "/td" | "/th" => Some('\t'),
        _ => None,
    };
    Some((len, replacement))
}

fn entity(chars: &[char], at: usize) -> Option<(usize, Option<char>)> {
    const KNOWN: [(&str, char); 8] = [
        ("&nbsp;", ' '),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&amp;", '&'),
        ("&ldquo;", '“'),
        ("&rdquo;", '”'),
        ("&middot;", '·'),
        ("&mdash;", '—'),
    ];
    KNOWN.iter().find(|(name, _)| starts_with(chars, at, name)).map(|(name, ch)| (name.len(), Some(*ch)))
}

fn starts_with(chars: &[char], at: usize, what: &str) -> bool {
    what.chars().enumerate().all(|(i, ch)| chars.get(at + i) == Some(&ch))
}

/// Length up to and including `close`, if it comes within `limit` characters of the same line.
fn closing(chars: &[char], at: usize, close: char, limit: usize) -> Option<usize> {
    chars[at..].iter().take(limit).take_while(|ch| **ch != '\n').position(|ch| *ch == close).map(|i| i + 1)
}

/// Full-width letters and digits, Kangxi radicals and compatibility forms become their plain form; enclosed numbers
/// (①, ⑴, ⒈, ㈠) stay, for they are list marks.
fn plain_width(ch: char) -> char {
    match ch {
        '，' | '；' | '：' | '？' | '！' | '（' | '）' | '＇' | '９' | '～' => ch,
        '\u{3000}' => '\u{3000}',
        '\u{2460}'..='\u{24ff}' | '\u{3200}'..='\u{32ff}' | '\u{2776}'..='\u{2793}' => ch,
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
        '﹐' => '，',
        '﹔' => '；',
        '﹕' | '∶' | '︰' => '：',
        '﹙' => '（',
        '﹚' => '）',
        '－' | '‐' | '‑' | '–' | '―' | '−' => '-',
        '~' | '〜' | '∼' => '～',
        '＂' => '"',
        '○' | '◯' => '〇',
        '﹪' => '%',
        '[' | ']' => ch,
        _ if ch.is_ascii() => ch,
        _ => single_compatible(ch).unwrap_or(ch),
    }
}

fn single_compatible(ch: char) -> Option<char> {
    let (mut first, mut count) = (None, 0);
    decompose_compatible(ch, |part| {
        first = first.or(Some(part));
        count += 1;
    });
    first.filter(|_| count == 1)
}

/// What a character is between its neighbours: ASCII punctuation inside Chinese, digits misread by a scanner.
fn in_context(glyphs: &[Glyph], i: usize, nine_is_comma: bool) -> char {
    let ch = glyphs[i].ch;
    match ch {
        '９' => nine(glyphs, i, nine_is_comma),
        'O' | 'o' if is_zero(glyphs, i) => '0',
        '＇' if near(glyphs, i, 1) == Some('目') => '项',
        '(' if !inside_address(glyphs, i) => '（',
        ')' if !inside_address(glyphs, i) => '）',
        ',' if touches_han(glyphs, i) => '，',
        ';' if touches_han(glyphs, i) => '；',
        '?' if touches_han(glyphs, i) && near(glyphs, i, 1).is_none_or(is_han) => '？',
        '!' if touches_han(glyphs, i) => '！',
        ':' if touches_han(glyphs, i) && near(glyphs, i, 1) != Some('/') => '：',
        '：' if between_digits(glyphs, i) || near(glyphs, i, 1) == Some('/') => ':',
        _ => ch,
    }
}

/// Scanners take a nought for the letter: `2O25年`, `5O%`.
fn is_zero(glyphs: &[Glyph], i: usize) -> bool {
    let counted = |ch: char| ch.is_ascii_digit() || matches!(ch, '%' | '％') || is_counted(Some(ch));
    let word = glyphs[..i]
        .iter()
        .rev()
        .map(|glyph| glyph.ch)
        .find(|ch| *ch != ' ' && !ch.is_ascii_digit())
        .is_some_and(|ch| ch.is_ascii_alphabetic());
    near(glyphs, i, -1).is_some_and(|ch| ch.is_ascii_digit())
        && near(glyphs, i, 1).is_some_and(counted)
        && !word
}

fn nine(glyphs: &[Glyph], i: usize, always: bool) -> char {
    let digit = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_digit() || ch == '９');
    let han = |ch: Option<char>| ch.is_some_and(|ch| is_han(ch) || "”’）》“《（".contains(ch));
    let (before, after) = (near(glyphs, i, -1), near(glyphs, i, 1));
    if always || (!digit(before) && !digit(after) && han(before) && han(after) && !is_counted(after)) {
        '，'
    } else {
        '9'
    }
}

/// A character that follows a number: then the nine before it is a nine.
fn is_counted(ch: Option<char>) -> bool {
    ch.is_some_and(|ch| "年月日号个项名人家场次份篇万元天条期届位时点分章周号页".contains(ch))
}

fn touches_han(glyphs: &[Glyph], i: usize) -> bool {
    let wide = |ch: char| is_han(ch) || "“”‘’《》（）【】、。，；：".contains(ch);
    near(glyphs, i, -1).is_some_and(wide) || near(glyphs, i, 1).is_some_and(wide)
}

fn between_digits(glyphs: &[Glyph], i: usize) -> bool {
    let digit = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_digit());
    let after = glyphs.get(i + 1).map(|glyph| glyph.ch);
    digit(near(glyphs, i, -1)) && digit(after)
}

/// A bracket in the middle of a web address belongs to the address.
fn inside_address(glyphs: &[Glyph], i: usize) -> bool {
    let part = |ch: char| ch.is_ascii_alphanumeric() || "/=&?%_.".contains(ch);
    i > 0 && part(glyphs[i - 1].ch) && glyphs.get(i + 1).is_some_and(|glyph| part(glyph.ch)) && {
        let from = i.saturating_sub(60);
        let word: String = glyphs[from..i]
            .iter()
            .rev()
            .map(|glyph| glyph.ch)
            .take_while(|ch| ch.is_ascii_graphic())
            .collect();
        word.contains("//:")
    }
}

/// The nearest character that is not blank, before (`-1`) or after (`1`) position `i`.
fn near(glyphs: &[Glyph], i: usize, step: isize) -> Option<char> {
    let mut at = i;
    for _ in 0..4 {
        at = at.checked_add_signed(step)?;
        let ch = glyphs.get(at)?.ch;
        if ch != ' ' && ch != '\n' {
            return Some(ch);
        }
    }
    None
}
