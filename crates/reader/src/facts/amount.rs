//! 经费额度: money per project, or in total; a fee to be paid is an indicator; turnover and the past are nothing.

use std::sync::LazyLock;

use regex::Regex;

use crate::fact::{Draft, Kind, span};
use crate::lexer::Class;
use crate::roles::Roles;

use super::numbers::Reading;
use super::place::Place;

/// Claims money.
pub fn claim(place: &Place) -> Option<Reading> {
    let quantity = place.quantity;
    let bare = quantity.class == Class::None && quantity.unit == "元" && place.roles.any(Roles::AMOUNT);
    if quantity.class != Class::Money && !bare {
        return None;
    }
    if place.traits().bans && !place.roles.any(Roles::AMOUNT) {
        return Some(Reading::Nothing("amount.spending"));
    }
    if is_fee(place) || lists_fees(place) {
        return Some(fee(place));
    }
    if let Some(reason) = not_granted(place) {
        return Some(reason);
    }
    let total = is_total(place);
    let draft = Draft::new(
        Kind::Amount,
        span(quantity.low, quantity.high),
        quoted(place),
        place.sentence.node,
        if total { "amount.total" } else { "amount" },
    )
    .measured("元", if quantity.op == ">" { ">=" } else { quantity.op })
    .scoped(if total { "合计" } else { "" });
    Some(Reading::Fact(Box::new(with_type(place, draft))))
}

fn with_type(place: &Place, mut draft: Draft) -> Draft {
    draft.of_type = place.type_here();
    draft
}

/// From the beginning of the clause, or of the clause before if this one is only the sum.
fn quoted(place: &Place) -> std::ops::Range<usize> {
    let clause = place.clause_range();
    let short = place.range.start.saturating_sub(clause.start) <= 6;
    let start = match place.clause.checked_sub(1).and_then(|before| place.sentence.clauses.get(before)) {
        Some(before) if short && before.len() <= 90 => before.start,
        _ => clause.start,
    };
    start..place.range.end.max(start)
}

/// `会员单位每项收取评审费3000元，非会员单位5000元`: the next in a list of fees.
fn lists_fees(place: &Place) -> bool {
    let fee =
        place.clause.checked_sub(1).and_then(|at| place.sentence.clauses.get(at)).is_some_and(|clause| {
            let words = place.document.words(clause);
            words.ends_with('元')
                && ["收取", "缴纳", "交纳", "评审费", "报名费", "会务费", "注册费", "参赛费"]
                    .iter()
                    .any(|word| words.contains(word))
        });
    let grants =
        ["资助", "支持", "补助", "奖", "经费"].iter().any(|word| place.clause_words().contains(word));
    fee && !grants && place.before().chars().count() <= 10
}

fn is_fee(place: &Place) -> bool {
    static FEE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:评审费|报名费|会费|注册费|工本费|手续费|参赛费|版面费|评审费用|会务费|鉴定费|资料费|参会费|查新费|保证金|押金|咨询费|讲课费|劳务费|食宿费|住宿费|服务费|评审收费|审稿费)[^，。；和及、]{0,8}$|(?:缴纳|交纳|收取|缴费|收费)[^，。；]{0,14}$").expect("valid")
    });
    FEE.is_match(place.before()) && !place.before().contains("不收取")
}

fn fee(place: &Place) -> Reading {
    let quantity = place.quantity;
    Reading::Fact(Box::new(
        Draft::new(
            Kind::Indicator,
            span(quantity.low, quantity.high),
            place.clause_range(),
            place.sentence.node,
            "indicator.fee",
        )
        .measured("元", quantity.op),
    ))
}

/// Money that is no grant: turnover, the past, thresholds of spending; money of one's own is an indicator.
fn not_granted(place: &Place) -> Option<Reading> {
    static WEALTH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"注册资本|注册资金|营业收入|营收|主营业务|销售|产值|年收入|收入|产量|利润|投资|纳税|净资产|总资产|资产|融资|研发(?:费用|投入|经费)|经济效益|交易额|成交额|合同额|到账|横向|签约金额|成交金额|交易金额").expect("valid")
    });
    static PAST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"累计|共投入|共支出|支出经费|已(?:获|拨|投|经|资助|支持|安排)|上年|去年|历年|近[一二三两年\d]|曾|以往|往年|此前|截至|过去|往届|上一?年度").expect("valid")
    });
    static SPENDING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"单价|单项支出|单笔|采购|开支标准|每人每天|人均|每课时|/课时|列支|支出(?:不|超)|结余|罚款|处以",
        )
        .expect("valid")
    });
    static OWN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"配套|匹配|自筹|自有资金|投入").expect("valid"));
    let quantity = place.quantity;
    let before = place.sentence_before();
    let clause = place.clause_words();
    let reaching = place.roles.any(Roles::CONTENT | Roles::ACCEPTANCE) && quantity.compared;
    let own_year = place.document.header.year.is_some_and(|year| before.contains(&year.to_string()));
    let excused = own_year || place.roles.any(Roles::AMOUNT) || reaching && WEALTH.is_match(place.before());
    if place.roles.any(Roles::BACKGROUND) || PAST.is_match(place.before()) && !excused {
        return Some(Reading::Nothing("amount.past"));
    }
    if is_total(place) && PAST.is_match(before) && !own_year {
        return Some(Reading::Nothing("amount.past"));
    }
    let paid_elsewhere = ["由我会", "由主办方", "由市科协", "由主办单位", "由组委会", "另行支付"]
        .iter()
        .any(|word| clause.contains(word));
    if paid_elsewhere && ["支付", "承担"].iter().any(|word| clause.contains(word)) {
        return Some(Reading::Nothing("amount.office-pays"));
    }
    if OWN.is_match(place.before()) && quantity.compared && !clause.contains("资助经费") {
        let draft = Draft::new(
            Kind::Indicator,
            span(quantity.low, quantity.high),
            place.clause_range(),
            place.sentence.node,
            "indicator.own-money",
        )
        .measured("元", quantity.op);
        return Some(if place.roles.any(Roles::ELIGIBILITY) {
            Reading::Nothing("amount.condition")
        } else {
            Reading::Fact(Box::new(draft))
        });
    }
    if WEALTH.is_match(place.before()) {
        let draft = Draft::new(
            Kind::Indicator,
            span(quantity.low, quantity.high),
            place.clause_range(),
            place.sentence.node,
            "indicator.money",
        )
        .measured("元", quantity.op);
        return Some(if reaching {
            Reading::Fact(Box::new(draft))
        } else {
            Reading::Nothing("amount.condition")
        });
    }
    let granting = ["资助", "支持", "补助", "奖", "经费"].iter().any(|word| clause.contains(word));
    if place.roles.any(Roles::ELIGIBILITY) && !place.roles.any(Roles::AMOUNT) && !granting {
        return Some(Reading::Nothing("amount.condition"));
    }
    if SPENDING.is_match(clause) {
        return Some(Reading::Nothing("amount.spending"));
    }
    let granted =
        place.roles.any(Roles::AMOUNT | Roles::TYPES | Roles::COUNT | Roles::FUNDS) || is_grant(place);
    (!granted).then_some(Reading::Nothing("amount.unclear"))
}

fn is_grant(place: &Place) -> bool {
    static GRANT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"资助|支持|经费|额度|补助|奖励|奖金|补贴|资金|扶持|拨付|给予|预算|每项|每个|金额|标准|立项|/项|/个|奖").expect("valid")
    });
    GRANT.is_match(place.sentence_words()) || place.quantity.per.is_some() || GRANT.is_match(place.label())
}

/// A total: said so, or in brackets after the number of projects.
fn is_total(place: &Place) -> bool {
    static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:总(?:额|经费|金额|资金|预算|规模|额度|计|量)|共计|合计|共(?:安排|资助|支持|需|投入)?|总共|总额度|经费总额|资金总额|(?:安排|设立|设)(?:专项|项目)?(?:经费|资金|补助经费))[^，。；]{0,10}$").expect("valid")
    });
    if place.quantity.per.is_some() {
        return false;
    }
    let before = place.before();
    let bracket =
        before.ends_with('（') && before.trim_end_matches('（').ends_with(['个', '项', '家', '名', '支']);
    TOTAL.is_match(before) || bracket
}
