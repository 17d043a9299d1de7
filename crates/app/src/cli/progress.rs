//! `kexiang progress`: how far a project is, computed from plain files, and what is missing in words.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use kexiang_core::achievement::Achievement;
use kexiang_core::activity::Activity;
use kexiang_core::programme::parse;
use kexiang_core::progress::{Dates, Tally};
use kexiang_core::project::Target;
use serde::Deserialize;

use super::{Problem, files, say};
use crate::locale::{Language, Locale, progress};
use crate::sheet;

/// Compute every indicator and document of a project's type from its activities and achievements.
#[derive(Debug, Args)]
pub(super) struct Measure {
    /// Programme file.
    programme: PathBuf,
    /// Code of the project's type.
    #[arg(value_name = "TYPE")]
    type_code: String,
    /// What was done, JSON: {"activities": […], "achievements": […], "targets": […]}.
    data: PathBuf,
    /// Code of the tier, where the type has tiers.
    #[arg(long)]
    tier: Option<String>,
    /// The day of the award.
    #[arg(long, value_name = "DATE")]
    awarded: Date,
    /// The day as of which it is judged.
    #[arg(long, value_name = "DATE")]
    today: Date,
    /// Print the progress as JSON.
    #[arg(long)]
    json: bool,
    /// Write the table of results as PDF/A to this file.
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Done {
    activities: Vec<Activity>,
    achievements: Vec<Achievement>,
    targets: Vec<Target>,
}

pub(super) fn run(asked: Measure) -> Result<(), Problem> {
    let text = String::from_utf8(files::bytes(&asked.programme)?)?;
    let programme = parse(&text).map_err(|error| format!("{}: {error}", asked.programme.display()))?;
    let project_type = programme.project_type(&asked.type_code);
    let project_type =
        project_type.ok_or_else(|| format!("the programme has no type {}", asked.type_code))?;
    let done: Done = files::json(&asked.data)?;
    let mut tally = Tally::new(&programme, project_type, asked.tier.as_deref(), &done.targets);
    done.activities.iter().for_each(|a| tally.activity(a));
    done.achievements.iter().for_each(|a| tally.achievement(a));
    let completes_on = project_type.completes().ok().and_then(|c| c.last_date(asked.awarded));
    let rows = tally.progress(&Dates { awarded: asked.awarded, completes_on, today: asked.today });
    if asked.json {
        return files::write(None, &rows);
    }
    let l = Locale::of(Language::Chinese);
    if let Some(path) = asked.pdf {
        let name = format!("{}　{}", programme.programme.title, project_type.name);
        return files::pdf(&path, &sheet::results(l, &name, &rows), asked.today);
    }
    for row in &rows {
        let verdict = if row.met { l.t("progress-met") } else { l.t("progress-short") };
        say(&format!("{verdict}  {}  {}\n", row.name, progress::result(l, row)));
        row.missing.iter().for_each(|m| say(&format!("        {}\n", progress::missing(l, m))));
    }
    say(&format!("{}\n", progress::completion(l, &rows)));
    Ok(())
}
