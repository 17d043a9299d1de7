//! The holiday calendar: the years as pictures, and importing the State Council's table of a year.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use jiff::civil::{Date, date};
use kexiang_core::calendar::{Calendar, HolidayTable};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use serde::Deserialize;

use super::form::{self, Form, Shown};
use super::layout::Shell;
use super::page::{self, Page, see_other};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::calendar::{self, Kind};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/calendar", show)
        .post("/office/{association}/calendar", import)
        .post("/office/{association}/calendar/preview", preview)
}

/// A year as a picture.
#[derive(Template)]
#[template(path = "office/calendar.html")]
pub struct CalendarPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    year: i16,
    years: Vec<(i16, bool)>,
    source: String,
    days: u32,
    months: Vec<Month>,
    offs: Vec<(String, String)>,
    worked: Vec<String>,
    /// Whether the last loaded year runs out soon.
    missing: Option<i16>,
    keeps: bool,
    /// The table that is being looked at, as TOML.
    proposed: String,
    form: Shown,
}

/// A month: its weeks from Monday to Sunday.
struct Month {
    name: String,
    weeks: Vec<Vec<Day>>,
}

/// A day; empty outside the month.
struct Day {
    number: i8,
    class: &'static str,
    word: &'static str,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    year: Option<i16>,
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Proposed {
    table: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    calendar::may_see(&visitor.ctx(), &association)?;
    let calendar = app.calendar_of(&association);
    let year = asked.year.unwrap_or_else(|| time::beijing_date(visitor.now).year());
    let mut page = CalendarPage::of(&app, &visitor, &association, &calendar, year);
    if !asked.done.is_empty() {
        page.shell.flash = Some(visitor.l.t("calendar-done").to_owned());
    }
    page::show(&page)
}

async fn preview(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    form: Multipart,
) -> Answer {
    calendar::may_keep(&visitor.ctx(), &association)?;
    let read = match form::file(form).await? {
        Some((name, bytes)) => calendar::look(&visitor.ctx(), &association, name, bytes).await,
        None => Err(Refusal::new("holidays-unreadable").at("file").into()),
    };
    match read {
        Ok(table) => {
            let calendar = calendar::with(&app, &association, &table);
            let mut page = CalendarPage::of(&app, &visitor, &association, &calendar, table.year);
            page.proposed = calendar::written(&table)?;
            page::show(&page)
        }
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let calendar = app.calendar_of(&association);
            let year = time::beijing_date(visitor.now).year();
            let mut page = CalendarPage::of(&app, &visitor, &association, &calendar, year);
            page.form = page.form.refused(visitor.l, &refusal);
            page::show_as(super::error::status(&refusal), &page)
        }
        Err(failure) => Err(failure),
    }
}

async fn import(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(proposed): Form<Proposed>,
) -> Answer {
    calendar::may_keep(&visitor.ctx(), &association)?;
    let table = calendar::parse(&proposed.table)?;
    calendar::import(&app, &visitor.ctx(), &association, &table).await?;
    Ok(see_other(&format!("/office/{association}/calendar?year={}&done=1", table.year)))
}

impl CalendarPage {
    fn of(app: &App, visitor: &Visitor, association: &str, calendar: &Calendar, year: i16) -> Self {
        let keeps = calendar::may_keep(&visitor.ctx(), association).is_ok();
        Self::with(Shell::within(app, visitor, association), association, calendar, year, keeps)
    }

    fn with(shell: Shell, association: &str, calendar: &Calendar, year: i16, keeps: bool) -> Self {
        let l = shell.l;
        let loaded: Vec<i16> = calendar.tables().map(|t| t.year).collect();
        let year = if loaded.contains(&year) { year } else { loaded.last().copied().unwrap_or(year) };
        let table = calendar.tables().find(|t| t.year == year);
        let today = time::beijing_date(shell.now);
        let last = loaded.last().copied().unwrap_or(0);
        // The notice for the next year is out in November.
        let missing =
            (today.year() > last || (today.year() == last && today.month() >= 11)).then_some(last + 1);
        CalendarPage {
            base: format!("/office/{association}/calendar"),
            year,
            years: loaded.iter().map(|y| (*y, *y == year)).collect(),
            source: table.map(|t| t.source.clone()).unwrap_or_default(),
            days: calendar::working_days(calendar, year),
            months: (1..=12).map(|month| Month::of(l, calendar, year, month)).collect(),
            offs: table.map(|t| offs(l, t)).unwrap_or_default(),
            worked: table
                .map(|t| t.work.iter().map(|d| time::long_date_with_weekday(*d)).collect())
                .unwrap_or_default(),
            missing,
            keeps,
            proposed: String::new(),
            form: Shown::default(),
            l,
            shell,
        }
    }
}

fn offs(l: &Locale, table: &HolidayTable) -> Vec<(String, String)> {
    let period = |from: Date, to: Date| {
        l.tf("org-bar-period", &[("from", &time::long_date(from)), ("to", &time::long_date(to))])
    };
    table.off.iter().map(|h| (h.name.clone(), period(h.from, h.to))).collect()
}

impl Month {
    fn of(l: &'static Locale, calendar: &Calendar, year: i16, month: i8) -> Self {
        let first = date(year.clamp(1, 9998), month, 1);
        let mut days: Vec<Day> = Vec::new();
        let blank = || Day { number: 0, class: "", word: "" };
        days.extend((0..first.weekday().to_monday_zero_offset()).map(|_| blank()));
        let mut day = Some(first);
        while let Some(date) = day.filter(|date| date.month() == month) {
            let (class, word) = match calendar::kind(calendar, date) {
                Kind::Plain => ("", ""),
                Kind::Weekend => ("kx-month__weekend", ""),
                Kind::Off => ("kx-month__off", l.t("calendar-off-mark")),
                Kind::Worked => ("kx-month__worked", l.t("calendar-worked-mark")),
            };
            days.push(Day { number: date.day(), class, word });
            day = date.tomorrow().ok();
        }
        while !days.len().is_multiple_of(7) {
            days.push(blank());
        }
        let mut weeks = Vec::new();
        while !days.is_empty() {
            let rest = days.split_off(days.len().min(7));
            weeks.push(std::mem::replace(&mut days, rest));
        }
        Month { name: l.tf("calendar-month", &[("n", &month)]), weeks }
    }
}

impl Page for CalendarPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let calendar = Calendar::built_in();
        let page = |keeps| CalendarPage::with(Shell::sample(l), "xj", &calendar, 2026, keeps);
        let mut proposed = page(true);
        proposed.proposed = "year = 2026".to_owned();
        let mut wrong = page(true);
        wrong.form = wrong.form.clone().refused(l, &Refusal::new("holidays-empty").at("file"));
        wrong.missing = Some(2027);
        vec![page(false), proposed, wrong]
    }
}

crate::page!(CalendarPage);
