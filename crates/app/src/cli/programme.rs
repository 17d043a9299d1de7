//! `kexiang programme`: what is wrong with a programme file, and what stands in it. Needs neither settings nor database.

mod explain;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use kexiang_core::programme::{Gravity, Programme, check, parse};
use kexiang_core::time::Moment;

use super::{say, tell};
use crate::clock::Clock;

/// Commands about programme files.
#[derive(Debug, Subcommand)]
pub(super) enum Programmes {
    /// Say what is wrong or contradictory in programme files, with file, line, column, reason and clause.
    ///
    /// Ends with 0 where nothing prevents publication, 1 where there are errors, 2 where a file cannot be read.
    Check(Check),
    /// Print what a programme file says: types, planned numbers, amounts, limits, deadlines, forms.
    Show(Show),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Programme files; `-` reads the standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Judge deadlines as of this moment, Beijing time, e.g. 2026-03-01 or 2026-03-31T17:00. Without it: now.
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
    /// End with 1 for warnings too.
    #[arg(long)]
    strict: bool,
    /// Print the findings as JSON, one array for all files.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// Programme file; `-` reads the standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print one JSON object; money in fen, moments as UTC instants.
    #[arg(long)]
    json: bool,
}

/// How a command ended, as its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Good = 0,
    Wrong = 1,
    Unreadable = 2,
}

/// Runs a command and gives its exit code.
pub(super) fn run(command: Programmes) -> ExitCode {
    let end = match command {
        Programmes::Check(check) => examine(&check),
        Programmes::Show(show) => print(&show),
    };
    ExitCode::from(end as u8)
}

fn examine(options: &Check) -> End {
    let now = options.at.map_or_else(|| Clock::system().now(), |moment| moment.opens());
    let mut all = Vec::new();
    let mut end = End::Good;
    for file in &options.files {
        let (found, ended) = look_into(file, now, options);
        all.extend(found);
        end = end.max(ended);
    }
    if options.json {
        say(&format!("{}\n", serde_json::to_string_pretty(&all).unwrap_or_default()));
    }
    end
}

/// The findings of one file as JSON values; printed as text unless JSON is wanted.
fn look_into(file: &Path, now: Timestamp, options: &Check) -> (Vec<serde_json::Value>, End) {
    let name = file.display().to_string();
    let text = match read(file) {
        Ok(text) => text,
        Err(problem) => {
            tell(&format!("{name}: {problem}"));
            return (Vec::new(), End::Unreadable);
        }
    };
    let programme = match parse(&text) {
        Ok(programme) => programme,
        Err(error) => {
            if !options.json {
                say(&explain::unreadable(&name, &text, &error));
            }
            return (vec![explain::unreadable_json(&name, &error)], End::Wrong);
        }
    };
    let findings = check(&text, &programme, now);
    let errors = findings.iter().filter(|f| f.gravity == Gravity::Error).count();
    if !options.json {
        say(&explain::findings(&name, &findings));
        say(&explain::conclusion(&name, &programme, errors, findings.len() - errors));
    }
    let wrong = errors > 0 || (options.strict && !findings.is_empty());
    let values = findings.iter().map(|finding| explain::finding_json(&name, finding)).collect();
    (values, if wrong { End::Wrong } else { End::Good })
}

fn print(options: &Show) -> End {
    let name = options.file.display().to_string();
    let programme = match read(&options.file) {
        Ok(text) => match parse(&text) {
            Ok(programme) => programme,
            Err(error) => {
                tell(explain::unreadable(&name, &text, &error).trim_end());
                return End::Wrong;
            }
        },
        Err(problem) => {
            tell(&format!("{name}: {problem}"));
            return End::Unreadable;
        }
    };
    say(&if options.json { as_json(&programme) } else { table::of(&programme) });
    End::Good
}

fn as_json(programme: &Programme) -> String {
    format!("{}\n", serde_json::to_string_pretty(&programme.summary()).unwrap_or_default())
}

/// The text of a file, or why there is none and what to do.
fn read(file: &Path) -> Result<String, String> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin(), &mut bytes).map(|_| bytes)
    } else {
        std::fs::read(file)
    };
    let bytes = bytes.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::IsADirectory => "this is a folder; name the .toml file in it".to_owned(),
        _ => error.to_string(),
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        format!("line {line} is not UTF-8: save the file as UTF-8 (perhaps it is GBK) and try again")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
