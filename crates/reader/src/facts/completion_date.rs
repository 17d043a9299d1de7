//! 完成时限: how long a project runs, by when its stages must be done; durations, and dates (see also deadline).

use std::sync::LazyLock;

use regex::Regex;

use crate::fact::{Draft, Kind};
use crate::lexer::{Class, Quantity};
use crate::roles::Roles;

use super::numbers::Reading;
use super::place::Place;

/// Words of a project's own time.
pub const PERIOD: &str = r"周期|期限|时限|执行期|实施期|建设期|研究期|资助期|培育期|服务期|合同期|完成期|研究时间|完成时间|实施时间|执行时间|项目期|工期|研究年限|建设年限|资助年限|执行年限|项目年限|结题时间|结项时间|为期|建设时间|项目实施|支持期|聘期|扶持期|合作期|托举期|运营期|连续支持|连续资助";

/// Claims durations of projects and of their stages.
pub fn claim(place: &Place) -> Option<Reading> {
    static RUNS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!("(?:{PERIOD})[^，。；]{{0,14}}$|(?:可执行|延长至|延长到|延至)$")).expect("valid")
    });
    // `研究期限一般为2年，最长不超过3年`: the clause before names the time.
    static RUNS_IN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!("(?:{PERIOD})[^，。；]{{0,14}}(?:年|月|天|周)$")).expect("valid")
    });
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:结束|完成|通过|签订|签署|下达|立项|举办|发布|到账|批复|结题|验收|公布|开展|启动|确定|实施|批准|获批|拨付|完结|到期|闭幕|举行|收到)[^，。；]{0,8}?(?:后|之日起|起|之后)(?:的)?(?:第)?$|(?:结束|完成)$|[\p{Han}]{1,12}(?:后|之日起)$").expect("valid")
    });
    static ACTS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"完成|提交|报送|形成|上报|结题|验收|整改|公布|发布|填报|实施|办理|签订|上传|交|报|转拨|拨付|梳理|备案|提供|举办|召开|申请").expect("valid")
    });
    let quantity = place.quantity;
    if quantity.class != Class::Time
        || matches!(quantity.unit.as_str(), "学时" | "课时" | "小时" | "分钟" | "秒" | "个学时")
    {
        return None;
    }
    let before = place.before();
    let section = place.roles == Roles::PERIOD && matches!(quantity.unit.as_str(), "年" | "个月");
    let carried_on = before.is_empty()
        && quantity.compared
        && place
            .clause
            .checked_sub(1)
            .and_then(|at| place.sentence.clauses.get(at))
            .is_some_and(|clause| RUNS_IN.is_match(place.document.words(clause)));
    let runs = section || place.labelled(Roles::PERIOD) || RUNS.is_match(before) || carried_on;
    let follows = AFTER.is_match(before)
        && (quantity.op == "<=" || place.after().starts_with('内'))
        && ACTS.is_match(&rest(place));
    let follows = follows || within_years(place);
    if !(runs || follows) || is_other_time(place) {
        return None;
    }
    let value = duration(quantity)?;
    let op = if follows || quantity.op != "==" {
        if quantity.op == "==" { "<=" } else { quantity.op }
    } else {
        "=="
    };
    let rule = if follows { "completion.after" } else { "completion.duration" };
    let mut draft = Draft::new(Kind::CompletionDate, value, quoted(place, runs), place.sentence.node, rule)
        .measured("", op);
    if follows {
        draft.scope = format!("（{}）", before.trim_start_matches(['，', '（']));
    }
    draft.of_type = place.type_here();
    Some(Reading::Fact(Box::new(draft)))
}

/// `一年内须完成项目确定的目标`: a time within which the project itself is done.
fn within_years(place: &Place) -> bool {
    static DONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:之)?内?(?:必须|应当|须|应|需|要)?(?:完成|结题|结项|验收)").expect("valid")
    });
    let whole = matches!(place.quantity.unit.as_str(), "年" | "个月");
    let within = place.quantity.op == "<=" || place.after().starts_with('内');
    let opens = place.before().chars().count() <= 4 || place.before().ends_with(['在', '于']);
    whole && within && opens && DONE.is_match(place.after())
}

/// The clause from the number on, and the clause after it.
fn rest(place: &Place) -> String {
    let next = place.sentence.clauses.get(place.clause + 1).map_or("", |clause| place.document.words(clause));
    format!("{}{}", place.after(), next)
}

fn quoted(place: &Place, runs: bool) -> std::ops::Range<usize> {
    let clause = place.clause_range();
    let node = &place.document.tree.nodes[place.sentence.node];
    let start = match &node.head {
        Some(head) if runs && node.own.any(Roles::PERIOD) && place.clause == 0 => head.start,
        _ => clause.start,
    };
    start..clause.end.max(place.range.end)
}

/// Not a project's time: publicity, age, experience, reporting ahead.
fn is_other_time(place: &Place) -> bool {
    let before = place.before();
    [
        "公示",
        "公告期",
        "从事",
        "工作经历",
        "成立",
        "年龄",
        "任职",
        "提前",
        "近",
        "满",
        "会期",
        "异议",
        "协议期限",
        "举办周期",
        "出版周期",
        "审稿周期",
        "平均",
    ]
    .iter()
    .any(|word| before.contains(word))
        || place.after().starts_with("前") && !before.contains("期")
}

/// `P6M`, `P1Y`, `P2W`, `P10D`, or `[P1Y, P2Y]`.
pub fn duration(quantity: &Quantity) -> Option<serde_json::Value> {
    let one = |value: f64| -> Option<String> {
        let (unit, factor) = match quantity.unit.as_str() {
            "年" | "周年" => ("Y", 12.0),
            "个月" => ("M", 1.0),
            "周" | "个周" | "星期" => ("W", 0.0),
            "天" | "日" | "工作日" | "自然日" | "个自然日" | "个日历日" => ("D", 0.0),
            _ => return None,
        };
        if value.fract() == 0.0 {
            Some(format!("P{value:.0}{unit}"))
        } else if factor > 0.0 && (value * factor).fract() == 0.0 {
            Some(format!("P{:.0}M", value * factor))
        } else {
            None
        }
    };
    let (low, high) = (one(quantity.low)?, one(quantity.high)?);
    Some(if low == high { low.into() } else { vec![low, high].into() })
}
