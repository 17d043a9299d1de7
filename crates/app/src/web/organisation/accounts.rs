//! First accounts of member organisations: start, progress, and the one time their passwords are shown.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use kexiang_core::id::Id;
use kexiang_core::time;
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue, write_register};
use kexiang_store::organisation::import::Batch;
use serde::Deserialize;

use super::super::form::Form;
use super::super::layout::Shell;
use super::super::page::{self, Page, see_other};
use super::super::room::Room;
use super::super::{Answer, Visitor};
use super::workbook_answer;
use crate::actions::Fault;
use crate::actions::organisation::accounts::{self, Credential};
use crate::locale::Locale;
use crate::state::App;

pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/organisations/accounts", list)
        .post("/office/{association}/organisations/accounts", start)
        .get("/office/{association}/organisations/accounts/{id}", show)
        .post("/office/{association}/organisations/accounts/{id}/handing-out", take)
}

/// All batches, with the way to start one.
#[derive(Template)]
#[template(path = "organisation/accounts.html")]
pub struct AccountsPage {
    l: &'static Locale,
    shell: Shell,
    list: String,
    without: i64,
    batches: Vec<BatchRow>,
}

/// One batch.
#[derive(Template)]
#[template(path = "organisation/batch.html")]
pub struct BatchPage {
    l: &'static Locale,
    shell: Shell,
    list: String,
    batch: BatchRow,
}

/// Letters with first passwords, printed once.
#[derive(Template)]
#[template(path = "organisation/letters.html")]
pub struct LettersPage {
    l: &'static Locale,
    shell: Shell,
    list: String,
    association: String,
    address: String,
    contact: String,
    date: String,
    credentials: Vec<Credential>,
}

/// A batch in a list.
pub struct BatchRow {
    href: String,
    state: String,
    word: String,
    colour: &'static str,
    at: String,
    by: String,
    total: i64,
    done: i64,
    mail: bool,
    taken: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    mail: String,
    form: String,
}

type At = Path<(String, Id)>;

fn base(association: &str) -> String {
    format!("/office/{association}/organisations/accounts")
}

async fn list(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    let (batches, without) = accounts::batches(&app, &visitor.ctx(), &association).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&AccountsPage::of(shell, &association, &batches, without))
}

async fn start(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(wish): Form<Wish>,
) -> Answer {
    let id = accounts::start(&app, &visitor.ctx(), &association, wish.mail == "yes").await?;
    Ok(see_other(&format!("{}/{id}", base(&association))))
}

async fn show(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let batch = accounts::batch(&app, &visitor.ctx(), &association, id).await?;
    page::show(&BatchPage::of(Shell::within(&app, &visitor, &association), &batch))
}

/// The answer is the only place where the passwords ever stand.
async fn take(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(wish): Form<Wish>,
) -> Answer {
    let credentials = accounts::take(&app, &visitor.ctx(), &association, id).await?;
    if wish.form == "letters" {
        let shell = Shell::within(&app, &visitor, &association);
        return Ok(page::show(&LettersPage::of(shell, &association, &app.public_url(), credentials))?
            .into_response());
    }
    let l = visitor.l;
    let column =
        |key: &str, width| RegisterColumn { title: l.t(key).to_owned(), width, kind: ColumnKind::Text };
    let text = |text: &str| RegisterValue::Text(text.to_owned());
    let row = |c: &Credential| vec![text(&c.organisation), text(&c.login), text(&c.password), text(&c.email)];
    let sheet = Register {
        title: l.t("accounts-list-title").to_owned(),
        unit: Some(l.tf("accounts-list-say", &[("address", &app.public_url())])),
        index: l.t("desk-register-index").to_owned(),
        columns: vec![
            column("org-name", 36),
            column("people-login", 24),
            column("person-first", 24),
            column("accounts-mailed-to", 28),
        ],
        rows: credentials.iter().map(row).collect(),
        total: None,
        footer: vec![l.t("accounts-list-warning").to_owned()],
        page: Some(l.t("desk-register-page").to_owned()),
    };
    let bytes = write_register(&sheet, time::beijing(visitor.now));
    let bytes = bytes.map_err(|e| Fault::new("writing first passwords", e))?;
    workbook_answer(bytes, &format!("{}.xlsx", l.t("accounts-list-title")))
}

impl BatchRow {
    fn of(l: &Locale, b: &Batch) -> Self {
        let colour = match b.state.as_str() {
            "ready" => "straw",
            "taken" => "green",
            _ => "blue",
        };
        let taken = b.taken.as_ref();
        BatchRow {
            href: format!("{}/{}", base(&b.association), b.id),
            word: l.word("accounts-state", &b.state),
            state: b.state.clone(),
            colour,
            at: time::short(b.made_at),
            by: b.made_by.clone(),
            total: b.total,
            done: b.done,
            mail: b.mail,
            taken: taken
                .map(|(at, by)| l.tf("org-by-at", &[("by", by), ("at", &time::short(*at))]))
                .unwrap_or_default(),
        }
    }
}

impl AccountsPage {
    fn of(shell: Shell, association: &str, batches: &[Batch], without: i64) -> Self {
        AccountsPage {
            list: format!("/office/{association}/organisations"),
            without,
            batches: batches.iter().map(|b| BatchRow::of(shell.l, b)).collect(),
            l: shell.l,
            shell,
        }
    }
}

impl BatchPage {
    fn of(shell: Shell, batch: &Batch) -> Self {
        BatchPage {
            list: format!("/office/{}/organisations", batch.association),
            batch: BatchRow::of(shell.l, batch),
            l: shell.l,
            shell,
        }
    }

    fn busy(&self) -> bool {
        self.batch.state == "making"
    }
}

impl LettersPage {
    fn of(shell: Shell, association: &str, address: &str, credentials: Vec<Credential>) -> Self {
        LettersPage {
            list: base(association),
            association: shell.name().to_owned(),
            contact: shell.contact().to_owned(),
            address: format!("{address}/sign-in"),
            date: time::long_date(time::beijing_date(shell.now)),
            credentials,
            l: shell.l,
            shell,
        }
    }
}

fn sample_batch(state: &str) -> Batch {
    let now = time::instant(jiff::civil::date(2026, 3, 30).at(9, 0, 0, 0));
    Batch {
        association: "xj".to_owned(),
        id: Id::at(now, 1),
        state: state.to_owned(),
        total: 12,
        done: if state == "making" { 5 } else { 12 },
        mail: true,
        wanted: serde_json::json!([]),
        sealed: String::new(),
        made_at: now,
        made_by: "艾力·买买提".to_owned(),
        account: 0,
        taken: (state == "taken").then(|| (now, "艾力·买买提".to_owned())),
    }
}

impl Page for AccountsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let batches = ["making", "ready", "taken"].map(sample_batch);
        vec![
            AccountsPage::of(Shell::sample(l), "xj", &batches, 12),
            AccountsPage::of(Shell::sample(l), "xj", &[], 0),
        ]
    }
}

impl Page for BatchPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        ["making", "ready", "taken"].map(|s| BatchPage::of(Shell::sample(l), &sample_batch(s))).into()
    }
}

impl Page for LettersPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let credential = |name: &str| Credential {
            organisation: name.to_owned(),
            login: "51450200mja000016n".to_owned(),
            password: "Kx-0123-4567-89ab".to_owned(),
            email: String::new(),
        };
        let two = vec![credential("新疆能源研究会"), credential("新疆大学科学技术协会")];
        vec![LettersPage::of(Shell::sample(l), "xj", "https://kexiang.example", two)]
    }
}

crate::page!(AccountsPage);
crate::page!(BatchPage);
crate::page!(LettersPage);
