//! Importing a workbook: upload, preview of every row, the sheet with its mistakes, applying; and the history of imports.

use askama::Template;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::handler::Handler as _;
use kexiang_core::id::Id;
use kexiang_core::organisation::{FactKind, OrganisationClass};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, write_register};
use kexiang_store::organisation::import::Import;
use serde::Deserialize;

use super::super::error::status;
use super::super::form::{self, Form, Shown};
use super::super::layout::Shell;
use super::super::page::{self, Page, see_other};
use super::super::room::Room;
use super::super::{Answer, Failure, Visitor};
use super::view::fact_value;
use super::workbook_answer;
use crate::actions::Fault;
use crate::actions::organisation::import::{self, Plan, PlanRow};
use crate::actions::organisation::{self, workbook};
use crate::locale::Locale;
use crate::state::App;

/// The workbook with its form around it, in bytes.
const UPLOAD: usize = 21 * 1024 * 1024;
/// Rows of the preview on one page.
const PAGE: usize = 100;

pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/organisations/imports", list)
        .post("/office/{association}/organisations/imports", upload.layer(DefaultBodyLimit::max(UPLOAD)))
        .get("/office/{association}/organisations/imports/template.xlsx", template)
        .get("/office/{association}/organisations/imports/{id}", show)
        .get("/office/{association}/organisations/imports/{id}/errors.xlsx", errors)
        .post("/office/{association}/organisations/imports/{id}/application", apply)
        .post("/office/{association}/organisations/imports/{id}/removal", set_aside)
}

/// The history with the form for a new import.
#[derive(Template)]
#[template(path = "organisation/imports.html")]
pub struct ImportsPage {
    l: &'static Locale,
    shell: Shell,
    list: String,
    form: Shown,
    imports: Vec<ImportRow>,
}

/// An import in the history.
pub struct ImportRow {
    href: String,
    file: String,
    state: String,
    colour: &'static str,
    at: String,
    by: String,
    counts: [i64; 4],
}

/// One import with its preview.
#[derive(Template)]
#[template(path = "organisation/import.html")]
pub struct ImportPage {
    l: &'static Locale,
    shell: Shell,
    list: String,
    base: String,
    row: ImportRow,
    state: String,
    problem: String,
    done: i64,
    total: i64,
    good: i64,
    wrong: i64,
    ignored: String,
    tabs: Vec<(String, String, i64, bool)>,
    rows: Vec<RowView>,
    previous: Option<String>,
    next: Option<String>,
}

/// A row of the preview.
pub struct RowView {
    row: u32,
    name: String,
    word: String,
    colour: &'static str,
    changes: Vec<(String, String, String)>,
    wrong: Vec<(String, String)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    only: String,
    page: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Mode {
    mode: String,
}

type At = Path<(String, Id)>;

fn base(association: &str) -> String {
    format!("/office/{association}/organisations/imports")
}

async fn list(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    page::show(&ImportsPage::load(&app, &visitor, &association).await?)
}

async fn upload(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    form: Multipart,
) -> Answer {
    let outcome = match form::file(form).await? {
        Some((name, bytes)) => import::upload(&app, &visitor.ctx(), &association, &name, bytes).await,
        None => Err(Refusal::new("import-no-file").at("file").into()),
    };
    match outcome {
        Ok(id) => Ok(see_other(&format!("{}/{id}", base(&association)))),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let mut page = ImportsPage::load(&app, &visitor, &association).await?;
            page.form = page.form.refused(visitor.l, &refusal);
            page::show_as(status(&refusal), &page)
        }
        Err(failure) => Err(failure),
    }
}

/// An empty workbook with the heads that the import looks for.
pub(crate) async fn template(visitor: Visitor, Path(association): Path<String>) -> Answer {
    organisation::may_edit(&visitor.ctx(), &association)?;
    let l = visitor.l;
    let year = time::beijing_date(visitor.now).year();
    let wide = ["单位名称", "统一社会信用代码", "通信地址", "开户行", "账号", "挂靠单位"];
    let column = |name: String| {
        let width = if wide.contains(&name.as_str()) { 28 } else { 14 };
        RegisterColumn { title: name, width, kind: ColumnKind::Text }
    };
    // The last two years of the facts that are recorded every year; others may be added by hand.
    let facts = |name: &str| !name.starts_with(char::is_numeric) || name.starts_with(&(year - 1).to_string());
    let columns = workbook::expected(year).into_iter().map(|c| c.name).filter(|name| facts(name));
    let classes: Vec<String> = OrganisationClass::ALL.iter().map(|c| l.word("class", c.code())).collect();
    let values: Vec<String> = FactKind::ALL
        .iter()
        .map(|k| {
            let words: Vec<_> = k.values().iter().map(|v| fact_value(l, *k, v)).collect();
            format!("{}：{}", l.word("fact", k.code()), words.join("、"))
        })
        .collect();
    let sheet = Register {
        title: l.t("import-template-title").to_owned(),
        unit: Some(l.t("import-template-unit").to_owned()),
        index: l.t("desk-register-index").to_owned(),
        columns: columns.map(column).collect(),
        rows: Vec::new(),
        total: None,
        footer: vec![
            l.tf("import-template-help", &[("classes", &classes.join("、")), ("values", &values.join("；"))]),
        ],
        page: None,
    };
    let bytes = write_register(&sheet, time::beijing(visitor.now));
    let bytes = bytes.map_err(|e| Fault::new("writing a template", e))?;
    workbook_answer(bytes, &format!("{}.xlsx", l.t("import-template-title")))
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let (import, plan) = import::show(&app, &visitor.ctx(), &association, id).await?;
    page::show(&ImportPage::of(Shell::within(&app, &visitor, &association), &import, &plan, &asked))
}

pub(crate) async fn errors(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let (name, bytes) = import::annotated(&app, &visitor.ctx(), visitor.l, &association, id).await?;
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    workbook_answer(bytes, &visitor.l.tf("import-error-name", &[("name", &stem)]))
}

async fn apply(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(mode): Form<Mode>,
) -> Answer {
    import::apply_later(&app, &visitor.ctx(), &association, id, &mode.mode).await?;
    Ok(see_other(&format!("{}/{id}", base(&association))))
}

async fn set_aside(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    import::set_aside(&app, &visitor.ctx(), &association, id).await?;
    Ok(see_other(&base(&association)))
}

impl ImportRow {
    fn of(l: &Locale, i: &Import) -> Self {
        let count = |name: &str| i.counts.get(name).and_then(serde_json::Value::as_i64).unwrap_or(0);
        let colour = match i.state.as_str() {
            "applied" => "green",
            "failed" => "red",
            "read" => "straw",
            "dropped" => "plain",
            _ => "blue",
        };
        ImportRow {
            href: format!("{}/{}", base(&i.association), i.id),
            file: i.file_name.clone(),
            state: l.word("import-state", &i.state),
            colour,
            at: time::short(i.uploaded_at),
            by: i.uploaded_by.clone(),
            counts: ["new", "changed", "unchanged", "wrong"].map(count),
        }
    }
}

impl ImportsPage {
    async fn load(app: &App, visitor: &Visitor, association: &str) -> Result<Self, Failure> {
        let imports = import::history(app, &visitor.ctx(), association).await?;
        Ok(Self::of(Shell::within(app, visitor, association), association, &imports))
    }

    fn of(shell: Shell, association: &str, imports: &[Import]) -> Self {
        ImportsPage {
            list: format!("/office/{association}/organisations"),
            form: Shown::default(),
            imports: imports.iter().map(|i| ImportRow::of(shell.l, i)).collect(),
            l: shell.l,
            shell,
        }
    }
}

impl ImportPage {
    fn of(shell: Shell, import: &Import, plan: &Plan, asked: &Asked) -> Self {
        let l = shell.l;
        let base = format!("{}/{}", base(&import.association), import.id);
        let row = ImportRow::of(l, import);
        let [new, changed, unchanged, wrong] = row.counts;
        let all = new + changed + unchanged + wrong;
        let tab = |code: &str, n: i64| {
            let name = l.word("import-only", if code.is_empty() { "all" } else { code });
            (format!("{base}?only={code}"), name, n, asked.only == code)
        };
        let shown: Vec<&PlanRow> =
            plan.rows.iter().filter(|r| asked.only.is_empty() || r.verdict == asked.only).collect();
        let from = asked.page.min(10_000) * PAGE;
        let address = |page: usize| format!("{base}?only={}&page={page}", asked.only);
        ImportPage {
            list: format!("/office/{}/organisations", import.association),
            state: import.state.clone(),
            problem: if import.problem.is_empty() {
                String::new()
            } else {
                let words = l.refusal(&Refusal::new(&import.problem).with("n", wrong));
                [words.message, words.remedy].concat()
            },
            done: import.done,
            total: import.total,
            good: new + changed,
            wrong,
            ignored: plan.ignored.join("、"),
            tabs: vec![
                tab("", all),
                tab("new", new),
                tab("changed", changed),
                tab("unchanged", unchanged),
                tab("wrong", wrong),
            ],
            rows: shown.iter().skip(from).take(PAGE).map(|r| RowView::of(l, r)).collect(),
            previous: (from > 0).then(|| address(asked.page.min(10_000) - 1)),
            next: (from + PAGE < shown.len()).then(|| address(asked.page.min(10_000) + 1)),
            base,
            row,
            l,
            shell,
        }
    }

    /// Whether the worker is busy with it, so that the page looks again by itself.
    fn busy(&self) -> bool {
        matches!(self.state.as_str(), "reading" | "applying")
    }
}

impl RowView {
    fn of(l: &'static Locale, row: &PlanRow) -> Self {
        let colour = match row.verdict.as_str() {
            "new" => "green",
            "changed" => "blue",
            "wrong" => "red",
            _ => "plain",
        };
        let name = |field: &str| match field.split_once('.') {
            Some((kind, year)) => format!("{year} {}", l.word("fact", kind)),
            None => l.t(&format!("org-{field}")).to_owned(),
        };
        let value = |field: &str, value: &str| match field.split_once('.') {
            Some((kind, _)) if !value.is_empty() => {
                FactKind::from_code(kind).map_or_else(|| value.to_owned(), |kind| fact_value(l, kind, value))
            }
            None if field == "class" && !value.is_empty() => l.word("class", value),
            None if value == "true" => l.t("org-yes").to_owned(),
            None if value == "false" => l.t("org-no").to_owned(),
            _ => value.to_owned(),
        };
        let changes = row.changes.iter().map(|(f, old, new)| (name(f), value(f, old), value(f, new)));
        let wrong = row.wrong.iter().map(|(place, column, refusal)| {
            let words = l.refusal(refusal);
            let said = [words.message, words.remedy].concat();
            ([column.as_str(), place].join(" ").trim().to_owned(), said)
        });
        RowView {
            row: row.row,
            name: row.name.clone(),
            word: l.word("import-only", &row.verdict),
            colour,
            changes: changes.collect(),
            wrong: wrong.collect(),
        }
    }
}

fn sample_import(state: &str) -> Import {
    let now = time::instant(jiff::civil::date(2026, 3, 30).at(9, 0, 0, 0));
    Import {
        association: "xj".to_owned(),
        id: Id::at(now, 1),
        file_name: "团体会员名单.xlsx".to_owned(),
        sha256: String::new(),
        state: state.to_owned(),
        total: 4,
        done: 2,
        counts: serde_json::json!({ "new": 1, "changed": 1, "unchanged": 1, "wrong": 1 }),
        plan_sha256: String::new(),
        mode: String::new(),
        problem: if state == "failed" { "import-no-header".to_owned() } else { String::new() },
        uploaded_at: now,
        uploaded_by: "艾力·买买提".to_owned(),
        account: 0,
        finished_at: None,
    }
}

impl Page for ImportsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let states = ["reading", "read", "applying", "applied", "dropped", "failed"].map(sample_import);
        let mut wrong = ImportsPage::of(Shell::sample(l), "xj", &[]);
        wrong.form = wrong.form.clone().refused(l, &Refusal::new("import-unreadable").at("file"));
        vec![ImportsPage::of(Shell::sample(l), "xj", &states), wrong]
    }
}

impl Page for ImportPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let row = |verdict: &str| PlanRow {
            row: 4,
            name: "新疆能源研究会".to_owned(),
            verdict: verdict.to_owned(),
            changes: vec![
                ("phone".to_owned(), "18276735671".to_owned(), "18276735672".to_owned()),
                ("grade.2024".to_owned(), String::new(), "A".to_owned()),
            ],
            wrong: vec![(
                "C7".to_owned(),
                "类别".to_owned(),
                Refusal::new("import-class").with("text", "俱乐部"),
            )],
        };
        let rows = ["new", "changed", "unchanged", "wrong"].map(row).to_vec();
        let plan = Plan { rows, ignored: vec!["备注".to_owned()] };
        let page = |state: &str, plan: &Plan| {
            ImportPage::of(Shell::sample(l), &sample_import(state), plan, &Asked::default())
        };
        let states = ["reading", "applying", "applied", "failed"];
        std::iter::once(page("read", &plan)).chain(states.map(|s| page(s, &Plan::default()))).collect()
    }
}

crate::page!(ImportsPage);
crate::page!(ImportPage);
