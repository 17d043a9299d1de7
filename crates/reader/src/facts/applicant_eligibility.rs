//! 申报条件: who may apply, with what, and how.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::{Draft, Kind};
use crate::lexer::{Class, Lexeme};
use crate::roles::Roles;
use crate::sentences::Sentence;

use super::numbers::Reading;
use super::place::Place;
use super::traits::Traits;
use super::{Board, Note, mentions};

/// Claims team sizes and ages: they belong to the condition, and where nothing else states it they are one.
pub fn claim(place: &Place) -> Option<Reading> {
    static TEAM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:团队|成员|项目组|课题组|参与者|指导教师|导师|骨干|主要完成人|参加人员|参与人员|组员|完成人|署名作者|每(?:支|个)?(?:队|组|团队))[^，。；]{0,14}$").expect("valid")
    });
    let quantity = place.quantity;
    if quantity.class != Class::People
        || ["邀请", "培训", "培养", "服务", "引进", "选派"]
            .iter()
            .any(|verb| place.clause_words().contains(verb))
    {
        return None;
    }
    let bare = place.before().chars().count() <= 2 || place.before().ends_with("等奖");
    let above = bare
        && ["团队", "成员", "完成人", "课题组", "项目组", "指导教师"]
            .iter()
            .any(|noun| place.sentence_before().contains(noun));
    let audience =
        ["现场", "每场", "单场", "活动参与", "线上", "观众"].iter().any(|word| place.before().contains(word));
    if audience {
        return None;
    }
    let team = above
        || TEAM.is_match(place.before())
        || place.after().starts_with("组成")
        || place.after().starts_with("指导教师")
        || ["指导老师", "带队"].iter().any(|noun| place.after().starts_with(noun));
    team.then_some(Reading::Nothing("eligibility.team"))
}

/// Reads the conditions of a sentence: all of it in a section about applicants, else the clauses that admit.
pub fn read(document: &Document, index: usize, traits: &[Traits], board: &mut Board) {
    let sentence = &document.sentences[index];
    let words = document.words(&sentence.range);
    if sentence.is_head
        || super::eligibility_exclusion::opens_list(document, sentence, traits)
        || super::deliverable::opens_list(words) && !traits.iter().any(|one| one.admits)
        || defines_type(document, sentence, words)
    {
        return;
    }
    let roles = document.roles_of(sentence);
    let section = roles.any(Roles::ELIGIBILITY) && !under_exclusion(document, sentence);
    let used = used_clauses(document, sentence, index, board);
    let used_by_date = only_dated(document, sentence, index, traits, board);
    let suits: Vec<bool> = (0..traits.len())
        .map(|at| {
            let words = document.words(&sentence.clauses[at]);
            let other = words.contains("优先")
                || words.starts_with("重点支持")
                || is_opening(words)
                || used_by_date[at]
                || traits[at].excludes
                    && !super::eligibility_exclusion::permits(document, sentence, at)
                    && !(traits[at].admits && super::traits::excludes_in_brackets(words))
                || used[at]
                || traits[at].free && !traits[at].admits
                || is_mood(words)
                || words.starts_with("不具备") && words.ends_with('的')
                || words.starts_with(['如', '若']) && traits[at + 1..].iter().any(|next| next.excludes)
                || words.ends_with(['者', '时']) && traits.get(at + 1).is_some_and(|next| next.excludes)
                || traits[at].office && !traits[at].admits;
            let admits = traits[at].admits
                || roles.any(Roles::TYPES)
                    && faces(document, words)
                    && !goes_on_to_support(document, sentence, at)
                || is_team_clause(document, sentence, at);
            let hands_in = traits[at].hands_in && !traits[at].admits && (!section || asks_paper(words));
            !other
                && !hands_in
                && (section && !is_procedure(words)
                    || admits
                        && !roles.any(
                            Roles::BACKGROUND
                                | Roles::TOPICS
                                | Roles::CONTACT
                                | Roles::ACCEPTANCE
                                | Roles::FUNDS,
                        ))
        })
        .collect();
    let continues: Vec<bool> = (0..traits.len())
        .map(|at| {
            let words = document.words(&sentence.clauses[at]);
            let other = words.contains("优先")
                || traits[at].excludes
                || used[at]
                || traits[at].free
                || traits[at].hands_in
                || traits[at].obliges;
            let team = is_team_number(sentence, at, index, document, board);
            team || !other && carries_on(words)
        })
        .collect();
    let leads = |at: usize| {
        let words = document.words(&sentence.clauses[at]);
        let all_may = sentence.clauses.get(at + 1).is_some_and(|next| {
            ["均可", "都可", "皆可"].iter().any(|start| document.words(next).starts_with(start))
        });
        traits[at].lead
            || all_may && !traits[at].office && !used[at]
            || !traits[at].office && !used[at] && super::eligibility_exclusion::names_subject(words)
    };
    for range in runs(sentence, &suits, &continues, section, leads) {
        let words = document.words(&range);
        let count = words.chars().count();
        if count >= 2 && !is_opening(words) && (section || count >= 5) {
            let node = document.node_of(sentence);
            let labelled =
                node.marker.is_none() && node.own.any(Roles::ELIGIBILITY) && range.start == node.body.start;
            let value = document.words(&range).to_owned();
            let range = if labelled { node.range.start..range.end } else { range };
            let draft = Draft::new(
                Kind::ApplicantEligibility,
                value,
                range,
                sentence.node,
                if section { "eligibility.section" } else { "eligibility.clause" },
            );
            board.use_words(index, draft);
        }
    }
}

/// A clause without a subject of its own goes on about the applicant: `具有法人资格`, `近三年未受处罚`, `热心公益`.
fn carries_on(words: &str) -> bool {
    const STARTS: [&str; 25] = [
        "属",
        "且",
        "并",
        "近三年",
        "近两年",
        "近五年",
        "近年来",
        "具有",
        "具备",
        "有",
        "能",
        "无",
        "未",
        "其中有",
        "热心",
        "热爱",
        "遵守",
        "拥有",
        "熟悉",
        "从事",
        "财务",
        "愿意",
        "在",
        "承担过",
        "配备",
    ];
    STARTS.iter().any(|start| words.starts_with(start)) && !words.starts_with("有关")
}

/// `面向全体会员`, `重点课题面向具有博士学位的教师`: whom a type is for.
fn faces(document: &Document, words: &str) -> bool {
    let Some(at) = words.find("面向") else { return false };
    let (name, whom) = (&words[..at], &words[at..]);
    name.is_empty() && !whom.contains('的')
        || !name.is_empty() && mentions::find(&document.types, name).is_some()
}

/// `面向乡村、社区，支持展教设施更新`: what the type is about.
fn goes_on_to_support(document: &Document, sentence: &Sentence, at: usize) -> bool {
    sentence.clauses.get(at + 1).is_some_and(|next| {
        ["支持", "开展", "建设", "举办", "组织"].iter().any(|verb| document.words(next).starts_with(verb))
    })
}

/// `创新项目：是学生在教师指导下…`: what a type is, not who may apply.
pub fn defines_type(document: &Document, sentence: &Sentence, words: &str) -> bool {
    static DIVIDES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"分为?[^，。；]{4,60}(?:[一二三四五六]|\d)个?(?:类别|类型|类|层次|档次|档)$")
            .expect("valid")
    });
    if DIVIDES.is_match(words) {
        return true;
    }
    let defines = words.starts_with('是') || words.starts_with("指") || words.starts_with("即");
    defines && document.roles_of(sentence).any(Roles::TYPES)
}

/// A number of the clause was read as the size of a team.
fn is_team_number(sentence: &Sentence, at: usize, index: usize, document: &Document, board: &Board) -> bool {
    board.notes.iter().rev().take_while(|note| note.sentence == index).any(|note| {
        note.reason == "eligibility.team"
            && note.token.is_some_and(|token| {
                document.clause_index(sentence, sentence.tokens[token].range.start) == at
            })
    })
}

fn under_exclusion(document: &Document, sentence: &Sentence) -> bool {
    super::eligibility_exclusion::listed(document, sentence)
        || document.roles_of(sentence).any(Roles::EXCLUSION)
}

/// Clauses whose number or date already became another fact.
fn used_clauses(document: &Document, sentence: &Sentence, index: usize, board: &Board) -> Vec<bool> {
    let mut used = vec![false; sentence.clauses.len()];
    let notes: Vec<&Note> = board.notes.iter().rev().take_while(|note| note.sentence == index).collect();
    for note in notes {
        if let (Some(token), true) = (note.token, note.used)
            && let Some(token) = sentence.tokens.get(token)
            && !matches!(token.value, Lexeme::Contact(_))
            && note.reason != "completion.date"
        {
            used[document.clause_index(sentence, token.range.start)] = true;
        }
    }
    used
}

/// A clause that only says when the event must be held, with no other condition beside it.
fn only_dated(
    document: &Document,
    sentence: &Sentence,
    index: usize,
    traits: &[Traits],
    board: &Board,
) -> Vec<bool> {
    let mut dated = vec![false; sentence.clauses.len()];
    for note in board.notes.iter().rev().take_while(|note| note.sentence == index) {
        if let (Some(token), "completion.date") = (note.token, note.reason) {
            dated[document.clause_index(sentence, sentence.tokens[token].range.start)] = true;
        }
    }
    let beside = (0..traits.len()).any(|at| traits[at].admits && !dated[at]);
    dated.into_iter().map(|dated| dated && !beside).collect()
}

/// Does a clause in a section about applicants ask for a paper (and state no condition)?
pub fn asks_paper(words: &str) -> bool {
    ["出具", "提交", "提供", "填写", "报送", "附"].iter().any(|verb| words.contains(verb))
        && !words.starts_with('已')
}

/// Wishes, not conditions: `自愿提出申请`, `结合实际`.
fn is_mood(words: &str) -> bool {
    static MOOD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:根据自身|结合(?:自身|实际|工作|本)|自愿提出|请|望|认真|切实|高度|积极|精心|严格按|按照要求|明确|现将|为|为了|围绕|特(?:此|制|通知|将|作)|具体(?:要求|条件|如下)|主要包括|请各|追回|收回|并?追缴)").expect("valid")
    });
    MOOD.is_match(words)
}

/// Steps of a procedure are no conditions.
fn is_procedure(words: &str) -> bool {
    ["填写", "报送", "提交", "登录", "加盖", "审核后", "汇总后", "发送", "公示"]
        .iter()
        .any(|word| words.contains(word))
        && !words.contains("能够")
        && !words.contains("能按")
}

fn is_team_clause(document: &Document, sentence: &Sentence, at: usize) -> bool {
    static TEAM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:团队|项目组|课题组)(?:成员|人数|人员|[^，。；]{0,6}(?:学生|教师|队员|组员)数?)|[须应需]配备?[^，。；]{0,6}(?:指导教师|指导老师|导师)|名(?:指导|带队)(?:教师|老师)|每(?:支)?(?:队|组)|指导教师人数|署名(?:作者)?(?:不超过|不少于|人数)|人员(?:不得?少于|不得?超过)|成员(?:不少于|不超过|至少)")
            .expect("valid")
    });
    let clause = &sentence.clauses[at];
    let people = document.quantities(sentence).any(|(_, range, quantity)| {
        quantity.class == Class::People && range.start >= clause.start && range.end <= clause.end
    });
    people && TEAM.is_match(document.words(clause))
}

/// Contiguous suitable clauses; in a section a short clause between two suitable ones does not part them.
fn runs(
    sentence: &Sentence,
    suits: &[bool],
    continues: &[bool],
    section: bool,
    leads: impl Fn(usize) -> bool,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (at, suit) in suits.iter().enumerate() {
        let led = !*suit && !section && open.is_none() && leads(at) && suits.get(at + 1) == Some(&true);
        let carries_on = !*suit && !section && open.is_some() && continues[at];
        match (*suit || led || carries_on, &mut open) {
            (true, None) => open = Some((at, at)),
            (true, Some((_, last))) => *last = at,
            (false, Some((first, last))) => {
                found.push(sentence.clauses[*first].start..sentence.clauses[*last].end);
                open = None;
            }
            (false, None) => {}
        }
    }
    if let Some((first, last)) = open {
        found.push(sentence.clauses[first].start..sentence.clauses[last].end);
    }
    found
}

/// `须具备以下条件：` opens a list and states nothing itself.
fn is_opening(words: &str) -> bool {
    let opens = words.ends_with('：')
        || words.contains("以下条件")
        || words.contains("下列条件")
        || words.contains("如下条件")
        || words.contains("符合以下");
    opens && words.chars().count() <= 40
}
