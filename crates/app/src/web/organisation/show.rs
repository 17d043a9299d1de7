//! One organisation as the office sees it.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::id::Id;
use kexiang_core::organisation::{Fact, FactKind};
use kexiang_core::policy::{Action, MemberRole, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::audit::Link;
use serde::Deserialize;

use super::super::desk::state_colour;
use super::super::form::{Form, Shown};
use super::super::layout::Shell;
use super::super::page::{self, Page, see_other};
use super::super::room::Room;
use super::super::{Answer, Failure, Visitor};
use super::parts::{
    self, BarView, EffectView, EntryView, InvitationView, Pair, PersonView, RequestView, YearView,
};
use super::view::fact_value;
use crate::actions::organisation::{self, Dossier, NewMember, filled};
use crate::locale::Locale;
use crate::state::App;

pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/organisations/{id}", show)
        .post("/office/{association}/organisations/{id}/facts", put_fact)
        .post("/office/{association}/organisations/{id}/facts/withdrawal", withdraw_fact)
        .post("/office/{association}/organisations/{id}/bars", add_bar)
        .post("/office/{association}/organisations/{id}/bars/lifting", lift_bar)
        .post("/office/{association}/organisations/{id}/closing", close)
        .post("/office/{association}/organisations/{id}/opening", open)
        .post("/office/{association}/organisations/{id}/merger", merge)
        .post("/office/{association}/organisations/{id}/requests/{request}", decide)
        .post("/office/{association}/organisations/{id}/people", add_person)
        .post("/office/{association}/organisations/{id}/people/invitation", invite)
        .post("/office/{association}/organisations/{id}/people/grant", grant)
        .post("/office/{association}/organisations/{id}/people/revocation", revoke)
        .post("/office/{association}/organisations/{id}/people/password", issue_password)
}

/// One organisation.
#[derive(Template)]
#[template(path = "organisation/show.html")]
pub struct OrganisationPage {
    l: &'static Locale,
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
    fact: Shown,
    fact_choices: Vec<(String, Vec<(String, String)>)>,
    bars: Vec<BarView>,
    bar: Shown,
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

/// A line of the audit record.
pub struct HistoryRow {
    what: String,
    at: String,
    by: String,
    changes: Vec<(String, String, String)>,
    reason: String,
}

type At = Path<(String, Id)>;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    done: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FactForm {
    fact: String,
    year: String,
    basis: String,
    reason: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BarForm {
    bar: String,
    from: String,
    to: String,
    basis: String,
    reason: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Why {
    reason: String,
    into: String,
    verdict: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    pub login: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub role: String,
    pub person: String,
    pub invitation: String,
}

impl PersonForm {
    pub fn member(&self) -> NewMember {
        let PersonForm { login, name, email, phone, role, .. } = self;
        let (login, name, email) = (login.clone(), name.clone(), email.clone());
        NewMember { login, name, email, phone: phone.clone(), role: role.clone() }
    }

    pub fn shown(&self) -> Shown {
        let PersonForm { login, name, email, phone, role, .. } = self;
        Shown::with(&[("login", login), ("name", name), ("email", email), ("phone", phone), ("role", role)])
            .placed("person-")
    }

    pub fn person(&self) -> Result<Id, Refusal> {
        id(&self.person)
    }
}

/// An identity out of a form.
pub fn id(text: &str) -> Result<Id, Refusal> {
    text.parse().map_err(|_| Refusal::new("not-found"))
}

async fn show(State(app): State<App>, visitor: Visitor, Path(at): At, Query(done): Query<Done>) -> Answer {
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

fn back((association, id): &(String, Id), done: &str) -> Answer {
    Ok(see_other(&format!("/office/{association}/organisations/{id}?done={done}")))
}

/// A refusal that belongs beside a field is shown there with what was typed; `put` lays it on the page.
async fn again(
    (app, visitor, at): (&App, &Visitor, &(String, Id)),
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

/// `grade.C` and a year.
fn fact_of(form: &FactForm) -> Result<Fact, Refusal> {
    let (kind, value) = form.fact.split_once('.').ok_or_else(|| Refusal::new("fact-value").at("fact"))?;
    let kind = FactKind::from_code(kind).ok_or_else(|| Refusal::new("fact-value").at("fact"))?;
    let year = form.year.trim().parse().map_err(|_| Refusal::new("fact-year").with("last", "").at("year"))?;
    Ok(Fact { kind, year, value: value.to_owned() })
}

async fn put_fact(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<FactForm>,
) -> Answer {
    organisation::may_edit(&visitor.ctx(), &at.0)?;
    let outcome = match fact_of(&form) {
        Ok(fact) => {
            let because = (form.basis.as_str(), form.reason.as_str());
            organisation::put_fact(&app, &visitor.ctx(), &at.0, at.1, &fact, because).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    again((&app, &visitor, &at), outcome, "fact", |page, refusal| {
        let FactForm { fact, year, basis, reason } = &form;
        let typed = Shown::with(&[("fact", fact), ("year", year), ("basis", basis), ("reason", reason)]);
        page.fact = typed.refused(page.l, refusal);
    })
    .await
}

async fn withdraw_fact(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<FactForm>,
) -> Answer {
    organisation::may_edit(&visitor.ctx(), &at.0)?;
    let (kind, year) = form.fact.split_once('.').unwrap_or_default();
    let missing = || Refusal::new("not-found");
    let kind = FactKind::from_code(kind).ok_or_else(missing)?;
    let year = year.parse().map_err(|_| missing())?;
    let outcome =
        organisation::withdraw_fact(&app, &visitor.ctx(), &at.0, at.1, (kind, year), &form.reason).await;
    again((&app, &visitor, &at), outcome, "fact", |page, refusal| {
        page.fact = page.fact.clone().refused(page.l, refusal);
    })
    .await
}

async fn add_bar(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<BarForm>,
) -> Answer {
    let BarForm { from, to, basis, .. } = &form;
    let outcome = organisation::add_bar(&app, &visitor.ctx(), &at.0, at.1, (from, to), basis).await;
    again((&app, &visitor, &at), outcome.map(|_| ()), "bar", |page, refusal| {
        page.bar = Shown::with(&[("from", from), ("to", to), ("basis", basis)]).refused(page.l, refusal);
    })
    .await
}

async fn lift_bar(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<BarForm>,
) -> Answer {
    let bar = id(&form.bar)?;
    let outcome = organisation::lift_bar(&app, &visitor.ctx(), &at.0, at.1, bar, &form.reason).await;
    again((&app, &visitor, &at), outcome, "bar", |page, refusal| {
        page.bar = page.bar.clone().refused(page.l, refusal);
    })
    .await
}

async fn close(State(app): State<App>, visitor: Visitor, Path(at): At, Form(why): Form<Why>) -> Answer {
    let outcome = organisation::close(&app, &visitor.ctx(), &at.0, at.1, &why.reason).await;
    again((&app, &visitor, &at), outcome, "closed", |page, refusal| {
        page.closing = page.closing.clone().refused(page.l, refusal);
    })
    .await
}

async fn open(State(app): State<App>, visitor: Visitor, Path(at): At, Form(why): Form<Why>) -> Answer {
    let outcome = organisation::open_again(&app, &visitor.ctx(), &at.0, at.1, &why.reason).await;
    again((&app, &visitor, &at), outcome, "opened", |page, refusal| {
        page.closing = page.closing.clone().refused(page.l, refusal);
    })
    .await
}

async fn merge(State(app): State<App>, visitor: Visitor, Path(at): At, Form(why): Form<Why>) -> Answer {
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

async fn add_person(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<PersonForm>,
) -> Answer {
    organisation::may_edit(&visitor.ctx(), &at.0)?;
    let made = organisation::add_person(&app, &visitor.ctx(), &at.0, at.1, &form.member()).await;
    match made {
        Ok((_, first)) => {
            let mut page = OrganisationPage::load(&app, &visitor, &at).await?;
            page.first = Some((form.login.trim().to_lowercase(), first));
            page::show(&page)
        }
        Err(failure) => {
            again((&app, &visitor, &at), Err(failure), "person", |page, refusal| {
                page.member = form.shown().refused(page.l, refusal);
            })
            .await
        }
    }
}

async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<PersonForm>,
) -> Answer {
    organisation::may_edit(&visitor.ctx(), &at.0)?;
    let invited = organisation::invite(&app, &visitor.ctx(), &at.0, at.1, &form.login, &form.role).await;
    again((&app, &visitor, &at), invited.map(|_| ()), "invited", |page, refusal| {
        page.member = form.shown().refused(page.l, refusal);
    })
    .await
}

async fn grant(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<PersonForm>,
) -> Answer {
    organisation::may_edit(&visitor.ctx(), &at.0)?;
    organisation::grant(&app, &visitor.ctx(), &at.0, at.1, form.person()?, &form.role).await?;
    back(&at, "person")
}

async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<PersonForm>,
) -> Answer {
    organisation::may_edit(&visitor.ctx(), &at.0)?;
    if form.invitation.is_empty() {
        organisation::revoke(&app, &visitor.ctx(), &at.0, at.1, form.person()?, &form.role).await?;
    } else {
        organisation::take_back(&app, &visitor.ctx(), &at.0, at.1, id(&form.invitation)?).await?;
    }
    back(&at, "person")
}

/// The new first password is shown on the page that answers, and nowhere else.
async fn issue_password(
    State(app): State<App>,
    visitor: Visitor,
    Path(at): At,
    Form(form): Form<PersonForm>,
) -> Answer {
    organisation::may_edit(&visitor.ctx(), &at.0)?;
    let first = organisation::issue_password(&app, &visitor.ctx(), &at.0, at.1, form.person()?).await?;
    let mut page = OrganisationPage::load(&app, &visitor, &at).await?;
    let login = page.people.iter().find(|p| p.id.to_string() == form.person).map(|p| p.login.clone());
    page.first = Some((login.unwrap_or_default(), first));
    page::show(&page)
}

/// The kinds of facts with their values, for a choice: group, then code and word.
fn fact_choices(l: &Locale) -> Vec<(String, Vec<(String, String)>)> {
    let of = |kind: FactKind| {
        let value = |v: &&str| (format!("{kind}.{v}"), fact_value(l, kind, v));
        (l.word("fact", kind.code()), kind.values().iter().map(value).collect())
    };
    FactKind::ALL.into_iter().map(of).collect()
}

impl OrganisationPage {
    async fn load(app: &App, visitor: &Visitor, (association, id): &(String, Id)) -> Result<Self, Failure> {
        let dossier = organisation::show(app, &visitor.ctx(), association, *id).await?;
        let edits = may(&visitor.actor, Action::OrganisationEdit, &Scope::Association(association)).is_ok();
        let me = visitor.actor.account;
        Ok(Self::of(Shell::within(app, visitor, association), association, &dossier, edits, me))
    }

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
            closures: closures(l, d),
            closing: Shown::default(),
            history: d.history.iter().map(|link| history(l, link)).collect(),
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

fn closures(l: &Locale, d: &Dossier) -> Vec<String> {
    let said = |c: &kexiang_store::organisation::Closure| {
        let key = if c.closed { "org-closed-say" } else { "org-opened-say" };
        l.tf(key, &[("by", &c.by), ("at", &time::short(c.at)), ("reason", &c.reason)])
    };
    d.closures.iter().map(said).collect()
}

/// A line of the record in words; field names as the form has them.
fn history(l: &Locale, link: &Link) -> HistoryRow {
    let entry = &link.entry;
    let value = |of: &Option<serde_json::Value>, name: &str| {
        let value = of.as_ref().and_then(|json| json.get(name)).cloned().unwrap_or_default();
        match value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::Bool(flag) => l.t(if flag { "org-yes" } else { "org-no" }).to_owned(),
            serde_json::Value::String(text) if name == "class" => l.word("class", &text),
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        }
    };
    let names = entry.after.iter().filter_map(|json| json.as_object()).flat_map(|o| o.keys());
    let named = names.filter(|name| l.has(&format!("org-{name}")) && entry.action == "organisation.change");
    let changes = named.map(|name| {
        (l.t(&format!("org-{name}")).to_owned(), value(&entry.before, name), value(&entry.after, name))
    });
    HistoryRow {
        what: l.word("org-did", entry.action.trim_start_matches("organisation.")),
        at: time::short(entry.at),
        by: entry.actor.name.clone(),
        changes: changes.collect(),
        reason: value(&entry.after, "reason"),
    }
}

impl Page for OrganisationPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
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
