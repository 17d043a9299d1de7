//! The acceptances of an office: what waits, what is concluded and how.

use kexiang_core::acceptance::{State, Verdict};
use kexiang_core::policy::{Action, Scope};
use kexiang_store::acceptance::{Filter, Line, counts, lines};

use crate::actions::{Ctx, Failure};
use crate::state::App;

/// Rows of one page.
pub const PAGE: i64 = 50;

/// What the address bar says of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// State; none: all.
    pub state: Option<State>,
    /// Verdict; none: all.
    pub verdict: Option<Verdict>,
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
                "state" => query.state = State::from_code(&value),
                "verdict" => query.verdict = Verdict::from_code(&value),
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
        if let Some(state) = self.state {
            out.append_pair("state", state.code());
        }
        if let Some(verdict) = self.verdict {
            out.append_pair("verdict", verdict.code());
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
    pub rows: Vec<Line>,
    /// Whether more follow.
    pub more: bool,
    /// How many stand in each state with each verdict.
    pub counts: Vec<(State, Option<Verdict>, i64)>,
}

/// The acceptances of an association, for its office, the oldest first.
///
/// # Errors
/// `not-signed-in`, `not-permitted`.
pub async fn of_office(app: &App, ctx: &Ctx, association: &str, query: &Query) -> Result<List, Failure> {
    ctx.permit(Action::ProjectView, &Scope::Association(association))?;
    let (association, page) = (association.to_owned(), query.page.max(1));
    let filter = Filter {
        state: query.state.map_or("", State::code).to_owned(),
        verdict: query.verdict.map_or("", Verdict::code).to_owned(),
        text: query.text.clone(),
    };
    app.store
        .read(move |tx| {
            let mut rows = lines(tx, &association, &filter, ((page - 1) * PAGE, PAGE + 1))?;
            let more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
            rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
            Ok(List { rows, more, counts: counts(tx, &association)? })
        })
        .await
}
