//! Forms: what a browser sends as a typed value, and what a page shows again with the problems beside the fields.

use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use kexiang_core::refusal::Refusal;
use serde::de::DeserializeOwned;

use crate::actions::Failure;
use crate::locale::Locale;
use crate::state::App;

/// A form sent by a browser. Unknown fields (the form token among them) are left out; a form that does not fit is
/// refused with `bad-form`.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        match axum::Form::<T>::from_request(request, app).await {
            Ok(axum::Form(value)) => Ok(Form(value)),
            Err(error) => Err(unfit(error.status(), error.body_text())),
        }
    }
}

/// What a library could not read, as a refusal.
fn unfit(status: StatusCode, detail: String) -> Failure {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new("too-large").into(),
        _ => Refusal::new("bad-form").with("detail", detail).into(),
    }
}

/// JSON sent by a script or a program; what does not fit is refused with `bad-form`.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        match axum::Json::<T>::from_request(request, app).await {
            Ok(axum::Json(value)) => Ok(Json(value)),
            Err(error) => Err(unfit(error.status(), error.body_text())),
        }
    }
}

/// The first file of a form, with its name; none where none was chosen.
///
/// # Errors
/// `bad-form`.
pub async fn file(mut form: Multipart) -> Result<Option<(String, Vec<u8>)>, Refusal> {
    while let Some(part) = form.next_field().await.map_err(damaged)? {
        let Some(name) = part.file_name().map(str::to_owned).filter(|name| !name.is_empty()) else {
            continue;
        };
        return Ok(Some((name, part.bytes().await.map_err(damaged)?.to_vec())));
    }
    Ok(None)
}

/// A form with files that cannot be read.
pub fn damaged(error: MultipartError) -> Refusal {
    Refusal::new("bad-form").with("detail", error.body_text())
}

/// A form as a page shows it: what was typed, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    values: Vec<(&'static str, String)>,
    problems: Vec<Problem>,
    /// Stands in the ids of the fields, where a page has several forms.
    place: &'static str,
}

/// Something wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the field; empty for the whole form.
    pub field: String,
    /// What is wrong and what to do, in words.
    pub text: String,
}

impl Shown {
    /// A form with these values. Passwords are never shown again.
    pub fn with(values: &[(&'static str, &str)]) -> Self {
        let values = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Shown { values, problems: Vec::new(), place: "" }
    }

    /// The same form under a name of its own, so that the ids of its fields are not those of another form of the page.
    #[must_use]
    pub fn placed(self, place: &'static str) -> Self {
        Shown { place, ..self }
    }

    /// The same form with a refusal at its field.
    #[must_use]
    pub fn refused(mut self, l: &Locale, refusal: &Refusal) -> Self {
        let words = l.refusal(refusal);
        let text = if words.remedy.is_empty() {
            words.message
        } else {
            format!("{} {}", words.message, words.remedy)
        };
        self.problems.push(Problem { field: refusal.at.clone().unwrap_or_default(), text });
        self
    }

    /// What was typed.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value)
    }

    /// What is wrong with a field; empty if nothing is.
    pub fn problem(&self, name: &str) -> &str {
        self.problems.iter().find(|p| p.field == name).map_or("", |p| &p.text)
    }

    /// Whether anything is wrong.
    pub fn is_wrong(&self) -> bool {
        !self.problems.is_empty()
    }

    /// The summary that leads to the wrong fields, as HTML; nothing if nothing is wrong.
    pub fn summary(&self, l: &'static Locale) -> String {
        if self.problems.is_empty() {
            return String::new();
        }
        html(&Summary { l, problems: &self.problems, place: self.place })
    }

    /// A field with label, help and problem, as HTML. `key` is the label's message, `key.help` its help if there is one;
    /// `kind` is the type of the input.
    pub fn field(&self, l: &'static Locale, key: &str, name: &str, kind: &str, autocomplete: &str) -> String {
        let help_key = format!("{key}.help");
        let help = if l.has(&help_key) { l.t(&help_key).to_owned() } else { String::new() };
        let value = if kind == "password" { "" } else { self.value(name) };
        html(&Field {
            l,
            label: l.t(key),
            help: &help,
            name,
            kind,
            autocomplete,
            value,
            problem: self.problem(name),
            place: self.place,
        })
    }
}

#[derive(Template)]
#[template(path = "layout/summary.html")]
struct Summary<'a> {
    l: &'static Locale,
    problems: &'a [Problem],
    place: &'static str,
}

#[derive(Template)]
#[template(path = "layout/field.html")]
struct Field<'a> {
    l: &'static Locale,
    label: &'a str,
    help: &'a str,
    name: &'a str,
    kind: &'a str,
    autocomplete: &'a str,
    value: &'a str,
    problem: &'a str,
    place: &'static str,
}

impl Field<'_> {
    /// Ids of what describes the input, for `aria-describedby`.
    fn described_by(&self) -> String {
        let problem = (!self.problem.is_empty()).then(|| format!("f-{}{}-error", self.place, self.name));
        let help = (!self.help.is_empty()).then(|| format!("f-{}{}-help", self.place, self.name));
        problem.into_iter().chain(help).collect::<Vec<_>>().join(" ")
    }
}

/// A piece of a page as HTML.
pub fn html(piece: &impl Template) -> String {
    piece.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a piece of a page could not be written");
        String::new()
    })
}
