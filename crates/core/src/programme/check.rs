use super::Programme;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// The programme works, but a person should look: the notice contradicts itself or leaves something open.
    Warning,
    /// The programme must not be published.
    Error,
}

/// Something that is wrong or contradictory in a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How grave.
    pub gravity: Gravity,
    /// Stable code, e.g. `sum-differs`, for the locale and for tests.
    pub code: &'static str,
    /// Line in the file, from 1.
    pub line: usize,
    /// Where, as a path, e.g. `type[0].tier[1].funding`.
    pub path: String,
    /// What is wrong and what to do, in English.
    pub reason: String,
}

/// Explains what is wrong or contradictory in a programme.
pub fn check(_text: &str, _programme: &Programme, _now: jiff::Timestamp) -> Vec<Finding> {
    Vec::new()
}
