//! Inspections for the samples of the pages.

use jiff::civil::date;
use kexiang_core::id::Id;
use kexiang_core::inspection::{Kind, State};
use kexiang_core::money::Fen;
use kexiang_core::risk::Risk;
use kexiang_core::time;
use kexiang_core::visit::Finding;
use kexiang_matching::draw::{Candidate, Contributor, Hash, Origin, Plan, Share, Stratum, announce, run};
use kexiang_store::inspection::Inspection;
use kexiang_store::spot_draw::SpotDraw;
use kexiang_store::visit::{File, Side, Step, Visit};
use serde_json::Value as Json;

use crate::actions::inspection::{InspectionFile, Risky, Row};
use crate::web::project::sample::{held, running};

fn now() -> jiff::Timestamp {
    time::instant(date(2026, 5, 20).at(9, 30, 0, 0))
}

fn id(n: u32) -> Id {
    Id::at(now(), n)
}

fn inspection(n: u32, kind: Kind, state: State) -> Inspection {
    Inspection {
        association: "lz".into(),
        id: id(n),
        project: id(1),
        kind,
        state,
        draw: (kind == Kind::Draw).then(|| id(60)),
        basis: if kind == Kind::Risk { "拨付后 95 天没有支出".into() } else { String::new() },
        planned_on: date(2026, 5, 22),
        report: Json::Null,
        items: Vec::new(),
        remedy_due: None,
        answer: String::new(),
        finding: String::new(),
        planned_by: "陈彤".into(),
        planned_at: now(),
        changed_at: now(),
        version: 1,
    }
}

fn visit(n: u32) -> Visit {
    Visit {
        inspectors: vec!["陈彤".into(), "韦颖".into()],
        visited_on: Some(date(2026, 5, 19)),
        place: "柳州市机械工程学会会议室".into(),
        findings: vec![
            Finding { what: "专账设置规范，凭证齐全。".into(), wrong: false },
            Finding { what: "第二场活动没有签到表。".into(), wrong: true },
        ],
        ..Visit::planned("lz", id(n), format!("JC-2026-{n:03}"))
    }
}

fn steps() -> Vec<Step> {
    let step = |command: &str, words: &str| Step {
        command: command.into(),
        words: words.into(),
        due_on: (command == "order-remedy").then(|| date(2026, 6, 4)),
        by: "陈彤".into(),
        at: now(),
    };
    vec![step("plan", ""), step("record", "陈彤、韦颖"), step("order-remedy", "补齐第二场活动的签到表。")]
}

fn file(inspection: Inspection, visit: Visit, steps: Vec<Step>) -> InspectionFile {
    InspectionFile { inspection, visit, files: Vec::new(), steps, project: running() }
}

/// Planned by draw.
pub(super) fn planned() -> InspectionFile {
    file(
        inspection(1, Kind::Draw, State::Planned),
        Visit::planned("lz", id(1), "JC-2026-001".into()),
        steps().into_iter().take(1).collect(),
    )
}

/// Something is to be put right.
pub(super) fn remedy() -> InspectionFile {
    let ordered = Inspection {
        items: vec!["补齐第二场活动的签到表。".into()],
        remedy_due: Some(date(2026, 6, 4)),
        ..inspection(2, Kind::Risk, State::Remedy)
    };
    let photo = File {
        side: Side::Office,
        sha256: "a".repeat(64),
        name: "现场照片.jpg".into(),
        by: "陈彤".into(),
        at: now(),
    };
    InspectionFile { files: vec![photo], ..file(ordered, Visit { holds: true, ..visit(2) }, steps()) }
}

/// Not passed.
pub(super) fn failed() -> InspectionFile {
    let over =
        Inspection { finding: "逾期没有整改。".into(), ..inspection(3, Kind::Risk, State::Failed) };
    file(over, Visit { holds: true, bar: Some(id(70)), ..visit(3) }, steps())
}

/// Three of them in a list.
pub(super) fn rows() -> Vec<Row> {
    [planned(), remedy(), failed()]
        .map(|f| Row { inspection: f.inspection, visit: f.visit, project: f.project.project })
        .into()
}

/// Projects with reasons.
pub(super) fn risky() -> Vec<Risky> {
    let idle = vec![Risk::Late { days: 3 }, Risk::Idle { paid: Fen(900_000), days: 95 }];
    vec![
        Risky { project: running().project, risks: idle, checked: false },
        Risky { project: held().project, risks: vec![Risk::Held], checked: true },
    ]
}

/// One that is announced, one that was drawn.
pub(super) fn draws() -> Vec<SpotDraw> {
    let candidate = |n: u32| Candidate {
        id: format!("LZ-2026-{n:03}"),
        name: "专家走基层　柳州市机械工程学会".into(),
        stratum: "全部项目".into(),
        weight: 1,
        excluded: (n == 3).then(|| "已有未办结的检查".into()),
    };
    let plan = Plan {
        purpose: "2026 年上半年项目抽查".into(),
        hash: Hash::Sha256,
        contributors: vec![Contributor { by: "柳州市科学技术协会".into(), origin: Origin::Secret }],
        strata: vec![Stratum { name: "全部项目".into(), count: 1, reserves: 0 }],
        candidates: (1..=3).map(candidate).collect(),
    };
    let seed = vec![Share { by: "柳州市科学技术协会".into(), seed: "0f".repeat(16) }];
    let Ok(notice) = announce(plan, &seed, "2026年5月19日 09:00") else { return Vec::new() };
    let Ok(record) = run(notice.clone(), seed, Vec::new(), "2026年5月20日 09:00") else {
        return Vec::new();
    };
    let announced = SpotDraw {
        association: "lz".into(),
        id: id(60),
        title: notice.plan.purpose.clone(),
        commitment: notice.pledges[0].commitment.clone().unwrap_or_default(),
        seed: String::new(),
        secret: String::new(),
        pool: notice.plan.candidates.iter().map(|c| c.id.clone()).collect(),
        take: 1,
        drawn: Vec::new(),
        notice: serde_json::to_value(&notice).unwrap_or_default(),
        record: Json::Null,
        draws_on: date(2026, 5, 20),
        visits_on: date(2026, 5, 27),
        pledged_by: "陈彤".into(),
        pledged_at: now(),
        revealed_at: None,
    };
    let drawn = SpotDraw {
        drawn: record.picks.iter().map(|p| p.id.clone()).collect(),
        record: serde_json::to_value(&record).unwrap_or_default(),
        revealed_at: Some(now()),
        ..announced.clone()
    };
    vec![announced, drawn]
}
