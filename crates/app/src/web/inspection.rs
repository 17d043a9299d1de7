//! Spot checks: the office's list and risk list, draws that everybody can repeat, the page of an inspection with its record,
//! remedy and papers, and what an organisation sees of its own (L10).

mod draw;
mod list;
mod paper;
mod risk;
mod sample;
mod show;
mod step;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use kexiang_core::inspection::State as Stage;
use kexiang_core::policy::{Action, Actor, Scope, may};

use super::layout::NavItem;
use super::room::Room;
use crate::actions::paper::LARGEST_SCAN;
use crate::locale::Locale;

pub(crate) use risk::reason;
pub(crate) use step::given;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/inspections", list::own)
        .get("/associations/{association}/inspections", list::office)
        .get("/associations/{association}/inspections.xlsx", list::register)
        .get("/associations/{association}/inspections/risks", risk::show)
        .post("/associations/{association}/inspections/risks", risk::plan)
        .get("/associations/{association}/inspections/draws", draw::list)
        .post("/associations/{association}/inspections/draws", draw::announce)
        .get("/associations/{association}/draws/{id}", draw::show)
        .post("/associations/{association}/draws/{id}/record", draw::reveal)
        .get("/associations/{association}/draws/{id}/notice.json", draw::notice)
        .get("/associations/{association}/draws/{id}/record.json", draw::record)
        .get("/associations/{association}/inspections/{id}", show::show)
        .post("/associations/{association}/inspections/{id}/record", step::record)
        .post("/associations/{association}/inspections/{id}/steps", step::step)
        .post(
            "/associations/{association}/inspections/{id}/files",
            step::upload.layer(DefaultBodyLimit::max(LARGEST_SCAN + 64 * 1024)),
        )
        .get("/associations/{association}/inspections/{id}/files/{sha256}", show::file)
        .get("/associations/{association}/inspections/{id}/record.pdf", paper::record)
        .get("/associations/{association}/inspections/{id}/remedy.pdf", paper::remedy)
        .get("/associations/{association}/projects/{id}/inspections", list::project)
}

/// Entry of the navigation: the office's, for those who plan inspections.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let a = association?;
    let manages = may(actor, Action::InspectionManage, &Scope::Association(a)).is_ok();
    manages.then(|| NavItem::new(format!("/associations/{a}/inspections"), "nav-inspections"))
}

/// Colour of an inspection's state.
fn colour(state: Stage) -> &'static str {
    match state {
        Stage::Planned | Stage::Cancelled => "plain",
        Stage::Reported | Stage::Remedied => "straw",
        Stage::Remedy | Stage::Failed => "red",
        Stage::Passed => "green",
    }
}

/// Codes of what the pages say was done.
pub const DONE: [&str; 11] = [
    "planned",
    "announced",
    "drawn",
    "record",
    "file",
    "order-remedy",
    "answer-remedy",
    "pass",
    "fail",
    "cancel",
    "lift",
];

fn flash(l: &Locale, done: &str) -> Option<String> {
    DONE.contains(&done).then(|| l.word("inspection-done", done))
}
