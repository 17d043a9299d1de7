//! 指标: every other number that is required.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::{Draft, Kind, span};
use crate::lexer::{Class, Quantity};
use crate::markers::Style;
use crate::roles::Roles;

use super::numbers::Reading;
use super::place::{Place, first_chars, last_chars};

/// Claims what is left, if it is required.
pub fn claim(place: &Place) -> Option<Reading> {
    let quantity = place.quantity;
    if !is_required(place) {
        return Some(Reading::Nothing("number.not-required"));
    }
    let draft = Draft::new(
        Kind::Indicator,
        span(quantity.low, quantity.high),
        quoted(place),
        place.sentence.node,
        "indicator",
    )
    .measured(&quantity.unit, op(place));
    let mut draft = with_what(place, draft);
    draft.of_type = place.type_here();
    Some(Reading::Fact(Box::new(draft)))
}

/// `由3名以上正高级专家推荐`: how many must vouch for the applicant.
pub fn referees(place: &Place) -> Option<Reading> {
    static VOUCH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[^，。；]{0,24}(?:专家|院士|同行|推荐人|理事|教授|委员|会员)[^，。；]{0,6}(?:联名)?(?:推荐|提名|书面推荐)").expect("valid")
    });
    (place.quantity.class == Class::People && VOUCH.is_match(place.after()) && !place.traits().excludes).then(
        || {
            let draft = Draft::new(
                Kind::Indicator,
                span(place.quantity.low, place.quantity.high),
                quoted(place),
                place.sentence.node,
                "indicator.referees",
            )
            .measured(&place.quantity.unit, op(place));
            Reading::Fact(Box::new(with_what(place, draft)))
        },
    )
}

/// A field's length in a form: `(800字内)`.
pub fn hint(document: &Document, range: Range<usize>, quantity: &Quantity, node: usize) -> Draft {
    let view = document.view();
    let start =
        if view[..range.start].ends_with('（') { range.start - '（'.len_utf8() } else { range.start };
    let end = if view[range.end..].starts_with('）') { range.end + '）'.len_utf8() } else { range.end };
    Draft::new(Kind::Indicator, span(quantity.low, quantity.high), start..end, node, "indicator.form")
        .measured(&quantity.unit, quantity.op)
        .scoped("申报表")
}

fn op(place: &Place) -> &'static str {
    match place.quantity.op {
        ">" => ">=",
        "<" => "<=",
        op => op,
    }
}

fn is_required(place: &Place) -> bool {
    static ACT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"举办|开展|组织|提交|出具|形成|撰写|完成|发表|建设|制作|录制|培训|邀请|服务|编制|出版|拍摄|推出|发布|报送|进行|选择|任选|覆盖|参加|产出|对接|配备|走进|打造|承办|创作|设计|刊发|负责|覆盖率|率|规模|参会|会期|时长|字数|篇幅|编辑|开设|征集|转化|孵化|建立|组建|引进|培养|申请|获得|开发|编写|评选|发放|公示|提前|聘请|走访|调研|推广|宣传|报道|须有|需有|应有|由|不少|附|深入|实现|达到|上报|提供|联系|惠及|受益|招募|开讲|巡讲|制定|推荐人|推荐|加盖|设|提出|建成|培育|编印|印制|印发|播放|播出|放映|设置|配置|新增|义诊|接待|签约|授课|讲授|展出|展示|巡展|创建|选派|派出|派遣|聘|带动|受训",
        )
        .expect("valid")
    });
    let quantity = place.quantity;
    if place.traits().office && !quantity.compared && !place.clause_words().contains("公示") {
        return false;
    }
    if quantity.compared && quantity.op != "==" || matches!(quantity.op, ">=" | "<=" | "~") {
        return !is_preamble(place);
    }
    let body = place.roles.any(
        Roles::CONTENT
            | Roles::ACCEPTANCE
            | Roles::REQUIREMENT
            | Roles::MATERIAL
            | Roles::TYPES
            | Roles::SUBMISSION
            | Roles::REVIEW
            | Roles::OTHER
            | Roles::AMOUNT
            | Roles::DEADLINE
            | Roles::TOPICS,
    ) || place.roles.is_empty() && !is_preamble(place);
    if !body || quantity.class == Class::None {
        return false;
    }
    if matches!(quantity.class, Class::Length | Class::Technical | Class::Percent) {
        return true;
    }
    let stated = !place.roles.any(Roles::DEADLINE | Roles::CONTACT | Roles::AMOUNT)
        && (place.after().is_empty() || place.after().starts_with(['（', '、']))
        && place.before().chars().count() >= 2
        && (!quantity.spoken || crate::facts::traits::names_document(last_chars(place.before(), 6)));
    if stated {
        return true;
    }
    if place.before().ends_with("其中") || place.traits().hands_in && !quantity.spoken {
        return true;
    }
    let near = last_chars(place.before(), 30);
    let acts = ACT.is_match(near) || ACT.is_match(first_chars(place.after(), 12));
    if quantity.spoken_one() {
        return acts && is_counted_one(place);
    }
    acts
}

/// `提交一篇…报告`: 一 counts where a duty governs it directly; `提出一项…的服务` only describes.
fn is_counted_one(place: &Place) -> bool {
    static DIRECT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:提交|出具|形成|撰写|完成|举办|开展|发表|任选|选择|出版|制作|编制|组织|报送|召开|发布|任选其|其中|至少|承办|选取|参加)(?:不少于|至少)?$").expect("valid")
    });
    let abstract_thing =
        ["体系", "机制", "模式", "格局", "氛围", "队伍"].iter().any(|noun| place.after().contains(noun));
    DIRECT.is_match(place.before()) && !matches!(place.quantity.class, Class::Time) && !abstract_thing
}

/// Before the first section: why the notice was written.
fn is_preamble(place: &Place) -> bool {
    let document = place.document;
    let first = document.tree.nodes.iter().position(|node| {
        node.marker.is_some_and(|marker| marker.style != Style::Annex) || node.own.any(Roles::REQUIREMENT)
    });
    first.is_some_and(|first| place.sentence.node < first)
        && place.roles.is_empty()
        && place.document.tree.nodes[place.sentence.node].own.is_empty()
}

/// The clause; of a long one the part around the number.
fn quoted(place: &Place) -> Range<usize> {
    let clause = place.clause_range();
    let view = place.document.view();
    let mut start = clause.start;
    let mut end = clause.end;
    if view[clause.clone()].chars().count() > 45 {
        start = place.range.start - last_chars(&view[clause.start..place.range.start], 28).len();
        end = place.range.end + first_chars(&view[place.range.end..clause.end], 24).len();
    }
    start.min(place.range.start)..end.max(place.range.end)
}

/// What is counted: the noun before the comparator, or after the number.
fn with_what(place: &Place, mut draft: Draft) -> Draft {
    static VERBS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^.*?(?:举办|开展|组织|提交|形成|撰写|完成|发表|邀请|参加|报送|制作|推动|支持|须|应|需|并|在|由|（)").expect("valid")
    });
    let before = place.before().trim_end_matches(['（', '：', '为', '达']);
    let after = place.after().trim_start_matches(['的', '）', '）']);
    let noun = if before.chars().count() >= 2
        && !before.ends_with(['交', '成', '办', '展', '织', '写', '请', '由'])
    {
        VERBS.replace(before, "").into_owned()
    } else {
        after.split(['，', '；', '。', '（', '）']).next().unwrap_or(after).to_owned()
    };
    draft.what = noun.trim_matches(['、', '和', '的', '：', '“']).to_owned();
    draft
}
