//! The sign-in sheet of an activity: the code for the door, who came, as page, workbook and PDF.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::activity::{SignIn, attendance};
use kexiang_core::id::Id;
use kexiang_core::identifiers::phone::Phone;
use kexiang_core::time;
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue};
use kexiang_store::activity::Counted;

use super::parts::{days, place};
use crate::actions::execution::{self, Sheet};
use crate::locale::Locale;
use crate::state::App;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};
use crate::web::panel::paper::{pdf, workbook};
use crate::web::project::parts::{Head, Problem};
use crate::web::project::project_address;
use crate::web::{Answer, Visitor, qr};

/// The sheet with its code.
#[derive(Template)]
#[template(path = "execution/sheet.html")]
pub struct SheetPage {
    l: &'static Locale,
    shell: Shell,
    head: Head,
    here: String,
    title: String,
    when: String,
    place: String,
    organiser: String,
    /// Whether people sign in by the code; else a sheet of paper counts.
    by_code: bool,
    link: String,
    code: String,
    rows: Vec<RowView>,
    counted: String,
    problem: Option<Problem>,
}

/// A row of the sheet; telephones are masked.
pub struct RowView {
    n: usize,
    name: String,
    organisation: String,
    phone: String,
    way: String,
    at: String,
}

type AtActivity = Path<(String, Id, Id)>;

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity)): AtActivity,
) -> Answer {
    let sheet = execution::sheet(&app, &visitor.ctx(), &association, (id, activity)).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&SheetPage::of(shell, &sheet, &app.public_url(), &visitor)?)
}

pub(super) async fn register(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity)): AtActivity,
) -> Answer {
    let sheet = execution::sheet(&app, &visitor.ctx(), &association, (id, activity)).await?;
    let name = format!("{}_{}", visitor.l.t("sheet-sign-in"), sheet.kept.activity.title);
    workbook(&list(visitor.l, &sheet, &visitor), &visitor, &name)
}

pub(super) async fn paper(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, activity)): AtActivity,
) -> Answer {
    let sheet = execution::sheet(&app, &visitor.ctx(), &association, (id, activity)).await?;
    let name = format!("{}_{}", visitor.l.t("sheet-sign-in"), sheet.kept.activity.title);
    pdf(crate::sheet::sign_in(visitor.l, &sheet.kept.activity, &sheet.rows), &visitor, &name).await
}

/// Where people sign in.
pub(super) fn door_address(public_url: &str, association: &str, token: &str) -> String {
    format!("{public_url}/attendance/{association}/{token}")
}

fn masked(row: &SignIn) -> String {
    row.phone.parse::<Phone>().map(|p| p.masked()).unwrap_or_default()
}

fn way(l: &Locale, row: &SignIn) -> String {
    l.t(if row.on_site { "sheet-on-site" } else { "sheet-on-line" }).to_owned()
}

fn counted(l: &Locale, rows: &[SignIn]) -> String {
    let n = attendance(rows);
    l.tf("sheet-counted", &[("site", &n.on_site), ("daily", &n.daily), ("line", &n.on_line)])
}

/// The sheet as a workbook.
fn list(l: &Locale, sheet: &Sheet, visitor: &Visitor) -> Register {
    let text =
        |key: &str, width| RegisterColumn { title: l.t(key).to_owned(), width, kind: ColumnKind::Text };
    let said = |t: String| RegisterValue::Text(t);
    let values = |r: &SignIn| {
        vec![
            said(r.name.clone()),
            said(r.organisation.clone()),
            said(masked(r)),
            said(way(l, r)),
            said(time::short(r.at)),
        ]
    };
    Register {
        title: format!("{}　{}", sheet.kept.activity.title, l.t("sheet-sign-in")),
        unit: Some(counted(l, &sheet.rows)),
        index: l.t("sheet-index").to_owned(),
        columns: vec![
            text("sheet-name", 14),
            text("sheet-from", 34),
            text("sheet-phone", 16),
            text("sheet-way", 10),
            text("sheet-when", 18),
        ],
        rows: sheet.rows.iter().map(values).collect(),
        total: None,
        footer: vec![
            l.tf("desk-register-made-by", &[("by", &visitor.actor.name)]),
            l.tf("desk-register-date", &[("date", &time::long_date(time::beijing_date(visitor.now)))]),
        ],
        page: Some(l.t("desk-register-page").to_owned()),
    }
}

impl SheetPage {
    fn of(
        shell: Shell,
        sheet: &Sheet,
        public_url: &str,
        visitor: &Visitor,
    ) -> Result<Self, crate::actions::Fault> {
        let head = Head::of(shell.l, &sheet.file, &visitor.actor, "execution");
        Self::with(shell, sheet, public_url, head)
    }

    fn with(
        shell: Shell,
        sheet: &Sheet,
        public_url: &str,
        head: Head,
    ) -> Result<Self, crate::actions::Fault> {
        let l = shell.l;
        let a = &sheet.kept.activity;
        let link = door_address(public_url, &sheet.kept.association, &sheet.kept.token);
        let row = |(n, r): (usize, &SignIn)| RowView {
            n: n + 1,
            name: r.name.clone(),
            organisation: r.organisation.clone(),
            phone: masked(r),
            way: way(l, r),
            at: time::short(r.at),
        };
        Ok(SheetPage {
            here: format!(
                "{}/activities/{}",
                project_address(&sheet.kept.association, sheet.kept.project),
                a.id
            ),
            title: a.title.clone(),
            when: days(a),
            place: place(l, a),
            organiser: sheet.file.project.organisation_name.clone(),
            by_code: sheet.kept.counted == Counted::Sheet,
            code: qr::svg(&link)?,
            link,
            rows: sheet.rows.iter().enumerate().map(row).collect(),
            counted: counted(l, &sheet.rows),
            problem: None,
            head,
            l,
            shell,
        })
    }
}

impl Page for SheetPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use super::sample;
        use crate::web::project::sample as projects;
        let head = || Head::of(l, &projects::running(), &projects::member(), "execution");
        let page = |sheet: &Sheet| SheetPage::with(Shell::sample(l), sheet, "http://127.0.0.1:8080", head());
        [page(&sample::sheet(true)), page(&sample::sheet(false))].into_iter().flatten().collect()
    }
}

crate::page!(SheetPage);
