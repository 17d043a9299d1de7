//! 经费负面清单: what money must not be used for, and hard rules of accounting.

use crate::document::Document;
use crate::fact::{Draft, Kind};
use crate::roles::Roles;

use super::Board;
use super::traits::Traits;

/// Reads the rules of spending in a sentence: one fact for all its clauses.
pub fn read(document: &Document, index: usize, traits: &[Traits], board: &mut Board) {
    let sentence = &document.sentences[index];
    let banning: Vec<usize> = (0..traits.len())
        .filter(|at| traits[*at].bans && !takes_back(document.words(&sentence.clauses[*at])))
        .collect();
    let (Some(first), Some(last)) = (banning.first().copied(), banning.last().copied()) else { return };
    let words = document.words(&sentence.range);
    let money =
        ["经费", "资金", "预算", "支出", "账", "核算", "列支", "费用", "专款", "挪用", "拨款", "款项"]
            .iter()
            .any(|word| words.contains(word))
            || document.roles_of(sentence).any(Roles::FUNDS | Roles::AMOUNT);
    if !money || sentence.is_head {
        return;
    }
    let start = sentence.clauses[lead(document, sentence, traits, first)].start;
    let end = sentence.clauses[trail(document, sentence, last)].end;
    board.use_words(index, Draft::new(Kind::SpendingBan, "", start..end, sentence.node, "ban"));
}

/// The office takes money back: what it does, not how the money may be spent.
fn takes_back(words: &str) -> bool {
    words.contains('由') && words.ends_with("收回") || words.contains("予以收回")
}

/// The clause that names the money, unless it pays or is far longer than the rule.
fn lead(
    document: &Document,
    sentence: &crate::sentences::Sentence,
    traits: &[Traits],
    first: usize,
) -> usize {
    let mut start = first;
    while start > 0 && first - start < 2 {
        let before = document.words(&sentence.clauses[start - 1]);
        let money = before.contains("经费") || before.contains("资金") || before.contains("拨款");
        if !money || traits[start - 1].pays && !before.contains("拨款") || before.chars().count() > 40 {
            break;
        }
        start -= 1;
    }
    start
}

/// A clause about spending right after belongs to the rule: `应独立核算，原则上按预算开支`.
fn trail(document: &Document, sentence: &crate::sentences::Sentence, last: usize) -> usize {
    match sentence.clauses.get(last + 1) {
        Some(next) => {
            let words = document.words(next);
            let spends = ["开支", "支出", "预算", "用途", "经费的"].iter().any(|word| words.contains(word));
            if spends && words.chars().count() <= 30 { last + 1 } else { last }
        }
        None => last,
    }
}
