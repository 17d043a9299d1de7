//! Pages as answers, and their registry: a page is a struct, a template and its samples.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::actions::{Failure, Fault};
use crate::locale::Locale;

/// A page with samples for the test that renders every page × sample × language. Register it with [`crate::page!`].
pub trait Page: Template + Sized {
    /// Examples: empty, usual, long, wrong.
    fn samples(l: &'static Locale) -> Vec<Self>;
}

/// What [`crate::page!`] collects.
pub struct Registered {
    /// Name of the struct.
    pub name: &'static str,
    /// Renders all samples in one language.
    pub render: fn(&'static Locale) -> Vec<askama::Result<String>>,
}

inventory::collect!(Registered);

/// Registers a page for the rendering test: `page!(SignInPage);`
#[macro_export]
macro_rules! page {
    ($page:ty) => {
        inventory::submit! {
            $crate::web::page::Registered {
                name: stringify!($page),
                render: |l| {
                    let samples = <$page as $crate::web::page::Page>::samples(l);
                    samples.iter().map(askama::Template::render).collect()
                },
            }
        }
    };
}

/// A page as the answer, 200. Pages are not kept by browsers and proxies unless the caller says so.
///
/// # Errors
/// A template that fails to write, a fault.
pub fn show(page: &impl Template) -> Result<Response, Failure> {
    show_as(StatusCode::OK, page)
}

/// A page as the answer with a status.
///
/// # Errors
/// A template that fails to write, a fault.
pub fn show_as(status: StatusCode, page: &impl Template) -> Result<Response, Failure> {
    let text = page.render().map_err(|error| Fault::new("rendering", error))?;
    let mut response = (status, Html(text)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Sends the browser on to another page with GET, after a change.
pub fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// The path if it leads to a page of ours, else the home page: no form and no link can send people elsewhere.
pub fn local(path: &str) -> String {
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
    let clean = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if ours && clean { path.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_our_own_paths_are_local() {
        assert_eq!(local("/applications/1?x=2"), "/applications/1?x=2");
        for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nb", "/a\\b"] {
            assert_eq!(local(foreign), "/", "{foreign:?}");
        }
    }
}
