//! Enums that databases, files and message keys know by a code: `Display` gives it, `FromStr` reads it.

/// A code that stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{code}` is no {what}")]
pub struct UnknownCode {
    /// The code.
    pub code: String,
    /// What it should have been.
    pub what: &'static str,
}

macro_rules! coded {
    ($($type:ty as $what:literal),+ $(,)?) => {$(
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.code())
            }
        }

        impl std::str::FromStr for $type {
            type Err = UnknownCode;

            fn from_str(code: &str) -> Result<Self, UnknownCode> {
                Self::from_code(code).ok_or_else(|| UnknownCode { code: code.to_owned(), what: $what })
            }
        }
    )+};
}

coded! {
    crate::application::State as "state",
    crate::acceptance::State as "state of an acceptance",
    crate::acceptance::Verdict as "verdict of an acceptance",
    crate::inspection::Kind as "kind of inspection",
    crate::inspection::State as "state of an inspection",
    crate::achievement::State as "state of an achievement",
    crate::activity::State as "state of an activity",
    crate::activity::Mode as "mode of an activity",
    crate::project::State as "state of a project",
    crate::contract::State as "state of a contract",
    crate::payment::State as "state of a payment",
    crate::change::State as "state of a change request",
    crate::recovery::State as "state of a recovery order",
    crate::ledger::Account as "account",
    crate::ledger::Cause as "cause of a movement",
    crate::programme::Gate as "gate of an instalment",
    crate::review::Kind as "kind of expert",
    crate::review::Rank as "rank of expert",
    crate::review::ExpertState as "state of an expert",
    crate::review::ConflictKind as "kind of conflict",
    crate::review::Blind as "blind mode",
    crate::review::MemberState as "state of a panel's member",
    crate::review::PanelState as "state of a panel",
    crate::review::PlanState as "state of a plan",
    crate::review::Vote as "vote",
    crate::selection::State as "state of a selection",
    crate::selection::Outcome as "outcome of a selection",
    crate::publicity::ObjectionState as "state of an objection",
    crate::organisation::OrganisationClass as "class of organisation",
    crate::organisation::FactKind as "kind of fact",
    crate::policy::OfficeRole as "office role",
    crate::policy::MemberRole as "organisation role",
}
