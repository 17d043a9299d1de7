use std::collections::BTreeMap;

use jiff::Timestamp;
use kexiang_core::acceptance::Paper;
use kexiang_core::id::Id;

use crate::contract::json_text;
use crate::{StoreError, Tx};

/// What an organisation prepares for its acceptance; everything else of the form is computed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// 项目实施情况
    pub summary: String,
    /// 偏差原因及改进措施, by indicator.
    pub words: BTreeMap<String, String>,
    /// Performance report, audit report and others.
    pub papers: Vec<Paper>,
    /// Who saved it last and when; none: nobody yet.
    pub saved: Option<(String, Timestamp)>,
    /// Row version; 0: nobody saved anything yet.
    pub version: i64,
}

/// What was prepared; empty where nobody saved anything yet.
pub fn draft(tx: &mut Tx<'_>, association: &str, project: Id) -> Result<Draft, StoreError> {
    let sql = sql!(
        "select summary, words, papers, saved_by, saved_at, version from acceptance_draft \
         where association = $1 and project = $2"
    );
    let Some(row) = tx.one(sql, params![association, project])? else { return Ok(Draft::default()) };
    Ok(Draft {
        summary: row.text("summary")?,
        words: serde_json::from_value(row.json("words")?).map_err(|e| row.fault("words", e))?,
        papers: serde_json::from_value(row.json("papers")?).map_err(|e| row.fault("papers", e))?,
        saved: Some((row.text("saved_by")?, row.time("saved_at")?)),
        version: row.int("version")?,
    })
}

/// Saves what was prepared, if nobody did since it was read; else [`StoreError::Conflict`].
pub fn save_draft(
    tx: &mut Tx<'_>,
    association: &str,
    project: Id,
    draft: &Draft,
    (by, now): (&str, Timestamp),
) -> Result<(), StoreError> {
    let insert = sql!(
        "insert into acceptance_draft (association, project, version, summary, words, papers, saved_by, saved_at) \
         values ($1, $2, $3 + 1, $4, $5, $6, $7, $8)"
    );
    let update = sql!(
        "update acceptance_draft set version = version + 1, summary = $4, words = $5, papers = $6, saved_by = $7, \
         saved_at = $8 where association = $1 and project = $2 and version = $3"
    );
    let sql = if draft.version == 0 { insert } else { update };
    let values = params![
        association,
        project,
        draft.version,
        &draft.summary,
        json_text(&draft.words, sql, "words", project)?,
        json_text(&draft.papers, sql, "papers", project)?,
        by,
        now,
    ];
    tx.execute_one(sql, values)
}
