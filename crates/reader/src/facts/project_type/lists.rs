//! Types named in a list: `项目分为重点项目、一般项目两类`.

use std::sync::LazyLock;

use regex::Regex;

use super::{NOUNS, Type, add, is_name};
use crate::document::Document;
use crate::facts::mentions;
use crate::roles::Roles;

/// The first list of types in a sentence.
pub fn enumerated(document: &Document, types: &mut Vec<Type>) {
    static LIST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:分为?|设立|设置|设有?|包括|包含|划分为|扶持|支持|资助)(?:以下)?(?P<told>(?:[一二两三四五六七八九十\d]+)(?:个|种|大)?(?:类|类型|类别|层次|级别|组别|档次)[：，](?:即|分别为|分别是|为)?)?(?P<list>[^。；：，]{2,80}?)(?:等)?(?P<end>(?:[一二两三四五六七八九\d]+)(?:种|个|大)?(?:项目)?(?:奖种|奖项|类型|类别|类|层次|等级|级别|种|项|个|部分|组别|档次|档)|，|。|；|$)").expect("valid")
    });
    if classes(document, types) {
        return;
    }
    if types.is_empty() && letters(document, types) {
        return;
    }
    let named = !types.is_empty();
    if !named && row_of_names(document, types) {
        return;
    }
    for sentence in &document.sentences {
        let promised = document.roles_of(sentence).any(Roles::TYPES | Roles::NAME);
        let text = document.words(&sentence.range);
        let mut from = 0;
        while let Some(found) = LIST.captures_at(text, from) {
            let (Some(list), Some(end)) = (found.name("list"), found.name("end")) else { break };
            // A verb inside what was taken for names (`资助项目分为甲、乙两类`) may open the list itself.
            from = found.name("told").map_or(list.start(), |told| told.start());
            let before = &text[..found.get(0).map_or(0, |m| m.start())];
            let counted = end.as_str().chars().count() > 1 || found.name("told").is_some();
            let verb = &text[before.len()..found.name("told").map_or(list.start(), |told| told.start())];
            let funds = ["扶持", "支持", "资助"].iter().any(|word| verb.contains(word));
            let sets = verb.starts_with('设') && before.is_empty();
            let divides = counted && (is_subject(before) || sets);
            let verbs = ["设立", "设置", "设", "分为", "分", "划分为"];
            let plainly = verbs.contains(&verb) && !before.is_empty() && is_subject(before);
            let again = named && !funds && promised;
            if !(promised && !named && !funds || divides || again || plainly && !named) {
                continue;
            }
            let names: Vec<&str> = names_in(list.as_str());
            if names.len() < 2 || !names.iter().all(|name| suits(name, counted)) {
                continue;
            }
            if again && !divides && !names.iter().all(|name| mentions::find(types, name).is_some()) {
                continue;
            }
            for name in names {
                let at = name.as_ptr() as usize - text.as_ptr() as usize + sentence.range.start;
                let range = at..at + name.len();
                // `甲、乙两档` and `甲期刊2种`: the short name is the beginning of the full one.
                match types.iter_mut().find(|kind| kind.key.starts_with(name)) {
                    Some(kind) => kind.others.push(range),
                    None => {
                        add(types, Type::new(name, range, sentence.node, "type.list"));
                    }
                }
            }
            return;
        }
    }
}

/// `A类：场馆类；B类：企业类`: classes and what they stand for, below a heading that promises types.
fn classes(document: &Document, types: &mut Vec<Type>) -> bool {
    static CLASS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<class>[A-Z甲乙丙丁][类组档]|第[一二三四五][类组档])[：，、为是]{1,2}(?P<name>[\p{Han}（）]{2,16})$")
            .expect("valid")
    });
    let mut found: Vec<Type> = Vec::new();
    for sentence in document.sentences.iter().filter(|one| document.roles_of(one).any(Roles::TYPES)) {
        let Some(words) = CLASS.captures(document.words(&sentence.range)) else { continue };
        let (Some(class), Some(name)) = (words.name("class"), words.name("name")) else { continue };
        if !is_name(name.as_str()) {
            continue;
        }
        let at = sentence.range.start;
        let mut kind =
            Type::new(name.as_str(), at + class.start()..at + name.end(), sentence.node, "type.class");
        class.as_str().clone_into(&mut kind.alias);
        found.push(kind);
    }
    let several = found.len() >= 2;
    if several {
        for kind in found {
            add(types, kind);
        }
    }
    several
}

/// `按照A、B、C三类`, `分为甲、乙、丙三档`: classes that have only a letter for a name.
fn letters(document: &Document, types: &mut Vec<Type>) -> bool {
    static LETTERS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:分为?|设|按照?|设立|设置)(?P<list>[A-Z甲乙丙丁](?:[、和/][A-Z甲乙丙丁])+)(?:[一二两三四五\d]?个?)?(?:类|档|级|等)")
            .expect("valid")
    });
    for sentence in &document.sentences {
        let words = document.words(&sentence.range);
        let Some(list) = LETTERS.captures(words).and_then(|found| found.name("list")) else { continue };
        let at = sentence.range.start + list.start();
        for (offset, letter) in list.as_str().char_indices().filter(|(_, ch)| !"、和/".contains(*ch)) {
            let range = at + offset..at + offset + letter.len_utf8();
            add(types, Type::new(&letter.to_string(), range, sentence.node, "type.letter"));
        }
        return true;
    }
    false
}

/// Below a heading that promises types, a clause that is nothing but names: `甲奖、乙奖、丙奖，…`.
fn row_of_names(document: &Document, types: &mut Vec<Type>) -> bool {
    for sentence in &document.sentences {
        let Some(clause) = sentence.clauses.first().filter(|_| !sentence.is_head) else { continue };
        let words = document.words(clause);
        let names: Vec<&str> = words.split('、').collect();
        let verbs = ["分为", "设置", "设立", "包括", "包含", "分成", "和", "及"];
        let fits = !verbs.iter().any(|verb| words.contains(verb))
            && names.len() >= 2
            && names.iter().all(|name| suits(name, false));
        if !fits || !document.roles_of(sentence).any(Roles::TYPES) {
            continue;
        }
        for name in names {
            let at = name.as_ptr() as usize - words.as_ptr() as usize + clause.start;
            add(types, Type::new(name, at..at + name.len(), sentence.node, "type.list"));
        }
        return true;
    }
    false
}

/// The names of a list, parted by marks, joining words or by their own quotation marks (`“甲”“乙”`).
fn names_in(list: &str) -> Vec<&str> {
    let quoted = list.matches('“').count() >= 2 && list.starts_with('“');
    let parts: Vec<&str> = if quoted {
        list.split(['“', '”']).collect()
    } else {
        list.split(['、', '和', '及', '与']).collect()
    };
    let joins = |part: &str| matches!(part, "" | "、" | "和" | "及" | "与" | "以及");
    parts.into_iter().map(str::trim).filter(|part| !quoted || !joins(part)).collect()
}

/// What is divided is a programme.
fn is_subject(before: &str) -> bool {
    before.ends_with(['目', '题', '划', '赛', '奖', '金', '，', '中', '别', '型', '度', '动', '助', '持'])
}

fn suits(name: &str, counted: bool) -> bool {
    static END: LazyLock<Regex> = LazyLock::new(|| Regex::new(&format!("{NOUNS}$")).expect("valid"));
    let count = name.chars().count();
    (2..=20).contains(&count) && is_name(name) && (counted || END.is_match(name))
}
