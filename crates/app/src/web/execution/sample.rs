//! Activities, achievements and progress for the samples of the pages.

use std::sync::Arc;

use jiff::civil::{Date, date};
use kexiang_core::achievement::Achievement;
use kexiang_core::activity::{
    Activity, Attendance, Evidence, FilingRecord, Guest, Level, Mode, Partaker, SignIn, State, Talk,
};
use kexiang_core::id::Id;
use kexiang_core::inspection::{Kind, Report, State as Stage};
use kexiang_core::progress::{Dates, Tally};
use kexiang_core::time;
use kexiang_store::achievement;
use kexiang_store::activity::{Counted, Kept};
use kexiang_store::inspection::Inspection;

use crate::actions::execution::{Execution, OfficeRow, Sheet, binding};
use crate::actions::project::ProjectFile;
use crate::web::project::sample as projects;

const DAY: Date = date(2026, 5, 12);

fn at() -> jiff::Timestamp {
    time::instant(DAY.at(9, 5, 0, 0))
}

fn id(n: u32) -> Id {
    Id::at(at(), n)
}

/// An activity that was held, with everything an activity can have.
pub(crate) fn lecture() -> Kept {
    let activity = Activity {
        id: id(70),
        title: "“党旗领航·科创强柳—学会专家走基层”铸造工艺绿色化讲座".into(),
        form: "讲座".into(),
        counts_for: vec!["grassroots_events".into(), "joint_events".into()],
        starts_on: DAY,
        ends_on: date(2026, 5, 13),
        mode: Mode::Both,
        region: "450200".into(),
        place: "柳南区科技活动中心三楼报告厅".into(),
        organisations: vec![
            Partaker { name: "柳州市机械工程学会".into(), ..Partaker::default() },
            Partaker { name: "中国机械工程学会".into(), national: true, enterprise: false },
            Partaker {
                name: "广西柳工机械股份有限公司".into(), national: false, enterprise: true
            },
        ],
        experts: vec![Guest {
            name: "古丽娜尔·阿不都热依木".into(),
            organisation: "广西科技大学".into(),
            title: "教授".into(),
            level: Level::Known,
            field: "铸造".into(),
            station_team: true,
        }],
        talks: vec![Talk {
            title: "铸造工艺绿色化".into(),
            speaker: "古丽娜尔·阿不都热依木".into(),
            minutes: 60,
            keynote: true,
        }],
        attendance: Attendance { on_site: 86, daily: 141, on_line: 230 },
        evidence: vec![Evidence {
            slot: "通知".into(),
            name: "活动通知.pdf".into(),
            sha256: "a".repeat(64),
            labels: Vec::new(),
        }],
        filings: vec![FilingRecord {
            office: "柳州市科协".into(),
            filed_on: date(2026, 5, 6),
            number: "备〔2026〕12号".into(),
        }],
        state: State::Held,
    };
    Kept {
        association: "lz".into(),
        project: projects::running().project.id,
        activity,
        counted: Counted::Sheet,
        token: "d3f1a7".into(),
        reason: String::new(),
        entered_by: "韦国强".into(),
        entered_at: at(),
        changed_at: at(),
        version: 3,
    }
}

/// A report with its length.
pub(crate) fn report() -> achievement::Kept {
    let mut a = Achievement::new(id(80), "铸造行业绿色化转型建言献策报告", date(2026, 5, 19));
    a.deliverable = "report".into();
    a.file = ("建言献策报告.docx".into(), "b".repeat(64));
    a.extent.characters = Some(5_240);
    a.extent.seconds = Some(190);
    a.extent.slides = Some(24);
    a.sections = vec!["主要做法".into()];
    a.channel = "柳州市科协网站".into();
    a.words = "已报送。".into();
    a.organisations = vec!["柳工机械".into()];
    achievement::Kept {
        association: "lz".into(),
        project: projects::running().project.id,
        achievement: a,
        reason: String::new(),
        entered_by: "韦国强".into(),
        entered_at: at(),
        changed_at: at(),
        version: 1,
    }
}

/// The sheet of the lecture, by the code at the door or by paper.
pub(crate) fn sheet(by_code: bool) -> Sheet {
    let row = |n: u32, name: &str, phone: &str, on_site| SignIn {
        day: DAY,
        name: name.into(),
        organisation: format!("柳州市第{n}机床厂"),
        phone: phone.into(),
        on_site,
        at: at(),
    };
    let counted = if by_code { Counted::Sheet } else { Counted::Paper };
    Sheet {
        file: projects::running(),
        kept: Kept { counted, ..lecture() },
        rows: vec![row(1, "李娟", "18276735671", true), row(2, "艾力·买买提", "", false)],
    }
}

fn counted(activities: Vec<Kept>, achievements: Vec<achievement::Kept>) -> Execution {
    let file = projects::running();
    let kind = file.programme.project_type(&file.project.type_code);
    let rows = kind.map(|kind| {
        let mut tally = Tally::new(&file.programme, kind, None, binding(&file));
        activities.iter().for_each(|k| tally.activity(&k.activity));
        achievements.iter().for_each(|k| tally.achievement(&k.achievement));
        tally.progress(&Dates { awarded: DAY, completes_on: Some(DAY), today: date(2026, 5, 20) })
    });
    Execution { rows: rows.unwrap_or_default(), activities, achievements }
}

/// A project with one activity in each state and one report.
pub(crate) fn done() -> Execution {
    let each = |(n, state): (usize, State)| {
        let mut kept = lecture();
        (kept.activity.state, kept.activity.id) = (state, id(70 + u32::try_from(n).unwrap_or(0)));
        if matches!(state, State::Rejected | State::Cancelled) {
            kept.reason = "签到表与照片对不上".into();
        }
        kept
    };
    counted(State::ALL.into_iter().enumerate().map(each).collect(), vec![report()])
}

/// A project that has not begun.
pub(crate) fn nothing() -> Execution {
    counted(Vec::new(), Vec::new())
}

/// A project whose mid-term report is in this state.
pub(crate) fn with_mid_term(state: Stage) -> ProjectFile {
    let mut file = projects::running();
    let said = Report {
        words: "已举办一场讲座，第二场定于九月。".into(),
        rows: done().rows,
        completion: 6_250,
        file: ("中期报告.pdf".into(), "c".repeat(64)),
        by: "韦国强".into(),
        on: "2026-05-20".into(),
    };
    let planned = matches!(state, Stage::Planned | Stage::Cancelled);
    let remedy = matches!(state, Stage::Remedy | Stage::Remedied);
    file.inspections.push(Inspection {
        association: "lz".into(),
        id: id(90),
        project: file.project.id,
        kind: Kind::MidTerm,
        state,
        draw: None,
        basis: String::new(),
        planned_on: date(2026, 5, 20),
        report: if planned { serde_json::Value::Null } else { serde_json::json!(said) },
        items: if remedy { vec!["补签到表".into(), "补照片".into()] } else { Vec::new() },
        remedy_due: remedy.then_some(date(2026, 6, 10)),
        answer: if state == Stage::Remedied { "已补齐。".into() } else { String::new() },
        finding: if state.is_over() { "进度符合约定。".into() } else { String::new() },
        planned_by: "韦国强".into(),
        planned_at: at(),
        changed_at: at(),
        version: 2,
    });
    file
}

/// Two projects of the office's table: one at work, one that has not begun.
pub(crate) fn office_rows() -> Vec<OfficeRow> {
    let row = |n: u32, done: Execution, waiting, mid_term| {
        let mut file = projects::running();
        file.project.number = format!("LZ-2026-{n:03}");
        OfficeRow {
            programme: Arc::clone(&file.programme),
            project: file.project,
            held: done.activities.len(),
            rows: done.rows,
            waiting,
            mid_term,
            ends_on: Some(date(2026, 12, 31)),
        }
    };
    vec![row(2, done(), 2, Some(Stage::Reported)), row(3, nothing(), 0, None)]
}
