//! Documents: (template, data) → bytes, and bytes → facts. No database, no HTTP, no clock.
//!
//! - [`pdf`] and [`letter`]: the letters of the house as PDF, typeset by typst from the templates in `letters/`;
//! - [`fonts`]: the vendored fonts and what they cannot print;
//! - [`qr`]: codes written as vectors and read back from scans.

pub mod error;
pub mod fonts;
pub mod letter;
pub mod pdf;
pub mod qr;

pub use error::{Error, Result};
