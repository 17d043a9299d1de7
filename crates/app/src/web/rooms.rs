//! All rooms of the house. A new room adds one line to [`all`], one to [`navigation`] if it has an entry there, and one to
//! the sections if it shows something on the home page or on an association's page.

use super::layout::NavItem;
use super::room::Room;
use super::{
    Failure, Visitor, acceptance, account, application, archive, association, audit, calendar, call, channel,
    check, demo, desk, draw, execution, expert, figures, finance, health, home, inspection, looks, message,
    notice, office, organisation, panel, paper, programme, project, publicity, register, review, selection,
    setting, sign_in, similar, warning,
};
use crate::state::App;
use crate::{api, assets};

/// All rooms.
pub fn all() -> Room {
    Room::new()
        .get("/assets/{hash}/{*path}", assets::serve)
        .post("/preferences", looks::choose)
        .with(home::room())
        .with(association::room())
        .with(call::room())
        .with(application::room())
        .with(desk::room())
        .with(check::room())
        .with(paper::room())
        .with(expert::room())
        .with(panel::room())
        .with(review::room())
        .with(selection::room())
        .with(publicity::room())
        .with(project::room())
        .with(execution::room())
        .with(finance::room())
        .with(acceptance::room())
        .with(archive::room())
        .with(inspection::room())
        .with(warning::room())
        .with(channel::room())
        .with(register::room())
        .with(figures::room())
        .with(sign_in::room())
        .with(account::room())
        .with(message::room())
        .with(office::room())
        .with(setting::room())
        .with(audit::room())
        .with(draw::room())
        .with(similar::room())
        .with(organisation::room())
        .with(calendar::room())
        .with(programme::room())
        .with(notice::room())
        .with(demo::room())
        .with(health::room())
        .with(api::room())
}

/// The entries of the navigation that a person's roles give, in order.
pub fn navigation(visitor: &Visitor, association: Option<&str>) -> Vec<NavItem> {
    let actor = &visitor.actor;
    [
        home::nav(),
        application::nav(actor),
        organisation::own_nav(actor),
        review::nav(actor),
        desk::nav(actor, association),
        panel::nav(actor, association),
        expert::nav(actor, association),
        selection::nav(actor, association),
        publicity::nav(actor, association),
        project::nav(actor, association),
        execution::nav(actor, association),
        finance::nav(actor, association),
        inspection::nav(actor, association),
        warning::nav(actor, association),
        acceptance::nav(actor, association),
        archive::nav(actor, association),
        register::nav(actor, association),
        figures::nav(actor, association),
        organisation::nav(actor, association),
        programme::nav(actor, association),
        notice::nav(actor, association),
        office::nav(actor, association),
        setting::nav(actor, association),
        channel::nav(actor, association),
        audit::nav(actor, association),
        message::nav(visitor),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What rooms show on the home page, as HTML: open calls, one's own tasks.
///
/// # Errors
/// Those of the rooms.
pub async fn home_sections(app: &App, visitor: &Visitor) -> Result<Vec<String>, Failure> {
    let codes: Vec<String> = app.associations().iter().map(|a| a.code.clone()).collect();
    Ok(vec![call::open_section(app, visitor, &codes).await?])
}

/// What rooms show on an association's page, as HTML: its open calls and notices.
///
/// # Errors
/// Those of the rooms.
pub async fn association_sections(
    app: &App,
    visitor: &Visitor,
    association: &str,
) -> Result<Vec<String>, Failure> {
    Ok(vec![
        call::section(app, visitor, association).await?,
        publicity::section(app, visitor, association).await?,
    ])
}

/// Other ways in which a new programme can begin, as address and key of the words: rooms that make a draft of something,
/// such as a notice's text, give theirs here and call [`crate::actions::programme::draft_from`].
pub fn programme_origins(_association: &str) -> Vec<(String, &'static str)> {
    Vec::new()
}
