//! Tokens with which programs use the JSON interface for a person.

use jiff::SignedDuration;
use kexiang_core::id::Id;
use kexiang_core::policy::ActorKind;
use kexiang_core::refusal::Refusal;
use kexiang_store::token::{self, ApiToken};
use kexiang_store::write::{self, Subject};
use serde_json::json;

use super::password::sha256;
use super::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// What a token may be allowed.
pub const SCOPES: [&str; 2] = ["read", "write"];
/// Longest life of a token in days.
const DAYS: i64 = 365;

/// Makes a token; it is shown once.
///
/// # Errors
/// `token-refused` where a token asks: it would outlive its own end; `name-empty`, `token-days`, `token-scopes`.
pub async fn create(
    app: &App,
    ctx: &Ctx,
    name: &str,
    scopes: &[String],
    days: i64,
) -> Result<String, Failure> {
    let account = ctx.account()?;
    if ctx.actor.kind == ActorKind::Token {
        return Err(Refusal::new("token-refused").into());
    }
    let name: String = name.trim().chars().take(80).collect();
    if name.is_empty() {
        return Err(Refusal::new("name-empty").at("name").into());
    }
    if !(1..=DAYS).contains(&days) {
        return Err(Refusal::new("token-days").with("n", DAYS).at("days").into());
    }
    if scopes.is_empty() || !scopes.iter().all(|scope| SCOPES.contains(&scope.as_str())) {
        return Err(Refusal::new("token-scopes").at("scopes").into());
    }
    let secret = format!("kx_{}", chance::token());
    let kept = ApiToken {
        id: chance::id(ctx.now),
        account,
        name,
        scopes: scopes.to_vec(),
        created_at: ctx.now,
        expires_at: ctx.now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(ctx.now),
        used_at: None,
        revoked_at: None,
    };
    let (ctx, hash) = (ctx.clone(), sha256(&secret));
    app.store
        .write(move |tx| {
            token::add_api_token(tx, &kept, &hash)?;
            let after = json!({ "name": kept.name, "scopes": kept.scopes, "days": days });
            write::record(tx, ctx.entry_with("", "token.create", Subject::new("token", kept.id), after))
        })
        .await?;
    Ok(secret)
}

/// The tokens of oneself.
///
/// # Errors
/// `not-signed-in`.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<ApiToken>, Failure> {
    let account = ctx.account()?;
    Ok(app.store.read(move |tx| token::api_tokens(tx, account)).await?)
}

/// Takes a token back.
///
/// # Errors
/// `not-found`.
pub async fn revoke(app: &App, ctx: &Ctx, id: Id) -> Result<(), Failure> {
    let account = ctx.account()?;
    let ctx = ctx.clone();
    app.store
        .write(move |tx| {
            if !token::revoke_api_token(tx, account, id, ctx.now)? {
                return Err(Failure::from(Refusal::new("not-found")));
            }
            write::record(tx, ctx.entry("", "token.revoke", Subject::new("token", id)))?;
            Ok(())
        })
        .await
}
