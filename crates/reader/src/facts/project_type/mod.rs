//! 项目类型: the types under which one may apply, with codes and nesting.

mod headings;
mod lists;
pub mod rows;
mod statements;
mod titles;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::{Draft, Kind as FactKind};
use crate::text::is_han;

/// A project type of the notice.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its name in the notice's words.
    pub name: String,
    /// The name without marks, brackets and the word 项目 at its end.
    pub key: String,
    /// Its code, if it has one.
    pub code: String,
    /// A short name by which the notice also calls it (`A类`).
    pub alias: String,
    /// The type above it.
    pub parent: Option<usize>,
    /// Where it is named (bytes of the view).
    pub range: Range<usize>,
    /// Other places that name it.
    pub others: Vec<Range<usize>>,
    /// The node that names it.
    pub node: usize,
    /// The rule that found it.
    pub rule: &'static str,
}

/// More types than any notice has: beyond, the text is no notice, and the work per number stays bounded.
const MOST: usize = 200;

impl Type {
    /// A type named at `range`, without code, parent or alias.
    fn new(name: &str, range: Range<usize>, node: usize, rule: &'static str) -> Type {
        Type {
            key: key(name),
            name: name.to_owned(),
            code: String::new(),
            alias: String::new(),
            parent: None,
            range,
            others: Vec::new(),
            node,
            rule,
        }
    }
}

/// Words by which names of types end.
const NOUNS: &str = "(?:项目|课题|类|计划|专项|基金|活动|论坛|工程|奖|赛|大赛|竞赛|基地|平台|团队|站|工作站|行动|讲堂|大讲堂|会议|年会|沙龙|期刊|个人|集体|成果|案例|作品|培训班|班|学会|研究|建设|服务|馆|中心|组|奖励|资助|主场|展览|研讨会|交流会|讲座|调研|课程|教材|专业|实验室|示范点|示范县|试点|联盟|品牌|榜样|人才|企业|学校|农场|园区|协会|报告会|系列|专栏)";

/// The types of a notice: headings first, then tables, items and statements with their own money, lists in a
/// sentence, and at last the programme's own name.
pub fn find(document: &Document) -> Vec<Type> {
    let mut types = Vec::new();
    headings::promised(document, &mut types);
    if types.is_empty() {
        headings::with_terms(document, &mut types);
        headings::above(document, &mut types);
    }
    rows::named(document, &mut types);
    statements::items(document, &mut types);
    statements::clauses(document, &mut types);
    lists::enumerated(document, &mut types);
    if types.is_empty() {
        titles::programme(document, &mut types);
    }
    types
}

/// The facts: one for every type.
pub fn facts(document: &Document) -> Vec<Draft> {
    document
        .types
        .iter()
        .map(|kind| {
            // Told where it is named first.
            let mut places = kind.others.clone();
            places.push(kind.range.clone());
            places.sort_by_key(|range| range.start);
            let first = places.remove(0);
            let mut draft = Draft::new(FactKind::ProjectType, kind.name.clone(), first, kind.node, kind.rule);
            draft.code.clone_from(&kind.code);
            draft.parent = kind.parent.map_or(String::new(), |parent| document.types[parent].name.clone());
            draft.others = places;
            draft
        })
        .collect()
}

/// A name reduced to what tells it apart.
pub fn key(name: &str) -> String {
    let mut depth = 0usize;
    let mut key = String::new();
    for ch in name.chars() {
        match ch {
            '（' => depth += 1,
            '）' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if ch.is_alphanumeric() => key.push(ch),
            _ => {}
        }
    }
    let bare = key.strip_suffix("项目").unwrap_or(&key);
    if bare.chars().count() >= 2 { bare.to_owned() } else { key }
}

/// Adds a type, or another place to the type of that name.
fn add(types: &mut Vec<Type>, mut kind: Type) -> usize {
    kind.key = key(&kind.name);
    match types.iter().position(|known| known.key == kind.key) {
        Some(at) => {
            let known = &mut types[at];
            known.others.push(kind.range);
            if known.code.is_empty() {
                known.code = kind.code;
            }
            at
        }
        None => {
            if types.len() < MOST {
                types.push(kind);
            }
            types.len() - 1
        }
    }
}

/// The type at or above a node.
fn parent_of(document: &Document, types: &[Type], node: usize) -> Option<usize> {
    document.tree.ancestors(node).skip(1).find_map(|up| types.iter().position(|kind| kind.node == up))
}

/// A noun phrase of a name's length: no sentence, no rule.
fn is_name(name: &str) -> bool {
    let count = name.chars().count();
    let rules = ["不得", "应当", "必须", "须", "不超过", "不少于", "如下", "请", "原则上", "是指"];
    (2..=45).contains(&count)
        && !name.contains(['，', '。', '；', '！', '@'])
        && !rules.iter().any(|word| name.contains(word))
        && name.chars().any(crate::text::is_han)
}

/// The name without brackets that hold codes or numbers: `甲项目（10项，每项5万元）`.
fn strip_terms(head: &str) -> String {
    static TERMS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"（[^（）]*(?:\d|编号|代码|万元)[^（）]*）").expect("valid"));
    static COUNT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:项目|课题|类|计划|奖)\d{1,4}(?:个|项|名|家|篇|门)$").expect("valid")
    });
    static MONEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:资助额度|资助金额|资助标准|经费额度|每项|每个|每家)[^，。；]{0,8}\d[^，。；]*$")
            .expect("valid")
    });
    let bare = TERMS.replace_all(head, "");
    let bare = MONEY.replace(&bare, "");
    let bare = bare.trim_matches(|ch: char| "：: 。、*".contains(ch));
    let counted =
        COUNT.find(bare).map_or(0, |found| found.as_str().chars().filter(|ch| !is_han(*ch)).count() + 1);
    bare.chars().take(bare.chars().count() - counted).collect()
}

/// The code in brackets after a name: `（编号：XXJL-2025）`, `（2023-1-2）`.
fn code_in(head: &str) -> String {
    static CODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"（(?:项目)?(?:编号|代码|代号|编码)?[：:]?\s*([A-Za-z0-9][A-Za-z0-9\-]{1,20})号?）")
            .expect("valid")
    });
    CODE.captures(head).map_or(String::new(), |found| found[1].to_owned())
}

#[cfg(test)]
mod tests {
    use super::titles::programme_name;
    use super::*;

    #[test]
    fn programmes_are_named_by_their_titles() {
        for (title, name) in [
            ("关于组织申报2025年度科普惠民项目的通知", "科普惠民项目"),
            ("某学会关于开展2024年青年人才托举工程项目申报工作的通知", "青年人才托举工程项目"),
            ("2019年高端学术会议资助申报说明", "高端学术会议"),
        ] {
            assert_eq!(programme_name(title), name, "{title}");
        }
    }

    #[test]
    fn keys_tell_names_apart() {
        assert_eq!(key("“甲乙丙”平台项目（编号：A-1）"), "甲乙丙平台");
        assert_ne!(key("重点项目"), key("一般项目"));
    }
}
