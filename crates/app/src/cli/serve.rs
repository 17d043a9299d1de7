use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{Problem, open};
use crate::config::Config;
use crate::state::App;
use crate::{jobs, web};

/// `kexiang serve`
pub(super) async fn run(config: Config) -> Result<(), Problem> {
    let app = open(config).await?;
    let listener = listen(&app).await?;
    serve(app, listener).await
}

/// Opens the port.
pub(super) async fn listen(app: &App) -> Result<TcpListener, Problem> {
    let address = &app.config.server.listen;
    TcpListener::bind(address).await.map_err(|error| {
        format!("cannot listen on {address}: {error}. Set another server.listen (KEXIANG_SERVER_LISTEN)")
            .into()
    })
}

/// Serves until the process is asked to stop; requests and jobs under way are finished.
pub(super) async fn serve(app: App, listener: TcpListener) -> Result<(), Problem> {
    tracing::info!("listening on http://{}", listener.local_addr()?);
    let (stop, stopping) = watch::channel(false);
    let worker = app.config.worker.with_server.then(|| {
        let lanes = app.config.worker.lanes;
        tokio::spawn(jobs::work(app.clone(), lanes, stopping))
    });
    let service = web::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(asked_to_stop()).await?;
    stop.send_replace(true);
    if let Some(worker) = worker {
        worker.await??;
    }
    app.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Ctrl-C or SIGTERM.
pub(super) async fn asked_to_stop() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
