//! Sentences and clauses, cut outside brackets and quotation marks.

use std::ops::Range;

use crate::lexer::{self, Token};
use crate::structure::{Kind, Tree, find_outside};

/// Longest sentence (bytes of the view) that is read as one; beyond, it is cut at a comma or anywhere. Keeps the
/// work per sentence bounded on any input.
const LONGEST: usize = 2400;

/// A sentence: the piece up to `。；！？`, its clauses and its tokens.
#[derive(Debug)]
pub struct Sentence {
    /// The node it stands in.
    pub node: usize,
    /// Is it the node's heading?
    pub is_head: bool,
    /// Bytes of the view, closing mark left out.
    pub range: Range<usize>,
    /// The words up to a colon that govern this sentence (`…优先：甲；乙`), in its own node or in the one above.
    pub intro: Option<Range<usize>>,
    /// Clauses: pieces up to `，`.
    pub clauses: Vec<Range<usize>>,
    /// Numbers, dates and contacts inside, in order.
    pub tokens: Vec<Token>,
}

/// The sentences of all nodes but table rows.
pub fn split(view: &str, tree: &Tree) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for (id, node) in tree.nodes.iter().enumerate() {
        if node.kind == Kind::Row {
            continue;
        }
        if let Some(head) = &node.head {
            let words = &view[node.range.clone()];
            let titled = !node.own.is_empty() && node.end > id + 1;
            let stated = words.ends_with(['。', '；', '！']) && !titled;
            let leaf = node.body.is_empty() && (node.end == id + 1 && !words.ends_with('：') || stated);
            let mut next = sentence(view, id, !leaf, head.clone());
            next.intro = above(view, tree, id).filter(|_| leaf);
            sentences.push(next);
        }
        let mut intro = above(view, tree, id);
        for range in cut(view, node.body.clone(), &['。', '；', '！', '？', ';']) {
            let colon =
                find_outside(&view[range.clone()], &['：']).map(|(at, _)| range.start..range.start + at);
            let ends = view[range.end..].starts_with('。');
            let mut next = sentence(view, id, false, range);
            next.intro.clone_from(&intro);
            if colon.is_some() && !ends {
                intro = colon;
            } else if ends {
                intro = above(view, tree, id);
            }
            sentences.push(next);
        }
    }
    sentences
}

/// The end of the node above, where it leads to a list: `有下列情形之一的，不予受理：`.
fn above(view: &str, tree: &Tree, id: usize) -> Option<Range<usize>> {
    let parent = &tree.nodes[tree.nodes[id].parent?];
    let words = &view[parent.range.clone()];
    let open = words.trim_end().ends_with('：')
        || words.contains("下列")
        || words.contains("以下")
        || words.contains("之一");
    let from = words.char_indices().rev().nth(80).map_or(0, |(at, _)| at);
    let piece = words[from..].rfind(['。', '；']).map_or(from, |at| from + at + '。'.len_utf8());
    open.then_some(parent.range.start + piece..parent.range.end)
}

fn sentence(view: &str, node: usize, is_head: bool, range: Range<usize>) -> Sentence {
    let clauses = cut(view, inside_bracket(view, range.clone()), &['，']);
    let tokens = lexer::lex(view, range.clone());
    Sentence { node, is_head, range, intro: None, clauses, tokens }
}

/// A sentence that is one bracket, without the bracket.
fn inside_bracket(view: &str, range: Range<usize>) -> Range<usize> {
    let text = &view[range.clone()];
    let whole = text.starts_with('（') && text.ends_with('）') && text.matches('（').count() == 1;
    let open = text
        .find('：')
        .filter(|at| text[..*at].chars().count() <= 3)
        .map_or('（'.len_utf8(), |at| at + '：'.len_utf8());
    if whole && text.len() > open + '）'.len_utf8() {
        range.start + open..range.end - '）'.len_utf8()
    } else {
        range
    }
}

/// Cuts `range` after each of `marks` outside brackets; the marks are left out, empty pieces too.
pub fn cut(view: &str, range: Range<usize>, marks: &[char]) -> Vec<Range<usize>> {
    let text = &view[range.clone()];
    let mut pieces = Vec::new();
    let mut depth = Vec::new();
    let mut start = 0;
    for (at, ch) in text.char_indices() {
        match ch {
            '（' => depth.push('）'),
            '《' => depth.push('》'),
            '“' => depth.push('”'),
            '）' | '》' | '”' => {
                if let Some(open) = depth.iter().rposition(|close| *close == ch) {
                    depth.truncate(open);
                }
            }
            _ => {}
        }
        let too_long = at - start > LONGEST;
        if too_long || (depth.is_empty() || !closes_soon(text, at, &depth)) && marks.contains(&ch) {
            pieces.push(range.start + start..range.start + at);
            start = at + if marks.contains(&ch) { ch.len_utf8() } else { 0 };
            depth.clear();
        }
    }
    pieces.push(range.start + start..range.end);
    pieces.retain(|piece| !view[piece.clone()].trim().is_empty());
    for piece in &mut pieces {
        let text = &view[piece.clone()];
        piece.start += text.len() - text.trim_start().len();
        piece.end -= view[piece.clone()].len() - view[piece.clone()].trim_end().len();
    }
    pieces
}

/// Is the innermost open bracket closed within the next hundred characters? If not, it was never closed.
fn closes_soon(text: &str, at: usize, depth: &[char]) -> bool {
    depth.last().is_some_and(|close| text[at..].chars().take(120).any(|ch| ch == *close))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_quotes_hold_together() {
        let view = "须附证明（含合同，发票；收据），并写明“一，二”，盖章。逾期不受理";
        let pieces = cut(view, 0..view.len(), &['。', '；']);
        assert_eq!(pieces.len(), 2);
        let clauses = cut(view, pieces[0].clone(), &['，']);
        assert_eq!(
            clauses.iter().map(|range| &view[range.clone()]).collect::<Vec<_>>(),
            ["须附证明（含合同，发票；收据）", "并写明“一，二”", "盖章",]
        );
    }

    #[test]
    fn an_unclosed_bracket_does_not_swallow_the_text() {
        let view = format!("联系（学会部，电话。{}", "其他事项另行通知，".repeat(40));
        assert!(cut(&view, 0..view.len(), &['。', '，']).len() > 20);
    }
}
