use clap::Args;
use kexiang_core::time;
use kexiang_store::migrate::{self, State};

use super::{Problem, say};
use crate::config::Config;
use crate::state::App;

/// Options of `kexiang migrate`.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// Only show where each migration stands.
    #[arg(long)]
    status: bool,
}

/// `kexiang migrate`
pub(super) async fn run(config: Config, options: Migrate) -> Result<(), Problem> {
    let app = App::open(config).await?;
    if !options.status {
        let applied = migrate::run(&app.store, app.clock.now()).await?;
        say(&match applied.as_slice() {
            [] => "the schema is up to date\n".to_owned(),
            names => format!("applied {}\n", names.join(", ")),
        });
        return Ok(());
    }
    for migration in migrate::status(&app.store).await? {
        let state = match migration.state {
            State::Applied(at) => format!("applied {}", time::short(at)),
            State::Pending => "pending: run `kexiang migrate`".to_owned(),
            State::Changed => "changed after it was applied: restore the program's version".to_owned(),
            State::Unknown => "applied by a newer program: start that one".to_owned(),
        };
        say(&format!("{:<30} {state}\n", migration.name));
    }
    Ok(())
}
