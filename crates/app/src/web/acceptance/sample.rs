//! Acceptances for the samples of the pages.

use kexiang_core::acceptance::{Form, Paper, PaperKind, RowVerdict, State, Verdict};
use kexiang_core::id::Id;
use kexiang_core::progress::{Progress, Way};
use kexiang_core::time;
use kexiang_store::acceptance::{Acceptance, Conclusion, Draft, Finding, Line};

use crate::actions::acceptance::AcceptanceFile;
use crate::web::project::sample as projects;

fn now() -> jiff::Timestamp {
    time::instant(jiff::civil::date(2026, 12, 20).at(10, 0, 0, 0))
}

fn id(n: u32) -> Id {
    Id::at(now(), n)
}

/// The first indicators of the type, one met, one not, one far beyond.
fn rows() -> Vec<Progress> {
    let file = projects::running();
    let kind = file.programme.types.first();
    let all = kind.map(|t| t.indicators.as_slice()).unwrap_or_default();
    let row = |(n, i): (i64, &kexiang_core::programme::Indicator)| Progress {
        id: i.id.clone(),
        document: false,
        name: i.name.clone(),
        ways: i
            .target
            .iter()
            .map(|mark| Way {
                name: None,
                mark: mark.clone(),
                result: Some(n * 2),
                met: n > 0,
                basis_points: if n > 0 { 10_000 } else { 0 },
            })
            .collect(),
        met: n > 0,
        basis_points: if n > 0 { 10_000 } else { 0 },
        missing: Vec::new(),
        due: None,
        proofs: Vec::new(),
        clause: i.clause.clone(),
    };
    (0..).zip(all.iter().take(4)).map(row).collect()
}

/// Something is prepared, nothing handed in.
pub(crate) fn preparing() -> AcceptanceFile {
    let paper = |n: u32, kind, name: &str| Paper {
        kind,
        name: name.into(),
        sha256: format!("{n:064}"),
        size: 348_160,
    };
    let draft = Draft {
        summary: "全年开展三场专家走基层活动，服务企业四家。".into(),
        papers: vec![
            paper(1, PaperKind::Performance, "绩效报告.pdf"),
            paper(2, PaperKind::Audit, "审计报告.pdf"),
        ],
        saved: Some(("李娟".into(), now())),
        version: 3,
        ..Draft::default()
    };
    AcceptanceFile::of(projects::running(), rows(), draft)
}

fn round(desk: &AcceptanceFile, state: State) -> Acceptance {
    let form: Form = desk.form();
    Acceptance {
        association: "lz".into(),
        id: id(70),
        project: desk.file.project.id,
        round: 1,
        state,
        form_hash: form.hash().unwrap_or_default(),
        form,
        applied_by: "韦国强".into(),
        applied_at: now(),
        verdicts: Vec::new(),
        substance: None,
        money: None,
        reason: String::new(),
        conclusion: None,
        version: 1,
    }
}

/// Handed in.
pub(crate) fn applied() -> AcceptanceFile {
    let mut desk = preparing();
    desk.file.project.state = kexiang_core::project::State::Acceptance;
    desk.rounds = vec![round(&desk, State::Applied)];
    desk
}

fn finding(n: u32, name: &str, words: &str) -> Option<Finding> {
    Some(Finding { by: id(n), name: name.into(), in_order: true, words: words.into(), at: now() })
}

/// Looked at by two people.
pub(crate) fn checked() -> AcceptanceFile {
    let mut desk = applied();
    if let Some(a) = desk.rounds.last_mut() {
        let said = |(n, r): (usize, &kexiang_core::acceptance::FormRow)| RowVerdict {
            id: r.id.clone(),
            accepted: n != 1,
            words: if n == 1 { "签到表缺页，人数不能认定".into() } else { String::new() },
        };
        a.verdicts = a.form.rows.iter().enumerate().map(said).collect();
        a.substance = finding(71, "陈彤", "材料基本齐全");
        a.money = finding(72, "李财", "账目清楚");
    }
    desk
}

/// Sent back for papers.
pub(crate) fn returned() -> AcceptanceFile {
    let mut desk = checked();
    if let Some(a) = desk.rounds.last_mut() {
        a.state = State::Returned;
        a.reason = "请补交第二场活动的签到表。".into();
    }
    desk
}

/// Concluded.
pub(crate) fn concluded() -> AcceptanceFile {
    let mut desk = checked();
    desk.file.project.state = kexiang_core::project::State::Closed;
    if let Some(a) = desk.rounds.last_mut() {
        a.state = State::Concluded;
        a.reason = "一项指标未认定，其余全部完成。".into();
        a.conclusion = Some(Conclusion {
            verdict: Verdict::Closed,
            basis_points: 9_350,
            by: id(73),
            name: "部长".into(),
            at: now(),
        });
    }
    desk
}

/// Rows of the office's list.
pub(crate) fn lines() -> Vec<Line> {
    let line = |n: u32, state, verdict| Line {
        project: id(n),
        number: format!("LZ-2026-{n:03}"),
        title: "机械工程学会“党旗领航·专家走基层”与改革创新".into(),
        organisation_name: "柳州市机械工程学会".into(),
        type_code: "2026-1".into(),
        round: 1,
        state,
        applied_at: now(),
        substance_name: "陈彤".into(),
        money_name: String::new(),
        verdict,
        concluded_at: None,
    };
    vec![
        line(1, State::Applied, None),
        line(2, State::Returned, None),
        line(3, State::Concluded, Some((Verdict::Failed, 6_250))),
    ]
}
