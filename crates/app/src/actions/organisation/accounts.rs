//! First accounts of member organisations (初始账号, G16): one administrator each, with a first password that is handed out
//! once, on paper or as a list, and by mail as a link where an address is known.

use jiff::SignedDuration;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, MemberRole, Membership};
use kexiang_core::refusal::Refusal;
use kexiang_store::account::{self, NewAccount};
use kexiang_store::organisation::import::{self, Batch};
use kexiang_store::organisation::{self, Filter, Order, Organisation};
use kexiang_store::write::{Subject, record};
use kexiang_store::{Tx, counter, job, token};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::super::account::person_name;
use super::super::office::first_password;
use super::super::session::hash_of;
use super::super::{Ctx, Failure, Fault};
use super::enter;
use crate::chance;
use crate::letter;
use crate::locale::{Language, Locale};
use crate::state::App;

/// Kind of the job that makes the accounts.
pub const MAKE: &str = "organisation.accounts";
/// Most organisations of one batch.
const MOST: u32 = 10_000;
/// Accounts made in one transaction.
const CHUNK: usize = 20;
/// Days for which a mailed link is good.
const LINK_DAYS: i64 = 7;

/// A first password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Organisation.
    pub organisation: String,
    /// Sign-in name.
    pub login: String,
    /// First password.
    pub password: String,
    /// Where a link was sent too; empty: nowhere.
    pub email: String,
}

/// The batches of an association, and how many open organisations nobody can sign in for.
///
/// # Errors
/// `not-permitted`, `not-found` for strangers.
pub async fn batches(app: &App, ctx: &Ctx, association: &str) -> Result<(Vec<Batch>, i64), Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let code = association.to_owned();
    app.store
        .read(move |tx| {
            Ok((import::batches(tx, &code, 50)?, organisation::count(tx, &code, &without_account())?))
        })
        .await
}

/// One batch.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn batch(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Batch, Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let code = association.to_owned();
    let known = app.store.read(move |tx| import::batch_by_id(tx, &code, id)).await?;
    known.ok_or_else(|| Refusal::new("not-found").into())
}

fn without_account() -> Filter {
    Filter { standing: "active".to_owned(), has_account: Some(false), ..Filter::default() }
}

/// Lets the worker make accounts for all open organisations that have none, with a letter to those with a mail address if
/// wanted.
///
/// # Errors
/// `accounts-none` where every organisation has one, `not-permitted`.
pub async fn start(app: &App, ctx: &Ctx, association: &str, mail: bool) -> Result<Id, Failure> {
    enter(ctx, association, Action::OrganisationEdit)?;
    let (ctx, association, id) = (ctx.clone(), association.to_owned(), chance::id(ctx.now));
    app.store
        .write(move |tx| {
            let found = organisation::list(tx, &association, &without_account(), Order::Name, (MOST, 0))?;
            if found.is_empty() {
                return Err(Failure::from(Refusal::new("accounts-none")));
            }
            let wanted: Vec<String> = found.iter().map(|row| row.organisation.id.to_string()).collect();
            let batch = Batch {
                association: association.clone(),
                id,
                state: "making".to_owned(),
                total: i64::try_from(wanted.len()).unwrap_or(i64::MAX),
                done: 0,
                mail,
                wanted: json!(wanted),
                sealed: String::new(),
                made_at: ctx.now,
                made_by: ctx.actor.name.clone(),
                account: ctx.actor.account.map_or(0, Id::as_i64),
                taken: None,
            };
            import::add_batch(tx, &batch)?;
            let after = json!({ "organisations": batch.total, "mail": mail });
            let subject = Subject::new("accounts", id);
            record(tx, ctx.entry_with(&association, "organisation.issue-accounts", subject, after))?;
            let payload = json!({ "batch": id.to_string() });
            job::enqueue(tx, &job::NewJob::new(&association, chance::id(ctx.now), MAKE, payload, ctx.now))?;
            Ok(id)
        })
        .await
}

/// Makes the accounts of a batch; what a broken attempt has made stays made, the next one goes on behind it.
///
/// # Errors
/// Those of the database; a fault where the sealed list cannot be opened.
pub async fn make(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    let code = association.to_owned();
    let Some(mut batch) = app.store.read(move |tx| import::batch_by_id(tx, &code, id)).await? else {
        return Ok(());
    };
    if batch.state != "making" {
        return Ok(());
    }
    let wanted: Vec<Id> = ids(&batch.wanted);
    let mut made = opened(app, &batch)?;
    let start = usize::try_from(batch.done).unwrap_or(0).min(wanted.len());
    for chunk in wanted[start..].chunks(CHUNK) {
        let mut passwords = Vec::with_capacity(chunk.len());
        for organisation in chunk {
            let first = first_password();
            passwords.push((*organisation, app.passwords.hash(&first).await?, first, chance::token()));
        }
        let (by, app_of, part) = (ctx.clone(), app.clone(), batch.clone());
        let so_far = made.clone();
        (batch, made) = app
            .store
            .write(move |tx| {
                let (mut batch, mut made) = (part.clone(), so_far.clone());
                for (organisation, phc, first, link) in &passwords {
                    let secrets = (phc.as_str(), first.as_str(), link.as_str());
                    made.extend(issue(tx, &app_of, &by, &batch, *organisation, secrets)?);
                }
                batch.done += i64::try_from(passwords.len()).unwrap_or(0);
                if batch.done >= batch.total {
                    batch.state = "ready".to_owned();
                }
                batch.sealed = app_of.secret.seal(&place(&batch), &json!(made).to_string());
                import::step_batch(tx, &batch)?;
                Ok::<_, Failure>((batch, made))
            })
            .await?;
    }
    Ok(())
}

fn ids(wanted: &Json) -> Vec<Id> {
    let texts = wanted.as_array().into_iter().flatten().filter_map(Json::as_str);
    texts.filter_map(|text| text.parse().ok()).collect()
}

/// Sealed for this batch alone.
fn place(batch: &Batch) -> String {
    format!("first passwords {} {}", batch.association, batch.id)
}

fn opened(app: &App, batch: &Batch) -> Result<Vec<Credential>, Failure> {
    if batch.sealed.is_empty() {
        return Ok(Vec::new());
    }
    let text = app.secret.open(&place(batch), &batch.sealed);
    let text = text.map_err(|e| Fault::new("opening first passwords", e))?;
    serde_json::from_str(&text).map_err(|e| Fault::new("reading first passwords", e).into())
}

/// The account of one organisation; nothing where somebody can sign in for it by now.
fn issue(
    tx: &mut Tx<'_>,
    app: &App,
    ctx: &Ctx,
    batch: &Batch,
    id: Id,
    (phc, first, link): (&str, &str, &str),
) -> Result<Option<Credential>, Failure> {
    let association = batch.association.as_str();
    let Some(o) = organisation::by_id(tx, association, id)?.filter(|o| o.active) else { return Ok(None) };
    if !account::members(tx, association, id)?.is_empty() {
        return Ok(None);
    }
    let contact = person_name(&o.contact).or_else(|_| person_name(&o.name));
    let email = if batch.mail { o.email.clone() } else { String::new() };
    let mut new = NewAccount {
        id: chance::id(ctx.now),
        login: o.credit_code.to_lowercase(),
        name: contact.unwrap_or_else(|_| o.name.clone()),
        email: o.email.clone(),
        phone: String::new(),
        password: phc.to_owned(),
        must_change: true,
    };
    // The credit code is what people have at hand; bodies without one, and codes in use elsewhere, get a number.
    let coded = !new.login.is_empty() && account::by_login(tx, &new.login)?.is_none();
    if !coded {
        let number = counter::next(tx, association, "organisation-login")?;
        new.login = format!("{association}{number:04}");
    }
    if !account::add(tx, &new, ctx.now)? {
        return Err(Fault::saying("issuing accounts", format!("`{}` is taken", new.login)).into());
    }
    let role = MemberRole::Administrator;
    let membership = Membership { association: association.to_owned(), organisation: id, role };
    account::grant_membership(tx, new.id, &membership, (&batch.made_by, ctx.now))?;
    let after = json!({ "login": new.login, "name": new.name, "role": role.code() });
    let mut entry = ctx.entry_with(association, "organisation.add-person", super::subject(id), after);
    if !email.is_empty() {
        entry.messages.push(letter_to(app, &o, &new.login, link).to_outbox(&app.secret, &email));
        let until = ctx.now.saturating_add(SignedDuration::from_hours(24 * LINK_DAYS)).unwrap_or(ctx.now);
        token::add_recovery(tx, &hash_of(link), new.id, (ctx.now, until))?;
    }
    record(tx, entry)?;
    Ok(Some(Credential { organisation: o.name, login: new.login, password: first.to_owned(), email }))
}

fn letter_to(app: &App, o: &Organisation, login: &str, link: &str) -> letter::Letter {
    let association = app.association(&o.association).map(|a| a.name).unwrap_or_default();
    let link = format!("{}/password-reset/{link}", app.public_url());
    letter::first_account(Locale::of(Language::Chinese), (&association, &o.name), login, &link, LINK_DAYS)
}

/// Takes the first passwords out of a batch, once: they are shown to this person now and forgotten.
///
/// # Errors
/// `accounts-taken` where they were taken already, `not-permitted`, `not-found`.
pub async fn take(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Vec<Credential>, Failure> {
    let batch = batch(app, ctx, association, id).await?;
    let credentials = opened(app, &batch)?;
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            if !import::take_batch(tx, &association, id, (&ctx.actor.name, ctx.now))? {
                return Err(Failure::from(Refusal::new("accounts-taken")));
            }
            let after = json!({ "accounts": batch.done });
            let subject = Subject::new("accounts", id);
            record(tx, ctx.entry_with(&association, "organisation.take-accounts", subject, after))?;
            Ok(())
        })
        .await?;
    Ok(credentials)
}
