use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::canonical::ContentHash;
use crate::money::Fen;
use crate::programme::{Clause, Quantity};
use crate::progress::Progress;
use crate::refusal::Refusal;

/// An indicator or document on the form (绩效自评表).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRow {
    /// Id.
    pub id: String,
    /// Whether it is a document to hand in.
    pub document: bool,
    /// What is required.
    pub name: String,
    /// The mark of the way that counts; none for labels and free-text targets.
    pub mark: Option<Quantity>,
    /// What was reached.
    pub result: Option<i64>,
    /// Whether it is met.
    pub met: bool,
    /// How far, in basis points.
    pub basis_points: u32,
    /// Titles of what proves it.
    pub proofs: Vec<String>,
    /// 偏差原因及改进措施: why it is not met, or why it is far beyond; in the organisation's words.
    #[serde(default)]
    pub words: String,
    /// Where the notice says so.
    pub clause: Clause,
}

impl FormRow {
    /// More than 30 % beyond its mark: it must be explained as well (domain §3.3).
    pub fn is_far_beyond(&self) -> bool {
        let upwards = self.mark.as_ref().filter(|m| m.is_met_by(m.value + 1)).map(|m| m.value);
        let beyond = upwards.zip(self.result).is_some_and(|(mark, result)| result * 10 > mark * 13);
        beyond && !self.document
    }
}

/// A budget line on the form (经费决算).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyLine {
    /// Category.
    pub name: String,
    /// Budget, in fen.
    pub budget: Fen,
    /// Spent, in fen.
    pub spent: Fen,
}

/// The money on the form, from the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Approved, in fen.
    pub approved: Fen,
    /// Received so far, in fen.
    pub received: Fen,
    /// Spent, in fen.
    pub spent: Fen,
    /// By category.
    pub lines: Vec<MoneyLine>,
}

/// Kind of a paper that goes with the form (验收材料).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// 绩效报告
    Performance,
    /// 财务审计报告
    Audit,
    /// 其他验收材料
    Other,
}

impl PaperKind {
    /// All kinds.
    pub const ALL: [PaperKind; 3] = [PaperKind::Performance, PaperKind::Audit, PaperKind::Other];

    /// Code used in addresses and message keys.
    pub fn code(self) -> &'static str {
        match self {
            PaperKind::Performance => "performance",
            PaperKind::Audit => "audit",
            PaperKind::Other => "other",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// A paper that goes with the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Kind.
    pub kind: PaperKind,
    /// Name of the file.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size in bytes.
    pub size: i64,
}

/// Id of the document that a programme calls its acceptance form (验收表): the system writes it, nobody hands it in.
const OWN_FORM: &str = "acceptance_form";

/// The acceptance form as it is handed in: generated, never retyped; frozen with its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// 立项编号
    pub number: String,
    /// Title.
    pub title: String,
    /// Organisation.
    pub organisation: String,
    /// Project leader.
    pub leader: String,
    /// First and last day.
    pub term: (Date, Date),
    /// What was done, in the organisation's words.
    pub summary: String,
    /// Indicators and documents.
    pub rows: Vec<FormRow>,
    /// Activities: day, title, people.
    pub activities: Vec<(Date, String, i64)>,
    /// The money.
    pub money: Money,
    /// 指标完成率 in basis points.
    pub completion: u32,
    /// Performance report, audit report and what else goes with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
}

impl Form {
    /// The rows that progress makes, with the words that were given for each; `title` names a proof.
    pub fn rows_of(
        progress: &[Progress],
        words: impl Fn(&str) -> String,
        title: impl Fn(crate::id::Id) -> Option<String>,
    ) -> Vec<FormRow> {
        let row = |p: &Progress| {
            // Of several ways the one that went furthest.
            let way = p.ways.iter().rev().max_by_key(|w| w.basis_points);
            let own = p.document && p.id == OWN_FORM;
            FormRow {
                id: p.id.clone(),
                document: p.document,
                name: way.and_then(|w| w.name.clone()).unwrap_or_else(|| p.name.clone()),
                mark: way.map(|w| w.mark.clone()),
                result: way.and_then(|w| w.result),
                met: p.met || own,
                basis_points: if own { 10_000 } else { p.basis_points },
                proofs: p.proofs.iter().filter_map(|id| title(*id)).collect(),
                words: words(&p.id),
                clause: p.clause.clone(),
            }
        };
        progress.iter().map(row).collect()
    }

    /// Whether every document to hand in is there and was not rejected.
    pub fn has_documents(&self, verdicts: &[super::RowVerdict]) -> bool {
        let rejected = |row: &FormRow| verdicts.iter().any(|v| v.id == row.id && !v.accepted);
        self.rows.iter().filter(|r| r.document).all(|r| r.met && !rejected(r))
    }

    /// SHA-256 of the canonical form.
    ///
    /// # Errors
    /// `not-canonical` with the detail.
    pub fn hash(&self) -> Result<String, Refusal> {
        let hash = ContentHash::of_value(self);
        hash.map(|h| h.to_string()).map_err(|e| Refusal::new("not-canonical").with("detail", e))
    }
}

/// Everything that stands against handing the form in: what is not met, or is far beyond its mark, must be explained.
///
/// # Errors
/// `acceptance-summary-missing`, `acceptance-unexplained` with the name of the indicator.
pub fn check_form(form: &Form) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    if form.summary.trim().is_empty() {
        wrong.push(Refusal::new("acceptance-summary-missing").at("summary"));
    }
    let silent = form.rows.iter().filter(|r| (!r.met || r.is_far_beyond()) && r.words.trim().is_empty());
    let unexplained =
        |r: &FormRow| Refusal::new("acceptance-unexplained").with("name", &r.name).by(&r.clause).at(&r.id);
    wrong.extend(silent.map(unexplained));
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}
