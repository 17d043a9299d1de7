//! Draws on plain files.
//!
//! - `draw announce plan.json secrets.json` prints the notice;
//! - `draw run notice.json shares.json` prints the record;
//! - `draw verify record.json [notice.json]` says what is wrong and exits with 1, or that all agrees.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;

use kexiang_matching::draw::{announce, run, verify, verify_against};
use serde::de::DeserializeOwned;

fn read<T: DeserializeOwned>(path: &str) -> Result<T, Box<dyn Error>> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut out = io::stdout().lock();
    match args[..] {
        ["announce", plan, secrets] => {
            let notice = announce(read(plan)?, &read::<Vec<_>>(secrets)?, "")?;
            writeln!(out, "{}", serde_json::to_string_pretty(&notice)?)?;
        }
        ["run", notice, shares] => {
            let record = run(read(notice)?, read(shares)?, vec![], "")?;
            writeln!(out, "{}", serde_json::to_string_pretty(&record)?)?;
        }
        ["verify", record, ref notice @ ..] => {
            let findings = match notice.first() {
                Some(path) => verify_against(&read(record)?, &read(path)?),
                None => verify(&read(record)?),
            };
            for finding in &findings {
                writeln!(out, "{finding}")?;
            }
            if !findings.is_empty() {
                return Ok(ExitCode::FAILURE);
            }
            writeln!(out, "全部相符")?;
        }
        _ => {
            writeln!(
                io::stderr(),
                "draw announce PLAN SECRETS | run NOTICE SHARES | verify RECORD [NOTICE]"
            )?;
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}
