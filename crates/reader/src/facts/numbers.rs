//! Every number has one reading. The readings are tried in order; the first that claims the number makes the fact
//! or says why there is none.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::Draft;
use crate::lexer::{Class, Lexeme};
use crate::roles::Roles;

use super::place::Place;
use super::traits::Traits;
use super::{
    Board, amount, applicant_eligibility, applicant_limit, completion_date, copies, count_planned, indicator,
};

/// What a reading says of a number.
#[derive(Debug)]
pub enum Reading {
    /// It is this fact.
    Fact(Box<Draft>),
    /// It is no fact of its own, and why.
    Nothing(&'static str),
}

type Reader = fn(&Place) -> Option<Reading>;

/// In the order in which they may claim a number.
const READERS: [Reader; 10] = [
    descriptive,
    indicator::referees,
    copies::claim,
    applicant_limit::claim,
    amount::claim,
    completion_date::claim,
    applicant_eligibility::claim,
    count_planned::claim,
    condition,
    indicator::claim,
];

/// Reads the quantities of a sentence.
pub fn read(document: &Document, index: usize, traits: &[Traits], board: &mut Board) {
    let sentence = &document.sentences[index];
    for (token, value) in sentence.tokens.iter().enumerate() {
        let Lexeme::Quantity(quantity) = &value.value else { continue };
        if board
            .notes
            .iter()
            .rev()
            .take_while(|note| note.sentence == index)
            .any(|note| note.token == Some(token))
        {
            continue;
        }
        let place = Place {
            document,
            sentence,
            traits,
            quantity,
            range: &value.range,
            clause: document.clause_index(sentence, value.range.start),
            roles: document.roles_of(sentence),
        };
        match READERS.iter().find_map(|reader| reader(&place)) {
            Some(Reading::Fact(draft)) => board.use_token(index, token, *draft),
            Some(Reading::Nothing(reason)) => board.pass_token(index, token, reason),
            None => board.pass_token(index, token, "number.unread"),
        }
    }
}

/// `承办单位应为社会组织，能够提供容纳200人的场地`: the clause carries on a condition.
fn follows_admission(place: &Place) -> bool {
    let before = place.clause.checked_sub(1).and_then(|at| place.traits.get(at));
    let words = place.clause_words();
    let carries_on = ["能", "具有", "具备", "有", "且", "并具", "熟悉", "从事", "入会", "年龄"]
        .iter()
        .any(|start| words.starts_with(start));
    before.is_some_and(|before| before.admits) && carries_on && !place.traits().hands_in
}

/// In a form to fill in only the lengths of its fields are rules.
pub fn read_form_hints(document: &Document, index: usize, board: &mut Board) {
    let sentence = &document.sentences[index];
    for (token, range, quantity) in
        document.quantities(sentence).map(|(t, r, q)| (t, r.clone(), q)).collect::<Vec<_>>()
    {
        if quantity.class == Class::Length && quantity.op != "==" {
            board.use_token(index, token, indicator::hint(document, range, quantity, sentence.node));
        }
    }
}

/// Lengths in the cells of a form.
pub fn read_form_rows(document: &Document, board: &mut Board) {
    for (id, node) in document.tree.nodes.iter().enumerate() {
        if node.kind != crate::structure::Kind::Row || !document.scopes.in_form(id) {
            continue;
        }
        for token in crate::lexer::lex(document.view(), node.range.clone()) {
            if let Lexeme::Quantity(quantity) = &token.value
                && quantity.class == Class::Length
                && quantity.op != "=="
            {
                board.drafts.push(indicator::hint(document, token.range.clone(), quantity, id));
            }
        }
    }
}

/// Numbers that describe and do not require: ordinals, the past, groups of things, parts of names.
fn descriptive(place: &Place) -> Option<Reading> {
    static PAST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:已|曾|现有|目前|截至|截止目前|累计已|历年|往年|上年度?|去年|近年来|以来|此前|过去|原有|共有|曾经|获批|达到了)[^，。；]{0,20}$").expect("valid")
    });
    static RECORD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"近[一二三四五两\d]+年|现有|目前已|累计已|截至20\d\d年").expect("valid")
    });
    static FREQUENCY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"每(?:[一两二三四五\d]?年|季度|个?月|周|半年|年度|学期)[^，。；]{0,10}$").expect("valid")
    });
    static GROUP: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:的)?(?:大)?(?:方向|方面|类别|类型|领域|层次|环节|阶段|部分|专题|主题|板块|维度|必须|坚持|统一|结合|百分点|奖种|奖项|梯次|层级|行业|产业|步骤|月|级以上|(?:省|市|区|县)(?:$|[，、（]))").expect("valid")
    });
    let quantity = place.quantity;
    let after = place.after();
    let before = place.before();
    if quantity.class == Class::Time && quantity.unit == "年" && quantity.low >= 1900.0 {
        return Some(Reading::Nothing("number.year"));
    }
    if matches!(
        quantity.unit.as_str(),
        "层" | "级"
            | "版"
            | "届"
            | "方面"
            | "环节"
            | "大类"
            | "类"
            | "种"
            | "首"
            | "则"
            | "块"
            | "面"
            | "板块"
            | "岁"
            | "周岁"
    ) && !quantity.compared
        && quantity.op == "=="
        && !place.counts_grants()
        && !(matches!(quantity.unit.as_str(), "种" | "首" | "则" | "版") && counts_works(place))
        || matches!(quantity.unit.as_str(), "岁" | "周岁" | "方面" | "层" | "级")
    {
        return Some(Reading::Nothing("number.group"));
    }
    // `社科设甲研究和乙研究2个专项课题`: how many were just named.
    let named = ["专项", "课题", "项目", "类"].iter().any(|noun| after.starts_with(noun))
        && before.contains('设')
        && before.contains(['、', '和']);
    if named && quantity.class == Class::Things && !quantity.compared && place.roles.any(Roles::TYPES) {
        return Some(Reading::Nothing("number.group"));
    }
    // `全年分两批征集`
    if before.ends_with('分')
        && matches!(quantity.unit.as_str(), "批" | "期" | "次" | "轮" | "个阶段")
        && !quantity.compared
    {
        return Some(Reading::Nothing("number.group"));
    }
    // `5名以上（含5名）`
    if before.ends_with("（含") && after.starts_with('）') {
        return Some(Reading::Nothing("number.again"));
    }
    let share = quantity.class == Class::Percent;
    if share
        && (before.ends_with("等奖")
            || ["上浮", "上调", "下调", "上浮至"].iter().any(|verb| before.ends_with(verb)))
    {
        return Some(Reading::Nothing("number.share"));
    }
    if share
        && after.starts_with("的比例")
        && ["择优", "确定", "立项", "遴选"].iter().any(|verb| after.contains(verb))
    {
        return Some(Reading::Nothing("number.share"));
    }
    // `举办周期为2—5年的…会议`: what is meant, not a time that is set.
    if quantity.class == Class::Time && before.ends_with("周期为") && after.starts_with('的') {
        return Some(Reading::Nothing("number.kind"));
    }
    let subject = quantity.spoken_one() || quantity.spoken && quantity.low == 1.0 && quantity.op == "<=";
    if subject
        && before.is_empty()
        && matches!(quantity.unit.as_str(), "家" | "个" | "名")
        && place.traits().limits
    {
        return Some(Reading::Nothing("number.subject"));
    }
    // `时长以1分钟、3分钟、5分钟为宜`: a choice that is recommended.
    let among = place.before().ends_with('、') || place.after().starts_with('、');
    if among && place.clause_words().ends_with("为宜") {
        return Some(Reading::Nothing("number.choice"));
    }
    let themes =
        ["坚持", "围绕", "聚焦", "落实", "突出", "抓住", "强化"].iter().any(|verb| before.ends_with(verb));
    if !quantity.compared && themes && matches!(quantity.class, Class::Things) {
        return Some(Reading::Nothing("number.group"));
    }
    if quantity.op == "==" && !quantity.compared && GROUP.is_match(after) && quantity.class == Class::Things {
        return Some(Reading::Nothing("number.group"));
    }
    let recent = before.ends_with(['近', '第', '每', '下', '上', '当', '同', '次'])
        || before.ends_with('前')
            && !before.ends_with("提前")
            && matches!(quantity.unit.as_str(), "年" | "个月" | "周年")
        || before.ends_with("连续") && quantity.unit == "年"
        || before.ends_with("过去")
        || before.ends_with("最近");
    if quantity.class == Class::Time && recent && !quantity.compared {
        return Some(Reading::Nothing("number.past"));
    }
    if quantity.unit == "分" && quantity.op == "==" {
        return Some(Reading::Nothing("number.points"));
    }
    if quantity.spoken && FREQUENCY.is_match(before) {
        return Some(Reading::Nothing("number.frequency"));
    }
    if matches!(quantity.class, Class::Time)
        && ["建设期", "实施期", "期内", "周期内", "任期"].iter().any(|word| after.starts_with(word))
    {
        return Some(Reading::Nothing("number.names-period"));
    }
    if place.speaks_of_earlier_year() && !quantity.compared {
        return Some(Reading::Nothing("number.past"));
    }
    let modal = ["须", "应", "拟", "计划", "将", "需", "要求", "不少于", "不超过", "不低于", "至少", "可"]
        .iter()
        .any(|word| place.sentence_words().contains(word));
    if PAST.is_match(before) && !quantity.compared
        || !modal && RECORD.is_match(place.sentence_before()) && !quantity.compared && before != "各"
    {
        return Some(Reading::Nothing("number.past"));
    }
    let money = quantity.unit == "元" && place.roles.any(Roles::AMOUNT);
    if quantity.class == Class::None && !place.roles.any(Roles::COUNT) && !money {
        return Some(Reading::Nothing("number.bare"));
    }
    None
}

/// `完成图书1种`, `甲期刊5种`: works that are made or funded, not kinds of something.
fn counts_works(place: &Place) -> bool {
    let made =
        ["完成", "出版", "创作", "编写", "制作", "开发"].iter().any(|verb| place.before().contains(verb));
    !place.quantity.spoken && (made || count_planned::is_named(place))
}

/// A number inside a condition, a reason, a bar or a guide belongs to that statement.
fn condition(place: &Place) -> Option<Reading> {
    let traits = place.traits();
    let roles = place.roles;
    if roles.any(Roles::BACKGROUND) {
        return Some(Reading::Nothing("number.background"));
    }
    let required = || place.document.quantities(place.sentence).any(|(_, _, quantity)| quantity.compared);
    let counted = matches!(place.quantity.class, Class::Things) && !place.quantity.spoken;
    let demanded = matches!(place.quantity.class, Class::Length) || place.quantity.compared;
    if roles.any(Roles::TOPICS) && !demanded && !(counted && required()) {
        return Some(Reading::Nothing("number.topic"));
    }
    if super::eligibility_exclusion::listed(place.document, place.sentence) {
        return Some(Reading::Nothing("number.in-exclusion"));
    }
    if traits.excludes && !place.clause_words().contains("不得超过") {
        return Some(Reading::Nothing("number.in-exclusion"));
    }
    let applicants =
        roles.any(Roles::ELIGIBILITY | Roles::EXCLUSION) && !roles.any(Roles::CONTENT | Roles::MATERIAL);
    if applicants && !(traits.hands_in && super::applicant_eligibility::asks_paper(place.clause_words())) {
        return Some(Reading::Nothing("number.in-condition"));
    }
    if place.clause_words().ends_with('的') && place.clause + 1 < place.sentence.clauses.len() {
        return Some(Reading::Nothing("number.in-condition"));
    }
    if follows_admission(place) {
        return Some(Reading::Nothing("number.in-condition"));
    }
    if traits.admits && !traits.hands_in && !traits.limits {
        return Some(Reading::Nothing("number.in-condition"));
    }
    if traits.free && !place.quantity.compared {
        return Some(Reading::Nothing("number.optional"));
    }
    None
}
