//! Programmes through the JSON interface: begun, edited place by place, handed in, returned, published, corrected.

use axum::http::Method;
use serde_json::{Value, json};

use crate::programs::Program;
use crate::support::{Answer, House, on_each_engine};

const PROGRAMMES: &str = "/api/v1/associations/lz/programmes";
const LZ: &str = include_str!("../../../../programmes/liuzhou-2026.toml");

/// Liuzhou's notice for another year.
fn next_year() -> String {
    LZ.replace("code = \"lz-2026\"", "code = \"lz-2027\"").replace("2026-03-31T17:00", "2026-12-31T17:00")
}

/// One programme and the people who work on it.
struct Desk<'h> {
    officer: Program<'h>,
    head: Program<'h>,
    place: String,
}

impl<'h> Desk<'h> {
    /// A programme begun from the text of a file.
    async fn of(house: &'h House, text: &str) -> Desk<'h> {
        let officer = Program::whole(house, "lz.officer").await;
        let new = json!({ "text": text });
        let made = officer.asks(Method::POST, PROGRAMMES, &new).await.with_status(201).json();
        assert_eq!((&made["state"], &made["version"]), (&json!("draft"), &json!(1)));
        let place = format!("{PROGRAMMES}/{}", made["id"].as_str().expect("an id"));
        Desk { officer, head: Program::whole(house, "lz.head").await, place }
    }

    /// Something is decided about the programme.
    async fn decides(&self, who: &Program<'_>, what: &str, body: Value) -> Answer {
        who.asks(Method::POST, &format!("{}/{what}", self.place), &body).await
    }

    async fn shown(&self) -> Value {
        self.officer.reads(&self.place).await.good().json()
    }

    async fn part(&self, place: &str) -> Value {
        self.officer.reads(&format!("{}/parts/{place}", self.place)).await.good().json()
    }

    async fn changes(&self, place: &str, seal: &Value, change: Value) -> Answer {
        let body = json!({ "seal": seal, "change": change });
        self.officer.asks(Method::PATCH, &format!("{}/parts/{place}", self.place), &body).await
    }

    /// Handed in by the officer and published by the head.
    async fn is_published(&self, version: i64) -> Value {
        let handed =
            self.decides(&self.officer, "hand-in", json!({ "version": version })).await.good().json();
        let seen = json!({ "version": handed["version"] });
        self.decides(&self.head, "publication", seen).await.good().json()
    }
}

fn code(answer: &Answer) -> String {
    answer.json()["code"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn l01_a_program_begins_a_programme_and_a_second_person_publishes_it() {
    on_each_engine(async |house| {
        let desk = Desk::of(house, &next_year()).await;
        let Desk { officer, head, .. } = &desk;
        let text = officer.reads(&format!("{}/text", desk.place)).await.good();
        assert_eq!(
            (text.header("content-type"), text.text.as_str()),
            ("application/toml; charset=utf-8", next_year().as_str())
        );
        let early = desk.decides(head, "publication", json!({ "version": 1 })).await.with_status(422);
        assert_eq!(code(&early), "programme-not-in-review");
        let late = desk.decides(officer, "hand-in", json!({ "version": 9 })).await.with_status(409);
        assert_eq!(code(&late), "programme-changed");
        let handed = desk.decides(officer, "hand-in", json!({ "version": 1 })).await.good().json();
        assert_eq!((&handed["state"], &handed["version"]), (&json!("review"), &json!(2)));
        let whole = json!({ "version": 2, "text": next_year() });
        let text = format!("{}/text", desk.place);
        let refused = officer.asks(Method::PUT, &text, &whole).await.with_status(422);
        assert_eq!(code(&refused), "programme-in-review");

        let silent = desk.decides(head, "return", json!({ "version": 2 })).await.with_status(422).json();
        assert_eq!((&silent["code"], &silent["at"]), (&json!("reason-missing"), &json!("reason")));
        let because = json!({ "version": 2, "reason": "支持额度与通知不符" });
        let back = desk.decides(head, "return", because).await.good().json();
        assert_eq!((&back["state"], &back["review_note"]), (&json!("draft"), &json!("支持额度与通知不符")));
        let saved = json!({ "version": 3, "text": next_year().replace("planned = 10", "planned = 11") });
        let saved = officer.asks(Method::PUT, &text, &saved).await.good().json();
        assert_eq!((&saved["version"], &saved["review_note"]), (&json!(4), &json!("")));

        // Who edited it last does not approve it, and an officer approves nothing.
        let handed = desk.decides(head, "hand-in", json!({ "version": 4 })).await.good().json();
        let seen = json!({ "version": handed["version"] });
        let own = desk.decides(head, "publication", seen.clone()).await.with_status(422);
        assert_eq!(code(&own), "own-programme");
        let refused = desk.decides(officer, "publication", seen.clone()).await.with_status(403);
        assert_eq!(code(&refused), "not-permitted");
        let leader = Program::whole(house, "lz.leader").await;
        let call = desk.decides(&leader, "publication", seen).await.good().json();
        assert_eq!((&call["code"], &call["version"]), (&json!("lz-2027"), &json!(1)));
        let shown = desk.shown().await;
        assert_eq!(
            (&shown["state"], &shown["versions"][0]["kind"]),
            (&json!("published"), &json!("publication"))
        );
        let frozen = json!({ "version": shown["version"], "text": next_year() });
        let frozen = officer.asks(Method::PUT, &text, &frozen).await.with_status(422);
        assert_eq!(code(&frozen), "programme-frozen");
    })
    .await;
}

#[tokio::test]
async fn l11_a_published_programme_is_extended_or_the_extension_given_up() {
    on_each_engine(async |house| {
        let desk = Desk::of(house, &next_year()).await;
        let Desk { officer, head, .. } = &desk;
        let nothing = desk.decides(officer, "abandonment", json!({ "version": 1 })).await.with_status(422);
        assert_eq!(code(&nothing), "programme-not-revised");
        let first = desk.is_published(1).await;
        let extension = |version: i64, reason: &str, notice: &str| {
            json!({ "version": version, "kind": "extension", "reason": reason, "notice": notice })
        };
        let notice = "柳科协字〔2026〕9号";
        let silent = desk.decides(officer, "revision", extension(3, "", notice)).await.with_status(422);
        assert_eq!(code(&silent), "reason-missing");
        let silent = desk.decides(officer, "revision", extension(3, "应申报单位要求", "")).await.with_status(422);
        assert_eq!(code(&silent), "notice-missing");
        desk.decides(head, "revision", json!({ "version": 3, "kind": "renaming" })).await.with_status(400);
        let open = desk.decides(officer, "revision", extension(3, "应申报单位要求", notice)).await.good().json();
        assert_eq!((&open["state"], &open["amendment"]), (&json!("draft"), &json!("extension")));
        let same = desk.decides(officer, "hand-in", json!({ "version": 4 })).await.with_status(422);
        assert_eq!(code(&same), "not-extended");

        let deadline = desk.part("deadline.0").await;
        let later = json!({ "do": "put", "values": { "at": "2027-01-15T17:00" } });
        let changed = desk.changes("deadline.0", &deadline["seal"], later).await.good().json();
        assert_eq!(changed["values"]["at"], "2027-01-15T17:00");
        let differences = officer.reads(&format!("{}/comparison", desk.place)).await.good().json();
        assert_eq!(differences.as_array().map(Vec::len), Some(1), "{differences}");
        let given_up = desk.decides(officer, "abandonment", json!({ "version": 5 })).await.good().json();
        assert_eq!((&given_up["state"], &given_up["amendment"]), (&json!("published"), &json!("")));
        let text = officer.reads(&format!("{}/text", desk.place)).await.good().text;
        assert_eq!(text, next_year(), "as it was published");

        let open = desk.decides(officer, "revision", extension(6, "应申报单位要求", notice)).await.good().json();
        let deadline = desk.part("deadline.0").await;
        let later = json!({ "do": "put", "values": { "at": "2027-01-15T17:00" } });
        desk.changes("deadline.0", &deadline["seal"], later).await.good();
        assert_eq!(open["version"], 7);
        let second = desk.is_published(8).await;
        assert_eq!((&second["code"], &second["version"]), (&first["code"], &json!(2)));
        assert_eq!(second["closes_at"], "2027-01-15T17:00:00.000+08:00");
        let public = officer.reads("/api/v1/associations/lz/calls/lz-2027").await.good().json();
        let told = &public["versions"][1];
        assert_eq!((&told["kind"], &told["notice"]), (&json!("extension"), &json!(notice)));
    })
    .await;
}

#[tokio::test]
async fn places_are_edited_one_by_one_and_nobody_overwrites_another() {
    on_each_engine(async |house| {
        let desk = Desk::of(house, &next_year()).await;
        let seen = desk.part("type.0").await;
        let planned = |n: Value| json!({ "do": "put", "values": { "planned": n } });
        desk.changes("type.0", &seen["seal"], planned(json!(3))).await.good();
        let late = desk.changes("type.0", &seen["seal"], planned(json!(9))).await.with_status(409);
        assert_eq!(code(&late), "place-changed");
        // What is no number is kept as it was sent, and said.
        let other = desk.part("type.1").await;
        let odd = desk.changes("type.1", &other["seal"], planned(json!("五个"))).await.good().json();
        let told = &odd["findings"].as_array().expect("findings")[0];
        assert_eq!((&told["code"], &told["path"]), (&json!("wrong-value"), &json!("type[1].planned")));

        // A list grows, is put in another order and shrinks under its own seal.
        let list = |part: &Value| part["under"]["indicator"].clone();
        let before = list(&seen);
        let count = before["places"].as_array().expect("places").len();
        let add = json!({ "do": "add", "list": "indicator" });
        let grown = desk.changes("type.0", &before["seal"], add.clone()).await.good().json();
        assert_eq!(list(&grown)["places"].as_array().map(Vec::len), Some(count + 1));
        desk.changes("type.0", &before["seal"], add).await.with_status(409);
        let first = desk.part("type.0.indicator.0").await["values"].clone();
        let down = json!({ "do": "move", "list": "indicator", "n": 0, "up": false });
        let moved = desk.changes("type.0", &list(&grown)["seal"], down).await.good().json();
        assert_eq!(desk.part("type.0.indicator.1").await["values"], first);
        let away = json!({ "do": "remove", "list": "indicator", "n": count });
        let shrunk = desk.changes("type.0", &list(&moved)["seal"], away.clone()).await.good().json();
        let gone = desk.changes("type.0", &list(&shrunk)["seal"], away).await.with_status(422);
        assert_eq!(code(&gone), "place-gone");
        let unknown = json!({ "do": "add", "list": "colour" });
        let unknown = desk.changes("type.0", &list(&shrunk)["seal"], unknown).await.with_status(422);
        assert_eq!(code(&unknown), "place-gone");
        for nowhere in ["type.99", "colour", "type.0.name"] {
            desk.officer.reads(&format!("{}/parts/{nowhere}", desk.place)).await.with_status(404);
        }
        let wrong =
            desk.decides(&desk.officer, "hand-in", json!({ "version": desk.shown().await["version"] }));
        assert_eq!(code(&wrong.await.with_status(422)), "programme-errors");
    })
    .await;
}

#[tokio::test]
async fn l12_forms_are_laid_out() {
    on_each_engine(async |house| {
        let desk = Desk::of(house, &next_year()).await;
        let form = format!("{}/forms/0", desk.place);
        let seen = desk.officer.reads(&form).await.good().json();
        let arrange = async |seal: &Value, change: Value| {
            let body = json!({ "seal": seal, "change": change });
            desk.officer.asks(Method::PATCH, &form, &body).await
        };
        let sections = seen["sections"].as_array().expect("sections").len();
        let added = arrange(&seen["seal"], json!({ "do": "add_section" })).await.good().json();
        assert_eq!(added["sections"].as_array().map(Vec::len), Some(sections + 1));
        let field =
            |label: &str| json!({ "do": "add_field", "section": sections, "kind": "text", "label": label });
        let first = arrange(&added["seal"], field("项目背景")).await.good().json();
        let place = first["field"].as_str().expect("the place of the field");
        let made = desk.part(place).await;
        assert_eq!((&made["values"]["label"], &made["values"]["kind"]), (&json!("项目背景"), &json!("text")));
        let late = arrange(&added["seal"], field("项目目标")).await.with_status(409);
        assert_eq!(code(&late), "place-changed");
        let second = arrange(&first["seal"], field("项目目标")).await.good().json();
        let blocks = |layout: &Value| layout["sections"][sections]["blocks"].clone();
        assert_eq!(blocks(&second), json!([["field_1"], ["field_2"]]));
        let up = json!({ "do": "move", "section": sections, "block": 1, "up": true });
        let turned = arrange(&second["seal"], up).await.good().json();
        assert_eq!(blocks(&turned), json!([["field_2"], ["field_1"]]));
        let full = json!({ "do": "drop_section", "section": sections });
        assert_eq!(code(&arrange(&turned["seal"], full.clone()).await.with_status(422)), "cannot-arrange");
        let out = |id: &str| json!({ "do": "remove_field", "section": sections, "field": id });
        let one = arrange(&turned["seal"], out("field_2")).await.good().json();
        let none = arrange(&one["seal"], out("field_1")).await.good().json();
        let dropped = arrange(&none["seal"], full).await.good().json();
        assert_eq!(dropped["sections"], seen["sections"], "as it was");
        desk.officer.reads(&format!("{}/forms/99", desk.place)).await.with_status(404);
    })
    .await;
}

#[tokio::test]
async fn programmes_begin_from_patterns_and_are_hidden_from_strangers() {
    on_each_engine(async |house| {
        let officer = Program::whole(house, "lz.officer").await;
        let new = |from: &str, code: &str| {
            json!({ "from": from, "code": code, "title": "2027年示例项目", "year": 2027 })
        };
        let blank = officer.asks_once(Method::POST, PROGRAMMES, &new("", "blank-2027"), "a").await.with_status(201);
        let again = officer.asks_once(Method::POST, PROGRAMMES, &new("", "blank-2027"), "a").await.with_status(201);
        assert_eq!((blank.text.as_str(), again.header("idempotent-replay")), (again.text.as_str(), "true"));
        let taken = officer.asks(Method::POST, PROGRAMMES, &new("", "blank-2027")).await.with_status(422);
        assert_eq!(code(&taken), "code-taken");
        let earlier = format!("earlier:{}", blank.json()["id"].as_str().expect("an id"));
        officer.asks(Method::POST, PROGRAMMES, &new(&earlier, "again-2027")).await.with_status(201);
        officer.asks(Method::POST, PROGRAMMES, &new("shipped:nx-2025", "like-ningxia")).await.with_status(201);
        officer.asks(Method::POST, PROGRAMMES, &new("shipped:none", "none")).await.with_status(404);
        let unknown = officer.asks(Method::POST, PROGRAMMES, &new("elsewhere", "none")).await.with_status(400);
        assert_eq!(code(&unknown), "bad-form");
        let odd = officer.asks(Method::POST, PROGRAMMES, &new("", "柳州")).await.with_status(422).json();
        assert_eq!((&odd["code"], &odd["at"]), (&json!("code-odd"), &json!("code")));
        let unreadable = officer.asks(Method::POST, PROGRAMMES, &json!({ "text": "schema = " })).await;
        assert_eq!(code(&unreadable.with_status(422)), "programme-unreadable");
        let all = officer.reads(PROGRAMMES).await.good().json();
        let codes: Vec<_> = all.as_array().expect("rows").iter().map(|row| row["code"].clone()).collect();
        assert_eq!(codes.len(), 3, "{codes:?}");

        // Other associations' offices do not hear of it; a reading token writes nothing.
        let place = format!("{PROGRAMMES}/{}", blank.json()["id"].as_str().expect("an id"));
        for login in ["nx.officer", "xj.head"] {
            let stranger = Program::whole(house, login).await;
            for path in [PROGRAMMES.to_owned(), place.clone(), format!("{place}/text"), format!("{place}/parts/all")] {
                assert_eq!(code(&stranger.reads(&path).await.with_status(404)), "not-found", "{login} {path}");
            }
            stranger.asks(Method::POST, PROGRAMMES, &new("", "x")).await.with_status(404);
            let seen = json!({ "version": 1 });
            stranger.asks(Method::POST, &format!("{place}/hand-in"), &seen).await.with_status(404);
        }
        let elsewhere = place.replace("/lz/", "/nx/");
        Program::whole(house, "nx.officer").await.reads(&elsewhere).await.with_status(404);
        let finance = Program::whole(house, "lz.finance").await;
        assert_eq!(code(&finance.reads(&place).await.with_status(403)), "not-permitted");
        let reader = Program::of(house, "lz.officer", &["read"]).await;
        reader.reads(&place).await.good();
        let refused = reader.asks(Method::POST, PROGRAMMES, &new("", "y")).await.with_status(403);
        assert_eq!(code(&refused), "token-scope");
    })
    .await;
}
