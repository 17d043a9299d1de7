//! `kexiang match …` on plain files, without a database.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn kexiang(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kexiang"));
    command.current_dir(folder).args(arguments).output().expect("the program runs")
}

fn read(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.join(name)).expect("the file was written")).expect("it is JSON")
}

fn write(folder: &Path, name: &str, value: &Value) {
    fs::write(folder.join(name), value.to_string()).expect("the file can be written");
}

/// Three projects, four experts, two reviews each; who is in `absent` takes no part.
fn problem(absent: &[&str]) -> Value {
    let expert = |id: &str| match absent.contains(&id) {
        true => json!({ "id": id, "absent": "出国" }),
        false => json!({ "id": id }),
    };
    let experts = ["E1", "E2", "E3", "E4"].map(expert);
    json!({
        "applications": [{ "id": "A1" }, { "id": "A2" }, { "id": "A3" }],
        "experts": experts,
        "reviews": 2,
        "load": { "max": 3 },
        "fit": [[900, 800, 100, 200], [700, 100, 600, 300], [100, 500, 400, 450]],
    })
}

fn pairs(outcome: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a name").to_owned();
    let pairs = outcome["pairs"].as_array().expect("pairs").iter();
    pairs.map(|pair| (text(&pair["application"]), text(&pair["expert"]))).collect()
}

#[test]
fn an_assignment_is_repaired_and_repaired_again_and_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(folder, "problem.json", &problem(&[]));
    assert!(kexiang(folder, &["match", "assign", "problem.json", "first.json"]).status.success());
    let first = read(folder, "first.json");
    assert_eq!((&first["score"]["points"], &first["proof"]["optimal"]), (&json!(3950), &json!(true)));

    write(folder, "second.problem.json", &problem(&["E2"]));
    let arguments = ["match", "assign", "second.problem.json", "second.json", "--repair", "first.json"];
    assert!(kexiang(folder, &arguments).status.success());
    let second = read(folder, "second.json");
    let stayed = pairs(&first).into_iter().filter(|(_, expert)| expert != "E2").collect::<Vec<_>>();
    let now = pairs(&second["outcome"]);
    assert!(stayed.iter().all(|pair| now.contains(pair)) && now.iter().all(|(_, expert)| expert != "E2"));

    let arguments = ["match", "assign", "problem.json", "third.json", "--repair", "second.json"];
    assert!(kexiang(folder, &arguments).status.success());
    assert_eq!(read(folder, "third.json")["moves"], json!([]), "nothing has to change again");

    assert!(
        kexiang(folder, &["match", "assign", "problem.json", "checked.json", "--check", "third.json"])
            .status
            .success()
    );
    assert_eq!(read(folder, "checked.json")["broken"], json!([]));
}

#[test]
fn rules_that_clash_are_named_and_a_pair_is_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(folder, "problem.json", &problem(&["E1", "E2", "E3"]));
    let refused = kexiang(folder, &["match", "assign", "problem.json", "answer.json"]);
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("条规则不能同时满足") && said.contains("不参加（出国）"), "{said}");
    assert_eq!(read(folder, "answer.json")["outcome"], "infeasible");

    write(folder, "problem.json", &problem(&[]));
    assert!(
        kexiang(folder, &["match", "assign", "problem.json", "why.json", "--why", "A1=E3"]).status.success()
    );
    let why = read(folder, "why.json");
    assert_eq!((&why[0]["answer"], &why[0]["with"]["loss"]), (&json!("not_chosen"), &json!(700)));
}

#[test]
fn a_draw_is_announced_run_and_verified_and_what_was_changed_is_found_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let candidates: Vec<Value> =
        (1..=9).map(|n| json!({ "id": format!("Z0{n}"), "stratum": "技术" })).collect();
    let office = json!({ "by": "科协办公室", "origin": "secret" });
    write(
        folder,
        "plan.json",
        &json!({ "purpose": "抽取评审专家", "contributors": [office],
            "strata": [{ "name": "技术", "count": 3, "reserves": 1 }], "candidates": candidates }),
    );
    write(folder, "seeds.json", &json!([{ "by": "科协办公室", "seed": "0123456789abcdef".repeat(3) }]));
    let kept = |name: &str, arguments: &[&str]| {
        let done = kexiang(folder, arguments);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        fs::write(folder.join(name), done.stdout).expect("the file can be written");
    };
    kept("notice.json", &["draw", "announce", "plan.json", "seeds.json", "--at", "2026-04-01 09:00"]);
    let notice = fs::read_to_string(folder.join("notice.json")).expect("a notice");
    assert!(!notice.contains("0123456789abcdef"), "the seed stays secret until the draw");
    kept("record.json", &["draw", "run", "notice.json", "seeds.json", "--witness", "韦国强=机关纪委"]);
    let record = read(folder, "record.json");
    assert_eq!(record["picks"].as_array().map(Vec::len), Some(4));
    assert_eq!(record["witnesses"][0]["role"], "机关纪委");

    let verify = |name: &str| kexiang(folder, &["draw", "verify", name, "--notice", "notice.json"]);
    assert!(verify("record.json").status.success());
    kept("again.json", &["draw", "run", "notice.json", "seeds.json"]);
    assert_eq!(read(folder, "again.json")["picks"], record["picks"], "the same parts give the same draw");

    let mut changed = record.clone();
    changed["picks"][0]["id"] = record["picks"][3]["id"].clone();
    write(folder, "changed.json", &changed);
    assert!(!verify("changed.json").status.success());
    write(folder, "seeds.json", &json!([{ "by": "科协办公室", "seed": "f".repeat(48) }]));
    assert!(!kexiang(folder, &["draw", "run", "notice.json", "seeds.json"]).status.success());
}

#[test]
fn a_folder_of_texts_is_indexed_and_a_copy_is_found_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let plan = "项目组将在柳江沿岸建设三处水生态观测点，由志愿者每周采集水样并上传数据，年底召开成果展示会邀请社区居民参加。";
    fs::create_dir_all(folder.join("texts/甲学会")).expect("a folder");
    fs::write(folder.join("texts/甲学会/2025.txt"), plan).expect("a text");
    assert!(kexiang(folder, &["match", "similar", "index", "texts"]).status.success());
    fs::write(folder.join("new.txt"), plan.replace("三处", "3 处").replace('，', " ")).expect("a text");
    let query = ["match", "similar", "query", "new.txt", "--index", "texts/.similar", "--json"];
    let asked = kexiang(folder, &query);
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let report: Value = serde_json::from_slice(&asked.stdout).expect("JSON");
    assert_eq!(report["others"], report["characters"]);
    assert_eq!(
        (&report["sources"][0]["owner"], &report["sources"][0]["own"]),
        (&json!("甲学会"), &json!(false))
    );

    fs::remove_file(folder.join("texts/甲学会/2025.txt")).expect("removed");
    assert!(kexiang(folder, &["match", "similar", "index", "texts"]).status.success());
    let report: Value = serde_json::from_slice(&kexiang(folder, &query).stdout).expect("JSON");
    assert_eq!((&report["others"], &report["sources"]), (&json!(0), &json!([])));
}

#[test]
fn scores_are_analysed_and_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let score = |p: u32, e: u32| json!({ "application": format!("P{p}"), "expert": format!("E{e}"), "score": 90 - 4 * p + e });
    let reviews: Vec<Value> = (0..5).flat_map(|p| (0..3).map(move |e| score(p, e))).collect();
    write(folder, "panel.json", &json!({ "reviews": reviews, "places": 2 }));
    let arguments = ["match", "scores", "panel.json", "--out", "analysis.json", "--picture", "ranking.svg"];
    assert!(kexiang(folder, &arguments).status.success());
    let analysis = read(folder, "analysis.json");
    assert_eq!(analysis["applications"].as_array().map(Vec::len), Some(5));
    assert_eq!(analysis["applications"][0]["application"], "P0");
    assert!(fs::read_to_string(folder.join("ranking.svg")).expect("a picture").starts_with("<svg "));
}
