//! 项目类型: the types under which one may apply, with codes and nesting.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::{Draft, Kind as FactKind};
use crate::lexer::{Class, Lexeme};
use crate::roles::Roles;
use crate::structure::{Kind, Node};

/// A project type of the notice.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its name in the notice's words.
    pub name: String,
    /// The name without marks, brackets and the word 项目 at its end.
    pub key: String,
    /// Its code, if it has one.
    pub code: String,
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

/// Words by which names of types end.
const NOUNS: &str = "(?:项目|课题|类|计划|专项|基金|活动|论坛|工程|奖|赛|大赛|竞赛|基地|平台|团队|站|工作站|行动|讲堂|大讲堂|会议|年会|沙龙|期刊|个人|集体|成果|案例|作品|培训班|班|学会|研究|建设|服务|馆|中心|组|奖励|资助|主场|展览|研讨会|交流会|讲座|调研)";

/// The types of a notice: headings first, then tables, statements with their own money, lists in a sentence, and at
/// last the programme's own name.
pub fn find(document: &Document) -> Vec<Type> {
    let mut types = Vec::new();
    by_headings(document, &mut types);
    by_labels(document, &mut types);
    by_tables(document, &mut types);
    by_statements(document, &mut types);
    if types.is_empty() {
        by_lists(document, &mut types);
    }
    if types.is_empty() {
        by_title(document, &mut types);
    }
    types
}

/// The facts: one for every type.
pub fn facts(document: &Document) -> Vec<Draft> {
    document
        .types
        .iter()
        .map(|kind| {
            let mut draft = Draft::new(
                FactKind::ProjectType,
                kind.name.clone(),
                kind.range.clone(),
                kind.node,
                kind.rule,
            );
            draft.code.clone_from(&kind.code);
            draft.parent = kind.parent.map_or(String::new(), |parent| document.types[parent].name.clone());
            draft.others.clone_from(&kind.others);
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
            types.push(kind);
            types.len() - 1
        }
    }
}

/// Headings below a section that promises types; below them, headings that carry labels of their own.
fn by_headings(document: &Document, types: &mut Vec<Type>) {
    let nodes = &document.tree.nodes;
    for (id, section) in nodes.iter().enumerate() {
        if section.own.any(Roles::TYPES) && section.kind == Kind::Headed && !section.own.any(Roles::TOPICS) {
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
fn by_labels(document: &Document, types: &mut Vec<Type>) {
    if !types.is_empty() {
        return;
    }
    for id in 0..document.tree.nodes.len() {
        if document.tree.nodes[id].marker.is_some()
            && has_terms(document, id)
            && let Some(kind) = from_heading(document, id, None, "type.terms")
        {
            add(types, kind);
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
    labels >= 1 || money
}

fn from_heading(document: &Document, id: usize, parent: Option<usize>, rule: &'static str) -> Option<Type> {
    let node = &document.tree.nodes[id];
    let head = document.words(node.head.as_ref()?);
    let (name, code) = name_and_code(document, node, head)?;
    Some(Type {
        key: key(&name),
        name,
        code,
        parent,
        range: quoted(node),
        others: Vec::new(),
        node: id,
        rule,
    })
}

/// The heading with its mark; a body only where the heading is a mere code.
fn quoted(node: &Node) -> Range<usize> {
    let head = node.head.clone().unwrap_or(node.range.clone());
    let code_only = head.len() <= 12 && !node.body.is_empty();
    node.range.start..if code_only { node.body.end } else { head.end }
}

fn name_and_code(document: &Document, node: &Node, head: &str) -> Option<(String, String)> {
    static CODE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[A-Za-z]{0,8}-?(?:\d{4}-)?[A-Za-z]{0,6}\d{1,4}号?$").expect("valid"));
    static WITH_CODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"（(?:项目)?(?:编号|代码|代号|编码)?[：:]?\s*([A-Za-z0-9][A-Za-z0-9\-]{1,20})号?）")
            .expect("valid")
    });
    if CODE.is_match(head) {
        let name = document.words(&node.body).trim();
        let code = head.trim_end_matches('号').to_owned();
        return is_name(name).then(|| (name.to_owned(), code));
    }
    let code = WITH_CODE.captures(head).map_or(String::new(), |found| found[1].to_owned());
    let name = strip_terms(head);
    (node.own.is_empty() && is_name(&name)).then_some((name, code))
}

/// The name without brackets that hold codes or numbers: `甲项目（10项，每项5万元）`.
fn strip_terms(head: &str) -> String {
    static TERMS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"（[^（）]*(?:\d|编号|代码|万元)[^（）]*）").expect("valid"));
    TERMS.replace_all(head, "").trim_matches(|ch: char| "：: 。、*".contains(ch)).to_owned()
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

/// Cells of a name column.
fn by_tables(document: &Document, types: &mut Vec<Type>) {
    for table in &document.tables {
        let Some(column) = name_column(&table.columns) else { continue };
        let code = table.columns.iter().position(|roles| roles.any(Roles::CODE));
        for row in &table.rows {
            let Some(cell) = row.cells.get(column).filter(|cell| !cell.is_empty()) else { continue };
            let name = strip_terms(document.words(cell));
            if !is_name(&name)
                || matches!(name.as_str(), "合计" | "总计" | "小计")
                || document.scopes.in_form(row.node)
            {
                continue;
            }
            let code = code.and_then(|at| row.cells.get(at)).map_or("", |cell| document.words(cell));
            let code = if code.contains('-') || code.contains(|ch: char| ch.is_ascii_alphabetic()) {
                code
            } else {
                ""
            };
            add(
                types,
                Type {
                    key: String::new(),
                    name,
                    code: code.to_owned(),
                    parent: None,
                    range: cell.clone(),
                    others: Vec::new(),
                    node: row.node,
                    rule: "type.table",
                },
            );
        }
    }
}

/// The column that names the types, if the table has terms beside it.
pub fn name_column(columns: &[Roles]) -> Option<usize> {
    let terms =
        Roles::COUNT | Roles::AMOUNT | Roles::ELIGIBILITY | Roles::PERIOD | Roles::CONTENT | Roles::LIMIT;
    let beside = columns.iter().any(|roles| roles.any(terms));
    let named = columns
        .iter()
        .position(|roles| roles.any(Roles::NAME))
        .or_else(|| columns.iter().position(|roles| roles.any(Roles::TYPES)));
    named.filter(|_| beside)
}

/// `国际性学术活动2个，10万元/个`: a name at the head of a clause, with its own number or money after it.
fn by_statements(document: &Document, types: &mut Vec<Type>) {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(
            r"^(?:其中|包括|包含|另设|设立|设|含|：|、)*(?P<name>[“《\p{{Han}}A-Za-z”》·（）\-]{{1,24}}?{NOUNS}(?:（[^（）\d]{{1,10}}）)?)(?P<gap>(?:[，：]|（)?(?:每项|每个|每家|每人|各|拟|计划|共|设|经费|资助|支持|额度|金额|标准|给予|奖励|补助|为|不超过|最高|约|数量|立项|择优|经费额度|资助经费|支持经费|补助经费|资助金额|资助额度)*)$"
        ))
        .expect("valid")
    });
    for sentence in &document.sentences {
        let roles = document.roles_of(sentence);
        let text = document.words(&sentence.range);
        let promised = roles.any(Roles::TYPES | Roles::AMOUNT | Roles::COUNT);
        let told = text.contains("立项") || text.contains("资助") || text.contains("其中");
        if !(promised || told)
            || sentence.is_head
            || roles.any(Roles::CONTENT | Roles::ACCEPTANCE | Roles::BACKGROUND)
                && !roles.any(Roles::AMOUNT | Roles::COUNT)
        {
            continue;
        }
        for token in &sentence.tokens {
            let Lexeme::Quantity(quantity) = &token.value else { continue };
            let counted = quantity.class == Class::Things
                && matches!(quantity.unit.as_str(), "项" | "个" | "家" | "支")
                && !quantity.spoken;
            if quantity.class != Class::Money && !counted {
                continue;
            }
            let start = piece_start(
                document.view(),
                sentence.range.start,
                token.range.start,
                quantity.class == Class::Money,
            );
            let piece = &document.view()[start..token.range.start];
            let Some(found) = NAMED.captures(piece) else { continue };
            let name = found.name("name").map_or("", |m| m.as_str());
            if !is_own_name(name) || super::mentions::find(types, name).is_some() {
                continue;
            }
            let parent = parent_of(document, types, sentence.node);
            let money = has_money_after(document, sentence, start);
            if parent.is_some() && !money {
                continue;
            }
            add(
                types,
                Type {
                    key: String::new(),
                    name: name.to_owned(),
                    code: String::new(),
                    parent,
                    range: start + found.name("name").map_or(0, |m| m.start())..token.range.end,
                    others: Vec::new(),
                    node: sentence.node,
                    rule: "type.statement",
                },
            );
        }
    }
}

/// Where the piece before a number begins: after the last comma or enumeration mark; for money one comma may stand
/// between the name and the number.
fn piece_start(view: &str, from: usize, to: usize, money: bool) -> usize {
    let text = &view[from..to];
    let mut marks =
        text.char_indices().rev().filter(|(_, ch)| matches!(ch, '，' | '；' | '。' | '：' | '、'));
    let last = marks.next();
    let start = |mark: Option<(usize, char)>| mark.map_or(from, |(at, ch)| from + at + ch.len_utf8());
    match last {
        Some((at, '，' | '：')) if money && text[at..].chars().count() <= 14 => start(marks.next()),
        other => start(other),
    }
}

fn has_money_after(document: &Document, sentence: &crate::sentences::Sentence, from: usize) -> bool {
    document.quantities(sentence).any(|(_, range, quantity)| {
        quantity.class == Class::Money && range.start >= from && range.start < from + 120
    })
}

fn parent_of(document: &Document, types: &[Type], node: usize) -> Option<usize> {
    document.tree.ancestors(node).find_map(|up| types.iter().position(|kind| kind.node == up))
}

/// Not a phrase about projects in general: `本项目`, `申报项目`, `每个项目`.
fn is_own_name(name: &str) -> bool {
    static GENERAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^(?:本|该|此|每|每个|每项|各|各类|所有|上述|以上|同一|单个|单项|其他|其它|另|对|按|在|由|从|为|与|和|将|请|若|如|经|向|于|择优|拟|共|已|未|申报|立项|资助|支持|获批|在研|新|年度|一般性|相关|有关|实际|推荐|入选|入围|承担|主持|结题|不同)?(?:的)?",
            r"(?:申报|立项|资助|支持|推荐|每个|科研|批准|获批|年度|同类|上述|本次|本年度)*(?:项目|课题|类|计划|活动|作品|成果|个人|集体|团队|案例|奖励|资助|平台|基地|服务|会议|中心|组|建设|研究|学会|班|站)$",
            r"|^(?:每|各|同|单|本|该|对|按|在|由|择优|支持|拟|共|提供|开展|举办|组织|完成|负责|参加|承担|申报|推荐|给予|通过|围绕|邀请|服务|建设|开设|经费|项目经费|资助经费|项目负责人)",
            r"|经费|不得|单位|数量|负责人|专家",
        ))
        .expect("valid")
    });
    !GENERAL.is_match(name) && name.chars().count() >= 3
}

/// `项目分为重点项目、一般项目两类`.
fn by_lists(document: &Document, types: &mut Vec<Type>) {
    static LIST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:分为?|设立|设置|设有?|包括|包含|划分为)(?:以下)?(?P<list>[^。；：，]{2,80}?)(?:等)?(?P<end>(?:[一二两三四五六七八九\d]+)(?:种|个|大)?(?:项目)?(?:类型|类别|类|层次|等级|级别|种|项|个|部分|组别|档次|档)|，|。|；|$)").expect("valid")
    });
    for sentence in &document.sentences {
        let promised = document.roles_of(sentence).any(Roles::TYPES | Roles::NAME);
        let text = document.words(&sentence.range);
        for found in LIST.captures_iter(text) {
            let (Some(list), Some(end)) = (found.name("list"), found.name("end")) else { continue };
            let subject = text[..found.get(0).map_or(0, |m| m.start())]
                .ends_with(['目', '题', '划', '赛', '奖', '金', '，', '中', '象', '别', '型', '度', '动']);
            let counted = end.as_str().chars().count() > 1;
            if !(promised || counted && subject) {
                continue;
            }
            let names: Vec<&str> = list.as_str().split(['、', '和', '及', '与']).map(str::trim).collect();
            let suited = |name: &&str| {
                let count = name.chars().count();
                (2..=20).contains(&count) && is_name(name) && (counted || ends_like_type(name))
            };
            if names.len() < 2 || !names.iter().all(suited) {
                continue;
            }
            for name in names {
                let at = name.as_ptr() as usize - text.as_ptr() as usize + sentence.range.start;
                add(
                    types,
                    Type {
                        key: String::new(),
                        name: name.to_owned(),
                        code: String::new(),
                        parent: None,
                        range: at..at + name.len(),
                        others: Vec::new(),
                        node: sentence.node,
                        rule: "type.list",
                    },
                );
            }
            return;
        }
    }
}

fn ends_like_type(name: &str) -> bool {
    static END: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("{NOUNS}$")).expect("valid"));
    END.is_match(name)
}

/// No type named: the programme itself, by its title.
fn by_title(document: &Document, types: &mut Vec<Type>) {
    let title = &document.header.title;
    let name = programme_name(title);
    if name.chars().count() < 3 || document.header.title_range.is_empty() {
        return;
    }
    add(
        types,
        Type {
            key: String::new(),
            name,
            code: String::new(),
            parent: None,
            range: document.header.title_range.clone(),
            others: Vec::new(),
            node: 0,
            rule: "type.title",
        },
    );
}

/// `关于组织申报2025年度甲项目的通知` → `甲项目`.
pub fn programme_name(title: &str) -> String {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^.*?关于(?:组织|开展|做好|启动|征集|公开|申报|推荐|遴选|评选|举办|受理|集中|公布|印发|发布|报送|填报|参加|转发|开放|实施|设立|选拔|《)*").expect("valid")
    });
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:(?:项目)?(?:集中)?(?:申报|申请|征集|推荐|遴选|评选|组织|报名|评审|选拔|立项|受理|资助申报)?(?:工作|活动)?(?:的)?(?:预|补充)?(?:通知|公告|通告|启事|指南|说明|事项|函|须知|办法|方案|要求|》)+(?:（[^）]*）)?)$").expect("valid")
    });
    let name = HEAD.replace(title, "");
    let stripped = TAIL.replace(&name, "");
    let stripped = if stripped.chars().count() >= 3 { stripped } else { name.as_ref().into() };
    let start = stripped.trim_start_matches(|ch: char| ch.is_ascii_digit() || "—-".contains(ch));
    let start = start.strip_prefix("年度").or(start.strip_prefix("年")).unwrap_or(start);
    start.trim_matches(['“', '”', ' ', '的']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programmes_are_named_by_their_titles() {
        for (title, name) in [
            ("关于组织申报2025年度科普惠民项目的通知", "科普惠民"),
            ("某学会关于开展2024年青年人才托举工程项目申报工作的通知", "青年人才托举工程"),
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
