//! A panel as its page shows it.

mod sample;

use std::collections::BTreeMap;
use std::sync::Arc;

use kexiang_core::id::Id;
use kexiang_core::programme::parse;
use kexiang_core::review::{
    Blind, Composition, ConflictKind, Kind, MemberState, PanelState, Rubric, ready_to_open, shown,
};
use kexiang_core::time;
use kexiang_store::expert::Expert;
use kexiang_store::panel::{Member, Panel};
use kexiang_store::programme::Call;
use kexiang_store::review::{Conflict, Review};

use super::{address, words};
use crate::actions::panel::{PanelFile, Ranked, counted, results};
use crate::locale::Locale;
pub(in crate::web) use sample::{ranked, sample};

/// A panel in the list.
pub struct PanelRow {
    pub href: String,
    pub name: String,
    pub call: String,
    pub state: PanelState,
    pub applications: usize,
    pub members: usize,
    pub submitted: usize,
    pub assigned: usize,
    pub due: String,
}

impl PanelRow {
    pub fn of(l: &Locale, file: &PanelFile) -> Self {
        let (submitted, assigned) = file.progress();
        PanelRow {
            href: address(&file.panel.association, file.panel.id),
            name: file.panel.name.clone(),
            call: file.call.title.clone(),
            state: file.panel.state,
            applications: file.applications.len(),
            members: file.seated().count(),
            submitted,
            assigned,
            due: due(l, &file.panel),
        }
    }
}

fn due(l: &Locale, panel: &Panel) -> String {
    let date = panel.due_on.parse::<jiff::civil::Date>();
    date.map_or_else(|_| l.t("panel-no-due").to_owned(), time::long_date_with_weekday)
}

/// A call with ready applications by type.
pub struct CallChoice {
    pub code: String,
    pub title: String,
    pub types: Vec<(String, String, i64)>,
}

/// One panel.
pub struct PanelView {
    pub base: String,
    pub panels: String,
    pub experts: String,
    pub name: String,
    pub call: String,
    pub state: PanelState,
    pub blind: Blind,
    pub rules: String,
    pub due: String,
    pub submitted: usize,
    pub assigned: usize,
    pub complete: bool,
    /// What is missing before it may open.
    pub missing: Vec<String>,
    pub members: Vec<MemberView>,
    /// Experts that can be asked: value and words.
    pub pool: Vec<(String, String)>,
    pub lines: Vec<LineView>,
    pub suggestions: Vec<ConflictView>,
    pub ranking: Vec<RankView>,
    pub can_reopen: bool,
    /// Whether a plan says who reviews what.
    pub planned: bool,
}

/// A member.
pub struct MemberView {
    pub id: String,
    pub name: String,
    pub organisation: String,
    pub seat: String,
    pub chairs: bool,
    pub state: MemberState,
    pub reason: String,
    pub letter: bool,
    pub load: usize,
    pub done: usize,
}

/// An application with a cell for each seated member.
pub struct LineView {
    pub id: String,
    pub number: String,
    pub title: String,
    pub organisation: String,
    pub count: usize,
    pub cells: Vec<CellView>,
}

/// What stands between a member and an application.
pub struct CellView {
    pub expert: String,
    pub name: String,
    /// `free`, `assigned`, `submitted`, `blocked`.
    pub what: &'static str,
    pub why: String,
}

/// A conflict to decide, or one that is decided.
pub struct ConflictView {
    pub application: String,
    pub expert: String,
    pub title: String,
    pub name: String,
    pub kind: ConflictKind,
    pub with: String,
    pub state: String,
}

/// An application in the ranking.
pub struct RankView {
    pub group: String,
    pub place: String,
    pub number: String,
    pub title: String,
    pub organisation: String,
    pub score: String,
    pub mean: String,
    pub corrected: String,
    pub spread: String,
    pub by: String,
    /// Value for reopening, name, total, comment, whether far from the others.
    pub marks: Vec<(String, String, String, String, bool)>,
}

impl PanelView {
    pub fn of(l: &Locale, file: &PanelFile, pool: &[Expert], can_reopen: bool) -> Self {
        let p = &file.panel;
        let (submitted, assigned) = file.progress();
        let missing = match p.state {
            PanelState::Forming => {
                ready_to_open(&p.composition, &file.seats(), &counted(file)).err().unwrap_or_default()
            }
            _ => Vec::new(),
        };
        PanelView {
            base: address(&p.association, p.id),
            panels: format!("/associations/{}/panels", p.association),
            experts: format!("/associations/{}/experts", p.association),
            name: p.name.clone(),
            call: file.call.title.clone(),
            state: p.state,
            blind: p.blind,
            rules: rules(l, &p.composition),
            due: due(l, p),
            submitted,
            assigned,
            complete: file.is_complete(),
            missing: missing.iter().map(|r| words(l, r)).collect(),
            members: file.members.iter().map(|(m, e)| member(l, file, m, e)).collect(),
            pool: choices(l, file, pool),
            lines: file.applications.iter().map(|a| line(l, file, a)).collect(),
            suggestions: file.conflicts.iter().map(|c| conflict(file, c)).collect(),
            ranking: results(file).iter().map(|r| rank(l, file, r)).collect(),
            can_reopen,
            planned: file.planned,
        }
    }

    /// Tone of the state banner.
    pub fn tone(&self) -> &'static str {
        match self.state {
            PanelState::Forming => "draft",
            PanelState::Open => "checking",
            PanelState::Revealed => "passed",
        }
    }

    /// Names above the columns of the grid.
    pub fn heads(&self) -> Vec<&str> {
        self.lines.first().map(|l| l.cells.iter().map(|c| c.name.as_str()).collect()).unwrap_or_default()
    }

    /// Number of suggestions that wait for a decision.
    pub fn open_suggestions(&self) -> usize {
        self.suggestions.iter().filter(|c| c.state == "suggested").count()
    }
}

fn rules(l: &Locale, c: &Composition) -> String {
    let kinds: Vec<String> = c.kinds.iter().map(|k| l.word("expert-kind", k.code())).collect();
    let mut text = l.tf("panel-rules", &[("least", &c.least), ("reviews", &c.reviews)]);
    if c.odd {
        text.push_str(l.t("panel-rules-odd"));
    }
    if !kinds.is_empty() {
        text.push_str(&l.tf("panel-rules-kinds", &[("kinds", &kinds.join("、"))]));
    }
    text
}

fn member(l: &Locale, file: &PanelFile, m: &Member, e: &Expert) -> MemberView {
    let own = || file.reviews.iter().filter(|r| r.expert == e.id && r.is_assigned());
    MemberView {
        id: e.id.to_string(),
        name: e.name.clone(),
        organisation: e.organisation.clone(),
        seat: l.word("expert-kind", m.seat.code()),
        chairs: m.chairs,
        state: m.state,
        reason: m.reason.clone(),
        letter: m.letter_at.is_some(),
        load: own().count(),
        done: own().filter(|r| r.state == "submitted").count(),
    }
}

/// Experts with an account who are not on the panel, once for each kind of seat.
fn choices(l: &Locale, file: &PanelFile, pool: &[Expert]) -> Vec<(String, String)> {
    let sits = |id: Id| {
        file.members
            .iter()
            .any(|(m, _)| m.expert == id && matches!(m.state, MemberState::Invited | MemberState::Accepted))
    };
    let free = pool.iter().filter(|e| e.account.is_some() && !sits(e.id));
    free.flat_map(|e| {
        e.kinds.iter().map(move |k| {
            let seat = l.word("expert-kind", k.code());
            (format!("{}/{}", e.id, k.code()), format!("{}（{seat}，{}）", e.name, e.organisation))
        })
    })
    .collect()
}

fn line(l: &Locale, file: &PanelFile, a: &kexiang_store::application::Application) -> LineView {
    let cell = |(_, e): &(Member, Expert)| {
        let review = file.review(a.id, e.id).filter(|r| r.is_assigned());
        let blocked = file.blocking(a.id, e.id);
        let (what, why) = match (review, blocked) {
            (_, Some(c)) => ("blocked", format!("{} {}", l.word("conflict", c.kind.code()), c.with)),
            (Some(r), _) if r.state == "submitted" => ("submitted", String::new()),
            (Some(_), _) => ("assigned", String::new()),
            (None, None) => ("free", String::new()),
        };
        CellView { expert: e.id.to_string(), name: e.name.clone(), what, why }
    };
    LineView {
        id: a.id.to_string(),
        number: a.number.clone(),
        title: a.title.clone(),
        organisation: a.organisation_name.clone(),
        count: file.reviews_of(a.id).count(),
        cells: file.seated().map(cell).collect(),
    }
}

fn conflict(file: &PanelFile, c: &Conflict) -> ConflictView {
    let title = file.applications.iter().find(|a| a.id == c.application).map(|a| a.title.clone());
    ConflictView {
        application: c.application.to_string(),
        expert: c.expert.to_string(),
        title: title.unwrap_or_default(),
        name: file.name(c.expert).to_owned(),
        kind: c.kind,
        with: c.with.clone(),
        state: c.state.clone(),
    }
}

fn rank(l: &Locale, file: &PanelFile, r: &Ranked) -> RankView {
    let a = &r.application;
    let types = file.programme.project_type(&a.type_code);
    let tier = types.and_then(|t| t.tier(&a.tier)).map(|t| format!(" {}", t.name)).unwrap_or_default();
    let outliers: Vec<Id> =
        r.summary.iter().flat_map(|s| s.outliers.iter().filter_map(|o| o.parse().ok())).collect();
    let number = |n: Option<i64>| n.map(shown).unwrap_or_default();
    let by = r.placed.by.map(|b| format!("{b:?}").to_lowercase());
    RankView {
        group: format!("{} {}{tier}", a.type_code, types.map_or("", |t| &t.name)),
        place: r.placed.place.to_string(),
        number: a.number.clone(),
        title: a.title.clone(),
        organisation: a.organisation_name.clone(),
        score: number(r.summary.as_ref().map(|s| s.score)),
        mean: number(r.summary.as_ref().map(|s| s.mean)),
        corrected: number(r.corrected),
        spread: number(r.summary.as_ref().map(|s| s.spread)),
        by: match (by, r.placed.tied) {
            (_, true) => l.t("panel-tied").to_owned(),
            (Some(by), _) => l.word("panel-break", &by),
            _ => String::new(),
        },
        marks: r
            .marks
            .iter()
            .map(|(expert, _, total, comment)| {
                let far = outliers.contains(expert);
                let pair = format!("{}/{expert}", a.id);
                (pair, file.name(*expert).to_owned(), shown(*total), comment.clone(), far)
            })
            .collect(),
    }
}
