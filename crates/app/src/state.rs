//! What every request and job needs, cheap to clone.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, RwLock};

use kexiang_core::calendar::{Calendar, HolidayTable};
use kexiang_store::association::{self, Association};
use kexiang_store::blob::{BlobError, Blobs};
use kexiang_store::{Store, StoreConfig, StoreError, holiday, job, migrate, setting};

use crate::actions::demo;
use crate::clock::Clock;
use crate::config::Config;
use crate::metrics::Metrics;
use crate::passwords::Passwords;
use crate::programmes::Programmes;
use crate::secret::{Secret, SecretError};

/// How old the associations may be that a page shows, in milliseconds.
const FRESH_MS: i64 = 5_000;

/// The application of one process.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What the application holds.
pub struct Inner {
    /// Settings.
    pub config: Config,
    /// Database.
    pub store: Store,
    /// Time.
    pub clock: Clock,
    /// The system's key.
    pub secret: Secret,
    /// Hashes of passwords.
    pub passwords: Passwords,
    /// Counters of this process.
    pub metrics: Metrics,
    /// Files.
    pub blobs: Blobs,
    /// Published programmes in memory.
    pub programmes: Programmes,
    /// Working days by association, read again with the associations; '' is what the deployment has.
    calendars: RwLock<HashMap<String, Arc<Calendar>>>,
    /// Names and emblems, read again by the worker and after every change.
    associations: RwLock<Arc<Vec<Association>>>,
    /// When they were read, in milliseconds.
    associations_read_at: AtomicI64,
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Why a process cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The system's key.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The files.
    #[error("{0}. Files are set by [blobs] (KEXIANG_BLOBS_*)")]
    Blobs(#[from] BlobError),
    /// The database.
    #[error("{0}. The database is set by database.url (KEXIANG_DATABASE_URL)")]
    Store(#[from] StoreError),
}

impl App {
    /// Opens database and key. The schema is left alone; [`App::ready`] looks at it.
    ///
    /// # Errors
    /// A database that does not open, a damaged key.
    pub async fn open(config: Config) -> Result<App, StartError> {
        let mut database = StoreConfig::new(&config.database.url);
        database.authorities.clone_from(&config.database.authorities);
        database.connections = config.database.connections;
        let store = Store::open(&database).await?;
        let passwords = Passwords::new(config.security.hashing_lanes);
        Self::with(config, store, passwords)
    }

    /// Puts an application together on an open database.
    ///
    /// # Errors
    /// A damaged key, files that cannot be reached.
    pub fn with(config: Config, store: Store, passwords: Passwords) -> Result<App, StartError> {
        let clock = if config.demo.enabled { Clock::movable() } else { Clock::system() };
        Self::with_clock(config, store, passwords, clock)
    }

    /// The same with a clock that tests move themselves.
    ///
    /// # Errors
    /// As [`App::with`].
    pub fn with_clock(
        config: Config,
        store: Store,
        passwords: Passwords,
        clock: Clock,
    ) -> Result<App, StartError> {
        let secret = Secret::load(&config.secrets)?;
        let associations = RwLock::default();
        let metrics = Metrics::default();
        let programmes = Programmes::default();
        let blobs = Blobs::open(&config.blobs.place())?;
        let calendars = RwLock::new(HashMap::from([(String::new(), Arc::new(Calendar::built_in()))]));
        let inner = Inner {
            config,
            store,
            clock,
            secret,
            passwords,
            metrics,
            blobs,
            programmes,
            calendars,
            associations,
            associations_read_at: AtomicI64::new(0),
        };
        Ok(App(Arc::new(inner)))
    }

    /// Makes sure that the schema is that of this program and reads what every page needs.
    ///
    /// # Errors
    /// A schema that must be migrated first.
    pub async fn ready(&self) -> Result<(), StoreError> {
        migrate::ensure_current(&self.store).await?;
        self.follow_clock().await;
        self.reload_associations().await
    }

    /// All associations, in order.
    pub fn associations(&self) -> Arc<Vec<Association>> {
        Arc::clone(&self.associations.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// An association by its code.
    pub fn association(&self, code: &str) -> Option<Association> {
        self.associations().iter().find(|a| a.code == code).cloned()
    }

    /// Working days as an association counts them: the built-in years, what the deployment imported, and on top what the
    /// association imported itself.
    pub fn calendar_of(&self, association: &str) -> Arc<Calendar> {
        let known = self.calendars.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let held = known.get(association).or_else(|| known.get(""));
        held.map_or_else(|| Arc::new(Calendar::built_in()), Arc::clone)
    }

    /// Reads the imported holidays again.
    async fn reload_calendars(&self) -> Result<(), StoreError> {
        let mut calendars = HashMap::from([(String::new(), Calendar::built_in())]);
        // The deployment's own come first, so that every association builds on them.
        for imported in self.store.read(holiday::current).await? {
            match HolidayTable::parse(&imported.body) {
                Ok(table) => {
                    let common = calendars.get("").cloned().unwrap_or_default();
                    let held = calendars.entry(imported.association).or_insert(common);
                    *held = std::mem::take(held).with(table);
                }
                Err(error) => {
                    tracing::error!(year = imported.year, %error, "an imported holiday table cannot be read")
                }
            }
        }
        let calendars = calendars.into_iter().map(|(code, held)| (code, Arc::new(held))).collect();
        *self.calendars.write().unwrap_or_else(std::sync::PoisonError::into_inner) = calendars;
        Ok(())
    }

    /// Reads the associations again if that was not done in the last [`FRESH_MS`]: another process may have changed them.
    /// A lost database is said by whatever needs it next.
    pub async fn freshen(&self) {
        let now = self.clock.now().as_millisecond();
        let age = now - self.associations_read_at.load(Ordering::Relaxed);
        if age.abs() >= FRESH_MS
            && let Err(error) = self.reload_associations().await
        {
            tracing::warn!(%error, "the associations could not be read again");
        }
    }

    /// Reads the associations again, and the holidays they count by.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn reload_associations(&self) -> Result<(), StoreError> {
        self.reload_calendars().await?;
        let all = self.store.read(association::all).await?;
        self.associations_read_at.store(self.clock.now().as_millisecond(), Ordering::Relaxed);
        *self.associations.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(all);
        Ok(())
    }

    /// Takes over the offset of the demonstration's clock; on every request, so that all processes agree. Nothing happens
    /// outside a demonstration.
    pub async fn follow_clock(&self) {
        if !self.config.demo.enabled {
            return;
        }
        match self.store.read(|tx| setting::get(tx, demo::OFFSET)).await {
            Ok(offset) => self.clock.follow(offset.and_then(|text| text.parse().ok()).unwrap_or(0)),
            Err(error) => tracing::warn!(%error, "the demonstration's clock could not be read"),
        }
    }

    /// The address people type, for links in letters and for QR codes.
    pub fn public_url(&self) -> String {
        match self.config.server.public_url.as_str() {
            "" => format!("http://{}", self.config.server.listen),
            url => url.trim_end_matches('/').to_owned(),
        }
    }

    /// Whether the database can be reached.
    ///
    /// # Errors
    /// What cannot be reached.
    pub async fn check(&self) -> Result<(), StoreError> {
        migrate::ensure_current(&self.store).await
    }

    /// Numbers that lie in the database: (name, help, value).
    pub async fn gauges(&self) -> Vec<(&'static str, &'static str, i64)> {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        match self.store.read(job::pending).await {
            Ok(jobs) => {
                let of = |state| count(jobs.iter().filter(|job| job.state == state).count());
                vec![
                    ("kexiang_up", "The database answers.", 1),
                    ("kexiang_jobs_ready", "Jobs that wait.", of(job::State::Ready)),
                    ("kexiang_jobs_running", "Jobs being worked on.", of(job::State::Running)),
                    (
                        "kexiang_jobs_dead",
                        "Jobs that failed too often and wait for a person.",
                        of(job::State::Dead),
                    ),
                ]
            }
            Err(_) => vec![("kexiang_up", "The database answers.", 0)],
        }
    }
}
