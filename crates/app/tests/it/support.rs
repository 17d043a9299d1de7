//! The office's day in prose: an application on a real database behind the real router, and people with browsers.
//!
//! ```ignore
//! on_each_engine(async |house| {
//!     let mut ada = house.browser();
//!     ada.signs_in("lz.officer").await.leads_to("/");
//!     ada.opens("/account").await.shows("陈彤");
//! }).await;
//! ```

use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use jiff::SignedDuration;
use jiff::Timestamp;
use kexiang::actions::{Ctx, Via};
use kexiang::clock::Clock;
use kexiang::config::Config;
use kexiang::demo::{START, people};
use kexiang::passwords::Passwords;
use kexiang::state::App;
use kexiang::web;
use kexiang_core::time;
use kexiang_store::Store;
use kexiang_store::testing::each_engine;
use tower::ServiceExt as _;

/// The password of all people that a [`House`] starts with.
pub const PASSWORD: &str = people::PASSWORD;

/// An application with the four associations and one person per role in each, on 2026-03-30 09:00 Beijing time.
pub struct House {
    /// The application.
    pub app: App,
    router: Router,
    offset: Mutex<i64>,
    _folder: tempfile::TempDir,
}

/// Runs a body in a fresh house on each database engine.
pub async fn on_each_engine(body: impl AsyncFn(&House)) {
    on_each_engine_with(|_| {}, body).await;
}

/// The same with other settings.
pub async fn on_each_engine_with(change: impl Fn(&mut Config), body: impl AsyncFn(&House)) {
    each_engine(async |store| {
        let house = House::new(store, &change).await;
        body(&house).await;
        house.has_nothing_left_to_do().await;
    })
    .await;
}

impl House {
    async fn new(store: Store, change: impl Fn(&mut Config)) -> House {
        let folder = tempfile::tempdir().expect("folder");
        let mut config = Config::default();
        config.secrets.file = folder.path().join("secret.key");
        config.blobs.folder = folder.path().join("blobs");
        config.server.public_url = "http://kexiang.test".to_owned();
        config.security.second_factor = false;
        config.mail.kind = kexiang::config::MailKind::Outbox;
        change(&mut config);
        let app = App::with_clock(config, store, Passwords::cheap(), Clock::movable()).expect("application");
        let house = House { router: web::router(app.clone()), app, offset: Mutex::new(0), _folder: folder };
        house.set_clock(time::instant(START));
        let ctx = Ctx::system("test", Via::Cli, house.now());
        people::seed(&house.app, &ctx, &|_| {}).await.expect("people");
        house.app.ready().await.expect("ready");
        house
    }

    /// Another process on the same database: nothing is shared but the database and the files.
    pub async fn beside(&self) -> House {
        let (config, store) = (self.app.config.clone(), self.app.store.clone());
        let app = App::with_clock(config, store, Passwords::cheap(), Clock::movable()).expect("application");
        app.ready().await.expect("ready");
        let folder = tempfile::tempdir().expect("folder");
        let house = House { router: web::router(app.clone()), app, offset: Mutex::new(0), _folder: folder };
        house.set_clock(self.now());
        house
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Sets the clock; it goes on from there.
    pub fn set_clock(&self, to: Timestamp) {
        let offset = self.app.clock.offset_for(to);
        *self.offset.lock().expect("offset") = offset;
        self.app.clock.follow(offset);
    }

    /// Lets time pass.
    pub fn passes(&self, duration: SignedDuration) {
        let mut offset = self.offset.lock().expect("offset");
        *offset += i64::try_from(duration.as_millis()).expect("milliseconds");
        self.app.clock.follow(*offset);
    }

    /// Carries out all jobs that are due and sends all letters.
    pub async fn works(&self) {
        kexiang::jobs::work_once(&self.app).await.expect("work");
    }

    /// What is due can be done: a job that is left over, or failed, fails a test. Reminders of days to come are not due.
    async fn has_nothing_left_to_do(&self) {
        // A test about a lost database has closed it.
        if self.app.store.read(kexiang_store::job::pending).await.is_err() {
            return;
        }
        self.works().await;
        let left = self.app.store.read(kexiang_store::job::pending).await.expect("jobs");
        let due: Vec<_> = left.iter().filter(|job| job.run_at <= self.now() || job.attempts > 0).collect();
        assert!(due.is_empty(), "jobs are left over: {due:#?}");
    }

    /// A new browser without a session, at the address 10.0.0.1.
    pub fn browser(&self) -> Browser<'_> {
        Browser {
            house: self,
            cookies: Vec::new(),
            csrf: String::new(),
            ip: "10.0.0.1".to_owned(),
            agent: "Mozilla/5.0 (Windows NT 10.0) Chrome/90.0.4430 Safari/537.36".to_owned(),
        }
    }

    /// A browser in which this person is signed in.
    pub async fn browser_of(&self, login: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.signs_in(login).await.leads_to("/");
        browser
    }

    /// The actions recorded in an association's chain, oldest first; `""` is the deployment's own.
    pub async fn record(&self, association: &str) -> Vec<String> {
        let code = association.to_owned();
        let links = self.app.store.read(move |tx| kexiang_store::audit::range(tx, &code, 1, i64::MAX)).await;
        links.expect("record").into_iter().map(|link| link.entry.action).collect()
    }
}

/// Keeps cookies and the form token like a browser, and names where its requests come from.
pub struct Browser<'h> {
    house: &'h House,
    cookies: Vec<(String, String)>,
    /// Token of the last page.
    pub csrf: String,
    /// Address of the machine.
    pub ip: String,
    /// How the browser names itself.
    pub agent: String,
}

impl Browser<'_> {
    /// Signs in on the sign-in page.
    pub async fn signs_in(&mut self, login: &str) -> Answer {
        self.signs_in_with(login, PASSWORD).await
    }

    /// Signs in with a password of one's own.
    pub async fn signs_in_with(&mut self, login: &str, password: &str) -> Answer {
        let answer = self.sends("/sign-in", &[("name", login), ("password", password)]).await;
        if answer.status == StatusCode::SEE_OTHER {
            // The page that follows gives the token for the next form.
            let location = answer.location();
            self.opens(&location).await;
        }
        answer
    }

    /// Opens a page; its form token is kept.
    pub async fn opens(&mut self, path: &str) -> Answer {
        let answer = self.asks(Method::GET, path, &[], Body::empty()).await;
        if let Some(csrf) = answer.csrf() {
            self.csrf = csrf;
        }
        answer
    }

    /// Sends a form with the token of the last page.
    pub async fn sends(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(fields.iter().copied());
        self.sends_only(path, &all).await
    }

    /// Sends a form with exactly these fields.
    pub async fn sends_only(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        self.asks(Method::POST, path, &headers, Body::from(form.finish())).await
    }

    /// Sends a form as a script does: the token in a header, JSON expected.
    pub async fn calls(&mut self, method: Method, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let csrf = self.csrf.clone();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
            ("accept", "application/json"),
            ("x-csrf-token", csrf.as_str()),
        ];
        self.asks(method, path, &headers, Body::from(form.finish())).await
    }

    /// Sends JSON as a program does: with the session's token in a header.
    pub async fn tells(&mut self, method: Method, path: &str, body: &serde_json::Value) -> Answer {
        self.tells_once(method, path, body, "").await
    }

    /// The same under an idempotency key.
    pub async fn tells_once(
        &mut self,
        method: Method,
        path: &str,
        body: &serde_json::Value,
        key: &str,
    ) -> Answer {
        let (csrf, text) = (self.csrf.clone(), body.to_string());
        let mut headers = vec![("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
        headers.extend((!csrf.is_empty()).then_some(("x-csrf-token", csrf.as_str())));
        headers.extend((!key.is_empty()).then_some(("idempotency-key", key)));
        self.asks(method, path, &headers, Body::from(text)).await
    }

    /// Any request; cookies go along and come back.
    pub async fn asks(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::USER_AGENT, &self.agent);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            request = request.header(header::COOKIE, self.cookie_header());
        }
        let mut request = request.header(header::HOST, "kexiang.test").body(body).expect("request");
        let address = format!("{}:40000", self.ip).parse::<std::net::SocketAddr>().expect("address");
        request.extensions_mut().insert(ConnectInfo(address));
        let response = self.house.router.clone().oneshot(request).await.expect("answer");
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let bytes = axum::body::to_bytes(body, 50_000_000).await.expect("body");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let bytes = bytes.to_vec();
        Answer { path: path.to_owned(), status: parts.status, headers: parts.headers, text, bytes }
    }

    /// The kept cookies, as a request carries them.
    pub fn cookie_header(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Whether a cookie is kept.
    pub fn has_cookie(&self, name: &str) -> bool {
        self.cookies.iter().any(|(kept, _)| kept == name)
    }

    /// Asks a page of another process with the same cookies.
    pub fn elsewhere<'o>(&self, other: &'o House) -> Browser<'o> {
        let mut browser = other.browser();
        browser.cookies.clone_from(&self.cookies);
        browser.csrf.clone_from(&self.csrf);
        browser
    }

    /// Uses the cookies of another browser, like somebody who stole them.
    pub fn steals_from(&mut self, other: &Browser<'_>) {
        self.cookies.clone_from(&other.cookies);
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for value in headers.get_all(header::SET_COOKIE) {
            let text = value.to_str().expect("cookie");
            let (name, rest) = text.split_once('=').expect("cookie");
            let value = rest.split(';').next().unwrap_or_default();
            self.cookies.retain(|(kept, _)| kept != name);
            if !rest.contains("Max-Age=0;") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    path: String,
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub text: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// It is a page or file, 200.
    #[track_caller]
    pub fn good(self) -> Self {
        self.with_status(200)
    }

    /// It has this status.
    #[track_caller]
    pub fn with_status(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.path, self.heading());
        self
    }

    /// It is a good page with these words.
    #[track_caller]
    pub fn shows(self, words: &str) -> Self {
        assert!(self.text.contains(words), "{} does not show `{words}`: {}", self.path, self.text);
        self
    }

    /// It does not have these words.
    #[track_caller]
    pub fn hides(self, words: &str) -> Self {
        assert!(!self.text.contains(words), "{} shows `{words}`", self.path);
        self
    }

    /// It leads on to this address.
    #[track_caller]
    pub fn leads_to(self, path: &str) -> Self {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}: {}", self.path, self.heading());
        assert_eq!(self.location(), path, "{} leads elsewhere", self.path);
        self
    }

    /// It is refused with this status, and the page or JSON says so with these words.
    #[track_caller]
    pub fn refuses(self, status: u16, words: &str) -> Self {
        self.with_status(status).shows(words)
    }

    /// Where it leads on to.
    pub fn location(&self) -> String {
        self.header("location").to_owned()
    }

    /// A header, empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{} is no JSON: {}", self.path, self.text))
    }

    /// What stands between two texts.
    #[track_caller]
    pub fn between(&self, before: &str, after: &str) -> String {
        let found = self.text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
        found.unwrap_or_else(|| panic!("{} has nothing after `{before}`", self.path)).0.to_owned()
    }

    fn csrf(&self) -> Option<String> {
        let (_, rest) = self.text.split_once("name=\"csrf-token\" content=\"")?;
        rest.split_once('"').map(|(csrf, _)| csrf.to_owned())
    }

    fn heading(&self) -> &str {
        let heading = self.text.split_once("<h1").and_then(|(_, rest)| rest.split_once("</h1>"));
        heading.map_or_else(|| self.text.get(..400).unwrap_or(&self.text), |(heading, _)| heading)
    }
}
