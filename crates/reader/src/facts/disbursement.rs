//! 拨付: in which shares and on which conditions the money is paid.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::document::Document;
use crate::fact::{Draft, Kind, number};
use crate::lexer::Class;
use crate::numerals;

use super::Board;
use super::traits::Traits;

/// Reads the terms of payment in a sentence.
pub fn read(document: &Document, index: usize, traits: &[Traits], board: &mut Board) {
    static TERMS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"一次性|分[一二两三四五六\d]*(?:期|次|批|阶段|年|年度)|后(?:，)?[^，。；]{0,12}(?:拨|支付|发放|兑付)|按[^，。；]{0,10}(?:进度|节点|比例)|先[^。；]{0,20}后|前期|首(?:期|付|笔|批)|剩余|余款|尾款|后补助|以奖代补|事后|立项后|验收后|预拨|启动经费|合格后|通过后|直接拨|(?:按|分)年度[^，。；]{0,6}(?:拨|核拨)|一半|[一二三四五六七八九]成").expect("valid")
    });
    let sentence = &document.sentences[index];
    let paying: Vec<usize> = (0..traits.len()).filter(|at| traits[*at].pays).collect();
    if sentence.is_head && !document.node_of(sentence).body.is_empty() {
        return;
    }
    let (Some(first), Some(last)) = (paying.first(), paying.last()) else { return };
    let words = document.words(&sentence.range);
    let shares: Vec<(usize, f64)> = document
        .quantities(sentence)
        .filter(|(_, _, quantity)| quantity.class == Class::Percent)
        .filter(|(_, range, _)| !is_ceiling(document.words(document.clause_at(sentence, range.start))))
        .map(|(token, _, quantity)| (token, quantity.high))
        .collect();
    let refunds = paying.iter().any(|at| document.words(&sentence.clauses[*at]).contains("报销"));
    if shares.is_empty() && !TERMS.is_match(words) || refunds {
        return;
    }
    let from = if words.contains("经费") || words.contains("资金") {
        lead_of(document, sentence, *first)
    } else {
        *first
    };
    let end = sentence.clauses[*last].end.max(last_share_end(sentence, &shares));
    let range = sentence.clauses[from].start..end;
    let mut draft =
        Draft::new(Kind::Disbursement, values(words, &shares), range, sentence.node, "disbursement")
            .measured("%", "");
    draft.doubts = doubts(&draft.value);
    for (token, _) in &shares {
        board.notes.push(super::Note {
            sentence: index,
            token: Some(*token),
            reason: "disbursement",
            used: true,
        });
    }
    board.use_words(index, draft);
}

/// `不超过活动实际决算费用的50%`: how much is granted at most, not when it is paid.
fn is_ceiling(words: &str) -> bool {
    words.contains("超过") && ["决算", "实际", "总费用", "总支出"].iter().any(|noun| words.contains(noun))
}

/// The clause that names the money, at most two before the first that pays.
fn lead_of(document: &Document, sentence: &crate::sentences::Sentence, first: usize) -> usize {
    (first.saturating_sub(2)..=first)
        .find(|at| {
            let words = document.words(&sentence.clauses[*at]);
            words.contains("经费") || words.contains("资金") || words.contains("款")
        })
        .unwrap_or(first)
}

fn last_share_end(sentence: &crate::sentences::Sentence, shares: &[(usize, f64)]) -> usize {
    let end = shares.last().map_or(0, |(token, _)| sentence.tokens[*token].range.end);
    sentence.clauses.iter().find(|clause| clause.end >= end).map_or(end, |clause| clause.end)
}

/// The shares; a remainder without a number completes the hundred; `一次性` is one payment.
fn values(words: &str, shares: &[(usize, f64)]) -> Value {
    let mut list: Vec<f64> = shares.iter().map(|(_, share)| *share).collect();
    let sum: f64 = list.iter().sum();
    if list.is_empty() {
        list.extend(tenths(words));
    }
    if list.is_empty() {
        list.extend(ratio(words));
    }
    if list.is_empty() && words.matches("一半").count() >= 2 {
        list = vec![50.0, 50.0];
    } else if list.is_empty() && words.contains("一次性") {
        list.push(100.0);
    } else if !list.is_empty()
        && sum < 100.0
        && ["剩余", "余款", "其余", "余下", "尾款"].iter().any(|word| words.contains(word))
    {
        list.push(100.0 - sum);
    } else if list.len() == 1
        && words.contains('各')
        && list[0] > 0.0
        && (100.0 / list[0]).fract() == 0.0
        && list[0] < 100.0
    {
        list = vec![list[0]; (100.0 / list[0]) as usize];
    }
    list.into_iter().map(number).collect::<Vec<_>>().into()
}

/// `按5:3:2的比例拨付`.
fn ratio(words: &str) -> Vec<f64> {
    static RATIO: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(\d{1,2}(?:[:：∶]\d{1,2}){1,4})(?:的)?比例").expect("valid"));
    let Some(found) = RATIO.captures(words) else { return Vec::new() };
    let parts: Vec<f64> = found[1].split([':', '：', '∶']).filter_map(numerals::parse).collect();
    let sum: f64 = parts.iter().sum();
    if sum > 0.0 { parts.into_iter().map(|part| 100.0 * part / sum).collect() } else { Vec::new() }
}

/// `先拨七成，验收后拨三成`.
fn tenths(words: &str) -> Vec<f64> {
    static TENTHS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([一二三四五六七八九])成(?:[^立功果员本绩为就]|$)").expect("valid"));
    TENTHS
        .captures_iter(words)
        .filter_map(|found| numerals::parse(&found[1]))
        .map(|tenth| tenth * 10.0)
        .collect()
}

fn doubts(value: &Value) -> Vec<String> {
    let shares: Vec<f64> = value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let sum: f64 = shares.iter().sum();
    if shares.is_empty() || (sum - 100.0).abs() < 0.5 {
        Vec::new()
    } else {
        vec![format!("各期比例合计{sum}%，不是100%")]
    }
}
