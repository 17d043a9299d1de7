//! Letters by mail. They are written when their cause happens, lie sealed in the outbox, and are sent by the worker.

use askama::Template;
use kexiang_store::write::Message;
use serde_json::{Value as Json, json};

use crate::locale::Locale;
use crate::secret::{Secret, SecretError};
use crate::web::page::Page;

/// A letter that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

impl Letter {
    /// The letter as a message of an audit entry. It may hold a link that works like a password, so it is sealed.
    pub fn to_outbox(&self, secret: &Secret, to: &str) -> Message {
        let sealed =
            secret.seal("letter", &json!({ "subject": self.subject, "text": self.text }).to_string());
        Message { channel: "mail".to_owned(), recipient: to.to_owned(), payload: json!({ "sealed": sealed }) }
    }

    /// Opens the payload of a message in the outbox.
    ///
    /// # Errors
    /// Sealed with another key, or not a letter.
    pub fn from_outbox(secret: &Secret, payload: &Json) -> Result<Letter, SecretError> {
        let sealed = payload.get("sealed").and_then(Json::as_str).ok_or(SecretError::Opening)?;
        let opened = secret.open("letter", sealed)?;
        let letter: Json = serde_json::from_str(&opened).map_err(|_| SecretError::Opening)?;
        let text = |name: &str| letter.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        Ok(Letter { subject: text("subject"), text: text("text") })
    }
}

/// The letter with a link for a new password.
#[derive(Template)]
#[template(path = "mail/recovery.txt")]
pub struct RecoveryLetter<'a> {
    l: &'static Locale,
    name: &'a str,
    link: &'a str,
    minutes: i64,
}

/// The letter with a link for a new password.
pub fn recovery(l: &'static Locale, name: &str, link: &str, minutes: i64) -> Letter {
    let letter = RecoveryLetter { l, name, link, minutes };
    written(l.t("mail-recovery-subject"), &letter)
}

/// The letter with an organisation's first account.
#[derive(Template)]
#[template(path = "mail/first_account.txt")]
pub struct FirstAccountLetter<'a> {
    l: &'static Locale,
    association: &'a str,
    organisation: &'a str,
    login: &'a str,
    link: &'a str,
    days: i64,
}

/// The letter with an organisation's first account: association and organisation, sign-in name, link and its days.
pub fn first_account(
    l: &'static Locale,
    (association, organisation): (&str, &str),
    login: &str,
    link: &str,
    days: i64,
) -> Letter {
    let letter = FirstAccountLetter { l, association, organisation, login, link, days };
    written(l.t("mail-account-subject"), &letter)
}

/// The letter that tells of something that also lies in the inbox.
#[derive(Template)]
#[template(path = "mail/told.txt")]
pub struct ToldLetter<'a> {
    l: &'static Locale,
    name: &'a str,
    words: &'a str,
    link: &'a str,
}

/// A letter about a step of an application.
pub fn told(l: &'static Locale, name: &str, title: &str, words: &str, link: &str) -> Letter {
    written(&l.tf("mail-told-subject", &[("title", &title)]), &ToldLetter { l, name, words, link })
}

/// A subject line and a template put together.
pub fn written(subject: &str, template: &impl Template) -> Letter {
    let text = template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a letter could not be written");
        String::new()
    });
    Letter { subject: subject.to_owned(), text }
}

impl Page for RecoveryLetter<'static> {
    fn samples(l: &'static Locale) -> Vec<Self> {
        vec![RecoveryLetter {
            l,
            name: "李娟",
            link: "https://kexiang.example/password-reset/0123",
            minutes: 30,
        }]
    }
}

impl Page for FirstAccountLetter<'static> {
    fn samples(l: &'static Locale) -> Vec<Self> {
        vec![FirstAccountLetter {
            l,
            association: "柳州市科学技术协会",
            organisation: "柳州市机械工程学会",
            login: "51450200mja000016n",
            link: "https://kexiang.example/password-reset/0123",
            days: 7,
        }]
    }
}

crate::page!(RecoveryLetter<'static>);
crate::page!(FirstAccountLetter<'static>);

impl Page for ToldLetter<'static> {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let words = "您单位的申报已提交。";
        vec![ToldLetter { l, name: "李娟", words, link: "https://kexiang.example/applications" }]
    }
}

crate::page!(ToldLetter<'static>);
