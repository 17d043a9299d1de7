//! Published programmes in memory: a version never changes, so that it is read and parsed once per process.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use kexiang_core::id::Id;
use kexiang_core::programme::{Programme, parse};
use kexiang_core::refusal::Refusal;
use kexiang_store::programme::CallVersion;
use kexiang_store::{Tx, programme};

use crate::actions::{Failure, Fault};

/// Association, call and version.
type Key = (String, Id, i64);
/// What is known already.
type Known<T> = Arc<RwLock<HashMap<Key, Arc<T>>>>;

/// Versions of calls, parsed, and the history of a call up to each.
#[derive(Clone, Debug, Default)]
pub struct Programmes {
    parsed: Known<Programme>,
    histories: Known<Vec<CallVersion>>,
}

impl Programmes {
    /// The programme of a version of a call.
    ///
    /// # Errors
    /// `not-found` where there is no such version; a fault where a published body cannot be read.
    pub fn of_call(
        &self,
        tx: &mut Tx<'_>,
        association: &str,
        call: Id,
        version: i64,
    ) -> Result<Arc<Programme>, Failure> {
        let key = (association.to_owned(), call, version);
        if let Some(known) = known(&self.parsed, &key) {
            return Ok(known);
        }
        let published =
            programme::version(tx, association, call, version)?.ok_or_else(|| Refusal::new("not-found"))?;
        let parsed = parse(&published.body).map_err(|e| Fault::new("reading a published programme", e))?;
        Ok(keep(&self.parsed, key, parsed))
    }

    /// All versions of a call whose current version is given, the first one first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn history(
        &self,
        tx: &mut Tx<'_>,
        association: &str,
        call: Id,
        current: i64,
    ) -> Result<Arc<Vec<CallVersion>>, Failure> {
        let key = (association.to_owned(), call, current);
        if let Some(known) = known(&self.histories, &key) {
            return Ok(known);
        }
        let mut versions = programme::versions(tx, association, call)?;
        versions.retain(|v| v.version <= current);
        Ok(keep(&self.histories, key, versions))
    }
}

fn known<T>(all: &Known<T>, key: &Key) -> Option<Arc<T>> {
    all.read().ok()?.get(key).cloned()
}

fn keep<T>(all: &Known<T>, key: Key, value: T) -> Arc<T> {
    let value = Arc::new(value);
    if let Ok(mut map) = all.write() {
        map.insert(key, Arc::clone(&value));
    }
    value
}
