//! 退回补正通知 (returned for correction) and 不予受理告知 (not accepted): all defects at once (一次性告知), each with its
//! clause and what would satisfy it.

use serde::Serialize;

use super::{Mark, Signoff};
use crate::error::Result;
use crate::pdf::{Letter, Sheet};

/// A notice of return or refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReturnNotice {
    /// 项目申报材料退回补正通知. Also the title of the file.
    pub title: String,
    /// Under the title: 编号 or 文号 of the notice.
    pub number: Option<String>,
    /// Flush left with full-width colon added: the organisation.
    pub addressee: String,
    /// Opening words, each string a paragraph.
    pub opening: Vec<String>,
    /// Rows of the table; numbered from 1 in this order.
    pub defects: Vec<Defect>,
    /// Set apart and in bold: 请于2026年3月28日17:00前…；逾期视为放弃. None for a refusal.
    pub deadline: Option<String>,
    /// Closing words, each string a paragraph: how to hand in again, how to object, contact.
    pub closing: Vec<String>,
    /// Issuer and date.
    pub signoff: Signoff,
    /// Footer, code and watermark.
    pub mark: Mark,
    /// Heads of the table.
    pub labels: DefectLabels,
}

/// One defect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// Section or field of the form (章节).
    pub section: String,
    /// What is wrong (问题).
    pub problem: String,
    /// The clause it violates, in the notice's words (依据条款).
    pub clause: String,
    /// What would satisfy it (修改要求).
    pub demand: String,
}

/// Heads of the table of a [`ReturnNotice`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DefectLabels {
    /// 序号.
    pub index: String,
    /// 章节.
    pub section: String,
    /// 问题.
    pub problem: String,
    /// 依据条款.
    pub clause: String,
    /// 修改要求.
    pub demand: String,
}

impl Sheet for ReturnNotice {
    const LETTER: Letter = Letter::Returned;

    fn qr(&self) -> Option<&str> {
        self.mark.qr.as_deref()
    }

    fn check(&self) -> Result<()> {
        Ok(())
    }
}
