//! Route × role: `matrix/<noun>.txt` says who may use each route; everybody else is refused.
//!
//! Every line is `METHOD route [@state] : who [form]`.
//!
//! - state: `draft` or `returned`; without one the application `{id}` is a submitted one.
//! - who: `anyone`, `signed-in`, `nobody`, or a list, separated by commas, of office roles of Liuzhou (`readers` are the six
//!   that read applications), `administrator`, `filler` (of the applying organisation). Who is not named is refused: sent to
//!   sign in, 401, 403, or 404 for what they may not know of.
//! - `~` before the list: only the no is tried here, because a yes needs a record of its own (its test is elsewhere).
//! - form: what is sent, so that a yes is more than a complaint about missing fields: `name=value&…`, JSON (without blanks)
//!   or `upload=name` for a small file.
//!
//! What stands for the parts of a route is in [`Ground::fill`].

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use kexiang::demo::START;
use kexiang::web::rooms;
use kexiang_core::policy::{MemberRole, OfficeRole};
use kexiang_core::time;
use kexiang_store::StoreError;
use kexiang_store::account::{NewAccount, add, join_office};
use kexiang_store::testing::engines;
use serde_json::json;

use crate::leak::reopened;
use crate::support::{Answer, Browser, House, on_each_engine};

const LZ: &str = "/api/v1/associations/lz";

/// In the matrix: a small file is sent under the name that follows.
const UPLOAD: &str = "upload=";

/// A line of the matrix.
struct Line {
    method: String,
    route: String,
    /// State of the application.
    state: String,
    who: Who,
    /// Whether a yes is tried too.
    tried: bool,
    form: String,
}

/// Who may.
enum Who {
    Anyone,
    SignedIn,
    /// Those who hold one of these roles.
    Roles(Vec<String>),
}

/// Somebody who asks, with the role that the matrix names.
struct Persona {
    login: &'static str,
    role: &'static str,
}

/// Everybody of Liuzhou's office, some of another one, the applying organisation and another organisation.
const PERSONAS: [Persona; 15] = [
    Persona { login: "lz.officer", role: "officer" },
    Persona { login: "lz.head", role: "head" },
    Persona { login: "lz.leader", role: "leader" },
    Persona { login: "lz.finance", role: "finance" },
    Persona { login: "lz.discipline", role: "discipline" },
    Persona { login: "lz.archivist", role: "archivist" },
    Persona { login: "lz.system", role: "system" },
    Persona { login: "lz.security", role: "security" },
    Persona { login: "lz.audit", role: "audit" },
    Persona { login: "nx.officer", role: "" },
    Persona { login: "nx.system", role: "" },
    Persona { login: "nx.security", role: "" },
    Persona { login: "lz.qiche.administrator", role: "administrator" },
    Persona { login: "lz.qiche.filler", role: "filler" },
    Persona { login: "lz.jixie.administrator", role: "" },
];

const READERS: [&str; 6] = ["officer", "head", "leader", "finance", "discipline", "archivist"];

/// The lines of all files beside this one.
fn lines() -> Vec<Line> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/matrix");
    let files = std::fs::read_dir(folder).expect("the folder of the matrix");
    let texts = files
        .map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("text"))
        .collect::<String>();
    texts.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(line).collect()
}

fn line(line: &str) -> Line {
    let (route, rest) = line.split_once(" : ").unwrap_or_else(|| panic!("no ` : ` in {line}"));
    let mut words = route.split_whitespace();
    let (method, route) = (words.next().expect("method"), words.next().expect("route"));
    let (method, route) = (method.to_owned(), route.to_owned());
    let state = words.next().map_or("submitted", |word| word.trim_start_matches('@')).to_owned();
    let (who, form) = match rest.trim().rsplit_once(' ') {
        Some((who, form)) if form.contains(['=', '{', '[']) => (who.trim(), form),
        _ => (rest.trim(), ""),
    };
    let tried = !who.starts_with('~');
    Line { method, route, state, who: parse(who.trim_start_matches('~')), tried, form: form.to_owned() }
}

fn parse(who: &str) -> Who {
    match who {
        "anyone" => Who::Anyone,
        "signed-in" => Who::SignedIn,
        "nobody" | "" => Who::Roles(Vec::new()),
        list => Who::Roles(list.split(", ").flat_map(roles).collect()),
    }
}

fn roles(word: &str) -> Vec<String> {
    if word == "readers" {
        return READERS.map(str::to_owned).into();
    }
    let known = OfficeRole::from_code(word).is_some() || MemberRole::from_code(word).is_some();
    assert!(known, "`{word}` is no role");
    vec![word.to_owned()]
}

#[test]
fn every_route_is_in_the_matrix_and_every_line_is_a_route() {
    let routes: BTreeSet<String> =
        rooms::all().routes().into_iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let listed: BTreeSet<String> =
        lines().iter().map(|line| format!("{} {}", line.method, line.route)).collect();
    let missing: Vec<_> = routes.difference(&listed).map(|route| format!("{route} : <who>")).collect();
    let idle: Vec<_> = listed.difference(&routes).cloned().collect();
    assert!(
        missing.is_empty(),
        "say in tests/it/matrix/<noun>.txt who may use these routes (the head of matrix.rs tells how):\n{}",
        missing.join("\n")
    );
    assert!(idle.is_empty(), "no such routes, take these lines out of tests/it/matrix:\n{}", idle.join("\n"));
}

#[tokio::test]
async fn everybody_may_what_the_matrix_says_and_nothing_else() {
    // Permission does not depend on the engine; the routes are tried once, on the first.
    let first = engines()[0];
    on_each_engine(async |house| {
        if house.app.store.engine() != first {
            return;
        }
        kexiang::demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
        house.set_clock(time::instant(START));
        let ground = Ground::lay(house).await;
        let mut wrong = Vec::new();
        for state in ["draft", "submitted", "returned"] {
            if state == "returned" {
                ground.is_returned(house).await;
            }
            for line in lines().iter().filter(|line| line.state == state) {
                wrong.extend(check(house, &ground, line, None).await);
                for persona in &PERSONAS {
                    wrong.extend(check(house, &ground, line, Some(persona)).await);
                }
            }
        }
        // Some of what was asked for is work for later.
        kexiang::jobs::work_once(&house.app).await.expect("the jobs");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
    .await;
}

/// The records that stand for the parts of a route.
struct Ground {
    person: String,
    organisation: String,
    draft: String,
    application: String,
}

impl Ground {
    async fn lay(house: &House) -> Ground {
        let mut applicant = house.browser_of("lz.qiche.administrator").await;
        let own = applicant.opens("/applications").await.good();
        let me = applicant.opens("/api/v1/me").await.good().json();
        let organisation = me["memberships"][0]["organisation"].as_str().expect("an organisation").to_owned();
        let wanted = json!({ "type": "2026-1", "organisation": organisation });
        let begun = applicant.tells(Method::POST, &format!("{LZ}/calls/lz-2026/applications"), &wanted).await;
        let application = own.between("/associations/lz/applications/", "\"");
        reopened(house, &format!("{LZ}/applications/{application}")).await;
        Ground {
            person: spare_account(house).await,
            organisation,
            draft: begun.with_status(201).json()["id"].as_str().expect("an id").to_owned(),
            application,
        }
    }

    /// The office returns the submitted application.
    async fn is_returned(&self, house: &House) {
        let mut officer = house.browser_of("lz.officer").await;
        let check = format!("{LZ}/applications/{}/check", self.application);
        let defects = json!([{ "field": "plan", "problem": "未写明备案计划", "demand": "请写明备案时间" }]);
        officer.tells(Method::PUT, &format!("{check}/defects"), &defects).await.with_status(204);
        let decision = json!({ "decision": "return" });
        officer.tells(Method::POST, &format!("{check}/decisions"), &decision).await.with_status(201);
    }

    /// The route with something in place of each part; parts that are not named here get a number that is nobody's.
    fn path(&self, line: &Line) -> String {
        let mut path = self.fill(line, &line.route);
        while let Some((before, rest)) = path.split_once('{') {
            let (_, after) = rest.split_once('}').expect("a closing brace");
            path = format!("{before}0000000000001{after}");
        }
        path
    }

    /// A route or form with the records in place of the parts.
    fn fill(&self, line: &Line, pattern: &str) -> String {
        let of_application = line.route.contains("/applications/{id}");
        let application = if line.state == "draft" { &self.draft } else { &self.application };
        let of_organisation =
            line.route.contains("/organisations/{id}") || line.route.starts_with("/organisation/");
        let id = match (of_application, of_organisation) {
            (true, _) => application,
            (_, true) => &self.organisation,
            _ => &self.person,
        };
        let parts = [
            ("{association}", "lz"),
            ("{call}", "lz-2026"),
            ("{organisation}", &self.organisation),
            ("{id}", id),
            ("{hash}/{*path}", "0/css/tokens.css"),
            ("{n}", "1"),
            ("{field}", "plan"),
            ("{command}", "withdraw"),
            ("{role}", "head"),
            ("{name}", "x.pdf"),
        ];
        parts.iter().fold(pattern.to_owned(), |text, (slot, value)| text.replace(slot, value))
    }
}

/// An account of Liuzhou's office without roles, for whatever is done to it.
async fn spare_account(house: &House) -> String {
    let (now, id) = (house.now(), kexiang::chance::id(house.now()));
    let account = NewAccount {
        id,
        login: "lz.spare".to_owned(),
        name: "备用".to_owned(),
        email: String::new(),
        phone: String::new(),
        password: String::new(),
        must_change: true,
    };
    let laid = house.app.store.write(move |tx| {
        add(tx, &account, now)?;
        join_office(tx, "lz", id, ("test", now))
    });
    assert!(laid.await.unwrap_or_else(|error: StoreError| panic!("{error}")));
    id.to_string()
}

/// What is wrong, if the answer is not what the matrix says.
async fn check(house: &House, ground: &Ground, line: &Line, persona: Option<&Persona>) -> Option<String> {
    let may = expected(line, persona);
    if may && !line.tried {
        return None;
    }
    let mut browser = house.browser();
    if let Some(persona) = persona {
        browser = house.browser_of(persona.login).await;
    }
    let answer = asks(&mut browser, ground, line).await;
    let status = answer.status.as_u16();
    let to_sign_in = status == 303 && answer.location().starts_with("/sign-in") && line.route != "/sign-in";
    let refused = matches!(status, 401 | 403 | 404) || to_sign_in;
    let who = persona.map_or("nobody", |persona| persona.login);
    let place = format!("{} {} @{} by {who}: {status}", line.method, line.route, line.state);
    match may {
        true if refused || status == 400 => Some(format!("{place}, but the matrix says yes")),
        false if !refused => Some(format!("{place}, but the matrix says no")),
        _ if status >= 500 => Some(format!("{place}, a fault")),
        _ => None,
    }
}

async fn asks(browser: &mut Browser<'_>, ground: &Ground, line: &Line) -> Answer {
    let (path, form) = (ground.path(line), ground.fill(line, &line.form));
    let (kind, body) = match form.strip_prefix(UPLOAD) {
        Some(name) => ("multipart/form-data; boundary=kx", file_under(name)),
        None if form.starts_with(['{', '[']) || line.route.starts_with("/api/") => ("application/json", form),
        None => ("application/x-www-form-urlencoded", form),
    };
    let csrf = browser.csrf.clone();
    let mut headers = vec![("content-type", kind), ("sec-fetch-site", "same-origin")];
    if !csrf.is_empty() {
        headers.push(("x-csrf-token", csrf.as_str()));
    }
    let method = line.method.parse::<Method>().expect("method");
    browser.asks(method, &path, &headers, Body::from(body)).await
}

fn file_under(name: &str) -> String {
    format!(
        "--kx\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a.pdf\"\r\n\
         content-type: application/pdf\r\n\r\n%PDF-1.7\n%%EOF\r\n--kx--\r\n"
    )
}

fn expected(line: &Line, persona: Option<&Persona>) -> bool {
    match (&line.who, persona) {
        (Who::Anyone, _) | (Who::SignedIn, Some(_)) => true,
        (Who::Roles(roles), Some(persona)) => roles.iter().any(|role| role == persona.role),
        (Who::SignedIn | Who::Roles(_), None) => false,
    }
}
