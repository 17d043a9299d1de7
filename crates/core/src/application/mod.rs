//! An application (申报): its state, its answers, what is still missing, and what the notice forbids in it.

mod answer;
mod budget;
mod content;
mod gaps;
mod patch;
mod state;
mod target;

pub use answer::{Answers, BudgetLine, JointParty, TableRow};
pub use budget::{BudgetFault, BudgetTotals, check_budget, total};
pub use content::{Content, content_hash, version_code};
pub use gaps::{Gap, GapKind, gaps};
pub use patch::{PatchError, patched};
pub use state::State;
pub use target::{TargetFault, TargetRow, check_targets, prefilled};
