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
