use std::path::PathBuf;

use clap::Subcommand;

use super::user::known;
use super::{Problem, explain, open, say, terminal};
use crate::actions::organisation::import::{self, Plan};
use crate::config::Config;
use crate::locale::{Language, Locale};

/// `kexiang organisation …`
#[derive(Debug, Subcommand)]
pub(super) enum Organisation {
    /// Import a workbook (.xlsx, .xls) of organisations into an association's ledger: the same check, row by row, that the
    /// page makes. Rows are found by credit code, else by name; a second import of the same file changes nothing.
    Import {
        /// Workbook with a head row; the page offers an empty template.
        file: PathBuf,
        /// Code of the association, e.g. lz.
        #[arg(long)]
        association: String,
        /// Say what would happen and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// Import the good rows even where others are wrong; without it, all rows or none.
        #[arg(long)]
        good_rows: bool,
        /// Where to write the sheet with its mistakes marked, if there are any.
        #[arg(long, value_name = "FILE.xlsx")]
        errors: Option<PathBuf>,
    },
}

pub(super) async fn run(config: Config, command: Organisation) -> Result<(), Problem> {
    let Organisation::Import { file, association, dry_run, good_rows, errors } = command;
    let app = open(config).await?;
    known(&app, &association)?;
    let ctx = terminal(&app);
    let bytes = std::fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let read = import::upload_and_read(&app, &ctx, &association, &name, bytes).await;
    let (read, plan) = read.map_err(explain)?;
    if read.state == "failed" {
        let refusal = kexiang_core::refusal::Refusal::new(&read.problem);
        return Err(explain(refusal.into()));
    }
    tell(&plan);
    if let (Some(path), true) = (errors, plan.count("wrong") > 0) {
        let l = Locale::of(Language::Chinese);
        let (_, bytes) = import::annotated(&app, &ctx, l, &association, read.id).await.map_err(explain)?;
        std::fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
        say(&format!("the sheet with its mistakes marked is in {}\n", path.display()));
    }
    if dry_run || plan.count("new") + plan.count("changed") == 0 {
        import::set_aside(&app, &ctx, &association, read.id).await.map_err(explain)?;
        say("nothing was changed\n");
        return Ok(());
    }
    let mode = if good_rows { "good" } else { "all" };
    let done = import::apply_now(&app, &ctx, &association, read.id, mode).await.map_err(explain)?;
    if done.state == "applied" {
        say(&format!("imported: {} new, {} changed\n", plan.count("new"), plan.count("changed")));
        return Ok(());
    }
    Err(explain(kexiang_core::refusal::Refusal::new(&done.problem).with("n", 1).into()))
}

/// Prints the counts and what is wrong, row by row.
fn tell(plan: &Plan) {
    let [new, changed, unchanged, wrong] = ["new", "changed", "unchanged", "wrong"].map(|v| plan.count(v));
    say(&format!(
        "{} rows: {new} new, {changed} changed, {unchanged} unchanged, {wrong} wrong\n",
        plan.rows.len()
    ));
    if !plan.ignored.is_empty() {
        say(&format!("columns not understood and left out: {}\n", plan.ignored.join(", ")));
    }
    let l = Locale::of(Language::English);
    for row in &plan.rows {
        for (place, column, refusal) in &row.wrong {
            let words = l.refusal(refusal);
            let at = if place.is_empty() { format!("row {}", row.row) } else { place.clone() };
            say(&format!("  {at:<8} {} {column}: {} {}\n", row.name, words.message, words.remedy));
        }
    }
}
