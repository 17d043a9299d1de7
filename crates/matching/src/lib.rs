//! Engines of pure computation: no clock, no ambient chance, no I/O but the index of copied text in its folder.
//!
//! - [`assign`]: experts to applications (专家分配).
//! - [`draw`]: draws that anyone can repeat (可复核抽取).
//! - [`score`]: severity of experts, reliability of a panel, what of a ranking is chance (评分分析).
//! - [`similar`]: copied text (查重); its index lives in files, and [`similar::Folder`] alone touches a disk.
//!
//! Every engine takes plain serde structs and gives plain serde structs, so that its problem and its answer are
//! files that can be kept beside the decision they led to. Seeds are arguments; the same input gives the same
//! bytes on every machine.

pub mod assign;
pub mod draw;
pub mod score;
pub mod similar;
