//! Types named by an item or a clause that carries their own number or money.

use std::sync::LazyLock;

use regex::Regex;

use super::{NOUNS, Type, add, code_in, is_name, parent_of, strip_terms};
use crate::document::Document;
use crate::facts::mentions;
use crate::lexer::{Class, Lexeme, Quantity};
use crate::roles::Roles;
use crate::sentences::Sentence;

/// `1.综合分论坛（2023-1-1），4项，每项4～5万元`: a list item that begins with a name, then a number of projects or
/// money; or whose name has a code.
pub fn items(document: &Document, types: &mut Vec<Type>) {
    for (index, sentence) in document.sentences.iter().enumerate() {
        let node = document.node_of(sentence);
        let first = index == 0 || document.sentences[index - 1].node != sentence.node;
        let (Some(clause), true, true) = (sentence.clauses.first(), node.marker.is_some(), first) else {
            continue;
        };
        let words = document.words(clause);
        let (name, code) = (strip_terms(words), code_in(words));
        let termed =
            sentence.clauses.get(1).is_some_and(|next| opens_with_terms(document, sentence, next.start));
        let coded = code.contains('-') && words.ends_with('）');
        if !(termed || coded) || !is_name(&name) || !is_own_name(&name) || sentence.is_head && !coded {
            continue;
        }
        let mut kind = Type::new(&name, node.range.start..clause.end, sentence.node, "type.item");
        kind.code = code;
        kind.parent = parent_of(document, types, sentence.node);
        add(types, kind);
    }
}

/// `A学会能力提升，12项，每项4万元`: a name, then a number of projects and money, clause by clause.
fn triples(document: &Document, types: &mut Vec<Type>) {
    for sentence in &document.sentences {
        let (Some(first), Some(second), Some(third)) =
            (sentence.clauses.first(), sentence.clauses.get(1), sentence.clauses.get(2))
        else {
            continue;
        };
        let words = document.words(first);
        let at = words.rfind('：').map_or(0, |at| at + '：'.len_utf8());
        let lettered = words[at..].starts_with(|ch: char| ch.is_ascii_uppercase());
        let start = first.start + at + usize::from(lettered);
        let name = strip_terms(&document.view()[start..first.end]);
        let termed = opens_with_terms(document, sentence, second.start)
            && opens_with_terms(document, sentence, third.start);
        let money = has_money_after(document, sentence, third.start);
        if termed && money && is_name(&name) && is_own_name(&name) && mentions::find(types, &name).is_none() {
            let mut kind = Type::new(&name, start..second.end, sentence.node, "type.statement");
            kind.parent = parent_of(document, types, sentence.node);
            add(types, kind);
        }
    }
}

/// A clause that begins with a number of projects or with money: `8项`, `每项2万元`, `资助经费5万元`.
fn opens_with_terms(document: &Document, sentence: &Sentence, start: usize) -> bool {
    static GAP: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:每项|每个|每家|拟|共|计划|设|资助|支持|立项|经费|额度|资助经费|支持经费|各|给予|补助|资助额度|资助金额|经费额度|不超过|约|最高|为)*$").expect("valid")
    });
    sentence.tokens.iter().find(|token| token.range.end > start).is_some_and(|token| {
        let Lexeme::Quantity(quantity) = &token.value else { return false };
        let gap = &document.view()[start.min(token.range.start)..token.range.start];
        (quantity.class == Class::Money || counts_projects(quantity)) && GAP.is_match(gap)
    })
}

fn counts_projects(quantity: &Quantity) -> bool {
    matches!(quantity.unit.as_str(), "项" | "个" | "家" | "支" | "门" | "所" | "名") && !quantity.spoken
}

/// `国际性学术活动2个，10万元/个`: a name at the head of a clause, with its own number or money after it.
pub fn clauses(document: &Document, types: &mut Vec<Type>) {
    triples(document, types);
    for sentence in &document.sentences {
        if !may_name(document, sentence) {
            continue;
        }
        for token in &sentence.tokens {
            let Lexeme::Quantity(quantity) = &token.value else { continue };
            let works = matches!(quantity.unit.as_str(), "种" | "篇" | "部" | "件") && !quantity.spoken;
            let planned = document.roles_of(sentence).any(Roles::TYPES | Roles::COUNT | Roles::AMOUNT);
            let at_least = quantity.op == ">=" && quantity.class != Class::Money;
            if !at_least && (quantity.class == Class::Money || counts_projects(quantity) || works && planned)
            {
                clause(document, sentence, token.range.start..token.range.end, types);
            }
        }
        open_numbers(document, sentence, types);
        bare_levels(document, sentence, types);
    }
}

/// `重点课题5个、自选课题若干`: a name whose number is left open, in a list of names with numbers.
fn open_numbers(document: &Document, sentence: &Sentence, types: &mut Vec<Type>) {
    static OPEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"(?:^|[、，和及])(?P<name>[\p{{Han}}“”]{{1,20}}?{NOUNS})若干")).expect("valid")
    });
    for found in OPEN.captures_iter(document.words(&sentence.range)) {
        if let Some(name) = found.name("name").filter(|name| is_own_name(name.as_str())) {
            let at = sentence.range.start;
            add(
                types,
                Type::new(name.as_str(), at + name.start()..at + name.end(), sentence.node, "type.statement"),
            );
        }
    }
}

/// `重点课题40项（…），一般80项（…）`: beside a type named in full, a level that leaves the noun out.
fn bare_levels(document: &Document, sentence: &Sentence, types: &mut Vec<Type>) {
    static LEVEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:^|[，、；和）])(?P<name>重大|重点|一般|面上|青年|自筹|委托)(?P<number>\d{1,3})(?:项|个)",
        )
        .expect("valid")
    });
    let here = |kind: &Type| kind.node == sentence.node;
    if !types.iter().any(here) {
        return;
    }
    let at = sentence.range.start;
    for found in LEVEL.captures_iter(document.words(&sentence.range)) {
        let (Some(name), Some(number)) = (found.name("name"), found.name("number")) else { continue };
        let range = at + name.start()..at + number.end();
        add(types, Type::new(name.as_str(), range, sentence.node, "type.statement"));
    }
}

/// Sections about types, money, numbers, or sentences that speak of funding.
fn may_name(document: &Document, sentence: &Sentence) -> bool {
    let roles = document.roles_of(sentence);
    let terms = Roles::AMOUNT | Roles::COUNT;
    let text = document.words(&sentence.range);
    let promised = roles.any(Roles::TYPES | terms);
    let told = text.contains("立项") || text.contains("资助") || text.contains("其中");
    let work = roles.any(Roles::CONTENT | Roles::ACCEPTANCE | Roles::BACKGROUND) && !roles.any(terms);
    (promised || told) && !sentence.is_head && (!work || text.contains("立项"))
}

fn clause(document: &Document, sentence: &Sentence, number: std::ops::Range<usize>, types: &mut Vec<Type>) {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(
            r"^(?:其中|本届|本次|今年|本年度|包括|包含|另设|设立|设|含|：|、|全市|全省|全区|全县|评选|表彰|遴选立项|遴选|评选|拟立项|立项|第[一二三四五]批)*(?P<name>[“《\p{{Han}}A-Za-z”》·（）\-]{{1,24}}?{NOUNS}(?:（[^（）\d]{{1,10}}）)?)(?P<gap>(?:[，：]|（)?(?:每项|每个|每家|每人|各|拟|计划|共|设|经费|资助|支持|额度|金额|标准|给予|奖励|补助|为|不超过|最高|约|数量|立项|择优|经费额度|资助经费|支持经费|补助经费|资助金额|资助额度)*)$"
        ))
        .expect("valid")
    });
    for start in piece_starts(document.view(), sentence.range.start, number.start) {
        let Some(found) = NAMED.captures(&document.view()[start..number.start]) else { continue };
        let Some(name) = found.name("name") else { continue };
        let bare = name.as_str().trim_start_matches(|ch: char| ch.is_ascii_uppercase());
        let led = ["对", "给", "向", "由", "将", "把", "里"].iter().any(|word| bare.contains(word));
        if led && types.iter().any(|kind| bare.ends_with(kind.name.as_str())) {
            return;
        }
        let joined = bare.split(['和', '及', '、', '与']).any(|part| mentions::find(types, part).is_some());
        if joined {
            return;
        }
        let parent = parent_of(document, types, sentence.node);
        let money = has_money_after(document, sentence, start);
        if !is_own_name(name.as_str())
            || mentions::find(types, name.as_str()).is_some()
            || parent.is_some() && !money
        {
            return;
        }
        let mut kind =
            Type::new(name.as_str(), start + name.start()..number.end, sentence.node, "type.statement");
        kind.parent = parent;
        add(types, kind);
        return;
    }
}

/// Where the piece before a number may begin: after the last comma or enumeration mark, or, where only a few words
/// stand between, after the one before.
fn piece_starts(view: &str, from: usize, to: usize) -> Vec<usize> {
    let text = &view[from..to];
    let mut marks =
        text.char_indices().rev().filter(|(_, ch)| matches!(ch, '，' | '；' | '。' | '：' | '、'));
    let after = |mark: Option<(usize, char)>| mark.map_or(from, |(at, ch)| from + at + ch.len_utf8());
    let last = marks.next();
    let mut starts = vec![after(last)];
    if let Some((at, '，' | '：')) = last
        && text[at..].chars().count() <= 14
    {
        starts.push(after(marks.next()));
    }
    starts
}

fn has_money_after(document: &Document, sentence: &Sentence, from: usize) -> bool {
    document.quantities(sentence).any(|(_, range, quantity)| {
        quantity.class == Class::Money && range.start >= from && range.start < from + 120
    })
}

/// Not a phrase about projects in general (`本项目`, `申报项目`), nor a prize (those are amounts).
fn is_own_name(name: &str) -> bool {
    static GENERAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^(?:本|该|此|每|每个|每项|各|各类|所有|上述|以上|同一|单个|单项|其他|其它|另|对|按|在|由|从|为|与|和|将|请|若|如|经|向|于|择优|拟|共|已|未|申报|立项|资助|支持|获批|在研|新|年度|一般性|相关|有关|实际|推荐|入选|入围|承担|主持|结题|不同)?(?:的)?",
            r"(?:申报|立项|资助|支持|推荐|每个|科研|批准|获批|年度|同类|上述|本次|本年度)*(?:项目|课题|类|计划|活动|作品|成果|个人|集体|团队|案例|奖励|资助|平台|基地|服务|会议|中心|组|建设|研究|学会|班|站|企业|学校|人才|协会|园区|课程|专业)$",
            r"|的|^(?:则|增加|追加|另增|确定|再|首次|重新|另|分别|一次性|最高|最多|每|各|同|单|本|该|对|按|在|由|择优|支持|拟|共|提供|开展|举办|组织|完成|负责|参加|承担|申报|推荐|给予|通过|围绕|邀请|服务|建设|开设|经费|项目经费|资助经费|项目负责人|提交|形成|撰写)",
            r"|推荐|经费|不得|单位|数量|负责人|专家(?:$|组|库|团)|等奖|人员|候选人|人选|优秀奖|组织奖|鼓励奖|入围奖|提名奖",
        ))
        .expect("valid")
    });
    !GENERAL.is_match(name) && name.chars().count() >= 3
}
