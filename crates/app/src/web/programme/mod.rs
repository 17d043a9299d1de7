//! Programmes on the office's desk: the list, one programme with its parts and findings, the editor, approval.

mod builder;
mod compare;
mod control;
mod decide;
mod desk;
mod list;
mod part;
mod place;
mod posted;
mod preview;
mod text;

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::refusal::Refusal;

use super::layout::NavItem;
use super::room::Room;
use super::{Answer, Failure, Visitor};

pub use compare::{DifferenceView, differences};
#[cfg(test)]
pub(crate) use place::code_key;
pub(crate) use place::{dotted, finding_words, path_of};
pub use preview::blank_case;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/programmes", list::show)
        .post("/office/{association}/programmes", list::create)
        .post("/office/{association}/programmes/upload", list::upload)
        .get("/office/{association}/programmes/{id}", desk::show)
        .get("/office/{association}/programmes/{id}/parts/{place}", part::show)
        .post("/office/{association}/programmes/{id}/parts/{place}", part::save)
        .get("/office/{association}/programmes/{id}/forms/{n}", builder::show)
        .post("/office/{association}/programmes/{id}/forms/{n}", builder::arrange)
        .get("/office/{association}/programmes/{id}/forms/{n}/preview.pdf", builder::pdf)
        .get("/office/{association}/programmes/{id}/page", desk::page)
        .get("/office/{association}/programmes/{id}/comparison", compare::show)
        .get("/office/{association}/programmes/{id}/text", text::show)
        .post("/office/{association}/programmes/{id}/text", text::save)
        .get("/office/{association}/programmes/{id}/file.toml", text::download)
        .post("/office/{association}/programmes/{id}/hand-in", decide::hand_in)
        .post("/office/{association}/programmes/{id}/return", decide::send_back)
        .post("/office/{association}/programmes/{id}/publication", decide::publish)
        .post("/office/{association}/programmes/{id}/revision", decide::revise)
        .post("/office/{association}/programmes/{id}/abandonment", decide::abandon)
}

/// Entry of the navigation, for those who write or approve programmes.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let scope = Scope::Association(association);
    let sees =
        [Action::ProgrammeEdit, Action::ProgrammeApprove].iter().any(|a| may(actor, *a, &scope).is_ok());
    sees.then(|| NavItem::new(format!("/office/{association}/programmes"), "nav-programmes"))
}

fn base(association: &str, id: Id) -> String {
    format!("/office/{association}/programmes/{id}")
}

fn named(id: &str) -> Result<Id, Failure> {
    id.parse().map_err(|_| Refusal::new("not-found").into())
}

/// Whether the person writes programmes, and whether they approve them.
fn rights(visitor: &Visitor, association: &str) -> (bool, bool) {
    let scope = Scope::Association(association);
    let has = |action| may(&visitor.actor, action, &scope).is_ok();
    (has(Action::ProgrammeEdit), has(Action::ProgrammeApprove))
}
