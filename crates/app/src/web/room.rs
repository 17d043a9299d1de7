//! A room is what one noun shows: its routes, listed so that a test can hold each of them against the role matrix.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{self, MethodRouter};

use crate::state::App;

/// Routes of one noun.
#[derive(Default)]
pub struct Room {
    router: Router<App>,
    routes: Vec<Route>,
}

/// One route, as the role matrix names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// Pattern, e.g. `/applications/{id}`.
    pub path: String,
    /// Method, e.g. `GET`.
    pub method: &'static str,
}

impl Room {
    /// An empty room.
    pub fn new() -> Self {
        Self::default()
    }

    /// A room of a router that lists its routes elsewhere: the JSON interface by its description.
    pub fn of(router: Router<App>, routes: Vec<Route>) -> Self {
        Room { router, routes }
    }

    /// `GET`, a page or a file.
    #[must_use]
    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("GET", path, routing::get(handler))
    }

    /// `POST`, a change.
    #[must_use]
    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("POST", path, routing::post(handler))
    }

    /// `PUT`, a change of which a repetition changes nothing more.
    #[must_use]
    pub fn put<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("PUT", path, routing::put(handler))
    }

    /// `PATCH`, a change of some fields.
    #[must_use]
    pub fn patch<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("PATCH", path, routing::patch(handler))
    }

    /// `DELETE`, a removal.
    #[must_use]
    pub fn delete<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("DELETE", path, routing::delete(handler))
    }

    /// Takes in the routes of another room.
    #[must_use]
    pub fn with(mut self, other: Room) -> Self {
        self.router = self.router.merge(other.router);
        self.routes.extend(other.routes);
        self
    }

    /// All routes, sorted.
    pub fn routes(&self) -> Vec<Route> {
        let mut routes = self.routes.clone();
        routes.sort();
        routes
    }

    pub(super) fn into_router(self) -> Router<App> {
        self.router
    }

    fn add(mut self, method: &'static str, path: &'static str, router: MethodRouter<App>) -> Self {
        self.router = self.router.route(path, router);
        self.routes.push(Route { path: path.to_owned(), method });
        self
    }
}
