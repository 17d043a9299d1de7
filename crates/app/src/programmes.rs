//! Published programmes in memory: a version never changes, so that it is parsed once per process.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use kexiang_core::id::Id;
use kexiang_core::programme::{Programme, parse};
use kexiang_core::refusal::Refusal;
use kexiang_store::{Tx, programme};

use crate::actions::{Failure, Fault};

type Key = (String, Id, i64);

/// Parsed versions of calls by association, call and version.
#[derive(Clone, Debug, Default)]
pub struct Programmes(Arc<RwLock<HashMap<Key, Arc<Programme>>>>);

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
        if let Some(known) = self.0.read().ok().and_then(|map| map.get(&key).cloned()) {
            return Ok(known);
        }
        let published =
            programme::version(tx, association, call, version)?.ok_or_else(|| Refusal::new("not-found"))?;
        let parsed = parse(&published.body).map_err(|e| Fault::new("reading a published programme", e))?;
        let parsed = Arc::new(parsed);
        if let Ok(mut map) = self.0.write() {
            map.insert(key, Arc::clone(&parsed));
        }
        Ok(parsed)
    }
}
