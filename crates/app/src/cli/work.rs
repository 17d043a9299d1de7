use clap::Args;
use tokio::sync::watch;

use super::serve::asked_to_stop;
use super::{Problem, explain, open};
use crate::config::Config;
use crate::jobs;

/// Options of `kexiang work`.
#[derive(Debug, Args)]
pub(super) struct Work {
    /// Carry out what is due now, then stop.
    #[arg(long)]
    once: bool,
    /// Jobs at the same time; without it worker.lanes of the settings.
    #[arg(long, value_name = "N")]
    lanes: Option<usize>,
}

/// `kexiang work`
pub(super) async fn run(config: Config, options: Work) -> Result<(), Problem> {
    let app = open(config).await?;
    if options.once {
        return jobs::work_once(&app).await.map_err(explain);
    }
    let (stop, stopping) = watch::channel(false);
    let lanes = options.lanes.unwrap_or(app.config.worker.lanes);
    let working = tokio::spawn(jobs::work(app.clone(), lanes, stopping));
    asked_to_stop().await;
    stop.send_replace(true);
    working.await??;
    app.store.close().await;
    Ok(())
}
