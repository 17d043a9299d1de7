//! Builds the tree, paragraph by paragraph, with a stack of what is open.

use std::ops::Range;

use super::heads::{cut_head, is_bare_heading, label, split_items};
use super::{Kind, Node, Tree};
use crate::markers::{self, Marker, Style};
use crate::roles::{self, Roles};

/// The tree of a view; the ends of its nodes are not yet known.
pub fn build(view: &str) -> Tree {
    let mut builder = Builder { view, tree: Tree::default(), stack: Vec::new() };
    let mut at = 0;
    for paragraph in view.split('\n') {
        builder.paragraph(at..at + paragraph.len());
        at += paragraph.len() + 1;
    }
    builder.tree
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
        let pieces = split_items(text);
        let several = pieces.len() > 1;
        for piece in pieces {
            self.segment(range.start + piece.start..range.start + piece.end);
        }
        if several {
            self.close_inline_label(range.start);
        }
    }

    /// A label that carried its items in its own paragraph (`申请材料：①…；②…`) ends with it.
    fn close_inline_label(&mut self, start: usize) {
        let label = self
            .stack
            .iter()
            .rposition(|(opener, id)| *opener == Opener::Label && self.tree.nodes[*id].range.start == start);
        if let Some(at) = label {
            self.stack.truncate(at);
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
        if let Some((head, body)) = label(text) {
            let head = range.start + head.start..range.start + head.end;
            let body = range.start + body..range.end;
            self.close_labels();
            if roles::of_heading(&self.view[head.clone()]).any(Roles::CODE) {
                self.stack.clear();
            }
            let opens = body.is_empty() && !is_salutation(&self.view[head.clone()], &self.stack);
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
        let parent = self.section();
        let opens_list = text.ends_with('：') && !text.ends_with("如下：") && text.chars().count() > 6;
        let id = self.push(Kind::Plain, None, range.clone(), None, range);
        self.reparent(id, parent);
        if opens_list {
            self.stack.push((Opener::Label, id));
        }
    }

    /// The innermost open section: a paragraph after a list belongs to it, not to the list's last item.
    fn section(&self) -> Option<usize> {
        let states = |id: usize| self.view[self.tree.nodes[id].range.clone()].ends_with(['。', '；']);
        let after_items = self.stack.last().is_some_and(|(_, id)| states(*id));
        let leads = |id: usize| {
            let node = &self.tree.nodes[id];
            node.kind == Kind::Plain
                || node.head.is_none()
                || self.view[node.range.clone()].ends_with('：')
                    && node.marker.is_some_and(|m| m.style == Style::Article)
        };
        let open = self.stack.iter().rev().map(|(_, id)| *id);
        open.into_iter().find(|id| !(states(*id) || after_items && leads(*id)))
    }

    fn reparent(&mut self, id: usize, parent: Option<usize>) {
        let inherited = parent.map_or(Roles::NONE, |id| self.tree.nodes[id].roles);
        let node = &mut self.tree.nodes[id];
        node.parent = parent;
        if node.own.is_empty() {
            node.roles = inherited;
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
        let words = &self.view[range.clone()];
        let own = match &head {
            Some(head) => {
                let named = roles::of_heading(&self.view[head.clone()]);
                let classed = self.view[head.clone()].ends_with('类');
                let leads = named.is_empty() && !classed && self.view[head.end..].starts_with('：');
                let short = self.view[head.clone()].chars().count() <= 8 && marker.is_some();
                let statement = body.is_empty() && words.ends_with(['。', '；']) && !short;
                if leads {
                    roles::of_lead_in(&self.view[head.start..head.end + '：'.len_utf8()])
                } else if statement {
                    Roles::NONE
                } else {
                    named
                }
            }
            None if words.ends_with('：') && kind != Kind::Row => roles::of_lead_in(words),
            None => Roles::NONE,
        };
        let inherited = parent.map_or(Roles::NONE, |id| self.tree.nodes[id].roles);
        let reached = own == Roles::ELIGIBILITY
            && inherited.any(Roles::ACCEPTANCE | Roles::CONTENT)
            && words.contains("以下")
            && !["申请人", "申报人", "负责人", "申报单位", "申请者", "申报者", "候选人", "团队"]
                .iter()
                .any(|who| words.contains(who));
        let own = if reached { Roles::NONE } else { own };
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
