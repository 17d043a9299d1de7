//! Acceptances of the demonstration: one project accepted and archived, one under acceptance, one failed, with money
//! claimed back and an entry of the ledger that bars the organisation next year. Made by the same actions that people use.

use kexiang_core::acceptance::{PaperKind, RowVerdict, Verdict as Result_};
use kexiang_core::achievement::Achievement;
use kexiang_core::activity::{Activity, Attendance, Mode, State as Held};
use kexiang_core::id::Id;
use kexiang_core::policy::OfficeRole;
use kexiang_core::programme::Gate;
use kexiang_documents::letter::{ListSheet, Mark};
use kexiang_documents::pdf::{Settings, Standard, render};
use kexiang_store::{achievement, activity};

use super::projects::Play;
use crate::actions::acceptance::{self as act, Verdict};
use crate::actions::project::{self as projects, Row};
use crate::actions::{Failure, Fault, archive};
use crate::chance;

/// Types of the projects whose acceptance is played, and how each ends.
pub(super) const PLAYED: [(&str, End); 3] =
    [("GD2024-06", End::Archived), ("GD2024-07", End::Waiting), ("GD2024-11", End::Failed)];

/// How far an acceptance has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Passed, paid in full, and the archive is ordered.
    Archived,
    /// The substance is checked, the money not yet.
    Waiting,
    /// Failed: money is claimed back, the ledger bars the organisation.
    Failed,
}

/// Plays the acceptance of a project from its contract on.
///
/// # Errors
/// Those of the actions.
pub(super) async fn play(p: &Play<'_>, row: &Row, end: End) -> Result<(), Failure> {
    p.sign(Gate::Acceptance).await?;
    p.pay(1, 10).await?;
    p.spend(60, 1, "活动场地租用", 30).await?;
    p.spend(200, 2, "资料编印", 25).await?;
    done(p, row, end).await?;
    papers(p, row).await?;
    words(p, row, end).await?;
    let taker = p.taker(322).await?;
    act::hand_in(p.app(), &taker, super::projects::HERE, row.project.id).await?;
    check(p, row, end).await?;
    if end == End::Waiting {
        return Ok(());
    }
    conclude(p, row, end).await
}

/// What was done and reached: everything, or a third of it.
async fn done(p: &Play<'_>, row: &Row, end: End) -> Result<(), Failure> {
    let taker = p.taker(300).await?;
    let id = |n: i64| chance::id(p.after(100 + n));
    let mut held = Vec::new();
    let mut reached = Vec::new();
    match end {
        End::Archived => {
            held = vec![
                event(id(1), "第一次秘书长沙龙：学会治理结构改革", "salons", p.day(100), 46),
                event(id(2), "第二次秘书长沙龙：服务创新驱动发展", "salons", p.day(240), 52),
            ];
        }
        End::Waiting => {
            for (n, indicator, title) in [
                (3, "recognition", "与港澳工程师学会签署资格互认备忘录"),
                (4, "exchange", "组织三地工程师交流活动两场"),
            ] {
                reached.push(Achievement {
                    counts_for: vec![indicator.to_owned()],
                    words: format!("{title}，有关材料已存档。"),
                    ..Achievement::new(id(n), title, p.day(200 + n))
                });
            }
        }
        End::Failed => {
            for n in 5..13 {
                let title = format!("《广东省科技社团党建信息简报》第{}期", n - 4);
                let bodies = (0..6).map(|k| format!("科技社团党组织{}", (n - 5) * 6 + k + 1)).collect();
                reached.push(Achievement {
                    counts_for: vec!["issues".to_owned(), "coverage".to_owned()],
                    organisations: bodies,
                    ..Achievement::new(id(n), &title, p.day(60 + 20 * (n - 4)))
                });
            }
        }
    }
    if end != End::Failed {
        reached.push(Achievement {
            deliverable: "summary".to_owned(),
            ..Achievement::new(id(20), "项目总结报告", p.day(310))
        });
    }
    let (association, project, by) = (super::projects::HERE, row.project.id, taker.actor.name.clone());
    p.app()
        .store
        .write(move |tx| {
            for a in &held {
                let kept = activity::Kept {
                    association: association.to_owned(),
                    project,
                    activity: a.clone(),
                    counted: activity::Counted::Paper,
                    token: chance::token(),
                    reason: String::new(),
                    entered_by: by.clone(),
                    entered_at: taker.now,
                    changed_at: taker.now,
                    version: 1,
                };
                activity::insert(tx, &kept)?;
            }
            for a in &reached {
                let kept = achievement::Kept {
                    association: association.to_owned(),
                    project,
                    achievement: a.clone(),
                    reason: String::new(),
                    entered_by: by.clone(),
                    entered_at: taker.now,
                    changed_at: taker.now,
                    version: 1,
                };
                achievement::insert(tx, &kept)?;
            }
            Ok::<_, Failure>(())
        })
        .await
}

fn event(id: Id, title: &str, indicator: &str, on: jiff::civil::Date, people: u32) -> Activity {
    Activity {
        id,
        title: title.to_owned(),
        form: "沙龙".to_owned(),
        counts_for: vec![indicator.to_owned()],
        starts_on: on,
        ends_on: on,
        mode: Mode::OnSite,
        region: "440100".to_owned(),
        place: "广州市科学馆".to_owned(),
        organisations: Vec::new(),
        experts: Vec::new(),
        talks: Vec::new(),
        attendance: Attendance { on_site: people, daily: people, on_line: 0 },
        evidence: Vec::new(),
        filings: Vec::new(),
        state: Held::Held,
    }
}

/// Performance report and audit report, as small PDFs.
async fn papers(p: &Play<'_>, row: &Row) -> Result<(), Failure> {
    let taker = p.taker(318).await?;
    let reports = [
        (PaperKind::Performance, "绩效报告", "项目绩效目标完成情况、资金使用情况和取得的成效。"),
        (PaperKind::Audit, "财务审计报告", "经审计，项目资金单独核算，支出与预算相符。"),
    ];
    for (kind, name, says) in reports {
        let sheet = ListSheet {
            title: format!("{name}（{}）", row.project.number),
            before: vec![row.project.title.clone(), says.to_owned()],
            columns: Vec::new(),
            rows: Vec::new(),
            after: Vec::new(),
            signers: Vec::new(),
            signoff: None,
            mark: Mark { lines: Vec::new(), page: "{n}/{m}".to_owned(), qr: None, watermark: None },
        };
        let settings = Settings { standard: Standard::Archive, today: p.day(318) };
        let pdf = tokio::task::spawn_blocking(move || render(&sheet, settings)).await;
        let pdf = pdf.map_err(|e| Fault::new("typesetting", e))?.map_err(|e| Fault::new("typesetting", e))?;
        let paper = (kind, format!("{name}.pdf"), pdf.bytes);
        let paper = (paper.0, paper.1.as_str(), paper.2);
        act::add_paper(p.app(), &taker, super::projects::HERE, row.project.id, paper).await?;
    }
    Ok(())
}

/// The summary, and why something is missing.
async fn words(p: &Play<'_>, row: &Row, end: End) -> Result<(), Failure> {
    let taker = p.taker(320).await?;
    let (here, id) = (super::projects::HERE, row.project.id);
    let desk = act::view(p.app(), &taker, here, id).await?;
    let why = match end {
        End::Failed => "编辑人员变动，下半年没有按计划出刊。",
        _ => "参加人数超出预期，主要原因是增加了线下场次。",
    };
    let rows = desk.form().rows;
    let silent = rows.iter().filter(|r| !r.met || r.is_far_beyond());
    let words = silent.map(|r| (r.id.clone(), why.to_owned())).collect();
    let summary = match end {
        End::Failed => "全年编辑简报 8 期，覆盖 48 家科技社团党组织，未达到约定目标。",
        _ => "按合同完成全部任务，活动组织有序，参加单位反映良好，经费单独核算、专款专用。",
    };
    act::save(p.app(), &taker, here, id, (summary.to_owned(), words, None)).await
}

async fn check(p: &Play<'_>, row: &Row, end: End) -> Result<(), Failure> {
    let (here, id) = (super::projects::HERE, row.project.id);
    let officer = p.office(OfficeRole::Officer, 328).await?;
    let desk = act::view(p.app(), &officer, here, id).await?;
    let Some(a) = desk.open() else { return Ok(()) };
    let rows: Vec<RowVerdict> = a
        .form
        .rows
        .iter()
        .map(|r| RowVerdict {
            id: r.id.clone(),
            accepted: r.met,
            words: if r.met { String::new() } else { "未达到约定目标".to_owned() },
        })
        .collect();
    let says = if end == End::Failed {
        "完成情况与约定差距较大。"
    } else {
        "任务完成，佐证齐全。"
    };
    act::check_substance(p.app(), &officer, here, id, (&a.form_hash, rows, says)).await?;
    if end == End::Waiting {
        return Ok(());
    }
    let finance = p.office(OfficeRole::Finance, 330).await?;
    act::check_money(p.app(), &finance, here, id, (&a.form_hash, true, "账目清楚，票据齐全。")).await
}

async fn conclude(p: &Play<'_>, row: &Row, end: End) -> Result<(), Failure> {
    let (here, id) = (super::projects::HERE, row.project.id);
    let head = p.office(OfficeRole::Head, 335).await?;
    let desk = act::view(p.app(), &head, here, id).await?;
    let Some(a) = desk.open() else { return Ok(()) };
    let said = Verdict {
        form: a.form_hash.clone(),
        verdict: if end == End::Failed { Result_::Failed } else { Result_::Passed },
        reason: if end == End::Failed { "约定的简报期数和覆盖面均未完成。" } else { "" }.to_owned(),
        deceived: false,
        recover: None,
        due_on: None,
    };
    act::conclude(p.app(), &head, here, id, said).await?;
    if end == End::Failed {
        let leader = p.office(OfficeRole::Leader, 338).await?;
        let order = p.file(338).await?.recoveries.first().map(|(o, _)| o.id);
        return match order {
            Some(order) => projects::issue_recovery(p.app(), &leader, here, id, order).await,
            None => Ok(()),
        };
    }
    p.pay(2, 340).await?;
    let archivist = p.office(OfficeRole::Archivist, 350).await?;
    archive::order(p.app(), &archivist, here, id, "30").await
}
