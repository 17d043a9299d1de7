use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;
use kexiang_core::visit::Record;
use kexiang_store::visit;
use serde_json::json;

use super::InspectionFile;
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// Writes down what was found on the spot. It can be completed until there is a verdict; every version stays in the record
/// of what was done.
///
/// # Errors
/// `not-found`, `not-permitted`, `inspection-over`, those of [`Record::check`].
pub async fn write_down(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    record: Record,
) -> Result<(), Failure> {
    let (ctx, programmes, association) = (ctx.clone(), app.programmes.clone(), association.to_owned());
    app.store
        .write(move |tx| {
            let mut file = InspectionFile::load(tx, &programmes, &association, id, true)?;
            file.project.permit(&ctx, Action::InspectionManage)?;
            if file.inspection.state.is_over() {
                return Err(Failure::from(Refusal::new("inspection-over")));
            }
            record.check(time::beijing_date(ctx.now))?;
            let inspectors = record.inspectors.iter().map(|s| s.trim().to_owned());
            file.visit.inspectors = inspectors.filter(|s| !s.is_empty()).collect();
            file.visit.visited_on = Some(record.visited_on);
            file.visit.place = record.place.trim().to_owned();
            file.visit.findings =
                record.findings.iter().filter(|f| !f.what.trim().is_empty()).cloned().collect();
            visit::update(tx, &file.visit)?;
            let v = &file.visit;
            let after = json!({
                "number": v.number, "inspectors": v.inspectors, "visited_on": record.visited_on.to_string(),
                "place": v.place, "findings": v.findings,
            });
            file.note(tx, &ctx, ("record", &v.inspectors.join("、")), after)
        })
        .await
}
