//! A plan as its desk shows it.

use std::collections::BTreeSet;

use kexiang_core::id::Id;
use kexiang_core::review::{Layout, Pair, PanelState, Plan, PlanState};
use kexiang_core::time;
use kexiang_matching::assign as engine;
use kexiang_store::plan::PlanRow;

use super::{Asked, address, query, rules};
use crate::actions::panel::{Desk, PlanFile};
use crate::locale::Locale;

/// The desk.
pub struct PlanView {
    pub panels: String,
    pub panel: String,
    pub here: String,
    pub edits: String,
    pub steps: String,
    pub matrix_href: String,
    pub list_href: String,
    pub mode: String,
    pub text: String,
    pub name: String,
    pub call: String,
    pub state: &'static str,
    /// What the state means, and who brought it about.
    pub say: String,
    pub points: i64,
    pub points_before: i64,
    pub weakest: String,
    /// Rules that are broken, in words.
    pub broken: Vec<String>,
    pub needed: usize,
    pub heads: Vec<HeadView>,
    pub lines: Vec<LineView>,
    /// What the plan changes against what is assigned.
    pub entering: Vec<String>,
    pub leaving: Vec<String>,
    pub undo: usize,
    pub hash: String,
    /// Whether it can be changed now.
    pub draws: bool,
    /// Whether it waits for a second person.
    pub judges: bool,
    /// Whether the reader may be that person.
    pub seals: bool,
    pub reopens: bool,
}

/// An expert above a column.
pub struct HeadView {
    pub id: String,
    pub name: String,
    pub organisation: String,
    pub seat: String,
    pub load: usize,
}

/// An application with a cell for each expert.
pub struct LineView {
    pub number: String,
    pub title: String,
    pub organisation: String,
    pub count: usize,
    pub cells: Vec<CellView>,
}

/// A pair in the matrix.
pub struct CellView {
    pub expert: String,
    pub pair: String,
    pub href: String,
    /// `given`, `locked`, `submitted`, `forbidden`, `blocked`, `free`.
    pub what: &'static str,
    pub class: String,
    pub mark: String,
    pub say: String,
    pub label: String,
    pub is_here: bool,
}

impl CellView {
    pub fn is_given(&self) -> bool {
        matches!(self.what, "given" | "locked" | "submitted")
    }
}

/// The pair that is looked at.
pub struct PairView {
    pub pair: String,
    pub name: String,
    pub number: String,
    pub title: String,
    pub organisation: String,
    pub now: String,
    pub fit: String,
    pub why: Vec<String>,
    /// What can be done, by name.
    pub actions: Vec<&'static str>,
    /// Experts it can be moved to.
    pub others: Vec<(String, String)>,
}

fn percent(fit: u16) -> String {
    (fit / 10).to_string()
}

/// How a pair stands.
fn standing(plan: &PlanFile, pair: Pair) -> &'static str {
    let now = &plan.row.plan.now;
    let blocked = plan.file.blocking(pair.0, pair.1).is_some();
    match pair {
        p if plan.desk.submitted.contains(&p) => "submitted",
        _ if blocked => "blocked",
        p if now.locked.contains(&p) && now.pairs.contains(&p) => "locked",
        p if now.pairs.contains(&p) => "given",
        p if now.forbidden.contains(&p) => "forbidden",
        _ => "free",
    }
}

impl PlanView {
    pub fn of(l: &Locale, plan: &PlanFile, me: Option<Id>, asked: &Asked) -> Self {
        let (file, row) = (&plan.file, &plan.row);
        let panel = address(&file.panel.association, file.panel.id);
        let here = format!("{panel}/plan");
        let open = file.panel.state != PanelState::Revealed;
        let second = me.is_some() && row.handed_by != me && row.edited_by != me;
        let (entering, leaving) = row.plan.now.changes(&plan.present);
        let told = |pairs: Vec<Pair>| pairs.into_iter().map(|p| pair_in_words(l, plan, p)).collect();
        let words = asked.text.trim();
        let shown = file.applications.iter().filter(|a| {
            words.is_empty() || [&a.number, &a.title, &a.organisation_name].iter().any(|t| t.contains(words))
        });
        PlanView {
            matrix_href: format!("{here}?{}", query("", &asked.pair, "matrix", &asked.text)),
            list_href: format!("{here}?{}", query("", &asked.pair, "list", &asked.text)),
            edits: format!("{here}/edits"),
            steps: format!("{here}/steps"),
            here,
            panel,
            panels: format!("/associations/{}/panels", file.panel.association),
            mode: if asked.view == "list" { "list".to_owned() } else { "matrix".to_owned() },
            text: asked.text.clone(),
            name: file.panel.name.clone(),
            call: file.call.title.clone(),
            state: row.state.code(),
            say: say(l, row),
            points: plan.checked.score.points,
            points_before: plan.before.points,
            weakest: percent(plan.checked.score.weakest_pair),
            broken: plan.checked.broken.iter().map(|rule| rules::rule(l, file, rule)).collect(),
            needed: file.panel.composition.reviews as usize,
            heads: file.seated().map(|(m, e)| head(l, plan, m.seat.code(), e)).collect(),
            lines: shown.map(|a| line(l, plan, a, asked)).collect(),
            entering: told(entering),
            leaving: told(leaving),
            undo: row.plan.past.len(),
            hash: row.hash.clone(),
            draws: open && row.state == PlanState::Draft,
            judges: open && row.state == PlanState::HandedIn,
            seals: open && row.state == PlanState::HandedIn && second,
            reopens: open && row.state == PlanState::Sealed,
        }
    }

    /// Tone of the state banner.
    pub fn tone(&self) -> &'static str {
        match self.state {
            "draft" => "draft",
            "handed_in" => "checking",
            _ => "passed",
        }
    }

    pub fn is_list(&self) -> bool {
        self.mode == "list"
    }

    pub fn can_hand_in(&self) -> bool {
        self.broken.is_empty() && !self.lines.is_empty()
    }
}

/// What the state means.
fn say(l: &Locale, row: &PlanRow) -> String {
    let at = |at: Option<jiff::Timestamp>| at.map(time::short).unwrap_or_default();
    match row.state {
        PlanState::Draft if row.reason.is_empty() => l.t("plan-say-draft").to_owned(),
        PlanState::Draft => l.tf("plan-say-back", &[("reason", &row.reason)]),
        PlanState::HandedIn => {
            l.tf("plan-say-handed-in", &[("name", &row.handed_name), ("at", &at(row.handed_at))])
        }
        PlanState::Sealed => {
            l.tf("plan-say-sealed", &[("name", &row.sealed_name), ("at", &at(row.sealed_at))])
        }
    }
}

fn head(l: &Locale, plan: &PlanFile, seat: &str, e: &kexiang_store::expert::Expert) -> HeadView {
    HeadView {
        id: e.id.to_string(),
        name: e.name.clone(),
        organisation: e.organisation.clone(),
        seat: l.word("expert-kind", seat),
        load: plan.row.plan.now.pairs.iter().filter(|(_, expert)| *expert == e.id).count(),
    }
}

fn line(l: &Locale, plan: &PlanFile, a: &kexiang_store::application::Application, asked: &Asked) -> LineView {
    let cells: Vec<CellView> =
        plan.file.seated().map(|(_, e)| cell(l, plan, (a.id, e.id), &a.number, asked)).collect();
    LineView {
        number: a.number.clone(),
        title: a.title.clone(),
        organisation: a.organisation_name.clone(),
        count: cells.iter().filter(|c| c.is_given()).count(),
        cells,
    }
}

fn cell(l: &Locale, plan: &PlanFile, pair: Pair, number: &str, asked: &Asked) -> CellView {
    let what = standing(plan, pair);
    let fit = plan.desk.fits.get(&pair).copied().unwrap_or(0);
    let text = format!("{}/{}", pair.0, pair.1);
    let mode = if asked.view == "list" { "list" } else { "matrix" };
    let shown = percent(fit);
    let mark = match what {
        "given" => format!("✓ {shown}"),
        "locked" | "submitted" => format!("{} {shown}", l.t("plan-mark-locked")),
        "forbidden" => l.t("plan-mark-forbidden").to_owned(),
        "blocked" => l.t("plan-mark-blocked").to_owned(),
        _ => shown.clone(),
    };
    let name = plan.file.name(pair.1);
    let stands = l.word("plan-is", what);
    CellView {
        href: format!("?{}#pair", query("", &text, mode, &asked.text)),
        class: format!("kx-fit--{}{}", fit / 200 - u16::from(fit == 1000), class(what)),
        label: l.tf("plan-cell", &[("name", &name), ("number", &number), ("fit", &shown), ("is", &stands)]),
        say: l.tf("plan-cell-say", &[("fit", &shown), ("is", &stands)]),
        is_here: asked.pair == text,
        expert: pair.1.to_string(),
        pair: text,
        mark,
        what,
    }
}

fn class(what: &str) -> &'static str {
    match what {
        "given" => " is-given",
        "locked" | "submitted" => " is-given is-locked",
        "forbidden" => " is-forbidden",
        "blocked" => " is-blocked",
        _ => "",
    }
}

fn pair_in_words(l: &Locale, plan: &PlanFile, (application, expert): Pair) -> String {
    let number = plan.file.applications.iter().find(|a| a.id == application).map(|a| a.number.as_str());
    let number = number.unwrap_or_default();
    l.tf("plan-pair", &[("name", &plan.file.name(expert)), ("number", &number)])
}

impl PairView {
    pub fn of(l: &Locale, plan: &PlanFile, pair: Pair, why: &engine::Why) -> Self {
        let file = &plan.file;
        let a = file.applications.iter().find(|a| a.id == pair.0);
        let what = standing(plan, pair);
        let actions: &[&'static str] = match what {
            "given" => &["take", "lock", "forbid"],
            "locked" => &["free", "forbid"],
            "forbidden" => &["free"],
            "free" => &["give", "lock", "forbid"],
            _ => &[],
        };
        let room = |e: Id| standing(plan, (pair.0, e)) == "free";
        let others = file.seated().filter(|(_, e)| what == "given" && room(e.id));
        let fit = |e: Id| percent(plan.desk.fits.get(&(pair.0, e)).copied().unwrap_or(0));
        PairView {
            pair: format!("{}/{}", pair.0, pair.1),
            name: file.name(pair.1).to_owned(),
            number: a.map(|a| a.number.clone()).unwrap_or_default(),
            title: a.map(|a| a.title.clone()).unwrap_or_default(),
            organisation: a.map(|a| a.organisation_name.clone()).unwrap_or_default(),
            now: l.word("plan-is", what),
            fit: fit(pair.1),
            why: rules::why(l, file, why),
            actions: actions.to_vec(),
            others: others
                .map(|(_, e)| {
                    let said = l.tf("plan-fit-of", &[("fit", &fit(e.id))]);
                    (e.id.to_string(), format!("{}（{said}）", e.name))
                })
                .collect(),
        }
    }
}

/// Plans for samples: one being drawn up with a pair chosen, one handed in as a list, a sealed one.
pub(super) fn samples() -> Vec<(PlanFile, Asked)> {
    let first = sample(PlanState::Draft, BTreeSet::new());
    let pair = first.desk.fits.keys().next().copied();
    let text = pair.map(|(a, e)| format!("{a}/{e}")).unwrap_or_default();
    let asked =
        |pair: &str, view: &str| Asked { pair: pair.to_owned(), view: view.to_owned(), ..Asked::default() };
    let given: BTreeSet<Pair> = first.desk.fits.keys().copied().collect();
    vec![
        (sample(PlanState::Draft, given.clone()), asked(&text, "")),
        (first, asked(&text, "")),
        (sample(PlanState::HandedIn, given.clone()), asked("", "list")),
        (sample(PlanState::Sealed, given), asked("", "")),
    ]
}

fn sample(state: PlanState, pairs: BTreeSet<Pair>) -> PlanFile {
    let mut file = crate::web::panel::view::sample(false);
    file.reviews.clear();
    let (a, experts) = (file.applications[0].id, file.seated().map(|(_, e)| e.id).collect::<Vec<_>>());
    let fits = experts.iter().zip([870, 0]).map(|(e, fit)| ((a, *e), fit)).collect();
    let names = |id: Id| engine::Expert { id: id.to_string(), ..engine::Expert::default() };
    let problem = engine::Problem {
        applications: vec![engine::Application { id: a.to_string(), ..engine::Application::default() }],
        experts: experts.iter().map(|e| names(*e)).collect(),
        reviews: 1,
        ..engine::Problem::default()
    };
    let desk = Desk { problem, fits, submitted: BTreeSet::new() };
    let named = desk.named(&pairs);
    let checked = engine::check(&desk.problem, &named)
        .unwrap_or(engine::Checked { broken: Vec::new(), score: engine::Score::default() });
    let now = Layout { pairs, ..Layout::default() };
    let row = PlanRow {
        panel: file.panel.id,
        state,
        plan: Plan { now, past: vec![Layout::default()] },
        edited_by: None,
        handed_by: None,
        handed_name: "陈彤".to_owned(),
        handed_at: Some(file.panel.made_at),
        sealed_by: None,
        sealed_name: "韦国强".to_owned(),
        sealed_at: Some(file.panel.made_at),
        hash: if state == PlanState::Sealed { "9f86d081884c7d65".repeat(4) } else { String::new() },
        reason: String::new(),
        version: 1,
    };
    PlanFile { file, row, present: BTreeSet::new(), desk, checked, before: engine::Score::default() }
}
