//! Workbooks of organisations and holiday calendars through the JSON interface.

use axum::body::Body;
use axum::http::Method;
use kexiang_documents::xlsx;
use serde_json::{Value, json};

use crate::import::workbook;
use crate::programs::Program;
use crate::support::{Answer, House, on_each_engine};

const LEDGER: &str = "/api/v1/associations/lz/organisations";
const CALENDAR: &str = "/api/v1/associations/lz/calendar";
const HEADS: [&str; 4] = ["单位名称", "单位类别", "信用代码", "所在地区"];

const HOLIDAYS: &str =
    "名称,开始,结束\n元旦,2027-01-01,2027-01-03\n春节,2027-02-05,2027-02-11\n上班,2027-02-20,\n";

fn code(answer: &Answer) -> String {
    answer.json()["code"].as_str().unwrap_or_default().to_owned()
}

/// Sends a file as the whole body.
async fn sends(program: &Program<'_>, path: &str, file: impl Into<Vec<u8>>) -> Answer {
    let kind = [("content-type", "application/octet-stream")];
    program.sends(Method::POST, path, &kind, Body::from(file.into())).await
}

/// Takes a workbook in and lets it be read; its address.
async fn taken_in(house: &House, officer: &Program<'_>, rows: &[&[&str]]) -> String {
    let path = format!("{LEDGER}/imports?name=%E5%90%8D%E5%8D%95.xlsx");
    let taken = sends(officer, &path, workbook(&HEADS, rows)).await.with_status(201).json();
    house.works().await;
    format!("{LEDGER}/imports/{}", taken["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn g16_a_workbook_is_judged_marked_and_applied() {
    on_each_engine(async |house| {
        let officer = Program::whole(house, "lz.officer").await;
        let rows: [&[&str]; 3] = [
            &["柳州市农学会", "学会", "51450200MJA000016N", "柳州市"],
            &["坏代码学会", "学会", "91310115MA1H8R7C6D", "柳州市"],
            &["没有类别", "俱乐部", "", "月球"],
        ];
        let import = taken_in(house, &officer, &rows).await;
        let shown = officer.reads(&import).await.good().json();
        assert_eq!((&shown["file"], &shown["state"]), (&json!("名单.xlsx"), &json!("read")));
        let counts = ["new", "changed", "unchanged", "wrong"].map(|verdict| shown[verdict].clone());
        assert_eq!(counts, [json!(1), json!(0), json!(0), json!(2)]);
        let wrong = officer.reads(&format!("{import}?only=wrong")).await.good().json();
        let codes = |row: &Value| -> Vec<Value> {
            row["wrong"].as_array().expect("problems").iter().map(|cell| cell["code"].clone()).collect()
        };
        assert_eq!(codes(&wrong["rows"][0]), ["credit-code-check"]);
        assert_eq!(codes(&wrong["rows"][1]), ["import-class", "import-region"]);
        assert_eq!((&wrong["rows"][1]["wrong"][0]["column"], &wrong["next"]), (&json!("类别"), &Value::Null));
        let skipped = officer.reads(&format!("{import}?only=wrong&skip=1")).await.good().json();
        assert_eq!(skipped["rows"].as_array().map(Vec::len), Some(1));

        let marked = officer.reads(&format!("{import}/errors.xlsx")).await.good();
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        assert_eq!(marked.header("content-type"), kind);
        let sheet = xlsx::read_sheets(&marked.bytes).expect("readable").remove(0);
        let last = sheet.size().1 - 1;
        let says =
            (0..sheet.size().0).filter_map(|row| sheet.at(row, last)).map(String::from).collect::<String>();
        assert!(says.contains("俱乐部") && says.contains("月球"), "{says}");

        let application = format!("{import}/application");
        let all = officer.asks(Method::POST, &application, &json!({ "mode": "all" })).await.with_status(422);
        assert_eq!(code(&all), "import-wrong-rows");
        officer.asks(Method::POST, &application, &json!({ "mode": "some" })).await.with_status(400);
        let good = json!({ "mode": "good" });
        officer.asks(Method::POST, &application, &good).await.with_status(204);
        house.works().await;
        let applied = officer.reads(&import).await.good().json();
        assert_eq!((&applied["state"], &applied["mode"]), (&json!("applied"), &json!("good")));
        let again = officer.asks(Method::POST, &application, &good).await.with_status(422);
        assert_eq!(code(&again), "import-state");
        let list = officer.reads(&format!("{LEDGER}?q=柳州市农学会")).await.good().json();
        assert_eq!(list["total"], 1);
        let history = officer.reads(&format!("{LEDGER}/imports")).await.good().json();
        assert_eq!((history.as_array().map(Vec::len), &history[0]["new"]), (Some(1), &json!(1)));
    })
    .await;
}

#[tokio::test]
async fn a_workbook_is_set_aside_and_strangers_see_none() {
    on_each_engine(async |house| {
        let officer = Program::whole(house, "lz.officer").await;
        let import =
            taken_in(house, &officer, &[&["柳州市农学会", "学会", "51450200MJA000016N", "柳州市"]]).await;
        let imports = format!("{LEDGER}/imports");
        for login in ["nx.officer", "xj.head"] {
            let stranger = Program::whole(house, login).await;
            for path in [imports.clone(), import.clone(), format!("{import}/errors.xlsx")] {
                assert_eq!(
                    code(&stranger.reads(&path).await.with_status(404)),
                    "not-found",
                    "{login} {path}"
                );
            }
            stranger.asks(Method::DELETE, &import, &json!(null)).await.with_status(404);
            sends(&stranger, &imports, "PK").await.with_status(404);
        }
        let elsewhere = import.replace("/lz/", "/nx/");
        Program::whole(house, "nx.officer").await.reads(&elsewhere).await.with_status(404);
        let leader = Program::whole(house, "lz.leader").await;
        assert_eq!(code(&leader.reads(&import).await.with_status(403)), "not-permitted");
        let reader = Program::of(house, "lz.officer", &["read"]).await;
        let refused = reader.asks(Method::DELETE, &import, &json!(null)).await.with_status(403);
        assert_eq!(code(&refused), "token-scope");

        officer.asks(Method::DELETE, &import, &json!(null)).await.with_status(204);
        let again = officer.asks(Method::DELETE, &import, &json!(null)).await.with_status(422);
        assert_eq!(code(&again), "import-state");
        let good = json!({ "mode": "good" });
        let late = officer.asks(Method::POST, &format!("{import}/application"), &good).await.with_status(422);
        assert_eq!(code(&late), "import-state");
        assert_eq!(officer.reads(&import).await.good().json()["state"], "dropped");
        assert_eq!(code(&sends(&officer, &imports, "hello").await.with_status(422)), "import-unreadable");
        let template = officer.reads(&format!("{imports}/template.xlsx")).await.good();
        let heads = xlsx::read_sheets(&template.bytes).expect("readable").remove(0);
        let row = (0..heads.size().0)
            .find(|row| heads.at(*row, 1).map(String::from).as_deref() == Some("单位名称"));
        assert!(row.is_some(), "the heads that the import looks for");
    })
    .await;
}

#[tokio::test]
async fn a_calendar_is_looked_at_and_taken_over() {
    on_each_engine(async |house| {
        let system = Program::whole(house, "lz.system").await;
        let years = async |program: &Program<'_>| -> Vec<Value> {
            let loaded = program.reads(CALENDAR).await.good().json();
            loaded.as_array().expect("years").iter().map(|year| year["table"]["year"].clone()).collect()
        };
        assert_eq!(years(&system).await, [2023, 2024, 2025, 2026]);
        let preview = format!("{CALENDAR}/preview?name=2027.csv");
        let seen = sends(&system, &preview, HOLIDAYS).await.good().json();
        assert_eq!(
            seen["table"]["off"][1],
            json!({ "name": "春节", "from": "2027-02-05", "to": "2027-02-11" })
        );
        assert_eq!((&seen["table"]["work"], &seen["working_days"]), (&json!(["2027-02-20"]), &json!(256)));
        assert_eq!(years(&system).await.len(), 4, "a look changes nothing");
        let year = format!("{CALENDAR}/2027");
        let other =
            system.asks(Method::PUT, &format!("{CALENDAR}/2028"), &seen["table"]).await.with_status(422);
        assert_eq!(code(&other), "holidays-wrong");
        system.asks(Method::PUT, &year, &seen["table"]).await.with_status(204);
        system.asks(Method::PUT, &year, &seen["table"]).await.with_status(204);
        assert_eq!(years(&system).await, [2023, 2024, 2025, 2026, 2027]);
        let nx = Program::whole(house, "nx.system").await;
        let others = nx.reads("/api/v1/associations/nx/calendar").await.good().json();
        assert_eq!(others.as_array().map(Vec::len), Some(4), "another association keeps its own");

        let mut wrong = seen["table"].clone();
        wrong["work"] = json!(["2027-02-22"]);
        let refused = system.asks(Method::PUT, &year, &wrong).await.with_status(422);
        assert_eq!(code(&refused), "holidays-wrong", "a Monday is worked anyway");
        wrong["work"] = json!(["soon"]);
        let refused = system.asks(Method::PUT, &year, &wrong).await.with_status(422).json();
        assert_eq!((&refused["code"], &refused["at"]), (&json!("holidays-wrong"), &json!("work")));
        let empty = sends(&system, &preview, "名称,开始,结束\n").await.with_status(422);
        assert_eq!(code(&empty), "holidays-empty");
        let large = sends(&system, &preview, vec![b'#'; 300 * 1024]).await.with_status(413);
        assert_eq!(code(&large), "too-large");

        let leader = Program::whole(house, "lz.leader").await;
        leader.reads(CALENDAR).await.good();
        let refused = leader.asks(Method::PUT, &year, &seen["table"]).await.with_status(403);
        assert_eq!(code(&refused), "not-permitted");
        sends(&leader, &preview, HOLIDAYS).await.with_status(403);
        nx.reads(CALENDAR).await.with_status(404);
        nx.asks(Method::PUT, &year, &seen["table"]).await.with_status(404);
        let reader = Program::of(house, "lz.system", &["read"]).await;
        let refused = reader.asks(Method::PUT, &year, &seen["table"]).await.with_status(403);
        assert_eq!(code(&refused), "token-scope");
    })
    .await;
}
