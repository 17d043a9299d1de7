//! Lists and minutes (一览表、会议纪要、公示): a title, paragraphs, one table, paragraphs, people who sign, a sign-off.

use serde::Serialize;

use super::{Labelled, Mark, Signoff};
use crate::error::{Error, Result};
use crate::pdf::{Letter, Sheet};

/// A list or minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListSheet {
    /// 关于…拟立项名单的公示. Also the title of the file.
    pub title: String,
    /// Paragraphs above the table.
    pub before: Vec<String>,
    /// The columns of the table.
    pub columns: Vec<ListColumn>,
    /// The rows; no table where there are none.
    pub rows: Vec<Vec<String>>,
    /// Paragraphs below the table.
    pub after: Vec<String>,
    /// Who signs: role and name, two in a row with room for the signature.
    pub signers: Vec<Labelled>,
    /// Issuer and date.
    pub signoff: Option<Signoff>,
    /// Footer, code and watermark.
    pub mark: Mark,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListColumn {
    /// Head.
    pub name: String,
    /// Share of the width; 0: as wide as its words.
    pub weight: u32,
    /// Whether its words stand in the middle.
    pub centred: bool,
}

impl Sheet for ListSheet {
    const LETTER: Letter = Letter::Listing;

    fn qr(&self) -> Option<&str> {
        self.mark.qr.as_deref()
    }

    fn check(&self) -> Result<()> {
        let columns = self.columns.len();
        match self.rows.iter().position(|row| row.len() != columns) {
            None => Ok(()),
            Some(row) => Err(Error::Shape {
                place: format!("rows[{row}]"),
                reason: format!("a row has one text for each of the {columns} columns"),
            }),
        }
    }
}
