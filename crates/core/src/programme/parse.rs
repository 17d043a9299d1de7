use super::Programme;
use super::check::Lines;

/// The text is not a programme file: what is wrong and in which line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
pub struct ParseError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub reason: String,
}

/// Reads a programme file.
///
/// # Errors
/// The text is no TOML, a key is unknown or missing, a value has the wrong shape: with line and column.
pub fn parse(text: &str) -> Result<Programme, ParseError> {
    let programme: Programme = toml::from_str(text).map_err(|e| {
        let (line, column) = position(text, e.span().map_or(0, |s| s.start));
        ParseError { line, column, reason: e.message().to_owned() }
    })?;
    if programme.schema != Programme::SCHEMA {
        let reason =
            format!("schema {} is not known; this program reads {}", programme.schema, Programme::SCHEMA);
        let line = Lines::of(text).line("schema");
        return Err(ParseError { line, column: 1, reason });
    }
    Ok(programme)
}

/// Line and column, both from 1, of a byte offset.
pub(super) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    (line, column)
}
