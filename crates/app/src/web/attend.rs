//! Finds out who is asking: the session of the cookie, or the token of a program.

use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use jiff::{SignedDuration, Timestamp};
use kexiang_core::policy::Actor;
use kexiang_core::refusal::Refusal;
use kexiang_store::session::{self, Attended, Stage};
use kexiang_store::token;
use sha2::{Digest, Sha256};

use super::visitor::{Signed, Stranger};
use super::{Failure, Visitor, cookie};
use crate::actions::Via;
use crate::config::{Config, Security};
use crate::state::App;

/// The session's use is noted at most this often, so that reading does not write on every page.
const TOUCH: SignedDuration = SignedDuration::from_secs(30);

/// Middleware: the handlers' [`Visitor`]. The answer carries it too, for the log and for pages of failures.
pub async fn attend(
    State(app): State<App>,
    stranger: Stranger,
    mut request: Request,
    next: Next,
) -> Response {
    let shown = Shown::by(&app.config, &request);
    let visitor = match visitor(&app, stranger, shown).await {
        Ok(visitor) => visitor,
        Err(failure) => return failure.into_response(),
    };
    request.extensions_mut().insert(visitor.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(visitor);
    response
}

/// What a request shows to say who it is from.
struct Shown {
    bearer: Option<String>,
    cookie: Option<String>,
    method: Method,
}

impl Shown {
    fn by(config: &Config, request: &Request) -> Self {
        let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        Shown {
            bearer: header.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned),
            cookie: cookie::read(request.headers(), cookie_name(config)),
            method: request.method().clone(),
        }
    }
}

async fn visitor(app: &App, stranger: Stranger, shown: Shown) -> Result<Visitor, Failure> {
    let visitor = Visitor::unknown(stranger);
    // What is the same for everybody needs nobody's session.
    if ["/assets/", "/healthz", "/readyz", "/metrics"].iter().any(|start| visitor.path.starts_with(start)) {
        return Ok(visitor);
    }
    match shown {
        Shown { bearer: Some(bearer), method, .. } => program(app, visitor, &bearer, &method).await,
        Shown { cookie: Some(secret), .. } => person(app, visitor, &secret).await,
        _ => Ok(visitor),
    }
}

/// Name of the session's cookie; with https browsers themselves refuse to set it from elsewhere.
pub fn cookie_name(config: &Config) -> &'static str {
    if config.is_https() { "__Host-kx" } else { "kx_session" }
}

async fn person(app: &App, visitor: Visitor, secret: &str) -> Result<Visitor, Failure> {
    let hash = hex::encode(Sha256::digest(secret.as_bytes()));
    let attended = app.store.read(move |tx| session::attend(tx, &hash)).await?;
    let Some(attended) = attended.filter(|a| is_alive(&app.config.security, a, visitor.now)) else {
        return Ok(visitor);
    };
    touch(app, &attended, visitor.now).await?;
    let Attended { session, actor, login, unread } = attended;
    let ready = session.stage == Stage::Ready;
    Ok(Visitor {
        csrf: session.csrf.clone(),
        signed: Some(Signed { name: actor.name.clone(), session, login, unread }),
        actor: if ready { actor } else { Actor::nobody() },
        ..visitor
    })
}

/// Whether the session is in use and not over (GB/T 22239-2019 8.1.4.1 b).
fn is_alive(security: &Security, attended: &Attended, now: Timestamp) -> bool {
    let session = &attended.session;
    now < session.expires_at && now.duration_since(session.seen_at) <= idle_limit(security, &attended.actor)
}

/// How long a person may do nothing; shorter for the three administrators.
pub fn idle_limit(security: &Security, actor: &Actor) -> SignedDuration {
    let administrator = actor.offices.iter().any(|office| office.role.is_administrator());
    let minutes = if administrator { security.idle_minutes_administrators } else { security.idle_minutes };
    SignedDuration::from_mins(minutes)
}

async fn touch(app: &App, attended: &Attended, now: Timestamp) -> Result<(), Failure> {
    if now.duration_since(attended.session.seen_at) < TOUCH {
        return Ok(());
    }
    let token = attended.session.token.clone();
    Ok(app.store.write(move |tx| session::touch(tx, &token, now)).await?)
}

/// A program with a token, on the JSON interface alone. A token that is not good is refused at once, it must not become
/// nobody.
async fn program(app: &App, visitor: Visitor, bearer: &str, method: &Method) -> Result<Visitor, Failure> {
    if visitor.via != Via::Api {
        return Err(Refusal::new("token-refused").into());
    }
    let hash = hex::encode(Sha256::digest(bearer.trim().as_bytes()));
    let (key, now) = (hash.clone(), visitor.now);
    let Some((actor, used_at)) = app.store.read(move |tx| token::api_actor(tx, &key, now)).await? else {
        return Err(Refusal::new("token-refused").into());
    };
    let needed = if method.is_safe() { "read" } else { "write" };
    if !actor.scopes.iter().any(|scope| scope == needed) {
        return Err(Refusal::new("token-scope").with("scope", needed).into());
    }
    if used_at.is_none_or(|at| now.duration_since(at) > SignedDuration::from_mins(1)) {
        app.store.write(move |tx| token::touch_api_token(tx, &hash, now)).await?;
    }
    Ok(Visitor { actor, ..visitor })
}
