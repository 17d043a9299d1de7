//! The office's day on the real router and real databases.

mod check;
mod demo;
mod desk;
mod factor;
mod forms;
mod health;
mod import;
mod inbox;
mod matrix;
mod notice;
mod notice_cli;
mod office;
mod organisation;
mod pages;
mod paper;
mod people;
mod programme;
mod programme_cli;
mod recovery;
mod sign_in;
mod similar;
mod support;
mod tasks;
mod tokens;
