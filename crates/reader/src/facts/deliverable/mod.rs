//! 须提交的材料和成果: what must be handed in or drawn up, and duties without a number.

mod clauses;
mod runs;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::{Draft, Kind};
use crate::roles::Roles;
use crate::sentences::Sentence;
use crate::structure::Node;

use super::traits::{self, Traits};
use super::{Board, applicant_eligibility};

/// Reads the documents and duties of a sentence.
pub fn read(document: &Document, index: usize, traits: &[Traits], board: &mut Board) {
    let sentence = &document.sentences[index];
    let words = document.words(&sentence.range);
    if let Some(range) = stated_content(document, sentence) {
        board.use_words(index, draft(range, sentence.node, "deliverable.content"));
        return;
    }
    if listed(document, sentence) && !opens_list(words) && !is_free_item(words) {
        for range in list_item(document, sentence, words) {
            board.use_words(index, draft(range, sentence.node, "deliverable.listed"));
        }
        return;
    }
    if sentence.is_head || applicant_eligibility::defines_type(document, sentence, words) {
        return;
    }
    if opens_list(words) {
        before_list(document, index, board);
        return;
    }
    let suits: Vec<bool> =
        (0..traits.len()).map(|at| clauses::suits(document, sentence, traits, at)).collect();
    for range in runs::of(document, sentence, &suits) {
        board.use_words(index, draft(range, sentence.node, "deliverable"));
    }
}

fn draft(range: Range<usize>, node: usize, rule: &'static str) -> Draft {
    Draft::new(Kind::Deliverable, "", range, node, rule)
}

/// `征集内容包括：题目、背景、进展…`: from the label to the end of its first sentence.
fn stated_content(document: &Document, sentence: &Sentence) -> Option<Range<usize>> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:征集|申报|申请|报送|推荐|填报)(?:的)?内容(?:应|须|需|主要)?(?:包括|包含|涵盖)$")
            .expect("valid")
    });
    let node = document.node_of(sentence);
    let head = node.head.clone().filter(|head| LABEL.is_match(document.words(head)))?;
    (sentence.range.start == node.body.start && !sentence.is_head).then_some(head.start..sentence.range.end)
}

/// `除提交结题报告外，还应提交以下材料：`: what stands before the list is wanted too.
fn before_list(document: &Document, index: usize, board: &mut Board) {
    let sentence = &document.sentences[index];
    for clause in &sentence.clauses {
        let words = document.words(clause);
        if words.starts_with('除') && words.ends_with('外') && clauses::hands_document(words) {
            board.use_words(index, draft(clause.clone(), sentence.node, "deliverable.besides"));
        }
    }
}

/// `验收材料包括：`, `提交以下材料`: the items below are the documents.
pub fn opens_list(words: &str) -> bool {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:材料|资料|文件|附件|成果)(?:主要)?(?:包括|如下|有|为|清单|目录)?(?:但不限于)?：?$|(?:以下|下列)[^，。；]{0,14}(?:材料|资料|文件|成果|内容)[^，。；]{0,6}：?$|(?:包括|如下|以下)：$|(?:提交|报送|提供|附上|上报|递交|准备)：$").expect("valid")
    });
    let bare = words.trim_end_matches('：').trim_end_matches("包括").trim_end_matches("主要");
    let kinds = ["形式", "范围", "方向", "领域", "类型", "对象"].iter().any(|noun| bare.ends_with(noun));
    if kinds && words.contains("包括") {
        return false;
    }
    let ends = words.ends_with('：') || words.ends_with("包括") || words.ends_with("如下");
    OPENS.is_match(words) && (ends || words.contains("以下") || words.contains("下列"))
}

/// Does the sentence stand below a heading, label or lead-in that asks for documents?
fn listed(document: &Document, sentence: &Sentence) -> bool {
    let nodes = &document.tree.nodes;
    let node = &nodes[sentence.node];
    let asks = |id: usize| {
        let above = &nodes[id];
        let tail = super::place::last_chars(document.words(&above.range), 40);
        above.own.any(Roles::MATERIAL) && above.body.len() < 30 || opens_list(tail.trim_end())
    };
    let words = document.words(&sentence.range);
    // A list of who or what may apply lists no documents, whatever its lead-in ends in.
    let conditions = document.roles_of(sentence).any(Roles::ELIGIBILITY)
        && !document.roles_of(sentence).any(Roles::MATERIAL)
        && !traits::names_document(words);
    let below = node.parent.is_some_and(asks) && !conditions;
    let label = node.marker.is_none() && node.head.is_some() && !sentence.is_head;
    node.marker.is_some() && below
        || label && node.own.any(Roles::MATERIAL) && traits::names_document(words)
        || node.head.is_some()
            && !sentence.is_head
            && node.own.any(Roles::MATERIAL)
            && names_only_documents(document, sentence)
        || label && node.own.any(Roles::ACCEPTANCE) && names_only_documents(document, sentence)
        || names_results(document, node) && !sentence.is_head && names_only_documents(document, sentence)
        || node.head.is_none() && below && names_only_documents(document, sentence)
}

/// `3.成果形式：1万字左右的研究报告`: the heading says that what follows is what the work yields.
fn names_results(document: &Document, node: &Node) -> bool {
    let head = node.head.clone().map_or("", |head| document.words(&head));
    node.own.any(Roles::ACCEPTANCE) && head.starts_with("成果")
}

/// The sentence begins with documents and no verb: `鉴定书、报告摘要和总报告，纸质一式两份`.
fn names_only_documents(document: &Document, sentence: &Sentence) -> bool {
    let first = sentence.clauses.first().map_or("", |clause| document.words(clause));
    let verbs = [
        "以上", "上述", "提交", "报送", "须", "应", "请", "于", "前", "由", "发送", "按照", "将", "填写",
        "通过", "验收", "组织",
    ];
    traits::names_document(first) && !verbs.iter().any(|verb| first.contains(verb))
}

/// `4.效益证明（加盖财务章）。其他材料…`: the words up to the full stop are a document and no heading.
fn heads_document(document: &Document, sentence: &Sentence) -> bool {
    let node = document.node_of(sentence);
    node.own.is_empty()
        && document.view()[sentence.range.end..].starts_with('。')
        && traits::names_document(document.words(&sentence.range))
}

fn is_free_item(words: &str) -> bool {
    [
        "可附",
        "如有",
        "若有",
        "自愿",
        "可提供",
        "可选",
        "逾期",
        "不得",
        "不予",
        "不再",
        "备查",
        "所有材料",
        "全部材料",
    ]
    .iter()
    .any(|word| words.contains(word))
}

/// The item; a clause about the other form (paper, electronic) is a document of its own. A later sentence of the
/// same item counts only where it names a document.
fn list_item(document: &Document, sentence: &Sentence, words: &str) -> Vec<Range<usize>> {
    let first = sentence.range.start <= document.node_of(sentence).body.start;
    let titled = sentence.is_head && !heads_document(document, sentence);
    if titled || words.chars().count() < 3 || !first && !traits::names_document(words) {
        return Vec::new();
    }
    let mut from = sentence.range.start;
    let mut pieces = Vec::new();
    for pair in sentence.clauses.windows(2) {
        let next = document.words(&pair[1]);
        let forms = (runs::form(document.words(&(from..pair[0].end))), runs::form(next));
        if matches!(forms, (1, 2) | (2, 1)) && traits::names_document(next) {
            pieces.push(from..pair[0].end);
            from = pair[1].start;
        }
    }
    pieces.push(from..sentence.range.end);
    pieces
}
