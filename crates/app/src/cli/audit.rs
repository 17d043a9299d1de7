use clap::Subcommand;
use kexiang_store::audit::{self, Verdict};

use super::{Problem, open, say};
use crate::config::Config;

/// `kexiang audit …`
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Check the chain of every record: that none was changed, removed or put in between.
    Verify {
        /// Code of one association; without it all, and the deployment's own chain.
        #[arg(long, value_name = "CODE")]
        association: Option<String>,
    },
}

pub(super) async fn run(config: Config, command: Audit) -> Result<(), Problem> {
    let Audit::Verify { association } = command;
    let app = open(config).await?;
    let chains = match association {
        Some(code) => vec![code],
        None => {
            let codes = app.associations().iter().map(|a| a.code.clone()).collect::<Vec<_>>();
            std::iter::once(String::new()).chain(codes).collect()
        }
    };
    let mut broken = 0;
    for code in chains {
        let name = if code.is_empty() { "(deployment)" } else { &code };
        match audit::verify(&app.store, &code).await? {
            Verdict::Sound(head) => {
                say(&format!("{name:<14} sound    {:>8} records, {}\n", head.seq, head.hash))
            }
            Verdict::Broken { seq, problem } => {
                broken += 1;
                say(&format!("{name:<14} BROKEN   at record {seq}: {problem}\n"));
            }
        }
    }
    match broken {
        0 => Ok(()),
        n => Err(format!(
            "{n} chain(s) do not hold. Keep this database as it is, compare it with a backup, and tell the audit administrator"
        )
        .into()),
    }
}
