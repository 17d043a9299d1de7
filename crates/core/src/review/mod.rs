//! Expert review (专家评审): who may review what, by which rubric, what the scores add up to, and what an expert is paid.
//! All scores are whole numbers in hundredths of a point, so that every ranking can be hashed and computed again.

mod aggregate;
mod blind;
mod conflict;
mod expert;
mod fee;
mod meeting;
mod panel;
mod plan;
mod rank;
mod rubric;
mod score;

pub use aggregate::{Corrected, Mark, Method, Summary, corrected, summarise};
pub use blind::{Blind, redacted};
pub use conflict::{ConflictKind, ExpertFacts, Found, Relation, Reviewed, detect};
pub use expert::{ExpertState, Kind, Rank};
pub use fee::{Duty, Fee, FeeTable, fee, gross_for, withholding};
pub use meeting::{Tally, Vote, tally};
pub use panel::{Composition, MemberState, PanelState, Seat, ready_to_open};
pub use plan::{Edit, Layout, Pair, Plan, PlanState};
pub use rank::{Placed, Standing, TieBreak, placed};
pub use rubric::{Band, CommentRule, Criterion, Rubric};
pub use score::{Scored, read_points, score, shown};
