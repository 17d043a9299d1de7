//! Fresh databases for tests, one for each engine. A test that cannot reach PostgreSQL fails: silence would be a lie.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use futures::FutureExt;
use jiff::Timestamp;

use crate::blob::{Blobs, BlobsConfig, S3Config};
use crate::db::{Engine, Store, StoreConfig, administer};
use crate::error::StoreError;
use crate::migrate::{self, MIGRATIONS};
use crate::sql::Sql;
use crate::{Shape, sql};

/// The time that test databases say they were migrated at: 2026-01-01T00:00:00+08:00.
const MIGRATED_AT: Timestamp = Timestamp::constant(1_767_196_800, 0);

/// Held while a template database is made.
const TEMPLATE_LOCK: i64 = 5_746_930_128;

/// Runs a body on a fresh SQLite file and on a fresh PostgreSQL database, both migrated.
///
/// # Panics
/// If the body does, if a database cannot be made, or if `KEXIANG_TEST_POSTGRES` is unset (unless
/// `KEXIANG_TEST_ENGINES=sqlite`).
pub async fn each_engine<F: AsyncFn(Store)>(body: F) {
    for engine in engines() {
        let database = Database::create(engine).await;
        database.enjoy(&body).await;
    }
}

/// The engines to test on.
pub fn engines() -> Vec<Engine> {
    match setting("KEXIANG_TEST_ENGINES").as_deref() {
        None | Some("all") => vec![Engine::Sqlite, Engine::Postgres],
        Some("sqlite") => vec![Engine::Sqlite],
        Some("postgres") => vec![Engine::Postgres],
        Some(other) => panic!("KEXIANG_TEST_ENGINES is `{other}`: use all, sqlite or postgres"),
    }
}

/// A fresh database with the settings to open it, several times if wanted.
pub struct Database {
    /// How to open it.
    pub config: StoreConfig,
    engine: Engine,
    name: String,
    _folder: tempfile::TempDir,
}

impl Database {
    /// A fresh, migrated database.
    pub async fn create(engine: Engine) -> Database {
        let database = Database::create_empty(engine, true).await;
        if engine == Engine::Sqlite {
            let store = database.open().await;
            migrate::run(&store, MIGRATED_AT).await.expect("the migrations apply");
            store.close().await;
        }
        database
    }

    /// A fresh database without any table (or, on PostgreSQL, with the migrated template's).
    pub async fn create_empty(engine: Engine, migrated: bool) -> Database {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let name = unique_name();
        let url = match engine {
            Engine::Sqlite => format!("sqlite:{}", folder.path().join("test.db").display()),
            Engine::Postgres => create_postgres(name.clone(), migrated).await,
        };
        let mut config = StoreConfig::new(url);
        config.connections = 8;
        Database { config, engine, name, _folder: folder }
    }

    /// Opens it.
    pub async fn open(&self) -> Store {
        Store::open(&self.config).await.expect("the test database opens")
    }

    /// Runs a body on it, then removes it, even if the body panics.
    pub async fn enjoy<F: AsyncFn(Store)>(self, body: &F) {
        let store = self.open().await;
        let outcome = AssertUnwindSafe(body(store.clone())).catch_unwind().await;
        store.close().await;
        let name = self.engine.name();
        self.remove().await;
        if let Err(panic) = outcome {
            eprintln!("the test failed on {name}");
            resume_unwind(panic);
        }
    }

    /// Removes it.
    pub async fn remove(self) {
        if self.engine == Engine::Postgres {
            let name = self.name.clone();
            administer_server(move |admin| {
                administer(&admin, &[&format!("drop database {name} with (force)")])
            })
            .await;
        }
    }
}

/// Runs a body on a fresh file store in a folder and on one in a bucket.
///
/// # Panics
/// If the body does, or if `KEXIANG_TEST_S3` is unset (unless `KEXIANG_TEST_ENGINES=sqlite`).
pub async fn each_file_store<F: AsyncFn(Blobs)>(body: F) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    body(Blobs::open(&BlobsConfig::Folder(folder.path().join("files"))).expect("the folder opens")).await;
    if engines() == [Engine::Sqlite] {
        return;
    }
    let config = S3Config {
        endpoint: setting("KEXIANG_TEST_S3")
            .expect("KEXIANG_TEST_S3 is not set: run `eval \"$(scripts/test-services)\"`"),
        region: "us-east-1".to_owned(),
        bucket: "kexiang-test".to_owned(),
        prefix: folder.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        access_key: "test".to_owned(),
        secret_key: "test".to_owned(),
        path_style: true,
        allow_http: true,
        spool: folder.path().join("spool"),
    };
    body(Blobs::open(&BlobsConfig::S3(config)).expect("the bucket opens")).await;
}

/// How many uploads lie in the spool folder.
pub fn spooled(blobs: &Blobs) -> usize {
    std::fs::read_dir(blobs.spool()).expect("the spool folder").count()
}

/// What an engine makes of a statement when it prepares it, for the test of the whole registry.
pub async fn describe(store: &Store, sql: &'static Sql) -> Result<Shape, StoreError> {
    store.read(move |tx| tx.describe(sql)).await
}

/// All registered statements.
pub fn registry() -> Vec<&'static Sql> {
    sql::registry()
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where their services are")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The URL of the test server's maintenance database.
fn admin_url() -> String {
    setting("KEXIANG_TEST_POSTGRES").expect(
        "KEXIANG_TEST_POSTGRES is not set: run `eval \"$(scripts/test-services)\"`, or leave PostgreSQL out with \
         KEXIANG_TEST_ENGINES=sqlite",
    )
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("kexiang_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Runs administrative statements away from the async workers.
async fn administer_server<T: Send + 'static>(
    action: impl FnOnce(String) -> Result<T, StoreError> + Send + 'static,
) -> T {
    let admin = admin_url();
    let running = tokio::task::spawn_blocking(move || action(admin));
    running.await.expect("the administrative thread runs").expect("the test server obeys")
}

/// Creates a database and answers its URL. A name left over from an earlier run is dropped first.
async fn create_postgres(name: String, migrated: bool) -> String {
    let template = if migrated { migrated_template().await } else { "template0".to_owned() };
    let drop = format!("drop database if exists {name} with (force)");
    let create = format!("create database {name} template {template}");
    let url = database_url(&admin_url(), &name);
    administer_server(move |admin| administer(&admin, &[&drop, &create])).await;
    url
}

/// The same server, another database.
fn database_url(admin: &str, name: &str) -> String {
    let (address, query) =
        admin.split_once('?').map_or((admin, None), |(address, query)| (address, Some(query)));
    let server = address.rsplit_once('/').map_or(address, |(server, _)| server);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{server}/{name}{query}")
}

/// The name of a database migrated to this program's schema; made once per server, kept for later runs.
async fn migrated_template() -> String {
    let texts: Vec<&str> = MIGRATIONS.iter().flat_map(|file| [file.name, file.text]).collect();
    let name = format!("kexiang_template_{}", &migrate::checksum(&texts.join("\n"))[..16]);
    if template_is_ready(name.clone()).await {
        return name;
    }
    let building = unique_name() + "_building";
    let (drop, create) = (
        format!("drop database if exists {building}"),
        format!("create database {building} template template0"),
    );
    let url = database_url(&admin_url(), &building);
    administer_server(move |admin| administer(&admin, &[&drop, &create])).await;
    let store = Store::open(&StoreConfig { connections: 1, long_reads: 1, ..StoreConfig::new(url) }).await;
    let store = store.expect("the template database opens");
    migrate::run(&store, MIGRATED_AT).await.expect("the migrations apply");
    store.close().await;
    // Several test processes may have built one: the first gives it its name, the others drop theirs.
    let (wanted, built) = (name.clone(), building.clone());
    administer_server(move |admin| {
        let lock = format!("select pg_advisory_lock({TEMPLATE_LOCK})");
        let there = format!("select 1 from pg_database where datname = '{wanted}'");
        let rename = format!(
            "do $do$ begin if not exists (select 1 from pg_database where datname = '{wanted}') then \
             execute 'alter database {built} rename to {wanted}'; end if; end $do$"
        );
        let drop = format!("drop database if exists {built}");
        administer(&admin, &[&lock, &rename, &drop, &there])
    })
    .await;
    name
}

async fn template_is_ready(name: String) -> bool {
    let there = format!("select 1 from pg_database where datname = '{name}'");
    administer_server(move |admin| administer(&admin, &[&there])).await.is_some()
}
