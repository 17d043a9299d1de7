//! The audit administrator's page: the record of an association, newest first, and the check of its chain.

use askama::Template;
use axum::extract::{Path, Query, State};
use kexiang_core::canonical::ContentHash;
use kexiang_core::policy::{Action, Actor, Scope, may};
use kexiang_core::time;
use kexiang_store::audit::{Head, Link, Verdict};
use kexiang_store::write::{self, Entry, Subject, Via};
use serde::Deserialize;

use super::layout::{NavItem, Shell};
use super::page::{self, Page};
use super::room::Room;
use super::{Answer, Visitor};
use crate::actions::audit;
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/office/{association}/audit", list)
        .get("/office/{association}/audit/verification", verify)
}

/// Entry of the navigation.
pub fn nav(actor: &Actor, association: Option<&str>) -> Option<NavItem> {
    let association = association?;
    let reads = may(actor, Action::AuditRead, &Scope::Association(association)).is_ok();
    reads.then(|| NavItem::new(format!("/office/{association}/audit"), "nav-audit"))
}

/// The record.
#[derive(Template)]
#[template(path = "office/audit.html")]
pub struct AuditPage {
    l: &'static Locale,
    shell: Shell,
    association: String,
    lines: Vec<Line>,
    length: i64,
    /// Where older rows begin.
    older: Option<i64>,
    /// What the check of the chain found, if it was asked for.
    verdict: Option<Verdict>,
}

/// A row of the record as the page shows it.
struct Line {
    seq: i64,
    at: String,
    who: String,
    via: String,
    what: String,
    subject: String,
    change: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    before: Option<i64>,
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(association): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (links, length) = audit::list(&app, &visitor.ctx(), &association, asked.before).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&AuditPage::of(shell, association, &links, length, None))
}

async fn verify(State(app): State<App>, visitor: Visitor, Path(association): Path<String>) -> Answer {
    let verdict = audit::verify(&app, &visitor.ctx(), &association).await?;
    let (links, length) = audit::list(&app, &visitor.ctx(), &association, None).await?;
    let shell = Shell::within(&app, &visitor, &association);
    page::show(&AuditPage::of(shell, association, &links, length, Some(verdict)))
}

impl AuditPage {
    fn of(shell: Shell, association: String, links: &[Link], length: i64, verdict: Option<Verdict>) -> Self {
        let oldest = links.last().map_or(1, |link| link.seq);
        AuditPage {
            l: shell.l,
            lines: links.iter().map(|link| Line::of(link, shell.l)).collect(),
            older: (oldest > 1).then_some(oldest),
            shell,
            association,
            length,
            verdict,
        }
    }
}

impl Line {
    fn of(link: &Link, l: &Locale) -> Self {
        let Entry { at, actor, via, action, subject, before, after, .. } = &link.entry;
        // Most recent actions have words; a new one shows its code until it has some.
        let key = format!("recorded-{}", action.replace('.', "-"));
        let change = [before, after].map(|value| value.as_ref().map(ToString::to_string).unwrap_or_default());
        Line {
            seq: link.seq,
            at: time::exact(*at),
            who: if actor.name.is_empty() { l.t("audit-nobody").to_owned() } else { actor.name.clone() },
            via: l.word("audit-via", via.code()),
            what: if l.has(&key) { l.t(&key).to_owned() } else { action.clone() },
            subject: format!("{} {}", subject.kind, subject.id).trim_end().to_owned(),
            change: change.join(" → ").trim_start_matches(" → ").to_owned(),
        }
    }
}

impl Page for AuditPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let shell = || Shell::sample(l);
        let link = |seq: i64, name: &str, action: &str| Link {
            seq,
            entry: Entry {
                association: "xj".to_owned(),
                at: shell().now,
                actor: write::Actor { kind: "person".to_owned(), id: "1".to_owned(), name: name.to_owned() },
                via: Via::Page,
                request_id: "1".to_owned(),
                action: action.to_owned(),
                subject: Subject::new("account", "1"),
                before: None,
                after: Some(serde_json::json!({ "role": "officer" })),
                events: Vec::new(),
                messages: Vec::new(),
            },
            previous: ContentHash::NONE,
            hash: ContentHash::NONE,
        };
        let links = [link(52, "艾力·买买提", "role.grant"), link(51, "", "something.new")];
        let sample = |links: &[Link], verdict| AuditPage::of(shell(), "xj".to_owned(), links, 52, verdict);
        let broken = Verdict::Broken { seq: 7, problem: "it is missing".to_owned() };
        vec![
            sample(&[], None),
            sample(&links, Some(Verdict::Sound(Head { seq: 52, hash: ContentHash::NONE }))),
            sample(&links, Some(broken)),
        ]
    }
}

crate::page!(AuditPage);
