//! The tree of a notice: sections with headings, labelled lines, list items, table rows.
//!
//! Levels are not read from a mark's style but from its order: a style seen for the first time goes below the
//! current one, a style already open closes everything above it. That reads `一、（一）1.（1）` and every house style
//! that permutes them.

use std::ops::Range;

use crate::markers::{self, Marker, Style};
use crate::roles::{self, Roles};

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Has a heading (or a label) of its own.
    Headed,
    /// A list item without a heading.
    Item,
    /// A paragraph without a mark.
    Plain,
    /// A row of a table: cells apart by `\t`.
    Row,
}

/// A paragraph, or a list item inside a paragraph.
#[derive(Debug, Clone)]
pub struct Node {
    /// The section or item it belongs to.
    pub parent: Option<usize>,
    /// What it is.
    pub kind: Kind,
    /// The list mark it starts with.
    pub marker: Option<Marker>,
    /// Everything, mark included (bytes of the view).
    pub range: Range<usize>,
    /// The heading or label, without mark and colon.
    pub head: Option<Range<usize>>,
    /// What follows the heading.
    pub body: Range<usize>,
    /// Roles of its own heading.
    pub own: Roles,
    /// Its own roles, or those of the section around it.
    pub roles: Roles,
    /// One past the last node below it (nodes below a node follow it without gap).
    pub end: usize,
}

/// The tree, in the order of the text.
#[derive(Debug, Default)]
pub struct Tree {
    /// All nodes.
    pub nodes: Vec<Node>,
}

impl Tree {
    /// Builds the tree of a cleaned view.
    pub fn parse(view: &str) -> Tree {
        let mut builder = Builder { view, tree: Tree::default(), stack: Vec::new() };
        let mut at = 0;
        for paragraph in view.split('\n') {
            builder.paragraph(at..at + paragraph.len());
            at += paragraph.len() + 1;
        }
        builder.tree.close();
        builder.tree
    }

    /// Tells every node where what is below it ends.
    fn close(&mut self) {
        for id in (0..self.nodes.len()).rev() {
            let end = self.nodes[id].end.max(id + 1);
            self.nodes[id].end = end;
            if let Some(parent) = self.nodes[id].parent {
                self.nodes[parent].end = self.nodes[parent].end.max(end);
            }
        }
    }

    /// The nodes from `id` upwards, itself first.
    pub fn ancestors(&self, id: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(id), |id| self.nodes[*id].parent)
    }

    /// The direct children of `id`.
    pub fn children(&self, id: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[id].end;
        std::iter::successors(Some(id + 1), |child| Some(self.nodes.get(*child)?.end))
            .take_while(move |child| *child < end)
    }
}

/// What an open node was opened by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opener {
    Mark(Style, u32),
    Label,
    Heading,
}

struct Builder<'v> {
    view: &'v str,
    tree: Tree,
    stack: Vec<(Opener, usize)>,
}

impl Builder<'_> {
    fn paragraph(&mut self, range: Range<usize>) {
        let text = &self.view[range.clone()];
        if text.contains('\t') {
            self.push(Kind::Row, None, range.clone(), None, range);
            return;
        }
        for piece in split_items(text) {
            self.segment(range.start + piece.start..range.start + piece.end);
        }
    }

    fn segment(&mut self, range: Range<usize>) {
        let text = &self.view[range.clone()];
        match markers::parse(text) {
            Some(marker) => self.marked(marker, range),
            None => self.unmarked(range),
        }
    }

    fn marked(&mut self, marker: Marker, range: Range<usize>) {
        self.close_for(marker);
        let body = range.start + marker.len..range.end;
        let (head, body) = cut_head(self.view, body, marker.style);
        let kind = if head.is_some() { Kind::Headed } else { Kind::Item };
        let id = self.push(kind, Some(marker), range, head, body);
        self.stack.push((Opener::Mark(marker.style, marker.ordinal), id));
    }

    /// Closes what the mark closes: the innermost open list of its style that it can continue.
    fn close_for(&mut self, marker: Marker) {
        if marker.style == Style::Annex {
            self.stack.clear();
            return;
        }
        let same = |opener: &Opener| matches!(opener, Opener::Mark(style, _) if *style == marker.style);
        let Some(inner) = self.stack.iter().rposition(|(opener, _)| same(opener)) else {
            return;
        };
        let after_label = self.stack[inner + 1..].iter().any(|(opener, _)| *opener == Opener::Label);
        if marker.ordinal == 1 && after_label {
            return;
        }
        let expects =
            |opener: &Opener| matches!(opener, Opener::Mark(_, last) if *last + 1 == marker.ordinal);
        let follows = self.stack.iter().rposition(|(opener, _)| same(opener) && expects(opener));
        self.stack.truncate(follows.unwrap_or(inner));
    }

    fn unmarked(&mut self, range: Range<usize>) {
        let text = &self.view[range.clone()];
        if let Some(label) = label_len(text) {
            let head = range.start..range.start + label;
            let colon = text[label..].chars().next().map_or(0, char::len_utf8);
            let body = range.start + label + colon..range.end;
            self.close_labels();
            if roles::of_heading(&self.view[head.clone()]).any(Roles::CODE) {
                self.stack.clear();
            }
            let opens = body.is_empty() && !is_salutation(&text[..label], &self.stack);
            let id = self.push(Kind::Headed, None, range, Some(head), body);
            if opens {
                self.stack.push((Opener::Label, id));
            }
            return;
        }
        let heading = is_bare_heading(text);
        if heading && !roles::of_heading(text).is_empty() {
            self.close_headings();
            let body = range.end..range.end;
            let id = self.push(Kind::Headed, None, range.clone(), Some(range), body);
            self.stack.push((Opener::Heading, id));
            return;
        }
        let opens_list = text.ends_with('：') && !text.ends_with("如下：") && text.chars().count() > 6;
        let id = self.push(Kind::Plain, None, range.clone(), None, range);
        if opens_list {
            self.stack.push((Opener::Label, id));
        }
    }

    /// A label ends the label before it, unless sections have begun since.
    fn close_labels(&mut self) {
        let Some(at) = self.stack.iter().rposition(|(opener, _)| *opener == Opener::Label) else {
            return;
        };
        let section = |opener: &Opener| {
            matches!(opener, Opener::Mark(Style::Chinese | Style::ChineseBracket | Style::Chapter, _))
        };
        let promised = !self.tree.nodes[self.stack[at].1].own.is_empty();
        if promised || !self.stack[at..].iter().any(|(opener, _)| section(opener)) {
            self.stack.truncate(at);
        }
    }

    fn close_headings(&mut self) {
        self.close_labels();
        if let Some(at) = self.stack.iter().rposition(|(opener, _)| *opener == Opener::Heading) {
            self.stack.truncate(at);
        }
    }

    fn push(
        &mut self,
        kind: Kind,
        marker: Option<Marker>,
        range: Range<usize>,
        head: Option<Range<usize>>,
        body: Range<usize>,
    ) -> usize {
        let parent = self.stack.last().map(|(_, id)| *id);
        let own = head.clone().map_or(Roles::NONE, |head| roles::of_heading(&self.view[head]));
        let inherited = parent.map_or(Roles::NONE, |id| self.tree.nodes[id].roles);
        let roles = if own.is_empty() { inherited } else { own };
        self.tree.nodes.push(Node { parent, kind, marker, range, head, body, own, roles, end: 0 });
        self.tree.nodes.len() - 1
    }
}

/// `各有关单位：` at the top, before any section.
fn is_salutation(label: &str, stack: &[(Opener, usize)]) -> bool {
    stack.is_empty()
        && (label.starts_with('各')
            || label.ends_with("单位")
            || label.ends_with("会员")
            || label.ends_with('会'))
}

/// A short line without punctuation: it can be a heading.
pub fn is_bare_heading(text: &str) -> bool {
    let count = text.chars().count();
    (2..=20).contains(&count) && !text.contains(['，', '。', '；', '：', '！', '？', ':', '@', '\t'])
}

/// Length in bytes of the label with which a line starts (`申报主体` of `申报主体：…`).
fn label_len(text: &str) -> Option<usize> {
    let at = text.find('：')?;
    let label = &text[..at];
    let count = label.chars().filter(|ch| *ch != ' ').count();
    let odd = label.contains(['，', '。', '；', '、', '！', '《', '》'])
        || label.chars().any(|ch| ch.is_ascii_digit());
    ((2..=12).contains(&count) && !odd).then_some(at)
}

/// Splits the heading from a marked paragraph: all of it, up to a colon, or a short first sentence.
fn cut_head(view: &str, range: Range<usize>, style: Style) -> (Option<Range<usize>>, Range<usize>) {
    let text = &view[range.clone()];
    let trimmed = text.trim_end_matches(['：', ':', '。', ' ']);
    let whole = range.start..range.start + trimmed.len();
    let after =
        |len: usize, mark: usize| (Some(range.start..range.start + len), range.start + len + mark..range.end);
    if trimmed.is_empty() {
        return (None, range);
    }
    if style == Style::Spoken || style == Style::Bullet {
        return (None, range);
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
fn split_items(text: &str) -> Vec<Range<usize>> {
    let mut cuts = vec![0];
    let mut depth = 0usize;
    let mut previous = '：';
    let mut in_list = false;
    for (at, ch) in text.char_indices() {
        if depth == 0 && at > 0 && opens_item(text, at, previous, in_list) {
            cuts.push(at);
            in_list = true;
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

fn opens_item(text: &str, at: usize, previous: char, in_list: bool) -> bool {
    let stop = matches!(previous, '：' | '。' | '；' | '！' | ';' | '？');
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
        Style::Annex | Style::Letter | Style::Bullet | Style::Chapter | Style::Article | Style::Named => {
            false
        }
        Style::NumberBracket | Style::Circled => {
            word && (stop || (comma && (in_list || marker.ordinal == 1)))
        }
        Style::Number | Style::NumberHalf | Style::Chinese | Style::ChineseBracket => word && stop,
        Style::Spoken => word && stop,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(view: &str) -> Vec<(usize, String)> {
        let tree = Tree::parse(view);
        (0..tree.nodes.len())
            .map(|id| {
                let node = &tree.nodes[id];
                let head = node.head.clone().map_or("-", |head| &view[head]);
                (tree.ancestors(id).count() - 1, head.to_owned())
            })
            .collect()
    }

    #[test]
    fn styles_nest_in_the_order_they_appear() {
        let view = "一、项目设置\n（一）甲类\n1.子项\n申报主体：学会\n2.子项二\n（二）乙类\n二、联系方式";
        let levels: Vec<usize> = outline(view).into_iter().map(|(level, _)| level).collect();
        assert_eq!(levels, [0, 1, 2, 3, 2, 1, 0]);
    }

    #[test]
    fn items_inside_a_paragraph_are_nodes() {
        let view = "1.论坛\n申报要求：（1）限申报1项；（2）提交申请书。\n2.沙龙";
        let found = outline(view);
        assert_eq!(found.len(), 5);
        assert_eq!(found[2], (2, "限申报1项".to_owned()));
        assert_eq!(found[4], (0, "沙龙".to_owned()));
    }

    #[test]
    fn a_list_below_a_label_does_not_close_the_list_around_it() {
        let view = "1.甲项目\n申报条件：\n1.具有法人资格；\n2.有工作基础。\n2.乙项目";
        let levels: Vec<usize> = outline(view).into_iter().map(|(level, _)| level).collect();
        assert_eq!(levels, [0, 1, 2, 2, 0]);
    }
}
