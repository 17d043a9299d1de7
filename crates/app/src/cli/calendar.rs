use std::path::PathBuf;

use clap::Subcommand;

use super::user::known;
use super::{Problem, explain, open, say, terminal};
use crate::actions::calendar;
use crate::config::Config;

/// `kexiang calendar …`
#[derive(Debug, Subcommand)]
pub(super) enum Calendar {
    /// Import the State Council's holidays of a year (TOML, CSV or .xlsx with name, first and last day; days worked in
    /// exchange are named 上班). From then on every period in working days counts by it; former versions are kept.
    Import {
        /// File with the holidays.
        file: PathBuf,
        /// Code of one association; without it for all of them.
        #[arg(long, default_value = "")]
        association: String,
        /// Say what was read and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// The years that are loaded, with their numbers of working days.
    Show {
        /// Code of one association.
        #[arg(long, default_value = "")]
        association: String,
    },
}

pub(super) async fn run(config: Config, command: Calendar) -> Result<(), Problem> {
    let app = open(config).await?;
    let ctx = terminal(&app);
    match command {
        Calendar::Import { file, association, dry_run } => {
            if !association.is_empty() {
                known(&app, &association)?;
            }
            let bytes = std::fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let table = calendar::read(&name, &bytes, calendar::today(&ctx)).map_err(explain)?;
            let after = calendar::with(&app, &association, &table);
            let days = calendar::working_days(&after, table.year);
            for holiday in &table.off {
                say(&format!("  off   {} to {}  {}\n", holiday.from, holiday.to, holiday.name));
            }
            for day in &table.work {
                say(&format!("  work  {day}\n"));
            }
            say(&format!("{}: {days} working days\n", table.year));
            if !dry_run {
                calendar::import(&app, &ctx, &association, &table).await.map_err(explain)?;
                say("imported\n");
            }
        }
        Calendar::Show { association } => {
            let held = app.calendar_of(&association);
            for table in held.tables() {
                let days = calendar::working_days(&held, table.year);
                say(&format!("{}  {days} working days  {}\n", table.year, table.source));
            }
        }
    }
    Ok(())
}
