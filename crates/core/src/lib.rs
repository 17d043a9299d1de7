//! What is true: the rules, values and vocabulary of Kexiang, pure. No I/O, no clock, no chance; time, chance and
//! identity come in as arguments.

pub mod acceptance;
pub mod achievement;
pub mod activity;
pub mod application;
pub mod calendar;
pub mod canonical;
pub mod capital;
pub mod change;
pub mod coded;
pub mod contract;
pub mod difference;
pub mod eligibility;
pub mod expense;
pub mod id;
pub mod identifiers;
pub mod inspection;
pub mod ledger;
pub mod lifecycle;
pub mod money;
pub mod names;
pub mod numbering;
pub mod organisation;
pub mod payment;
pub mod policy;
pub mod programme;
pub mod progress;
pub mod project;
pub mod publicity;
pub mod recovery;
pub mod refusal;
pub mod review;
pub mod selection;
mod text_form;
pub mod time;
pub mod warning;
pub mod wording;
