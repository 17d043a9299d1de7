//! Taking a notice in: text out of files, several of them where the guide is an annex, or pasted.

use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_documents::text::{NoText, text};
use kexiang_store::notice::{self, Notice};
use serde_json::json;

use super::{Ctx, Failure, Fault, enter, note};
use crate::chance;
use crate::state::App;

/// Largest sum of the files of one notice, in bytes.
pub const LARGEST: usize = 50 << 20;

/// Longest text of a notice, in characters: about 600 pages.
const LONGEST: usize = 600_000;

/// Longest title, in characters.
const LONGEST_TITLE: usize = 200;

/// A file as it was dropped.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Reads a notice and keeps it on the desk.
///
/// # Errors
/// `notice-nothing`, `notice-empty`, `notice-password`, `notice-scan`, `notice-unsupported`, `notice-damaged`,
/// `notice-too-long`, `notice-no-call`, each with the file's name where it is one file's fault.
pub async fn take_in(
    app: &App,
    ctx: &Ctx,
    association: &str,
    files: Vec<Upload>,
    pasted: String,
) -> Result<Id, Failure> {
    enter(ctx, association, Action::ProgrammeEdit)?;
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    let read = tokio::task::spawn_blocking(move || words(files, &pasted)).await;
    let (body, title) = read.map_err(|error| Fault::new("reading a notice", error))??;
    let id = chance::id(ctx.now);
    let taken = Notice {
        association: association.to_owned(),
        id,
        title,
        files: serde_json::to_string(&names).map_err(|error| Fault::new("names of files", error))?,
        body,
        edits: "[]".to_owned(),
        programme: None,
        version: 1,
        read_by: ctx.actor.name.clone(),
        read_at: ctx.now,
    };
    let ctx = ctx.clone();
    app.store
        .write(move |tx| {
            enter(&ctx, &taken.association, Action::ProgrammeEdit)?;
            notice::insert(tx, &taken)?;
            note(tx, &ctx, &taken, "notice.take-in", json!({ "title": taken.title, "files": names }))?;
            Ok(id)
        })
        .await
}

/// The text of the files, or what was pasted, and the title found in it.
fn words(files: Vec<Upload>, pasted: &str) -> Result<(String, String), Refusal> {
    let mut texts = Vec::new();
    for file in files {
        let words = text(&file.name, &file.bytes).map_err(|why| refusal(&why).with("name", &file.name))?;
        let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
        texts.push((stem.to_owned(), words));
    }
    if !pasted.trim().is_empty() {
        texts.push((String::new(), pasted.replace("\r\n", "\n")));
    }
    if texts.is_empty() {
        return Err(Refusal::new("notice-nothing").at("files"));
    }
    let body = join(texts);
    if body.chars().count() > LONGEST {
        return Err(Refusal::new("notice-too-long").at("files"));
    }
    let reading = kexiang_reader::read(&body);
    if !reading.is_notice() {
        return Err(Refusal::new("notice-no-call").at("files"));
    }
    let first = || body.trim().lines().next().unwrap_or_default().to_owned();
    let title = if reading.title.is_empty() { first() } else { reading.title };
    let title = title.chars().take(LONGEST_TITLE).collect();
    Ok((body, title))
}

fn refusal(why: &NoText) -> Refusal {
    let code = match why {
        NoText::Empty => "notice-empty",
        NoText::Password => "notice-password",
        NoText::Scan { .. } => "notice-scan",
        NoText::Unsupported(_) => "notice-unsupported",
        NoText::Damaged(_) => "notice-damaged",
    };
    Refusal::new(code).at("files")
}

/// The texts of a notice and its annexes, one behind the other. What follows the first begins as an annex, so that its
/// paragraphs are counted anew. Signs that no database keeps are left out.
pub fn join(texts: Vec<(String, String)>) -> String {
    let mut joined = String::new();
    for (at, (name, words)) in texts.into_iter().enumerate() {
        if at > 0 {
            joined.push('\n');
            if !words.trim_start().starts_with('附') {
                joined.push_str(&format!("附件：{name}\n"));
            }
        }
        joined.extend(words.chars().filter(|ch| *ch != '\0'));
    }
    joined
}
