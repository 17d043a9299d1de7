//! `kexiang progress` on plain files: how far a project is, and what is missing in words.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn programme(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes").join(name).display().to_string()
}

/// Two events with 30 and 29 people, a case of 1,499 characters.
fn done() -> Value {
    let event = |n: u32, title: &str, people: u32| {
        json!({
            "id": format!("000000000000{n}"), "title": title, "counts_for": ["events"],
            "starts_on": "2025-09-10", "ends_on": "2025-09-10", "place": "银川", "region": "640100",
            "attendance": { "on_site": people, "daily": people, "on_line": 0 }, "state": "held",
        })
    };
    json!({
        "activities": [event(1, "培训", 30), event(2, "对接", 29)],
        "achievements": [{
            "id": "0000000000003", "title": "治理案例", "counts_for": ["case"], "on": "2025-09-20", "number": 1,
            "extent": { "characters": 1499, "seconds": null, "slides": null },
        }],
    })
}

fn run(data: &Value, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("done.json");
    fs::write(&file, data.to_string()).expect("written");
    let file = file.display().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kexiang"));
    let programme = programme("ningxia-2025.toml");
    command.args(["progress", &programme, "NX2025-2-1", &file, "--awarded", "2025-06-01"]);
    command.args(["--today", "2025-10-01"]).args(more).output().expect("the program runs")
}

#[test]
fn n06_what_is_missing_is_said_in_words() {
    let output = run(&done(), &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "未达到  完善理事会议事、会员管理、财务管理等基本制度  未完成\n        还没有填写完成情况\n\
         未达到  培训交流、产学研对接等活动  1/≥2场\n        还差 1 场\n        “对接”参加人数为 29，要求≥30人\n\
         未达到  学会深化内部治理改革工作案例  0/＝1篇\n        还差 1 篇\n        “治理案例”字数为 1499，要求≥1500字\n\
         指标完成率 16.66%，0 / 3 项达到\n"
    );
}

#[test]
fn programs_get_the_same_as_data() {
    let rows: Value = serde_json::from_slice(&run(&done(), &["--json"]).stdout).expect("JSON");
    assert_eq!(rows[1]["ways"][0]["result"], json!(1));
    assert_eq!(rows[1]["missing"][0], json!({ "missing": "more", "way": null, "by": 1, "unit": "场" }));
    let unknown = run(&json!({ "events": [] }), &[]);
    assert_eq!(unknown.status.code(), Some(1), "an unknown key is said, not swallowed");
}

#[test]
fn l18_the_table_of_results_is_made_and_never_retyped() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("results.pdf").display().to_string();
    let output = run(&done(), &["--pdf", &file]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let words =
        kexiang_documents::pdf_read::text(&fs::read(&file).expect("the paper")).expect("text").join("");
    let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    for said in ["项目指标完成情况表", "还差1场", "指标完成率16.66%", "财务审核"] {
        assert!(words.contains(said), "{said} in {words}");
    }
}

#[test]
fn the_sign_in_sheet_masks_telephones_and_counts_people() {
    use kexiang::locale::{Language, Locale};
    use kexiang_core::activity::{Activity, SignIn};
    let activity: Activity = serde_json::from_value(done()["activities"][0].clone()).expect("an activity");
    let at = kexiang_core::time::instant(jiff::civil::date(2025, 9, 10).at(9, 0, 0, 0));
    let row = |name: &str, phone: &str, on_site| SignIn {
        day: jiff::civil::date(2025, 9, 10),
        name: name.to_owned(),
        organisation: "宁夏农学会".to_owned(),
        phone: phone.to_owned(),
        on_site,
        at,
    };
    let rows = [row("马丽", "18276735671", true), row("王强", "", false)];
    let sheet = kexiang::sheet::sign_in(Locale::of(Language::Chinese), &activity, &rows);
    assert_eq!(sheet.rows[0], ["1", "马丽", "宁夏农学会", "182****5671", "线下", "2025-09-10 09:00"]);
    assert_eq!(sheet.rows[1], ["2", "王强", "宁夏农学会", "", "线上", "2025-09-10 09:00"]);
    assert_eq!(sheet.after, ["线下 1 人（按天累计 1 人次），线上 1 人。"]);
    assert_eq!(sheet.before, ["培训", "2025年9月10日　银川"]);
}

#[test]
fn the_acceptance_form_bears_targets_results_money_and_its_hash() {
    use kexiang::locale::{Language, Locale};
    use kexiang_core::acceptance::{Form, FormRow, Money};
    use kexiang_core::money::Fen;
    use kexiang_core::programme::{Clause, Comparator, Quantity};
    let mark = Quantity { op: Comparator::AtLeast, value: 2, max: None, unit: "场".to_owned() };
    let clause = Clause { notice: None, at: "一".to_owned(), says: "不少于2场".to_owned() };
    let row = FormRow {
        id: "events".to_owned(),
        document: false,
        name: "培训".to_owned(),
        mark: Some(mark),
        result: Some(1),
        met: false,
        basis_points: 5_000,
        proofs: Vec::new(),
        words: "场地维修".to_owned(),
        clause,
    };
    let form = Form {
        number: "NX2025-2-1-001".to_owned(),
        title: "能力提升".to_owned(),
        organisation: "宁夏农学会".to_owned(),
        leader: "马丽".to_owned(),
        term: (jiff::civil::date(2025, 6, 1), jiff::civil::date(2025, 11, 30)),
        summary: "按合同实施".to_owned(),
        rows: vec![row],
        activities: Vec::new(),
        money: Money {
            approved: Fen(5_000_000),
            received: Fen(3_000_000),
            spent: Fen(2_500_050),
            lines: Vec::new(),
        },
        completion: 5_000,
        papers: Vec::new(),
    };
    let sheet = kexiang::sheet::form(Locale::of(Language::Chinese), &form, "ab12");
    assert_eq!(sheet.rows, [["1", "培训", "≥2场", "1", "未达到", "场地维修"]]);
    assert_eq!(sheet.after, ["批准经费 50,000.00 元，已到账 30,000.00 元，已支出 25,000.50 元。"]);
    assert_eq!(sheet.mark.lines[0].value, "ab12");
    assert_eq!(sheet.before[2], "2025年6月1日—2025年11月30日");
}
