//! TLS to PostgreSQL is never left out silently.

use std::path::PathBuf;
use std::time::Duration;

use kexiang_store::testing::engines;
use kexiang_store::{Engine, Store, StoreConfig, StoreError};

/// The test server, which speaks no TLS; none where the tests run on SQLite alone.
#[expect(clippy::disallowed_methods, reason = "the test server's address comes from the environment alone")]
fn server() -> Option<StoreConfig> {
    if !engines().contains(&Engine::Postgres) {
        return None;
    }
    let url = std::env::var("KEXIANG_TEST_POSTGRES").expect("the address of the test server");
    let patience = Duration::from_millis(100);
    Some(StoreConfig { connections: 1, long_reads: 1, patience, ..StoreConfig::new(url) })
}

fn authority() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, include_str!("authority.pem")).expect("written");
    (folder, file)
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_tls_is_required() {
    let Some(plain) = server() else { return };
    let (_folder, authorities) = authority();
    let url = format!("{}?sslmode=require", plain.url);
    let encrypted = StoreConfig { url, authorities, ..plain.clone() };
    match Store::open(&encrypted).await.map(|_| ()) {
        Err(StoreError::Unavailable(why)) => assert!(why.contains("TLS"), "{why}"),
        other => panic!("{other:?}"),
    }
    Store::open(&plain).await.expect("without TLS it opens").close().await;
}

#[tokio::test]
async fn a_file_without_authorities_is_named() {
    let Some(plain) = server() else { return };
    let url = format!("{}?sslmode=require", plain.url);
    let missing = StoreConfig { url, authorities: PathBuf::from("/nowhere/authority.pem"), ..plain };
    match Store::open(&missing).await.map(|_| ()) {
        Err(StoreError::Setup(why)) => assert!(why.contains("/nowhere/authority.pem"), "{why}"),
        other => panic!("{other:?}"),
    }
}
