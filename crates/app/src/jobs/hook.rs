//! Short messages and robots: the text is sent as JSON to the one address that the settings name, signed with the shared
//! secret. Nobody can make the system call another address: recipients are numbers and names, never addresses, and an answer
//! that leads elsewhere is an error.

use std::time::Duration;

use jiff::Timestamp;
use kexiang_store::outbox::Outgoing;
use ring::hmac;
use serde_json::{Value as Json, json};

use crate::config::Channels;
use crate::state::App;

/// Longest error of a receiver that is kept, in characters.
const LONGEST: usize = 200;

/// Sends what the outbox holds for `sms` and `robot`.
pub struct Hooks {
    client: reqwest::Client,
    sms: Option<Target>,
    robot: Option<Target>,
}

/// An address with its secret.
struct Target {
    url: String,
    key: hmac::Key,
}

impl Hooks {
    /// Reads the settings.
    ///
    /// # Errors
    /// An address that is none, or one without a secret.
    pub fn new(c: &Channels) -> Result<Hooks, String> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(c.seconds.max(1)))
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Hooks {
            client,
            sms: target("sms", &c.sms_url, &c.sms_secret)?,
            robot: target("robot", &c.robot_url, &c.robot_secret)?,
        })
    }

    /// Sends one message.
    pub(super) async fn send(&self, app: &App, outgoing: &Outgoing) -> Result<(), String> {
        let target = if outgoing.channel == "sms" { &self.sms } else { &self.robot };
        let Some(target) = target else {
            return Err(format!("no address is set for `{}` (see [channels])", outgoing.channel));
        };
        let body = body(outgoing).to_string();
        let at = app.clock.now();
        let request = self
            .client
            .post(&target.url)
            .header("content-type", "application/json")
            .header("x-kexiang-timestamp", at.as_second().to_string())
            .header("x-kexiang-signature", signature(&target.key, at, &body))
            .body(body);
        let answer = request.send().await.map_err(|error| error.without_url().to_string())?;
        if answer.status().is_success() {
            return Ok(());
        }
        let status = answer.status();
        let said: String = answer.text().await.unwrap_or_default().chars().take(LONGEST).collect();
        Err(format!("{status} {said}"))
    }
}

fn target(name: &str, url: &str, secret: &str) -> Result<Option<Target>, String> {
    if url.is_empty() {
        return Ok(None);
    }
    let place = format!("channels.{name}_url (KEXIANG_CHANNELS_{}_URL)", name.to_uppercase());
    let parsed = reqwest::Url::parse(url).map_err(|error| format!("{place} `{url}`: {error}"))?;
    if !matches!(parsed.scheme(), "http" | "https") || !parsed.username().is_empty() {
        return Err(format!("{place} `{url}` must begin with https:// or http:// and hold no user"));
    }
    if secret.len() < 16 {
        return Err(format!(
            "channels.{name}_secret must have at least 16 characters: every message is signed"
        ));
    }
    Ok(Some(Target { url: url.to_owned(), key: hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()) }))
}

/// What is sent: `id` is the same for every repetition.
fn body(o: &Outgoing) -> Json {
    json!({
        "id": format!("{}-{}", o.association, o.seq),
        "channel": o.channel,
        "to": o.recipient,
        "text": o.payload.get("text").and_then(Json::as_str).unwrap_or_default(),
        "href": o.payload.get("href").and_then(Json::as_str).unwrap_or_default(),
        "at": o.at.to_string(),
    })
}

/// Hexadecimal HMAC-SHA256 over the seconds of the timestamp, a line feed and the body.
fn signature(key: &hmac::Key, at: Timestamp, body: &str) -> String {
    hex::encode(hmac::sign(key, format!("{}\n{body}", at.as_second()).as_bytes()).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_with_a_secret_are_taken() {
        let channels = |url: &str, secret: &str| Channels {
            sms_url: url.to_owned(),
            sms_secret: secret.to_owned(),
            ..Channels::default()
        };
        let secret = "0123456789abcdef";
        assert!(Hooks::new(&Channels::default()).is_ok_and(|h| h.sms.is_none() && h.robot.is_none()));
        assert!(Hooks::new(&channels("https://sms.example/send", secret)).is_ok_and(|h| h.sms.is_some()));
        for (url, secret) in [
            ("file:///etc/passwd", secret),
            ("gopher://x", secret),
            ("https://u:p@sms.example", secret),
            ("sms.example", secret),
            ("https://sms.example", "short"),
        ] {
            let problem = Hooks::new(&channels(url, secret)).err().unwrap_or_default();
            assert!(problem.contains("channels.sms_"), "{url}: {problem}");
        }
    }

    #[test]
    fn the_signature_is_that_of_the_shared_secret() {
        // RFC 4231, test case 2, with the text laid out as time and body.
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"Jefe");
        let at = Timestamp::from_second(0).expect("a moment");
        assert_eq!(signature(&key, at, "x"), hex::encode(hmac::sign(&key, b"0\nx").as_ref()));
        assert_ne!(signature(&key, at, "x"), signature(&key, at, "y"));
    }
}
