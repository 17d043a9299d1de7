use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_store::write::{self, Subject};
use kexiang_store::{account, channel};
use serde_json::json;

use crate::actions::account::actor_of;
use crate::actions::{Ctx, Failure, warning};
use crate::chance;
use crate::locale::due::what;
use crate::locale::{Language, Locale};
use crate::state::App;

/// Makes a person's calendar link; it is shown once, and the former one no longer works.
///
/// # Errors
/// `not-signed-in`.
pub async fn make_feed(app: &App, ctx: &Ctx) -> Result<String, Failure> {
    let (account, ctx, token) = (ctx.account()?, ctx.clone(), chance::token());
    let hash = app.secret.fingerprint("calendar.feed", &token);
    app.store
        .write(move |tx| {
            channel::set_feed(tx, account, &hash, ctx.now)?;
            let subject = Subject::new("account", account);
            Ok::<_, Failure>(write::record(tx, ctx.entry_with("", "account.calendar", subject, json!({})))?)
        })
        .await?;
    Ok(token)
}

/// Takes the link back.
///
/// # Errors
/// `not-signed-in`, `not-found`.
pub async fn drop_feed(app: &App, ctx: &Ctx) -> Result<(), Failure> {
    let (account, ctx) = (ctx.account()?, ctx.clone());
    app.store
        .write(move |tx| {
            if !channel::drop_feed(tx, account)? {
                return Err(Failure::from(Refusal::new("not-found")));
            }
            let subject = Subject::new("account", account);
            Ok(write::record(tx, ctx.entry_with("", "account.calendar-end", subject, json!({})))?)
        })
        .await
}

/// The calendar behind a link (RFC 5545): what is due for the person, one day each.
///
/// # Errors
/// `not-found` for a link that was never made, was replaced or taken back, or belongs to a disabled account.
pub async fn calendar(app: &App, ctx: &Ctx, token: &str) -> Result<String, Failure> {
    let hash = app.secret.fingerprint("calendar.feed", token);
    let person = app
        .store
        .read(move |tx| {
            let Some(id) = channel::feed_account(tx, &hash)? else { return Ok(None) };
            let Some(person) = account::by_id(tx, id)?.filter(|a| a.active) else { return Ok(None) };
            let language = person.language.clone();
            Ok::<_, Failure>(Some((actor_of(tx, &person)?, language)))
        })
        .await?;
    let (actor, language) = person.ok_or_else(|| Refusal::new("not-found"))?;
    let l = Locale::of(Language::from_code(&language).unwrap_or(Language::Chinese));
    let ctx = Ctx { actor, ..ctx.clone() };
    let mut all = warning::own(app, &ctx).await?;
    let mut offices: Vec<String> = ctx.actor.offices.iter().map(|o| o.association.clone()).collect();
    offices.sort();
    offices.dedup();
    for association in offices {
        match warning::of_office(app, &ctx, &association).await {
            Ok(found) => all.extend(found),
            // A role without sight of projects has nothing due.
            Err(Failure::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Kexiang//Due//ZH".to_owned(),
        format!("X-WR-CALNAME:{}", escaped(l.t("due-title"))),
    ];
    let stamp = time::to_millisecond(ctx.now).strftime("%Y%m%dT%H%M%SZ").to_string();
    for d in &all {
        let (p, w) = (&d.project, &d.warning);
        let next = w.due.tomorrow().unwrap_or(w.due);
        let id =
            app.secret.fingerprint("calendar.event", &format!("{}{}{:?}", p.association, p.id, w.subject));
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@kexiang", &id[..32]),
            format!("DTSTAMP:{stamp}"),
            format!("DTSTART;VALUE=DATE:{}", w.due.strftime("%Y%m%d")),
            format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")),
            format!("SUMMARY:{}", escaped(&format!("{}　{}", what(l, &w.subject), p.title))),
            format!("DESCRIPTION:{}", escaped(&format!("{}　{}", p.number, p.organisation_name))),
            format!("URL:{}{}", app.config.server.public_url, warning::address(p, &w.subject)),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    Ok(lines.iter().map(|line| folded(line)).collect())
}

/// Text as RFC 5545 §3.3.11 writes it.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line of at most 75 octets, carried on with a blank (RFC 5545 §3.1); characters stay whole.
fn folded(line: &str) -> String {
    let (mut out, mut length) = (String::with_capacity(line.len() + 8), 0);
    for c in line.chars() {
        if length + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_escaped() {
        let long = format!("SUMMARY:{}", "项".repeat(40));
        let text = folded(&long);
        assert!(text.ends_with("\r\n"));
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert_eq!(text.replace("\r\n ", "").trim_end(), long);
        assert_eq!(escaped("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
    }
}
