//! 附件: the list at the end, every 附表, and annexes named in the text where there is no list.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::{Draft, Kind};
use crate::markers::Style;
use crate::structure::Kind as NodeKind;

use super::Board;

/// Reads the attachments of the notice.
pub fn read(document: &Document, board: &mut Board) {
    let before = board.drafts.len();
    for id in 0..document.tree.nodes.len() {
        let node = &document.tree.nodes[id];
        let annex = node.marker.is_some_and(|marker| marker.style == Style::Annex);
        if !annex {
            continue;
        }
        let mark = document.view()[node.range.start..node.body.start.min(node.range.end)].trim();
        let mark = if node.head.is_some() {
            &document.view()[node.range.start..node.range.start + node.marker.map_or(0, |m| m.len)]
        } else {
            mark
        };
        if mark.ends_with(['：', ':']) && !mark.chars().any(|ch| ch.is_ascii_digit()) {
            list(document, id, board);
        } else if mark.starts_with("附表") {
            titled(document, id, board);
        } else if mark.chars().any(|ch| ch.is_ascii_digit()) {
            numbered(document, id, board);
        }
    }
    if board.drafts.len() == before {
        mentioned(document, board);
    }
}

/// `附件：1.… 2.…` over one or several lines.
fn list(document: &Document, id: usize, board: &mut Board) {
    let node = &document.tree.nodes[id];
    let start = node.range.start;
    let content = start + node.marker.map_or(0, |marker| marker.len);
    let own = content..node.range.end;
    board.listed.insert(id);
    let mut pieces =
        if document.words(&own).trim().is_empty() { Vec::new() } else { split_numbers(document.view(), own) };
    let single = pieces.len() == 1 && !starts_with_number(document.words(&pieces[0]));
    if !single
        || document
            .tree
            .nodes
            .get(id + 1)
            .is_some_and(|next| next.marker.is_some_and(|m| m.style == Style::Number && m.ordinal <= 2))
    {
        pieces.extend(following(document, id, pieces.len(), &mut board.listed));
    }
    for (at, piece) in pieces.into_iter().enumerate() {
        let name = strip_number(document.words(&piece));
        let range = if at == 0 && single { start..piece.end } else { piece.clone() };
        if name.chars().count() >= 2 {
            board.drafts.push(Draft::new(Kind::Attachment, name, range, id, "attachment.list"));
        }
    }
}

/// The lines of a list: numbered, until something else comes.
fn following(
    document: &Document,
    id: usize,
    already: usize,
    listed: &mut HashSet<usize>,
) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    for (count, at) in (already..).zip(id + 1..document.tree.nodes.len()) {
        let node = &document.tree.nodes[at];
        let words = document.words(&node.range);
        let numbered = node.marker.is_some_and(|marker| {
            matches!(
                marker.style,
                Style::Number | Style::NumberBracket | Style::NumberHalf | Style::ChineseBracket
            )
        });
        let first = count == 0
            && node.kind == NodeKind::Plain
            && words.chars().count() <= 60
            && !words.ends_with('日');
        if !(numbered || first) || words.chars().count() > 90 || count >= 30 {
            break;
        }
        listed.insert(at);
        pieces.extend(split_numbers(document.view(), node.range.clone()));
        if first && !numbered {
            break;
        }
    }
    pieces
}

/// Cuts `1.甲表 2.乙表` before every number of a list.
fn split_numbers(view: &str, range: Range<usize>) -> Vec<Range<usize>> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:附件)?\d{1,2}[.、：．](?:[^\d]|20\d\d)|（\d{1,2}）[^，。]|附件\d{1,2}[^\d]")
            .expect("valid")
    });
    let text = &view[range.clone()];
    let mut cuts: Vec<usize> = NUMBER
        .find_iter(text)
        .filter(|found| {
            found.start() == 0
                || !text[..found.start()]
                    .ends_with(|ch: char| ch.is_ascii_digit() || ch == '（' || ch == '件')
        })
        .filter(|found| !found.as_str().starts_with('（') || found.start() == 0)
        .filter(|found| !names_file(&text[found.start()..]))
        .map(|found| found.start())
        .collect();
    if cuts.first() != Some(&0) {
        cuts.insert(0, 0);
    }
    cuts.push(text.len());
    cuts.windows(2)
        .map(|pair| range.start + pair[0]..range.start + pair[1])
        .filter(|piece| view[piece.clone()].chars().any(char::is_alphabetic))
        .map(|piece| {
            piece.start
                ..piece.start + view[piece.clone()].trim_end_matches(['；', ' ', '。', '，', ';']).len()
        })
        .collect()
}

/// `附件1.docx` is the name of a file behind its title, and no entry of its own.
fn names_file(text: &str) -> bool {
    let rest = text.trim_start_matches("附件").trim_start_matches(|ch: char| ch.is_ascii_digit());
    rest.strip_prefix('.').is_some_and(|end| {
        ["doc", "xls", "pdf", "zip", "rar", "wps", "ppt"].iter().any(|kind| end.starts_with(kind))
    })
}

fn starts_with_number(words: &str) -> bool {
    words.trim_start().starts_with(|ch: char| ch.is_ascii_digit())
}

fn strip_number(words: &str) -> String {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:附件)?\s*(?:\d{1,2}[.、：．:]|（[\d一二三四五六七八九十]{1,2}）|\d{1,2}(?:[^\d年]))?\s*",
        )
        .expect("valid")
    });
    let name = NUMBER.find(words).map_or(words, |found| {
        let cut = found.as_str();
        let keep =
            cut.chars().last().filter(|ch| crate::text::is_han(*ch) || *ch == '《').map_or(0, char::len_utf8);
        &words[found.end() - keep..]
    });
    name.trim().to_owned()
}

/// `附表 1` with its title on the same or the next line.
fn titled(document: &Document, id: usize, board: &mut Board) {
    let nodes = &document.tree.nodes;
    let own = nodes[id].range.start + nodes[id].marker.map_or(0, |marker| marker.len)..nodes[id].range.end;
    let title = if document.words(&own).trim().is_empty() {
        nodes.get(id + 1).map(|next| next.range.clone())
    } else {
        Some(own)
    };
    if let Some(range) = title.filter(|range| (2..=60).contains(&document.words(range).chars().count())) {
        let name = document.words(&range).trim().to_owned();
        board.drafts.push(Draft::new(Kind::Attachment, name, range, id, "attachment.form"));
    }
}

/// `附件1：某某表` in a line of its own, as lists often are; a bare `附件1` opens the annex itself.
fn numbered(document: &Document, id: usize, board: &mut Board) {
    let node = &document.tree.nodes[id];
    let words = document.words(&node.range);
    let rest = &words[node.marker.map_or(0, |marker| marker.len)..];
    let name = rest.trim_start_matches(['：', ':', '.', '、', ' ']);
    if (2..=60).contains(&name.chars().count()) && !name.contains(['，', '。']) {
        let draft = Draft::new(Kind::Attachment, name, node.range.clone(), id, "attachment.line");
        let known =
            board.drafts.iter().any(|other| other.kind == Kind::Attachment && same_name(&other.value, name));
        if !known {
            board.drafts.push(draft);
        }
    }
}

fn same_name(value: &serde_json::Value, name: &str) -> bool {
    value.as_str().is_some_and(|known| known.contains(name) || name.contains(known))
}

/// No list: every annex that the text names, with the title before it.
fn mentioned(document: &Document, board: &mut Board) {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<title>[《“][^《》“”\n]{2,50}[》”])?(?:（(?:格式|样式|模板)?(?:详?见|参见)?：?)?附(?:件|表)(?P<n>\d{1,2}(?:[-—至、]\d{1,2})?|[一二三四五六七八九十])?(?:[\p{Han}]{0,12}?(?:表|书|函|办法|指南|目录|清单|方案|名单))?）?").expect("valid")
    });
    let view = document.view();
    let mut seen = Vec::new();
    for found in NAMED.captures_iter(view) {
        let (Some(whole), number) = (found.get(0), found.name("n").map_or("", |m| m.as_str())) else {
            continue;
        };
        if names_file(&view[whole.end()..]) {
            continue;
        }
        let titled = found.name("title").is_some();
        let alone = is_line(view, whole.range());
        let named = whole.as_str().starts_with("附件") && view[whole.end()..].starts_with('《');
        if named && number.is_empty() && line_title(document, whole.start(), board) {
            continue;
        }
        if number.is_empty() && !titled || seen.contains(&number.to_owned()) || alone {
            continue;
        }
        seen.push(number.to_owned());
        let from = whole.start();
        let words = &view[from..whole.end()];
        let node = document.tree.nodes.partition_point(|node| node.range.start <= from).saturating_sub(1);
        board.drafts.push(Draft::new(
            Kind::Attachment,
            words,
            from..whole.end(),
            node,
            "attachment.mentioned",
        ));
    }
}

/// `附件《某某表》` in a line of its own.
fn line_title(document: &Document, at: usize, board: &mut Board) -> bool {
    let view = document.view();
    let line = view[at..].split('\n').next().unwrap_or_default();
    let alone = at == 0 || view[..at].ends_with('\n');
    let title = line.trim_start_matches("附件").trim();
    let whole = title.starts_with('《') && title.ends_with('》') && title.chars().count() <= 60;
    if alone && whole {
        let node = document.tree.nodes.partition_point(|node| node.range.start <= at).saturating_sub(1);
        let range = at..at + line.trim_end().len();
        board.drafts.push(Draft::new(Kind::Attachment, title, range, node, "attachment.line"));
    }
    alone && whole
}

/// Is the range a line of its own?
fn is_line(view: &str, range: Range<usize>) -> bool {
    (range.start == 0 || view[..range.start].ends_with('\n'))
        && (range.end == view.len() || view[range.end..].starts_with('\n'))
}
