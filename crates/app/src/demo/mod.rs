//! The demonstration's data, made by the same actions that people use. Each part has its own file and is laid only once.

mod acceptance;
pub mod applications;
mod desk;
mod ledger;
pub mod organisations;
pub mod people;
mod plan;
mod programmes;
mod projects;
mod reviews;
mod texts;

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use kexiang_core::time;

use crate::actions::{Ctx, Failure, Via};
use crate::state::App;

/// Where the demonstration's clock starts, in Beijing time: the day before Liuzhou's deadline.
pub const START: DateTime = date(2026, 3, 30).at(9, 0, 0, 0);

/// Lays all parts that are not there yet; `say` hears what is being done.
///
/// # Errors
/// Those of the actions.
pub async fn seed(app: &App, say: &dyn Fn(&str)) -> Result<(), Failure> {
    let ctx = Ctx::system("demo", Via::Cli, time::instant(START));
    people::seed(app, &ctx, say).await?;
    organisations::seed(app, &ctx, say).await?;
    ledger::seed(app, &ctx, say).await?;
    applications::seed(app, &ctx, say).await?;
    programmes::seed(app, &ctx, say).await?;
    reviews::seed(app, &ctx, say).await?;
    projects::seed(app, &ctx, say).await
}

/// The deadlines before which the clock can be set, with the names of their calls.
///
/// # Errors
/// Those of the database.
pub async fn deadlines(app: &App) -> Result<Vec<(String, Timestamp)>, Failure> {
    let mut all = Vec::new();
    for association in app.associations().iter() {
        let calls = crate::actions::call::list(app, &association.code).await?;
        all.extend(calls.into_iter().map(|c| (c.title, c.closes_at)));
    }
    all.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    Ok(all)
}
