//! One activity: what it is, what is not yet right, its filings, people and evidence, and what can be done with it.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use futures::TryStreamExt as _;
use kexiang_core::activity::{Command, Evidence, FilingRecord, Level, State as Stage, duties};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::activity::{Counted, Kept};

use super::answer;
use super::parts::{GapView, activity_colour, days, flash, place};
use crate::actions::execution::{self, Sheet};
use crate::actions::project::ProjectFile;
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::{Form, damaged};
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::project::parts::{Head, Problem, Typed};
use crate::web::project::{Asked, load, project_address, stays};
use crate::web::{Answer, Failure, Visitor};

/// One activity.
#[derive(Template)]
#[template(path = "execution/activity.html")]
pub struct ActivityPage {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    here: String,
    title: String,
    state: String,
    colour: &'static str,
    reason: String,
    facts: Vec<(String, String)>,
    gaps: Vec<GapView>,
    /// Whether it is still to be held: evidence is not yet asked for.
    planned: bool,
    filings: Vec<FilingView>,
    organisations: Vec<(String, String)>,
    experts: Vec<(String, String)>,
    talks: Vec<(String, String)>,
    people: String,
    by_code: bool,
    slots: Vec<SlotView>,
    /// The words that every resource must bear.
    labels: Vec<String>,
    edits: bool,
    holds: bool,
    cancels: bool,
    confirms: bool,
    rejects: bool,
    /// Whether the person says of pictures what they bear.
    judges: bool,
    typed: Typed,
    problem: Option<Problem>,
}

/// A filing with an office.
pub struct FilingView {
    n: usize,
    office: String,
    /// Day and number; empty while it is missing.
    filed: String,
    met: bool,
    late: bool,
    says: String,
    place: String,
}

/// A slot with its files.
pub struct SlotView {
    n: usize,
    name: String,
    files: Vec<FileView>,
}

/// A file of a slot.
pub struct FileView {
    name: String,
    kind: String,
    href: String,
    sha256: String,
    /// Whether it bears all required words.
    borne: bool,
}

type AtActivity = Path<(String, Id, Id)>;

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity)): AtActivity,
    Query(asked): Query<Asked>,
) -> Answer {
    let sheet = execution::sheet(&app, &visitor.ctx(), &association, (id, activity)).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = flash(visitor.l, &asked.done);
    page::show(&ActivityPage::of(shell, &sheet, &visitor.actor))
}

pub(super) async fn command(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity, word)): Path<(String, Id, Id, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    // What one may not see does not exist, whatever is said to it.
    load(&app, &visitor, &association, id).await?;
    let command = command_of(&word, typed.get("reason"))?;
    let at = (id, activity);
    let outcome = execution::command_activity(&app, &visitor.ctx(), &association, at, command).await;
    back(&app, &visitor, (&association, id, activity), outcome, &word, typed).await
}

/// A command by its word: `hold`, `cancel`, `confirm`, `reject`.
pub(crate) fn command_of(word: &str, reason: &str) -> Result<Command, Refusal> {
    let reason = reason.to_owned();
    match word {
        "hold" => Ok(Command::Hold),
        "cancel" => Ok(Command::Cancel { reason }),
        "confirm" => Ok(Command::Confirm),
        "reject" => Ok(Command::Reject { reason }),
        _ => Err(Refusal::new("not-found")),
    }
}

pub(super) async fn file_with(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity)): AtActivity,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let ctx = visitor.ctx();
    let outcome = match typed.date("filed_on") {
        Ok(filed_on) => {
            let text = |name: &str| typed.get(name).trim().to_owned();
            let filing = FilingRecord { office: text("office"), filed_on, number: text("number") };
            execution::file_with(&app, &ctx, &association, (id, activity), filing).await
        }
        Err(refusal) => {
            load(&app, &visitor, &association, id).await?.1.permit(&ctx, Action::ActivityRecord)?;
            Err(refusal.into())
        }
    };
    back(&app, &visitor, (&association, id, activity), outcome, "file", typed).await
}

pub(super) async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity)): AtActivity,
    mut form: Multipart,
) -> Answer {
    let (mut typed, mut outcome) = (Typed::default(), Err(Refusal::new("file-none").into()));
    let ctx = visitor.ctx();
    load(&app, &visitor, &association, id).await?.1.permit(&ctx, Action::ActivityRecord)?;
    while let Some(part) = form.next_field().await.map_err(damaged)? {
        match part.file_name().map(str::to_owned) {
            Some(name) if !name.is_empty() => {
                let source = Box::pin(part.into_stream());
                let slot = typed.get("slot").to_owned();
                let at = (id, activity);
                let added =
                    execution::add_evidence(&app, &ctx, &association, at, (&slot, &name), source).await;
                outcome = added.map(|_| ());
                if outcome.is_err() {
                    break;
                }
            }
            Some(_) => {}
            None => {
                let name = part.name().unwrap_or_default().to_owned();
                typed.0.push((name, part.text().await.map_err(damaged)?));
            }
        }
    }
    back(&app, &visitor, (&association, id, activity), outcome, "evidence", typed).await
}

pub(super) async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity, sha256)): Path<(String, Id, Id, String)>,
) -> Answer {
    let found = execution::open(&app, &visitor.ctx(), &association, (id, activity), &sha256).await?;
    Ok(answer::file(found))
}

pub(super) async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity, sha256)): Path<(String, Id, Id, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let (ctx, at, slot) = (visitor.ctx(), (id, activity), typed.get("slot"));
    let (outcome, done) = match typed.get("what") {
        "remove" => (execution::remove(&app, &ctx, &association, at, (slot, &sha256)).await, "removed"),
        what @ ("label" | "unlabel") => {
            let said = (slot, sha256.as_str(), what == "label");
            (execution::label_evidence(&app, &ctx, &association, at, said).await, "labelled")
        }
        _ => {
            load(&app, &visitor, &association, id).await?.1.permit(&ctx, Action::ActivityRecord)?;
            return Err(Refusal::new("bad-form").with("detail", "what").into());
        }
    };
    back(&app, &visitor, (&association, id, activity), outcome, done, typed.clone()).await
}

async fn back(
    app: &App,
    visitor: &Visitor,
    (association, id, activity): (&str, Id, Id),
    outcome: Result<(), Failure>,
    done: &str,
    typed: Typed,
) -> Answer {
    match outcome {
        Ok(()) => {
            let base = project_address(association, id);
            Ok(see_other(&format!("{base}/activities/{activity}?done={done}")))
        }
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let sheet = execution::sheet(app, &visitor.ctx(), association, (id, activity)).await?;
            let shell = Shell::within(app, visitor, association);
            let mut page = ActivityPage::of(shell, &sheet, &visitor.actor);
            page.problem = Some(Problem::on(visitor.l, &sheet.file, &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl ActivityPage {
    fn of(shell: Shell, sheet: &Sheet, actor: &Actor) -> Self {
        let (l, file, kept) = (shell.l, &sheet.file, &sheet.kept);
        let a = &kept.activity;
        let today = time::beijing_date(shell.now);
        let can = |action| may(actor, action, &Scope::Project(&file.scope())).is_ok();
        let records = can(Action::ActivityRecord) && execution::recordable(file).is_ok();
        let confirms = can(Action::ActivityConfirm) && !file.project.state.is_over();
        let here = format!("{}/activities/{}", project_address(&kept.association, kept.project), a.id);
        ActivityPage {
            head: Head::of(l, file, actor, "execution"),
            title: a.title.clone(),
            state: l.word("activity-state", a.state.code()),
            colour: activity_colour(a.state),
            reason: kept.reason.clone(),
            facts: facts(l, file, kept),
            gaps: GapView::all(l, file, a, today),
            planned: a.state == Stage::Planned,
            filings: filings(l, file, kept, today),
            organisations: a.organisations.iter().map(|o| (o.name.clone(), kinds(l, o))).collect(),
            experts: a.experts.iter().map(|e| (e.name.clone(), expert(l, e))).collect(),
            talks: a.talks.iter().map(|t| (t.title.clone(), talk(l, t))).collect(),
            people: people(l, kept),
            by_code: kept.counted == Counted::Sheet,
            slots: slots(file, &a.evidence, &here),
            labels: execution::labels(file),
            edits: records && matches!(a.state, Stage::Planned | Stage::Held | Stage::Rejected),
            holds: records && a.state == Stage::Planned && a.starts_on <= today,
            cancels: records && a.state == Stage::Planned,
            confirms: confirms && matches!(a.state, Stage::Held | Stage::Rejected),
            rejects: confirms && matches!(a.state, Stage::Held | Stage::Confirmed),
            judges: confirms && !matches!(a.state, Stage::Cancelled),
            typed: Typed::default(),
            problem: None,
            here,
            l,
            shell,
        }
    }
}

fn facts(l: &Locale, file: &ProjectFile, kept: &Kept) -> Vec<(String, String)> {
    let a = &kept.activity;
    let of = |id: &String| execution::indicators(file).iter().find(|i| i.id == *id).map(|i| i.name.clone());
    let named: Vec<_> = a.counts_for.iter().filter_map(of).collect();
    let fact = |key: &str, said: String| (l.t(key).to_owned(), said);
    let all = [
        fact("activity-when", days(a)),
        fact("activity-where", place(l, a)),
        fact("activity-form", a.form.clone()),
        fact("activity-counts-for", named.join("；")),
        fact("activity-entered", format!("{} {}", kept.entered_by, time::short(kept.entered_at))),
    ];
    all.into_iter().filter(|(_, said)| !said.is_empty()).collect()
}

/// How many took part, and by which sheet.
fn people(l: &Locale, kept: &Kept) -> String {
    let n = kept.activity.attendance;
    l.tf("sheet-counted", &[("site", &n.on_site), ("daily", &n.daily), ("line", &n.on_line)])
}

fn kinds(l: &Locale, o: &kexiang_core::activity::Partaker) -> String {
    let said = [(o.national, "activity-national"), (o.enterprise, "activity-enterprise")];
    said.into_iter().filter(|(is, _)| *is).map(|(_, key)| l.t(key)).collect::<Vec<_>>().join("，")
}

fn expert(l: &Locale, e: &kexiang_core::activity::Guest) -> String {
    let level =
        if e.level == Level::Other { String::new() } else { l.word("activity-level", e.level.code()) };
    let team = if e.station_team { l.t("activity-station-team").to_owned() } else { String::new() };
    let all = [e.organisation.clone(), e.title.clone(), level, e.field.clone(), team];
    all.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn talk(l: &Locale, t: &kexiang_core::activity::Talk) -> String {
    let minutes = if t.minutes > 0 { l.tf("activity-minutes", &[("n", &t.minutes)]) } else { String::new() };
    let keynote = if t.keynote { l.t("activity-keynote").to_owned() } else { String::new() };
    let all = [t.speaker.clone(), minutes, keynote];
    all.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn filings(l: &Locale, file: &ProjectFile, kept: &Kept, today: jiff::civil::Date) -> Vec<FilingView> {
    let notice = crate::web::project::parts::notice(file);
    let filed = |r: &FilingRecord| {
        let on = time::long_date(r.filed_on);
        if r.number.is_empty() { on } else { l.tf("activity-filed", &[("on", &on), ("number", &r.number)]) }
    };
    let wanted = duties(&file.programme, &file.project.type_code, &kept.activity, today);
    let view = |(n, d): (usize, kexiang_core::activity::FilingDuty)| FilingView {
        n,
        met: d.is_met(),
        late: d.late,
        filed: d.record.as_ref().map(filed).unwrap_or_default(),
        says: d.clause.says.clone(),
        place: crate::web::project::parts::place(&d.clause, notice),
        office: d.office,
    };
    wanted.into_iter().enumerate().map(view).collect()
}

fn slots(file: &ProjectFile, evidence: &[Evidence], here: &str) -> Vec<SlotView> {
    let wanted = execution::labels(file);
    let view = |e: &Evidence| FileView {
        kind: e.name.rsplit_once('.').map(|(_, ending)| ending.to_uppercase()).unwrap_or_default(),
        href: format!("{here}/evidence/{}", e.sha256),
        name: e.name.clone(),
        sha256: e.sha256.clone(),
        borne: wanted.iter().all(|label| e.labels.contains(label)),
    };
    let slot = |(n, name): (usize, String)| SlotView {
        n,
        files: evidence.iter().filter(|e| e.slot == name).map(view).collect(),
        name,
    };
    execution::slots(file).into_iter().enumerate().map(slot).collect()
}

impl Page for ActivityPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        use crate::web::project::sample as projects;
        let mut all = Vec::new();
        for state in Stage::ALL {
            for actor in [projects::office(), projects::member()] {
                let mut sheet = sample::sheet(true);
                sheet.kept.activity.state = state;
                sheet.kept.reason = "材料不全".into();
                all.push(ActivityPage::of(Shell::sample(l), &sheet, &actor));
            }
        }
        let mut wrong = ActivityPage::of(Shell::sample(l), &sample::sheet(false), &projects::member());
        let refusal = Refusal::new("filing-date").at("filed_on");
        wrong.problem = Some(Problem::on(l, &projects::running(), &refusal));
        all.push(wrong);
        all
    }
}

crate::page!(ActivityPage);
