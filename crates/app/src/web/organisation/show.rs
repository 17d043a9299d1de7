//! One organisation as the office sees it.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, MemberRole, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use serde::Deserialize;

use super::super::desk::state_colour;
use super::super::form::{Form, Shown};
use super::super::layout::Shell;
use super::super::page::{self, Page, see_other};
use super::super::room::Room;
use super::super::{Answer, Failure, Visitor};
use super::fact::{self, fact_choices};
use super::history::{self, HistoryRow};
use super::parts::{
    self, BarView, EffectView, EntryView, InvitationView, Pair, PersonView, RequestView, YearView,
};
use super::people::{self, At, PeoplePage, id};
use crate::actions::Ctx;
use crate::actions::organisation::{self, Dossier, filled};
use crate::locale::Locale;
use crate::state::App;

pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/organisations/{id}", show)
        .post("/office/{association}/organisations/{id}/closing", close)
        .post("/office/{association}/organisations/{id}/opening", open)
        .post("/office/{association}/organisations/{id}/merger", merge)
        .post("/office/{association}/organisations/{id}/requests/{request}", decide)
        .with(fact::room())
        .with(people::room::<OrganisationPage>([
            "/office/{association}/organisations/{id}/people",
            "/office/{association}/organisations/{id}/people/invitation",
            "/office/{association}/organisations/{id}/people/grant",
            "/office/{association}/organisations/{id}/people/revocation",
            "/office/{association}/organisations/{id}/people/password",
        ]))
}

/// One organisation.
#[derive(Template)]
#[template(path = "organisation/show.html")]
pub struct OrganisationPage {
    pub(super) l: &'static Locale,
    shell: Shell,
    list: String,
    base: String,
    name: String,
    class: String,
    /// `passed`, `withdrawn`, `refused`, as the banner is coloured.
    state: &'static str,
    word: String,
    say: String,
    applied: usize,
    edits: bool,
    active: bool,
    hints: Vec<&'static str>,
    likely: Vec<(Id, String, bool)>,
    identity: Vec<Pair>,
    contact: Vec<Pair>,
    people: Vec<PersonView>,
    invitations: Vec<InvitationView>,
    /// Name and first password, shown once.
    first: Option<(String, String)>,
    member: Shown,
    years: Vec<YearView>,
    entries: Vec<EntryView>,
    pub(super) fact: Shown,
    fact_choices: Vec<(String, Vec<(String, String)>)>,
    bars: Vec<BarView>,
    pub(super) bar: Shown,
    requests: Vec<RequestView>,
    effects: Vec<EffectView>,
    applications: Vec<ApplicationRow>,
    closures: Vec<String>,
    closing: Shown,
    history: Vec<HistoryRow>,
}

/// An application of the organisation.
pub struct ApplicationRow {
    href: String,
    title: String,
    number: String,
    type_code: String,
    state: String,
    colour: &'static str,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Why {
    reason: String,
    into: String,
    verdict: String,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): Path<At>,
    Query(done): Query<Done>,
) -> Answer {
    let mut page = OrganisationPage::load(&app, &visitor, &at).await?;
    page.shell.flash = flash(visitor.l, &done.done);
    page::show(&page)
}

/// What was just done, in words.
pub fn flash(l: &Locale, done: &str) -> Option<String> {
    let key = match done {
        "added" => "org-done-added",
        "changed" => "org-done-changed",
        "fact" => "org-done-fact",
        "bar" => "org-done-bar",
        "person" => "org-done-person",
        "invited" => "org-done-invited",
        "closed" => "org-done-closed",
        "opened" => "org-done-opened",
        "decided" => "org-done-decided",
        "asked" => "org-done-asked",
        "answered" => "org-done-answered",
        _ => return None,
    };
    Some(l.t(key).to_owned())
}

fn back(at: &At, done: &str) -> Answer {
    Ok(see_other(&format!("{}?done={done}", OrganisationPage::address(at))))
}

/// A refusal that belongs beside a field is shown there with what was typed; `put` lays it on the page.
pub(super) async fn again(
    (app, visitor, at): (&App, &Visitor, &At),
    outcome: Result<(), Failure>,
    done: &str,
    put: impl FnOnce(&mut OrganisationPage, &Refusal),
) -> Answer {
    match outcome {
        Ok(()) => back(at, done),
        Err(Failure::Refused(refusal)) if refusal.at.is_some() => {
            let mut page = OrganisationPage::load(app, visitor, at).await?;
            put(&mut page, &refusal);
            page::show_as(super::super::error::status(&refusal), &page)
        }
        Err(failure) => Err(failure),
    }
}

async fn close(State(app): State<App>, visitor: Visitor, Path(at): Path<At>, Form(why): Form<Why>) -> Answer {
    let outcome = organisation::close(&app, &visitor.ctx(), &at.0, at.1, &why.reason).await;
    again((&app, &visitor, &at), outcome, "closed", |page, refusal| {
        page.closing = page.closing.clone().refused(page.l, refusal);
    })
    .await
}

async fn open(State(app): State<App>, visitor: Visitor, Path(at): Path<At>, Form(why): Form<Why>) -> Answer {
    let outcome = organisation::open_again(&app, &visitor.ctx(), &at.0, at.1, &why.reason).await;
    again((&app, &visitor, &at), outcome, "opened", |page, refusal| {
        page.closing = page.closing.clone().refused(page.l, refusal);
    })
    .await
}

async fn merge(State(app): State<App>, visitor: Visitor, Path(at): Path<At>, Form(why): Form<Why>) -> Answer {
    let into = id(&why.into)?;
    let outcome = organisation::merge(&app, &visitor.ctx(), &at.0, at.1, into, &why.reason).await;
    again((&app, &visitor, &at), outcome, "closed", |page, refusal| {
        page.closing = page.closing.clone().refused(page.l, refusal);
    })
    .await
}

async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, request)): Path<(String, Id, Id)>,
    Form(why): Form<Why>,
) -> Answer {
    let (confirm, at) = (why.verdict == "confirm", (association, id));
    let outcome = organisation::decide(&app, &visitor.ctx(), &at.0, id, request, confirm, &why.reason).await;
    again((&app, &visitor, &at), outcome, "decided", |page, refusal| {
        page.closing = page.closing.clone().refused(page.l, refusal);
    })
    .await
}

impl PeoplePage for OrganisationPage {
    fn may(ctx: &Ctx, (association, _): &At) -> Result<(), Failure> {
        organisation::may_edit(ctx, association)
    }

    async fn load(app: &App, visitor: &Visitor, (association, id): &At) -> Result<Self, Failure> {
        let dossier = organisation::show(app, &visitor.ctx(), association, *id).await?;
        let edits = may(&visitor.actor, Action::OrganisationEdit, &Scope::Association(association)).is_ok();
        let me = visitor.actor.account;
        Ok(Self::of(Shell::within(app, visitor, association), association, &dossier, edits, me))
    }

    fn address((association, id): &At) -> String {
        format!("/office/{association}/organisations/{id}")
    }

    fn people(&self) -> &[PersonView] {
        &self.people
    }

    fn tell(&mut self, first: (String, String)) {
        self.first = Some(first);
    }

    fn member(&mut self, form: Shown, wrong: &Refusal) {
        self.member = form.refused(self.l, wrong);
    }
}

impl OrganisationPage {
    fn of(shell: Shell, association: &str, d: &Dossier, edits: bool, me: Option<Id>) -> Self {
        let (l, o) = (shell.l, &d.organisation);
        let today = time::beijing_date(shell.now);
        let bars = parts::bars(l, d, today);
        let (state, code) = match (o.active, bars.iter().any(|b| b.runs)) {
            (false, _) => ("withdrawn", "closed"),
            (true, true) => ("refused", "barred"),
            (true, false) => ("passed", "active"),
        };
        let list = format!("/office/{association}/organisations");
        OrganisationPage {
            base: format!("{list}/{}", o.id),
            name: o.name.clone(),
            class: l.word("class", o.class.code()),
            state,
            word: l.word("org-standing", code),
            say: l.word("org-standing-say", code),
            applied: d.applications.len(),
            edits,
            active: o.active,
            hints: filled::hints(o),
            likely: d.likely.clone(),
            identity: parts::identity(l, o, false),
            contact: parts::contact(l, o),
            people: parts::people(&d.people, me),
            invitations: parts::invitations(d),
            first: None,
            member: Shown::default().placed("person-"),
            years: parts::years(l, d, today.year()),
            entries: parts::entries(l, &d.entries),
            fact: Shown::with(&[("year", &(today.year() - 1).to_string())]),
            fact_choices: fact_choices(l),
            bars,
            bar: Shown::with(&[("from", &today.to_string())]),
            requests: parts::requests(l, d),
            effects: parts::effects(l, association, &d.effects),
            applications: d.applications.iter().map(|a| application(l, a)).collect(),
            closures: history::closures(l, d),
            closing: Shown::default(),
            history: d.history.iter().map(|link| HistoryRow::of(l, link)).collect(),
            list,
            l,
            shell,
        }
    }

    fn roles(&self) -> [MemberRole; 3] {
        MemberRole::ALL
    }

    fn waiting(&self) -> usize {
        self.requests.iter().filter(|r| r.waiting).count()
    }
}

fn application(l: &Locale, a: &kexiang_store::application::Application) -> ApplicationRow {
    ApplicationRow {
        href: format!("/associations/{}/applications/{}/check", a.association, a.id),
        title: a.title.clone(),
        number: a.number.clone(),
        type_code: a.type_code.clone(),
        state: l.word("state", a.state.code()),
        colour: state_colour(a.state),
    }
}

impl Page for OrganisationPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        use kexiang_core::organisation::{Fact, FactKind};
        use kexiang_store::organisation::{Bar, FactEntry};
        let shell = || Shell::sample(l);
        let now = shell().now;
        let mut o = super::sample_organisation("新疆能源研究会");
        let empty = |o: &kexiang_store::organisation::Organisation| Dossier {
            organisation: o.clone(),
            facts: Vec::new(),
            entries: Vec::new(),
            closed: vec![(FactKind::AnnualInspection, 2025)],
            bars: Vec::new(),
            closures: Vec::new(),
            requests: Vec::new(),
            people: Vec::new(),
            invitations: Vec::new(),
            applications: Vec::new(),
            history: Vec::new(),
            likely: Vec::new(),
            effects: Vec::new(),
        };
        let mut full = empty(&o);
        let bar = kexiang_core::organisation::CreditBar {
            from: jiff::civil::date(2026, 1, 1),
            to: Some(jiff::civil::date(2026, 12, 31)),
            basis: "关于追回项目经费的决定".to_owned(),
        };
        full.bars = vec![Bar { id: o.id, bar, recorded: (now, "陈彤".to_owned()), lifted: None }];
        full.facts = vec![Fact { kind: FactKind::Grade, year: 2025, value: "C".to_owned() }];
        full.entries = vec![FactEntry {
            kind: FactKind::Grade,
            year: 2025,
            seq: 2,
            value: "C".to_owned(),
            basis: "学会评价结果通报".to_owned(),
            reason: "原登记有误".to_owned(),
            at: now,
            by: "陈彤".to_owned(),
        }];
        full.requests = vec![kexiang_store::organisation::request::Request {
            id: o.id,
            organisation: o.id,
            wanted: serde_json::json!({ "bank_account": "210500000000100002" }),
            present: serde_json::json!({ "bank_account": "210500000000100001" }),
            reason: "开户行变更".to_owned(),
            state: "waiting".to_owned(),
            asked_at: now,
            asked_by: "李娟".to_owned(),
            account: o.id,
            decided: None,
        }];
        full.likely = vec![(o.id, "新疆能源学会".to_owned(), false)];
        o.active = false;
        let closed = empty(&o);
        let page = |d: &Dossier, edits| OrganisationPage::of(shell(), "xj", d, edits, None);
        let mut issued = page(&closed, true);
        issued.first = Some(("xj.nengyuan".to_owned(), "Kx-0123".to_owned()));
        issued.fact = issued.fact.clone().refused(l, &Refusal::new("basis-missing").at("basis"));
        vec![page(&full, true), page(&closed, false), issued]
    }
}

crate::page!(OrganisationPage);
