//! A draft as the text of a programme's file: what is open stands above it as comments.

use std::fmt::Write;

use super::{Draft, Open};

/// The text of the file, as the editor would write it, with what is open above it.
pub fn to_toml(draft: &Draft) -> String {
    comments(&draft.open) + &kexiang_core::programme::write(&draft.programme)
}

fn comments(open: &[Open]) -> String {
    let mut out = String::new();
    if !open.is_empty() {
        out.push_str("# 请核对：\n");
    }
    for one in open {
        let _ = writeln!(out, "# {}：{}", one.path, one.why.replace('\n', " "));
    }
    out
}
