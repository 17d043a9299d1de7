//! The same work by programs, and in the office's table.

use axum::http::Method;
use kexiang::actions::project::ProjectFile;
use serde_json::json;

use super::{GD, administrator, all, open_door, path, view};
use crate::programs::Program;
use crate::support::House;

pub(super) async fn programs_do_the_same(house: &House, file: &ProjectFile, activity: String) {
    let own = format!("/api/v1{}", path(file.project.id));
    let clerk = Program::whole(house, "gd.officer").await;
    let progress = clerk.reads(&format!("{own}/progress")).await.good().json();
    let rows = progress["indicators"].as_array().expect("indicators").len();
    assert_eq!(rows, view(house, file.project.id).await.1.rows.len());
    let one = clerk.reads(&format!("{own}/activities/{activity}")).await.good().json();
    assert_eq!((&one["state"], &one["people"]["on_site"]), (&json!("confirmed"), &json!(80)));
    assert_eq!(one["activity"]["experts"][0]["name"], json!("王力"));
    let kept = open_door(house, file).await;
    let sheet = clerk.reads(&format!("{own}/activities/{}/sheet", kept.activity.id)).await.good();
    sheet.shows("139****9001").hides("13900139001");
    let plan = json!({ "title": "接口登记的活动", "starts_on": "2026-03-30", "mode": "on_line" });
    clerk.asks(Method::POST, &format!("{own}/activities"), &plan).await.with_status(403);
    let mut member = administrator(house, file).await;
    let made = member.tells(Method::POST, &format!("{own}/activities"), &plan).await.with_status(201).json();
    let at = format!("{own}/activities/{}", made["id"].as_str().expect("an id"));
    member.tells(Method::POST, &format!("{at}/commands/hold"), &json!({})).await.with_status(204);
    let wrong = json!({ "title": "接口登记的活动", "starts_on": "x" });
    member.tells(Method::PUT, &at, &wrong).await.refuses(422, "date-form");
    clerk.asks(Method::POST, &format!("{at}/commands/confirm"), &json!({})).await.with_status(204);
    clerk.asks(Method::POST, &format!("{at}/commands/none"), &json!({})).await.with_status(404);
    assert!(clerk.reads(&format!("{own}/mid-term")).await.good().json().is_array());
    assert!(clerk.reads(&format!("{own}/achievements")).await.good().json().is_array());
    let stranger = Program::whole(house, "lz.officer").await;
    for part in ["progress", "activities", "achievements", "mid-term"] {
        stranger.reads(&format!("{own}/{part}")).await.with_status(404);
    }
}

pub(super) async fn the_office_sees_all(house: &House) {
    let mut clerk = house.browser_of("gd.officer").await;
    let number = all(house).await[0].0.project.number.clone();
    clerk.opens(&format!("{GD}/progress")).await.good().shows(&number).shows("平均完成率");
    clerk.opens(&format!("{GD}/progress?q=zzz")).await.good().hides(&number).shows("没有符合条件");
    clerk.opens(&format!("{GD}/progress?only=waiting&order=completion")).await.good();
    clerk.opens(&format!("{GD}/progress.xlsx?only=open")).await.good();
    let clerk = Program::whole(house, "gd.officer").await;
    let rows = clerk.reads(&format!("/api/v1{GD}/progress")).await.good().json();
    let rows = rows.as_array().expect("rows");
    for (file, _) in all(house).await {
        assert!(
            rows.iter().any(|row| row["number"] == file.project.number.as_str()),
            "{}",
            file.project.number
        );
    }
    for login in ["gd.system", "gd.expert1", "lz.officer"] {
        let answer = house.browser_of(login).await.opens(&format!("{GD}/progress")).await;
        assert!(matches!(answer.status.as_u16(), 403 | 404), "{login}: {}", answer.status);
        answer.hides(&number);
    }
}
