//! Which error type is used where:
//! - [`Refusal`] (core): what a person asked for is not done, and why. A result like any other; never logged as an error.
//! - [`Fault`]: something broke. It goes up unlogged, is logged once at the boundary (page, API, job, command line) with
//!   its reference number, and the person sees that number.
//! - [`Failure`]: either of the two; what actions and handlers return.

use std::error::Error;
use std::fmt::Write as _;

use kexiang_core::refusal::Refusal;
use kexiang_store::StoreError;

use crate::chance;

/// Why an action did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Not done, with the reason.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something broke.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<StoreError> for Failure {
    /// A full queue and a change by somebody else are refusals: the person can do something about them.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Refusal::new("busy").into(),
            StoreError::Conflict { .. } => Refusal::new("changed-meanwhile").into(),
            error => {
                let passing = matches!(
                    error,
                    StoreError::Unavailable(_) | StoreError::Contention { .. } | StoreError::Closed
                );
                Fault { passing, ..Fault::new("using the database", error) }.into()
            }
        }
    }
}

/// Something broke that the person cannot mend.
#[derive(Debug, thiserror::Error)]
#[error("fault {reference} while {doing}: {detail}")]
pub struct Fault {
    /// Number that the person sees and the log holds.
    pub reference: String,
    /// What was being done, in English, for the log.
    pub doing: &'static str,
    /// All messages of the error.
    pub detail: String,
    /// Whether trying again in a moment may help.
    pub passing: bool,
}

impl Fault {
    /// A fault with a new reference number.
    pub fn new(doing: &'static str, error: impl Error) -> Self {
        let mut detail = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            let _ = write!(detail, ": {error}");
            source = error.source();
        }
        Fault { reference: chance::typed_code(2), doing, detail, passing: false }
    }

    /// A fault from a sentence.
    pub fn saying(doing: &'static str, detail: impl Into<String>) -> Self {
        Fault { reference: chance::typed_code(2), doing, detail: detail.into(), passing: false }
    }
}
