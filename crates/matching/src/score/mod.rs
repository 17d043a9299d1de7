//! Scores (评分): what of a ranking is the projects and what is chance.
//!
//! - Severity (宽严): `score = project + expert + rest`. Projects are free, experts are drawn towards nought as if each
//!   had [`Panel::shrinkage`] further reviews without any severity; experts with fewer than [`Panel::least`] reviews
//!   are not corrected at all. The sum of squares is least at exactly one point, found by turns.
//! - Reliability (评分一致性): Krippendorff's alpha for interval data, with missing reviews.
//! - Rank intervals: rests are drawn anew for every project, as many as it has reviews; how its rank then varies is
//!   the interval, and how often it is above the line the chance of its decision. The same seed gives the same draws.
//!
//! Nothing here decides: it says which decisions the scores carry and which lie within their noise.

mod alpha;
mod bootstrap;
mod panel;
mod picture;
mod severity;

pub use alpha::alpha;
pub use panel::{Analysis, Judged, Panel, Ranked, Review, ScoreError, analyse};
pub use picture::{labelled, picture, words};
pub use severity::{Corrected, correct};
