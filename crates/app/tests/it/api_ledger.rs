//! The organisation ledger through the JSON interface: entries, facts, credit measures, corrections, people, first accounts.

use axum::http::Method;
use kexiang::demo::START;
use kexiang_core::time;
use serde_json::{Value, json};

use crate::programs::Program;
use crate::support::{House, on_each_engine};

const LEDGER: &str = "/api/v1/associations/lz/organisations";

/// The demonstration's data on its first morning.
async fn with_data(house: &House) {
    kexiang::demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
    house.set_clock(time::instant(START));
}

fn society(name: &str, code: &str) -> Value {
    json!({
        "name": name, "class": "society", "credit_code": code, "legal_person": true, "own_account": true,
        "member": true, "region": "450200", "contact": "李娟", "phone": "18276735671",
        "bank_holder": name, "bank_name": "中国工商银行柳州分行鱼峰支行", "bank_account": "210500000000100001",
    })
}

fn id_of(answer: &Value) -> String {
    answer["id"].as_str().expect("an id").to_owned()
}

/// The organisation that somebody belongs to.
async fn own(program: &Program<'_>) -> String {
    let me = program.reads("/api/v1/me").await.good().json();
    me["memberships"][0]["organisation"].as_str().expect("an organisation").to_owned()
}

#[tokio::test]
async fn an_entry_is_added_once_changed_with_a_reason_and_closed() {
    on_each_engine(async |house| {
        let officer = Program::whole(house, "lz.officer").await;
        let new = society("柳州市农业工程学会", "51450200MJA000016N");
        let added = officer.asks_once(Method::POST, LEDGER, &new, "a").await.with_status(201);
        let again = officer.asks_once(Method::POST, LEDGER, &new, "a").await.with_status(201);
        assert_eq!((added.text.as_str(), again.header("idempotent-replay")), (again.text.as_str(), "true"));
        let file = [("content-type", "application/pdf"), ("idempotency-key", "b")];
        let sent = officer.sends(Method::POST, LEDGER, &file, axum::body::Body::from("%PDF-1.7")).await;
        assert_eq!(sent.with_status(422).json()["code"], "repeat-file");
        let entry = format!("{LEDGER}/{}", id_of(&added.json()));
        let list = officer.reads(&format!("{LEDGER}?q=农业工程")).await.good().json();
        assert_eq!((&list["total"], &list["next"]), (&json!(1), &Value::Null));
        let row = &list["rows"][0];
        assert_eq!((&row["name"], &row["people"]), (&json!("柳州市农业工程学会"), &json!(0)));
        assert_eq!(row["phone"], "182****5671", "lists are masked");
        assert!(row["bank_account"].as_str().is_some_and(|n| !n.contains("00000000")), "{row}");

        // All that is wrong is said at once.
        let bad = json!({ "name": " ", "class": "club", "region": "liuzhou", "legal_person": true });
        let wrong = officer.asks(Method::POST, LEDGER, &bad).await.with_status(422).json();
        assert_eq!((&wrong["code"], &wrong["at"]), (&json!("org-name-empty"), &json!("name")));
        let also: Vec<_> =
            wrong["also"].as_array().expect("more").iter().map(|w| w["code"].clone()).collect();
        assert_eq!(also, ["org-class", "credit-code-missing", "org-region"]);

        let change = |reason: &str| json!({ "contact": "王晓", "version": 1, "reason": reason });
        let missing = officer.asks(Method::PATCH, &entry, &change("")).await.with_status(422).json();
        assert_eq!(missing["code"], "reason-missing");
        officer.asks(Method::PATCH, &entry, &change("换届")).await.with_status(204);
        officer.asks(Method::PATCH, &entry, &change("换届")).await.with_status(409);
        let shown = officer.reads(&entry).await.good().json();
        assert_eq!((&shown["contact"], &shown["version"]), (&json!("王晓"), &json!(2)));
        assert_eq!(shown["phone"], "18276735671", "what was left out stays");
        assert_eq!(shown["history"][0]["before"], json!({ "contact": "李娟" }));

        let closed = json!({ "active": false, "reason": "已注销" });
        officer.asks(Method::PUT, &format!("{entry}/activity"), &closed).await.with_status(204);
        let shown = officer.reads(&entry).await.good().json();
        assert_eq!((&shown["active"], &shown["closures"][0]["says"]), (&json!(false), &json!("已注销")));

        let mut other = society("柳州市农机学会", "");
        (other["legal_person"], other["host_name"]) = (json!(false), json!("柳州市农机局"));
        let other = officer.asks(Method::POST, LEDGER, &other).await.with_status(201).json();
        let into = json!({ "into": id_of(&other), "reason": "两会合并" });
        officer.asks(Method::POST, &format!("{entry}/merger"), &into).await.with_status(204);
        let itself = format!("{LEDGER}/{}/merger", id_of(&other));
        assert_eq!(
            officer.asks(Method::POST, &itself, &into).await.with_status(422).json()["code"],
            "merge-itself"
        );

        // Somebody of another association learns nothing, and a token that only reads changes nothing.
        let stranger = Program::whole(house, "nx.officer").await;
        for (method, path) in
            [(Method::GET, entry.clone()), (Method::PATCH, entry.clone()), (Method::GET, LEDGER.to_owned())]
        {
            let refused = stranger.asks(method, &path, &change("x")).await.with_status(404).json();
            assert_eq!(refused["code"], "not-found", "{path}");
        }
        let reader = Program::of(house, "lz.officer", &["read"]).await;
        reader.reads(&entry).await.good();
        let refused = reader.asks(Method::PATCH, &entry, &change("x")).await.with_status(403).json();
        assert_eq!(refused["code"], "token-scope");
        let leader = Program::whole(house, "lz.leader").await;
        leader.reads(&entry).await.good();
        leader.asks(Method::POST, LEDGER, &new).await.with_status(403);
    })
    .await;
}

#[tokio::test]
async fn n11_facts_and_credit_measures_are_recorded_corrected_and_lifted() {
    on_each_engine(async |house| {
        with_data(house).await;
        let officer = Program::whole(house, "lz.officer").await;
        let entry = format!("{LEDGER}/{}", own(&Program::whole(house, "lz.qiche.administrator").await).await);
        let grade = format!("{entry}/facts/grade/2024");
        let fact =
            |value: &str, reason: &str| json!({ "value": value, "basis": "学会评价通报", "reason": reason });
        officer.asks(Method::PUT, &grade, &fact("A", "")).await.with_status(204);
        let refused = officer.asks(Method::PUT, &grade, &fact("C", "")).await.with_status(422).json();
        assert_eq!((&refused["code"], &refused["at"]), (&json!("reason-missing"), &json!("reason")));
        officer.asks(Method::PUT, &grade, &fact("C", "原登记有误")).await.with_status(204);
        assert_eq!(
            officer.asks(Method::PUT, &grade, &fact("Z", "x")).await.with_status(422).json()["code"],
            "fact-value"
        );
        officer.asks(Method::PUT, &format!("{entry}/facts/fame/2024"), &fact("A", "")).await.with_status(404);
        let shown = officer.reads(&entry).await.good().json();
        let now = json!({ "kind": "grade", "year": 2024, "value": "C" });
        assert!(shown["facts"].as_array().is_some_and(|all| all.contains(&now)), "{shown}");
        assert!(shown["calls"][0]["says"][0]["clause"]["says"].as_str().is_some_and(|says| !says.is_empty()));
        let list = officer.reads(&format!("{LEDGER}?fact=grade.2024.C")).await.good().json();
        assert_eq!(list["total"], 1);
        let away = format!("{grade}/withdrawal");
        officer.asks(Method::POST, &away, &json!({ "reason": "重复登记" })).await.with_status(204);
        officer.asks(Method::POST, &away, &json!({ "reason": "重复登记" })).await.with_status(404);

        let bar = json!({ "from": "2026-01-01", "to": "2026-12-31", "basis": "追回决定" });
        let bars = format!("{entry}/bars");
        let made = officer.asks_once(Method::POST, &bars, &bar, "b").await.with_status(201).json();
        officer.asks_once(Method::POST, &bars, &bar, "b").await.with_status(201);
        let shown = officer.reads(&entry).await.good().json();
        assert_eq!(shown["bars"].as_array().map(Vec::len), Some(1), "a repeated request happens once");
        let lifting = format!("{bars}/{}/lifting", id_of(&made));
        let because = json!({ "reason": "已补交总结" });
        let head = Program::whole(house, "lz.head").await;
        head.asks(Method::POST, &lifting, &because).await.with_status(204);
        let shown = officer.reads(&entry).await.good().json();
        assert_eq!(shown["bars"][0]["lifted"]["says"], "已补交总结");

        // The organisation reads what stands about it, without the office's notes; it changes nothing of this.
        let filler = Program::whole(house, "lz.qiche.filler").await;
        let told = filler.reads(&entry).await.good().json();
        assert_eq!(
            (&told["history"], &told["fact_history"], &told["likely"]),
            (&json!([]), &json!([]), &json!([]))
        );
        filler.asks(Method::POST, &bars, &bar).await.with_status(404);
        let others = Program::whole(house, "lz.jixie.administrator").await;
        others.reads(&entry).await.with_status(404);
        Program::whole(house, "nx.head").await.asks(Method::POST, &lifting, &because).await.with_status(404);
    })
    .await;
}

#[tokio::test]
async fn an_organisation_corrects_its_entry_and_the_office_confirms() {
    on_each_engine(async |house| {
        with_data(house).await;
        let administrator = Program::whole(house, "lz.qiche.administrator").await;
        let filler = Program::whole(house, "lz.qiche.filler").await;
        let officer = Program::whole(house, "lz.officer").await;
        let entry = format!("{LEDGER}/{}", own(&administrator).await);
        let seen = administrator.reads(&entry).await.good().json();
        let contact = json!({
            "address": "柳州市东环大道258号", "contact": "黄丽", "phone": "0772-2629066", "email": "",
            "version": seen["version"],
        });
        let place = format!("{entry}/contact");
        filler.asks(Method::PUT, &place, &contact).await.with_status(403);
        administrator.asks(Method::PUT, &place, &contact).await.with_status(204);
        administrator.asks(Method::PUT, &place, &contact).await.with_status(409);

        let requests = format!("{entry}/requests");
        let wanted = json!({ "bank_account": "210500000000100099", "reason": "开户行变更" });
        let asked = administrator.asks(Method::POST, &requests, &wanted).await.with_status(201).json();
        let twice = administrator.asks(Method::POST, &requests, &wanted).await.with_status(422).json();
        assert_eq!(twice["code"], "request-waiting");
        let request = format!("{requests}/{}", id_of(&asked));
        administrator.asks(Method::DELETE, &request, &json!(null)).await.with_status(204);
        administrator.asks(Method::DELETE, &request, &json!(null)).await.with_status(404);
        let asked = administrator.asks(Method::POST, &requests, &wanted).await.with_status(201).json();
        let answer = format!("{requests}/{}/answer", id_of(&asked));
        let confirmed = json!({ "confirmed": true, "says": "已核对" });
        administrator.asks(Method::PUT, &answer, &confirmed).await.with_status(404);
        let declined = json!({ "confirmed": false });
        assert_eq!(
            officer.asks(Method::PUT, &answer, &declined).await.with_status(422).json()["code"],
            "reason-missing"
        );
        officer.asks(Method::PUT, &answer, &confirmed).await.with_status(204);
        let seen = administrator.reads(&entry).await.good().json();
        assert_eq!((&seen["bank_account"], &seen["contact"]), (&json!("210500000000100099"), &json!("黄丽")));
        assert_eq!(seen["requests"][0]["state"], "confirmed");
        let others = filler.reads(&entry).await.good();
        for number in
            ["210500000000100099", seen["requests"][0]["present"]["bank_account"].as_str().expect("before")]
        {
            assert!(!others.text.contains(number), "masked for others, in requests too: {}", others.text);
        }
        assert_eq!(others.json()["requests"][0]["wanted"]["bank_account"], "2105 **** **** 0099");
    })
    .await;
}

/// The invitations of an organisation that wait for an answer.
async fn waiting(program: &Program<'_>, entry: &str) -> Vec<Value> {
    let shown = program.reads(entry).await.good().json();
    shown["invitations"].as_array().expect("invitations").clone()
}

#[tokio::test]
async fn n10_people_of_an_organisation_are_made_invited_and_given_roles() {
    on_each_engine(async |house| {
        with_data(house).await;
        let administrator = Program::whole(house, "lz.qiche.administrator").await;
        let entry = format!("{LEDGER}/{}", own(&administrator).await);
        let people = format!("{entry}/people");
        let new = json!({ "login": "lz.qiche.neu", "name": "覃海", "role": "filler" });
        let made = administrator.asks(Method::POST, &people, &new).await.with_status(201).json();
        let taken = administrator.asks(Method::POST, &people, &new).await.with_status(422).json();
        assert_eq!((&taken["code"], &taken["at"]), (&json!("login-taken"), &json!("login")));
        let first = made["password"].as_str().expect("a first password").to_owned();
        house.browser().signs_in_with("lz.qiche.neu", &first).await.leads_to("/sign-in/password");
        let person = format!("{people}/{}", id_of(&made));
        let recommender = format!("{person}/roles/recommender");
        administrator.asks(Method::PUT, &recommender, &json!(null)).await.with_status(204);
        administrator.asks(Method::DELETE, &recommender, &json!(null)).await.with_status(204);
        administrator.asks(Method::DELETE, &recommender, &json!(null)).await.with_status(404);
        administrator
            .asks(Method::PUT, &format!("{person}/roles/officer"), &json!(null))
            .await
            .with_status(400);
        let password = format!("{person}/password");
        let again = administrator.asks(Method::POST, &password, &json!(null)).await.good().json();
        assert_ne!(again["password"].as_str(), Some(first.as_str()));
        house.browser().signs_in_with("lz.qiche.neu", &first).await.with_status(422);
        let stranger = Program::whole(house, "lz.jixie.administrator").await;
        stranger.asks(Method::POST, &password, &json!(null)).await.with_status(404);
        Program::whole(house, "lz.qiche.filler")
            .await
            .asks(Method::POST, &people, &new)
            .await
            .with_status(403);

        // Who is invited decides; whether there is such a person is not told.
        let invitations = format!("{entry}/invitations");
        let before = waiting(&administrator, &entry).await;
        for login in ["lz.jixie.filler", "nobody.at.all"] {
            let wanted = json!({ "login": login, "role": "filler" });
            administrator.asks(Method::POST, &invitations, &wanted).await.with_status(204);
        }
        assert_eq!(waiting(&administrator, &entry).await.len(), before.len() + 1);
        let invited = Program::whole(house, "lz.jixie.filler").await;
        let mine = invited.reads("/api/v1/me/invitations").await.good().json();
        assert_eq!(mine.as_array().map(Vec::len), Some(1));
        assert!(waiting(&administrator, &entry).await.contains(&mine[0]), "{mine}");
        let answer = format!("/api/v1/associations/lz/invitations/{}/answer", id_of(&mine[0]));
        let yes = json!({ "accepted": true });
        stranger.asks(Method::PUT, &answer, &yes).await.with_status(404);
        invited.asks(Method::PUT, &answer, &yes).await.with_status(204);
        invited.asks(Method::PUT, &answer, &yes).await.with_status(404);
        let me = invited.reads("/api/v1/me").await.good().json();
        assert_eq!(me["memberships"].as_array().map(Vec::len), Some(2));
        invited.reads(&entry).await.good();
        let wanted = json!({ "login": "lz.jixie.administrator", "role": "filler" });
        administrator.asks(Method::POST, &invitations, &wanted).await.with_status(204);
        let theirs = stranger.reads("/api/v1/me/invitations").await.good().json();
        let back = format!("{invitations}/{}", id_of(&theirs[0]));
        stranger.asks(Method::DELETE, &back, &json!(null)).await.with_status(404);
        administrator.asks(Method::DELETE, &back, &json!(null)).await.with_status(204);
        assert_eq!(stranger.reads("/api/v1/me/invitations").await.good().json(), json!([]));
    })
    .await;
}

#[tokio::test]
async fn g16_first_accounts_are_made_and_their_passwords_told_once() {
    on_each_engine(async |house| {
        with_data(house).await;
        let officer = Program::whole(house, "lz.officer").await;
        let accounts = format!("{LEDGER}/accounts");
        let without =
            officer.reads(&accounts).await.good().json()["without_account"].as_i64().expect("a count");
        assert!(without > 0);
        let batch = officer.asks_once(Method::POST, &accounts, &json!({}), "k").await.with_status(201).json();
        assert_eq!(
            officer.asks_once(Method::POST, &accounts, &json!({}), "k").await.with_status(201).json(),
            batch
        );
        house.works().await;
        let batch = format!("{accounts}/{}", id_of(&batch));
        let made = officer.reads(&batch).await.good().json();
        assert_eq!((&made["state"], &made["done"]), (&json!("ready"), &json!(without)));
        let reader = Program::of(house, "lz.officer", &["read"]).await;
        let taking = format!("{batch}/handing-out");
        reader.asks(Method::POST, &taking, &json!({})).await.with_status(403);
        Program::whole(house, "nx.officer")
            .await
            .asks(Method::POST, &taking, &json!({}))
            .await
            .with_status(404);
        let told = officer.asks(Method::POST, &taking, &json!({})).await.good().json();
        assert_eq!(told.as_array().map(Vec::len), usize::try_from(without).ok());
        let (login, password) = (told[0]["login"].as_str(), told[0]["password"].as_str());
        let mut first = house.browser();
        first
            .signs_in_with(login.expect("login"), password.expect("password"))
            .await
            .leads_to("/sign-in/password");
        let again = officer.asks(Method::POST, &taking, &json!({})).await.with_status(422).json();
        assert_eq!(again["code"], "accounts-taken");
        let none = officer.asks(Method::POST, &accounts, &json!({})).await.with_status(422).json();
        assert_eq!(none["code"], "accounts-none");
    })
    .await;
}

#[tokio::test]
async fn the_register_is_a_workbook_and_whole_numbers_need_a_reason() {
    on_each_engine(async |house| {
        with_data(house).await;
        let leader = Program::whole(house, "lz.leader").await;
        let path = format!("{LEDGER}/register");
        let before = house.record("lz").await.len();
        let answer = leader.asks(Method::POST, &path, &json!({ "query": "class=society" })).await.good();
        assert!(answer.header("content-type").contains("spreadsheetml"), "{answer:?}");
        assert!(answer.text.starts_with("PK"));
        assert_eq!(house.record("lz").await[before..], ["organisation.export"]);
        Program::whole(house, "nx.leader").await.asks(Method::POST, &path, &json!({})).await.with_status(404);
    })
    .await;
}
