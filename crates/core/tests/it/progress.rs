//! A project with its activities and achievements, told in a line each, and its progress read back in a line each.

use jiff::civil::{Date, date};
use kexiang_core::achievement::Achievement;
use kexiang_core::activity::{Activity, Attendance, Guest, Level, Mode, Partaker, State, Talk};
use kexiang_core::id::Id;
use kexiang_core::programme::Programme;
use kexiang_core::progress::{Dates, Missing, Progress, Tally, completion};
use kexiang_core::project::Target;

use crate::programme::{code, mark, read};

/// The day of the award in these stories.
pub const AWARDED: Date = date(2026, 5, 6);

/// A project of a type with what it has done so far.
pub struct Story {
    programme: Programme,
    code: &'static str,
    tier: Option<&'static str>,
    activities: Vec<Activity>,
    achievements: Vec<Achievement>,
    targets: Vec<Target>,
    today: Date,
}

/// A project that has done nothing yet.
pub fn project(name: &str, code: &'static str, tier: Option<&'static str>) -> Story {
    let programme = read(name);
    let (activities, achievements, targets) = (Vec::new(), Vec::new(), Vec::new());
    Story { programme, code, tier, activities, achievements, targets, today: date(2026, 6, 30) }
}

impl Story {
    /// On another day.
    pub fn on(mut self, today: Date) -> Self {
        self.today = today;
        self
    }

    /// With a promise beyond the notice's mark.
    pub fn promising(mut self, id: &str, promise: &str) -> Self {
        let (id, promise) = (id.to_owned(), promise.to_owned());
        self.targets.push(Target { id, name: String::new(), mark: None, promise, alternatives: 0 });
        self
    }

    /// With an activity of so many people on site for these indicators.
    pub fn held(self, ids: &[&str], title: &str, people: u32) -> Self {
        self.held_as(ids, title, people, |_| {})
    }

    /// With an activity about which more is known.
    pub fn held_as(
        mut self,
        ids: &[&str],
        title: &str,
        people: u32,
        more: impl FnOnce(&mut Activity),
    ) -> Self {
        let mut activity = activity(self.activities.len() as u64 + 1, title);
        activity.counts_for = ids.iter().map(|id| (*id).to_owned()).collect();
        activity.attendance = Attendance { on_site: people, daily: people, on_line: 0 };
        more(&mut activity);
        self.activities.push(activity);
        self
    }

    /// With an achievement for this indicator.
    pub fn has(self, id: &str, title: &str, more: impl FnOnce(&mut Achievement)) -> Self {
        self.with(title, |a| {
            a.counts_for = vec![id.to_owned()];
            more(a);
        })
    }

    /// With a document to hand in.
    pub fn hands_in(self, id: &str, title: &str, more: impl FnOnce(&mut Achievement)) -> Self {
        self.with(title, |a| {
            a.deliverable = id.to_owned();
            more(a);
        })
    }

    fn with(mut self, title: &str, more: impl FnOnce(&mut Achievement)) -> Self {
        let id = Id::compose(1000 + self.achievements.len() as u64, 0);
        let mut achievement = Achievement::new(id, title, date(2026, 6, 20));
        more(&mut achievement);
        self.achievements.push(achievement);
        self
    }

    /// All rows.
    pub fn progress(&self) -> Vec<Progress> {
        let t = self.programme.project_type(self.code).unwrap();
        let mut tally = Tally::new(&self.programme, t, self.tier, &self.targets);
        self.activities.iter().for_each(|a| tally.activity(a));
        self.achievements.iter().for_each(|a| tally.achievement(a));
        let completes_on = t.completes().unwrap().last_date(AWARDED);
        tally.progress(&Dates { awarded: AWARDED, completes_on, today: self.today })
    }

    /// The indicators, a line each.
    pub fn indicators(&self) -> Vec<String> {
        self.progress().iter().filter(|p| !p.document).map(line).collect()
    }

    /// The documents that prove no indicator, a line each.
    pub fn documents(&self) -> Vec<String> {
        self.progress().iter().filter(|p| p.document).map(line).collect()
    }

    /// 指标完成率 in basis points.
    pub fn completion(&self) -> u32 {
        completion(&self.progress())
    }
}

/// A plain activity on 10 June, held in Guangdong's second city so that any venue takes it.
pub fn activity(n: u64, title: &str) -> Activity {
    Activity {
        id: Id::compose(n, 0),
        title: title.to_owned(),
        form: String::new(),
        counts_for: Vec::new(),
        starts_on: date(2026, 6, 10),
        ends_on: date(2026, 6, 10),
        mode: Mode::OnSite,
        region: "440300".to_owned(),
        place: "会展中心".to_owned(),
        organisations: Vec::new(),
        experts: Vec::new(),
        talks: Vec::new(),
        attendance: Attendance::default(),
        evidence: Vec::new(),
        filings: Vec::new(),
        state: State::Held,
    }
}

/// Organisations by name.
pub fn organisations(names: &[&str]) -> Vec<Partaker> {
    names.iter().map(|n| Partaker { name: (*n).to_owned(), ..Partaker::default() }).collect()
}

/// Experts with level and field.
pub fn experts(people: &[(&str, Level, &str)]) -> Vec<Guest> {
    let guest = |(name, level, field): &(&str, Level, &str)| Guest {
        name: (*name).to_owned(),
        level: *level,
        field: (*field).to_owned(),
        ..Guest::default()
    };
    people.iter().map(guest).collect()
}

/// Keynote talks of these lengths.
pub fn keynotes(minutes: &[u32]) -> Vec<Talk> {
    let talk = |(n, minutes): (usize, &u32)| Talk {
        title: format!("报告{}", n + 1),
        minutes: *minutes,
        keynote: true,
        ..Talk::default()
    };
    minutes.iter().enumerate().map(talk).collect()
}

/// `id ✓ 2/>=2场` or `id ✗ 1/>=2场 | 0/=1场: 还差1场`.
fn line(p: &Progress) -> String {
    let way = |w: &kexiang_core::progress::Way| {
        let result = w.result.map_or_else(|| "-".to_owned(), |r| r.to_string());
        format!("{result}/{}", mark(&w.mark))
    };
    let ways: Vec<_> = p.ways.iter().map(way).collect();
    let sign = if p.met { "✓" } else { "✗" };
    let missing: Vec<_> = p.missing.iter().map(said).collect();
    let mut line = format!("{} {sign} {}", p.id, ways.join(" | ")).trim_end().to_owned();
    if !missing.is_empty() {
        line = format!("{line}: {}", missing.join("; "));
    }
    line
}

/// What is missing, in a few words for tests.
fn said(m: &Missing) -> String {
    let way = |w: &Option<String>| w.as_ref().map(|w| format!("{w} ")).unwrap_or_default();
    match m {
        Missing::More { way: w, by, unit } => format!("{}+{by}{unit}", way(w)),
        Missing::Less { way: w, by, unit } => format!("{}-{by}{unit}", way(w)),
        Missing::Nothing => "nothing".to_owned(),
        Missing::Below { what, measure, has, mark: m } => {
            format!("{what} {} {has}/{}", code(measure), mark(m))
        }
        Missing::Unread { what, measure } => format!("{what} {} unread", code(measure)),
        Missing::NoLabel { what, label } => format!("{what} lacks {label}"),
        Missing::Place { what } => format!("{what} elsewhere"),
        Missing::Condition { what, only } => format!("{what} not {}", code(only)),
        Missing::Channel { what, channels } => format!("{what} not in {}", channels.join("、")),
        Missing::NoChannel { channel } => format!("not in {channel}"),
        Missing::Sections { what, sections } => format!("{what} without {}", sections.join("、")),
        Missing::Words => "words".to_owned(),
        Missing::Late { on, due } => format!("{on} after {due}"),
        Missing::Overdue { due } => format!("overdue {due}"),
        Missing::AndMore { n } => format!("and {n} more"),
    }
}
