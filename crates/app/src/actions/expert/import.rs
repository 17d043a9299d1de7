//! Experts from a workbook.

use std::collections::BTreeSet;

use kexiang_core::policy::{Action, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::Kind;
use kexiang_documents::xlsx::{self, Expected, Imported, Reading};
use kexiang_store::expert::{self, Expert};

use super::{Entered, put};
use crate::actions::{Ctx, Failure, Fault};
use crate::state::App;

/// Columns of an import, in the order of the template; the first two are required.
pub const COLUMNS: [&str; 11] = [
    "姓名",
    "工作单位",
    "专家类别",
    "职称",
    "专业领域",
    "所在地区",
    "手机",
    "邮箱",
    "曾任职单位",
    "亲属及师生",
    "三年内合作",
];

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Experts that are new.
    pub added: usize,
    /// Experts that were known and are changed.
    pub changed: usize,
    /// Rows that were not taken, with row number and reason.
    pub faults: Vec<(u32, Refusal)>,
    /// Whether the sheet has the expected header at all.
    pub missing: Vec<String>,
}

/// Reads a workbook in: known people (name and organisation) are changed, others added; wrong rows are named.
///
/// # Errors
/// `not-permitted`; `bad-workbook` where the file cannot be read.
pub async fn import(app: &App, ctx: &Ctx, association: &str, bytes: Vec<u8>) -> Result<Report, Failure> {
    ctx.permit(Action::ExpertManage, &Scope::Association(association))?;
    let expected: Vec<Expected> = COLUMNS
        .iter()
        .enumerate()
        .map(|(n, name)| Expected {
            name: (*name).to_owned(),
            aliases: Vec::new(),
            required: n < 2,
            reading: Reading::Text,
        })
        .collect();
    let sheet = tokio::task::spawn_blocking(move || xlsx::import(&bytes, &expected))
        .await
        .map_err(|e| Fault::new("reading a workbook", e))?
        .map_err(|e| Refusal::new("bad-workbook").with("detail", e).at("file"))?;
    let mut report = Report::default();
    for fault in &sheet.faults {
        if let xlsx::Fault::NoHeader { missing } = fault {
            report.missing.clone_from(missing);
        }
    }
    let rows = people(&sheet, &mut report);
    let (ctx, association) = (ctx.clone(), association.to_owned());
    let (added, changed) = app
        .store
        .write(move |tx| {
            let (mut added, mut changed) = (0, 0);
            for read in &rows {
                let known = expert::by_name(tx, &association, &read.name, &read.organisation)?;
                *(if known.is_some() { &mut changed } else { &mut added }) += 1;
                put(tx, &ctx, &association, known, read)?;
            }
            Ok::<_, Failure>((added, changed))
        })
        .await?;
    Ok(Report { added, changed, ..report })
}

/// The rows of a workbook as experts; wrong ones go into the report.
fn people(sheet: &Imported, report: &mut Report) -> Vec<Expert> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for row in &sheet.rows {
        let cell = |name: &str| row.cells.get(name).map(|c| c.text.clone()).unwrap_or_default();
        let lines = |name: &str| cell(name).replace(['；', ';', '、'], "\n");
        let kinds = Kind::ALL
            .iter()
            .zip(["技术", "财务", "管理"])
            .filter(|(_, word)| cell(COLUMNS[2]).contains(word))
            .map(|(kind, _)| kind.code().to_owned());
        let entered = Entered {
            name: cell(COLUMNS[0]),
            organisation: cell(COLUMNS[1]),
            kinds: kinds.collect(),
            title: cell(COLUMNS[3]),
            rank: String::new(),
            disciplines: lines(COLUMNS[4]),
            region: cell(COLUMNS[5]),
            phone: cell(COLUMNS[6]),
            email: cell(COLUMNS[7]),
            former: lines(COLUMNS[8]),
            relations: [lines(COLUMNS[9]), lines(COLUMNS[10])].join("\n"),
            state: String::new(),
            state_note: String::new(),
        };
        match entered.read() {
            Ok(read) if seen.insert((read.name.clone(), read.organisation.clone())) => all.push(read),
            Ok(_) => report.faults.push((row.row, Refusal::new("expert-known"))),
            Err(refusal) => report.faults.push((row.row, refusal)),
        }
    }
    all
}
