//! One's own account: profile and language; who a person is when they act.

use kexiang_core::id::Id;
use kexiang_core::identifiers::phone::Phone;
use kexiang_core::names::{NameError, PersonName};
use kexiang_core::policy::{Actor, ActorKind};
use kexiang_core::refusal::Refusal;
use kexiang_store::account::{self, Account};
use kexiang_store::write::{self, Subject};
use serde_json::json;

use super::{Ctx, Failure};
use crate::locale::Language;
use crate::state::App;

/// What a person says about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Name.
    pub name: String,
    /// Mail address; may be empty.
    pub email: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// Version that the person saw.
    pub version: i64,
}

impl Profile {
    /// Checks and cleans what was typed.
    ///
    /// # Errors
    /// `name-empty`, `name-long`, `name-form`, `email-form`, `phone-form`, each with its field.
    pub fn parse(&self) -> Result<Profile, Refusal> {
        Ok(Profile {
            name: person_name(&self.name)?,
            email: email_address(&self.email)?,
            phone: phone_number(&self.phone)?,
            version: self.version,
        })
    }
}

/// A person's name as it is kept (民委发〔2016〕33号).
///
/// # Errors
/// `name-empty`, `name-form`.
pub fn person_name(typed: &str) -> Result<String, Refusal> {
    match typed.parse::<PersonName>() {
        Ok(name) => Ok(name.to_string()),
        Err(NameError::Empty) => Err(Refusal::new("name-empty").at("name")),
        Err(NameError::TooLong { allowed, .. }) => {
            Err(Refusal::new("name-long").with("n", allowed).at("name"))
        }
        Err(NameError::Control(_)) => Err(Refusal::new("name-form").at("name")),
    }
}

/// A telephone number as it is kept; empty stays empty.
///
/// # Errors
/// `phone-form`.
pub fn phone_number(typed: &str) -> Result<String, Refusal> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    typed.parse::<Phone>().map(|phone| phone.to_string()).map_err(|_| Refusal::new("phone-form").at("phone"))
}

/// A mail address as it is kept; empty stays empty.
///
/// # Errors
/// `email-form`.
pub fn email_address(typed: &str) -> Result<String, Refusal> {
    let address = typed.trim().to_lowercase();
    let fits = address.is_empty() || is_email(&address);
    if fits { Ok(address) } else { Err(Refusal::new("email-form").at("email")) }
}

/// Something before and after one `@`, no spaces. The mail itself is the real test.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let clean = text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>,;\"".contains(c));
    clean && !local.is_empty() && !domain.contains('@') && domain.len() > 2 && !domain.starts_with('.')
}

/// Changes one's own profile.
///
/// # Errors
/// Those of [`Profile::parse`], `changed-meanwhile`.
pub async fn change(app: &App, ctx: &Ctx, profile: &Profile) -> Result<(), Failure> {
    let (id, new) = (ctx.account()?, profile.parse()?);
    let ctx = ctx.clone();
    app.store
        .write(move |tx| {
            let Some(old) = account::by_id(tx, id)? else { return Err(Refusal::new("not-found").into()) };
            account::set_profile(tx, id, new.version, (&new.name, &new.email, &new.phone))?;
            let after = json!({ "name": new.name, "email": new.email, "phone": new.phone });
            let mut entry = ctx.entry_with("", "account.change", Subject::new("account", id), after);
            entry.before = Some(json!({ "name": old.name, "email": old.email, "phone": old.phone }));
            write::record(tx, entry)?;
            Ok(())
        })
        .await
}

/// Remembers the language of one's mails.
///
/// # Errors
/// Faults only.
pub async fn speak(app: &App, account: Id, language: Language) -> Result<(), Failure> {
    Ok(app.store.write(move |tx| account::set_language(tx, account, language.code())).await?)
}

/// A person with all roles, as who they act elsewhere than in a session of their own.
///
/// # Errors
/// Those of the database.
pub fn actor_of(tx: &mut kexiang_store::Tx<'_>, person: &Account) -> Result<Actor, Failure> {
    Ok(Actor {
        kind: ActorKind::Person,
        account: Some(person.id),
        name: person.name.clone(),
        offices: account::offices(tx, person.id)?,
        memberships: account::memberships(tx, person.id)?,
        scopes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str, email: &str, phone: &str) -> Result<Profile, String> {
        let (name, email, phone) = (name.to_owned(), email.to_owned(), phone.to_owned());
        Profile { name, email, phone, version: 1 }.parse().map_err(|r| r.code)
    }

    #[test]
    fn profiles_are_cleaned_and_checked() {
        let clean = parse(" 艾力•买买提 ", " Ali@XJ.example ", "+86 182 7673 5671").expect("valid");
        assert_eq!((clean.name.as_str(), clean.email.as_str()), ("艾力·买买提", "ali@xj.example"));
        assert_eq!(clean.phone, "18276735671");
        for (input, code) in [
            (("", "", ""), "name-empty"),
            (("王", "wang", ""), "email-form"),
            (("王", "a@b@c.d", ""), "email-form"),
            (("王", "a b@c.d", ""), "email-form"),
            (("王", "", "wx:1"), "phone-form"),
        ] {
            assert_eq!(parse(input.0, input.1, input.2), Err(code.to_owned()), "{input:?}");
        }
        assert_eq!(parse(&"长".repeat(101), "", ""), Err("name-long".to_owned()));
    }
}
