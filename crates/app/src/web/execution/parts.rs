//! What several pages of a project's work show, in words.

use kexiang_core::achievement::{Achievement, State as Reported};
use kexiang_core::activity::{Activity, ActivityGap, Mode, State as Held, gaps};
use kexiang_core::inspection::State as MidTerm;
use kexiang_core::progress::{Progress, Way};
use kexiang_core::time;
use kexiang_store::activity::Kept;
use std::sync::LazyLock;

use kexiang_core::identifiers::region::{RegionCode, Regions};
use kexiang_core::programme::{Clause, ProjectType};

use crate::actions::project::ProjectFile;
use crate::locale::{Locale, progress};
use crate::web::organisation::region;
use crate::web::project::parts as project_parts;

static REGIONS: LazyLock<Regions> = LazyLock::new(Regions::built_in);

/// Codes of what the pages say was done, for `execution-done-<code>`.
pub const DONE: [&str; 19] = [
    "plan", "edit", "file", "hold", "cancel", "confirm", "reject", "evidence", "removed", "labelled",
    "report", "saved", "attached", "replace", "mid-term", "pass", "fail", "remedy", "answer",
];

/// The sentence about what was just done.
pub fn flash(l: &Locale, done: &str) -> Option<String> {
    DONE.contains(&done).then(|| l.word("execution-done", done))
}

/// `62.5`, of basis points.
pub fn percent(basis_points: u32) -> String {
    match basis_points % 100 {
        0 => (basis_points / 100).to_string(),
        rest => format!("{}.{}", basis_points / 100, rest / 10),
    }
}

/// An indicator or document as a bar.
pub struct BarView {
    pub name: String,
    pub document: bool,
    pub ways: Vec<WayView>,
    pub met: bool,
    pub late: bool,
    pub word: String,
    pub missing: Vec<String>,
    pub due: String,
    pub says: String,
    pub place: String,
}

/// One way as a bar.
pub struct WayView {
    pub name: String,
    /// `2/≥4场`
    pub result: String,
    /// Per cent of the mark.
    pub width: String,
    pub done: bool,
}

impl BarView {
    /// A row of progress in words; `notice` names the document of its clause.
    pub fn of(l: &Locale, row: &Progress, notice: &str) -> Self {
        let way = |w: &Way| WayView {
            name: w.name.clone().unwrap_or_default(),
            result: format!("{}/{}", w.result.unwrap_or(0), progress::mark(&w.mark)),
            width: percent(w.basis_points.min(10_000)),
            done: w.met,
        };
        let mut ways: Vec<_> = row.ways.iter().map(way).collect();
        if ways.is_empty() {
            ways.push(WayView {
                name: String::new(),
                result: progress::result(l, row),
                width: percent(row.basis_points.min(10_000)),
                done: row.met,
            });
        }
        let late = row.is_late();
        let word = match (row.met, late) {
            (true, false) => "execution-met",
            (true, true) => "execution-met-late",
            (false, true) => "execution-overdue",
            (false, false) => "execution-short",
        };
        BarView {
            name: row.name.clone(),
            document: row.document,
            ways,
            met: row.met,
            late,
            word: l.t(word).to_owned(),
            missing: row.missing.iter().map(|m| progress::missing(l, m)).collect(),
            due: row.due.map(time::long_date).unwrap_or_default(),
            says: row.clause.says.clone(),
            place: project_parts::place(&row.clause, notice),
        }
    }

    /// All rows of a project.
    pub fn all(l: &Locale, file: &ProjectFile, rows: &[Progress]) -> Vec<Self> {
        let notice = project_parts::notice(file);
        rows.iter().map(|row| BarView::of(l, row, notice)).collect()
    }
}

/// Colour of an activity's state.
pub fn activity_colour(state: Held) -> &'static str {
    match state {
        Held::Planned => "plain",
        Held::Held => "blue",
        Held::Confirmed => "green",
        Held::Rejected => "red",
        Held::Cancelled => "plain",
    }
}

/// Colour of an achievement's state.
pub fn achievement_colour(state: Reported) -> &'static str {
    match state {
        Reported::Reported => "blue",
        Reported::Confirmed => "green",
        Reported::Rejected => "red",
        Reported::Replaced => "plain",
    }
}

/// Colour of a mid-term report's state.
pub fn mid_term_colour(state: MidTerm) -> &'static str {
    match state {
        MidTerm::Planned | MidTerm::Reported | MidTerm::Remedy | MidTerm::Remedied => "straw",
        MidTerm::Passed => "green",
        MidTerm::Failed => "red",
        MidTerm::Cancelled => "plain",
    }
}

/// `2026年6月10日`, or first and last day.
pub fn days(a: &Activity) -> String {
    match a.days() {
        1 => time::long_date(a.starts_on),
        _ => format!("{}—{}", time::long_date(a.starts_on), time::long_date(a.ends_on)),
    }
}

/// Where it is held, in words.
pub fn place(l: &Locale, a: &Activity) -> String {
    let mode = l.word("activity-mode", a.mode.code());
    if a.mode == Mode::OnLine {
        return mode;
    }
    let region = region(&a.region);
    [mode.as_str(), region.as_str(), a.place.as_str()].join("　").trim().to_owned()
}

/// Regions to choose from, code and name: those of the province of `near`, else the provinces.
pub fn regions(near: &str) -> Vec<(String, String)> {
    let mut upwards = near.parse::<RegionCode>().ok();
    while let Some(above) = upwards.and_then(|code| code.parent()) {
        upwards = Some(above);
    }
    let named = |(code, name): (RegionCode, &str)| (code.to_string(), name.to_owned());
    match upwards {
        Some(province) => {
            let own = REGIONS.name(province).map(|name| (province.to_string(), name.to_owned()));
            let inside = REGIONS
                .within(province)
                .map(|(code, _)| (code.to_string(), REGIONS.full_name(code).unwrap_or_default()));
            own.into_iter().chain(inside).collect()
        }
        None => REGIONS.provinces().map(named).collect(),
    }
}

/// What is not yet right with an activity: words, the notice's words and where they stand.
pub struct GapView {
    pub say: String,
    pub says: String,
    pub place: String,
}

impl GapView {
    /// Everything that is not yet right with an activity of a project.
    pub fn all(l: &Locale, file: &ProjectFile, a: &Activity, today: jiff::civil::Date) -> Vec<Self> {
        let Some(kind) = file.programme.project_type(&file.project.type_code) else { return Vec::new() };
        gaps(&file.programme, kind, a, today).iter().map(|gap| GapView::of(l, file, gap)).collect()
    }

    fn of(l: &Locale, file: &ProjectFile, gap: &ActivityGap) -> Self {
        let (say, clause): (String, Option<&Clause>) = match gap {
            ActivityGap::NotFiled { office, late: false, clause } => {
                (l.tf("gap-not-filed", &[("office", office)]), Some(clause))
            }
            ActivityGap::NotFiled { office, late: true, clause } => {
                (l.tf("gap-filed-late", &[("office", office)]), Some(clause))
            }
            ActivityGap::NoEvidence { slot, clause } => {
                (l.tf("gap-no-evidence", &[("slot", slot)]), clause.as_ref())
            }
            ActivityGap::Place { region: code, clause } => {
                (l.tf("gap-place", &[("region", &region(code))]), Some(clause))
            }
            ActivityGap::NobodyCounted => (l.t("gap-nobody").to_owned(), None),
            ActivityGap::NotReported => (l.t("gap-not-reported").to_owned(), None),
        };
        let notice = project_parts::notice(file);
        GapView {
            say,
            says: clause.map(|c| c.says.clone()).unwrap_or_default(),
            place: clause.map(|c| project_parts::place(c, notice)).unwrap_or_default(),
        }
    }
}

/// An activity in a list.
pub struct ActivityRow {
    pub href: String,
    pub title: String,
    pub when: String,
    pub place: String,
    pub people: String,
    pub state: String,
    pub colour: &'static str,
    pub reason: String,
    pub counts_for: Vec<String>,
    pub gaps: Vec<String>,
}

impl ActivityRow {
    /// An activity with what is not yet right.
    pub fn of(l: &Locale, file: &ProjectFile, kept: &Kept, today: jiff::civil::Date) -> Self {
        let a = &kept.activity;
        let base = crate::web::project::project_address(&kept.association, kept.project);
        ActivityRow {
            href: format!("{base}/activities/{}", a.id),
            title: a.title.clone(),
            when: days(a),
            place: place(l, a),
            people: l.tf("execution-people", &[("n", &a.attendance.people())]),
            state: l.word("activity-state", a.state.code()),
            colour: activity_colour(a.state),
            reason: kept.reason.clone(),
            counts_for: names(file, &a.counts_for),
            gaps: GapView::all(l, file, a, today).into_iter().map(|gap| gap.say).collect(),
        }
    }
}

/// An achievement in a list.
pub struct AchievementRow {
    pub href: String,
    pub title: String,
    pub on: String,
    pub file: String,
    pub extent: String,
    pub state: String,
    pub colour: &'static str,
    pub reason: String,
    pub counts_for: Vec<String>,
}

impl AchievementRow {
    /// An achievement with what was read from its file.
    pub fn of(l: &Locale, file: &ProjectFile, kept: &kexiang_store::achievement::Kept) -> Self {
        let a = &kept.achievement;
        let base = crate::web::project::project_address(&kept.association, kept.project);
        let mut counts_for = names(file, &a.counts_for);
        counts_for.extend(names(file, std::slice::from_ref(&a.deliverable)));
        AchievementRow {
            href: format!("{base}/achievements/{}", a.id),
            title: a.title.clone(),
            on: time::long_date(a.on),
            file: a.file.0.clone(),
            extent: extent(l, a),
            state: l.word("achievement-state", a.state.code()),
            colour: achievement_colour(a.state),
            reason: kept.reason.clone(),
            counts_for,
        }
    }
}

/// What was read from a file, in words; empty where nothing was.
pub fn extent(l: &Locale, a: &Achievement) -> String {
    let e = a.extent;
    let seconds =
        e.seconds.map(|s| l.tf("execution-seconds", &[("minutes", &(s / 60)), ("seconds", &(s % 60))]));
    let said = [
        e.characters.map(|n| l.tf("execution-characters", &[("n", &n)])),
        e.slides.map(|n| l.tf("execution-slides", &[("n", &n)])),
        seconds,
    ];
    said.into_iter().flatten().collect::<Vec<_>>().join("，")
}

/// The names of indicators and documents by their ids.
fn names(file: &ProjectFile, ids: &[String]) -> Vec<String> {
    let Some(kind) = file.programme.project_type(&file.project.type_code) else { return Vec::new() };
    ids.iter().filter(|id| !id.is_empty()).map(|id| name(kind, id)).collect()
}

fn name(kind: &ProjectType, id: &str) -> String {
    let indicator = kind.indicators.iter().find(|i| i.id == id).map(|i| i.name.clone());
    let document = || kind.deliverables.iter().find(|d| d.id == id).map(|d| d.name.clone());
    indicator.or_else(document).unwrap_or_else(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basis_points_are_said_in_per_cent() {
        assert_eq!((percent(0), percent(10_000), percent(6_250)), ("0".into(), "100".into(), "62.5".into()));
        assert_eq!(percent(9_999), "99.9");
    }

    #[test]
    fn the_regions_of_a_province_are_offered_by_their_whole_names() {
        assert_eq!(region("440600"), "广东省佛山市");
        assert_eq!(region("999999"), "999999");
        let near = regions("440600");
        assert!(near.iter().any(|(code, name)| code == "440300" && name == "广东省深圳市"), "{near:?}");
        assert!(near.iter().all(|(code, _)| code.starts_with("44")));
        assert!(regions("").iter().any(|(code, _)| code == "450000"));
    }
}
