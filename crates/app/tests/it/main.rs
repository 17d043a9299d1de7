//! The office's day on the real router and real databases.

mod pages;
