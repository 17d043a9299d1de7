//! An association's own page, emblem and colour.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use kexiang_core::refusal::Refusal;
use kexiang_store::association::Association;

use super::layout::{Shell, sample_association};
use super::page::{self, Page};
use super::room::Room;
use super::{Answer, Failure, Visitor};
use crate::locale::Locale;
use crate::state::App;

/// Routes.
pub fn room() -> Room {
    Room::new()
        .get("/associations/{association}", show)
        .get("/associations/{association}/emblem.svg", emblem)
        .get("/associations/{association}/look.css", look)
}

/// An association's page.
#[derive(Template)]
#[template(path = "layout/association.html")]
pub struct AssociationPage {
    l: &'static Locale,
    shell: Shell,
    association: Association,
    /// What other rooms show here, as HTML: open calls, notices.
    sections: Vec<String>,
}

async fn show(State(app): State<App>, visitor: Visitor, Path(code): Path<String>) -> Answer {
    let association = find(&app, &code)?;
    let sections = super::rooms::association_sections(&app, &visitor, &code).await?;
    let shell = Shell::within(&app, &visitor, &code);
    page::show(&AssociationPage { l: shell.l, shell, association, sections })
}

/// A picture that a program wrote may hold scripts; the policy forbids them even when it is opened alone.
async fn emblem(State(app): State<App>, Path(code): Path<String>) -> Answer {
    let association = find(&app, &code)?;
    let svg = match association.settings.emblem.as_str() {
        "" => crate::assets::text("img/kexiang.svg"),
        svg => svg.to_owned(),
    };
    Ok(kept("image/svg+xml", "default-src 'none'; style-src 'unsafe-inline'; sandbox", svg))
}

/// The association's colour as a token of the stylesheet.
async fn look(State(app): State<App>, Path(code): Path<String>) -> Answer {
    let colour = find(&app, &code)?.settings.colour;
    let css =
        if is_colour(&colour) { format!(":root {{ --kx-association: {colour}; }}\n") } else { String::new() };
    Ok(kept("text/css; charset=utf-8", "default-src 'none'", css))
}

fn find(app: &App, code: &str) -> Result<Association, Failure> {
    app.association(code).ok_or_else(|| Refusal::new("not-found").into())
}

/// An answer that browsers may keep for a few minutes.
fn kept(mime: &'static str, policy: &'static str, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, mime),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, body).into_response()
}

/// `#rrggbb`
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

impl Page for AssociationPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let sections = Vec::new();
        vec![AssociationPage { l, shell: Shell::sample(l), association: sample_association(), sections }]
    }
}

crate::page!(AssociationPage);

#[cfg(test)]
mod tests {
    use super::is_colour;

    #[test]
    fn only_plain_colours_reach_the_stylesheet() {
        assert!(is_colour("#a32a1E"));
        for wrong in ["a32a1e", "#a32", "#a32a1g", "#a32a1e;}", "red", ""] {
            assert!(!is_colour(wrong), "{wrong}");
        }
    }
}
