//! What is compared of an application: the submitted answers, the text of its files, as a source the reports of its
//! project too; and what is held against nobody.

use std::collections::BTreeSet;

use kexiang_matching::similar::{Kind, Text};
use kexiang_store::application::Application;
use kexiang_store::{Tx, acceptance, file_text, notice, project, snapshot};
use serde_json::Value;

use crate::actions::application::CaseFile;
use crate::actions::{Failure, Fault};

/// Letters of an answer; shorter ones are names, numbers and choices.
const SHORTEST: usize = 12;
/// Notices of an association whose words are held against nobody: the latest.
const NOTICES: i64 = 20;

/// The submitted words of an application.
pub(super) fn as_submitted(tx: &mut Tx<'_>, application: &Application) -> Result<Text, Failure> {
    let snapshots = snapshot::all(tx, &application.association, application.id)?;
    let submitted = snapshots.iter().find(|snapshot| snapshot::is_submitted(&snapshot.kind));
    let mut words: Vec<String> = Vec::new();
    if let Some(submitted) = submitted {
        words.extend(submitted.body.get("answers").map(sentences).unwrap_or_default());
        words.extend(of_files(tx, application, &submitted.body)?);
    }
    Ok(Text {
        id: application.id.to_string(),
        owner: application.organisation.to_string(),
        kind: Kind::Work,
        title: application.title.clone(),
        text: words.join("\n"),
    })
}

/// The same with the reports on what came of it: all that somebody else may have copied from.
pub(super) fn as_source(tx: &mut Tx<'_>, application: &Application) -> Result<Text, Failure> {
    let mut text = as_submitted(tx, application)?;
    let association = &application.association;
    let Some(project) = project::of_application(tx, association, application.id)? else { return Ok(text) };
    for report in acceptance::of_project(tx, association, project.id)? {
        let rows = report.form.rows.iter().map(|row| row.words.as_str());
        for words in rows.chain([report.form.summary.as_str()]).filter(|words| is_sentence(words)) {
            text.text.push('\n');
            text.text.push_str(words);
        }
    }
    Ok(text)
}

/// The text of the files that a submitted version names, as `[field, name, SHA-256]`.
fn of_files(tx: &mut Tx<'_>, application: &Application, version: &Value) -> Result<Vec<String>, Failure> {
    let listed = version.get("files").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let submitted: BTreeSet<&str> = listed.iter().filter_map(|file| file.get(2)?.as_str()).collect();
    let read = file_text::of_application(tx, &application.association, application.id)?;
    let kept = read.into_iter().filter(|file| submitted.contains(file.sha256.as_str()));
    Ok(kept.map(|file| file.body).filter(|body| !body.is_empty()).collect())
}

/// The wording of notice and form: labels, clauses, help, and the notices that the office had read, in full.
pub(super) fn wording(tx: &mut Tx<'_>, case: &CaseFile) -> Result<String, Failure> {
    let programme = serde_json::to_value(&*case.programme)
        .map_err(|error| Fault::new("reading the wording of a programme", error))?;
    let association = &case.application.association;
    let mut words = sentences(&programme);
    for line in notice::list(tx, association, NOTICES)?.iter().filter(|line| line.programme.is_some()) {
        words.extend(notice::by_id(tx, association, line.id)?.map(|notice| notice.body));
    }
    let mut seen = BTreeSet::new();
    words.retain(|word| seen.insert(word.clone()));
    Ok(words.join("\n"))
}

/// All strings of a value that are long enough to be sentences, in order.
fn sentences(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if is_sentence(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(sentences).collect(),
        Value::Object(fields) => fields.values().flat_map(sentences).collect(),
        _ => Vec::new(),
    }
}

fn is_sentence(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST
}
