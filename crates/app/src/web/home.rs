//! The first page: the associations of the deployment and what is open there.

use askama::Template;
use axum::extract::State;
use kexiang_store::association::Association;

use super::layout::{NavItem, Shell, sample_association};
use super::page::{self, Page};
use super::room::Room;
use super::{Answer, Visitor};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new().get("/", show).get("/accessibility", accessibility)
}

/// Entry of the navigation.
pub fn nav() -> Option<NavItem> {
    Some(NavItem::new("/", "nav-home"))
}

/// The first page.
#[derive(Template)]
#[template(path = "layout/home.html")]
pub struct HomePage {
    l: &'static Locale,
    shell: Shell,
    /// What other rooms show here, as HTML: open calls, own tasks.
    sections: Vec<String>,
    associations: Vec<Association>,
}

/// What is done for everybody to be able to use the system, and whom to tell when it is not enough.
#[derive(Template)]
#[template(path = "layout/accessibility.html")]
pub struct AccessibilityPage {
    l: &'static Locale,
    shell: Shell,
}

async fn accessibility(State(app): State<App>, visitor: Visitor) -> Answer {
    page::show(&AccessibilityPage { l: visitor.l, shell: Shell::new(&app, &visitor) })
}

async fn show(State(app): State<App>, visitor: Visitor) -> Answer {
    let shell = Shell::new(&app, &visitor);
    let sections = super::rooms::home_sections(&app, &visitor).await?;
    page::show(&HomePage { l: shell.l, shell, sections, associations: app.associations().to_vec() })
}

impl Page for HomePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let sample = |shell, associations| HomePage { l, shell, sections: Vec::new(), associations };
        vec![
            sample(Shell::sample(l), vec![sample_association()]),
            sample(Shell::sample_unknown(l), Vec::new()),
        ]
    }
}

impl Page for AccessibilityPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        vec![AccessibilityPage { l, shell: Shell::sample(l) }]
    }
}

crate::page!(HomePage);
crate::page!(AccessibilityPage);
