//! Integration tests of the engines: one module per engine.

mod assign;
mod draw;
mod score;
mod similar;
