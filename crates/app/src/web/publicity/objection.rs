//! Objections: the form for anybody, the desk of discipline and handling officer, appeals, names to avoid.

mod sample;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, ObjectionScope, Scope, may};
use kexiang_core::publicity::{Handling, ObjectionState, Objector};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::application::Application;
use kexiang_store::publicity::Objection;
use serde::Deserialize;

use super::{Asked, address, seen, title};
use crate::actions::publicity::{self, ObjectionFile, PublicFile, Said};
use crate::actions::{Ctx, Fault};
use crate::locale::Locale;
use crate::state::App;
use crate::web::error::status;
use crate::web::form::{Form, Shown};
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::panel::words;
use crate::web::{Answer, Failure, Visitor};

/// The form for an objection.
#[derive(Template)]
#[template(path = "publicity/objection.html")]
pub struct ObjectionForm {
    l: &'static Locale,
    shell: Shell,
    base: String,
    replies: String,
    title: String,
    rows: Vec<(String, String)>,
    form: Shown,
    as_unit: bool,
    facts: String,
    chosen: String,
    /// The number by which the objector asks after it.
    number: Option<String>,
}

/// What became of an objection, by its number.
#[derive(Template)]
#[template(path = "publicity/reply.html")]
pub struct ReplyPage {
    l: &'static Locale,
    shell: Shell,
    number: String,
    found: Option<(ObjectionState, String, String)>,
}

/// The objections one may handle.
#[derive(Template)]
#[template(path = "publicity/inbox.html")]
pub struct InboxPage {
    l: &'static Locale,
    shell: Shell,
    rows: Vec<InboxRow>,
}

/// A line of the desk.
pub struct InboxRow {
    href: String,
    number: String,
    kind: String,
    state: ObjectionState,
    project: String,
    handler: String,
    received: String,
}

/// One objection, opened.
#[derive(Template)]
#[template(path = "publicity/handling.html")]
pub struct HandlingPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    desk: String,
    number: String,
    kind: String,
    state: ObjectionState,
    project: String,
    organisation: String,
    objector: Vec<(String, String)>,
    has_letter: bool,
    facts: Vec<String>,
    finding: String,
    ruling: String,
    handler: String,
    steps: Vec<(String, String, String, String)>,
    officers: Vec<(String, String)>,
    rules: bool,
    problem: Option<String>,
}

type At = Path<(String, Id)>;

pub(super) async fn blank(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let file = seen(&app, &visitor, &association, id).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&ObjectionForm::of(shell, &file, Shown::default()))
}

/// What was sent, as text parts and the sealed letter.
#[derive(Default)]
pub(crate) struct Sent {
    texts: Vec<(String, String)>,
    letter: Vec<u8>,
}

impl Sent {
    pub(crate) async fn read(mut parts: Multipart) -> Result<Sent, Failure> {
        let bad = |e: axum::extract::multipart::MultipartError| {
            Refusal::new("bad-form").with("detail", e.body_text())
        };
        let mut sent = Sent::default();
        while let Some(part) = parts.next_field().await.map_err(bad)? {
            let name = part.name().unwrap_or_default().to_owned();
            if name == "letter" {
                sent.letter = part.bytes().await.map_err(bad)?.to_vec();
            } else {
                sent.texts.push((name, part.text().await.map_err(bad)?));
            }
        }
        Ok(sent)
    }

    fn as_unit(&self) -> bool {
        self.text("as") == "unit"
    }

    /// Objects with what was sent; the number by which the objector asks after it.
    pub(crate) async fn object(
        &self,
        app: &App,
        ctx: &Ctx,
        association: &str,
        list: Id,
    ) -> Result<String, Failure> {
        publicity::admit(app, ctx).await?;
        let objector = if self.as_unit() {
            Objector::Unit {
                name: self.text("name"),
                contact: self.text("contact"),
                phone: self.text("phone"),
                letter: publicity::keep_letter(app, ctx, &self.letter).await?,
            }
        } else {
            Objector::Person {
                name: self.text("name"),
                organisation: self.text("organisation"),
                address: self.text("address"),
                phone: self.text("phone"),
            }
        };
        let said = Said { objector, facts: self.text("facts") };
        publicity::object(app, ctx, association, list, &self.text("number"), said).await
    }

    fn text(&self, name: &str) -> String {
        self.texts.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim().to_owned()).unwrap_or_default()
    }
}

pub(super) async fn send(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    parts: Multipart,
) -> Answer {
    let sent = Sent::read(parts).await?;
    let outcome = sent.object(&app, &visitor.ctx(), &association, id).await;
    let file = seen(&app, &visitor, &association, id).await?;
    let shell = Shell::within(&app, &visitor, &association);
    match outcome {
        Ok(number) => {
            let mut page = ObjectionForm::of(shell, &file, Shown::default());
            page.number = Some(number);
            page::show(&page)
        }
        Err(Failure::Refused(refusal)) if refusal.code != "not-found" => {
            let texts = ["name", "organisation", "address", "phone", "contact"].map(|n| (n, sent.text(n)));
            let values: Vec<(&'static str, &str)> = texts.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let mut page = ObjectionForm::of(shell, &file, Shown::with(&values).refused(visitor.l, &refusal));
            (page.as_unit, page.facts) = (sent.as_unit(), sent.text("facts"));
            page.chosen = sent.text("number");
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

pub(super) async fn reply(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let shell = Shell::within(&app, &visitor, &association);
    let found = match asked.number.trim() {
        "" => None,
        number => match publicity::register(&app, &association, number).await {
            Ok(o) => Some(o),
            Err(Failure::Refused(_)) => None,
            Err(other) => return Err(other),
        },
    };
    page::show(&ReplyPage {
        l: visitor.l,
        shell,
        number: asked.number,
        found: found.map(|o| (o.state, time::short(o.received_at), public_reply(&o))),
    })
}

/// The reply is told once the objection is settled.
pub(crate) fn public_reply(o: &Objection) -> String {
    if o.state.is_open() { String::new() } else { o.ruling.clone() }
}

pub(super) async fn inbox(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
) -> Answer {
    let all = publicity::inbox(&app, &visitor.ctx(), &association).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&InboxPage::of(shell, &association, &all))
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Query(asked): Query<Asked>,
) -> Answer {
    let file = publicity::objection(&app, &visitor.ctx(), &association, id).await?;
    let mut shell = Shell::within(&app, &visitor, &association);
    shell.flash = (asked.done == "handled").then(|| visitor.l.t("objection-handled").to_owned());
    page::show(&HandlingPage::of(shell, &visitor, &file))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Step {
    what: String,
    handler: String,
    words: String,
}

pub(super) async fn handle(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): At,
    Form(step): Form<Step>,
) -> Answer {
    let handling = Handling::of(&step.what, step.words.trim().to_owned())
        .ok_or_else(|| Refusal::new("bad-form").with("detail", "what"))?;
    let ctx = visitor.ctx();
    match publicity::handle(&app, &ctx, &association, id, (handling, step.handler.parse().ok())).await {
        Ok(_) => Ok(see_other(&format!("/associations/{association}/objections/{id}?done=handled"))),
        Err(Failure::Refused(refusal)) if !matches!(refusal.code.as_str(), "not-found" | "not-permitted") => {
            let file = publicity::objection(&app, &ctx, &association, id).await?;
            let mut page = HandlingPage::of(Shell::within(&app, &visitor, &association), &visitor, &file);
            page.problem = Some(words(visitor.l, &refusal));
            page::show_as(status(&refusal), &page)
        }
        Err(other) => Err(other),
    }
}

/// The sealed letter, for those who may know who objects.
pub(super) async fn letter(State(app): State<App>, visitor: Visitor, Path((association, id)): At) -> Answer {
    let file = publicity::objection(&app, &visitor.ctx(), &association, id).await?;
    let Objector::Unit { letter, .. } = &file.said.objector else {
        return Err(Refusal::new("not-found").into());
    };
    let hash = letter.parse().map_err(|_| Refusal::new("not-found"))?;
    let content = app.blobs.get(hash, None).await.map_err(|e| Fault::new("reading a letter", e))?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.objection.number)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, axum::body::Body::from_stream(content.stream)).into_response())
}

impl ObjectionForm {
    fn of(shell: Shell, file: &PublicFile, form: Shown) -> Self {
        let p = &file.publicity;
        let l = shell.l;
        ObjectionForm {
            l,
            base: address(&p.association, p.id),
            replies: format!("/associations/{}/objections/reply", p.association),
            title: title(l, &p.list),
            rows: p.list.rows.iter().map(|r| (r.number.clone(), r.title.clone())).collect(),
            form,
            as_unit: false,
            facts: String::new(),
            chosen: String::new(),
            number: None,
            shell,
        }
    }
}

impl InboxPage {
    fn of(shell: Shell, association: &str, all: &[(Objection, Application)]) -> Self {
        let l = shell.l;
        let row = |(o, a): &(Objection, Application)| InboxRow {
            href: format!("/associations/{association}/objections/{}", o.id),
            number: o.number.clone(),
            kind: l.word("objection-kind", &o.kind),
            state: o.state,
            project: format!("{} {}", a.number, a.title),
            handler: o.handler_name.clone(),
            received: time::short(o.received_at),
        };
        InboxPage { l, rows: all.iter().map(row).collect(), shell }
    }
}

impl HandlingPage {
    fn of(shell: Shell, visitor: &Visitor, file: &ObjectionFile) -> Self {
        let o = &file.objection;
        let scope = ObjectionScope { association: o.association.clone(), handler: o.handler };
        let rules = may(&visitor.actor, Action::ObjectionRule, &Scope::Objection(&scope)).is_ok();
        Self::with(shell, file, rules)
    }

    fn with(shell: Shell, file: &ObjectionFile, rules: bool) -> Self {
        let l = shell.l;
        let o = &file.objection;
        let pair = |key: &str, value: &str| (l.t(key).to_owned(), value.to_owned());
        let objector = match &file.said.objector {
            Objector::Person { name, organisation, address, phone } => vec![
                pair("objector-name", name),
                pair("objector-organisation", organisation),
                pair("objector-address", address),
                pair("objector-phone", phone),
            ],
            Objector::Unit { name, contact, phone, .. } => vec![
                pair("objector-unit", name),
                pair("objector-contact", contact),
                pair("objector-phone", phone),
            ],
        };
        let step = |s: &kexiang_store::publicity::Step| {
            (time::short(s.at), l.word("objection-step", &s.command), s.name.clone(), s.words.clone())
        };
        let desk = format!("/associations/{}/objections", o.association);
        HandlingPage {
            l,
            base: format!("{desk}/{}", o.id),
            desk,
            number: o.number.clone(),
            kind: l.word("objection-kind", &o.kind),
            state: o.state,
            project: format!("{} {}", file.application.number, file.application.title),
            organisation: file.application.organisation_name.clone(),
            objector: objector.into_iter().filter(|(_, v)| !v.is_empty()).collect(),
            has_letter: matches!(&file.said.objector, Objector::Unit { letter, .. } if !letter.is_empty()),
            facts: file.said.facts.lines().map(str::to_owned).collect(),
            finding: o.finding.clone(),
            ruling: o.ruling.clone(),
            handler: o.handler_name.clone(),
            steps: file.steps.iter().map(step).collect(),
            officers: file.officers.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
            rules,
            problem: None,
            shell,
        }
    }
}
