//! 申报截止时间 and dates of completion: every date is asked what must be done by then.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::{Draft, Kind};
use crate::lexer::{Lexeme, Moment, dates};
use crate::roles::Roles;
use crate::sentences::Sentence;

use super::Board;
use super::completion_date::PERIOD;
use super::place::{first_chars, last_chars};

/// What a date is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Deadline,
    Completion,
    Nothing(&'static str),
}

macro_rules! pattern {
    ($name:ident, $($part:expr),+ $(,)?) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new(concat!($($part),+)).expect("valid"));
    };
}

pattern!(
    HAND_IN,
    r"截止|截至|报送|提交|申报|报名|寄|送至|送达|送交|送|发送|发至|发到|上报|填报|上传|受理|征集|推荐|投稿|上交|交至|交到|交|申请|递交|报至|报我|提名|报[^，。；道]{0,8}(?:部|处|办|会|协)|反馈|系统关闭|完成申报|完成填报|关闭|传真|交报名|报名表|传至|传到|汇至|汇到|缴费|缴纳|荐"
);
pattern!(STRONG, r"截止|截至|报送|提交|发送|发至|寄|送|完成|上报|填报|报名|举办|实施|会期");
pattern!(
    DONE,
    r"出版|上线|建成|投入使用|中期检查|中期评估|完成|结题|结项|验收|举办完|办完|实施完|结束|完结|办结|使用完|执行完|举办|召开|开展|形成|落实|竣工|启动"
);
pattern!(
    LATER,
    r"交稿|结题|结项|验收|总结|中期|绩效|决算|进展|成果|工作报告|项目报告|财务报告|实施情况|活动方案|自评"
);
pattern!(
    APPLIES,
    r"申报书|申请书|申报材料|申请材料|申报表|申请表|推荐表|推荐材料|汇总表|报名表|截止|受理|报名|申报工作|网上申报|系统"
);
pattern!(
    PAST,
    r"成立|注册|登记|毕业|出生|取得|获得|发表|立项的|获批|批准|以后|之后出生|至今|以来|入职|颁布|印发|召开的|修订|公布|发布的|授权|签订的|期间|已|有效"
);
pattern!(
    SHOWN,
    r"有效期|公示|公开征求|召开|培训会|宣讲|开幕|揭榜|答辩|路演|初审|评审时间|评审工作|专家评审|立项时间|公布(?:结果|名单)|颁奖"
);

/// Reads the dates of a sentence.
pub fn read(document: &Document, index: usize, board: &mut Board) {
    let sentence = &document.sentences[index];
    for (token, lexeme) in sentence.tokens.iter().enumerate() {
        let Lexeme::Moment(moment) = &lexeme.value else { continue };
        let after = &document.view()[lexeme.range.end..sentence.range.end];
        if dates::opens_window(&sentence.tokens, token, after) {
            board.pass_token(index, token, "date.window-start");
            continue;
        }
        match purpose(document, sentence, &lexeme.range, moment) {
            Purpose::Nothing(reason) => board.pass_token(index, token, reason),
            purpose => match draft(document, sentence, &lexeme.range, moment, purpose) {
                Some(draft) => board.use_token(index, token, draft),
                None => board.pass_token(index, token, "date.no-year"),
            },
        }
    }
}

fn purpose(document: &Document, sentence: &Sentence, range: &Range<usize>, moment: &Moment) -> Purpose {
    static RUNS: LazyLock<Regex> = LazyLock::new(|| Regex::new(PERIOD).expect("valid"));
    let clause_at = document.clause_index(sentence, range.start);
    let clause = sentence.clauses.get(clause_at).cloned().unwrap_or(sentence.range.clone());
    let view = document.view();
    let before = last_chars(&view[clause.start.min(range.start)..range.start], 30);
    let earlier = last_chars(&view[sentence.range.start..range.start], 40);
    let rest_of_clause = first_chars(&view[range.end.min(clause.end)..clause.end], 40);
    let next = sentence.clauses.get(clause_at + 1).map_or("", |next| document.words(next));
    let node = document.node_of(sentence);
    let label = node.own;
    let roles = node.roles;
    if document.words(&clause).contains("优先") {
        return Purpose::Nothing("date.preference");
    }
    let rest_of_clause = rest_of_clause
        .trim_start_matches(['上', '下', '当'])
        .trim_start_matches(['午', '天', '日'])
        .trim_start_matches("下班")
        .trim_start_matches("班");
    let bounded = rest_of_clause.starts_with(['前', '止', '内', '之'])
        || rest_of_clause.starts_with("以前")
        || rest_of_clause.starts_with("关闭")
        || rest_of_clause.starts_with("系统关闭")
        || rest_of_clause.starts_with("为止")
        || rest_of_clause.starts_with("截止")
        || rest_of_clause.starts_with("截至")
        || moment.ends_window
        || before.ends_with("截止")
        || before.contains("截止")
        || before.contains("截至")
        || before.ends_with("至")
        || before.ends_with('到');
    if signs(document, sentence, range, moment, before) {
        return Purpose::Nothing("date.issue");
    }
    static SET: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:定于|将于|拟于|订于)$").expect("valid"));
    if SET.is_match(before)
        && ["举办", "举行", "召开", "开幕"].iter().any(|verb| rest_of_clause.contains(verb))
    {
        return Purpose::Nothing("date.event");
    }
    if let Some(stage) = stage(before, moment) {
        return stage;
    }
    if rest_of_clause.starts_with('起') && !moment.ends_window {
        return Purpose::Nothing("date.start");
    }
    static FINISH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:完成|结题|结项|实施|研究|执行|验收|活动|举办|开展)(?:的)?(?:时间|期限|时限|日期)[^，。；]{0,14}(?:截止|截至|为|至|到)").expect("valid")
    });
    if FINISH.is_match(before) {
        return Purpose::Completion;
    }
    let alone = before.is_empty() && sentence.range.end <= range.end + 3;
    if roles == Roles::DEADLINE && alone && moment.day.is_some() {
        return Purpose::Deadline;
    }
    if label.any(Roles::DEADLINE) && (moment.has_month()) && !SHOWN.is_match(before) {
        return Purpose::Deadline;
    }
    if label.any(Roles::PERIOD) && !APPLIES.is_match(before) {
        return Purpose::Completion;
    }
    if PAST.is_match(rest_of_clause) && !bounded || rest_of_clause.contains("出生") || before.contains("出生")
    {
        return Purpose::Nothing("date.past");
    }
    if SHOWN.is_match(before) || SHOWN.is_match(rest_of_clause) && !HAND_IN.is_match(before) && !bounded {
        return Purpose::Nothing("date.event");
    }
    if roles.any(Roles::ELIGIBILITY) && is_before_issue(document, moment) {
        return Purpose::Nothing("date.condition");
    }
    if roles.any(Roles::ELIGIBILITY)
        && !roles.any(Roles::DEADLINE | Roles::SUBMISSION | Roles::MATERIAL)
        && !STRONG.is_match(&format!("{before}{rest_of_clause}"))
    {
        return Purpose::Nothing("date.condition");
    }
    let made = ["出版", "发表", "发布", "完成的", "获得", "立项", "创作", "公开"]
        .iter()
        .any(|word| rest_of_clause.contains(word));
    if rest_of_clause.starts_with("期间") && made {
        return Purpose::Nothing("date.past");
    }
    let hand_in = HAND_IN.is_match(rest_of_clause)
        || HAND_IN.is_match(before)
        || HAND_IN.is_match(first_chars(next, 30)) && bounded;
    let done = DONE.is_match(rest_of_clause) || RUNS.is_match(earlier) || DONE.is_match(before);
    // `应为2019年1—11月内在本市举办的会议`: a span of months in which something is held is no day to apply by.
    let within = rest_of_clause.starts_with("期间");
    let held = (moment.day.is_none() || within) && moment.ends_window && {
        let rest = rest_of_clause.trim_start_matches(['内', '期', '间', '份']);
        ["举办", "召开", "举行", "实施"].iter().any(|verb| first_chars(rest, 10).contains(verb))
    };
    if held {
        return Purpose::Completion;
    }
    let about = format!("{before}{rest_of_clause}{next}");
    if RUNS.is_match(before) && !APPLIES.is_match(&about) {
        return Purpose::Completion;
    }
    if hand_in && bounded {
        // What ends a project goes through a system too: `总结报告须在…前上传系统`.
        let reports = LATER.is_match(before) && !APPLIES.is_match(&about.replace("系统", ""));
        let later = reports
            || LATER.is_match(&about) && !APPLIES.is_match(&about)
            || roles.any(Roles::ACCEPTANCE) && !APPLIES.is_match(&about);
        return if later { Purpose::Completion } else { Purpose::Deadline };
    }
    if done && (bounded || moment.part.is_some() || rest_of_clause.starts_with("底")) {
        return Purpose::Completion;
    }
    if bounded && roles.any(Roles::DEADLINE | Roles::SUBMISSION | Roles::MATERIAL) {
        return Purpose::Deadline;
    }
    if bounded && roles.any(Roles::PERIOD | Roles::CONTENT | Roles::ACCEPTANCE) {
        return Purpose::Completion;
    }
    if roles.any(Roles::DEADLINE) && moment.day.is_some() && hand_in {
        return Purpose::Deadline;
    }
    let carried_out = ["实施", "举办", "举行", "开展", "进行", "完成", "召开"]
        .iter()
        .any(|word| rest_of_clause.starts_with(word) || rest_of_clause.starts_with(&format!("期间{word}")));
    let own_time = moment.day.is_none() || roles.any(Roles::CONTENT | Roles::TYPES | Roles::PERIOD);
    let window = moment.ends_window
        && (earlier.contains("会期") || earlier.contains("举办") || carried_out && own_time);
    if window { Purpose::Completion } else { Purpose::Nothing("date.no-duty") }
}

/// `科技处 2019年9月3日` at the end of a text without lines: the date of issue.
fn signs(
    document: &Document,
    sentence: &Sentence,
    range: &Range<usize>,
    moment: &Moment,
    before: &str,
) -> bool {
    let (Some(year), Some(month), Some(day)) = (moment.year, moment.month, moment.day) else { return false };
    document.header.issued == Some((year, month, day))
        && moment.time.is_none()
        && sentence.range.end <= range.end
        && (1..=16).contains(&before.chars().count())
        && before.trim_end().ends_with(['处', '部', '会', '院', '室', '局', '厅', '办', '心', '协'])
}

/// `须于2023年1月1日前完成` in a notice of 2025: what was done before it.
fn is_before_issue(document: &Document, moment: &Moment) -> bool {
    let (Some(year), Some(month)) = (moment.year, moment.month) else { return false };
    let day = moment.day.unwrap_or(31);
    document.header.issued.is_some_and(|issued| (year, month, day) < issued)
}

/// `实施阶段（2025年4月至2026年9月）`: what the stage is for tells what its end is.
fn stage(before: &str, moment: &Moment) -> Option<Purpose> {
    static STAGE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([\p{Han}]{1,8})阶段（[^（）]*$").expect("valid"));
    let found = STAGE.captures(before)?;
    let has = |words: &[&str]| words.iter().any(|word| found[1].contains(word));
    if has(&["申报", "推荐", "报名", "征集", "填报"]) {
        moment.day.map(|_| Purpose::Deadline)
    } else if has(&["评审", "公示", "初审", "立项", "审核"]) {
        Some(Purpose::Nothing("date.event"))
    } else {
        Some(Purpose::Completion)
    }
}

fn draft(
    document: &Document,
    sentence: &Sentence,
    range: &Range<usize>,
    moment: &Moment,
    purpose: Purpose,
) -> Option<Draft> {
    let value = value(document, moment, purpose == Purpose::Completion)?;
    let clause = document.clause_at(sentence, range.start).clone();
    let node = document.node_of(sentence);
    let start = match &node.head {
        Some(head) if clause.start == node.body.start && node.own.any(Roles::DEADLINE | Roles::PERIOD) => {
            head.start
        }
        _ => clause.start,
    };
    let short = clause.end - range.end <= 6 && clause.end < sentence.range.end;
    let next_end = document.clause_index(sentence, range.start) + 1;
    let end = if short {
        sentence.clauses.get(next_end).map_or(clause.end, |next| next.end.min(clause.end + 90))
    } else {
        clause.end
    };
    let end = floor_boundary(document.view(), end);
    let draft = if purpose == Purpose::Deadline {
        Draft::new(Kind::Deadline, value, start..end, sentence.node, "deadline")
            .scoped(form(document, sentence, &clause))
    } else {
        Draft::new(Kind::CompletionDate, value, start..clause.end, sentence.node, "completion.date")
    };
    let mut draft = draft.measured("", "<=");
    if draft.value.as_str().is_some_and(|value| value.starts_with("--")) {
        draft.doubts.push("原文和通知都没有写年份，请补上".to_owned());
    } else if moment.year.is_none() && moment.relative_year.is_none() && document.header.year_is_guessed {
        draft.doubts.push("原文没有写年份，按正文里出现最多的年份推断".to_owned());
    }
    Some(draft)
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// `YYYY-MM-DD`, with `THH:MM` if said; `YYYY-MM` for a month. A missing year is that of the date of issue, or the
/// next if the day had then passed.
pub fn value(document: &Document, moment: &Moment, late: bool) -> Option<String> {
    let header = &document.header;
    let base = header.issued.map(|(year, _, _)| year).or(header.year);
    let month = moment.month?;
    let (day, whole_month) = match (moment.day, moment.part) {
        (Some(day), _) => (Some(day), false),
        (None, Some("上旬")) => (Some(10), false),
        (None, Some("中旬")) => (Some(20), false),
        _ => (None, true),
    };
    let year = match (moment.year, moment.relative_year) {
        (Some(year), _) => year,
        (None, Some(relative)) => base? + relative,
        (None, None) => {
            let Some(base) = (if late { header.year.or(base) } else { base }) else {
                return Some(without_year(moment, month));
            };
            let passed =
                header.issued.is_some_and(|issued| !late && (base, month, day.unwrap_or(31)) < issued);
            base + i32::from(passed)
        }
    };
    let date = match day {
        Some(day) if !whole_month => {
            jiff::civil::Date::new(year as i16, month as i8, day as i8).ok()?;
            format!("{year:04}-{month:02}-{day:02}")
        }
        _ => format!("{year:04}-{month:02}"),
    };
    Some(match moment.time {
        Some((hour, minute)) if day.is_some() => format!("{date}T{hour:02}:{minute:02}"),
        _ => date,
    })
}

/// `--07-10T12:00`: neither the date nor the notice names a year.
fn without_year(moment: &Moment, month: u32) -> String {
    let day = moment.day.map_or(String::new(), |day| format!("-{day:02}"));
    let time = moment
        .time
        .filter(|_| moment.day.is_some())
        .map_or(String::new(), |(hour, minute)| format!("T{hour:02}:{minute:02}"));
    format!("--{month:02}{day}{time}")
}

/// The form that the dated clause names: paper, electronic, or all materials.
fn form(document: &Document, sentence: &Sentence, clause: &Range<usize>) -> &'static str {
    static PAPER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"纸质|书面|邮寄|寄|一式|盖章的?原件|原件|快递|邮戳|现场|装订|送达|送至").expect("valid")
    });
    static ELECTRONIC: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"系统|网上|线上|邮箱|邮件|电子|在线|网络|平台|发送|网站|发至|上传|填报|@").expect("valid")
    });
    let view = document.view();
    let near = &view[clause.clone()];
    let wide = &view[clause.start..sentence.range.end];
    for words in [near, wide] {
        match (PAPER.is_match(words), ELECTRONIC.is_match(words)) {
            (true, false) => return "paper",
            (false, true) => return "electronic",
            (true, true) => return "other",
            (false, false) => {}
        }
    }
    "other"
}
