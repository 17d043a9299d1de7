//! The office's day on the real router and real databases.

mod check;
mod desk;
mod office;
mod pages;
mod paper;
mod programme_cli;
