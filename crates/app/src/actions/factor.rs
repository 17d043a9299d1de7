//! The second factor: time-based codes (RFC 6238) and recovery codes. The secret lies sealed in the database; a code works
//! once. Codes follow the real time even in a demonstration, because the person's telephone does.

use kexiang_core::id::Id;
use kexiang_core::refusal::Refusal;
use kexiang_store::account::{self, Account};
use kexiang_store::session as sessions;
use kexiang_store::write::{self, Subject};
use totp_rs::{Builder, Secret as TotpSecret, Totp};

use super::session::Owing;
use super::{Ctx, Failure, Fault};
use crate::chance;
use crate::state::App;

/// Recovery codes given at enrolment.
const CODES: usize = 8;

/// What a person needs to enrol: the same secret as text and as address for the QR code.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// Base 32, in groups of four.
    pub secret: String,
    /// `otpauth://…`
    pub url: String,
}

/// Begins to enrol: a new secret that waits for its first code. Asked again before that, the same secret is shown.
///
/// # Errors
/// Faults only.
pub async fn enrol(app: &App, account: Id) -> Result<Enrolment, Failure> {
    let person = load(app, account).await?;
    let secret = match &person.totp_pending {
        Some(sealed) => open(app, account, sealed)?,
        None => {
            let secret = TotpSecret::new(Box::new(chance::bytes::<20>())).to_base32();
            let sealed = app.secret.seal(&place(account), &secret);
            app.store.write(move |tx| account::set_pending_factor(tx, account, &sealed)).await?;
            secret
        }
    };
    let grouped: Vec<String> =
        secret.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let name: String = form_urlencoded::byte_serialize(person.login.as_bytes()).collect();
    let url = format!("otpauth://totp/Kexiang:{name}?secret={secret}&issuer=Kexiang&digits=6&period=30");
    Ok(Enrolment { secret: grouped.join(" "), url })
}

/// Confirms the enrolment with a first code; the recovery codes, shown once.
///
/// # Errors
/// `wrong-code`, `nothing-to-confirm`.
pub async fn confirm(
    app: &App,
    ctx: &Ctx,
    account: Id,
    session: &str,
    code: &str,
) -> Result<Vec<String>, Failure> {
    let person = load(app, account).await?;
    let Some(sealed) = &person.totp_pending else { return Err(Refusal::new("nothing-to-confirm").into()) };
    let Some(step) = matching_step(app, &open(app, account, sealed)?, code)? else {
        return Err(Refusal::new("wrong-code").at("code").into());
    };
    let codes: Vec<String> = (0..CODES).map(|_| chance::typed_code(3)).collect();
    let kept: Vec<String> = codes.iter().map(|code| fingerprint(app, account, code)).collect();
    let (ctx, session, security) = (ctx.clone(), session.to_owned(), app.config.security.clone());
    app.store
        .write(move |tx| {
            account::confirm_factor(tx, account, step, &kept)?;
            let owing = Owing::of(tx, &security, account, ctx.now, true)?;
            sessions::set_stage(tx, &session, owing.stage())?;
            write::record(tx, ctx.entry("", "factor.enrol", Subject::new("account", account)))
        })
        .await?;
    Ok(codes)
}

/// Removes one's second factor; a person whose role needs one must enrol again at the next sign-in.
///
/// # Errors
/// `wrong-present-password`.
pub async fn remove(app: &App, ctx: &Ctx, password: &str) -> Result<(), Failure> {
    let account = ctx.account()?;
    let person = load(app, account).await?;
    if !app.passwords.matches(password, &person.password).await? {
        return Err(Refusal::new("wrong-present-password").at("password").into());
    }
    let ctx = ctx.clone();
    app.store
        .write(move |tx| {
            account::clear_factor(tx, account)?;
            write::record(tx, ctx.entry("", "factor.remove", Subject::new("account", account)))
        })
        .await
        .map_err(Failure::from)
}

/// Takes a code of the person's second factor, or a recovery code, and uses it up; `false` if it is wrong or was used.
pub(super) async fn accept(app: &App, person: &Account, code: &str) -> Result<bool, Failure> {
    let Some(sealed) = &person.totp else { return Ok(false) };
    let id = person.id;
    if let Some(step) = matching_step(app, &open(app, id, sealed)?, code)? {
        return Ok(app.store.write(move |tx| account::note_factor_step(tx, id, step)).await?);
    }
    let kept = fingerprint(app, id, code);
    Ok(app.store.write(move |tx| account::use_recovery_code(tx, id, &kept)).await?)
}

async fn load(app: &App, account: Id) -> Result<Account, Failure> {
    let person = app.store.read(move |tx| account::by_id(tx, account)).await?;
    person.ok_or_else(|| Refusal::new("not-signed-in").into())
}

/// The time step whose code this is, one step early or late allowed.
fn matching_step(app: &App, secret: &str, code: &str) -> Result<Option<i64>, Failure> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let now = u64::try_from(app.clock.real_seconds()).unwrap_or(0);
    let step = totp(secret)?.check(&digits, now);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret: &str) -> Result<Totp, Fault> {
    let secret = TotpSecret::try_from_base32(secret)
        .map_err(|error| Fault::saying("reading a second factor", format!("{error:?}")))?;
    let built = Builder::new().with_secret(secret).build();
    built.map_err(|error| Fault::saying("reading a second factor", error.to_string()))
}

fn open(app: &App, account: Id, sealed: &str) -> Result<String, Fault> {
    app.secret.open(&place(account), sealed).map_err(|error| Fault::new("opening a second factor", error))
}

fn place(account: Id) -> String {
    format!("account.totp:{account}")
}

/// What the database keeps of a recovery code; spelling differences do not matter.
fn fingerprint(app: &App, account: Id, code: &str) -> String {
    let bare: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    app.secret.fingerprint("recovery code", &format!("{account} {bare}"))
}
