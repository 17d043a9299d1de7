//! Reading the audit record (等保 8.1.4.3): the audit administrator sees who did what and when, not the content of
//! applications.

use kexiang_core::policy::{Action, Scope};
use kexiang_store::audit::{self, Link, Verdict};

use super::{Ctx, Failure};
use crate::state::App;

/// Rows on one page.
pub const PAGE: i64 = 50;

/// Kinds of subjects whose values before and after are shown: those of accounts and settings. What belongs to applications
/// stays closed to the three administrators (等保 8.1.5).
const SHOWN: [&str; 7] = ["account", "session", "sign-in", "token", "association", "clock", "organisation"];

/// A page of an association's record, newest first, beginning before a number; the chain's length.
///
/// # Errors
/// `not-permitted` for everybody but the audit administrator.
pub async fn list(
    app: &App,
    ctx: &Ctx,
    association: &str,
    before: Option<i64>,
) -> Result<(Vec<Link>, i64), Failure> {
    ctx.permit(Action::AuditRead, &Scope::Association(association))?;
    let code = association.to_owned();
    let (mut links, length) = app
        .store
        .read(move |tx| {
            let length = audit::head(tx, &code)?.seq;
            let last = before.map_or(length, |before| (before - 1).min(length));
            Ok::<_, Failure>((audit::range(tx, &code, (last - PAGE + 1).max(1), last)?, length))
        })
        .await?;
    links.reverse();
    for link in &mut links {
        if !SHOWN.contains(&link.entry.subject.kind.as_str()) {
            (link.entry.before, link.entry.after) = (None, None);
        }
    }
    Ok((links, length))
}

/// Checks the whole chain: that nothing was changed, removed or put in between.
///
/// # Errors
/// `not-permitted`.
pub async fn verify(app: &App, ctx: &Ctx, association: &str) -> Result<Verdict, Failure> {
    ctx.permit(Action::AuditRead, &Scope::Association(association))?;
    Ok(audit::verify(&app.store, association).await?)
}
