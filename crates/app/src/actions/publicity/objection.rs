//! Objections to a line of a public list (异议) and appeals against a refusal (申诉). Who objects and what they say is
//! sealed with the deployment's key: opened for discipline and the one handling officer alone.

use jiff::SignedDuration;
use kexiang_core::application::State as AppState;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::{self, Command};
use kexiang_core::policy::{Action, MemberRole, ObjectionScope, OfficeRole, Scope, may};
use kexiang_core::publicity::{Handling, ObjectionState, Objector, handle as step_of};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::application::{self, Application};
use kexiang_store::bucket::{self, Rate};
use kexiang_store::publicity::{self, Objection, Step};
use kexiang_store::write::{self, Subject};
use kexiang_store::{Tx, account, counter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::actions::application::{CaseFile, take_effect};
use crate::actions::{Ctx, Failure, Fault, message};
use crate::chance;
use crate::state::App;

/// Objections one address may send: ten at once, one more every five minutes.
const OFTEN: Rate = Rate { burst: 10, interval: SignedDuration::from_mins(5) };
/// Characters that the facts of an objection may have.
const LONGEST: usize = 4000;

/// What is sealed of an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Who objects.
    pub objector: Objector,
    /// Facts and reasons.
    pub facts: String,
}

/// An objection as those see it who may.
#[derive(Clone, Debug)]
pub struct ObjectionFile {
    /// Objection.
    pub objection: Objection,
    /// The application it concerns.
    pub application: Application,
    /// Steps, the first one first.
    pub steps: Vec<Step>,
    /// Who objects and what they say.
    pub said: Said,
    /// Officers who can be named to handle it.
    pub officers: Vec<(Id, String)>,
}

/// Largest sealed letter.
const LARGEST: usize = 20 * 1024 * 1024;

/// Keeps the sealed letter of an organisation; its SHA-256, empty where there is none.
///
/// # Errors
/// `letter-kind` for what is neither PDF nor picture, `letter-large`.
pub async fn keep_letter(app: &App, ctx: &Ctx, bytes: &[u8]) -> Result<String, Failure> {
    if bytes.is_empty() {
        return Ok(String::new());
    }
    if bytes.len() > LARGEST {
        return Err(Refusal::new("letter-large").at("letter").into());
    }
    let known: [&[u8]; 3] = [b"%PDF", b"\x89PNG", b"\xff\xd8\xff"];
    if !known.iter().any(|head| bytes.starts_with(head)) {
        return Err(Refusal::new("letter-kind").at("letter").into());
    }
    let stored = app.blobs.put_bytes(bytes.to_vec()).await.map_err(|e| Fault::new("keeping a letter", e))?;
    let (hash, now) = (stored.hash.to_string(), ctx.now);
    app.store.write(move |tx| kexiang_store::blob::register(tx, stored, now)).await?;
    Ok(hash)
}

/// Admits an address that wants to object.
///
/// # Errors
/// `too-often` for an address that objects too often.
pub async fn admit(app: &App, ctx: &Ctx) -> Result<(), Failure> {
    // Who objects is secret: not even the address stands in the table.
    let (key, now) = (app.secret.fingerprint("objection.address", &ctx.ip), ctx.now);
    let verdict = app.store.write(move |tx| bucket::take(tx, "", &key, OFTEN, now)).await?;
    if let bucket::Verdict::Limited { until } = verdict {
        let minutes = until.duration_since(now).as_mins() + 1;
        return Err(Refusal::new("too-often").with("minutes", minutes).into());
    }
    Ok(())
}

/// Takes an objection in while the list is public; the code by which the objector asks after it.
///
/// # Errors
/// `not-found`; `objection-late` outside the period, `facts-missing`, `facts-long`, and those of [`Objector::check`].
pub async fn object(
    app: &App,
    ctx: &Ctx,
    association: &str,
    list: Id,
    number: &str,
    said: Said,
) -> Result<String, Failure> {
    said.objector.check()?;
    let sealed = seal(app, &said)?;
    let (ctx, code, number) = (ctx.clone(), association.to_owned(), number.to_owned());
    let received = app
        .store
        .write(move |tx| {
            let association = code.clone();
            let public =
                publicity::by_id(tx, &association, list, true)?.ok_or_else(|| Refusal::new("not-found"))?;
            let listed = public.list.rows.iter().any(|r| r.number == number);
            let row = application::by_number(tx, &association, &number)?.filter(|_| listed);
            let row = row.ok_or_else(|| Refusal::new("objection-line").at("number"))?;
            if !public.list.is_running(ctx.now) || public.state != "running" {
                let until = time::long_date_with_weekday(public.list.ends_on);
                return Err(Failure::from(Refusal::new("objection-late").with("until", until)));
            }
            receive(tx, &ctx, &association, "objection", Some(list), &row, &sealed)
        })
        .await?;
    Ok(query_code(app, association, &received))
}

pub(super) fn seal(app: &App, said: &Said) -> Result<String, Failure> {
    let facts = said.facts.trim();
    if facts.chars().count() < 10 {
        return Err(Refusal::new("facts-missing").at("facts").into());
    }
    if facts.chars().count() > LONGEST {
        return Err(Refusal::new("facts-long").with("most", LONGEST).at("facts").into());
    }
    let text = serde_json::to_string(said).map_err(|e| Fault::new("sealing an objection", e))?;
    Ok(app.secret.seal("objection", &text))
}

/// Writes an objection and tells the discipline officers that one is there, not by whom.
pub(super) fn receive(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    kind: &str,
    list: Option<Id>,
    row: &Application,
    sealed: &str,
) -> Result<String, Failure> {
    let year = time::beijing_date(ctx.now).year();
    let seq = counter::next(tx, association, &format!("{kind}/{year}"))?;
    let number = format!("{}-{year}-{seq:03}", if kind == "appeal" { "SS" } else { "YY" });
    let objection = Objection {
        association: association.to_owned(),
        id: chance::id(ctx.now),
        kind: kind.to_owned(),
        number: number.clone(),
        publicity: list,
        application: row.id,
        sealed: sealed.to_owned(),
        state: ObjectionState::Received,
        handler: None,
        handler_name: String::new(),
        finding: String::new(),
        ruling: String::new(),
        received_at: ctx.now,
        closed_at: None,
        version: 1,
    };
    publicity::insert_objection(tx, &objection)?;
    let people: Vec<Id> = account::office_people(tx, association)?
        .into_iter()
        .filter(|g| g.role == OfficeRole::Discipline)
        .map(|g| g.account)
        .collect();
    let href = format!("/associations/{association}/objections/{}", objection.id);
    message::tell(
        tx,
        ctx,
        association,
        &people,
        ("objection-received", &json!({ "number": number }), &href),
    )?;
    // The record is about the objection, never about who made it.
    let mut entry = ctx.entry_with(
        association,
        "objection.receive",
        Subject::new("objection", objection.id),
        json!({ "number": number, "kind": kind }),
    );
    if kind == "objection" {
        entry.actor = write::Actor { kind: "nobody".into(), id: String::new(), name: String::new() };
        entry.request_id = String::new();
    }
    write::record(tx, entry)?;
    Ok(number)
}

/// The objections the actor may handle: all for discipline, one's own for the handling officer.
///
/// # Errors
/// `not-permitted` for whoever has neither.
pub async fn inbox(
    app: &App,
    ctx: &Ctx,
    association: &str,
) -> Result<Vec<(Objection, Application)>, Failure> {
    let office = [OfficeRole::Discipline, OfficeRole::Officer, OfficeRole::Head];
    if !ctx.actor.has_any_office(association, &office) {
        ctx.permit(Action::ObjectionRule, &Scope::Association(association))?;
    }
    let (actor, association) = (ctx.actor.clone(), association.to_owned());
    app.store
        .read(move |tx| {
            let mut all = Vec::new();
            for objection in publicity::objections(tx, &association)? {
                let scope = ObjectionScope { association: association.clone(), handler: objection.handler };
                if may(&actor, Action::ObjectionHandle, &Scope::Objection(&scope)).is_ok()
                    && let Some(row) = application::by_id(tx, &association, objection.application)?
                {
                    all.push((objection, row));
                }
            }
            Ok(all)
        })
        .await
}

/// One objection, opened.
///
/// # Errors
/// `not-found` for anybody but discipline and the handling officer.
pub async fn one(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<ObjectionFile, Failure> {
    let (actor, code) = (ctx.actor.clone(), association.to_owned());
    let (objection, application, steps, officers) = app
        .store
        .read(move |tx| {
            let missing = || Refusal::new("not-found");
            let objection = publicity::objection(tx, &code, id)?.ok_or_else(missing)?;
            let scope = ObjectionScope { association: code.clone(), handler: objection.handler };
            may(&actor, Action::ObjectionHandle, &Scope::Objection(&scope))?;
            let row = application::by_id(tx, &code, objection.application)?.ok_or_else(missing)?;
            let officers = officers(tx, &code)?;
            Ok::<_, Failure>((objection, row, publicity::steps(tx, &code, id)?, officers))
        })
        .await?;
    // Opened only now that the policy has spoken.
    let opened =
        app.secret.open("objection", &objection.sealed).map_err(|e| Fault::new("opening an objection", e))?;
    let said = serde_json::from_str(&opened).map_err(|e| Fault::new("opening an objection", e))?;
    Ok(ObjectionFile { steps, objection, application, said, officers })
}

/// The officers of an association who can be named to handle an objection: account and name.
fn officers(tx: &mut Tx<'_>, association: &str) -> Result<Vec<(Id, String)>, Failure> {
    let mut officers = Vec::new();
    for granted in account::office_people(tx, association)? {
        if matches!(granted.role, OfficeRole::Officer | OfficeRole::Head)
            && !officers.iter().any(|(id, _)| *id == granted.account)
            && let Some(person) = account::by_id(tx, granted.account)?
        {
            officers.push((person.id, person.name));
        }
    }
    Ok(officers)
}

/// Accepts, refuses, reports on or rules on an objection. An upheld objection strikes the line; an upheld appeal sends the
/// application back to where it was refused.
///
/// # Errors
/// What the policy and the steps refuse; `handler-missing` for an acceptance without a handling officer.
pub async fn handle(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (step, handler): (Handling, Option<Id>),
) -> Result<ObjectionState, Failure> {
    let (ctx, held) = (ctx.clone(), app.clone());
    let association = association.to_owned();
    app.store
        .write(move |tx| {
            let mut objection =
                publicity::objection(tx, &association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
            let scope = ObjectionScope { association: association.clone(), handler: objection.handler };
            let action = match &step {
                Handling::Report { .. } => Action::ObjectionHandle,
                _ => Action::ObjectionRule,
            };
            may(&ctx.actor, action, &Scope::Objection(&scope))?;
            let then = step_of(objection.state, &step)?;
            let words = match &step {
                Handling::Accept => {
                    let officers = officers(tx, &association)?;
                    let person = officers.into_iter().find(|(id, _)| Some(*id) == handler);
                    let (account, person) =
                        person.ok_or_else(|| Refusal::new("handler-missing").at("handler"))?;
                    (objection.handler, objection.handler_name) = (Some(account), person.clone());
                    let href = format!("/associations/{association}/objections/{id}");
                    let args = json!({ "number": objection.number });
                    message::tell(tx, &ctx, &association, &[account], ("objection-assigned", &args, &href))?;
                    person
                }
                Handling::Refuse { reason } => {
                    objection.ruling.clone_from(reason);
                    reason.clone()
                }
                Handling::Report { finding } => {
                    objection.finding.clone_from(finding);
                    finding.clone()
                }
                Handling::Rule { upheld, reason } => {
                    objection.ruling.clone_from(reason);
                    if *upheld {
                        uphold(tx, &held, &ctx, &objection)?;
                    }
                    reason.clone()
                }
            };
            objection.state = then;
            objection.closed_at = (!then.is_open()).then_some(ctx.now);
            publicity::update_objection(tx, &objection)?;
            let done = Step {
                command: step.code().to_owned(),
                to: then,
                words,
                name: ctx.actor.name.clone(),
                at: ctx.now,
            };
            publicity::add_step(tx, &association, id, &done)?;
            let after = json!({ "state": then.code(), "number": objection.number });
            let name = format!("objection.{}", step.code());
            write::record(tx, ctx.entry_with(&association, &name, Subject::new("objection", id), after))?;
            if objection.kind == "appeal" && !then.is_open() {
                tell_applicant(tx, &ctx, &objection)?;
            }
            Ok(then)
        })
        .await
}

fn uphold(tx: &mut Tx<'_>, app: &App, ctx: &Ctx, objection: &Objection) -> Result<(), Failure> {
    let association = &objection.association;
    let mut case = CaseFile::load(tx, &app.programmes, association, objection.application, true)?;
    let reason = format!("{} {}", objection.number, objection.ruling);
    let command = match (objection.kind.as_str(), case.state()) {
        ("appeal", AppState::NotSelected) => Command::Reconsider { reason },
        ("appeal", _) => Command::ReopenCheck { reason },
        _ => Command::Strike { reason },
    };
    let event = lifecycle::decide(&case.dossier(ctx.now)?, &command, ctx.now)?;
    take_effect(tx, app, ctx, &mut case, &command, event, chance::id(ctx.now))
}

fn tell_applicant(tx: &mut Tx<'_>, ctx: &Ctx, objection: &Objection) -> Result<(), Failure> {
    let association = &objection.association;
    let Some(row) = application::by_id(tx, association, objection.application)? else { return Ok(()) };
    let members = account::members(tx, association, row.organisation)?.into_iter();
    let people: Vec<Id> =
        members.filter(|(_, role)| *role == MemberRole::Administrator).map(|(id, _)| id).collect();
    let href = format!("/associations/{association}/applications/{}/appeal", row.id);
    let args = json!({ "number": objection.number });
    Ok(message::tell(tx, ctx, association, &people, ("appeal-answered", &args, &href))?)
}

/// What the objector asks by: the number with a part that only the deployment's key can make, since numbers are in order
/// and others could guess them.
fn query_code(app: &App, association: &str, number: &str) -> String {
    let print = app.secret.fingerprint("objection.query", &format!("{association}/{number}"));
    format!("{number}-{}", print[..8].to_uppercase())
}

/// What the objector learns by the code: where it stands and, once settled, the reply.
///
/// # Errors
/// `not-found`, for a number without its code too.
pub async fn register(app: &App, association: &str, code: &str) -> Result<Objection, Failure> {
    let code = code.trim().to_uppercase();
    let number = code.rsplit_once('-').map_or("", |(number, _)| number).to_owned();
    if query_code(app, association, &number) != code {
        return Err(Refusal::new("not-found").into());
    }
    let association = association.to_owned();
    app.store
        .read(move |tx| {
            let found = publicity::objections(tx, &association)?.into_iter().find(|o| o.number == number);
            found.ok_or_else(|| Refusal::new("not-found").into())
        })
        .await
}
