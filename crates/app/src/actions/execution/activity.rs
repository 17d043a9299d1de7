//! Activities: planned, filed with the offices, held, put right, confirmed or not counted (L05, L13–L18).

use jiff::civil::Date;
use kexiang_core::activity::{
    Activity, Attendance, Command, FilingRecord, Guest, Mode, Partaker, State, Talk, attendance, check,
    decide, duties,
};
use kexiang_core::id::Id;
use kexiang_core::identifiers::region::RegionCode;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::activity::{self as store, Counted, Kept};
use serde_json::json;

use super::{LINE, first, indicators, judgeable, line, project_type, record, recordable};
use crate::actions::project::{ProjectFile, tell_members, tell_office};
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// The most organisations, experts or talks of one activity.
pub const MOST_LISTED: usize = 300;
/// More people than this are a slip of the pen.
const MOST_PEOPLE: u32 = 1_000_000;

/// What the organisation says of an activity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityDraft {
    /// Title.
    pub title: String,
    /// Kind of event.
    pub form: String,
    /// Ids of the indicators it is meant for.
    pub counts_for: Vec<String>,
    /// First and last day.
    pub days: Option<(Date, Date)>,
    /// On site, on line.
    pub mode: Mode,
    /// GB/T 2260 code of the place; empty on line.
    pub region: String,
    /// The place in words.
    pub place: String,
    /// Organisations that take part.
    pub organisations: Vec<Partaker>,
    /// Experts.
    pub experts: Vec<Guest>,
    /// Talks.
    pub talks: Vec<Talk>,
    /// People by a sheet of paper; none: the program's own sheet counts.
    pub paper: Option<Attendance>,
}

impl ActivityDraft {
    /// What an activity says of itself, for a form or a change of a part of it.
    pub fn of(kept: &Kept) -> Self {
        let a = &kept.activity;
        ActivityDraft {
            title: a.title.clone(),
            form: a.form.clone(),
            counts_for: a.counts_for.clone(),
            days: Some((a.starts_on, a.ends_on)),
            mode: a.mode,
            region: a.region.clone(),
            place: a.place.clone(),
            organisations: a.organisations.clone(),
            experts: a.experts.clone(),
            talks: a.talks.clone(),
            paper: (kept.counted == Counted::Paper).then_some(a.attendance),
        }
    }

    /// Puts what was said into an activity.
    fn fill(&self, a: &mut Activity) -> Result<(), Refusal> {
        let (starts_on, ends_on) = self.days.ok_or_else(|| Refusal::new("date-form").at("starts_on"))?;
        (a.starts_on, a.ends_on, a.mode) = (starts_on, ends_on, self.mode);
        a.title = line(&self.title, LINE, "title")?;
        a.form = line(&self.form, LINE, "form")?;
        a.place = line(&self.place, LINE, "place")?;
        a.region = if self.mode.has_place() { self.region.trim().to_owned() } else { String::new() };
        if !a.region.is_empty() && a.region.parse::<RegionCode>().is_err() {
            return Err(Refusal::new("activity-region").at("region"));
        }
        a.counts_for.clone_from(&self.counts_for);
        a.organisations = self.organisations.iter().filter(|o| !o.name.trim().is_empty()).cloned().collect();
        a.experts = self.experts.iter().filter(|e| !e.name.trim().is_empty()).cloned().collect();
        a.talks = self.talks.iter().filter(|t| !t.title.trim().is_empty()).cloned().collect();
        let listed = [a.organisations.len(), a.experts.len(), a.talks.len()];
        if listed.iter().any(|n| *n > MOST_LISTED) {
            return Err(Refusal::new("activity-too-many").with("most", MOST_LISTED));
        }
        self.check_lines()?;
        if let Some(paper) = self.paper {
            let wild = [paper.on_site, paper.daily, paper.on_line].iter().any(|n| *n > MOST_PEOPLE);
            if wild || paper.daily < paper.on_site {
                return Err(Refusal::new("activity-people").at("on_site"));
            }
            a.attendance = paper;
        }
        Ok(())
    }

    /// Every text of the lists is a line.
    fn check_lines(&self) -> Result<(), Refusal> {
        let organisations = self.organisations.iter().map(|o| (&o.name, "organisations"));
        let experts = self.experts.iter().flat_map(|e| [&e.name, &e.organisation, &e.title, &e.field]);
        let talks = self.talks.iter().flat_map(|t| [&t.title, &t.speaker]);
        let all = organisations.chain(experts.map(|t| (t, "experts"))).chain(talks.map(|t| (t, "talks")));
        all.into_iter().try_for_each(|(text, at)| line(text, LINE, at).map(|_| ()))
    }
}

/// Plans an activity.
///
/// # Errors
/// `not-found`, `not-permitted`, `execution-not-running`, the first of [`check`], `activity-region`, `activity-people`,
/// `activity-too-many`, `text-long`.
pub async fn plan(
    app: &App,
    ctx: &Ctx,
    association: &str,
    project: Id,
    draft: ActivityDraft,
) -> Result<Id, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, project, true)?;
            file.permit(&ctx, Action::ActivityRecord)?;
            recordable(&file)?;
            let today = time::beijing_date(ctx.now);
            let mut activity = blank(chance::id(ctx.now), today);
            draft.fill(&mut activity)?;
            known(&file, &activity)?;
            let counted = if draft.paper.is_some() { Counted::Paper } else { Counted::Sheet };
            let kept = Kept {
                association: association.clone(),
                project,
                counted,
                // Half as long as other secrets: a short address makes a code that a telephone reads from afar.
                token: hex::encode(chance::bytes::<16>()),
                reason: String::new(),
                entered_by: ctx.actor.name.clone(),
                entered_at: ctx.now,
                changed_at: ctx.now,
                version: 1,
                activity,
            };
            store::insert(tx, &kept)?;
            noted(tx, &ctx, &file, &kept, "plan")?;
            Ok(kept.activity.id)
        })
        .await
}

fn blank(id: Id, day: Date) -> Activity {
    Activity {
        id,
        title: String::new(),
        form: String::new(),
        counts_for: Vec::new(),
        starts_on: day,
        ends_on: day,
        mode: Mode::OnSite,
        region: String::new(),
        place: String::new(),
        organisations: Vec::new(),
        experts: Vec::new(),
        talks: Vec::new(),
        attendance: Attendance::default(),
        evidence: Vec::new(),
        filings: Vec::new(),
        state: State::Planned,
    }
}

/// Whether what was typed can be; a held activity has begun.
fn known(file: &ProjectFile, activity: &Activity) -> Result<(), Refusal> {
    let ids: Vec<&str> = indicators(file).iter().map(|i| i.id.as_str()).collect();
    check(activity, &ids).map_err(first)
}

/// Puts an activity right. One that was not counted is looked at again.
///
/// # Errors
/// As [`plan`]; `activity-wrong-state` once it is confirmed or cancelled; `activity-not-begun` for a held one that is moved
/// into the future; `changed-meanwhile` where somebody wrote it since version `seen`.
pub async fn edit(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    (draft, seen): (ActivityDraft, Option<i64>),
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let (file, mut kept) = own(tx, &ctx, &programmes, &association, (project, id))?;
            if seen.is_some_and(|seen| seen != kept.version) {
                return Err(Refusal::new("changed-meanwhile").into());
            }
            kept.activity.state = decide(kept.activity.state, &Command::Edit, true)?;
            draft.fill(&mut kept.activity)?;
            known(&file, &kept.activity)?;
            let today = time::beijing_date(ctx.now);
            if kept.activity.state == State::Held && kept.activity.starts_on > today {
                return Err(Refusal::new("activity-not-begun").at("starts_on").into());
            }
            kept.counted = if draft.paper.is_some() { Counted::Paper } else { Counted::Sheet };
            if kept.counted == Counted::Sheet {
                kept.activity.attendance = attendance(&store::sheet(tx, &association, id)?);
            }
            changed(tx, &ctx, &file, &mut kept, "edit")
        })
        .await
}

/// Says with which office an activity was filed, when and under which number (备案, L05). A later saying takes the place of an
/// earlier one.
///
/// # Errors
/// `not-found`, `not-permitted`, `execution-not-running`, `activity-wrong-state`; `filing-office` for an office that the
/// notice does not name; `filing-date` for a day still to come.
pub async fn file_with(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    filing: FilingRecord,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let (file, mut kept) = own(tx, &ctx, &programmes, &association, (project, id))?;
            kept.activity.state = decide(kept.activity.state, &Command::Edit, true)?;
            let today = time::beijing_date(ctx.now);
            let wanted = duties(&file.programme, &file.project.type_code, &kept.activity, today);
            if !wanted.iter().any(|d| d.office == filing.office) {
                return Err(Failure::from(Refusal::new("filing-office").at("office")));
            }
            if filing.filed_on > today {
                return Err(Refusal::new("filing-date").at("filed_on").into());
            }
            kept.activity.filings.retain(|f| f.office != filing.office);
            kept.activity.filings.push(filing.clone());
            changed(tx, &ctx, &file, &mut kept, "file")
        })
        .await
}

/// Gives an activity a command: the organisation says that it was held, or cancels it; the office confirms it, or does not
/// count it.
///
/// # Errors
/// `not-found`, `not-permitted`, `execution-not-running`, those of [`decide`].
pub async fn command(
    app: &App,
    ctx: &Ctx,
    association: &str,
    (project, id): (Id, Id),
    command: Command,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let file = ProjectFile::load(tx, &programmes, &association, project, true)?;
            let judges = matches!(command, Command::Confirm | Command::Reject { .. });
            file.permit(&ctx, if judges { Action::ActivityConfirm } else { Action::ActivityRecord })?;
            let mut kept = held(tx, &association, (project, id))?;
            if judges {
                judgeable(&file)?
            } else {
                recordable(&file)?
            }
            if command == Command::Edit {
                return Err(Failure::from(Refusal::new("bad-form").with("detail", command.code())));
            }
            let begun = kept.activity.starts_on <= time::beijing_date(ctx.now);
            kept.activity.state = decide(kept.activity.state, &command, begun)?;
            kept.reason = match &command {
                Command::Reject { reason } | Command::Cancel { reason } => reason.trim().to_owned(),
                _ => String::new(),
            };
            changed(tx, &ctx, &file, &mut kept, command.code())?;
            let step = format!("activity-{}", command.code());
            match command {
                Command::Confirm | Command::Reject { .. } => tell_members(tx, &ctx, &file, &step),
                Command::Hold => tell_office(tx, &ctx, &file, (&step, "/execution")),
                _ => Ok(()),
            }
        })
        .await
}

/// The project and one of its activities, both held, for somebody who records.
pub(super) fn own(
    tx: &mut kexiang_store::Tx<'_>,
    ctx: &Ctx,
    programmes: &crate::programmes::Programmes,
    association: &str,
    (project, id): (Id, Id),
) -> Result<(ProjectFile, Kept), Failure> {
    let file = ProjectFile::load(tx, programmes, association, project, true)?;
    file.permit(ctx, Action::ActivityRecord)?;
    let kept = held(tx, association, (project, id))?;
    recordable(&file)?;
    Ok((file, kept))
}

/// An activity of a project, held against others.
pub(super) fn held(
    tx: &mut kexiang_store::Tx<'_>,
    association: &str,
    (project, id): (Id, Id),
) -> Result<Kept, Failure> {
    let kept = store::hold(tx, association, id)?.filter(|k| k.project == project);
    Ok(kept.ok_or_else(|| Refusal::new("not-found"))?)
}

/// Writes a changed activity back and records it.
pub(super) fn changed(
    tx: &mut kexiang_store::Tx<'_>,
    ctx: &Ctx,
    file: &ProjectFile,
    kept: &mut Kept,
    what: &str,
) -> Result<(), Failure> {
    project_type(file)?;
    // A reason belongs to the state that it explains.
    if !matches!(kept.activity.state, State::Rejected | State::Cancelled) {
        kept.reason.clear();
    }
    kept.changed_at = ctx.now;
    store::update(tx, kept)?;
    kept.version += 1;
    noted(tx, ctx, file, kept, what)
}

fn noted(
    tx: &mut kexiang_store::Tx<'_>,
    ctx: &Ctx,
    file: &ProjectFile,
    kept: &Kept,
    what: &str,
) -> Result<(), Failure> {
    let a = &kept.activity;
    let after = json!({
        "activity": a.id.to_string(), "title": a.title, "state": a.state.code(), "starts_on": a.starts_on.to_string(),
        "ends_on": a.ends_on.to_string(), "people": a.attendance.people(), "evidence": a.evidence.len(),
        "filings": a.filings.len(), "reason": kept.reason,
    });
    record(tx, ctx, file, &format!("activity.{what}"), after)?;
    // The timeline tells of what moves the project on, not of every stroke of the pen.
    if matches!(what, "edit" | "file" | "evidence" | "label") {
        return Ok(());
    }
    file.note(tx, ctx, &format!("activity-{what}"), &a.title)
}
