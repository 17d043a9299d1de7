//! Review panels (评审组): formed for a call, asked, assigned, opened, unsealed.

mod assign;
mod conflicts;
mod file;
mod form;
mod meeting;
mod results;

pub use assign::{assign, assign_all, release};
pub(in crate::actions) use conflicts::block;
pub use conflicts::{ask_to_avoid, avoided, decide_conflict};
pub use file::{PanelFile, list, open};
pub(in crate::actions) use form::leave;
pub use form::{NewPanel, answerable, form, invite, replace};
pub use meeting::{MeetingForm, Paid, fees, save_meeting, save_rates, vote};
pub(crate) use meeting::{daily, is_present};
pub use results::{Ranked, begin, reopen, results, reveal};
pub(crate) use results::{counted, priorities};
