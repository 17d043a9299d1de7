//! The text of attached files (DOCX, PDF), read once into the database.

use kexiang_core::canonical::ContentHash;
use kexiang_core::id::Id;
use kexiang_documents::text::{NoText, text};
use kexiang_store::application::Application;
use kexiang_store::blob::BlobError;
use kexiang_store::file_text::{self, FileText, Unread};
use kexiang_store::{Tx, attachment};

use crate::actions::{Failure, Fault};
use crate::state::App;

/// Largest file that is read, in bytes: an application has at most a few of them.
const LARGEST: u64 = 64 << 20;
/// Characters of a file that are compared: about 60 pages.
const LONGEST: usize = 60_000;

/// How many files of an application were compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// With their text.
    pub compared: usize,
    /// Pictures, scans, tables and others in which no text can be read.
    pub silent: usize,
}

impl Files {
    /// Of an application as it stands.
    pub(super) fn of(tx: &mut Tx<'_>, application: &Application) -> Result<Files, Failure> {
        let (association, id) = (&application.association, application.id);
        let all = attachment::of_application(tx, association, id)?.len();
        let read = file_text::of_application(tx, association, id)?;
        let waiting = file_text::unread(tx, association, id)?.len();
        let compared = read.iter().filter(|file| !file.body.is_empty()).count();
        Ok(Files { compared, silent: all.saturating_sub(compared + waiting) })
    }
}

/// Reads the text of those files of an application that were not read yet.
///
/// # Errors
/// Those of the database and of the store of files, so that a job tries again; a file that has no text is none.
pub(in crate::actions) async fn read(app: &App, association: &str, id: Id) -> Result<(), Failure> {
    let own = association.to_owned();
    let unread = app.store.read(move |tx| file_text::unread(tx, &own, id)).await?;
    for file in unread {
        let (read, now, own) = (read_one(app, file).await?, app.clock.now(), association.to_owned());
        app.store.write(move |tx| file_text::put(tx, &own, &read, now)).await?;
    }
    Ok(())
}

async fn read_one(app: &App, file: Unread) -> Result<FileText, Failure> {
    let hash: ContentHash =
        file.sha256.parse().map_err(|error| Fault::new("reading the name of a file", error))?;
    let none = |outcome: &str| FileText {
        sha256: file.sha256.clone(),
        body: String::new(),
        outcome: outcome.to_owned(),
    };
    let bytes = match app.blobs.bytes(hash, LARGEST).await {
        Ok(bytes) => bytes,
        Err(BlobError::Missing(_)) => return Ok(none("gone")),
        Err(BlobError::TooLarge { .. }) => return Ok(none("damaged")),
        Err(error) => return Err(Fault::new("reading a file", error).into()),
    };
    let name = file.name.clone();
    let words = tokio::task::spawn_blocking(move || text(&name, &bytes)).await;
    Ok(match words.map_err(|error| Fault::new("reading the text of a file", error))? {
        Ok(words) => {
            // PostgreSQL keeps no NUL in a text.
            let body: String = words.chars().filter(|c| *c != '\0').take(LONGEST).collect();
            let outcome = if body.is_empty() { "empty" } else { "text" };
            FileText { body, ..none(outcome) }
        }
        Err(NoText::Empty) => none("empty"),
        Err(NoText::Password) => none("password"),
        Err(NoText::Scan { .. }) => none("scan"),
        Err(NoText::Unsupported(_) | NoText::Damaged(_)) => none("damaged"),
    })
}
