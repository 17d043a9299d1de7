//! The application form (申报表, 申报书) as a generic description of its table.

use serde::Serialize;

use super::form::{self, Section};
use super::{Labelled, Mark};
use crate::error::Result;
use crate::pdf::{Letter, Sheet};

/// A filled or empty application form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApplicationSheet {
    /// 学会改革与发展项目申报表. Also the title of the file.
    pub title: String,
    /// Above the title at the left: 附表 1.
    pub caption: Option<String>,
    /// Under the title: (项目编号：2026-1 号).
    pub subtitle: Option<String>,
    /// Above the table at the right: 填表时间：2026年3月6日.
    pub filled_on: Option<String>,
    /// A page of its own before the form (申报书 style).
    pub cover: Option<Cover>,
    /// The tables, top to bottom; a section without heading joins the one above it.
    pub sections: Vec<Section>,
    /// Small print below the table.
    pub footnote: Option<String>,
    /// Footer, code and watermark.
    pub mark: Mark,
    /// Words the template needs.
    pub labels: ApplicationLabels,
}

/// Words that the template itself places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApplicationLabels {
    /// Under a label that is repeated on a further page: （续）.
    pub continued: String,
}

/// The cover page (封面).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cover {
    /// Top right, whole: 项目编号：2026-1-007.
    pub number: String,
    /// Above the title, smaller: the programme's name.
    pub heading: Option<String>,
    /// 项目申报书.
    pub title: String,
    /// Underlined fields: 项目名称, 申报单位, 项目负责人, 申报日期.
    pub fields: Vec<Labelled>,
    /// At the foot: 柳州市科学技术协会 制, and a date.
    pub issuer: Vec<String>,
}

impl Sheet for ApplicationSheet {
    const LETTER: Letter = Letter::Application;

    fn qr(&self) -> Option<&str> {
        self.mark.qr.as_deref()
    }

    fn check(&self) -> Result<()> {
        self.sections
            .iter()
            .enumerate()
            .try_for_each(|(i, section)| form::check(section, &format!("sections[{i}]")))
    }
}
