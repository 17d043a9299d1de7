//! Organisations of the demonstration.

use crate::actions::{Ctx, Failure};
use crate::state::App;

/// Lays the organisation ledgers of the four associations.
///
/// # Errors
/// Those of the actions.
pub(super) async fn seed(_app: &App, _ctx: &Ctx, _say: &dyn Fn(&str)) -> Result<(), Failure> {
    Ok(())
}
