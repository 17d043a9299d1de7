//! The receipt for a submission (提交回执): what was received, when to the millisecond, and how to prove it.

use jiff::civil::DateTime;
use serde::{Serialize, Serializer};

use super::{Labelled, Mark, Signoff};
use crate::error::Result;
use crate::pdf::{Letter, Sheet};

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// 项目申报材料接收回执. Also the title of the file.
    pub title: String,
    /// Flush left with full-width colon added: the organisation.
    pub addressee: String,
    /// Opening words, each string a paragraph.
    pub opening: Vec<String>,
    /// Application number (申报编号).
    pub number: String,
    /// Title of the project (项目名称).
    pub project: String,
    /// Applying organisation (申报单位).
    pub organisation: String,
    /// Receipt by the server in Beijing time; printed to the millisecond.
    #[serde(serialize_with = "to_the_millisecond")]
    pub received: DateTime,
    /// Hash of the canonical content in hexadecimal digits, printed in groups of eight.
    pub content_hash: String,
    /// Version code printed on every page of the application (版本码).
    pub version_code: String,
    /// Further rows: who submitted, type of project, number of files.
    pub more: Vec<Labelled>,
    /// Closing words, each string a paragraph: what happens next, how to verify.
    pub closing: Vec<String>,
    /// Issuer and date.
    pub signoff: Signoff,
    /// Footer, code and watermark.
    pub mark: Mark,
    /// Names of the rows.
    pub labels: ReceiptLabels,
}

/// Names of the rows of a [`Receipt`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptLabels {
    /// 申报编号.
    pub number: String,
    /// 项目名称.
    pub project: String,
    /// 申报单位.
    pub organisation: String,
    /// 收到时间（北京时间）.
    pub received: String,
    /// 内容校验值.
    pub content_hash: String,
    /// 版本码.
    pub version_code: String,
}

fn to_the_millisecond<S: Serializer>(at: &DateTime, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    let (date, time) = (at.date(), at.time());
    serializer.collect_str(&format_args!(
        "{}年{}月{}日 {:02}:{:02}:{:02}.{:03}",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond(),
    ))
}

impl Sheet for Receipt {
    const LETTER: Letter = Letter::Receipt;

    fn qr(&self) -> Option<&str> {
        self.mark.qr.as_deref()
    }

    fn check(&self) -> Result<()> {
        Ok(())
    }
}
