//! The cleaned view of a notice, with a map back to the original characters.
//!
//! Every rule of the grammar reads the *view*: markup gone, widths and OCR confusions put right, broken lines
//! joined, blanks between Chinese characters removed. Every fact quotes the *original*: [`Text::quote`] carries a
//! range of the view back to the exact characters it came from, so a quote is always a substring of the input.

use std::ops::Range;

use crate::cleaning::{self, Glyph};
use crate::paragraphs;

/// A notice's text: the original, and the cleaned view that the grammar reads.
#[derive(Debug)]
pub struct Text<'a> {
    original: &'a str,
    /// Byte offset of every character of the original, and its length at the end.
    byte_of_char: Vec<usize>,
    view: String,
    /// For every byte of the view: the original character it came from.
    origin: Vec<usize>,
}

impl<'a> Text<'a> {
    /// Cleans `original`. Paragraphs of the view are separated by one `\n`, cells of a table row by one `\t`.
    pub fn clean(original: &'a str) -> Text<'a> {
        let mut byte_of_char: Vec<usize> = original.char_indices().map(|(byte, _)| byte).collect();
        byte_of_char.push(original.len());
        let glyphs = cleaning::clean(original);
        let mut view = String::with_capacity(original.len());
        let mut origin = Vec::with_capacity(original.len());
        for paragraph in paragraphs::split(&glyphs) {
            if let Some(last) = origin.last().copied() {
                push(&mut view, &mut origin, Glyph { ch: '\n', at: last });
            }
            for glyph in paragraph {
                push(&mut view, &mut origin, glyph);
            }
        }
        Text { original, byte_of_char, view, origin }
    }

    /// The cleaned text.
    pub fn view(&self) -> &str {
        &self.view
    }

    /// The original words behind a byte range of the view, and the character offset at which they start.
    /// Blanks at both ends of the range are left out.
    pub fn quote(&self, range: Range<usize>) -> (&'a str, usize) {
        let range = self.trim(range);
        let (Some(&first), Some(&last)) =
            (self.origin.get(range.start), self.origin.get(range.end.saturating_sub(1)))
        else {
            return ("", 0);
        };
        let (from, to) = (self.byte_of_char[first], self.byte_of_char[last + 1]);
        (&self.original[from..to.max(from)], first)
    }

    /// The bytes of the view that come from `length` characters of the original; none where cleaning left nothing of them.
    pub fn view_range(&self, start: usize, length: usize) -> Option<Range<usize>> {
        let inside = |at: &usize| (start..start + length).contains(at);
        let first = self.origin.iter().position(inside)?;
        let last = self.origin.iter().rposition(inside)?;
        let end = (last + 1..=self.view.len()).find(|at| self.view.is_char_boundary(*at))?;
        let begin = (0..=first).rev().find(|at| self.view.is_char_boundary(*at))?;
        Some(self.trim(begin..end)).filter(|range| !range.is_empty())
    }

    /// The original character behind a byte of the view (for ordering and windows).
    pub fn origin_of(&self, byte: usize) -> usize {
        self.origin.get(byte).copied().unwrap_or(self.byte_of_char.len().saturating_sub(1))
    }

    /// `range` without blanks at its ends.
    pub fn trim(&self, range: Range<usize>) -> Range<usize> {
        let piece = &self.view[range.clone()];
        let start = range.start + (piece.len() - piece.trim_start().len());
        let end = range.end - (piece.len() - piece.trim_end().len());
        start.min(end)..end
    }
}

fn push(view: &mut String, origin: &mut Vec<usize>, glyph: Glyph) {
    view.push(glyph.ch);
    origin.resize(origin.len() + glyph.ch.len_utf8(), glyph.at);
}

/// Is this a Han character (ideograph)?
pub fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇' | '々')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(original: &str) -> String {
        Text::clean(original).view().to_owned()
    }

    #[test]
    fn ocr_commas_and_letters_are_put_right() {
        assert_eq!(view("学会９协会９创新平台＇目"), "学会，协会，创新平台项目");
        assert_eq!(view("共２９个，第９条"), "共29个，第9条");
    }

    #[test]
    fn quotes_come_back_with_their_blanks_and_marks() {
        let original = "请各单位认真组织，结合实际情况，于**2026年 3月\n\n31日**前报送材料，并附说明。";
        let text = Text::clean(original);
        let at = text.view().find("2026年3月31日").expect("joined across the break");
        let (quote, start) = text.quote(at..at + "2026年3月31日".len());
        assert_eq!(quote, "2026年 3月\n\n31日");
        assert_eq!(start, 19);
    }

    #[test]
    fn broken_lines_join_and_headings_do_not() {
        assert_eq!(
            view("提交工作总结报告并在媒体上发布不少于，\n三篇"),
            "提交工作总结报告并在媒体上发布不少于，三篇"
        );
        assert_eq!(view("一、申报条件\n具有法人资格。"), "一、申报条件\n具有法人资格。");
    }

    #[test]
    fn markup_and_entities_vanish() {
        assert_eq!(
            view("[bookmark: _GoBack]项目<b>数量</b>：3个<br>额度&nbsp;5万元"),
            "项目数量：3个\n额度5万元"
        );
    }
}
