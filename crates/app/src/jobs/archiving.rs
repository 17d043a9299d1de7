//! Jobs of archives.

use futures::future::BoxFuture;
use kexiang_store::job::Job;

use super::named;
use crate::actions::archive::{self, Printers};
use crate::actions::{Ctx, Failure};
use crate::state::App;
use crate::web::workbooks;

/// How the papers of a package are laid out.
const PRINTERS: Printers = Printers {
    application: workbooks::application_sheet,
    contract: workbooks::contract_sheet,
    acceptance: workbooks::acceptance_sheet,
    recovery: workbooks::recovery_sheet,
};

/// `archive.make`
pub(super) fn make<'a>(app: &'a App, ctx: &'a Ctx, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
    Box::pin(async move {
        let Some(project) = named(job, "project") else { return Ok(()) };
        archive::make(app, ctx, &job.association, project, PRINTERS).await
    })
}
