//! Who is asking: made once per request, before anything else, and taken by handlers as an argument.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use jiff::Timestamp;
use kexiang_core::policy::Actor;
use kexiang_core::refusal::Refusal;
use kexiang_store::session::Session;

use super::looks::Looks;
use crate::actions::{Ctx, Via};
use crate::chance;
use crate::locale::Locale;
use crate::state::App;

/// What is known of a request without the database. Made by [`super::observe::observe`].
#[derive(Clone, Debug)]
pub struct Stranger {
    /// When the request was received; it decides deadlines.
    pub now: Timestamp,
    /// Number of the request in the log.
    pub request_id: String,
    /// Address of the person.
    pub ip: String,
    /// Language, theme, size of letters.
    pub looks: Looks,
    /// Path and query, for coming back.
    pub path: String,
}

/// Who is asking, with all roles.
#[derive(Clone)]
pub struct Visitor {
    /// When the request was received; it decides deadlines.
    pub now: Timestamp,
    /// Number of the request in the log.
    pub request_id: String,
    /// Address of the person.
    pub ip: String,
    /// Language, theme, size of letters.
    pub looks: Looks,
    /// Words.
    pub l: &'static Locale,
    /// Path and query, for coming back.
    pub path: String,
    /// Who; nobody before sign-in.
    pub actor: Actor,
    /// Way in: a page, or the JSON interface.
    pub via: Via,
    /// The session's form token; empty before sign-in.
    pub csrf: String,
    /// The session of a browser, also while it still owes a code or a new password.
    pub signed: Option<Signed>,
}

/// A browser's session.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Session.
    pub session: Session,
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Unread messages.
    pub unread: i64,
}

impl Stranger {
    /// Reads a request.
    pub fn of(app: &App, parts: &Parts) -> Self {
        Stranger {
            now: app.clock.now(),
            request_id: request_id(&parts.headers),
            ip: address(app, parts),
            looks: Looks::of(&parts.headers),
            path: parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
        }
    }
}

impl Visitor {
    /// Somebody without a session.
    pub fn unknown(stranger: Stranger) -> Self {
        let Stranger { now, request_id, ip, looks, path } = stranger;
        let via = if path.starts_with("/api/") { Via::Api } else { Via::Page };
        let l = Locale::of(looks.language);
        Visitor {
            now,
            request_id,
            ip,
            looks,
            l,
            path,
            actor: Actor::nobody(),
            via,
            csrf: String::new(),
            signed: None,
        }
    }

    /// What actions need to know.
    pub fn ctx(&self) -> Ctx {
        Ctx {
            actor: self.actor.clone(),
            via: self.via,
            now: self.now,
            request_id: self.request_id.clone(),
            ip: self.ip.clone(),
        }
    }

    /// The session of the browser, whatever it still owes.
    ///
    /// # Errors
    /// `not-signed-in`.
    pub fn signed(&self) -> Result<&Signed, Refusal> {
        self.signed.as_ref().ok_or_else(|| Refusal::new("not-signed-in"))
    }

    /// Refuses everybody who is not signed in.
    ///
    /// # Errors
    /// `not-signed-in`.
    pub fn must_be_signed_in(&self) -> Result<(), Refusal> {
        if self.actor.account.is_some() { Ok(()) } else { Err(Refusal::new("not-signed-in")) }
    }
}

impl FromRequestParts<App> for Stranger {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Stranger>().cloned().unwrap_or_else(|| Stranger::of(app, parts)))
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        if let Some(visitor) = parts.extensions.get::<Visitor>() {
            return Ok(visitor.clone());
        }
        Ok(Visitor::unknown(Stranger::of(app, parts)))
    }
}

/// The proxy's request number if it is harmless in a log, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get("x-request-id").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let harmless =
        (8..=64).contains(&given.len()) && given.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if harmless { given.to_owned() } else { hex::encode(chance::bytes::<8>()) }
}

/// The connection's address, or what a trusted proxy says about it: the last address it did not add itself.
fn address(app: &App, parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let Some(peer) = peer else { return String::new() };
    let trusted = |ip: &str| app.config.server.trusted_proxies.iter().any(|proxy| proxy == ip);
    if !trusted(&peer.to_string()) {
        return peer.to_string();
    }
    let forwarded = parts.headers.get("x-forwarded-for").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let hops = forwarded.split(',').map(str::trim).filter(|hop| hop.parse::<IpAddr>().is_ok());
    hops.rev().find(|hop| !trusted(hop)).map_or_else(|| peer.to_string(), str::to_owned)
}
