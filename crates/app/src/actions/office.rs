//! People of an association's office. 三员分立 (GB/T 22239-2019 8.1.5): the system administrator makes accounts, the
//! security administrator grants roles; a person is of one class, which the database enforces too.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, OfficeRole, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_store::account::{self, Account, Filter, Granted, Listed, NewAccount};
use kexiang_store::session as sessions;
use kexiang_store::write::{self, Subject};
use kexiang_store::{StoreError, Tx};
use serde_json::{Value as Json, json};

use super::account::{email_address, person_name, phone_number};
use super::session::account_key;
use super::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// People on one page of the list.
pub const PAGE: i64 = 50;

/// A new person of the office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Mail address; with one, the link for the first password is sent there.
    pub email: String,
    /// Telephone.
    pub phone: String,
}

/// A person of the office with their roles.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// Account.
    pub account: Account,
    /// Roles with who granted them when.
    pub granted: Vec<Granted>,
    /// Until when the account is locked after failed sign-ins.
    pub locked_until: Option<Timestamp>,
}

/// A page of the office's people, and how many there are.
///
/// # Errors
/// `not-permitted`: only the system and the security administrator see the list.
pub async fn list(app: &App, ctx: &Ctx, filter: &Filter, skip: i64) -> Result<(Vec<Row>, i64), Failure> {
    may_see(ctx, &filter.association)?;
    let filter = filter.clone();
    app.store
        .read(move |tx| {
            let granted = account::office_people(tx, &filter.association)?;
            let roles_of = |id: Id| granted.iter().filter(|g| g.account == id).map(|g| g.role).collect();
            let people = account::page(tx, &filter, PAGE, skip)?;
            let rows = people.into_iter().map(|person| Row { roles: roles_of(person.id), person });
            Ok((rows.collect(), account::count(tx, &filter)?))
        })
        .await
}

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// Person.
    pub person: Listed,
    /// Roles.
    pub roles: Vec<OfficeRole>,
}

fn may_see(ctx: &Ctx, association: &str) -> Result<(), Refusal> {
    let scope = Scope::Association(association);
    ctx.permit(Action::AccountManage, &scope).or_else(|_| ctx.permit(Action::RoleGrant, &scope)).map(|_| ())
}

/// One person of the office.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn show(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Colleague, Failure> {
    may_see(ctx, association)?;
    let (association, now) = (association.to_owned(), ctx.now);
    app.store
        .read(move |tx| {
            let account = colleague(tx, &association, id)?;
            let granted =
                account::office_people(tx, &association)?.into_iter().filter(|g| g.account == id).collect();
            let locked_until = sessions::guard(tx, &account_key(&account.login), now)?;
            Ok(Colleague { account, granted, locked_until })
        })
        .await
}

/// The account, if it belongs to the office.
fn colleague(tx: &mut Tx<'_>, association: &str, id: Id) -> Result<Account, Failure> {
    let account = if account::in_office(tx, association, id)? { account::by_id(tx, id)? } else { None };
    account.ok_or_else(|| Refusal::new("not-found").into())
}

/// Makes an account and takes it into the office, without any role. The answer is the first password, shown once; it must
/// be changed at the first sign-in.
///
/// # Errors
/// `not-permitted`, `login-form`, `login-taken`, and those of names, addresses and numbers.
pub async fn create(
    app: &App,
    ctx: &Ctx,
    association: &str,
    new: &NewPerson,
) -> Result<(Id, String), Failure> {
    ctx.permit(Action::AccountManage, &Scope::Association(association))?;
    let first = first_password();
    let account = NewAccount {
        id: chance::id(ctx.now),
        login: login(&new.login)?,
        name: person_name(&new.name)?,
        email: email_address(&new.email)?,
        phone: phone_number(&new.phone)?,
        password: app.passwords.hash(&first).await?,
        must_change: true,
    };
    let (ctx, association, id) = (ctx.clone(), association.to_owned(), account.id);
    app.store
        .write(move |tx| {
            if !account::add(tx, &account, ctx.now)? {
                return Err(Failure::from(Refusal::new("login-taken").at("login")));
            }
            account::join_office(tx, &association, id, (&ctx.actor.name, ctx.now))?;
            let after = json!({ "login": account.login, "name": account.name });
            record(tx, &ctx, &association, "account.create", id, after)?;
            Ok(())
        })
        .await?;
    Ok((id, first))
}

/// A sign-in name: 3 to 50 small letters, digits, dots, hyphens.
///
/// # Errors
/// `login-form`.
pub fn login(typed: &str) -> Result<String, Refusal> {
    let login = typed.trim().to_lowercase();
    let fits = login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-@".contains(&b));
    if fits && (3..=50).contains(&login.len()) {
        Ok(login)
    } else {
        Err(Refusal::new("login-form").at("login"))
    }
}

/// A first password that keeps the rules and can be read out.
pub fn first_password() -> String {
    format!("Kx-{}", chance::typed_code(3))
}

/// Disables an account or enables it again; disabling ends its sessions.
///
/// # Errors
/// `not-permitted`, `not-found`, `not-yourself`.
pub async fn set_active(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    active: bool,
) -> Result<(), Failure> {
    ctx.permit(Action::AccountManage, &Scope::Association(association))?;
    if ctx.actor.account == Some(id) {
        return Err(Refusal::new("not-yourself").into());
    }
    let action = if active { "account.enable" } else { "account.disable" };
    change(app, ctx, association, id, action, move |tx, now| {
        account::set_active(tx, id, active, now)?;
        if !active {
            sessions::revoke_others(tx, id, "")?;
        }
        Ok(())
    })
    .await
}

/// Unlocks an account after failed sign-ins.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn unlock(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    ctx.permit(Action::AccountManage, &Scope::Association(association))?;
    change(app, ctx, association, id, "account.unlock", move |tx, _| {
        if let Some(person) = account::by_id(tx, id)? {
            sessions::forgive(tx, &account_key(&person.login))?;
        }
        Ok(())
    })
    .await
}

/// Removes the second factor of a person who lost it; their sessions end.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn clear_factor(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<(), Failure> {
    ctx.permit(Action::AccountManage, &Scope::Association(association))?;
    change(app, ctx, association, id, "factor.clear", move |tx, _| {
        account::clear_factor(tx, id)?;
        sessions::revoke_others(tx, id, "").map(|_| ())
    })
    .await
}

/// Sets a new first password, shown once; the person's sessions end.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn reset_password(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<String, Failure> {
    ctx.permit(Action::AccountManage, &Scope::Association(association))?;
    let first = first_password();
    let phc = app.passwords.hash(&first).await?;
    change(app, ctx, association, id, "password.issue", move |tx, now| {
        account::set_password(tx, id, &phc, true, now)?;
        sessions::revoke_others(tx, id, "").map(|_| ())
    })
    .await?;
    Ok(first)
}

/// Grants a role.
///
/// # Errors
/// `not-permitted`, `not-found`, `not-yourself`, `roles-apart` for what 三员分立 forbids.
pub async fn grant(app: &App, ctx: &Ctx, association: &str, id: Id, role: OfficeRole) -> Result<(), Failure> {
    ctx.permit(Action::RoleGrant, &Scope::Association(association))?;
    if ctx.actor.account == Some(id) {
        return Err(Refusal::new("not-yourself").into());
    }
    if role == OfficeRole::Expert {
        // Experts come from the pool alone.
        return Err(Refusal::new("not-found").into());
    }
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            colleague(tx, &association, id)?;
            let offices = account::offices(tx, id)?;
            let held = offices.iter().filter(|o| o.association == association).map(|o| o.role);
            if let Some(other) = held.into_iter().find(|held| !held.goes_with(role)) {
                let refusal =
                    Refusal::new("roles-apart").with("role", role.code()).with("other", other.code());
                return Err(Failure::from(refusal));
            }
            if account::grant_office(tx, &association, id, role, (&ctx.actor.name, ctx.now))? {
                record(tx, &ctx, &association, "role.grant", id, json!({ "role": role.code() }))?;
            }
            Ok(())
        })
        .await
}

/// Takes a role back; the person's sessions go on with what is left.
///
/// # Errors
/// `not-permitted`, `not-found`, `not-yourself`.
pub async fn revoke(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    role: OfficeRole,
) -> Result<(), Failure> {
    ctx.permit(Action::RoleGrant, &Scope::Association(association))?;
    if ctx.actor.account == Some(id) {
        return Err(Refusal::new("not-yourself").into());
    }
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            colleague(tx, &association, id)?;
            if !account::revoke_office(tx, &association, id, role)? {
                return Err(Failure::from(Refusal::new("not-found")));
            }
            record(tx, &ctx, &association, "role.revoke", id, json!({ "role": role.code() }))?;
            Ok(())
        })
        .await
}

/// A recorded change to a person of the office.
async fn change(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    action: &'static str,
    mut body: impl FnMut(&mut Tx<'_>, Timestamp) -> Result<(), StoreError> + Send + 'static,
) -> Result<(), Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let person = colleague(tx, &association, id)?;
            body(tx, ctx.now)?;
            record(tx, &ctx, &association, action, id, json!({ "login": person.login }))?;
            Ok(())
        })
        .await
}

fn record(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    action: &str,
    id: Id,
    after: Json,
) -> Result<(), StoreError> {
    write::record(tx, ctx.entry_with(association, action, Subject::new("account", id), after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::password::check_rules;

    #[test]
    fn first_passwords_keep_the_rules() {
        for _ in 0..50 {
            let first = first_password();
            assert!(check_rules(&first, "somebody", 10).is_ok(), "{first}");
        }
    }

    #[test]
    fn sign_in_names_have_their_form() {
        assert_eq!(login(" Li.Juan-2 "), Ok("li.juan-2".to_owned()));
        for wrong in ["ab", "李娟", "a b c", &"x".repeat(51), "a/b"] {
            assert_eq!(login(wrong).map_err(|r| r.code), Err("login-form".to_owned()), "{wrong}");
        }
    }
}
