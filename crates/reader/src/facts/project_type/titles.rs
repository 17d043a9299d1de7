//! Where no type is named: the programme itself, by its title, by the name in quotation marks, or by what the
//! notice says it starts.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Type, add, is_name};
use crate::document::Document;

/// The programme's own name.
pub fn programme(document: &Document, types: &mut Vec<Type>) {
    let header = &document.header;
    let calls =
        ["申报", "征集", "推荐", "评选", "申请", "立项", "遴选", "资助", "通知", "公告", "大赛", "招标"];
    let titled = calls.iter().any(|word| header.title.contains(word)) && !header.title_range.is_empty();
    if !titled {
        announced(document, types);
    }
    let name = programme_name(&header.title);
    if types.is_empty()
        && name.chars().count() >= 3
        && !name.contains(['〔', '[', '号'])
        && !header.title_range.is_empty()
    {
        for part in joined(&name) {
            add(types, Type::new(part, header.title_range.clone(), 0, "type.title"));
        }
    }
}

/// `甲活动项目和乙研究项目`: two names in one title, if each could stand alone.
fn joined(name: &str) -> Vec<&str> {
    static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[\p{Han}]{0,6}“[^“”]{2,20}”[\p{Han}]{0,6}|[\p{Han}A-Za-z“”（）]{2,24}(?:项目|课题|活动|基金|计划|工程|专项|奖|作品|论文|视频|案例|基地|团队|工作者|工作站|论坛|大赛))$").expect("valid")
    });
    let mut depth = 0usize;
    let parts: Vec<&str> = name
        .split(|ch: char| {
            depth += usize::from(matches!(ch, '“' | '《' | '（'));
            depth = depth.saturating_sub(usize::from(matches!(ch, '”' | '》' | '）')));
            depth == 0 && matches!(ch, '和' | '及' | '与' | '、')
        })
        .map(|part| part.trim_end_matches("候选对象").trim_end_matches("候选人").trim_end_matches("人选"))
        .collect();
    if parts.len() >= 2 && parts.iter().all(|part| WHOLE.is_match(part)) {
        parts.into_iter().map(|part| part.trim_matches(['“', '”'])).collect()
    } else {
        vec![name]
    }
}

/// `现决定启动“甲计划”和“乙基金”项目的立项申报工作`, `决定开展教学改革项目立项建设工作`.
fn announced(document: &Document, types: &mut Vec<Type>) {
    static STARTS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:启动|开展|组织|设立|征集|申报|实施|举办)[^。；]{0,60}?(?:申报|立项|征集|评选|推荐|遴选|申请|招标|评审|研究活动)").expect("valid")
    });
    static QUOTED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"“([^“”]{3,30})”").expect("valid"));
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:启动|开展|组织|设立|征集|申报|实施)(?:了|我校|全市|全省|全区|本年度)?((?:20\d\d年度?)?[\p{Han}（）]{2,28}?(?:项目|课题|计划|基金|工程|专项|奖))(?:的)?(?:立项|申报|征集|评选|推荐|遴选|申请|建设|招标|评审)").expect("valid")
    });
    static STARTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:[\p{Han}]{2,12}?)?((?:20\d\d(?:[-—－~至]20\d\d)?年度?)[\p{Han}（）]{2,20}?(?:项目|课题|计划|基金|工程|专项|奖))(?:申报|征集|评选|推荐|申请)(?:工作)?(?:现已|已经|已|正式|即日起)?(?:开始|启动)|(?:公开征集|征集)((?:20\d\d年度?)?[\p{Han}]{2,16}?(?:项目|课题))$").expect("valid")
    });
    for sentence in document.sentences.iter().take(12) {
        let words = document.words(&sentence.range);
        if !STARTS.is_match(words) && !STARTED.is_match(words) {
            continue;
        }
        let quoted: Vec<Range<usize>> = QUOTED
            .captures_iter(words)
            .filter(|found| {
                found.get(0).is_none_or(|whole| {
                    let before = &words[..whole.start()];
                    !before.ends_with('称') && !before.ends_with("对于") && !before.ends_with('对')
                })
            })
            .filter(|found| !is_tool(&found[1]))
            .filter_map(|found| found.get(1).map(|name| name.range()))
            .collect();
        let bare = STARTED.captures(words).or_else(|| BARE.captures(words));
        let bare = bare.filter(|found| !found[0].contains("做好"));
        let bare = bare.as_ref().and_then(|found| found.get(1).or(found.get(2))).map(|name| name.range());
        let names = if quoted.is_empty() { bare.into_iter().collect() } else { quoted };
        for name in names {
            let text = &words[name.clone()];
            if is_name(text) {
                let at = sentence.range.start;
                add(types, Type::new(text, at + name.start..at + name.end, sentence.node, "type.announced"));
            }
        }
        if !types.is_empty() {
            return;
        }
    }
}

/// Systems to fill in and papers to read are no programmes, though they stand in quotation marks.
fn is_tool(name: &str) -> bool {
    [
        "系统",
        "平台",
        "说明书",
        "指南",
        "通知",
        "办法",
        "表",
        "书",
        "手册",
        "网",
        "模板",
        "须知",
        "软件",
        "栏目",
    ]
    .iter()
    .any(|end| name.ends_with(end))
}

/// `关于组织申报2025年度甲项目的通知` → `甲项目`.
pub fn programme_name(title: &str) -> String {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^.*关于(?:组织|开展|做好|启动|征集|公开|申报|推荐|遴选|评选|举办|受理|集中|公布|印发|发布|报送|填报|参加|转发|开放|实施|设立|选拔|《)*").expect("valid")
    });
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:(?:集中)?(?:(?:申报|申请|征集|推荐|遴选|评选|组织|报名|评审|选拔|立项|受理|资助申报)(?:与|和|及|、)?){0,3}(?:工作|活动)?(?:的)?(?:预|补充)?(?:通知|公告|通告|启事|指南|说明|事项|函|须知|办法|方案|要求|》)+(?:（[^）]*）)?)$").expect("valid")
    });
    let name = HEAD.replace(title, "");
    let stripped = TAIL.replace(&name, "");
    let stripped = if stripped.chars().count() >= 3 { stripped } else { name.as_ref().into() };
    let start = stripped.trim_start_matches(|ch: char| ch.is_ascii_digit() || "—-".contains(ch));
    let start = start.strip_prefix("年度").or(start.strip_prefix("年")).unwrap_or(start);
    start.trim_matches(['“', '”', ' ', '的']).to_owned()
}
