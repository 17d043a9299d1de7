//! Documents: (template, data) → bytes, and bytes → facts. No database, no HTTP, no clock.
//!
//! - [`pdf`] and [`letter`]: the letters of the house as PDF, typeset by typst from the templates in `letters/`;
//! - [`fonts`]: the vendored fonts and what they cannot print;
//! - [`qr`]: codes written as vectors and read back from scans;
//! - [`xlsx`]: registers out, filled-in lists in, errors back on the same sheet;
//! - [`zip`]: bulk download; [`text`]: text out of uploads ([`docx`], [`pdf_read`], web pages, any encoding);
//! - [`extent`]: how long a work is; [`package`]: archive packages that prove themselves;
//! - [`sniff`]: what an uploaded file really is, and safe file names.
//!
//! Whatever comes from outside is read under limits and apart ([`Error`] instead of a panic).

pub mod docx;
pub mod error;
pub mod extent;
pub mod fonts;
mod guard;
mod html;
pub mod letter;
pub mod package;
pub mod pdf;
pub mod pdf_read;
pub mod qr;
pub mod sniff;
pub mod text;
pub mod xlsx;
pub mod zip;

pub use error::{Error, Result};
