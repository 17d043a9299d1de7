//! What the demonstration's projects do: activities in every state with their sign-in sheets and evidence, reports, a
//! mid-term report; and one whose door stands open on the day on which the demonstration's clock starts.

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use kexiang_core::achievement::Command as OnAchievement;
use kexiang_core::activity::{Command, Guest, Level, Mode, Partaker, Talk};
use kexiang_core::id::Id;
use kexiang_core::inspection::Command as OnMidTerm;
use kexiang_core::policy::{MemberRole, OfficeRole};
use kexiang_core::programme::Measure;
use kexiang_core::time;
use kexiang_documents::letter::{ApplicationLabels, ApplicationSheet, Cell, Mark, Row, Section};
use kexiang_documents::{docx, qr};

use super::START;
use super::applications::{acting, member};
use crate::actions::execution::{self as act, AchievementDraft, ActivityDraft, Said};
use crate::actions::project::{self, ProjectFile};
use crate::actions::{Ctx, Failure, Fault};
use crate::state::App;

/// Those who sign in: name, organisation, telephone.
const PEOPLE: [(&str, &str, &str); 12] = [
    ("陈志强", "广东省机械工程学会", "13800138001"),
    ("李红梅", "华南理工大学", "13800138002"),
    ("黄伟明", "广州数控设备有限公司", "13800138003"),
    ("林晓燕", "佛山市机器人产业创新协会", ""),
    ("古丽娜尔·阿不都热依木", "中山大学", "13800138004"),
    ("梁国栋", "广东工业大学", "13800138005"),
    ("何淑仪", "珠海格力电器股份有限公司", "13800138006"),
    ("吴俊杰", "深圳市先进制造学会", ""),
    ("郑玉兰", "东莞理工学院", "13800138007"),
    ("周文彬", "广东省科学院智能制造研究所", "13800138008"),
    ("谢家豪", "美的集团股份有限公司", "13800138009"),
    ("罗秀珍", "佛山科学技术学院", "13800138010"),
];

/// Days from the founding of a project to its contract in force.
const PAUSE: i64 = 50;

/// Lets the projects of an association work; what has activities already stays.
///
/// # Errors
/// Those of the actions.
pub(super) async fn seed(app: &App, ctx: &Ctx, here: &str, say: &dyn Fn(&str)) -> Result<(), Failure> {
    let officer = acting(app, ctx, &format!("{here}.{}", OfficeRole::Officer), ctx.now).await?;
    let rows = project::of_office(app, &officer, here).await?;
    let mut laid = 0_usize;
    for row in &rows {
        let (file, done) = act::view(app, &officer, here, row.project.id).await?;
        if file.in_force().is_none() || !done.activities.is_empty() || act::recordable(&file).is_err() {
            continue;
        }
        Work { app, ctx, here, file: &file }.lay(laid).await?;
        laid += 1;
    }
    if laid > 0 {
        say(&format!("{here}: {laid} projects with activities, sign-ins and achievements"));
    }
    Ok(())
}

/// One project at work.
struct Work<'a> {
    app: &'a App,
    ctx: &'a Ctx,
    here: &'a str,
    file: &'a ProjectFile,
}

impl Work<'_> {
    fn id(&self) -> Id {
        self.file.project.id
    }

    /// So many days after the contract came into force, in the morning.
    fn on(&self, days: i64) -> (Timestamp, Date) {
        let founded = time::beijing_date(self.file.project.founded_at);
        let day = founded.saturating_add(jiff::Span::new().days(PAUSE + days));
        (time::instant(day.at(8, 40, 0, 0)), day)
    }

    async fn taker(&self, at: Timestamp) -> Result<Ctx, Failure> {
        let organisation = self.file.project.organisation;
        member(self.app, self.ctx, self.here, organisation, MemberRole::Administrator, at).await
    }

    async fn office(&self, at: Timestamp) -> Result<Ctx, Failure> {
        acting(self.app, self.ctx, &format!("{}.{}", self.here, OfficeRole::Officer), at).await
    }

    /// The first project has done nearly everything, the second was not believed, every other one has only begun.
    async fn lay(&self, n: usize) -> Result<(), Failure> {
        match n {
            0 => self.far().await,
            1 => self.doubted().await,
            _ => {
                self.held("科技伦理学术交流会", 16, 6).await?;
                self.mid_term(30).await
            }
        }
    }

    async fn far(&self) -> Result<(), Failure> {
        let first = self.held("智能制造与工业软件专题论坛", 10, 12).await?;
        let office = self.office(self.on(14).0).await?;
        act::command_activity(self.app, &office, self.here, (self.id(), first), Command::Confirm).await?;
        self.held("绿色制造青年学者沙龙", 24, 7).await?;
        self.planned("高端装备产业链对接会", 90).await?;
        let report = self.report("智能制造产业发展报告", 32).await?;
        let office = self.office(self.on(36).0).await?;
        let at = (self.id(), report);
        act::command_achievement(self.app, &office, self.here, at, OnAchievement::Confirm).await?;
        self.door("论坛成果推广回访活动").await
    }

    async fn doubted(&self) -> Result<(), Failure> {
        let doubtful = self.held("学会公共服务能力建设研讨会", 15, 4).await?;
        let office = self.office(self.on(22).0).await?;
        let reason = "签到表与现场照片人数不一致，请补充说明后重新提交。".to_owned();
        let refuse = Command::Reject { reason };
        act::command_activity(self.app, &office, self.here, (self.id(), doubtful), refuse).await?;
        let idle = self.planned("第二场研讨会", 50).await?;
        let taker = self.taker(self.on(44).0).await?;
        let cancel =
            Command::Cancel { reason: "合作单位场地维修，改期另行登记。".to_owned() };
        act::command_activity(self.app, &taker, self.here, (self.id(), idle), cancel).await?;
        self.report("年度报告数据统计说明", 30).await.map(|_| ())
    }

    fn draft(&self, title: &str, first: Date) -> ActivityDraft {
        let kind = self.file.programme.project_type(&self.file.project.type_code);
        let events = act::indicators(self.file);
        let fits = |m: Measure| !matches!(m, Measure::Documents | Measure::Text | Measure::Label);
        let outside =
            kind.and_then(|t| t.venue.as_ref()).is_some_and(|v| v.except.iter().any(|e| e == "4401"));
        let (region, place) = if outside {
            ("440600", "佛山市科学馆二楼学术报告厅")
        } else {
            ("440100", "广东科学馆一号报告厅")
        };
        let guest = |name: &str, organisation: &str, field: &str, level| Guest {
            name: name.to_owned(),
            organisation: organisation.to_owned(),
            title: "教授".to_owned(),
            level,
            field: field.to_owned(),
            station_team: false,
        };
        let talk = |title: &str, speaker: &str, minutes, keynote| Talk {
            title: title.to_owned(),
            speaker: speaker.to_owned(),
            minutes,
            keynote,
        };
        ActivityDraft {
            title: title.to_owned(),
            form: "论坛".to_owned(),
            counts_for: events.iter().filter(|i| fits(i.measure)).map(|i| i.id.clone()).collect(),
            days: Some((first, first)),
            mode: Mode::Both,
            region: region.to_owned(),
            place: place.to_owned(),
            organisations: vec![
                Partaker { name: self.file.project.organisation_name.clone(), ..Partaker::default() },
                Partaker { name: "中国机械工程学会".to_owned(), national: true, enterprise: false },
                Partaker {
                    name: "广州数控设备有限公司".to_owned(), national: false, enterprise: true
                },
            ],
            experts: vec![
                guest("梁国栋", "广东工业大学", "数控系统", Level::Known),
                guest("李红梅", "华南理工大学", "工业软件", Level::Senior),
            ],
            talks: vec![
                talk("国产数控系统的现状与展望", "梁国栋", 50, true),
                talk("工业软件的开源生态", "李红梅", 40, false),
            ],
            paper: None,
        }
    }

    /// An activity that was planned, held and signed into, with evidence.
    async fn held(&self, title: &str, days: i64, people: usize) -> Result<Id, Failure> {
        let (opens, day) = self.on(days);
        let planner = self.taker(self.on(days - 8).0).await?;
        let id = act::plan(self.app, &planner, self.here, self.id(), self.draft(title, day)).await?;
        let at = (self.id(), id);
        self.people(at, opens, people).await?;
        let after = self.taker(self.on(days + 1).0).await?;
        act::command_activity(self.app, &after, self.here, at, Command::Hold).await?;
        for slot in act::slots(self.file).into_iter().filter(|s| matches!(s.as_str(), "通知" | "照片")) {
            let bytes = picture(&format!("{title} {slot}"))?;
            let name = format!("{slot}.png");
            act::add_evidence(self.app, &after, self.here, at, (&slot, &name), source(bytes)).await?;
        }
        Ok(id)
    }

    /// People come one after the other.
    async fn people(&self, at: (Id, Id), opens: Timestamp, most: usize) -> Result<(), Failure> {
        let reader = self.taker(opens).await?;
        let sheet = act::sheet(self.app, &reader, self.here, at).await?;
        for ((n, (name, organisation, phone)), minutes) in PEOPLE.iter().enumerate().take(most).zip(0_i64..) {
            let now = opens.checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap_or(opens);
            let visitor = Ctx { now, ..Ctx::system("door", self.ctx.via, now) };
            let said = Said {
                name: (*name).to_owned(),
                organisation: (*organisation).to_owned(),
                phone: (*phone).to_owned(),
                on_site: n % 4 != 3,
            };
            act::sign_in(self.app, &visitor, self.here, &sheet.kept.token, said).await?;
        }
        Ok(())
    }

    /// An activity that is still to come.
    async fn planned(&self, title: &str, days: i64) -> Result<Id, Failure> {
        let (_, day) = self.on(days);
        let planner = self.taker(self.on(28).0).await?;
        act::plan(self.app, &planner, self.here, self.id(), self.draft(title, day)).await
    }

    /// An activity of the day on which the demonstration's clock starts: its door is open.
    async fn door(&self, title: &str) -> Result<(), Failure> {
        let day = START.date();
        let opens = time::instant(day.at(8, 40, 0, 0));
        let planner = self.taker(self.on(40).0).await?;
        let id = act::plan(self.app, &planner, self.here, self.id(), self.draft(title, day)).await?;
        self.people((self.id(), id), opens, 5).await
    }

    /// A report with its file, for whatever document the project still owes.
    async fn report(&self, title: &str, days: i64) -> Result<Id, Failure> {
        let (at, day) = self.on(days);
        let taker = self.taker(at).await?;
        let indicators = act::indicators(self.file);
        let fits = |m: Measure| matches!(m, Measure::Documents | Measure::Text);
        let draft = AchievementDraft {
            title: title.to_owned(),
            counts_for: indicators.iter().filter(|i| fits(i.measure)).map(|i| i.id.clone()).collect(),
            deliverable: act::documents(self.file)
                .first()
                .map(|(id, _)| (*id).to_owned())
                .unwrap_or_default(),
            on: Some(day),
            channel: "广东省科协网站".to_owned(),
            number: 1,
            words: "已按任务书完成，成果已报送并在学会网站发布。".to_owned(),
            ..AchievementDraft::default()
        };
        let id = act::report(self.app, &taker, self.here, self.id(), draft).await?;
        let name = format!("{title}.docx");
        let text = paper(title)?;
        act::attach(self.app, &taker, self.here, (self.id(), id), &name, source(text)).await?;
        Ok(id)
    }

    /// A mid-term report that came back once and was put right.
    async fn mid_term(&self, days: i64) -> Result<(), Failure> {
        if !act::is_wanted(self.file) {
            return Ok(());
        }
        let taker = self.taker(self.on(days).0).await?;
        let words = "已举办学术交流会一场，线上线下参加人员已签到。第二场的专家已落实。\
                     目前没有影响进度的问题。";
        act::hand_in(self.app, &taker, self.here, self.id(), (words, None)).await?;
        let office = self.office(self.on(days + 3).0).await?;
        let file = project::view(self.app, &office, self.here, self.id()).await?;
        let Some(inspection) = file.mid_term().map(|i| i.id) else { return Ok(()) };
        let at = (self.id(), inspection);
        let (_, due_on) = self.on(days + 20);
        let items = vec!["补充活动议程和新闻稿".to_owned(), "说明第二场活动的时间、地点".to_owned()];
        let remedy = OnMidTerm::OrderRemedy { items, due_on };
        act::assess(self.app, &office, self.here, at, remedy).await?;
        let taker = self.taker(self.on(days + 9).0).await?;
        let words = "议程、新闻稿已上传；第二场在广东科学馆举办，已登记活动计划。";
        act::answer(self.app, &taker, self.here, at, words).await
    }
}

/// A file as it comes from a browser.
fn source(bytes: Vec<u8>) -> futures::stream::Iter<std::vec::IntoIter<Result<Bytes, std::io::Error>>> {
    futures::stream::iter(vec![Ok(Bytes::from(bytes))])
}

/// A picture with a text in it, another one for each text.
fn picture(text: &str) -> Result<Vec<u8>, Failure> {
    let drawn = qr::encode(text).and_then(|code| code.png(6));
    drawn.map_err(|e| Fault::new("drawing a picture of the demonstration", e).into())
}

/// A report as a word processor writes it, long enough to have a length.
fn paper(title: &str) -> Result<Vec<u8>, Failure> {
    let paragraph =
        "围绕产业链关键环节，汇总与会专家的学术观点和企业需求，分析技术路线、标准和人才现状，提出对策建议。";
    let row = |n: i32| Row::new([Cell::label(format!("（{n}）")), Cell::long(paragraph, None)]);
    let section =
        Section { heading: None, note: None, columns: vec![14, 86], rows: (1..=30).map(row).collect() };
    let sheet = ApplicationSheet {
        title: title.to_owned(),
        caption: None,
        subtitle: None,
        filled_on: None,
        cover: None,
        sections: vec![section],
        footnote: None,
        mark: Mark { lines: Vec::new(), page: "{n}".to_owned(), qr: None, watermark: None },
        labels: ApplicationLabels { continued: String::new() },
    };
    Ok(docx::write(&sheet).map_err(|e| Fault::new("writing a report of the demonstration", e))?)
}
