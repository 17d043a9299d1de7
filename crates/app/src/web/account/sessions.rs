use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::id::Id;
use kexiang_core::time;
use kexiang_store::session::{self as sessions, Session};

use crate::actions::session;
use crate::locale::Locale;
use crate::state::App;
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::room::Room;
use crate::web::{Answer, Visitor};

/// Routes.
pub(super) fn room() -> Room {
    Room::new()
        .get("/account/sessions", show)
        .post("/account/sessions/{id}/end", end)
        .post("/account/sessions/end", end_others)
}

/// One's sessions, this one marked.
#[derive(Template)]
#[template(path = "account/sessions.html")]
pub struct SessionsPage {
    l: &'static Locale,
    shell: Shell,
    sessions: Vec<Shown>,
}

/// A session as the page shows it.
struct Shown {
    id: Id,
    browser: String,
    ip: String,
    since: String,
    seen: String,
    current: bool,
}

async fn show(State(app): State<App>, visitor: Visitor) -> Answer {
    let account = visitor.ctx().account()?;
    let all = app.store.read(move |tx| sessions::of_account(tx, account)).await?;
    let present = visitor.signed()?.session.id;
    let sessions = all.into_iter().map(|session| Shown::of(session, present, visitor.l)).collect();
    page::show(&SessionsPage { l: visitor.l, shell: Shell::new(&app, &visitor), sessions })
}

async fn end(State(app): State<App>, visitor: Visitor, Path(id): Path<Id>) -> Answer {
    session::revoke(&app, &visitor.ctx(), id).await?;
    Ok(see_other("/account/sessions"))
}

async fn end_others(State(app): State<App>, visitor: Visitor) -> Answer {
    visitor.must_be_signed_in()?;
    session::revoke_others(&app, &visitor.ctx(), &visitor.signed()?.session.token).await?;
    Ok(see_other("/account/sessions"))
}

impl Shown {
    fn of(session: Session, present: Id, l: &Locale) -> Self {
        Shown {
            id: session.id,
            browser: browser(&session.agent, l),
            ip: session.ip,
            since: time::short(session.created_at),
            seen: time::short(session.seen_at),
            current: session.id == present,
        }
    }
}

/// The browser and the system in a few words, out of how the browser names itself.
fn browser(agent: &str, l: &Locale) -> String {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    let browser = find(&[
        ("MicroMessenger", "微信"),
        ("Qaxbrowser", "奇安信可信浏览器"),
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("HarmonyOS", "HarmonyOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => l.t("sessions-unknown-browser").to_owned(),
    }
}

impl Page for SessionsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let shell = Shell::sample(l);
        let shown = |n: u32, current| Shown {
            id: Id::at(shell.now, n),
            browser: browser("Mozilla/5.0 (Windows NT 10.0) Chrome/90.0.4430 Safari/537.36", l),
            ip: "10.1.2.3".to_owned(),
            since: time::short(shell.now),
            seen: time::short(shell.now),
            current,
        };
        let sessions = vec![shown(1, true), shown(2, false)];
        let alone = vec![shown(1, true)];
        vec![
            SessionsPage { l, shell: shell.clone(), sessions },
            SessionsPage { l, shell: Shell::sample(l), sessions: alone },
        ]
    }
}

crate::page!(SessionsPage);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    #[test]
    fn browsers_are_named() {
        let l = Locale::of(Language::Chinese);
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0 Safari/537.36 Edg/120.0";
        assert_eq!(browser(edge, l), "Edge, Windows");
        assert_eq!(browser("curl/8", l), l.t("sessions-unknown-browser"));
    }
}
