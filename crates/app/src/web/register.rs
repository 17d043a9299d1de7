//! The registers of an office (台账): one page that lists them, each as a workbook for A4 landscape with totals.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::capital::capital;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_documents::xlsx::{ColumnKind, Register, RegisterColumn, RegisterValue};
use kexiang_store::register::{Accepted, Life, Paid};
use serde::Deserialize;

use super::layout::{NavItem, Shell};
use super::page::{self, Page};
use super::panel::paper::workbook;
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::register::{self, Kind, Rows};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/registers", show)
        .get("/associations/{association}/registers/{register}", file)
}

/// Entry of the office's navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let of = association.filter(|a| may(actor, Action::DeskView, &Scope::Association(a)).is_ok())?;
    Some(NavItem::new(format!("/associations/{of}/registers"), "nav-registers"))
}

/// The registers.
#[derive(Template)]
#[template(path = "register/list.html")]
pub struct RegistersPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    /// Code and title of the calls.
    calls: Vec<(String, String)>,
    call: String,
    /// Address, name, what it holds.
    registers: Vec<(String, String, String)>,
    /// Address, name, what it holds, of the lists that have their own place.
    elsewhere: Vec<(String, String, String)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    pub call: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let ctx = visitor.ctx();
    let calls = register::calls(&app, &ctx, &association).await?;
    let calls: Vec<_> = calls.into_iter().map(|c| (c.code, c.title)).collect();
    let kinds = Kind::ALL.into_iter().filter(|k| register::may_read(&ctx, &association, *k).is_ok());
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&RegistersPage::of(shell, &association, &kinds.collect::<Vec<_>>(), calls, &asked.call))
}

async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, code)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (sheet, title) = sheet(&app, &visitor, &association, &code, &asked.call).await?;
    workbook(&sheet, &visitor, &title)
}

/// A register as a sheet, with its title.
pub(crate) async fn sheet(
    app: &App,
    visitor: &Visitor,
    association: &str,
    code: &str,
    call: &str,
) -> Result<(Register, String), crate::actions::Failure> {
    let kind = Kind::from_code(code).ok_or_else(|| Refusal::new("not-found"))?;
    let (rows, call) = register::read(app, &visitor.ctx(), association, kind, call).await?;
    let name = visitor.l.word("register", kind.code());
    let title = call.map_or_else(|| name.clone(), |c| format!("{}{name}", c.title));
    let date = time::long_date(time::beijing_date(visitor.now));
    Ok((table(visitor.l, kind, &rows, (&title, &visitor.actor.name, &date)), title))
}

/// A column: key, width, kind.
type Spec = (&'static str, u16, ColumnKind);

const AWARDS: [Spec; 5] = [
    ("number", 18, ColumnKind::Text),
    ("title", 44, ColumnKind::Text),
    ("organisation", 30, ColumnKind::Text),
    ("amount", 16, ColumnKind::Yuan),
    ("first", 16, ColumnKind::Yuan),
];
const PAYMENTS: [Spec; 11] = [
    ("payment", 22, ColumnKind::Text),
    ("organisation", 26, ColumnKind::Text),
    ("holder", 26, ColumnKind::Text),
    ("bank", 28, ColumnKind::Text),
    ("account", 24, ColumnKind::Text),
    ("this", 16, ColumnKind::Yuan),
    ("so-far", 16, ColumnKind::Text),
    ("left", 16, ColumnKind::Text),
    ("capital", 30, ColumnKind::Text),
    ("paid-on", 14, ColumnKind::Text),
    ("voucher", 18, ColumnKind::Text),
];
const ACCEPTANCES: [Spec; 9] = [
    ("number", 18, ColumnKind::Text),
    ("title", 36, ColumnKind::Text),
    ("organisation", 26, ColumnKind::Text),
    ("completion", 12, ColumnKind::Text),
    ("received", 16, ColumnKind::Yuan),
    ("spent", 16, ColumnKind::Yuan),
    ("execution", 12, ColumnKind::Text),
    ("audit", 24, ColumnKind::Text),
    ("verdict", 14, ColumnKind::Text),
];
const PROJECTS: [Spec; 14] = [
    ("number", 18, ColumnKind::Text),
    ("type", 12, ColumnKind::Text),
    ("title", 34, ColumnKind::Text),
    ("organisation", 24, ColumnKind::Text),
    ("leader", 10, ColumnKind::Text),
    ("amount", 15, ColumnKind::Yuan),
    ("paid", 15, ColumnKind::Yuan),
    ("spent", 15, ColumnKind::Yuan),
    ("recovered", 13, ColumnKind::Yuan),
    ("changes", 9, ColumnKind::Count),
    ("warnings", 9, ColumnKind::Count),
    ("verdict", 12, ColumnKind::Text),
    ("archive", 20, ColumnKind::Text),
    ("state", 10, ColumnKind::Text),
];

fn said(text: &str) -> RegisterValue {
    RegisterValue::Text(text.to_owned())
}

fn table(l: &Locale, kind: Kind, rows: &Rows, (title, by, date): (&str, &str, &str)) -> Register {
    let (columns, rows): (&[Spec], Vec<Vec<RegisterValue>>) = match (kind, rows) {
        (Kind::Awards, Rows::Lives(all)) => (&AWARDS, all.iter().map(award).collect()),
        (_, Rows::Lives(all)) => (&PROJECTS, all.iter().map(|r| life(l, r)).collect()),
        (_, Rows::Paid(all)) => (&PAYMENTS, payments(all)),
        (_, Rows::Accepted(all)) => (&ACCEPTANCES, all.iter().map(|r| accepted(l, r)).collect()),
    };
    let column = |(key, width, kind): &Spec| RegisterColumn {
        title: l.word("register-column", key),
        width: *width,
        kind: *kind,
    };
    Register {
        title: title.to_owned(),
        unit: Some(l.t("unit-of-yuan").to_owned()),
        index: l.t("desk-register-index").to_owned(),
        columns: columns.iter().map(column).collect(),
        rows,
        total: Some(l.t("desk-register-sum").to_owned()),
        footer: vec![
            l.tf("desk-register-made-by", &[("by", &by)]),
            l.t("desk-register-checked-by").to_owned(),
            l.tf("desk-register-date", &[("date", &date)]),
        ],
        page: Some(l.t("desk-register-page").to_owned()),
    }
}

fn award(r: &Life) -> Vec<RegisterValue> {
    vec![
        said(&r.number),
        said(&r.title),
        said(&r.organisation_name),
        RegisterValue::Fen(r.amount.0),
        RegisterValue::Fen(r.first.0),
    ]
}

/// What was paid so far and what is left run on from payment to payment of a project; they are not summed.
fn payments(all: &[Paid]) -> Vec<Vec<RegisterValue>> {
    let mut sums: std::collections::HashMap<kexiang_core::id::Id, Fen> = std::collections::HashMap::new();
    let mut row = |r: &Paid| {
        let so_far = sums.entry(r.project).or_default();
        *so_far += r.amount;
        vec![
            said(&r.number),
            said(&r.organisation_name),
            said(&r.holder),
            said(&r.bank),
            said(&r.account),
            RegisterValue::Fen(r.amount.0),
            said(&so_far.yuan()),
            said(&(r.approved - *so_far).yuan()),
            said(&capital(r.amount)),
            said(&r.paid_on),
            said(&r.voucher),
        ]
    };
    all.iter().map(&mut row).collect()
}

fn accepted(l: &Locale, r: &Accepted) -> Vec<RegisterValue> {
    let m = &r.form.money;
    let share = i128::from(m.spent.0) * 10_000;
    let share = share.checked_div(i128::from(m.received.0)).and_then(|n| u32::try_from(n).ok());
    let audit = l.word("acceptance-in-order", if r.money.0 { "yes" } else { "no" });
    vec![
        said(&r.number),
        said(&r.title),
        said(&r.organisation_name),
        said(&super::acceptance::percent(r.verdict.1)),
        RegisterValue::Fen(m.received.0),
        RegisterValue::Fen(m.spent.0),
        said(&share.map(super::acceptance::percent).unwrap_or_default()),
        said(&[audit, r.money.1.clone()].join(" ")),
        said(&l.word("acceptance-verdict", r.verdict.0.code())),
    ]
}

fn life(l: &Locale, r: &Life) -> Vec<RegisterValue> {
    vec![
        said(&r.number),
        said(&r.type_code),
        said(&r.title),
        said(&r.organisation_name),
        said(&r.leader),
        RegisterValue::Fen(r.amount.0),
        RegisterValue::Fen(r.paid.0),
        RegisterValue::Fen(r.spent.0),
        RegisterValue::Fen(r.recovered.0),
        RegisterValue::Count(r.changes),
        RegisterValue::Count(r.warnings),
        said(&r.verdict.map(|v| l.word("acceptance-verdict", v.code())).unwrap_or_default()),
        said(&r.archive),
        said(&l.word("project-state", &r.state)),
    ]
}

impl RegistersPage {
    fn of(shell: Shell, association: &str, kinds: &[Kind], calls: Vec<(String, String)>, call: &str) -> Self {
        let l = shell.l;
        let base = format!("/associations/{association}/registers");
        let query: String =
            form_urlencoded::Serializer::new(String::new()).append_pair("call", call).finish();
        let one = |k: &Kind| {
            let code = k.code();
            (format!("{base}/{code}?{query}"), l.word("register", code), l.word("register-say", code))
        };
        let other = |part: &str, key: &str| {
            let href = format!("/associations/{association}/{part}");
            (href, l.word("register", key), l.word("register-say", key))
        };
        RegistersPage {
            registers: kinds.iter().map(one).collect(),
            elsewhere: vec![
                other("desk", "applications"),
                other("panels", "reviews"),
                other("finance", "finance"),
            ],
            calls,
            call: call.to_owned(),
            base,
            l,
            shell,
        }
    }
}

impl Page for RegistersPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let calls = || vec![("lz-2026".to_owned(), "2026年“科创赋能”项目".to_owned())];
        vec![
            RegistersPage::of(Shell::sample(l), "lz", &Kind::ALL, calls(), "lz-2026"),
            RegistersPage::of(Shell::sample(l), "lz", &[Kind::Awards], Vec::new(), ""),
        ]
    }
}

crate::page!(RegistersPage);
