//! The finance desk: payments by whose turn they are, the bank's lists, recovery orders, what each role may release, and the
//! reconciliation of all ledgers.

mod workbook;

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::payment::{Command, State as Stage};
use kexiang_core::policy::{Action, Actor, OfficeRole, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::payment::Payment;
use serde::Deserialize;

use super::error::status;
use super::form::Form;
use super::layout::{NavItem, Shell};
use super::page::{self, Page, see_other};
use super::project::{PaymentView, Problem, Typed, flash, project_address, sample};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::actions::project::{self, Desk};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}/finance", show)
        .post("/associations/{association}/finance/limit", limit)
        .get("/associations/{association}/finance/reconciliation.xlsx", workbook::reconciliation)
        .post("/associations/{association}/finance/lists", make_list)
        .get("/associations/{association}/finance/lists/{list}/list.xlsx", workbook::bank_list)
        .post("/associations/{association}/finance/payments/{payment}/steps", step)
}

/// Entry of the navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    // Officers come to it from the projects: their navigation is long enough.
    let roles = [OfficeRole::Head, OfficeRole::Leader, OfficeRole::Finance];
    let works = actor.has_any_office(association, &roles);
    works.then(|| NavItem::new(format!("/associations/{association}/finance"), "nav-finance"))
}

/// The finance desk.
#[derive(Template)]
#[template(path = "finance/show.html")]
pub struct FinancePage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    /// State code, word, count and whether it is this one.
    tabs: Vec<(String, String, usize, bool)>,
    rows: Vec<Line>,
    /// Id, number, payments, total and who made it.
    lists: Vec<(String, String, i64, String, String)>,
    /// Released payments that are on no list.
    unlisted: usize,
    makes_lists: bool,
    limit: String,
    sets_limit: bool,
    /// Number, project, left, due, whether it is overdue, address.
    recoveries: Vec<(String, String, String, String, bool, String)>,
    /// Account and sum of all books.
    sums: Vec<(String, String)>,
    all: String,
    differing: usize,
    typed: Typed,
    problem: Option<Problem>,
}

/// A payment on the desk with what can be done to it.
pub struct Line {
    id: String,
    view: PaymentView,
    project: String,
    organisation: String,
    href: String,
    /// Commands the person may give: `review`, `release`, `decline`, `confirm`, `return`.
    may: Vec<&'static str>,
    /// Why the step is not this person's although the role is.
    against: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: String,
    done: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let desk = project::desk(&app, &visitor.ctx(), &association).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = flash(visitor.l, &asked.done);
    page::show(&FinancePage::of(shell, &association, &desk, Stage::from_code(&asked.state), &visitor.actor))
}

/// A command from its word and what was typed.
pub(crate) fn command_of(word: &str, typed: &Typed) -> Result<Command, Refusal> {
    let text = |name: &str| typed.get(name).trim().to_owned();
    Ok(match word {
        "review" => Command::Review,
        "release" => Command::Release,
        "decline" => Command::Decline { reason: text("reason") },
        "confirm" => Command::Confirm { voucher: text("voucher") },
        "return" => Command::Return { reason: text("reason") },
        _ => return Err(Refusal::new("not-found")),
    })
}

async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, payment)): Path<(String, Id)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let ctx = visitor.ctx();
    let read = || -> Result<_, Refusal> {
        let command = command_of(typed.get("what"), &typed)?;
        let day = match (&command, typed.get("paid_on")) {
            (Command::Confirm { .. }, day) if !day.is_empty() => Some(typed.date("paid_on")?),
            _ => None,
        };
        Ok((command, day))
    };
    let outcome = match read() {
        Ok((command, day)) => project::command_payment(&app, &ctx, &association, payment, command, day).await,
        Err(refusal) => {
            ctx.permit(Action::ProjectView, &Scope::Association(&association))?;
            Err(refusal.into())
        }
    };
    back(&app, &visitor, &association, outcome, "payment", typed).await
}

async fn make_list(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    let made = project::make_list(&app, &visitor.ctx(), &association).await.map(|_| ());
    back(&app, &visitor, &association, made, "list", Typed::default()).await
}

async fn limit(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed(pairs);
    let ctx = visitor.ctx();
    ctx.permit(Action::PaymentRelease, &Scope::Association(&association))?;
    let outcome = match typed.yuan("limit") {
        Ok(sum) => project::set_limit(&app, &ctx, &association, sum).await,
        Err(refusal) => Err(refusal.into()),
    };
    back(&app, &visitor, &association, outcome, "limit", typed).await
}

async fn back(
    app: &App,
    visitor: &Visitor,
    association: &str,
    outcome: Result<(), Failure>,
    done: &str,
    typed: Typed,
) -> Answer {
    match outcome {
        Ok(()) => Ok(see_other(&format!("/associations/{association}/finance?done={done}"))),
        Err(Failure::Refused(refusal)) if super::project::stays(&refusal.code) => {
            let desk = project::desk(app, &visitor.ctx(), association).await?;
            let shell = Shell::within(app, visitor, association);
            let mut page = FinancePage::of(shell, association, &desk, None, &visitor.actor);
            page.problem = Some(Problem::of(visitor.l, "", &refusal));
            page.typed = typed;
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

impl FinancePage {
    fn of(shell: Shell, association: &str, desk: &Desk, state: Option<Stage>, actor: &Actor) -> Self {
        let l = shell.l;
        let can = |action| may(actor, action, &Scope::Association(association)).is_ok();
        let today = time::beijing_date(shell.now);
        let count = |s: Stage| desk.payments.iter().filter(|(p, _)| p.state == s).count();
        let open = |s: Stage| matches!(s, Stage::Requested | Stage::Reviewed | Stage::Released);
        let mut tabs = vec![(
            String::new(),
            l.t("finance-open").to_owned(),
            Stage::ALL.into_iter().filter(|s| open(*s)).map(count).sum(),
            state.is_none(),
        )];
        tabs.extend(
            Stage::ALL.map(|s| {
                (s.code().to_owned(), l.word("payment-state", s.code()), count(s), state == Some(s))
            }),
        );
        let shown = desk.payments.iter().filter(|(p, _)| state.map_or(open(p.state), |s| p.state == s));
        let recovery = |(o, p): &(kexiang_store::recovery::Order, kexiang_core::project::Project)| {
            let href = format!("{}/recoveries", project_address(&p.association, p.id));
            let left = (o.amount - o.received).yuan();
            (o.number.clone(), p.title.clone(), left, time::long_date(o.due_on), o.due_on < today, href)
        };
        let all: Fen = desk.sums.iter().map(|(_, sum)| *sum).sum();
        FinancePage {
            base: format!("/associations/{association}/finance"),
            tabs,
            rows: shown.map(|(p, project)| Line::of(l, p, project, desk, actor)).collect(),
            lists: desk
                .lists
                .iter()
                .map(|x| {
                    let made = format!("{} {}", x.by, time::short(x.at));
                    (x.id.to_string(), x.number.to_string(), x.payments, x.total.yuan(), made)
                })
                .collect(),
            unlisted: desk
                .payments
                .iter()
                .filter(|(p, _)| p.state == Stage::Released && p.list.is_none())
                .count(),
            makes_lists: can(Action::PaymentSettle),
            limit: desk.head_limit.yuan(),
            sets_limit: actor.has_office(association, OfficeRole::Leader),
            recoveries: desk.recoveries.iter().map(recovery).collect(),
            sums: desk.sums.iter().map(|(a, sum)| (l.word("ledger-account", a.code()), sum.yuan())).collect(),
            all: all.yuan(),
            differing: desk.differing.len(),
            typed: Typed::default(),
            problem: None,
            l,
            shell,
        }
    }
}

impl Line {
    fn of(
        l: &Locale,
        p: &Payment,
        project: &kexiang_core::project::Project,
        desk: &Desk,
        actor: &Actor,
    ) -> Self {
        let can = |action| may(actor, action, &Scope::Association(&p.association)).is_ok();
        let me = actor.account;
        let (finance, signs) = (can(Action::PaymentReview), can(Action::PaymentRelease));
        let own =
            Some(p.requested.account) == me || p.reviewed.as_ref().map(|h| h.account) == me && me.is_some();
        let leader = actor.has_office(&p.association, OfficeRole::Leader);
        let over = !leader && p.amount > desk.head_limit;
        let (may, against): (Vec<&'static str>, String) = match p.state {
            Stage::Requested if finance && own => (Vec::new(), l.t("refusal-payment-same-person").to_owned()),
            Stage::Requested if finance => (vec!["review", "decline"], String::new()),
            Stage::Reviewed if signs && own => (Vec::new(), l.t("refusal-payment-same-person").to_owned()),
            Stage::Reviewed if signs && over => {
                let words = l.tf("finance-over", &[("limit", &desk.head_limit.yuan())]);
                (vec!["decline"], words)
            }
            Stage::Reviewed if signs => (vec!["release", "decline"], String::new()),
            Stage::Released if can(Action::PaymentSettle) => (vec!["confirm", "return"], String::new()),
            Stage::Paid if can(Action::PaymentSettle) => (vec!["return"], String::new()),
            _ => (Vec::new(), String::new()),
        };
        let whole = actor.has_any_office(&p.association, &[OfficeRole::Officer, OfficeRole::Finance]);
        Line {
            id: p.id.to_string(),
            view: PaymentView::of(l, p, whole),
            project: format!("{} {}", project.number, project.title),
            organisation: project.organisation_name.clone(),
            href: format!("{}/money", project_address(&project.association, project.id)),
            may,
            against,
        }
    }

    fn can(&self, what: &str) -> bool {
        self.may.contains(&what)
    }
}

impl Page for FinancePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |desk: &Desk, actor: &Actor| FinancePage::of(Shell::sample(l), "lz", desk, None, actor);
        let mut wrong = page(&sample::desk(), &sample::office());
        wrong.problem = Some(Problem::of(l, "", &Refusal::new("payment-list-empty")));
        vec![page(&sample::desk(), &sample::office()), page(&sample::empty_desk(), &sample::office()), wrong]
    }
}

crate::page!(FinancePage);
