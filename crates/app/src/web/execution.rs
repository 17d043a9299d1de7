//! What a project does: its progress as bars with what is still missing in words, activities with sign-in sheets and
//! evidence, achievements, the mid-term report; the door where people sign in; the office's table of progress.

mod achievement;
mod activity;
mod answer;
mod door;
mod form;
mod mid_term;
mod office;
pub(crate) mod parts;
pub(crate) mod sample;
mod sheet;
mod show;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use kexiang_core::policy::{Action, Actor, Scope, may};

use super::layout::NavItem;
use super::room::Room;
use crate::actions::application::file::LARGEST_FILM;
use crate::actions::paper::LARGEST_SCAN;

pub(crate) use achievement::command_of as achievement_command;
pub(crate) use activity::command_of as activity_command;
pub(crate) use answer::file as file_answer;
pub(crate) use mid_term::{command_of as mid_term_command, report as mid_term_report};
#[cfg(test)]
pub(crate) use office::{ONLY, ORDERS};
pub(crate) use show::bars;

/// What a form needs besides its file.
const ROOM: usize = 256 * 1024;

/// Routes.
pub fn room() -> Room {
    let film = usize::try_from(LARGEST_FILM).unwrap_or(usize::MAX) + ROOM;
    Room::new()
        .get("/attendance/{association}/{token}", door::show)
        .post("/attendance/{association}/{token}", door::sign_in)
        .get("/associations/{association}/progress", office::show)
        .get("/associations/{association}/progress.xlsx", office::register)
        .get("/associations/{association}/projects/{id}/execution", show::show)
        .get("/associations/{association}/projects/{id}/results.pdf", show::results)
        .post(
            "/associations/{association}/projects/{id}/mid-term",
            mid_term::hand_in.layer(DefaultBodyLimit::max(LARGEST_SCAN + ROOM)),
        )
        .post("/associations/{association}/projects/{id}/mid-term/{inspection}/steps", mid_term::step)
        .get("/associations/{association}/projects/{id}/mid-term/{inspection}/paper", mid_term::paper)
        .get("/associations/{association}/projects/{id}/activities", form::blank)
        .post("/associations/{association}/projects/{id}/activities", form::plan)
        .get("/associations/{association}/projects/{id}/activities/{activity}", activity::show)
        .get("/associations/{association}/projects/{id}/activities/{activity}/particulars", form::filled)
        .post("/associations/{association}/projects/{id}/activities/{activity}/particulars", form::edit)
        .post(
            "/associations/{association}/projects/{id}/activities/{activity}/commands/{command}",
            activity::command,
        )
        .post("/associations/{association}/projects/{id}/activities/{activity}/filings", activity::file_with)
        .post(
            "/associations/{association}/projects/{id}/activities/{activity}/evidence",
            activity::add.layer(DefaultBodyLimit::max(film)),
        )
        .get(
            "/associations/{association}/projects/{id}/activities/{activity}/evidence/{sha256}",
            activity::open,
        )
        .post(
            "/associations/{association}/projects/{id}/activities/{activity}/evidence/{sha256}/steps",
            activity::step,
        )
        .get("/associations/{association}/projects/{id}/activities/{activity}/sheet", sheet::show)
        .get("/associations/{association}/projects/{id}/activities/{activity}/sheet.xlsx", sheet::register)
        .get("/associations/{association}/projects/{id}/activities/{activity}/sheet.pdf", sheet::paper)
        .get("/associations/{association}/projects/{id}/achievements", achievement::blank)
        .post(
            "/associations/{association}/projects/{id}/achievements",
            achievement::report.layer(DefaultBodyLimit::max(film)),
        )
        .get("/associations/{association}/projects/{id}/achievements/{achievement}", achievement::show)
        .post(
            "/associations/{association}/projects/{id}/achievements/{achievement}",
            achievement::edit.layer(DefaultBodyLimit::max(film)),
        )
        .post(
            "/associations/{association}/projects/{id}/achievements/{achievement}/commands/{command}",
            achievement::command,
        )
        .get("/associations/{association}/projects/{id}/achievements/{achievement}/file", achievement::open)
}

/// The office's entry of the navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let office = association.filter(|a| may(actor, Action::ProjectView, &Scope::Association(a)).is_ok());
    office.map(|a| NavItem::new(format!("/associations/{a}/progress"), "nav-progress"))
}
