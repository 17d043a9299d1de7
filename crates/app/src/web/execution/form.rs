//! The form of an activity: for a new one and for putting one right. Lists end in empty lines; who needs more saves and comes
//! back, so that it works without script.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::activity::{Attendance, Guest, Level, Mode, Partaker, Talk};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor};
use kexiang_core::refusal::Refusal;

use super::parts::regions;
use crate::actions::execution::{self, ActivityDraft};
use crate::actions::project::ProjectFile;
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::Form;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::project::parts::{Head, Problem, Typed};
use crate::web::project::{At, load, project_address, stays};
use crate::web::{Answer, Failure, Visitor};

/// Empty lines at the end of each list.
const SPARE: usize = 3;

/// The form.
#[derive(Template)]
#[template(path = "execution/form.html")]
pub struct ActivityForm {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    /// Where it is sent.
    action: String,
    /// Where one goes who changes nothing.
    back: String,
    /// Row version that was read; empty for a new one.
    version: String,
    draft: ActivityDraft,
    days: (String, String),
    /// Id, name and whether it is chosen.
    indicators: Vec<(String, String, bool)>,
    /// Kinds of events that must be filed.
    events: Vec<String>,
    regions: Vec<(String, String)>,
    venue: Option<(String, String)>,
    labels: Vec<String>,
    organisations: Vec<(usize, Partaker)>,
    experts: Vec<(usize, Guest)>,
    talks: Vec<(usize, Talk)>,
    problem: Option<Problem>,
}

type AtActivity = Path<(String, Id, Id)>;

pub(super) async fn blank(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let (shell, file) = load(&app, &visitor, &association, id).await?;
    file.permit(&visitor.ctx(), Action::ActivityRecord)?;
    execution::recordable(&file)?;
    let region = file.organisation.region.clone();
    let draft = ActivityDraft { region, ..ActivityDraft::default() };
    page::show(&ActivityForm::of(shell, &file, &visitor.actor, None, draft))
}

pub(super) async fn plan(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (shell, file) = load(&app, &visitor, &association, id).await?;
    file.permit(&visitor.ctx(), Action::ActivityRecord)?;
    let typed = Typed(pairs);
    let outcome = match draft_of(&typed) {
        Ok(draft) => execution::plan(&app, &visitor.ctx(), &association, id, draft).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(made) => {
            Ok(see_other(&format!("{}/activities/{made}?done=plan", project_address(&association, id))))
        }
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let page = ActivityForm::of(shell, &file, &visitor.actor, None, spoken(&typed));
            again(&visitor, &file, page, &typed, &refusal)
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn filled(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity)): AtActivity,
) -> Answer {
    let sheet = execution::sheet(&app, &visitor.ctx(), &association, (id, activity)).await?;
    sheet.file.permit(&visitor.ctx(), Action::ActivityRecord)?;
    let shell = Shell::within(&app, &visitor, &association);
    let draft = ActivityDraft::of(&sheet.kept);
    let seen = Some((activity, sheet.kept.version));
    page::show(&ActivityForm::of(shell, &sheet.file, &visitor.actor, seen, draft))
}

pub(super) async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity)): AtActivity,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (shell, file) = load(&app, &visitor, &association, id).await?;
    file.permit(&visitor.ctx(), Action::ActivityRecord)?;
    let typed = Typed(pairs);
    let seen = typed.get("version").parse::<i64>().ok();
    let outcome = match draft_of(&typed) {
        Ok(draft) => {
            execution::edit_activity(&app, &visitor.ctx(), &association, (id, activity), (draft, seen)).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => {
            let base = project_address(&association, id);
            Ok(see_other(&format!("{base}/activities/{activity}?done=edit")))
        }
        Err(Failure::Refused(refusal)) if stays(&refusal.code) => {
            let seen = Some((activity, seen.unwrap_or_default()));
            let page = ActivityForm::of(shell, &file, &visitor.actor, seen, spoken(&typed));
            again(&visitor, &file, page, &typed, &refusal)
        }
        Err(other) => Err(other),
    }
}

fn again(
    visitor: &Visitor,
    file: &ProjectFile,
    mut page: ActivityForm,
    typed: &Typed,
    refusal: &Refusal,
) -> Answer {
    // A date that cannot be read is shown as it was typed.
    page.days = (typed.get("starts_on").to_owned(), typed.get("ends_on").to_owned());
    page.problem = Some(Problem::on(visitor.l, file, refusal));
    page::show_as(status(refusal), &page)
}

/// What was typed as a draft.
///
/// # Errors
/// `date-form`, `number-form` at the field.
pub(crate) fn draft_of(typed: &Typed) -> Result<ActivityDraft, Refusal> {
    let starts_on = typed.date("starts_on")?;
    let ends_on = if typed.get("ends_on").trim().is_empty() { starts_on } else { typed.date("ends_on")? };
    let number = |name: &str| match typed.get(name).trim() {
        "" => Ok(0),
        text => text.parse::<u32>().map_err(|_| Refusal::new("number-form").at(name)),
    };
    let attendance = || {
        Ok(Attendance { on_site: number("on_site")?, daily: number("daily")?, on_line: number("on_line")? })
    };
    let paper = (typed.get("counted") == "paper").then(attendance).transpose()?;
    let paper = paper.map(|n: Attendance| Attendance { daily: n.daily.max(n.on_site), ..n });
    Ok(ActivityDraft { days: Some((starts_on, ends_on)), paper, ..spoken(typed) })
}

/// What was typed as far as it can be read.
fn spoken(typed: &Typed) -> ActivityDraft {
    let text = |name: &str| typed.get(name).trim().to_owned();
    let chosen = typed.0.iter().filter(|(name, _)| name == "counts_for");
    ActivityDraft {
        title: text("title"),
        form: text("form"),
        counts_for: chosen.map(|(_, id)| id.clone()).collect(),
        days: None,
        mode: Mode::from_code(typed.get("mode")).unwrap_or_default(),
        region: text("region"),
        place: text("place"),
        organisations: organisations_of(typed),
        experts: experts_of(typed),
        talks: talks_of(typed),
        paper: None,
    }
}

/// The numbers of the lines of a list that were typed into.
fn lines(typed: &Typed, list: &str, field: &str) -> Vec<usize> {
    let end = format!(".{field}");
    let number = |(name, value): &(String, String)| {
        let n = name.strip_prefix(list)?.strip_prefix('.')?.strip_suffix(end.as_str())?;
        n.parse::<usize>().ok().filter(|_| !value.trim().is_empty())
    };
    typed.0.iter().filter_map(number).take(execution::MOST_LISTED + 1).collect()
}

fn organisations_of(typed: &Typed) -> Vec<Partaker> {
    let one = |n: usize| {
        let is = |field: &str| !typed.get(&format!("organisation.{n}.{field}")).is_empty();
        Partaker {
            name: typed.get(&format!("organisation.{n}.name")).trim().to_owned(),
            national: is("national"),
            enterprise: is("enterprise"),
        }
    };
    lines(typed, "organisation", "name").into_iter().map(one).collect()
}

fn experts_of(typed: &Typed) -> Vec<Guest> {
    let one = |n: usize| {
        let text = |field: &str| typed.get(&format!("expert.{n}.{field}")).trim().to_owned();
        Guest {
            name: text("name"),
            organisation: text("organisation"),
            title: text("title"),
            level: Level::from_code(&text("level")).unwrap_or_default(),
            field: text("field"),
            station_team: !text("station_team").is_empty(),
        }
    };
    lines(typed, "expert", "name").into_iter().map(one).collect()
}

fn talks_of(typed: &Typed) -> Vec<Talk> {
    let one = |n: usize| {
        let text = |field: &str| typed.get(&format!("talk.{n}.{field}")).trim().to_owned();
        Talk {
            title: text("title"),
            speaker: text("speaker"),
            minutes: text("minutes").parse().unwrap_or(0),
            keynote: !text("keynote").is_empty(),
        }
    };
    lines(typed, "talk", "title").into_iter().map(one).collect()
}

impl ActivityForm {
    fn of(
        shell: Shell,
        file: &ProjectFile,
        actor: &Actor,
        seen: Option<(Id, i64)>,
        draft: ActivityDraft,
    ) -> Self {
        let l = shell.l;
        let base = project_address(&file.project.association, file.project.id);
        let (action, back) = match seen {
            Some((id, _)) => {
                (format!("{base}/activities/{id}/particulars"), format!("{base}/activities/{id}"))
            }
            None => (format!("{base}/activities"), format!("{base}/execution")),
        };
        let events = file.programme.filings.iter();
        let events = events.filter(|f| f.types.is_empty() || f.types.contains(&file.project.type_code));
        let kind = file.programme.project_type(&file.project.type_code);
        let venue = kind.and_then(|t| t.venue.as_ref());
        let notice = crate::web::project::parts::notice(file);
        let day = |d: jiff::civil::Date| d.to_string();
        let indicators = execution::indicators(file);
        let indicator = |i: &&kexiang_core::programme::Indicator| {
            (i.id.clone(), i.name.clone(), draft.counts_for.contains(&i.id))
        };
        let near =
            if draft.region.is_empty() { file.organisation.region.clone() } else { draft.region.clone() };
        ActivityForm {
            head: Head::of(l, file, actor, "execution"),
            action,
            back,
            version: seen.map(|(_, version)| version.to_string()).unwrap_or_default(),
            days: draft.days.map(|(a, b)| (day(a), day(b))).unwrap_or_default(),
            indicators: indicators.iter().filter(|i| execution::counts_events(i)).map(indicator).collect(),
            events: events.flat_map(|f| f.events.iter().cloned()).collect(),
            regions: regions(&near),
            venue: venue
                .map(|v| (v.clause.says.clone(), crate::web::project::parts::place(&v.clause, notice))),
            labels: execution::titles(file),
            organisations: with_spare(&draft.organisations),
            experts: with_spare(&draft.experts),
            talks: with_spare(&draft.talks),
            draft,
            problem: None,
            l,
            shell,
        }
    }

    /// People by a sheet of paper; nobody where the program's sheet counts.
    fn paper(&self) -> Attendance {
        self.draft.paper.unwrap_or_default()
    }

    fn modes(&self) -> [Mode; 3] {
        Mode::ALL
    }

    fn levels(&self) -> [Level; 4] {
        Level::ALL
    }
}

/// The lines of a list with empty ones behind them.
fn with_spare<T: Clone + Default>(all: &[T]) -> Vec<(usize, T)> {
    let spare = std::iter::repeat_with(T::default).take(SPARE);
    all.iter().cloned().chain(spare).enumerate().collect()
}

impl Page for ActivityForm {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        use crate::web::project::sample as projects;
        let file = projects::running();
        let page = |seen, draft| ActivityForm::of(Shell::sample(l), &file, &projects::member(), seen, draft);
        let mut wrong = page(None, ActivityDraft::default());
        let refusal = Refusal::new("activity-title-missing").at("title");
        wrong.problem = Some(Problem::on(l, &file, &refusal));
        let kept = sample::lecture();
        let mut paper = ActivityDraft::of(&kept);
        paper.paper = Some(kept.activity.attendance);
        vec![
            page(None, ActivityDraft::default()),
            page(Some((kept.activity.id, 3)), ActivityDraft::of(&kept)),
            page(Some((kept.activity.id, 3)), paper),
            wrong,
        ]
    }
}

crate::page!(ActivityForm);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_line_by_line_and_empty_lines_are_left_out() {
        let pairs = [
            ("title", " 讲座 "),
            ("starts_on", "2026-06-10"),
            ("ends_on", ""),
            ("mode", "both"),
            ("counts_for", "a"),
            ("counts_for", "b"),
            ("expert.0.name", "王力"),
            ("expert.0.level", "known"),
            ("expert.1.name", " "),
            ("expert.7.name", "李红"),
            ("talk.0.title", "低空经济"),
            ("talk.0.minutes", "45"),
            ("talk.0.keynote", "1"),
            ("organisation.2.name", "中国机械工程学会"),
            ("organisation.2.national", "1"),
            ("counted", "paper"),
            ("on_site", "80"),
            ("daily", ""),
        ];
        let typed = Typed(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).into());
        let draft = draft_of(&typed).expect("a draft");
        let day = jiff::civil::date(2026, 6, 10);
        assert_eq!((draft.title.as_str(), draft.mode, draft.days), ("讲座", Mode::Both, Some((day, day))));
        assert_eq!(draft.counts_for, ["a", "b"]);
        let experts: Vec<_> = draft.experts.iter().map(|e| (e.name.as_str(), e.level)).collect();
        assert_eq!(experts, [("王力", Level::Known), ("李红", Level::Other)]);
        assert_eq!(draft.talks.iter().map(|t| (t.minutes, t.keynote)).collect::<Vec<_>>(), [(45, true)]);
        assert!(draft.organisations[0].national && !draft.organisations[0].enterprise);
        assert_eq!(draft.paper, Some(Attendance { on_site: 80, daily: 80, on_line: 0 }));
        let typed = Typed(vec![("starts_on".into(), "2026-6-31".into())]);
        assert_eq!(draft_of(&typed), Err(Refusal::new("date-form").at("starts_on")));
    }
}
