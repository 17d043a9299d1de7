//! The holiday calendar (节假日安排): the State Council's table of a year, read from TOML, CSV or a workbook, looked at, and
//! taken over for every count of working days in the association.

use jiff::civil::Date;
use kexiang_core::calendar::{Calendar, CalendarError, Holiday, HolidayTable};
use kexiang_core::policy::{Action, ActorKind, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::xlsx::{self, Expected, Reading, parse_date};
use kexiang_store::holiday::{self, Imported};
use kexiang_store::write::{Subject, record};
use serde_json::json;

use super::{Ctx, Failure, Fault};
use crate::state::App;

/// Largest file, in bytes.
pub const LARGEST: usize = 256 * 1024;
/// Names of rows that are days worked in exchange.
const WORKED: [&str; 4] = ["上班", "调休上班", "补班", "work"];

/// Lets in those who keep the calendar: the system administrator, officers and heads.
///
/// # Errors
/// `not-signed-in`, `not-found` for strangers to the association, `not-permitted`.
pub fn may_keep(ctx: &Ctx, association: &str) -> Result<(), Failure> {
    let scope = Scope::Association(association);
    if ctx.permit(Action::SettingChange, &scope).is_ok() {
        return Ok(());
    }
    super::desk::enter(ctx, association, Action::ProgrammeEdit)
}

/// Lets in those who look at the calendar: everybody of the association's office.
///
/// # Errors
/// As [`may_keep`].
pub fn may_see(ctx: &Ctx, association: &str) -> Result<(), Failure> {
    if ctx.actor.kind == ActorKind::System || ctx.actor.offices.iter().any(|o| o.association == association) {
        return Ok(());
    }
    may_keep(ctx, association)
}

/// Reads a table out of a file for somebody who keeps the calendar; nothing is changed.
///
/// # Errors
/// Those of [`may_keep`] and [`read`]; `holidays-unreadable` for what is larger than [`LARGEST`].
pub async fn look(
    ctx: &Ctx,
    association: &str,
    name: String,
    bytes: Vec<u8>,
) -> Result<HolidayTable, Failure> {
    may_keep(ctx, association)?;
    if bytes.len() > LARGEST {
        return Err(Refusal::new("holidays-unreadable").at("file").into());
    }
    let today = today(ctx);
    let read = tokio::task::spawn_blocking(move || read(&name, &bytes, today)).await;
    read.map_err(|e| Fault::new("reading a holiday table", e))?
}

/// Reads a table out of a file: TOML, CSV, .xlsx or .xls. In lists each row is a name, a first and a last day; the name
/// 上班 stands for a day worked in exchange.
///
/// # Errors
/// `holidays-unreadable`, `holidays-wrong` with what is wrong, `holidays-empty`.
pub fn read(name: &str, bytes: &[u8], today: Date) -> Result<HolidayTable, Failure> {
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return table(workbook_rows(bytes)?, today);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::new("holidays-unreadable").at("file"))?;
    let text = text.trim_start_matches('\u{FEFF}');
    if name.to_lowercase().ends_with(".csv") {
        return table(csv_rows(text)?, today);
    }
    HolidayTable::parse(text).map_err(wrong)
}

/// A table as it is kept and handed from the preview to the import.
///
/// # Errors
/// `holidays-wrong`.
pub fn parse(toml: &str) -> Result<HolidayTable, Failure> {
    HolidayTable::parse(toml).map_err(wrong)
}

/// As TOML.
///
/// # Errors
/// A fault where it cannot be written.
pub fn written(table: &HolidayTable) -> Result<String, Failure> {
    toml::to_string(table).map_err(|e| Fault::new("writing a holiday table", e).into())
}

fn wrong(error: CalendarError) -> Failure {
    let detail = match error {
        CalendarError::NotATable(detail) => detail,
        other => other.to_string(),
    };
    Refusal::new("holidays-wrong").with("detail", detail).at("file").into()
}

type Row = (String, String, String);

fn workbook_rows(bytes: &[u8]) -> Result<Vec<(String, Date, Date)>, Failure> {
    let column = |name: &str, aliases: &[&str], required, reading| Expected {
        name: name.to_owned(),
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
        required,
        reading,
    };
    let expected = [
        column("名称", &["节日", "节假日", "放假节日", "类型"], true, Reading::Text),
        column("开始", &["自", "起", "开始日期", "日期", "放假开始"], true, Reading::Date),
        column("结束", &["至", "止", "结束日期", "放假结束"], false, Reading::Date),
    ];
    let imported =
        xlsx::import(bytes, &expected).map_err(|_| Refusal::new("holidays-unreadable").at("file"))?;
    if !imported.faults.is_empty() {
        return Err(Refusal::new("holidays-unreadable").at("file").into());
    }
    let cell =
        |row: &xlsx::ImportedRow, name: &str| row.cells.get(name).map(|c| c.text.clone()).unwrap_or_default();
    dated(imported.rows.iter().map(|row| (cell(row, "名称"), cell(row, "开始"), cell(row, "结束"))))
}

fn csv_rows(text: &str) -> Result<Vec<(String, Date, Date)>, Failure> {
    let rows = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows = rows.map(|line| {
        let mut cells = line.split([',', '\t', '，']).map(|cell| cell.trim().trim_matches('"').to_owned());
        let mut next = || cells.next().unwrap_or_default();
        (next(), next(), next())
    });
    // A head row has no dates.
    dated(rows.filter(|(_, from, _)| parse_date(from).is_some()))
}

fn dated(rows: impl Iterator<Item = Row>) -> Result<Vec<(String, Date, Date)>, Failure> {
    rows.map(|(name, from, to)| {
        let unreadable = |text: &str| {
            Failure::from(Refusal::new("holidays-wrong").with("detail", format!("{name} {text}")).at("file"))
        };
        let first = parse_date(&from).ok_or_else(|| unreadable(&from))?;
        let last = if to.is_empty() { first } else { parse_date(&to).ok_or_else(|| unreadable(&to))? };
        Ok((name.clone(), first, last))
    })
    .collect()
}

/// The table of the year that most days belong to, under the usual title of the State Council's notice.
fn table(rows: Vec<(String, Date, Date)>, today: Date) -> Result<HolidayTable, Failure> {
    let Some(year) = rows.iter().map(|(_, _, to)| to.year()).max() else {
        return Err(Refusal::new("holidays-empty").at("file").into());
    };
    let (mut work, mut off) = (Vec::new(), Vec::new());
    for (name, from, to) in rows {
        if WORKED.contains(&name.as_str()) {
            let mut day = Some(from);
            while let Some(date) = day.filter(|date| *date <= to && work.len() < 366) {
                work.push(date);
                day = date.tomorrow().ok();
            }
        } else {
            off.push(Holiday { name, from, to });
        }
    }
    work.sort_unstable();
    let source = format!("国务院办公厅关于{year}年部分节假日安排的通知");
    // The same checks as for a table that was written by hand.
    parse(&written(&HolidayTable { year, source, issued: today, work, off })?)
}

/// Takes a table over: for an association, or for the whole deployment from the command line (`""`).
///
/// # Errors
/// `not-permitted`, `holidays-wrong`.
pub async fn import(app: &App, ctx: &Ctx, association: &str, table: &HolidayTable) -> Result<(), Failure> {
    if association.is_empty() {
        if ctx.actor.kind != ActorKind::System {
            return Err(Refusal::new("not-permitted").with("action", Action::SettingChange.code()).into());
        }
    } else {
        may_keep(ctx, association)?;
    }
    let (ctx, body) = (ctx.clone(), written(table)?);
    let (association, table) = (association.to_owned(), table.clone());
    app.store
        .write(move |tx| {
            let imported = Imported {
                association: association.clone(),
                year: table.year,
                seq: 0,
                body: body.clone(),
                at: ctx.now,
                by: ctx.actor.name.clone(),
            };
            holiday::add(tx, &imported)?;
            let days = |dates: &[Date]| dates.iter().map(Date::to_string).collect::<Vec<_>>();
            let off = table
                .off
                .iter()
                .map(|h| json!({ "name": h.name, "from": h.from.to_string(), "to": h.to.to_string() }));
            let after =
                json!({ "source": table.source, "off": off.collect::<Vec<_>>(), "work": days(&table.work) });
            record(
                tx,
                ctx.entry_with(&association, "calendar.import", Subject::new("calendar", table.year), after),
            )
        })
        .await?;
    app.reload_associations().await?;
    Ok(())
}

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 工作日
    Plain,
    /// 周末
    Weekend,
    /// 放假
    Off,
    /// 调休上班
    Worked,
}

/// What a day of a year is by its table.
pub fn kind(calendar: &Calendar, date: Date) -> Kind {
    let weekend = matches!(date.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
    let off = calendar.tables().flat_map(|t| &t.off).any(|h| h.from <= date && date <= h.to);
    let worked = calendar.tables().any(|t| t.work.contains(&date));
    match (worked, off, weekend) {
        (true, ..) => Kind::Worked,
        (_, true, _) => Kind::Off,
        (.., true) => Kind::Weekend,
        _ => Kind::Plain,
    }
}

/// How many days of a year are working days by a table.
pub fn working_days(calendar: &Calendar, year: i16) -> u32 {
    let (first, last) = (jiff::civil::date(year, 1, 1), jiff::civil::date(year, 12, 31));
    calendar.working_days_between(first, last).unwrap_or(0)
}

/// The calendar of an association with a table laid over it that was not taken over yet.
pub fn with(app: &App, association: &str, table: &HolidayTable) -> Calendar {
    Calendar::clone(&app.calendar_of(association)).with(table.clone())
}

/// Today in Beijing.
pub fn today(ctx: &Ctx) -> Date {
    time::beijing_date(ctx.now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2026, 11, 10);

    #[test]
    fn lists_become_tables() {
        let csv =
            "\u{FEFF}名称,开始,结束\n元旦,2027-01-01,2027-01-03\n春节,2027.2.5,2027/2/11\n上班,2027-02-20,\n";
        let table = read("2027.csv", csv.as_bytes(), TODAY).expect("a table");
        assert_eq!((table.year, table.off.len(), table.work.len()), (2027, 2, 1));
        assert_eq!(table.off[1].to, jiff::civil::date(2027, 2, 11));
        assert_eq!(parse(&written(&table).expect("TOML")).expect("the same"), table);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let code = |name: &str, text: &str| match read(name, text.as_bytes(), TODAY) {
            Err(Failure::Refused(refusal)) => refusal.code,
            other => panic!("{other:?}"),
        };
        assert_eq!(code("a.csv", "名称,开始,结束\n"), "holidays-empty");
        assert_eq!(code("a.csv", "上班,2027-02-22,\n"), "holidays-wrong", "a Monday is worked anyway");
        assert_eq!(code("a.csv", "元旦,2027-01-03,2027-01-01\n"), "holidays-wrong");
        assert_eq!(code("a.toml", "year = 2027"), "holidays-wrong");
    }
}
