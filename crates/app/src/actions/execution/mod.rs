//! What a project does between contract and acceptance: activities, sign-ins, achievements, progress.

mod progress;

pub use progress::{Execution, binding, ends_on, view};
