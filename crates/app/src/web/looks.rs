//! How a person wants to read: language, theme, contrast, size of the letters. Kept in one cookie, changed by a form that
//! works without scripts.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::error::wants_json;
use super::form::Form;
use super::page::{local, see_other};
use super::{Visitor, cookie};
use crate::locale::Language;
use crate::state::App;

/// Name of the cookie: `zh.auto.normal.normal`.
const COOKIE: &str = "kx_look";
/// Chosen looks are kept for a year.
const SECONDS: i64 = 365 * 86_400;

/// Values of `data-bs-theme`.
pub const THEMES: [&str; 3] = ["auto", "light", "dark"];
/// Values of `data-size`: 16, 18 and 21 px.
pub const SIZES: [&str; 3] = ["normal", "large", "xlarge"];
/// Values of `data-contrast`.
pub const CONTRASTS: [&str; 2] = ["normal", "more"];

/// How a person wants to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// Language.
    pub language: Language,
    /// One of [`THEMES`].
    pub theme: &'static str,
    /// One of [`SIZES`].
    pub size: &'static str,
    /// One of [`CONTRASTS`].
    pub contrast: &'static str,
}

impl Default for Looks {
    fn default() -> Self {
        Looks { language: Language::Chinese, theme: THEMES[0], size: SIZES[0], contrast: CONTRASTS[0] }
    }
}

/// What the form sends: any of the choices, and the page to go back to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choice {
    lang: String,
    theme: String,
    size: String,
    contrast: String,
    back: String,
}

impl Looks {
    /// Reads the cookie, and the browser's language where none was chosen.
    pub fn of(headers: &HeaderMap) -> Self {
        let value = cookie::read(headers, COOKIE).unwrap_or_default();
        let mut parts = value.split('.');
        let accept = headers.get("accept-language").and_then(|v| v.to_str().ok());
        Looks {
            language: Language::choose(parts.next(), accept),
            theme: known(&THEMES, parts.next()).unwrap_or(THEMES[0]),
            size: known(&SIZES, parts.next()).unwrap_or(SIZES[0]),
            contrast: known(&CONTRASTS, parts.next()).unwrap_or(CONTRASTS[0]),
        }
    }

    fn with(self, choice: &Choice) -> Self {
        Looks {
            language: Language::from_code(&choice.lang).unwrap_or(self.language),
            theme: known(&THEMES, Some(&choice.theme)).unwrap_or(self.theme),
            size: known(&SIZES, Some(&choice.size)).unwrap_or(self.size),
            contrast: known(&CONTRASTS, Some(&choice.contrast)).unwrap_or(self.contrast),
        }
    }

    fn value(self) -> String {
        [self.language.code(), self.theme, self.size, self.contrast].join(".")
    }
}

/// `POST /preferences`
pub async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Response {
    let chosen = visitor.looks.with(&choice);
    let cookie = cookie::set(COOKIE, &chosen.value(), SECONDS, app.config.is_https());
    // A script has changed the page already and only wants it remembered.
    let answer = if wants_json(&headers) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        see_other(&local(&choice.back))
    };
    ([(header::SET_COOKIE, cookie)], answer).into_response()
}

fn known(all: &[&'static str], value: Option<&str>) -> Option<&'static str> {
    all.iter().copied().find(|known| Some(*known) == value)
}
