//! What is true, told from outside: one module per file of the crate.

mod calendar;
mod canonical;
mod capital;
mod eligibility;
mod id;
mod identifiers;
mod lifecycle;
mod money;
mod names;
mod numbering;
mod policy;
mod programme;
mod programme_card;
mod programme_check;
mod programme_check_forms;
mod programme_check_names;
mod programme_guangdong;
mod programme_liuzhou;
mod programme_ningxia;
mod programme_parse;
mod programme_readme;
mod programme_xinjiang;
mod time;
mod wording;
