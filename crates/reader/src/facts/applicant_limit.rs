//! 限项: how many applications or nominations one unit or person may make; also how many must (`至少申报一项`).

use std::sync::LazyLock;

use regex::Regex;

use crate::fact::{Draft, Kind, span};
use crate::lexer::Class;
use crate::roles::Roles;

use super::numbers::Reading;
use super::place::Place;

const SUBJECT: &str = r"(?:(?:课题组|项目组|团队)?成员|每(?:个|家|名|位|人|所|校|一)?(?:[\p{Han}（）、]{0,14})|各[\p{Han}（）、]{1,14}|同一[\p{Han}（）、]{1,12}|单个[\p{Han}]{1,8}|一(?:个|家)单位|申报单位|申报人|申请人|推荐单位|推荐人|项目负责人|负责人|个人|原则上|学会|高校|单位|联合)";
const VERB: &str = "(?:申报|推荐|报送|申请|主持|牵头|承担|参加|参与|提名|遴选|选送|限报|限项|指导项目|指导|上报[^道]|参评|投稿|荐|承办|申办|参报|推选|选报|自荐|只能负责|限推|增报|最多报|限报|可报|只能报|至多报|报名)";

/// Claims numbers of applications per unit or person.
pub fn claim(place: &Place) -> Option<Reading> {
    static BOUND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"{SUBJECT}[^，。；]{{0,24}}{VERB}|^每(?:个|家)?(?:县|市|区|校|单位|学会|人|院)(?:（[^）]*）)?$|每(?:个|家)?[\p{{Han}}]{{0,6}}(?:单位|学会|科协|高校|学院|科室|部门|学校|企业|社区|支部|团队)(?:不超过|限|最多|至多)?$|(?:申报|推荐|报送|申请|提名|指导|报名)[^，。；]{{0,16}}(?:数|数量|项目|名额|课题|人选|作品|限额|总数)?$|(?:参加|参与|负责)(?:的)?(?:项目|课题)(?:数|数量|总数)?(?:不能超过|不得?超过|不多于|最多)?$")).expect("valid")
    });
    static OPEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"限报|限额|限申报|限推荐|限荐|限项|申报名额|推荐名额|名额|只能(?:作为|获得|申报|主持|参与|参加|承担|推荐|牵头)|限[^，。；期时]{0,4}(?:申报|推荐)|其中[^，。；]{0,10}限(?:报)?$|推荐数量|只能选报|只能选择|可增报|限负责|限推|只能(?:报|负责|申请|主导)|^(?:其他|其它|其余)[^，。；]{1,8}(?:各|均|每类)|(?:两类|各类|累计|合计)(?:合计)?(?:不得?超过|最多)$").expect("valid")
    });
    static JOINT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:联合|合作|协作|参与|参加)(?:申报)?(?:的)?单位(?:数量|数|总数|原则上|一般)*$")
            .expect("valid")
    });
    static NOMINATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^[^，。；]{0,14}(?:推荐到|推荐至|推荐给|报送至|上报至|报送到|推荐上报|推荐申报|推荐参加)",
        )
        .expect("valid")
    });
    let quantity = place.quantity;
    let asks = ["资助", "申报", "申请", "支持", "报", "报名"];
    let once = quantity.unit == "次"
        && asks.iter().any(|word| {
            place.after().starts_with(word) || place.before().ends_with(word) && per_subject(place.before())
        });
    let hosting = before_with_comparator(place);
    let once = once || quantity.unit == "次" && hosting.ends_with("只能报") && per_subject(&hosting);
    let once = once
        || ["承办", "申办"].iter().any(|verb| hosting.contains(verb))
            && quantity.unit == "场"
            && quantity.op != "=="
            && is_hosting(&hosting, place);
    let fits = matches!(quantity.class, Class::Things | Class::People | Class::None)
        && (once || !is_event(&quantity.unit));
    if !fits || quantity.class == Class::None && !place.labelled(Roles::LIMIT) {
        return None;
    }
    let before = before_with_comparator(place);
    let before = before.as_str();
    if quantity.class == Class::People
        && !is_nomination(before, place)
        && !listed_quota(place)
        && !nominates_some(place)
        || place.quantity.class == Class::People && is_team(before, place.after())
        || has_done(before)
    {
        return None;
    }
    let bounded = matches!(quantity.op, "<=" | ">=" | "<");
    let joint = JOINT.is_match(place.before()) && quantity.op == "<=";
    let nominated = NOMINATE.is_match(place.after()) && !place.traits().hands_in;
    let quota = before.ends_with("推荐") && is_application(place) && quantity.class != Class::None;
    if before.trim_end_matches(['为', '共']).ends_with("名额")
        && !["推荐", "申报", "每", "各", "单位"].iter().any(|word| before.contains(word))
    {
        return None;
    }
    let chosen = before.ends_with("选择") && place.after().contains("申报") && bounded;
    let hosts = ["可承办", "可申办", "可牵头承办"].iter().any(|end| before.ends_with(end))
        && per_subject(place.sentence_words());
    let each = listed_quota(place) && bounded && before.trim_end_matches("不超过").ends_with('各');
    let limit = chosen
        || each
        || hosts
        || place.before().starts_with("其中") && bounded && listed_quota(place) && !is_event(&quantity.unit)
        || once && quantity.unit == "场"
        || quota
        || OPEN.is_match(before) && !before.contains("立项名额")
        || BOUND.is_match(before)
            && (bounded || (per_subject(before) || listed_quota(place)) && is_application(place))
        || nominates_some(place)
        || joint
        || nominated
        || place.roles.any(Roles::LIMIT)
            && !selects(before)
            && !place.roles.any(Roles::COUNT | Roles::CONTENT);
    let paper = place.traits().hands_in && matches!(quantity.unit.as_str(), "份" | "张" | "段" | "套");
    let part = before.starts_with("其中") && listed_quota(place);
    if !limit || paper || is_work(before) && !nominated && !part {
        return None;
    }
    let op = if quantity.op == "==" && quantity.low == quantity.high { "<=" } else { quantity.op };
    let draft = Draft::new(
        Kind::ApplicantLimit,
        span(quantity.low, quantity.high),
        place.clause_range(),
        place.sentence.node,
        "limit",
    )
    .measured(&quantity.unit, op)
    .scoped(subject(before));
    Some(Reading::Fact(Box::new(draft)))
}

/// `在全校遴选30个项目`: how many are chosen, not how many each may send.
fn selects(before: &str) -> bool {
    ["遴选", "设立", "立项", "评选", "资助", "支持", "确定"].iter().any(|verb| before.ends_with(verb))
        && !["每", "各", "限", "推荐"].iter().any(|word| before.contains(word))
}

/// `可以专家推荐方式实名推荐1名候选人`, `省厅可推荐专项项目1项`: how many a nominator may name.
fn nominates_some(place: &Place) -> bool {
    let before = place.before();
    let names = ["推荐", "提名"].iter().any(|verb| before.ends_with(verb));
    let people = names && before.contains('可') && place.quantity.class == Class::People;
    let projects = before.find("可推荐").is_some_and(|at| before[at..].chars().count() <= 24)
        && place.quantity.class == Class::Things
        && is_application(place);
    (people || projects) && !place.quantity.spoken
}

fn before_with_comparator(place: &Place) -> String {
    let clause = place.clause_range();
    let number = place.sentence.range.start + place.quantity.number.start;
    super::place::last_chars(&place.document.view()[clause.start.min(number)..number], 48)
        .replace("不多于", "不超过")
        .replace("不得多于", "不得超过")
        .replace("不超出", "不超过")
}

fn is_event(unit: &str) -> bool {
    matches!(unit, "届" | "场" | "次" | "场次" | "期" | "批" | "轮" | "课次" | "堂" | "节")
}

/// `各县推荐3名，市直分会推荐1名`: one more in a list of quotas.
fn listed_quota(place: &Place) -> bool {
    let sentence = place.sentence_words();
    let part = place.before().starts_with("其中") && place.quantity.op == "<=";
    if part
        && [
            "限额",
            "限报",
            "限申报",
            "最多",
            "限推荐",
            "推荐总数",
            "推荐不",
            "申报总数",
            "至少申报",
            "至多申报",
            "可申报",
        ]
        .iter()
        .any(|word| place.sentence_before().contains(word))
    {
        return true;
    }
    sentence.contains("推荐") && (sentence.starts_with('各') || sentence.starts_with('每'))
}

/// `每家单位承办不超过4场，至少承办1场`: how often one may (or must) be host.
fn is_hosting(before: &str, place: &Place) -> bool {
    let subject = per_subject(before) || per_subject(place.sentence_words());
    subject
        && (before.ends_with("超过")
            || before.ends_with("承办")
            || before.ends_with("申办")
            || before.ends_with("至少"))
}

/// Experience, not a limit: `承担过同类项目2个以上`.
fn has_done(before: &str) -> bool {
    ["承担过", "主持过", "参与过", "参加过", "完成过", "申报过", "已承担", "已主持"]
        .iter()
        .any(|word| before.contains(word))
}

/// People are nominated, not counted as a team.
fn is_nomination(before: &str, place: &Place) -> bool {
    let verb = ["推荐", "限荐", "限报", "名额", "提名", "选派", "报送", "申报", "推选", "选送"]
        .iter()
        .any(|word| before.contains(word));
    let before = before.replace("推荐单位", "单位");
    let before = before.as_str();
    let team = ["导师", "配备", "专家", "成员", "教师", "参会", "参与", "团队", "人员", "邀请", "指导"]
        .iter()
        .any(|word| before.contains(word) || place.after().starts_with(word));
    let unit = ["单位", "学会", "科协", "高校", "学院", "县", "市", "区", "校"]
        .iter()
        .any(|noun| before.contains(noun))
        && per_subject(before);
    (verb || unit) && !team || place.roles.any(Roles::LIMIT)
}

/// Team size: members, supervisors, partners of one project.
fn is_team(before: &str, after: &str) -> bool {
    static TEAM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:成员|人数|指导教师|导师|主讲|骨干|参与者|参与人|参加人|团队人员|项目组|课题组)(?:人数|数量|总数|一般|原则上|应|须|名)*(?:不|至|最|限|约|为|在|$)").expect("valid")
    });
    let nominated = ["推荐人数", "申报人数", "报名人数", "推荐总数"].iter().any(|word| before.contains(word));
    TEAM.is_match(before) && !nominated && !before.contains("每年") && !before.contains("申报数")
        || after.starts_with("指导教师")
}

fn per_subject(before: &str) -> bool {
    before.starts_with('每')
        || before.contains("每个")
        || before.contains("每家")
        || before.contains("每名")
        || before.contains("每人")
        || before.contains("每位")
        || before.contains("同一")
        || before.contains("每单位")
        || before.contains("各单位")
        || before.contains("每所")
        || before.contains("每校")
        || before.starts_with("每县")
        || before.starts_with('各') && before.contains("推荐")
}

/// What is counted is an application, not a piece of work.
fn is_application(place: &Place) -> bool {
    let after = place.after();
    let words = [
        "项目", "课题", "作品", "名额", "申报", "人选", "候选", "论文", "案例", "会议", "活动", "论坛",
        "成果",
    ];
    after.is_empty()
        || after.starts_with(['、', '，', '（'])
        || words.iter().any(|word| after.starts_with(word))
}

/// Work to be done, not applications: `每个学会举办…不少于2场`.
fn is_work(before: &str) -> bool {
    let before = before.rsplit('，').next().unwrap_or(before);
    [
        "举办",
        "开展",
        "对接",
        "服务企业",
        "培训",
        "转化",
        "发表",
        "形成",
        "撰写",
        "提交",
        "报告",
        "发布",
        "邀请",
        "征集",
        "组建",
        "专利",
        "论文",
        "软件著作",
    ]
    .iter()
    .any(|word| before.contains(word))
        && !before.contains("申报")
        && !before.contains("推荐")
}

/// Whom the limit binds.
fn subject(before: &str) -> String {
    static WHO: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:每(?:个|家|名|位|所|一)?|各|同一|单个)([\p{Han}（）]{1,8}?)(?:只能|限|申报|推荐|最多|至多|原则|不|每|可|应|须|主持|在|至|项目)|(联合申报单位|联合单位|合作单位|申报单位|申报人|项目负责人|申请人)").expect("valid")
    });
    WHO.captures(before)
        .and_then(|found| found.get(1).or(found.get(2)))
        .map_or(String::new(), |m| m.as_str().to_owned())
}
