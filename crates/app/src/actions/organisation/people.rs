//! People of an organisation: its administrator (or an officer) makes their accounts, invites those who have one, grants
//! and takes back roles. Nobody is put into an organisation without their own consent, except with a new account.

use kexiang_core::id::Id;
use kexiang_core::policy::{MemberRole, Membership};
use kexiang_core::refusal::Refusal;
use kexiang_store::account::{self, NewAccount};
use kexiang_store::organisation::request::{self, Invitation};
use kexiang_store::session as sessions;
use kexiang_store::write::record;
use kexiang_store::{StoreError, Tx};
use serde_json::{Value as Json, json};

use super::super::account::{email_address, person_name, phone_number};
use super::super::office::{first_password, login};
use super::super::{Ctx, Failure, message};
use super::{find, manages, subject};
use crate::chance;
use crate::state::App;

/// A new person of an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewMember {
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// Role.
    pub role: String,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invited {
    /// It waits for the person's answer, if there is such a person: which is not told.
    Sent,
}

fn role(code: &str) -> Result<MemberRole, Refusal> {
    MemberRole::from_code(code).ok_or_else(|| Refusal::new("bad-form").with("detail", "role").at("role"))
}

/// Makes an account with a role in the organisation; the answer is the first password, shown once.
///
/// # Errors
/// `login-form`, `login-taken`, those of names, addresses and numbers, `not-permitted`, `not-found`.
pub async fn add_person(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    new: &NewMember,
) -> Result<(Id, String), Failure> {
    manages(ctx, association, id)?;
    let role = role(&new.role)?;
    let first = first_password();
    let new = NewAccount {
        id: chance::id(ctx.now),
        login: login(&new.login)?,
        name: person_name(&new.name)?,
        email: email_address(&new.email)?,
        phone: phone_number(&new.phone)?,
        password: app.passwords.hash(&first).await?,
        must_change: true,
    };
    let (ctx, association, account_id) = (ctx.clone(), association.to_owned(), new.id);
    app.store
        .write(move |tx| {
            find(tx, &association, id)?;
            if !account::add(tx, &new, ctx.now)? {
                return Err(Failure::from(Refusal::new("login-taken").at("login")));
            }
            let membership = Membership { association: association.clone(), organisation: id, role };
            account::grant_membership(tx, new.id, &membership, (&ctx.actor.name, ctx.now))?;
            let after = json!({ "login": new.login, "name": new.name, "role": role.code() });
            Ok(note(tx, &ctx, &association, id, "organisation.add-person", after)?)
        })
        .await?;
    Ok((account_id, first))
}

fn note(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    id: Id,
    action: &str,
    after: Json,
) -> Result<(), StoreError> {
    record(tx, ctx.entry_with(association, action, subject(id), after))
}

/// Invites somebody who has an account already, by sign-in name. Whether there is such an account is not told: the person
/// finds the invitation at their next sign-in and answers it.
///
/// # Errors
/// `login-form`, `not-permitted`, `not-found`.
pub async fn invite(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    name: &str,
    as_role: &str,
) -> Result<Invited, Failure> {
    manages(ctx, association, id)?;
    let (role, name) = (role(as_role)?, login(name)?);
    let (ctx, association, invitation) = (ctx.clone(), association.to_owned(), chance::id(ctx.now));
    app.store
        .write(move |tx| {
            let o = find(tx, &association, id)?;
            let Some(person) = account::by_login(tx, &name)?.filter(|person| person.active) else {
                return Ok(Invited::Sent);
            };
            let pending = request::invitations_by(tx, &association, id)?;
            let held = account::members(tx, &association, id)?.contains(&(person.id, role));
            if held || pending.iter().any(|i| i.account == person.id && i.role == role) {
                return Ok(Invited::Sent);
            }
            let invitation = Invitation {
                association: association.clone(),
                id: invitation,
                organisation: id,
                organisation_name: o.name.clone(),
                account: person.id,
                role,
                at: ctx.now,
                by: ctx.actor.name.clone(),
            };
            request::invite(tx, &invitation)?;
            let args = json!({ "organisation": o.name, "by": ctx.actor.name });
            message::tell(tx, &ctx, &association, &[person.id], ("invitation", &args, "/organisation"))?;
            let after = json!({ "login": person.login, "role": role.code() });
            note(tx, &ctx, &association, id, "organisation.invite", after)?;
            Ok(Invited::Sent)
        })
        .await
}

/// Accepts or declines an invitation that was made to oneself.
///
/// # Errors
/// `not-signed-in`, `not-found` for invitations of others and those that do not wait any more.
pub async fn answer(
    app: &App,
    ctx: &Ctx,
    association: &str,
    invitation: Id,
    accept: bool,
) -> Result<(), Failure> {
    let (account_id, ctx, association) = (ctx.account()?, ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let missing = || Failure::from(Refusal::new("not-found"));
            let waiting = request::invitations_of(tx, account_id)?;
            let wanted = |i: &&Invitation| i.id == invitation && i.association == association;
            let i = waiting.iter().find(wanted).ok_or_else(missing)?;
            let state = if accept { "accepted" } else { "declined" };
            if !request::answer_invitation(tx, &association, i.id, state, ctx.now)? {
                return Err(missing());
            }
            if accept {
                let membership = Membership {
                    association: association.clone(),
                    organisation: i.organisation,
                    role: i.role,
                };
                account::grant_membership(tx, account_id, &membership, (&i.by, ctx.now))?;
            }
            let action =
                if accept { "organisation.accept-invitation" } else { "organisation.decline-invitation" };
            let after = json!({ "account": account_id.to_string(), "role": i.role.code() });
            Ok(note(tx, &ctx, &association, i.organisation, action, after)?)
        })
        .await
}

/// Takes an invitation back.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn take_back(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    invitation: Id,
) -> Result<(), Failure> {
    manages(ctx, association, id)?;
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let pending = request::invitations_by(tx, &association, id)?;
            let known = pending.iter().any(|i| i.id == invitation);
            if !known || !request::answer_invitation(tx, &association, invitation, "withdrawn", ctx.now)? {
                return Err(Failure::from(Refusal::new("not-found")));
            }
            let after = json!({ "invitation": invitation.to_string() });
            Ok(note(tx, &ctx, &association, id, "organisation.take-back-invitation", after)?)
        })
        .await
}

/// Gives a person of the organisation a further role.
///
/// # Errors
/// `not-permitted`, `not-found` for somebody who does not belong to it.
pub async fn grant(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    person: Id,
    as_role: &str,
) -> Result<(), Failure> {
    manages(ctx, association, id)?;
    let (role, ctx, association) = (role(as_role)?, ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            belongs(tx, &association, id, person)?;
            let membership = Membership { association: association.clone(), organisation: id, role };
            if account::grant_membership(tx, person, &membership, (&ctx.actor.name, ctx.now))? {
                let after = json!({ "account": person.to_string(), "role": role.code() });
                note(tx, &ctx, &association, id, "organisation.grant", after)?;
            }
            Ok(())
        })
        .await
}

fn belongs(tx: &mut Tx<'_>, association: &str, id: Id, person: Id) -> Result<(), Failure> {
    let members = account::members(tx, association, id)?;
    let known = members.iter().any(|(account, _)| *account == person);
    if known { Ok(()) } else { Err(Refusal::new("not-found").into()) }
}

/// Takes a role back. The last administrator cannot take away their own role: nobody could manage the people any more.
///
/// # Errors
/// `last-administrator`, `not-permitted`, `not-found`.
pub async fn revoke(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    person: Id,
    of_role: &str,
) -> Result<(), Failure> {
    manages(ctx, association, id)?;
    let (role, ctx, association) = (role(of_role)?, ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let members = account::members(tx, &association, id)?;
            let administrators = members.iter().filter(|(_, r)| *r == MemberRole::Administrator).count();
            let own = ctx.actor.account == Some(person);
            if role == MemberRole::Administrator && own && administrators <= 1 {
                return Err(Failure::from(Refusal::new("last-administrator")));
            }
            let membership = Membership { association: association.clone(), organisation: id, role };
            if !account::revoke_membership(tx, person, &membership)? {
                return Err(Refusal::new("not-found").into());
            }
            let after = json!({ "account": person.to_string(), "role": role.code() });
            Ok(note(tx, &ctx, &association, id, "organisation.revoke", after)?)
        })
        .await
}

/// Sets a new first password, shown once; the person's sessions end. Only for people who belong to this organisation and
/// to nothing else: an account that others rely on too is mended by its owner, with a link by mail.
///
/// # Errors
/// `password-of-others`, `not-yourself`, `not-permitted`, `not-found`.
pub async fn issue_password(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    person: Id,
) -> Result<String, Failure> {
    manages(ctx, association, id)?;
    if ctx.actor.account == Some(person) {
        return Err(Refusal::new("not-yourself").into());
    }
    let first = first_password();
    let phc = app.passwords.hash(&first).await?;
    let (ctx, association) = (ctx.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            belongs(tx, &association, id, person)?;
            let elsewhere = account::memberships(tx, person)?
                .iter()
                .any(|m| m.association != association || m.organisation != id);
            if elsewhere || !account::offices(tx, person)?.is_empty() {
                return Err(Failure::from(Refusal::new("password-of-others")));
            }
            account::set_password(tx, person, &phc, true, ctx.now)?;
            sessions::revoke_others(tx, person, "")?;
            let after = json!({ "account": person.to_string() });
            Ok(note(tx, &ctx, &association, id, "organisation.issue-password", after)?)
        })
        .await?;
    Ok(first)
}
