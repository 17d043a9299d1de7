//! Registers as workbooks and the office's figures over the demonstration: they hold what the register of projects holds.

use kexiang::demo;
use kexiang_core::money::Fen;
use kexiang_core::project::Project;
use kexiang_core::time;
use kexiang_documents::xlsx;
use kexiang_store::project as projects;
use serde_json::Value;

use crate::programs::Program;
use crate::support::{House, on_each_engine_with};

const GD: &str = "/associations/gd";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[tokio::test(flavor = "multi_thread")]
async fn registers_and_figures_hold_what_the_projects_hold() {
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
            house.set_clock(time::instant(demo::START));
            let all = house.app.store.read(|tx| projects::all(tx, "gd")).await.expect("projects");
            assert!(all.len() > 3);
            registers_list_every_project(house, &all).await;
            figures_add_up(house, &all).await;
            others_see_neither(house).await;
        },
    )
    .await;
}

async fn registers_list_every_project(house: &House, all: &[Project]) {
    let mut clerk = house.browser_of("gd.officer").await;
    clerk
        .opens(&format!("{GD}/registers"))
        .await
        .good()
        .shows("registers/awards")
        .shows("registers/payments");
    for code in ["awards", "projects", "payments", "acceptances"] {
        let file = clerk.opens(&format!("{GD}/registers/{code}")).await.good();
        assert_eq!(file.header("content-type"), WORKBOOK, "{code}");
        let sheet = xlsx::read_sheets(&file.bytes).expect("readable").remove(0);
        let (rows, columns) = sheet.size();
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let text: String =
            cells.filter_map(|(row, column)| sheet.at(row, column)).map(String::from).collect();
        assert!(text.contains("合计"), "{code}: {text}");
        if ["awards", "projects"].contains(&code) {
            for project in all {
                assert!(text.contains(&project.number), "{code} lacks {}: {text}", project.number);
            }
        }
    }
    clerk.opens(&format!("{GD}/registers/awards?call=none")).await.with_status(404);
    clerk.opens(&format!("{GD}/registers/none")).await.with_status(404);
}

async fn figures_add_up(house: &House, all: &[Project]) {
    let mut clerk = house.browser_of("gd.officer").await;
    clerk.opens(&format!("{GD}/figures")).await.good().shows("projects?");
    clerk.opens(&format!("{GD}/figures?call=none")).await.with_status(404);
    let clerk = Program::whole(house, "gd.officer").await;
    let figures = clerk.reads(&format!("/api/v1{GD}/figures")).await.good().json();
    let sum = |field: &str| -> i64 {
        let rows = figures["projects"].as_array().map(Vec::as_slice).unwrap_or_default();
        rows.iter().filter_map(|row| row[field].as_i64()).sum()
    };
    assert_eq!(usize::try_from(sum("number")), Ok(all.len()), "{figures}");
    assert_eq!(Fen(sum("amount")), all.iter().map(|p| p.amount).sum::<Fen>(), "{figures}");
    assert!(sum("paid") > 0 && sum("paid") <= sum("amount"), "{figures}");
    assert!(sum("spent") <= sum("paid"), "{figures}");
    let verdicts: Vec<&Value> = figures["verdicts"].as_array().into_iter().flatten().collect();
    assert!(verdicts.iter().any(|v| v["verdict"] == "passed"), "{figures}");
}

async fn others_see_neither(house: &House) {
    for login in ["gd.system", "gd.expert1", "gd.jixie.administrator", "lz.officer"] {
        for page in ["registers", "registers/awards", "figures"] {
            let answer = house.browser_of(login).await.opens(&format!("{GD}/{page}")).await;
            assert!(matches!(answer.status.as_u16(), 403 | 404), "{login} {page}: {}", answer.status);
        }
    }
    house.browser_of("gd.leader").await.opens(&format!("{GD}/registers/payments")).await.with_status(403);
    house.browser_of("gd.finance").await.opens(&format!("{GD}/registers/payments")).await.good();
}
