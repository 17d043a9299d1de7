use kexiang_store::outbox::Outgoing;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::config::{Mail, MailKind};
use crate::letter::Letter;
use crate::state::App;

/// Sends letters by SMTP. Without a server they stay in the outbox, where a demonstration shows them.
pub struct Mailer {
    from: String,
    smtp: Option<AsyncSmtpTransport<Tokio1Executor>>,
}

impl Mailer {
    /// Reads the settings.
    ///
    /// # Errors
    /// An address of a server that is not one.
    pub fn new(mail: &Mail) -> Result<Mailer, String> {
        let smtp = match mail.kind {
            MailKind::Smtp => Some(transport(&mail.smtp)?),
            MailKind::None | MailKind::Outbox => None,
        };
        Ok(Mailer { from: mail.from.clone(), smtp })
    }

    /// Sends one letter.
    pub(super) async fn send(&self, app: &App, outgoing: &Outgoing) -> Result<(), String> {
        if outgoing.channel != "mail" {
            return Err(format!("no way is set up to send by `{}`", outgoing.channel));
        }
        let Some(smtp) = &self.smtp else { return Ok(()) };
        let letter =
            Letter::from_outbox(&app.secret, &outgoing.payload).map_err(|error| error.to_string())?;
        let message = self.message(outgoing, letter)?;
        smtp.send(message).await.map(|_| ()).map_err(|error| error.to_string())
    }

    fn message(&self, outgoing: &Outgoing, letter: Letter) -> Result<Message, String> {
        let from = self.from.parse().map_err(|error| format!("mail.from `{}`: {error}", self.from))?;
        let to = outgoing.recipient.parse().map_err(|error| format!("recipient: {error}"))?;
        Message::builder()
            .from(from)
            .to(to)
            .subject(letter.subject)
            // Receivers can tell a repetition by it.
            .message_id(Some(format!("<{}-{}@kexiang>", outgoing.association, outgoing.seq)))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text)
            .map_err(|error| error.to_string())
    }
}

/// `smtp://`, `smtp+starttls://` or `smtps://`, in lettre's own notation.
fn transport(address: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let problem = |detail: String| {
        format!(
            "mail.smtp (KEXIANG_MAIL_SMTP): {detail}; write smtp://host:25, smtp+starttls://user:password@host:587 or \
             smtps://user:password@host:465"
        )
    };
    let url = match address.strip_prefix("smtp+starttls://") {
        Some(rest) => format!("smtp://{rest}?tls=required"),
        None => address.to_owned(),
    };
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).map_err(|e| problem(e.to_string()))?;
    Ok(builder.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer(kind: MailKind, smtp: &str) -> Result<Mailer, String> {
        Mailer::new(&Mail { kind, smtp: smtp.to_owned(), from: "科项 <kexiang@localhost>".to_owned() })
    }

    #[test]
    fn addresses_of_servers_are_read() {
        for good in
            ["smtp://mail.example:25", "smtp+starttls://u:p@mail.example:587", "smtps://u:p@mail.example"]
        {
            assert!(mailer(MailKind::Smtp, good).is_ok(), "{good}");
        }
        let problem = mailer(MailKind::Smtp, "pigeon://loft").err().expect("refused");
        assert!(problem.contains("KEXIANG_MAIL_SMTP") && problem.contains("smtps://"), "{problem}");
        assert!(mailer(MailKind::None, "").is_ok());
    }
}
