//! Programs that use the JSON interface with a token.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, House};

/// A program with a token of somebody.
pub struct Program<'h> {
    house: &'h House,
    bearer: String,
}

impl<'h> Program<'h> {
    /// One whose token may do what the scopes say (`read`, `write`).
    pub async fn of(house: &'h House, login: &str, scopes: &[&str]) -> Program<'h> {
        let mut person = house.browser_of(login).await;
        let wanted = json!({ "name": "接口", "scopes": scopes, "days": 7 });
        let made = person.tells(Method::POST, "/api/v1/me/tokens", &wanted).await.with_status(201).json();
        let bearer = format!("Bearer {}", made["token"].as_str().expect("a token"));
        Program { house, bearer }
    }

    /// One that reads and writes.
    pub async fn whole(house: &'h House, login: &str) -> Program<'h> {
        Program::of(house, login, &["read", "write"]).await
    }

    /// Reads.
    pub async fn reads(&self, path: &str) -> Answer {
        self.sends(Method::GET, path, &[], Body::empty()).await
    }

    /// Sends JSON.
    pub async fn asks(&self, method: Method, path: &str, body: &Value) -> Answer {
        let kind = [("content-type", "application/json")];
        self.sends(method, path, &kind, Body::from(body.to_string())).await
    }

    /// Sends JSON under an idempotency key.
    pub async fn asks_once(&self, method: Method, path: &str, body: &Value, key: &str) -> Answer {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        self.sends(method, path, &headers, Body::from(body.to_string())).await
    }

    /// Any request.
    pub async fn sends(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut all = vec![("authorization", self.bearer.as_str())];
        all.extend(headers.iter().copied());
        self.house.browser().asks(method, path, &all, body).await
    }
}
