//! Signing in, proving a second factor, signing out, ending sessions. Every sign-in and every failure is audited.

mod owing;

use jiff::{SignedDuration, Timestamp};
use kexiang_core::id::Id;
use kexiang_core::policy::{Actor, ActorKind};
use kexiang_core::refusal::Refusal;
use kexiang_store::account::{self, Account};
use kexiang_store::session::{self as sessions, Guard, Session, Stage};
use kexiang_store::write::{self, Subject};
use kexiang_store::{StoreError, Tx};
use serde_json::json;

use super::{Ctx, Failure, factor};
use crate::chance;
use crate::config::Security;
use crate::state::App;

pub(super) use super::password::sha256 as hash_of;
pub use owing::Owing;

/// Longest name of a browser that is kept.
const AGENT: usize = 300;

/// What a person fills in to sign in.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    /// Sign-in name.
    pub name: String,
    /// Password.
    pub password: String,
    /// Code of the second factor, where it is known already that one is needed.
    pub code: String,
    /// Browser, as it names itself.
    pub agent: String,
    /// Password and code come together, or no session begins: for the overlay of an ended session.
    pub at_once: bool,
}

/// A session that has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Goes into the cookie, and nowhere else.
    pub token: String,
    /// Form token.
    pub csrf: String,
    /// What the person still owes.
    pub stage: Stage,
}

/// The key under which failures for a sign-in name are counted.
pub fn account_key(login: &str) -> String {
    format!("account {}", login.trim().to_lowercase())
}

fn address_key(ip: &str) -> String {
    format!("ip {ip}")
}

/// Signs a person in.
///
/// # Errors
/// `wrong-password` (also for unknown names), `wrong-code`, `code-needed`, `locked`, `account-disabled`,
/// `account-unused`.
pub async fn sign_in(app: &App, ctx: &Ctx, attempt: &SignIn) -> Result<Begun, Failure> {
    refuse_locked(app, ctx, &attempt.name).await?;
    let login = attempt.name.trim().to_owned();
    let person = app.store.read(move |tx| account::by_login(tx, &login)).await?;
    let phc = person.as_ref().map_or("", |p| &p.password);
    let matches = app.passwords.matches(&attempt.password, phc).await?;
    let Some(person) = person.filter(|_| matches) else {
        return refuse(app, ctx, &attempt.name, "wrong-password").await;
    };
    if !person.active {
        return refuse(app, ctx, &attempt.name, "account-disabled").await;
    }
    if is_unused(&app.config.security, &person, ctx.now) {
        return refuse(app, ctx, &attempt.name, "account-unused").await;
    }
    if attempt.at_once && person.totp.is_some() && attempt.code.is_empty() {
        return Err(Refusal::new("code-needed").into());
    }
    let proven = match (&person.totp, attempt.code.is_empty()) {
        (Some(_), false) => {
            if !factor::accept(app, &person, &attempt.code).await? {
                return refuse(app, ctx, &attempt.name, "wrong-code").await;
            }
            true
        }
        _ => false,
    };
    begin(app, ctx, &person, proven, &attempt.agent).await
}

/// Days without sign-in that disable an account; it works even if the nightly job does not.
fn is_unused(security: &Security, person: &Account, now: Timestamp) -> bool {
    security.unused_days > 0
        && now.duration_since(person.used_at) > SignedDuration::from_hours(24 * security.unused_days)
}

/// Refuses while the name or the address is locked.
async fn refuse_locked(app: &App, ctx: &Ctx, name: &str) -> Result<(), Failure> {
    let (account, address, now) = (account_key(name), address_key(&ctx.ip), ctx.now);
    let until = app
        .store
        .read(move |tx| {
            let account = sessions::guard(tx, &account, now)?;
            let address = sessions::guard(tx, &address, now)?;
            Ok::<_, StoreError>(account.max(address))
        })
        .await?;
    until.map_or(Ok(()), |until| Err(locked(until, now).into()))
}

fn locked(until: Timestamp, now: Timestamp) -> Refusal {
    let minutes = (until.duration_since(now).as_secs() + 59) / 60;
    Refusal::new("locked").with("minutes", minutes)
}

/// Counts and records a failed sign-in. The count must survive, so the refusal is no error of the transaction.
async fn refuse<T>(app: &App, ctx: &Ctx, name: &str, code: &'static str) -> Result<T, Failure> {
    let security = app.config.security.clone();
    let rule = |failures| Guard {
        failures,
        window: SignedDuration::from_mins(security.lockout_window_minutes),
        lock: SignedDuration::from_mins(security.lockout_minutes),
    };
    let (person, place) = (rule(security.lockout_failures), rule(security.lockout_failures_per_address));
    let (ctx, name) = (ctx.clone(), name.trim().to_lowercase());
    let now = ctx.now;
    let until = app
        .store
        .write(move |tx| {
            let account = sessions::note_failure(tx, &account_key(&name), person, now)?;
            let address = sessions::note_failure(tx, &address_key(&ctx.ip), place, now)?;
            // The name is what was typed: perhaps a password in the wrong field, so only its beginning is kept.
            let shown: String = name.chars().take(24).collect();
            let after = json!({ "name": shown, "reason": code, "ip": ctx.ip, "locked": account.or(address).is_some() });
            write::record(tx, ctx.entry_with("", "session.refuse", Subject::new("sign-in", ""), after))?;
            Ok::<_, StoreError>(account.max(address))
        })
        .await?;
    Err(until.map_or_else(|| Refusal::new(code), |until| locked(until, now)).into())
}

/// Begins a session for a person whose password was right.
async fn begin(app: &App, ctx: &Ctx, person: &Account, proven: bool, agent: &str) -> Result<Begun, Failure> {
    let (secret, csrf, id) = (chance::token(), chance::token(), chance::id(ctx.now));
    let security = app.config.security.clone();
    let hours = SignedDuration::from_hours(security.session_hours);
    let mut session = Session {
        token: hash_of(&secret),
        id,
        account: person.id,
        csrf: csrf.clone(),
        stage: Stage::Ready,
        created_at: ctx.now,
        seen_at: ctx.now,
        expires_at: ctx.now.saturating_add(hours).unwrap_or(ctx.now),
        ip: ctx.ip.clone(),
        agent: agent.chars().take(AGENT).collect(),
    };
    let (ctx, person) = (as_person(ctx, person), person.clone());
    let stage = app
        .store
        .write(move |tx| {
            session.stage = Owing::of(tx, &security, person.id, ctx.now, proven)?.stage();
            sessions::begin(tx, &session)?;
            let after = json!({ "ip": ctx.ip, "agent": session.agent, "owes": session.stage.code() });
            write::record(tx, ctx.entry_with("", "session.begin", Subject::new("session", id), after))?;
            // Failures are forgiven only when nothing is left to guess.
            if session.stage != Stage::Factor {
                sessions::forgive(tx, &account_key(&person.login))?;
                account::note_sign_in(tx, person.id, ctx.now, &ctx.ip)?;
            }
            Ok::<_, StoreError>(session.stage)
        })
        .await?;
    Ok(Begun { token: secret, csrf, stage })
}

/// The context with the person who has just shown who they are.
fn as_person(ctx: &Ctx, person: &Account) -> Ctx {
    let actor = Actor {
        kind: ActorKind::Person,
        account: Some(person.id),
        name: person.name.clone(),
        ..Actor::nobody()
    };
    Ctx { actor, ..ctx.clone() }
}

/// Gives the code that a session owes; what it still owes then.
///
/// # Errors
/// `wrong-code`, `locked`.
pub async fn prove(app: &App, ctx: &Ctx, account: Id, session: &str, code: &str) -> Result<Stage, Failure> {
    let Some(person) = app.store.read(move |tx| account::by_id(tx, account)).await? else {
        return Err(Refusal::new("not-signed-in").into());
    };
    refuse_locked(app, ctx, &person.login).await?;
    if !factor::accept(app, &person, code).await? {
        return refuse(app, ctx, &person.login, "wrong-code").await;
    }
    let (ctx, session) = (as_person(ctx, &person), session.to_owned());
    let security = app.config.security.clone();
    app.store
        .write(move |tx| {
            let stage = Owing::of(tx, &security, account, ctx.now, true)?.stage();
            sessions::set_stage(tx, &session, stage)?;
            sessions::forgive(tx, &account_key(&person.login))?;
            account::note_sign_in(tx, account, ctx.now, &ctx.ip)?;
            write::record(tx, ctx.entry("", "session.prove", Subject::new("account", account)))?;
            Ok(stage)
        })
        .await
}

/// Signs out.
///
/// # Errors
/// Faults only.
pub async fn sign_out(app: &App, ctx: &Ctx, session: &str) -> Result<(), Failure> {
    let (ctx, session) = (ctx.clone(), session.to_owned());
    app.store
        .write(move |tx| {
            if sessions::end(tx, &session)? {
                let account = ctx.actor.account.map(|id| id.to_string()).unwrap_or_default();
                write::record(tx, ctx.entry("", "session.end", Subject::new("account", account)))?;
            }
            Ok(())
        })
        .await
}

/// Ends another session of oneself.
///
/// # Errors
/// `not-found`.
pub async fn revoke(app: &App, ctx: &Ctx, id: Id) -> Result<(), Failure> {
    let account = ctx.account()?;
    let ctx = ctx.clone();
    app.store
        .write(move |tx| {
            if !sessions::revoke(tx, account, id)? {
                return Err(Refusal::new("not-found").into());
            }
            write::record(tx, ctx.entry("", "session.revoke", Subject::new("session", id)))?;
            Ok(())
        })
        .await
}

/// Ends all other sessions of oneself; how many ended.
///
/// # Errors
/// Faults only.
pub async fn revoke_others(app: &App, ctx: &Ctx, keep: &str) -> Result<u64, Failure> {
    let account = ctx.account()?;
    let (ctx, keep) = (ctx.clone(), keep.to_owned());
    app.store
        .write(move |tx| {
            let ended = sessions::revoke_others(tx, account, &keep)?;
            let after = json!({ "ended": ended });
            write::record(tx, ctx.entry_with("", "session.revoke", Subject::new("account", account), after))?;
            Ok(ended)
        })
        .await
}

/// Removes what is over: old sessions and old counts of failures. For the worker.
pub(crate) fn purge(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
    let day_ago = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now);
    sessions::sweep(tx, day_ago)?;
    sessions::purge(tx, now)
}
