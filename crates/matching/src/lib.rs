//! Engines of pure computation: no I/O, no clock, no ambient chance.
//!
//! - [`assign`]: experts to applications (专家分配).
//! - [`draw`]: draws that anyone can repeat (可复核抽取).
//!
//! Every engine takes plain serde structs and gives plain serde structs, so that its problem and its answer are
//! files that can be kept beside the decision they led to. Seeds are arguments; the same input gives the same
//! bytes on every machine.

pub mod assign;
pub mod draw;
