//! Types named by headings.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{NOUNS, Type, add, code_in, is_name, key, strip_terms};
use crate::document::Document;
use crate::roles::Roles;
use crate::structure::{Kind, Node};

/// Headings below a section that promises types; below them, headings that carry labels of their own.
pub fn promised(document: &Document, types: &mut Vec<Type>) {
    let nodes = &document.tree.nodes;
    for (id, section) in nodes.iter().enumerate() {
        if section.own.any(Roles::TYPES) && section.kind == Kind::Headed && !section.own.any(Roles::TOPICS) {
            if is_direction(document, section)
                && !document.tree.children(id).any(|child| costs(document, child))
            {
                continue;
            }
            for child in document.tree.children(id) {
                if let Some(kind) = from_heading(document, child, None, "type.heading") {
                    let parent = add(types, kind);
                    below(document, types, child, parent);
                }
            }
        }
    }
}

/// Sub-types: headings below a type that have labels of their own (who, how much, how many, until when).
fn below(document: &Document, types: &mut Vec<Type>, id: usize, parent: usize) {
    let inner: Vec<usize> = document.tree.children(id).filter(|child| has_terms(document, *child)).collect();
    for child in inner {
        if let Some(kind) = from_heading(document, child, Some(parent), "type.below") {
            add(types, kind);
        }
    }
}

/// Headings anywhere that have terms of their own below them.
pub fn with_terms(document: &Document, types: &mut Vec<Type>) {
    for id in 0..document.tree.nodes.len() {
        if document.tree.nodes[id].marker.is_some()
            && has_terms(document, id)
            && let Some(kind) = from_heading(document, id, None, "type.terms")
        {
            add(types, kind);
        }
    }
}

/// `资助方向`, `支持内容` may head types or a mere guide of topics.
fn is_direction(document: &Document, section: &Node) -> bool {
    let head = section.head.clone().map_or("", |head| document.words(&head));
    ["方向", "内容", "重点", "什么"].iter().any(|word| head.contains(word))
}

/// Is there money, a number of projects or a label of terms at or below the node?
fn costs(document: &Document, id: usize) -> bool {
    let nodes = &document.tree.nodes;
    has_terms(document, id)
        || (id..nodes[id].end).any(|node| {
            let words = document.words(&nodes[node].range);
            words.contains("万元")
                || words.contains("元/")
                || words.contains("每项")
                || words.contains("每个项目")
        })
}

/// Headings over the types found by their terms are types too: `一、科普资源开发类`.
pub fn above(document: &Document, types: &mut Vec<Type>) {
    for index in 0..types.len() {
        let Some(parent) = document.tree.nodes[types[index].node].parent else { continue };
        let node = &document.tree.nodes[parent];
        let grouped = node.marker.is_some() && node.own.is_empty() && node.body.is_empty();
        let ends = node.head.clone().is_some_and(|head| {
            let words = document.words(&head);
            ["类", "项目", "计划", "工程", "专项", "行动", "建设"].iter().any(|end| words.ends_with(end))
        });
        if grouped
            && ends
            && let Some(kind) = from_heading(document, parent, None, "type.above")
        {
            let at = add(types, kind);
            types[index].parent = (at != index).then_some(at);
        }
    }
}

/// Labels with money, number, period or applicants directly below.
fn has_terms(document: &Document, id: usize) -> bool {
    let terms = Roles::AMOUNT | Roles::COUNT | Roles::PERIOD | Roles::ELIGIBILITY;
    let labels =
        document.tree.children(id).filter(|child| document.tree.nodes[*child].own.any(terms)).count();
    let money = document.tree.nodes[id].head.clone().is_some_and(|head| {
        let head = document.words(&head);
        head.contains("万元") || head.contains('元')
    });
    labels >= 1 || money || body_terms(document, id)
}

/// `（一）攻关项目：支持20个，每个资助15万元`: number and money follow the name.
fn body_terms(document: &Document, id: usize) -> bool {
    static TERMS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:拟|计划|共)?(?:支持|资助|设立|设|立项|评选|遴选)?(?:不超过|约)?[\d一二三四五六七八九十]{1,4}(?:个|项|家|名|场|篇)(?:左右|以内)?，?(?:每个|每项|每家|每名|每场|每篇)?[^，。；]{0,8}?\d[^，。；]{0,6}元").expect("valid")
    });
    static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("{NOUNS}$")).expect("valid"));
    let node = &document.tree.nodes[id];
    let named = node.head.clone().is_some_and(|head| NAME.is_match(&strip_terms(document.words(&head))));
    named && node.own.is_empty() && TERMS.is_match(document.words(&node.body))
}

fn from_heading(document: &Document, id: usize, parent: Option<usize>, rule: &'static str) -> Option<Type> {
    let node = &document.tree.nodes[id];
    let head = document.words(node.head.as_ref()?);
    let label = name_in_body(document, node, head).or_else(|| name_in_head(node, head))?;
    let mut kind = Type::new(&label.name, label.range, id, rule);
    kind.key = key(&label.name);
    kind.code = label.code;
    kind.alias = label.alias;
    kind.parent = parent;
    Some(kind)
}

/// What a heading says of a type.
struct Label {
    name: String,
    code: String,
    alias: String,
    range: Range<usize>,
}

/// `2026-1号：甲项目`, `A类：国际会议，资助8万元`: the heading is a mere code, the name follows it.
fn name_in_body(document: &Document, node: &Node, head: &str) -> Option<Label> {
    static CODE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[A-Za-z]{0,8}-?(?:\d{4}-)?[A-Za-z]{0,6}\d{1,4}号?$").expect("valid"));
    static CLASS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[A-Za-z甲乙丙丁戊][类组档]|第[一二三四五六七八九十]{1,2}[类组档]|[类组][别型]?[一二三四五六\dA-Za-z]{1,2})$").expect("valid")
    });
    let body = document.words(&node.body);
    let name = body.split(['，', '。', '；']).next().unwrap_or_default().trim();
    let (code, class) = (CODE.is_match(head), CLASS.is_match(head));
    if !(code || class) || !is_name(&strip_terms(name)) {
        return None;
    }
    let end = node.body.start + body.find(name)? + name.len();
    let own = |holds: bool, text: &str| if holds { text.to_owned() } else { String::new() };
    Some(Label {
        name: strip_terms(name),
        code: own(code, head.trim_end_matches('号')),
        alias: own(class, head),
        range: node.range.start..end,
    })
}

fn name_in_head(node: &Node, head: &str) -> Option<Label> {
    let name = strip_terms(head);
    let end = node.head.as_ref()?.end;
    let label = Label { name, code: code_in(head), alias: String::new(), range: node.range.start..end };
    let plain = node.own.is_empty() || node.own == Roles::REVIEW && label.name.chars().count() >= 5;
    (plain && is_name(&label.name) && !is_step(&label.name)).then_some(label)
}

/// `创建申报`, `评审流程`: a step of the procedure, not what is applied for.
fn is_step(name: &str) -> bool {
    ["申报", "推荐", "评审", "验收", "报送", "流程", "程序", "步骤", "事项", "安排"]
        .iter()
        .any(|end| name.ends_with(end))
}
