//! The first page: the associations of the deployment and what is open there.

use askama::Template;
use axum::extract::State;
use kexiang_core::time;
use kexiang_store::association::Association;

use super::call::machine;
use super::layout::{NavItem, Shell, sample_association};
use super::page::{self, Page};
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::task::{self, Kind, Task};
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
    /// What waits for the person; nothing for strangers.
    tasks: Vec<TaskLine>,
    /// What other rooms show here, as HTML: open calls.
    sections: Vec<String>,
    associations: Vec<Association>,
}

/// One thing to do.
struct TaskLine {
    href: String,
    title: String,
    say: String,
    /// Until when, in words; empty without a term.
    due: String,
    /// The same moment for the countdown.
    due_at: String,
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
    let tasks =
        task::all(&app, &visitor.ctx()).await?.into_iter().map(|t| TaskLine::of(visitor.l, t)).collect();
    page::show(&HomePage { l: shell.l, shell, tasks, sections, associations: app.associations().to_vec() })
}

impl TaskLine {
    fn of(l: &Locale, task: Task) -> Self {
        TaskLine {
            say: l.tf(&format!("task-kind-{}", task.kind.code()), &[("n", &task.count)]),
            href: task.href,
            title: task.title,
            due: task.due.map(time::long).unwrap_or_default(),
            due_at: task.due.map(machine).unwrap_or_default(),
        }
    }
}

impl Page for HomePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let sample =
            |shell, tasks, associations| HomePage { l, shell, tasks, sections: Vec::new(), associations };
        let line = |kind: Kind| TaskLine {
            say: l.tf(&format!("task-kind-{}", kind.code()), &[("n", &7)]),
            href: "/applications".into(),
            title: "2026年柳州市科协“科创赋能”项目".into(),
            due: "2026年3月31日（星期二）17:00".into(),
            due_at: "2026-03-31T17:00:00.000+08:00".into(),
        };
        vec![
            sample(Shell::sample(l), Kind::ALL.map(line).into(), vec![sample_association()]),
            sample(Shell::sample(l), Vec::new(), vec![sample_association()]),
            sample(Shell::sample_unknown(l), Vec::new(), Vec::new()),
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
