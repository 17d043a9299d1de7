//! What is true: the rules, values and vocabulary of Kexiang, pure. No I/O, no clock, no chance; time, chance and
//! identity come in as arguments.

pub mod calendar;
pub mod canonical;
pub mod capital;
pub mod id;
pub mod money;
pub mod organisation;
pub mod programme;
mod text_form;
pub mod time;
pub mod wording;
