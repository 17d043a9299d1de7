use std::collections::{BTreeMap, BTreeSet, btree_map};

use jiff::{SignedDuration, Timestamp};
use kexiang_core::channel::{Channel, Choices};
use kexiang_core::id::Id;
use kexiang_core::time;
use kexiang_store::channel::{self, Carried};
use kexiang_store::job::{self, NewJob};
use kexiang_store::write::{self, Entry, Message, Subject};
use kexiang_store::{Tx, account, setting};
use serde_json::json;

use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::letter::{Letter, told};
use crate::locale::{Language, Locale};
use crate::state::App;

/// The kind of the daily job.
pub const DIGEST: &str = "channel.digest";
/// Messages that are carried on in one transaction.
const BATCH: u32 = 200;
/// Older messages stay in the inbox alone: nobody wants yesterday's news on the telephone.
const FRESH: SignedDuration = SignedDuration::from_hours(24);
/// The hour in Beijing from which digests go out.
const HOUR: i8 = 8;

/// Carries new messages on; whether there were any.
///
/// # Errors
/// Those of the database.
pub async fn carry(app: &App, ctx: &Ctx) -> Result<bool, Failure> {
    let waiting = app.store.read(channel::is_waiting).await?;
    if !waiting {
        return Ok(false);
    }
    let (held, ctx) = (app.clone(), ctx.clone());
    app.store
        .write(move |tx| {
            let taken = channel::take(tx, BATCH)?;
            let fresh = |m: &&Carried| ctx.now.duration_since(m.at) < FRESH;
            let mut known: BTreeMap<Id, Choices> = BTreeMap::new();
            let mut out: BTreeMap<&str, Vec<Message>> = BTreeMap::new();
            let mut robots = BTreeSet::new();
            for m in taken.iter().filter(fresh) {
                let choices = match known.entry(m.account) {
                    btree_map::Entry::Occupied(known) => known.into_mut(),
                    btree_map::Entry::Vacant(place) => place.insert(channel::choices(tx, m.account)?),
                };
                let ways = choices.at_once(&m.kind);
                let of = out.entry(m.association.as_str()).or_default();
                let ways = ways.into_iter().filter(|way| *way != Channel::Mail || !is_mailed(&m.kind));
                of.extend(ways.filter_map(|way| message(&held, m, way)));
                // What several people are told is one message to the robot.
                let same = (m.association.clone(), m.kind.clone(), m.args.to_string(), m.href.clone());
                if held.config.channels.wants_robot(&m.kind) && robots.insert(same) {
                    of.push(robot(&held, m));
                }
            }
            for (association, messages) in out.into_iter().filter(|(_, messages)| !messages.is_empty()) {
                let subject = Subject::new("message", messages.len());
                let entry = ctx.entry(association, "message.carry", subject);
                write::record(tx, Entry { messages, ..entry })?;
            }
            Ok(!taken.is_empty())
        })
        .await
}

/// What happens to an application is mailed with its cause, whatever the person wants.
fn is_mailed(kind: &str) -> bool {
    kind.starts_with("application-")
}

fn words(m: &Carried) -> (&'static Locale, String) {
    let l = Locale::of(Language::from_code(&m.language).unwrap_or(Language::Chinese));
    (l, l.message(&m.kind, &m.args))
}

/// The message on one way; none where the person gave no address or the way is not set up.
fn message(app: &App, m: &Carried, way: Channel) -> Option<Message> {
    let (l, words) = words(m);
    let link = format!("{}{}", app.config.server.public_url, m.href);
    match way {
        Channel::Mail if !m.email.is_empty() => {
            Some(told(l, &m.name, l.t("nav-messages"), &words, &link).to_outbox(&app.secret, &m.email))
        }
        Channel::Sms if !m.phone.is_empty() && !app.config.channels.sms_url.is_empty() => {
            let sign = app.association(&m.association).map(|a| a.name).unwrap_or_default();
            let text = if sign.is_empty() { words } else { format!("【{sign}】{words}") };
            Some(Message {
                channel: "sms".into(),
                recipient: m.phone.clone(),
                payload: json!({ "text": text }),
            })
        }
        _ => None,
    }
}

fn robot(app: &App, m: &Carried) -> Message {
    let href = format!("{}{}", app.config.server.public_url, m.href);
    let text = Locale::of(Language::Chinese).message(&m.kind, &m.args);
    Message {
        channel: "robot".into(),
        recipient: m.association.clone(),
        payload: json!({ "text": text, "href": href }),
    }
}

/// Plans today's digests, once a day and not before eight.
///
/// # Errors
/// Those of the database.
pub async fn plan_digests(app: &App, now: Timestamp) -> Result<(), Failure> {
    let civil = time::beijing(now);
    if civil.hour() < HOUR {
        return Ok(());
    }
    let day = civil.date().to_string();
    app.store
        .write(move |tx| {
            if setting::get(tx, "digested")?.is_some_and(|last| last >= day) {
                return Ok(());
            }
            setting::set(tx, "digested", &day, now)?;
            let planned = NewJob::new("", chance::id(now), DIGEST, json!({}), now);
            job::enqueue(tx, &planned.once(format!("digest/{day}")))?;
            Ok(())
        })
        .await
}

/// Writes the digest of everybody who wants one: what came in a day and is unread, each line with its time.
///
/// # Errors
/// Those of the database.
pub async fn digest(app: &App, ctx: &Ctx) -> Result<(), Failure> {
    let people = app.store.read(channel::readers_of_digests).await?;
    for person in people {
        let (held, ctx) = (app.clone(), ctx.clone());
        app.store.write(move |tx| one(tx, &held, &ctx, person)).await?;
    }
    Ok(())
}

fn one(tx: &mut Tx<'_>, app: &App, ctx: &Ctx, person: Id) -> Result<(), Failure> {
    let Some(account) = account::by_id(tx, person)?.filter(|a| !a.email.is_empty()) else { return Ok(()) };
    let choices = channel::choices(tx, person)?;
    let since = ctx.now.checked_sub(FRESH).unwrap_or(ctx.now);
    let wanted = |kind: &str| choices.has(kexiang_core::channel::Topic::of(kind), Channel::Digest);
    let unread: Vec<_> =
        channel::unread(tx, person, since)?.into_iter().filter(|(_, kind, _)| wanted(kind)).collect();
    if unread.is_empty() {
        return Ok(());
    }
    let l = Locale::of(Language::from_code(&account.language).unwrap_or(Language::Chinese));
    let lines: Vec<String> = unread
        .iter()
        .map(|(at, kind, args)| format!("{}　{}", time::short(*at), l.message(kind, args)))
        .collect();
    let letter: Letter = told(
        l,
        &account.name,
        &l.tf("digest-subject", &[("n", &unread.len())]),
        &lines.join("\n"),
        &format!("{}/messages", app.config.server.public_url),
    );
    let entry =
        ctx.entry_with("", "message.digest", Subject::new("account", person), json!({ "n": unread.len() }));
    let messages = vec![letter.to_outbox(&app.secret, &account.email)];
    Ok(write::record(tx, Entry { messages, ..entry })?)
}
