//! 不予受理: who and what is shut out, what makes material invalid, what loses the qualification.

use std::ops::Range;

use crate::document::Document;
use crate::fact::{Draft, Kind};
use crate::roles::Roles;
use crate::sentences::Sentence;

use super::Board;
use super::traits::{self, Traits};

/// Reads the bars of a sentence; below a heading or a lead-in that shuts out, every item is one.
pub fn read(document: &Document, index: usize, traits: &[Traits], board: &mut Board) {
    let sentence = &document.sentences[index];
    if opens_list(document, sentence, traits) {
        return;
    }
    if listed(document, sentence) {
        let words = document.words(&sentence.range);
        let limited = board
            .notes
            .iter()
            .rev()
            .take_while(|note| note.sentence == index)
            .any(|note| note.used && note.reason == "limit");
        if words.chars().count() >= 4 && !sentence.is_head && !limited {
            board.use_words(index, draft(sentence.range.clone(), sentence.node, "exclusion.listed"));
        }
        return;
    }
    if sentence.is_head {
        return;
    }
    let mut taken_to = 0;
    for at in 0..traits.len() {
        if !traits[at].excludes
            || at < taken_to
            || is_about_office(document.words(&sentence.clauses[at]))
            || permits(document, sentence, at)
        {
            continue;
        }
        let carries_on = |next: usize| {
            let words = document.words(&sentence.clauses[next]);
            let start = [
                '不', '且', '也', '并', '将', '取', '视', '退', '一', '二', '两', '三', '五', '1', '2', '3',
                '5', '作', '予', '均',
            ];
            next == at || traits[next].excludes && words.starts_with(start)
        };
        let last = (at..traits.len()).take_while(|next| carries_on(*next)).last().unwrap_or(at);
        let range = from_condition(document, sentence, traits, at)..sentence.clauses[last].end;
        taken_to = last + 1;
        board.use_words(index, draft(range, sentence.node, "exclusion"));
    }
}

fn draft(range: Range<usize>, node: usize, rule: &'static str) -> Draft {
    Draft::new(Kind::EligibilityExclusion, "", range, node, rule)
}

/// `有下列情形之一的，不予受理：` opens a list and is no bar of its own.
pub fn opens_list(document: &Document, sentence: &Sentence, traits: &[Traits]) -> bool {
    let node = document.node_of(sentence);
    let words = document.words(&sentence.range);
    let opens =
        words.ends_with('：') || words.contains("下列") || words.contains("以下") || words.contains("之一");
    let has_items = node.end > sentence.node + 1;
    opens && has_items && traits.iter().any(|one| one.excludes)
}

/// Does the node stand below a heading or a lead-in that shuts out?
pub fn listed(document: &Document, sentence: &Sentence) -> bool {
    let tree = &document.tree;
    if tree.nodes[sentence.node].own.any(Roles::EXCLUSION) {
        return !sentence.is_head && document.words(&sentence.range).chars().count() >= 4;
    }
    let above = tree.nodes[sentence.node].parent.map_or(Roles::NONE, |parent| tree.nodes[parent].own);
    if above.any(Roles::EXCLUSION) {
        return !sentence.is_head;
    }
    let intro = sentence.intro.as_ref().map_or("", |intro| document.words(intro));
    let opens =
        intro.contains("下列") || intro.contains("以下") || intro.contains("之一") || intro.ends_with('：');
    opens && intro.split(['，', '：', '。']).any(|clause| traits::of_clause(clause).excludes)
}

/// `已获资助的单位，…`: a clause that only names whom the bar meets.
pub fn names_subject(words: &str) -> bool {
    let ends = [
        "单位",
        "项目",
        "个人",
        "人员",
        "学会",
        "企业",
        "负责人",
        "团队",
        "申报人",
        "课题",
        "作品",
        "候选人",
        "申请人",
        "机构",
        "材料",
        "入选者",
        "成果",
        "期刊",
        "刊物",
        "基地",
        "学校",
        "高校",
        "科室",
        "教师",
        "学生",
    ];
    ends.iter().any(|end| words.ends_with(end)) && words.contains('的') && words.chars().count() >= 6
}

/// `如不在…范围的，可联合申报`: the clause only leads to a permission.
pub fn permits(document: &Document, sentence: &Sentence, at: usize) -> bool {
    let own = document.words(&sentence.clauses[at]);
    let next = sentence.clauses.get(at + 1).map_or("", |next| document.words(next));
    own.starts_with(['如', '若', '凡'])
        && (next.starts_with('可')
            || next.starts_with("也可")
            || next.starts_with('须')
            || next.starts_with('应'))
}

/// The office's own conduct is no bar.
fn is_about_office(words: &str) -> bool {
    words.contains("不再另行通知")
        || words.contains("不再发文")
        || words.contains("不予退")
        || words.contains("材料不退")
        || words.contains("概不退")
}

/// The conditions before the bar belong to it: `对弄虚作假的，一经查实，取消资格`.
fn from_condition(document: &Document, sentence: &Sentence, traits: &[Traits], at: usize) -> usize {
    let mut start = at;
    while start > 0 && at - start < 3 {
        let words = document.words(&sentence.clauses[start - 1]);
        let own = document.words(&sentence.clauses[start]);
        let bare = own.chars().count() <= 14
            || own.starts_with(['不', '将', '取', '视', '一', '均', '退', '按', '且']);
        if ["一经", "一旦", "否则", "违者"].iter().any(|word| own.starts_with(word)) && at == start {
            start -= 1;
            continue;
        }
        let joined = own.starts_with('且')
            && ["不予", "不得", "取消", "不再"].iter().any(|bar| words.starts_with(bar));
        if joined {
            start -= 1;
            continue;
        }
        let condition = words.ends_with(['的', '者', '后', '时', '内'])
            || names_subject(words)
            || words.starts_with(['如', '若', '凡', '对', '未'])
            || words.starts_with("一经")
            || words.starts_with("经查");
        let late = words.contains("逾期") || own.starts_with("逾期") || own.starts_with("过期");
        if !bare
            || !condition
            || late
            || traits[start - 1].hands_in
                && !words.ends_with('的')
                && !words.starts_with(['未', '如', '若', '凡'])
        {
            break;
        }
        start -= 1;
    }
    sentence.clauses[start].start
}
