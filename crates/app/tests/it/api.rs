//! The JSON interface: it can do what pages can, says what it is, repeats nothing, and refuses in words.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Method;
use kexiang::demo::START;
use kexiang::web::rooms;
use kexiang_core::time;
use serde_json::{Value, json};

use crate::support::{Browser, House, on_each_engine};

const COUNTERPARTS: &str = include_str!("counterparts.txt");

fn routes() -> BTreeSet<String> {
    rooms::all().routes().into_iter().map(|route| format!("{} {}", route.method, route.path)).collect()
}

#[test]
fn what_a_page_can_change_a_program_can_change_too() {
    let lines = COUNTERPARTS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let listed: BTreeMap<&str, &str> = lines.map(|line| line.split_once(" = ").expect("` = `")).collect();
    let routes = routes();
    let changes = routes.iter().filter(|route| !route.starts_with("GET ") && !route.contains(" /api/"));
    let missing: Vec<_> = changes.filter(|route| !listed.contains_key(route.as_str())).collect();
    assert!(
        missing.is_empty(),
        "add to tests/it/counterparts.txt the operation of api/<noun>.rs that does the same (`POST /x = PUT /api/v1/x`), \
         or why there is none (`POST /x = - why`): {missing:#?}"
    );
    for (page, operation) in listed {
        assert!(routes.contains(page), "{page} is no route");
        assert!(operation.starts_with("- ") || routes.contains(operation), "{operation} is no route");
    }
}

fn description() -> Value {
    serde_json::from_str(&kexiang::api::description().expect("a description")).expect("JSON")
}

/// Calls `look` with every object of a JSON value.
fn walk(value: &Value, look: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            look(map);
            map.values().for_each(|value| walk(value, look));
        }
        Value::Array(items) => items.iter().for_each(|value| walk(value, look)),
        _ => {}
    }
}

#[test]
fn every_reference_of_the_description_leads_somewhere() {
    let whole = description();
    assert_eq!(whole["openapi"], "3.1.0");
    let mut references = BTreeSet::new();
    walk(&whole, &mut |map| references.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned)));
    assert!(references.len() > 30, "{references:#?}");
    for reference in references {
        let place = reference.strip_prefix('#').expect("a local reference");
        assert!(whole.pointer(place).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn no_two_shapes_have_one_name() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api");
    let mut names = BTreeMap::new();
    for file in std::fs::read_dir(folder).expect("the interface") {
        let path = file.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("text");
        let mut is_shape = false;
        for line in text.lines() {
            is_shape |= line.starts_with("#[derive(") && line.contains("ToSchema");
            let words = line.trim_start_matches("pub(super) ").trim_start_matches("pub ");
            let Some(rest) = words.strip_prefix("struct ").or_else(|| words.strip_prefix("enum ")) else {
                continue;
            };
            let name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned();
            if std::mem::take(&mut is_shape) {
                let other = names.insert(name.clone(), path.clone());
                assert_eq!(other, None, "{name} of {} is described as this one", path.display());
            }
        }
    }
    assert!(names.len() > 60, "{}", names.len());
}

#[test]
fn every_operation_is_described_and_every_part_of_its_path() {
    let whole = description();
    let mut described = BTreeSet::new();
    for (path, item) in whole["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let place = format!("{} {path}", method.to_uppercase());
            assert!(operation["summary"].as_str().is_some_and(|s| s.len() > 5), "{place} has no summary");
            assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{place} has one noun");
            assert_eq!(operation["security"], json!([{ "token": [] }]), "{place}");
            let answers = operation["responses"].as_object().expect("answers");
            assert!(answers.keys().any(|status| status.starts_with('2')), "{place} never answers well");
            for refused in ["401", "403", "404", "422"] {
                let schema = &answers[refused]["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{place} {refused}");
            }
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let in_path: BTreeSet<_> =
                parameters.iter().filter(|p| p["in"] == "path").filter_map(|p| p["name"].as_str()).collect();
            let slots = path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
            assert_eq!(in_path, slots, "{place}");
            assert!(parameters.iter().filter(|p| p["in"] == "path").all(|p| p["example"].is_string()));
            described.insert(place);
        }
    }
    let served: BTreeSet<_> =
        routes().into_iter().filter(|r| r.contains(" /api/") && !r.ends_with("openapi.json")).collect();
    assert_eq!(described, served);
}

#[test]
fn examples_are_of_the_type_that_they_explain() {
    let mut examples = 0;
    walk(&description(), &mut |map| {
        let (Some(kind), Some(example)) = (map.get("type").and_then(Value::as_str), map.get("example"))
        else {
            return;
        };
        examples += 1;
        let fits = match kind {
            "string" => example.is_string(),
            "integer" => example.is_i64(),
            "boolean" => example.is_boolean(),
            "array" => example.is_array(),
            _ => true,
        };
        assert!(fits, "{example} is no {kind}");
    });
    assert!(examples > 10, "{examples} examples");
}

/// The demonstration's data on its first morning.
async fn with_data(house: &House) {
    kexiang::demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
    house.set_clock(time::instant(START));
}

async fn organisation(person: &mut Browser<'_>) -> String {
    let me = person.opens("/api/v1/me").await.good().json();
    me["memberships"][0]["organisation"].as_str().expect("an organisation").to_owned()
}

#[tokio::test]
async fn a_repeated_request_happens_once() {
    on_each_engine(async |house| {
        with_data(house).await;
        let mut ada = house.browser_of("lz.qiche.filler").await;
        let (path, own) = ("/api/v1/associations/lz/calls/lz-2026/applications", "/api/v1/applications");
        let wanted = json!({ "type": "2026-1", "organisation": organisation(&mut ada).await });
        let count = |list: Value| list["own"].as_array().map_or(0, Vec::len);
        let before = count(ada.opens(own).await.good().json());
        let first = ada.tells_once(Method::POST, path, &wanted, "one").await.with_status(201);
        let again = ada.tells_once(Method::POST, path, &wanted, "one").await.with_status(201);
        assert_eq!((again.text.as_str(), again.header("idempotent-replay")), (first.text.as_str(), "true"));
        assert_eq!(count(ada.opens(own).await.good().json()), before + 1);
        let other = json!({ "type": "2026-2", "organisation": "0000000000001" });
        let differs = ada.tells_once(Method::POST, path, &other, "one").await.with_status(422).json();
        assert_eq!(differs["code"], "repeat-differs");
        // What was refused may be tried again under its key.
        let refused = ada.tells_once(Method::POST, path, &other, "two").await;
        assert!(refused.status.is_client_error());
        ada.tells_once(Method::POST, path, &wanted, "two").await.with_status(201);
        // Somebody else's key is another key.
        let mut bob = house.browser_of("lz.officer").await;
        bob.tells_once(Method::POST, path, &wanted, "one").await.with_status(403);
        assert_eq!(count(ada.opens(own).await.good().json()), before + 2);
    })
    .await;
}

#[tokio::test]
async fn refusals_are_problems_in_the_asked_language_with_their_clause() {
    on_each_engine(async |house| {
        with_data(house).await;
        let mut ada = house.browser_of("lz.qiche.administrator").await;
        let path = "/api/v1/associations/lz/applications/0000000000001";
        let problem = ada.opens(path).await.with_status(404);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        let problem = problem.json();
        assert_eq!(problem["type"], "urn:kexiang:problem:not-found");
        assert_eq!((&problem["code"], &problem["status"]), (&json!("not-found"), &json!(404)));
        let english = [("accept-language", "en")];
        let said = ada.asks(Method::GET, path, &english, Body::empty()).await.json();
        assert_ne!(said["title"], problem["title"]);
        assert!(said["title"].as_str().is_some_and(str::is_ascii), "{said}");

        let wanted = json!({ "type": "2026-1", "organisation": organisation(&mut ada).await });
        let begin = "/api/v1/associations/lz/calls/lz-2026/applications";
        let begun = ada.tells(Method::POST, begin, &wanted).await.with_status(201).json();
        let own = format!("/api/v1/associations/lz/applications/{}", begun["id"].as_str().expect("an id"));
        let sheet = ada.opens(&own).await.good().json();
        assert_eq!(sheet["card"]["state"], "draft");
        assert!(sheet["gaps"].as_array().is_some_and(|gaps| gaps.len() > 5), "{sheet}");
        let clause = &sheet["verdicts"][0]["clause"]["says"];
        assert!(clause.as_str().is_some_and(|says| !says.is_empty()), "{sheet}");
        house.set_clock(time::instant(jiff::civil::date(2026, 3, 31).at(17, 0, 0, 1_000_000)));
        let mut ada = house.browser_of("lz.qiche.administrator").await;
        let late = ada.tells(Method::POST, &format!("{own}/commands/sign-off"), &json!({})).await;
        let late = late.with_status(422).json();
        assert_eq!(late["code"], "too-late");
        assert!(late["clause"]["says"].as_str().is_some_and(|says| says.contains("3月31日")), "{late}");
    })
    .await;
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say_and_makes_no_tokens() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        let make = async |ada: &mut Browser<'_>, scopes: Value| {
            let wanted = json!({ "name": "汇总", "scopes": scopes, "days": 7 });
            let made = ada.tells(Method::POST, "/api/v1/me/tokens", &wanted).await.with_status(201).json();
            format!("Bearer {}", made["token"].as_str().expect("a token"))
        };
        let (reads, writes) = (make(&mut ada, json!(["read"])).await, make(&mut ada, json!(["write"])).await);
        let ask = async |token: &str, method: Method, path: &str, body: Value| {
            let headers = [("authorization", token), ("content-type", "application/json")];
            house.browser().asks(method, path, &headers, Body::from(body.to_string())).await
        };
        let me = "/api/v1/me";
        let profile = json!({ "name": "陈彤", "version": 1 });
        ask(&reads, Method::GET, me, Value::Null).await.good();
        let refused = ask(&reads, Method::PATCH, me, profile.clone()).await.with_status(403).json();
        assert_eq!(refused["code"], "token-scope");
        ask(&writes, Method::GET, me, Value::Null).await.with_status(403);
        let more = json!({ "name": "x", "scopes": ["write"], "days": 365 });
        let refused = ask(&writes, Method::POST, "/api/v1/me/tokens", more).await.with_status(401).json();
        assert_eq!(refused["code"], "token-refused");
        // Another way of signing in does not excuse a session from the form token.
        let cookie = ada.cookie_header();
        let headers = [
            ("cookie", cookie.as_str()),
            ("authorization", "Basic eDp5"),
            ("content-type", "application/json"),
        ];
        let foreign =
            house.browser().asks(Method::PATCH, me, &headers, Body::from(profile.to_string())).await;
        assert_eq!(foreign.with_status(403).json()["code"], "foreign-form");
    })
    .await;
}
