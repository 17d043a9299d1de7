//! Review panels (评审组): formed for a call, asked, assigned, opened, unsealed.

mod assign;
mod conflicts;
mod engine;
mod file;
mod form;
mod meeting;
mod noise;
mod plan;
mod results;
mod topic;

pub use assign::{assign, assign_all, release};
pub(in crate::actions) use conflicts::block;
pub use conflicts::{ask_to_avoid, avoided, decide_conflict};
pub use engine::Desk;
pub(crate) use engine::in_words;
pub use file::{PanelFile, list, open};
pub(in crate::actions) use form::leave;
pub use form::{NewPanel, answerable, form, invite, replace};
pub use meeting::{MeetingForm, Paid, fees, payments, save_meeting, save_rates, vote};
pub(crate) use meeting::{daily, is_present};
pub use noise::{Noise, noise};
pub use plan::{Choice, PlanFile, Step, compute_plan, edit_plan, open_plan, step_plan, why};
pub use results::{Ranked, begin, reopen, results, reveal};
pub(crate) use results::{counted, priorities};
