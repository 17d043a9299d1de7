//! What the work of projects looks like in JSON: indicators, activities, rows of a sheet.

use kexiang_core::activity::{
    Activity, Attendance, FilingRecord, Guest, Level, Mode, Partaker, SignIn, Talk,
};
use kexiang_core::progress::{self, Progress};
use kexiang_core::refusal::Refusal;
use kexiang_store::activity::{Counted, Kept};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::dto::{Clause, moment};
use super::project::day;
use crate::actions::execution::ActivityDraft;
use crate::locale::{Locale, progress as words};

/// One way to fulfil an indicator.
#[derive(Debug, Serialize, ToSchema)]
struct WorkWay {
    /// What this way is; none: the indicator's name says it.
    name: Option<String>,
    /// `≥4场`
    mark: String,
    /// What was reached; none: nothing yet.
    result: Option<i64>,
    /// Whether the mark is met.
    met: bool,
    /// How far, in basis points of the mark.
    basis_points: u32,
}

/// An indicator or document with how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkIndicator {
    /// Id.
    id: String,
    /// Whether it is a document to hand in that proves no indicator.
    document: bool,
    /// What is required.
    name: String,
    /// The ways of which one suffices.
    ways: Vec<WorkWay>,
    /// Whether it is fulfilled.
    met: bool,
    /// How far, in basis points.
    basis_points: u32,
    /// What is missing, in the language of `Accept-Language`.
    missing: Vec<String>,
    /// Until when.
    due: Option<String>,
    /// The words of the notice.
    clause: Clause,
}

impl WorkIndicator {
    pub(super) fn of(l: &Locale, p: &Progress) -> Self {
        let way = |w: &progress::Way| WorkWay {
            name: w.name.clone(),
            mark: words::mark(&w.mark),
            result: w.result,
            met: w.met,
            basis_points: w.basis_points,
        };
        WorkIndicator {
            id: p.id.clone(),
            document: p.document,
            name: p.name.clone(),
            ways: p.ways.iter().map(way).collect(),
            met: p.met,
            basis_points: p.basis_points,
            missing: p.missing.iter().map(|m| words::missing(l, m)).collect(),
            due: p.due.map(|d| d.to_string()),
            clause: Clause::from(&p.clause),
        }
    }
}

/// An organisation that takes part.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct WorkPartaker {
    /// Name.
    #[schema(example = "中国机械工程学会")]
    name: String,
    /// Whether it is a national society.
    national: bool,
    /// Whether it is an enterprise or a park.
    enterprise: bool,
}

/// An expert who takes part.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct WorkExpert {
    /// Name.
    #[schema(example = "王力")]
    name: String,
    /// Organisation.
    organisation: String,
    /// Title.
    title: String,
    /// `academician`, `known`, `senior` or `other`.
    #[schema(example = "known")]
    level: String,
    /// Field of science.
    field: String,
    /// Whether they belong to the station's team.
    station_team: bool,
}

/// A talk.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct WorkTalk {
    /// Title.
    #[schema(example = "低空经济")]
    title: String,
    /// Who speaks.
    speaker: String,
    /// Length in minutes; 0: not known.
    #[schema(example = 45)]
    minutes: u32,
    /// Whether it is a keynote.
    keynote: bool,
}

/// People by a sheet of paper.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
struct WorkPeople {
    /// On site, each once.
    on_site: u32,
    /// On site, added up over the days.
    daily: u32,
    /// On line.
    on_line: u32,
}

/// What an organisation says of an activity.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct WorkActivity {
    /// Title.
    #[schema(example = "低空经济学术讲座")]
    title: String,
    /// Kind of event.
    #[schema(example = "讲座")]
    form: String,
    /// Ids of the indicators it is meant for.
    #[schema(example = json!(["participants"]))]
    counts_for: Vec<String>,
    /// First day.
    #[schema(example = "2026-06-10")]
    starts_on: String,
    /// Last day; empty: the first.
    ends_on: String,
    /// `on_site`, `on_line` or `both`.
    #[schema(example = "on_site")]
    mode: String,
    /// GB/T 2260 code of the place.
    #[schema(example = "440600")]
    region: String,
    /// The place in words.
    #[schema(example = "科技馆报告厅")]
    place: String,
    /// Organisations that take part.
    organisations: Vec<WorkPartaker>,
    /// Experts.
    experts: Vec<WorkExpert>,
    /// Talks.
    talks: Vec<WorkTalk>,
    /// People by a sheet of paper; none: the sign-in sheet counts.
    paper: Option<WorkPeople>,
}

impl WorkActivity {
    pub(super) fn draft(self) -> Result<ActivityDraft, Refusal> {
        let starts_on = day(&self.starts_on, "starts_on")?;
        let ends_on = if self.ends_on.is_empty() { starts_on } else { day(&self.ends_on, "ends_on")? };
        let mode = if self.mode.is_empty() { Some(Mode::default()) } else { Mode::from_code(&self.mode) };
        let level = |code: &str| {
            let found = if code.is_empty() { Some(Level::default()) } else { Level::from_code(code) };
            found.ok_or_else(|| Refusal::new("bad-form").with("detail", code).at("experts"))
        };
        let expert = |e: WorkExpert| {
            Ok(Guest {
                level: level(&e.level)?,
                name: e.name,
                organisation: e.organisation,
                title: e.title,
                field: e.field,
                station_team: e.station_team,
            })
        };
        let partaker =
            |o: WorkPartaker| Partaker { name: o.name, national: o.national, enterprise: o.enterprise };
        let talk =
            |t: WorkTalk| Talk { title: t.title, speaker: t.speaker, minutes: t.minutes, keynote: t.keynote };
        let people = |n: WorkPeople| Attendance { on_site: n.on_site, daily: n.daily, on_line: n.on_line };
        Ok(ActivityDraft {
            title: self.title,
            form: self.form,
            counts_for: self.counts_for,
            days: Some((starts_on, ends_on)),
            mode: mode.ok_or_else(|| Refusal::new("bad-form").with("detail", "mode").at("mode"))?,
            region: self.region,
            place: self.place,
            organisations: self.organisations.into_iter().map(partaker).collect(),
            experts: self.experts.into_iter().map(expert).collect::<Result<_, Refusal>>()?,
            talks: self.talks.into_iter().map(talk).collect(),
            paper: self.paper.map(people),
        })
    }

    fn of(a: &Activity, counted: Counted) -> Self {
        let expert = |e: &Guest| WorkExpert {
            name: e.name.clone(),
            organisation: e.organisation.clone(),
            title: e.title.clone(),
            level: e.level.code().to_owned(),
            field: e.field.clone(),
            station_team: e.station_team,
        };
        let partaker = |o: &Partaker| WorkPartaker {
            name: o.name.clone(),
            national: o.national,
            enterprise: o.enterprise,
        };
        let talk = |t: &Talk| WorkTalk {
            title: t.title.clone(),
            speaker: t.speaker.clone(),
            minutes: t.minutes,
            keynote: t.keynote,
        };
        WorkActivity {
            title: a.title.clone(),
            form: a.form.clone(),
            counts_for: a.counts_for.clone(),
            starts_on: a.starts_on.to_string(),
            ends_on: a.ends_on.to_string(),
            mode: a.mode.code().to_owned(),
            region: a.region.clone(),
            place: a.place.clone(),
            organisations: a.organisations.iter().map(partaker).collect(),
            experts: a.experts.iter().map(expert).collect(),
            talks: a.talks.iter().map(talk).collect(),
            paper: (counted == Counted::Paper).then(|| people(a.attendance)),
        }
    }
}

fn people(n: Attendance) -> WorkPeople {
    WorkPeople { on_site: n.on_site, daily: n.daily, on_line: n.on_line }
}

/// That an activity was filed with an office.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct WorkFiling {
    /// The office in the notice's words.
    #[schema(example = "柳州市民政局")]
    pub office: String,
    /// The day.
    #[schema(example = "2026-06-01")]
    pub filed_on: String,
    /// Number of the receipt; may be empty.
    pub number: String,
}

/// A file of an activity.
#[derive(Debug, Serialize, ToSchema)]
struct WorkEvidence {
    /// Kind, in the notice's words.
    slot: String,
    /// Name of the file.
    name: String,
    /// SHA-256 of its bytes.
    sha256: String,
    /// Required words that it bears.
    labels: Vec<String>,
}

/// An activity as it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkKept {
    /// Id.
    id: String,
    /// State.
    state: &'static str,
    /// Why it was cancelled or is not counted; else empty.
    reason: String,
    /// How many took part.
    people: WorkPeople,
    /// What the organisation says of it.
    activity: WorkActivity,
    /// Filings.
    filings: Vec<WorkFiling>,
    /// Evidence.
    evidence: Vec<WorkEvidence>,
}

impl From<&Kept> for WorkKept {
    fn from(k: &Kept) -> Self {
        let a = &k.activity;
        let filing = |f: &FilingRecord| WorkFiling {
            office: f.office.clone(),
            filed_on: f.filed_on.to_string(),
            number: f.number.clone(),
        };
        let file = |e: &kexiang_core::activity::Evidence| WorkEvidence {
            slot: e.slot.clone(),
            name: e.name.clone(),
            sha256: e.sha256.clone(),
            labels: e.labels.clone(),
        };
        WorkKept {
            id: a.id.to_string(),
            state: a.state.code(),
            reason: k.reason.clone(),
            people: people(a.attendance),
            activity: WorkActivity::of(a, k.counted),
            filings: a.filings.iter().map(filing).collect(),
            evidence: a.evidence.iter().map(file).collect(),
        }
    }
}

/// A row of the sign-in sheet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkSignIn {
    /// The day.
    day: String,
    /// Name.
    name: String,
    /// Organisation.
    organisation: String,
    /// Telephone, masked; empty where it was not given.
    phone: String,
    /// Whether the person is there in person.
    on_site: bool,
    /// When.
    at: String,
}

impl From<&SignIn> for WorkSignIn {
    fn from(r: &SignIn) -> Self {
        let phone = r.phone.parse::<kexiang_core::identifiers::phone::Phone>();
        WorkSignIn {
            day: r.day.to_string(),
            name: r.name.clone(),
            organisation: r.organisation.clone(),
            phone: phone.map(|p| p.masked()).unwrap_or_default(),
            on_site: r.on_site,
            at: moment(r.at),
        }
    }
}
