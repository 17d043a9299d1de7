//! The record of a formal check (形式审查记录): every item with its verdict and clause, every override with its reason.

use serde::Serialize;

use super::{Labelled, Mark};
use crate::error::Result;
use crate::pdf::{Letter, Sheet};

/// The record of one application's formal check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckRecord {
    /// 形式审查记录. Also the title of the file.
    pub title: String,
    /// Head of the record, two pairs in a row: number, project, organisation, type, version code.
    pub facts: Vec<Labelled>,
    /// The items in the order of the check.
    pub items: Vec<CheckItem>,
    /// Soft rules that an officer set aside; the table is left out when there is none.
    pub overrides: Vec<Override>,
    /// 结论：形式审查通过.
    pub conclusion: Labelled,
    /// Who decided what and when: 审查人, 复核人, 审查时间; one row each with room to sign.
    pub people: Vec<CheckPerson>,
    /// Footer, code and watermark.
    pub mark: Mark,
    /// Heads of the tables.
    pub labels: CheckLabels,
}

/// One item of the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckItem {
    /// What was checked.
    pub name: String,
    /// The clause, in the notice's words.
    pub clause: String,
    /// What was found.
    pub finding: String,
    /// 符合, 不符合, 不适用, 符合（人工裁量）.
    pub verdict: String,
}

/// A soft rule that was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Override {
    /// The item's name.
    pub item: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When, in Beijing time, as the caller writes it.
    pub at: String,
}

/// A person of the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckPerson {
    /// 审查人.
    pub role: String,
    /// Name.
    pub name: String,
    /// When, in Beijing time, as the caller writes it.
    pub at: String,
}

/// Heads of the tables of a [`CheckRecord`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckLabels {
    /// 序号.
    pub index: String,
    /// 审查项目.
    pub name: String,
    /// 依据条款.
    pub clause: String,
    /// 审查情况.
    pub finding: String,
    /// 结论.
    pub verdict: String,
    /// Above the second table: 裁量说明.
    pub overrides: String,
    /// 理由.
    pub reason: String,
    /// 决定人.
    pub by: String,
    /// 时间.
    pub at: String,
    /// 签名.
    pub signature: String,
}

impl Sheet for CheckRecord {
    const LETTER: Letter = Letter::CheckRecord;

    fn qr(&self) -> Option<&str> {
        self.mark.qr.as_deref()
    }

    fn check(&self) -> Result<()> {
        Ok(())
    }
}
