//! Copied text of an application (查重): laid beside every submitted application of the association.
//!
//! The fingerprints are rows of the database, so that every node sees the same index and a backup holds it with what it
//! is about. They are written by whoever looks first after a submission; the submission itself only removes the old
//! ones, so that it waits for nothing.

mod files;
mod words;

use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope, may};
use kexiang_core::refusal::Refusal;
use kexiang_matching::similar::{Kind, Report, Text, compare, prints};
use kexiang_store::application::Application;
use kexiang_store::repeat::{self, Hint};
use kexiang_store::{Tx, application};

use super::application::CaseFile;
use super::desk::enter;
use super::{Ctx, Failure};
use crate::programmes::Programmes;
use crate::state::App;

pub use files::Files;
pub(in crate::actions) use files::read as read_files;
use words::{as_source, as_submitted, wording};

/// Applications that are read into the index in one go.
const BATCH: u32 = 200;
/// Applications that are laid beside one.
const CANDIDATES: u32 = 40;
/// Wording that more applications have is nobody's.
const COMMON: u32 = 64;
/// A share in percent from which the check sheet points the other application out.
const HINT: u32 = 20;
/// Stands for an application in whose text nothing can be fingerprinted; no text asks for it.
const NOTHING: i64 = -1;

/// What was found, for the page.
#[derive(Clone, Debug)]
pub struct Similar {
    /// The application.
    pub case: CaseFile,
    /// Its own words, as positions in the report count them.
    pub words: String,
    /// What stands elsewhere; sources are named by the id of the application.
    pub report: Report,
    /// How many of its files were compared too.
    pub files: Files,
    /// Whether the one who asks sees all sources, or only the figure and own ones.
    pub is_whole: bool,
}

/// Lays an application beside all others of its association. The office sees everything; the applicant the figure
/// and own sources.
///
/// # Errors
/// What the policy refuses; `not-found` before the submission, and for applicants of others.
pub async fn look(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<Similar, Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .read_long(move |tx| {
            let case = CaseFile::load(tx, &programmes, &association, id, false)?;
            may(&ctx.actor, Action::ApplicationView, &Scope::Application(&case.scope()))?;
            if case.application.submitted_at.is_none() {
                return Err(Refusal::new("not-found").into());
            }
            let is_whole = enter(&ctx, &association, Action::DeskView).is_ok();
            let asked = as_submitted(tx, &case.application)?;
            let report = Neighbours::of(tx, &case.application, &asked)?.report(tx, &case, &asked)?;
            let report = if is_whole { report } else { report.for_applicant() };
            let files = Files::of(tx, &case.application)?;
            Ok(Similar { case, words: asked.text, report, files, is_whole })
        })
        .await
}

/// Reads a submitted application into the index and says which others the check sheet points out: nothing for one that
/// is not submitted. For the job that follows a submission.
pub(in crate::actions) fn take_in(
    tx: &mut Tx<'_>,
    programmes: &Programmes,
    association: &str,
    id: Id,
) -> Result<Vec<Hint>, Failure> {
    let known = application::by_id(tx, association, id)?;
    let Some(application) = known.filter(|a| a.submitted_at.is_some()) else { return Ok(Vec::new()) };
    if !repeat::is_read(tx, association, id)? {
        put(tx, &application)?;
    }
    let asked = as_submitted(tx, &application)?;
    let neighbours = Neighbours::of(tx, &application, &asked)?;
    if neighbours.works.is_empty() {
        return Ok(Vec::new());
    }
    let case = CaseFile::load(tx, programmes, association, id, false)?;
    Ok(pointed_out(&neighbours.report(tx, &case, &asked)?))
}

/// Reads what no job has read into the index, files first: after a restore, or where a job failed too often.
///
/// # Errors
/// Those of the database.
pub async fn catch_up(app: &App, association: &str) -> Result<(), Failure> {
    let own = association.to_owned();
    let waiting = app.store.read(move |tx| repeat::unread(tx, &own, BATCH)).await?;
    for id in &waiting {
        // A file store that does not answer holds nothing else up: the answers are compared without the file.
        if let Err(error) = read_files(app, association, *id).await {
            tracing::warn!(?error, application = %id, "the files of an application were not read");
        }
    }
    if waiting.is_empty() {
        return Ok(());
    }
    let association = association.to_owned();
    app.store
        .write(move |tx| {
            repeat::hold_index(tx, &association)?;
            for id in &waiting {
                let Some(application) = application::by_id(tx, &association, *id)? else { continue };
                if !repeat::is_read(tx, &association, *id)? {
                    put(tx, &application)?;
                }
            }
            Ok(())
        })
        .await
}

/// Writes the fingerprints of an application and of the reports of its project.
fn put(tx: &mut Tx<'_>, application: &Application) -> Result<(), Failure> {
    let mut bands = bands(&as_source(tx, application)?.text);
    bands.push(NOTHING);
    Ok(repeat::put_fingerprints(tx, &application.association, application.id, &bands)?)
}

fn bands(text: &str) -> Vec<i64> {
    prints(text).into_iter().map(i64::from).collect()
}

/// The applications whose wording meets that of the asked one, and the wording that is nobody's.
struct Neighbours {
    common: Vec<u32>,
    works: Vec<Text>,
}

impl Neighbours {
    fn of(tx: &mut Tx<'_>, asked: &Application, text: &Text) -> Result<Neighbours, Failure> {
        let (association, id) = (&asked.association, asked.id);
        let bands = bands(&text.text);
        let common = repeat::common(tx, association, &bands, COMMON)?;
        let rare: Vec<i64> = bands.into_iter().filter(|band| !common.contains(band)).collect();
        let mut works = Vec::new();
        for other in repeat::candidates(tx, association, id, &rare, CANDIDATES)? {
            if let Some(other) = application::by_id(tx, association, other)?.filter(counts) {
                works.push(as_source(tx, &other)?);
            }
        }
        let common = common.into_iter().filter_map(|band| u32::try_from(band).ok()).collect();
        Ok(Neighbours { common, works })
    }

    fn report(&self, tx: &mut Tx<'_>, case: &CaseFile, asked: &Text) -> Result<Report, Failure> {
        let template = Text { kind: Kind::Template, text: wording(tx, case)?, ..Text::default() };
        Ok(compare(asked, &[template], &self.common, &self.works))
    }
}

/// What was taken back is not held against anyone.
fn counts(application: &Application) -> bool {
    application.submitted_at.is_some() && application.state != State::Withdrawn
}

/// What the check sheet points out: applications from which much was taken.
fn pointed_out(report: &Report) -> Vec<Hint> {
    let counted = report.counted().max(1);
    let hint = |source: &kexiang_matching::similar::Source| {
        let percent = source.characters * 100 / counted;
        let other = source.id.parse().ok().filter(|_| percent >= HINT)?;
        Some(Hint { other, kind: "near_text".to_owned(), percent: i64::from(percent.min(100)) })
    };
    report.sources.iter().filter_map(hint).collect()
}
