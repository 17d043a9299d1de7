//! The archivist's list: projects that are over, with where their archives stand.

use kexiang_core::policy::{Action, Scope};
use kexiang_store::archive::{Holding, Place, counts, holdings};

use crate::actions::{Ctx, Failure};
use crate::state::App;

/// Rows of one page.
pub const PAGE: i64 = 50;

/// What the address bar says of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Where the archive stands; none: all.
    pub place: Option<Place>,
    /// Part of number, title or name of the organisation.
    pub text: String,
    /// Page, from 1.
    pub page: i64,
}

impl Query {
    /// Reads the address bar; what is unknown is left out.
    pub fn parse(text: &str) -> Self {
        let mut query = Query { page: 1, ..Query::default() };
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            match &*name {
                "place" => query.place = Place::from_code(&value),
                "q" => query.text = value.trim().chars().take(60).collect(),
                "page" => query.page = value.parse().unwrap_or(1).clamp(1, 100_000),
                _ => {}
            }
        }
        query
    }
}

impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if let Some(place) = self.place {
            out.append_pair("place", place.code());
        }
        if !self.text.is_empty() {
            out.append_pair("q", &self.text);
        }
        if self.page > 1 {
            out.append_pair("page", &self.page.to_string());
        }
        f.write_str(&out.finish())
    }
}

/// A page of the list with the counts of all.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Rows.
    pub rows: Vec<Holding>,
    /// Whether more follow.
    pub more: bool,
    /// How many stand at each place.
    pub counts: Vec<(Place, i64)>,
}

/// The projects of an association that are over, for its office, in the order of their numbers.
///
/// # Errors
/// `not-signed-in`, `not-permitted`.
pub async fn of_office(app: &App, ctx: &Ctx, association: &str, query: &Query) -> Result<List, Failure> {
    ctx.permit(Action::ProjectView, &Scope::Association(association))?;
    let (association, query) = (association.to_owned(), query.clone());
    app.store
        .read(move |tx| {
            let from = (query.page.max(1) - 1) * PAGE;
            let mut rows = holdings(tx, &association, (query.place, &query.text), (from, PAGE + 1))?;
            let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
            let more = rows.len() > page;
            rows.truncate(page);
            Ok(List { rows, more, counts: counts(tx, &association)? })
        })
        .await
}
