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
use super::{Board, Note};

/// Claims team sizes and ages: they belong to the condition, and where nothing else states it they are one.
pub fn claim(place: &Place) -> Option<Reading> {
    static TEAM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:团队|成员|项目组|课题组|参与者|指导教师|导师|骨干|主要完成人|参加人员|参与人员|组员)[^，。；]{0,14}$").expect("valid")
    });
    let quantity = place.quantity;
    if quantity.class != Class::People || place.clause_words().contains("邀请") {
        return None;
    }
    let bare = place.before().chars().count() <= 2;
    let team = TEAM.is_match(if bare { place.sentence_before() } else { place.before() })
        || place.after().starts_with("组成");
    team.then_some(Reading::Nothing("eligibility.team"))
}

/// Reads the conditions of a sentence: all of it in a section about applicants, else the clauses that admit.
pub fn read(document: &Document, index: usize, traits: &[Traits], board: &mut Board) {
    let sentence = &document.sentences[index];
    let words = document.words(&sentence.range);
    if sentence.is_head
        || super::eligibility_exclusion::opens_list(document, sentence, traits)
        || super::deliverable::opens_list(words)
        || defines_type(document, sentence, words)
    {
        return;
    }
    let roles = document.roles_of(sentence);
    let section = roles.any(Roles::ELIGIBILITY) && !under_exclusion(document, sentence);
    let used = used_clauses(document, sentence, index, board);
    let suits: Vec<bool> = (0..traits.len())
        .map(|at| {
            let words = document.words(&sentence.clauses[at]);
            let other = words.contains("优先")
                || traits[at].excludes && !super::eligibility_exclusion::permits(document, sentence, at)
                || used[at]
                || traits[at].free && !traits[at].admits
                || is_mood(words)
                || traits[at].office && !traits[at].admits;
            let admits = traits[at].admits || is_team_clause(document, sentence, at);
            let hands_in = traits[at].hands_in
                && !traits[at].admits
                && (!section
                    || ["出具", "提交", "提供", "填写", "报送"].iter().any(|verb| words.contains(verb)));
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
            !other
                && ["属", "且", "并", "具有", "具备", "有", "能", "无", "未"]
                    .iter()
                    .any(|start| words.starts_with(start))
                && !words.starts_with("有关")
        })
        .collect();
    for range in runs(sentence, &suits, &continues, section, traits) {
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

/// `创新项目：是学生在教师指导下…`: what a type is, not who may apply.
pub fn defines_type(document: &Document, sentence: &Sentence, words: &str) -> bool {
    let defines = words.starts_with('是') || words.starts_with("指") || words.starts_with("即");
    defines && document.roles_of(sentence).any(Roles::TYPES)
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

/// Wishes, not conditions: `自愿提出申请`, `结合实际`.
fn is_mood(words: &str) -> bool {
    static MOOD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:根据自身|结合(?:自身|实际|工作|本)|自愿提出|请|望|认真|切实|高度|积极|精心|严格按|按照要求|明确|现将|为|为了|围绕|特|具体(?:要求|条件|如下)|主要包括|请各)").expect("valid")
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
        Regex::new(r"(?:团队|项目组|课题组)(?:成员|人数|人员)|指导教师人数|成员(?:不少于|不超过|至少)")
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
    traits: &[Traits],
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (at, suit) in suits.iter().enumerate() {
        let led = !*suit && !section && open.is_none() && traits[at].lead && suits.get(at + 1) == Some(&true);
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
