//! The holiday calendar (节假日安排): the years that are loaded, a look at a new one, taking it over.

use axum::Json as Out;
use axum::body::Body as Bytes;
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use kexiang_core::calendar::{Holiday, HolidayTable};
use kexiang_core::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dto::{DONE, Done, Json};
use super::upload::{self, Named};
use crate::actions::calendar::{self, LARGEST};
use crate::state::App;
use crate::web::Visitor;
use crate::web::form::Json as Body;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(preview)).routes(routes!(import))
}

/// The holidays of a year, as the State Council's office announces them.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct HolidayYear {
    /// The year.
    #[schema(example = 2027)]
    year: i16,
    /// The notice that says so.
    #[schema(example = "国务院办公厅关于2027年部分节假日安排的通知")]
    source: String,
    /// Date of the notice.
    #[schema(example = "2026-11-10")]
    issued: String,
    /// Holidays with the weekends they include.
    off: Vec<HolidayPeriod>,
    /// Saturdays and Sundays worked in exchange (调休上班).
    #[serde(default)]
    work: Vec<String>,
}

/// A holiday, both days included.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct HolidayPeriod {
    /// Name.
    #[schema(example = "春节")]
    name: String,
    /// First day off.
    #[schema(example = "2027-02-05")]
    from: String,
    /// Last day off.
    #[schema(example = "2027-02-11")]
    to: String,
}

impl From<&HolidayTable> for HolidayYear {
    fn from(t: &HolidayTable) -> Self {
        let period = |h: &Holiday| HolidayPeriod {
            name: h.name.clone(),
            from: h.from.to_string(),
            to: h.to.to_string(),
        };
        HolidayYear {
            year: t.year,
            source: t.source.clone(),
            issued: t.issued.to_string(),
            off: t.off.iter().map(period).collect(),
            work: t.work.iter().map(Date::to_string).collect(),
        }
    }
}

impl HolidayYear {
    /// The table with its days read.
    fn table(self) -> Result<HolidayTable, Refusal> {
        let period = |h: HolidayPeriod| {
            Ok(Holiday { from: day(&h.from, "off")?, to: day(&h.to, "off")?, name: h.name })
        };
        Ok(HolidayTable {
            year: self.year,
            source: self.source,
            issued: day(&self.issued, "issued")?,
            work: self.work.iter().map(|text| day(text, "work")).collect::<Result<_, _>>()?,
            off: self.off.into_iter().map(period).collect::<Result<_, Refusal>>()?,
        })
    }
}

fn day(text: &str, at: &str) -> Result<Date, Refusal> {
    text.trim().parse().map_err(|_| Refusal::new("holidays-wrong").with("detail", text).at(at))
}

/// A year with what follows from it.
#[derive(Debug, Serialize, ToSchema)]
struct CalendarYear {
    /// The table.
    table: HolidayYear,
    /// Working days of the year.
    working_days: u32,
}

/// The years that are loaded, the earliest first.
#[utoipa::path(
    get, path = "/api/v1/associations/{association}/calendar", tag = "calendar",
    responses((status = 200, body = Vec<CalendarYear>))
)]
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Json<Vec<CalendarYear>> {
    calendar::may_see(&visitor.ctx(), &association)?;
    let calendar = app.calendar_of(&association);
    let year = |table: &HolidayTable| CalendarYear {
        table: HolidayYear::from(table),
        working_days: calendar::working_days(&calendar, table.year),
    };
    Ok(Out(calendar.tables().map(year).collect()))
}

/// Reads a table out of a file (TOML, CSV, .xlsx, .xls) and says what would hold; the body is the file itself. Nothing is
/// changed.
#[utoipa::path(
    post, path = "/api/v1/associations/{association}/calendar/preview", tag = "calendar", params(Named),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = CalendarYear))
)]
async fn preview(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(named): Query<Named>,
    body: Bytes,
) -> Json<CalendarYear> {
    let ctx = visitor.ctx();
    calendar::may_keep(&ctx, &association)?;
    let bytes = upload::file(body, LARGEST).await?;
    let table = calendar::look(&ctx, &association, named.name, bytes).await?;
    let with = calendar::with(&app, &association, &table);
    let working_days = calendar::working_days(&with, table.year);
    Ok(Out(CalendarYear { table: HolidayYear::from(&table), working_days }))
}

/// Takes the holidays of a year over, in place of an earlier table of that year. Every count of working days follows it.
#[utoipa::path(
    put, path = "/api/v1/associations/{association}/calendar/{year}", tag = "calendar",
    request_body = HolidayYear, responses((status = 204))
)]
async fn import(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, year)): Path<(String, i16)>,
    Body(said): Body<HolidayYear>,
) -> Done {
    let ctx = visitor.ctx();
    calendar::may_keep(&ctx, &association)?;
    if said.year != year {
        return Err(Refusal::new("holidays-wrong").with("detail", said.year).at("year").into());
    }
    let table = calendar::parse(&calendar::written(&said.table()?)?)?;
    calendar::import(&app, &ctx, &association, &table).await?;
    Ok(DONE)
}
