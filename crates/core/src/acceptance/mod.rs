//! Acceptance (验收): the form is generated from what is there already, checked indicator by indicator by two different
//! people, substance and money, and concluded by a third; what follows from the verdict is data (L18, X09, G14).

mod consequence;
mod form;
mod score;
mod state;
mod verdict;

pub use consequence::{Case, Consequence, consequences, outweighs};
pub use form::{Form, FormRow, Money, MoneyLine, Paper, PaperKind, check_form};
pub use score::{Grade, Score, score};
pub use state::{Command, Dossier, Hand, State, decide};
pub use verdict::{RowVerdict, Thresholds, Verdict, check_rows, judged, propose};
