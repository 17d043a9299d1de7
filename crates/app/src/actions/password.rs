//! Passwords: changing one's own, and setting a new one with a link sent by mail.

mod rules;

use jiff::SignedDuration;
use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_store::account::{self, Account};
use kexiang_store::bucket::{self, Rate};
use kexiang_store::session;
use kexiang_store::write::{self, Subject};
use kexiang_store::{StoreError, Tx, token};
use sha2::{Digest, Sha256};

use super::session::{Owing, hash_of};
use super::{Ctx, Failure};
use crate::chance;
use crate::letter;
use crate::locale::{Language, Locale};
use crate::state::App;

pub use rules::check as check_rules;

/// Links one address may ask for: three at once, one more every ten minutes.
const LINKS: Rate = Rate { burst: 3, interval: SignedDuration::from_mins(10) };

/// A password change as the person fills it in.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Present password.
    pub present: String,
    /// New password.
    pub new: String,
    /// New password once more.
    pub again: String,
}

/// Changes one's own password; all other sessions of the person end. Also what a first sign-in owes.
///
/// # Errors
/// `wrong-password`, `passwords-differ`, and the rules of `rules.rs`, each with the field in `at`.
pub async fn change(
    app: &App,
    ctx: &Ctx,
    account: Id,
    session: &str,
    change: &Change,
) -> Result<(), Failure> {
    let Some(person) = app.store.read(move |tx| account::by_id(tx, account)).await? else {
        return Err(Refusal::new("not-found").into());
    };
    if !app.passwords.matches(&change.present, &person.password).await? {
        return Err(Refusal::new("wrong-present-password").at("present").into());
    }
    let phc = new_hash(app, &person, &change.new, &change.again).await?;
    let (ctx, keep) = (ctx.clone(), session.to_owned());
    let security = app.config.security.clone();
    app.store
        .write(move |tx| {
            account::set_password(tx, account, &phc, false, ctx.now)?;
            session::revoke_others(tx, account, &keep)?;
            // A code that was owed has been given before this page is reached.
            let owing = Owing::of(tx, &security, account, ctx.now, true)?;
            session::set_stage(tx, &keep, owing.stage())?;
            write::record(tx, ctx.entry("", "password.change", Subject::new("account", account)))
        })
        .await
        .map_err(Failure::from)
}

/// The hash of a new password that keeps the rules and is none of the former ones.
async fn new_hash(app: &App, person: &Account, new: &str, again: &str) -> Result<String, Failure> {
    rules::check(new, &person.login, app.config.security.password_length)?;
    if new != again {
        return Err(Refusal::new("passwords-differ").at("again").into());
    }
    let (id, most) = (person.id, app.config.security.password_history);
    let mut former = app.store.read(move |tx| account::former_passwords(tx, id, most)).await?;
    former.push(person.password.clone());
    for phc in former.iter().filter(|phc| !phc.is_empty()) {
        if app.passwords.matches(new, phc).await? {
            return Err(Refusal::new("password-used-before").with("n", most).at("new").into());
        }
    }
    Ok(app.passwords.hash(new).await?)
}

/// Sends links for a new password to an account named by sign-in name or mail address. The answer is the same whether
/// the account exists or not.
///
/// # Errors
/// `too-often` for an address that asks too often.
pub async fn request_recovery(app: &App, ctx: &Ctx, name: &str) -> Result<(), Failure> {
    let (key, now) = (format!("recovery {}", ctx.ip), ctx.now);
    let verdict = app.store.write(move |tx| bucket::take(tx, "", &key, LINKS, now)).await?;
    if let bucket::Verdict::Limited { until } = verdict {
        let minutes = until.duration_since(now).as_mins() + 1;
        return Err(Refusal::new("too-often").with("minutes", minutes).into());
    }
    let name = name.trim().to_lowercase();
    let people = app.store.read(move |tx| named(tx, &name)).await?;
    for person in people.into_iter().filter(|p| p.active && !p.email.is_empty()) {
        send_link(app, ctx, person).await?;
    }
    Ok(())
}

fn named(tx: &mut Tx<'_>, name: &str) -> Result<Vec<Account>, StoreError> {
    match account::by_login(tx, name)? {
        Some(person) => Ok(vec![person]),
        None => account::by_email(tx, name),
    }
}

/// Keeps a link and sends it; the letter lies sealed in the outbox.
pub(super) async fn send_link(app: &App, ctx: &Ctx, person: Account) -> Result<(), Failure> {
    let secret = chance::token();
    let minutes = app.config.security.recovery_minutes;
    let expires_at = ctx.now.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(ctx.now);
    let l = Locale::of(Language::from_code(&person.language).unwrap_or(Language::Chinese));
    let link = format!("{}/password-reset/{secret}", app.public_url());
    let letter = letter::recovery(l, &person.name, &link, minutes);
    let mut entry = ctx.entry("", "recovery.request", Subject::new("account", person.id));
    entry.messages.push(letter.to_outbox(&app.secret, &person.email));
    let (hash, now) = (hash_of(&secret), ctx.now);
    app.store
        .write(move |tx| {
            token::add_recovery(tx, &hash, person.id, (now, expires_at))?;
            write::record(tx, entry.clone())
        })
        .await
        .map_err(Failure::from)
}

/// Whether a link is still good.
///
/// # Errors
/// `link-expired`.
pub async fn check_link(app: &App, ctx: &Ctx, secret: &str) -> Result<Account, Failure> {
    let (hash, now) = (hash_of(secret), ctx.now);
    let found = app
        .store
        .read(move |tx| match token::recovery(tx, &hash, now)? {
            Some(account) => account::by_id(tx, account),
            None => Ok::<_, StoreError>(None),
        })
        .await?;
    found.filter(|person| person.active).ok_or_else(|| Refusal::new("link-expired").into())
}

/// Sets a new password with a link; all sessions of the person end and the account is unlocked.
///
/// # Errors
/// `link-expired`, `passwords-differ`, and the rules of `rules.rs`.
pub async fn reset(app: &App, ctx: &Ctx, secret: &str, new: &str, again: &str) -> Result<(), Failure> {
    let person = check_link(app, ctx, secret).await?;
    let phc = new_hash(app, &person, new, again).await?;
    let (ctx, hash) = (ctx.clone(), hash_of(secret));
    app.store
        .write(move |tx| {
            if token::use_recovery(tx, &hash, ctx.now)? != Some(person.id) {
                return Err(Failure::from(Refusal::new("link-expired")));
            }
            account::set_password(tx, person.id, &phc, false, ctx.now)?;
            session::revoke_others(tx, person.id, "")?;
            session::forgive(tx, &super::session::account_key(&person.login))?;
            write::record(tx, ctx.entry("", "password.reset", Subject::new("account", person.id)))?;
            Ok(())
        })
        .await
}

/// SHA-256 of a token in hexadecimal digits: what the database keeps of it.
pub(super) fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
