//! Notices through the JSON interface: taken in, read, corrected step by step, handed over as a draft programme.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::programs::Program;
use crate::support::{Answer, House, on_each_engine};

const NOTICES: &str = "/api/v1/associations/gd/notices";
const NOTICE: &str = include_str!("../../../../programmes/notices/guangdong-2024.txt");

fn code(answer: &Answer) -> String {
    answer.json()["code"].as_str().unwrap_or_default().to_owned()
}

/// Sends files and text as a form with files.
async fn sends(program: &Program<'_>, files: &[(&str, &str)], text: &str) -> Answer {
    let mut form = String::new();
    for (name, content) in files {
        form.push_str(&format!(
            "--kx\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n{content}\r\n"
        ));
    }
    form.push_str(&format!(
        "--kx\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n--kx--\r\n"
    ));
    let kind = [("content-type", "multipart/form-data; boundary=kx")];
    program.sends(Method::POST, NOTICES, &kind, Body::from(form)).await
}

/// The address of Guangdong's notice, taken in as a file.
async fn taken_in(officer: &Program<'_>) -> String {
    let taken = sends(officer, &[("通知.txt", NOTICE)], "").await.with_status(201).json();
    format!("{NOTICES}/{}", taken["id"].as_str().expect("an id"))
}

async fn shown(officer: &Program<'_>, notice: &str) -> Value {
    officer.reads(notice).await.good().json()
}

/// The values of the facts of a kind.
fn values(notice: &Value, kind: &str) -> Vec<Value> {
    let facts = notice["facts"].as_array().expect("facts").iter();
    facts.filter(|fact| fact["kind"] == kind).map(|fact| fact["value"].clone()).collect()
}

async fn steps(officer: &Program<'_>, notice: &str, version: i64, step: Value) -> Answer {
    let body = json!({ "version": version, "step": step });
    officer.asks(Method::POST, &format!("{notice}/steps"), &body).await
}

#[tokio::test]
async fn g01_a_notice_is_read_corrected_and_handed_over() {
    on_each_engine(async |house: &House| {
        let officer = Program::whole(house, "gd.officer").await;
        let notice = taken_in(&officer).await;
        let read = shown(&officer, &notice).await;
        assert_eq!(read["title"], "广东省科协关于申报2024年度学会学术项目的通知");
        assert_eq!((&read["files"], &read["version"]), (&json!(["通知.txt"]), &json!(1)));
        assert_eq!(values(&read, "deadline"), ["2023-09-25", "2023-09-28"]);
        let facts = read["facts"].as_array().expect("facts");
        // Every fact points at its words.
        let text: Vec<char> = read["text"].as_str().expect("the text").chars().collect();
        for fact in facts {
            let quote: Vec<char> = fact["quote"].as_str().expect("words").chars().collect();
            let start = usize::try_from(fact["start"].as_u64().expect("a place")).expect("a place");
            assert_eq!(text.get(start..start + quote.len()), Some(quote.as_slice()), "{fact}");
        }
        let deadline = facts.iter().find(|fact| fact["kind"] == "deadline").expect("a deadline");
        let change = json!({ "op": "change", "key": deadline["key"], "value": "2023年10月8日" });
        steps(&officer, &notice, 1, change.clone()).await.with_status(204);
        let changed = shown(&officer, &notice).await;
        assert_eq!(values(&changed, "deadline"), ["2023-10-08", "2023-09-28"]);
        assert_eq!((&changed["version"], &changed["steps"]), (&json!(2), &json!([change])));
        assert_eq!(code(&steps(&officer, &notice, 1, change).await.with_status(409)), "notice-changed");

        let gone = json!({ "op": "accept", "key": "amount-none" });
        assert_eq!(code(&steps(&officer, &notice, 2, gone).await.with_status(422)), "notice-fact-gone");
        let colour = json!({ "op": "add", "start": 0, "length": 2, "kind": "colour" });
        let colour = steps(&officer, &notice, 2, colour).await.with_status(422).json();
        assert_eq!((&colour["code"], &colour["at"]), (&json!("notice-kind"), &json!("kind")));
        steps(&officer, &notice, 2, json!({ "op": "paint" })).await.with_status(400);

        // The last step is undone, and nothing is left to undo then.
        let removal = format!("{notice}/steps/removal");
        officer.asks(Method::POST, &removal, &json!({ "version": 2 })).await.with_status(204);
        let undone = shown(&officer, &notice).await;
        assert_eq!((values(&undone, "deadline"), &undone["steps"]), (values(&read, "deadline"), &json!([])));
        let nothing = officer.asks(Method::POST, &removal, &json!({ "version": 3 })).await.with_status(422);
        assert_eq!(code(&nothing), "notice-nothing-to-undo");

        let programme = format!("{notice}/programme");
        let file = officer.reads(&programme).await.good().text;
        assert!(file.contains("association = \"gd\""), "{file}");
        let late = officer.asks(Method::POST, &programme, &json!({ "version": 1 })).await.with_status(409);
        assert_eq!(code(&late), "notice-changed");
        let made =
            officer.asks(Method::POST, &programme, &json!({ "version": 3 })).await.with_status(201).json();
        let draft = format!("/api/v1/associations/gd/programmes/{}", made["id"].as_str().expect("an id"));
        let draft = officer.reads(&draft).await.good().json();
        assert_eq!((&draft["state"], &draft["title"]), (&json!("draft"), &json!("2024年度学会学术项目")));
        let again = officer.asks(Method::POST, &programme, &json!({ "version": 4 })).await.with_status(422);
        assert_eq!(code(&again), "notice-handed-over");
        let list = officer.reads(NOTICES).await.good().json();
        assert_eq!(list[0]["programme"], made["id"]);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_strangers_learn_nothing() {
    on_each_engine(async |house: &House| {
        let officer = Program::whole(house, "gd.officer").await;
        let nothing = sends(&officer, &[], "").await.with_status(422).json();
        assert_eq!((&nothing["code"], &nothing["at"]), (&json!("notice-nothing"), &json!("files")));
        let empty = sends(&officer, &[("空.txt", "")], "").await.with_status(422);
        assert_eq!(code(&empty), "notice-empty");
        assert_eq!(code(&sends(&officer, &[], "今天天气很好。").await.with_status(422)), "notice-no-call");
        let notice = taken_in(&officer).await;
        for login in ["lz.officer", "xj.head"] {
            let stranger = Program::whole(house, login).await;
            assert_eq!(code(&stranger.reads(&notice).await.with_status(404)), "not-found");
            assert_eq!(code(&stranger.reads(NOTICES).await.with_status(404)), "not-found");
            assert_eq!(code(&sends(&stranger, &[], NOTICE).await.with_status(404)), "not-found");
            let undo = json!({ "version": 1 });
            stranger.asks(Method::POST, &format!("{notice}/steps/removal"), &undo).await.with_status(404);
            stranger.asks(Method::POST, &format!("{notice}/programme"), &undo).await.with_status(404);
        }
        let finance = Program::whole(house, "gd.finance").await;
        assert_eq!(code(&finance.reads(&notice).await.with_status(403)), "not-permitted");
        let elsewhere = notice.replace("/gd/", "/lz/");
        Program::whole(house, "lz.officer").await.reads(&elsewhere).await.with_status(404);
        let reader = Program::of(house, "gd.officer", &["read"]).await;
        reader.reads(&notice).await.good();
        assert_eq!(code(&sends(&reader, &[], NOTICE).await.with_status(403)), "token-scope");
    })
    .await;
}
