//! Telling people what happened to their application: in the inbox and by mail, in the transaction of the cause.

use kexiang_core::id::Id;
use kexiang_core::lifecycle::{Command, Event};
use kexiang_core::policy::MemberRole;
use kexiang_core::time;
use kexiang_store::write::Message;
use kexiang_store::{Tx, account};
use serde_json::{Value as Json, json};

use super::CaseFile;
use crate::actions::{Ctx, Failure, message};
use crate::letter;
use crate::locale::{Language, Locale};
use crate::state::App;

/// Tells everybody concerned of a step; the mails go into the entry that records it. What is told is
/// `message-application-<kind>`.
pub(super) fn step(
    tx: &mut Tx<'_>,
    app: &App,
    ctx: &Ctx,
    case: &CaseFile,
    command: &Command,
    event: Event,
) -> Result<Vec<Message>, Failure> {
    let own = case.application.organisation;
    let kind = if event.submits { "submitted" } else { command.code() };
    match command {
        Command::TakeBack | Command::Reopen | Command::Supplement => Ok(Vec::new()),
        Command::HandIn => tell(tx, app, ctx, case, kind, own, &[MemberRole::Administrator]),
        Command::SignOff if !event.submits => {
            let mut mails = tell(tx, app, ctx, case, "asked-to-recommend", own, &EDITORS)?;
            if let Some(recommender) = case.application.recommender {
                let to = [MemberRole::Recommender];
                mails.extend(tell(tx, app, ctx, case, "to-recommend", recommender, &to)?);
            }
            Ok(mails)
        }
        _ => tell(tx, app, ctx, case, kind, own, &EDITORS),
    }
}

/// Who fills in and who answers for an organisation.
pub(in crate::actions) const EDITORS: [MemberRole; 2] = [MemberRole::Administrator, MemberRole::Filler];

/// Tells the people of an organisation who hold one of these roles; the mails for the entry.
///
/// # Errors
/// Those of the database.
pub(in crate::actions) fn tell(
    tx: &mut Tx<'_>,
    app: &App,
    ctx: &Ctx,
    case: &CaseFile,
    kind: &str,
    organisation: Id,
    roles: &[MemberRole],
) -> Result<Vec<Message>, Failure> {
    let a = &case.application;
    let href = format!("/associations/{}/applications/{}", a.association, a.id);
    let kind = format!("application-{kind}");
    let args = said(case);
    let mut people: Vec<Id> = account::members(tx, &a.association, organisation)?
        .into_iter()
        .filter(|(_, role)| roles.contains(role))
        .map(|(id, _)| id)
        .collect();
    people.sort();
    people.dedup();
    message::tell(tx, ctx, &a.association, &people, (&kind, &args, &href))?;
    let mut mails = Vec::new();
    for id in people {
        let Some(person) = account::by_id(tx, id)?.filter(|p| p.active && !p.email.is_empty()) else {
            continue;
        };
        let l = Locale::of(Language::from_code(&person.language).unwrap_or(Language::Chinese));
        let words = message_words(l, &kind, &args);
        let link = format!("{}{href}", app.public_url());
        mails.push(
            letter::told(l, &person.name, &a.title, &words, &link).to_outbox(&app.secret, &person.email),
        );
    }
    Ok(mails)
}

/// What the sentences may name. Texts only: a message is read years later in another language.
fn said(case: &CaseFile) -> Json {
    let a = &case.application;
    json!({
        "title": a.title,
        "number": a.number,
        "organisation": a.organisation_name,
        "due": a.correction_due.map(time::short).unwrap_or_default(),
        "received": a.submitted_at.map(time::exact).unwrap_or_default(),
        "code": a.version_code,
    })
}

/// The sentence of a message.
fn message_words(l: &Locale, kind: &str, args: &Json) -> String {
    let pairs: Vec<(String, String)> = args
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
        .collect();
    let args: Vec<(&str, &dyn std::fmt::Display)> =
        pairs.iter().map(|(name, value)| (name.as_str(), value as &dyn std::fmt::Display)).collect();
    l.tf(&format!("message-{kind}"), &args)
}
