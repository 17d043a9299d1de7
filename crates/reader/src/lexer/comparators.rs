//! Comparators: `不少于` `至少` `以上` `不超过` `限` `以内` `约` `左右`, next to the number or earlier in its clause.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// The comparator of a number: `(op, next to it, where the comparator starts)`.
pub fn comparator(text: &str, number: usize, post: &str, more: bool) -> (&'static str, bool, usize) {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?:(?P<ge>(?:原则上|一般)?(?:不得?少于|不应少于|不能少于|不低于|不得低于|不应低于|不小于|不短于|不得短于|不下于|至少|最少|最低|大于等于|≥|>=|＞|>|大于|多于|高于|超过|达到|达|满|突破))",
            r"|(?P<le>(?:原则上|一般)?(?:不得?超过|不应超过|不能超过|不可超过|不超出|不多于|不得多于|不大于|不得大于|不高于|不得高于|至多|最多|最高|最长|最大|上限为?|小于等于|≤|<=|<|小于|低于|少于|限制在|控制在|仅限|只能|只可|限额|限))",
            r"|(?P<about>约为?|大约|大概|左右))",
            r"(?:为|是|在|有|含|各|可|给予|资助|支持|补助|奖励|申报|推荐|报送|提交|申请|举办|开展|完成|发表|形成|邀请|培训|组织|选派|发布|撰写|申报或推荐|立项|安排|报|牵头|主持|承担|参与|参加|建设|服务|对接|提供|不超过|不少于|人民币)?$",
        ))
        .expect("valid")
    });
    if let Some(op) = after(post) {
        let (_, _, start) = before_number(&BEFORE, text, number);
        return (op, true, start);
    }
    let (op, found, start) = before_number(&BEFORE, text, number);
    if found {
        return (op, true, start);
    }
    if more {
        return (">=", false, number);
    }
    (distant(text, number), false, number)
}

fn after(post: &str) -> Option<&'static str> {
    match post {
        "" => None,
        _ if post.contains("以上") || post == "+" => Some(">="),
        _ if post.contains("左右") || post.contains("上下") => Some("~"),
        _ => Some("<="),
    }
}

fn before_number(regex: &Regex, text: &str, number: usize) -> (&'static str, bool, usize) {
    let from = text[..number].char_indices().rev().nth(13).map_or(0, |(at, _)| at);
    match regex.captures(&text[from..number]) {
        Some(found) if !is_noun_of_time(&text[from..], found.name("le").map(|m| m.range())) => {
            let op = if found.name("ge").is_some() {
                ">="
            } else if found.name("le").is_some() {
                "<="
            } else {
                "~"
            };
            (op, true, from + found.get(0).map_or(0, |m| m.start()))
        }
        _ => ("==", false, number),
    }
}

/// The 限 of 期限, 时限, 年限, 权限 is no comparator.
fn is_noun_of_time(text: &str, found: Option<Range<usize>>) -> bool {
    found.is_some_and(|range| {
        text[range.clone()].starts_with('限')
            && text[..range.start].ends_with(['期', '时', '年', '权', '上', '下', '有', '局'])
    })
}

/// `至少在官网发布1篇`: a comparator earlier in the clause, with no other number between.
fn distant(text: &str, number: usize) -> &'static str {
    let from = text[..number].char_indices().rev().nth(24).map_or(0, |(at, _)| at);
    let window = &text[from..number];
    let clause = window.rsplit(['，', '；', '。', '（', '、']).next().unwrap_or(window);
    if clause.bytes().any(|byte| byte.is_ascii_digit()) {
        return "==";
    }
    const AT_LEAST: [&str; 4] = ["至少", "最少", "不少于", "不得少于"];
    const AT_MOST: [&str; 8] = ["至多", "最多", "最高", "不超过", "不得超过", "只能", "仅能", "仅可"];
    if AT_LEAST.iter().any(|word| clause.contains(word)) {
        ">="
    } else if AT_MOST.iter().any(|word| clause.contains(word)) || has_bare_limit(clause) {
        "<="
    } else {
        "=="
    }
}

/// 限 as a verb: `各单位限申报1项`.
fn has_bare_limit(clause: &str) -> bool {
    clause.match_indices('限').any(|(at, word)| !is_noun_of_time(clause, Some(at..at + word.len())))
}
