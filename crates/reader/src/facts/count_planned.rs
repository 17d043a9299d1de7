//! 计划立项数: how many projects the office means to fund.

use std::sync::LazyLock;

use regex::Regex;

use crate::fact::{Draft, Kind, span};
use crate::lexer::{Class, Lexeme};
use crate::roles::Roles;

use super::mentions;
use super::numbers::Reading;
use super::place::Place;

/// Claims numbers of projects to be funded.
pub fn claim(place: &Place) -> Option<Reading> {
    let quantity = place.quantity;
    let fits = matches!(
        quantity.unit.as_str(),
        "" | "项"
            | "个"
            | "家"
            | "名"
            | "支"
            | "人"
            | "篇"
            | "部"
            | "件"
            | "所"
            | "位"
            | "种"
            | "本"
            | "册"
            | "门"
            | "组"
    );
    if !fits || matches!(quantity.class, Class::Money | Class::Time | Class::Percent) {
        return None;
    }
    let labelled = place.labelled(Roles::COUNT) && place.before().chars().count() <= 4 || is_entry(place);
    if !(labelled || is_told(place) || is_named(place)) {
        return None;
    }
    let op = if labelled && !quantity.compared { "==" } else { quantity.op };
    let unit = if quantity.unit.is_empty() { "项" } else { &quantity.unit };
    let mut draft = Draft::new(
        Kind::CountPlanned,
        span(quantity.low, quantity.high),
        quoted(place, labelled),
        place.sentence.node,
        if labelled { "count.label" } else { "count" },
    )
    .measured(unit, op);
    draft.of_type = place.type_here();
    if draft.of_type.is_none() && place.clause_words().contains('共') {
        draft.scope = "合计".to_owned();
    }
    Some(Reading::Fact(Box::new(draft)))
}

fn quoted(place: &Place, labelled: bool) -> std::ops::Range<usize> {
    let clause = place.clause_range();
    let node = &place.document.tree.nodes[place.sentence.node];
    let start =
        if labelled { node.head.as_ref().map_or(clause.start, |head| head.start) } else { clause.start };
    start..clause.end.max(place.range.end)
}

/// `拟立项13项`, `计划支持15个左右`, `资助不超过20项`.
fn is_told(place: &Place) -> bool {
    static HEADS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:资助|支持|入选|立项|托举|获奖|表彰)人数(?:共|为|约)?$").expect("valid")
    });
    // `拟聘60名，其中甲领域25名、乙领域20名`
    static PARTS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:拟|计划)[^，。；]{0,14}\d+(?:名|个|项|家|人)，其中[^。；]{0,40}$").expect("valid")
    });
    let ends = place.after().is_empty() || place.after().starts_with('、');
    if PARTS.is_match(place.sentence_before()) && ends && place.quantity.op == "==" {
        return true;
    }
    if HEADS.is_match(place.before()) {
        return true;
    }
    static TOLD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?:本届|拟|计划|预计|将|共|总共|全市|全省|全区|全县|今年|本年度|本批|每年|年度|本次|择优|各|分别|其中)[^，。；]{0,12}(?:立项|立|资助|支持|评选|遴选|设立|设置|扶持|奖励|认定|安排|评出|选出|建设|培育|征集|确定|选拔|命名|表彰|托举|招募|选派|聘|设)(?:[^，。；]{0,12}?)?$",
            r"|(?:全省|全市|全区|全县|全国|本年度|20\d\d年)[^，。；]{0,8}(?:新建|建设|认定|创建|新增)[^，。；]{0,14}$|(?:遴选立项|遴选|评选|择优立项)[^，。；]{0,18}$|(?:立项|资助|支持|评选|遴选|设立|扶持|奖励|认定|表彰|选拔|命名|评出|确定)(?:20\d\d年度?)?(?:调研|研究|重点)?(?:项目|课题|数量|数|总数|人数|名额|对象|规模|经费|各类|一般|优秀|不超过|总计|共|约|学会|企业|人选|为)*$|(?:全省|全市|全区|全国|全县)(?:入选|立项|资助|支持|评选)(?:人数|数量|总数)?(?:共|为)?$",
        ))
        .expect("valid")
    });
    static PRIZE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:等奖|(?:优秀|组织|鼓励|入围|提名|单项)奖)(?:各)?$").expect("valid"));
    let work = [
        "对接",
        "举办",
        "开展",
        "组织",
        "邀请",
        "服务企业",
        "服务群众",
        "组建",
        "参加",
        "每个学会",
        "每家",
        "推荐",
        "申报",
        "参与",
        "培训",
        "发表",
    ];
    let before = place.before();
    let prize = PRIZE.is_match(before) && place.quantity.unit != "人";
    if prize || before.trim_end_matches(['为', '共']).ends_with("名额") {
        return true;
    }
    if opens_batch(before) || is_set_up(place) {
        return true;
    }
    let told = TOLD.is_match(before) && !work.iter().any(|word| tail(before).contains(word));
    let strict = before.contains('拟')
        || before.contains("计划")
        || before.contains("立项")
        || before.contains("择优")
        || before.contains("遴选");
    let reaching = place.roles.any(Roles::CONTENT | Roles::ACCEPTANCE);
    told && (!reaching || strict) && !place.traits().limits && !place.quantity.spoken_one()
}

/// `其中第一批8个、第二批7个`.
fn opens_batch(before: &str) -> bool {
    static BATCH: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"第[一二三四五]批(?:计划|拟|安排|支持)?$").expect("valid"));
    BATCH.is_match(before)
}

/// Below a heading that promises numbers and nothing else: `2-3个`, `“甲人物”30名`.
fn is_entry(place: &Place) -> bool {
    static NAME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:“[^“”]{2,20}”|[\p{Han}A-Za-z]{2,16})?$").expect("valid"));
    let counts =
        place.roles.any(Roles::COUNT) && !place.roles.any(Roles::CONTENT | Roles::LIMIT | Roles::ELIGIBILITY);
    let ends = place.after().is_empty() || place.after().starts_with(['（', '、']);
    let plain = !["每", "各", "推荐", "申报", "不"].iter().any(|word| place.before().contains(word));
    counts && ends && plain && place.clause == 0 && !place.quantity.spoken && NAME.is_match(place.before())
}

/// `另设优秀组织单位10个，优秀指导教师20名` in a section about prizes and types: bare names with their numbers.
fn is_set_up(place: &Place) -> bool {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:另|并|共|下|各|同时)?(?:设立|设置|设|评选)?(?:优秀|先进|突出|最佳|特别)[\p{Han}]{2,10}$",
        )
        .expect("valid")
    });
    let sets = place.sentence_words().contains('设') || place.sentence_words().contains("评选");
    place.roles.any(Roles::TYPES | Roles::COUNT)
        && sets
        && NAME.is_match(place.before())
        && place.after().is_empty()
}

/// The words since the verb that plans.
fn tail(before: &str) -> &str {
    ["立项", "资助", "支持", "遴选", "评选", "设立"]
        .iter()
        .filter_map(|verb| before.rfind(verb))
        .max()
        .map_or(before, |at| &before[at..])
}

/// `创新训练项目2项`: a type's name right before the number.
pub fn is_named(place: &Place) -> bool {
    if opens_type(place) {
        return true;
    }
    let before = place.sentence_before();
    let Some(kind) = mentions::last(&place.document.types, before) else { return false };
    let kind = &place.document.types[kind];
    let name = if before.contains(kind.name.as_str()) { &kind.name } else { &kind.key };
    let gap = before.rfind(name.as_str()).map_or(before, |at| &before[at + name.len()..]);
    let gap = without_bracket(gap.trim_start_matches(['”', '）', '》']).trim_start_matches("项目"));
    let close = matches!(
        gap,
        "" | "："
            | "（"
            | "共"
            | "拟立项"
            | "计划立项"
            | "立项"
            | "不超过"
            | "约"
            | "为"
            | "各"
            | "数量"
            | "名额"
    );
    let planned = place.roles.any(Roles::TYPES | Roles::COUNT | Roles::AMOUNT)
        || place.sentence_words().contains("立项")
        || place.sentence_words().contains("资助")
        || place
            .sentence
            .tokens
            .iter()
            .any(|token| matches!(&token.value, Lexeme::Quantity(q) if q.class == Class::Money));
    close && planned
}

/// `A类（重点）：30项左右，资助2000元/项`: the first words below a type's own heading; `共20项` among its terms.
fn opens_type(place: &Place) -> bool {
    let things = matches!(place.quantity.unit.as_str(), "项" | "个" | "家" | "支" | "门" | "名")
        && !place.quantity.spoken;
    let own = place.document.types.iter().any(|kind| kind.node == place.sentence.node);
    let first = place.clause == 0
        && place.before().is_empty()
        && place.sentence.range.start == place.document.tree.nodes[place.sentence.node].body.start;
    let summed = matches!(place.before(), "共" | "总计" | "合计" | "共计")
        && place.roles.any(Roles::AMOUNT | Roles::COUNT | Roles::TYPES);
    things && (own && first || summed)
}

/// The words after a code in brackets and a comma: `（2023-1-2），`.
fn without_bracket(gap: &str) -> &str {
    let gap = match (gap.starts_with('（'), gap.find('）')) {
        (true, Some(at)) => &gap[at + '）'.len_utf8()..],
        _ => gap,
    };
    gap.trim_start_matches(['，', ' '])
}

impl crate::lexer::Quantity {
    /// `一项`, `一个`: often an article rather than a number.
    pub fn spoken_one(&self) -> bool {
        self.spoken && self.low == 1.0 && self.high == 1.0 && !self.compared
    }
}
