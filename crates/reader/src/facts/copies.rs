//! 份数: how many copies of a paper (or disc) to hand in.

use std::sync::LazyLock;

use regex::Regex;

use crate::fact::{Draft, Kind, number};
use crate::lexer::Class;
use crate::roles::Roles;

use super::numbers::Reading;
use super::place::Place;

/// Claims `一式三份`, `纸质版一份`, `申报书5份`, `光盘2张`.
pub fn claim(place: &Place) -> Option<Reading> {
    static PAPER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"纸质|书面|打印|复印|原件|光盘|[Uu]盘|优盘|盖章|装订|样刊|样书|签字|一式|印制|胶装|印刷")
            .expect("valid")
    });
    static NOUN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:[书表件料本版稿册函单证章]|活页|材料|文件|光盘|[Uu]盘|报告|附件|各|”|》|）|文本|样章|证明|合同)(?:原件|复印件)?(?:各|为|共)?$").expect("valid")
    });
    let quantity = place.quantity;
    let medium =
        matches!(quantity.unit.as_str(), "张" | "个" | "盘" | "本" | "册") && quantity.class == Class::Things;
    let before = place.before();
    let severally = before.ends_with('各')
        && quantity.class == Class::Copies
        && quantity.low >= 2.0
        && ["报告", "摘要", "书", "表", "材料"]
            .iter()
            .any(|noun| before.trim_end_matches('各').ends_with(noun));
    let together = before.ends_with("一式") || severally;
    let each = before == "各"
        && ["样刊", "样书", "光盘"]
            .iter()
            .any(|noun| place.sentence_words().contains(noun) || place.label().contains(noun));
    if !(quantity.class == Class::Copies || together && medium || medium && (is_medium(before) || each)) {
        return None;
    }
    let clause = place.clause_words();
    let handing = place
        .roles
        .any(Roles::MATERIAL | Roles::SUBMISSION | Roles::DEADLINE | Roles::REQUIREMENT | Roles::CONTACT)
        || place.roles.is_empty();
    let reaching = place.roles.any(Roles::CONTENT | Roles::ACCEPTANCE)
        && !place.roles.any(Roles::MATERIAL | Roles::SUBMISSION);
    let paper = PAPER.is_match(clause) || PAPER.is_match(place.sentence_before());
    let named = NOUN.is_match(before.trim_end_matches('（'));
    let compared = quantity.compared && quantity.op == ">=" || quantity.low < 1.0;
    if compared || !(together || (handing || paper) && !reaching && (named || paper && !after_names(place))) {
        return None;
    }
    if is_inner(place) {
        return Some(Reading::Nothing("copies.part"));
    }
    let start = place.range.start - last_words(before);
    let value = number(quantity.high);
    Some(Reading::Fact(Box::new(
        Draft::new(Kind::Copies, value, start..place.range.end, place.sentence.node, "copies")
            .measured(&quantity.unit, "==")
            .scoped(""),
    )))
}

fn is_medium(before: &str) -> bool {
    before.contains("光盘") || before.contains('盘') || before.ends_with("样书") || before.ends_with("样刊")
}

/// `1份研究报告`: the thing counted comes after the number.
fn after_names(place: &Place) -> bool {
    let after = place.after();
    ["报告", "案例", "总结", "方案", "建议"]
        .iter()
        .any(|noun| after.chars().take(24).collect::<String>().contains(noun))
}

/// `一式三份（其中原件1份）`, `一式三份，其中一份由推荐单位留存，另外两份…`: a part of the copies.
fn is_inner(place: &Place) -> bool {
    let before = place.sentence_before();
    let told = before.contains("一式") && before.rfind("一式").is_some_and(|at| before[at..].contains('，'));
    if told && ["其中", "另", "另外", "其余", "剩余"].iter().any(|part| place.before() == *part) {
        return true;
    }
    let open = before.rfind('（').filter(|at| !before[*at..].contains('）'));
    open.is_some_and(|at| {
        before[..at].ends_with(['份', '套']) || before[at..].contains("其中") || before[at..].contains("含")
    })
}

/// Bytes of the noun before the number, at most 16 characters.
fn last_words(before: &str) -> usize {
    before.chars().rev().take(16).map(char::len_utf8).sum()
}
