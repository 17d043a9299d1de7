//! `kexiang draw …`: draws that anyone can repeat, on plain files and without a database.

use std::path::PathBuf;

use clap::Subcommand;
use kexiang_matching::draw::{self, Notice, Share, Witness};

use super::files;
use super::{Problem, say};

/// `kexiang draw …`
#[derive(Debug, Subcommand)]
pub(super) enum Draw {
    /// Make the notice to publish before a draw: the whole list, and a commitment to each secret seed.
    Announce {
        /// The plan: purpose, contributors, strata, candidates.
        plan: PathBuf,
        /// The secret seeds: [{"by": "…", "seed": "32 hexadecimal digits or more"}].
        secrets: PathBuf,
        /// When it is published, in words, e.g. "2026-04-01 09:00".
        #[arg(long, default_value = "")]
        at: String,
    },
    /// Draw: from the published notice and the seeds, revealed now, to the record.
    Run {
        /// The notice.
        notice: PathBuf,
        /// The seeds of all contributors: [{"by", "seed"}].
        seeds: PathBuf,
        /// A witness as NAME or NAME=FUNCTION. May be repeated.
        #[arg(long, value_name = "NAME[=FUNCTION]", value_parser = witness)]
        witness: Vec<Witness>,
        /// When it is drawn, in words.
        #[arg(long, default_value = "")]
        at: String,
    },
    /// Compute a record again and say what differs; exits with 1 if anything does.
    Verify {
        /// The record.
        record: PathBuf,
        /// The notice as it was published, kept by the inspector.
        #[arg(long, value_name = "FILE")]
        notice: Option<PathBuf>,
    },
}

fn witness(text: &str) -> Result<Witness, String> {
    let (name, role) = text.split_once('=').unwrap_or((text, ""));
    Ok(Witness { name: name.to_owned(), role: role.to_owned() })
}

pub(super) fn run(command: Draw) -> Result<(), Problem> {
    match command {
        Draw::Announce { plan, secrets, at } => {
            let secrets: Vec<Share> = files::json(&secrets)?;
            files::write(None, &draw::announce(files::json(&plan)?, &secrets, &at)?)
        }
        Draw::Run { notice, seeds, witness, at } => {
            files::write(None, &draw::run(files::json(&notice)?, files::json(&seeds)?, witness, &at)?)
        }
        Draw::Verify { record, notice } => {
            let record = files::json(&record)?;
            let findings = match notice {
                Some(path) => draw::verify_against(&record, &files::json::<Notice>(&path)?),
                None => draw::verify(&record),
            };
            findings.iter().for_each(|finding| say(&format!("{finding}\n")));
            match findings.len() {
                0 => {
                    say("全部相符：名单、种子、结果和封印都能重算出来\n");
                    Ok(())
                }
                n => Err(format!("{n} 处不符，见上").into()),
            }
        }
    }
}
