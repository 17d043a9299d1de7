//! Experts, panels, proposals, public lists and projects of the demonstration, made by the same actions that people use:
//! in each association the procedure has come to another step.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::policy::{Actor, OfficeRole};
use kexiang_core::publicity::{Handling, Objector};
use kexiang_core::review::{Blind, Kind, Rank, Vote};
use kexiang_core::selection::{AmountRule, Command, WhatIf};
use kexiang_core::time;
use kexiang_store::expert::{self as pool, Filter};

use super::applications::{acting, moment};
use super::people::{PASSWORD, Persona};
use crate::actions::expert::{self, Entered};
use crate::actions::panel::{self, Choice, MeetingForm, NewPanel, Step};
use crate::actions::publicity::{self, NewPublicity, Said};
use crate::actions::{Ctx, Failure, review, selection};
use crate::state::App;

/// Name, organisation, kinds, title and discipline of the experts that every association asks.
const EXPERTS: [(&str, &str, &[&str], &str, &str); 7] = [
    ("黄志明", "广西大学机械工程学院", &["technical"], "教授", "工学/机械工程"),
    ("古丽娜尔·阿不都热依木", "新疆农业大学", &["technical"], "研究员", "农学/作物学"),
    ("周慧敏", "桂林电子科技大学", &["technical"], "副教授", "工学/计算机科学与技术"),
    ("梁国栋", "正大会计师事务所", &["financial"], "高级会计师", "管理学/会计学"),
    ("吴秀英", "自治区科技情报研究所", &["management"], "研究员", "管理学/科学学与科技管理"),
    ("韦建华", "高校退休教师", &["technical", "management"], "教授", "工学/环境科学与工程"),
    ("苏敏", "信诚会计师事务所", &["financial"], "会计师", "管理学/财务管理"),
];

/// See [`PANELS`].
type Procedure =
    (&'static str, &'static str, &'static str, &'static [(usize, Kind)], Blind, &'static str, Far);

/// Association, code of the call, name of the panel, members (places in [`EXPERTS`] with their seats), blind mode, the
/// moment it was formed, and how far the procedure has come.
const PANELS: [Procedure; 4] = [
    (
        "gd",
        "gd-2024",
        "2024年度学会学术项目评审组",
        &FIVE,
        Blind::Single,
        "2023-11-06T09:30:00+08:00",
        Far::Founded,
    ),
    ("nx", "nx-2025", "学会能力提升评审组", &FIVE, Blind::Double, "2025-06-09T09:30:00+08:00", Far::Public),
    (
        "xj",
        "xj-2025",
        "重点资助项目联合评审组",
        &FIVE,
        Blind::Single,
        "2025-08-04T10:30:00+08:00",
        Far::Scoring,
    ),
    ("lz", "lz-2026", "“科创赋能”项目评审组", &FIVE, Blind::Single, "2026-03-29T15:00:00+08:00", Far::Asked),
];

const FIVE: [(usize, Kind); 5] = [
    (0, Kind::Technical),
    (1, Kind::Technical),
    (2, Kind::Technical),
    (3, Kind::Financial),
    (4, Kind::Management),
];

/// How far a procedure has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    /// Experts are asked; some have answered.
    Asked,
    /// The panel is open; some scores are in.
    Scoring,
    /// The list is public, with an objection.
    Public,
    /// The projects are founded.
    Founded,
}

/// Sign-in name of an expert of the demonstration.
fn login(association: &str, place: usize) -> String {
    format!("{association}.expert{}", place + 1)
}

/// The experts that the sign-in page offers: the first two of each association.
pub(super) fn personas() -> Vec<Persona> {
    let all = [
        ("lz", "柳州市科学技术协会"),
        ("nx", "宁夏回族自治区科学技术协会"),
        ("xj", "新疆维吾尔自治区科学技术协会"),
        ("gd", "广东省科学技术协会"),
    ];
    all.into_iter()
        .flat_map(|(code, name)| {
            (0..2).map(move |place| Persona {
                login: login(code, place),
                name: EXPERTS[place].0,
                role: ("office-role", "expert"),
                association_name: name,
            })
        })
        .collect()
}

/// Lays the pools and the procedures; an association that has experts stays as it is.
///
/// # Errors
/// Those of the actions.
pub(super) async fn seed(app: &App, ctx: &Ctx, say: &dyn Fn(&str)) -> Result<(), Failure> {
    let password = app.passwords.hash(PASSWORD).await?;
    for (association, call, name, members, blind, at, far) in PANELS {
        let code = association.to_owned();
        let known =
            app.store.read(move |tx| Ok::<_, Failure>(pool::count(tx, &code, &Filter::default())?)).await?;
        if known > 0 {
            continue;
        }
        let at = moment(at);
        let experts = enter(app, ctx, association, at, &password).await?;
        let play = Play { app, ctx, association, at };
        let steps = play.lay(call, name, members, &experts, blind, far).await?;
        say(&format!("{association}: {} experts, a panel, {steps}", experts.len()));
    }
    Ok(())
}

/// Enters the experts of an association with their accounts.
async fn enter(
    app: &App,
    ctx: &Ctx,
    association: &str,
    at: Timestamp,
    hash: &str,
) -> Result<Vec<Id>, Failure> {
    let officer = acting(app, ctx, &format!("{association}.{}", OfficeRole::Officer), at).await?;
    let mut ids = Vec::new();
    for (place, (name, organisation, kinds, title, discipline)) in EXPERTS.into_iter().enumerate() {
        let entered = Entered {
            name: name.to_owned(),
            organisation: organisation.to_owned(),
            kinds: kinds.iter().map(|k| (*k).to_owned()).collect(),
            title: title.to_owned(),
            disciplines: discipline.to_owned(),
            phone: format!("1370772{:04}", 1001 + place),
            ..Entered::default()
        };
        let id = expert::save(app, &officer, association, None, &entered).await?;
        let (code, login, hash, officer_) =
            (association.to_owned(), login(association, place), hash.to_owned(), officer.clone());
        app.store
            .write(move |tx| {
                let found = pool::by_id(tx, &code, id)?;
                let found = found.ok_or_else(|| kexiang_core::refusal::Refusal::new("not-found"))?;
                expert::account_for(tx, &officer_, &code, found, &hash, Some(&login), false)
            })
            .await?;
        ids.push(id);
    }
    Ok(ids)
}

/// One association's procedure.
struct Play<'a> {
    app: &'a App,
    ctx: &'a Ctx,
    association: &'a str,
    at: Timestamp,
}

impl Play<'_> {
    /// A person of the office some hours after the beginning.
    async fn office(&self, role: OfficeRole, hours: i64) -> Result<Ctx, Failure> {
        let at = self.after(hours);
        acting(self.app, self.ctx, &format!("{}.{role}", self.association), at).await
    }

    async fn expert(&self, place: usize, hours: i64) -> Result<Ctx, Failure> {
        acting(self.app, self.ctx, &login(self.association, place), self.after(hours)).await
    }

    fn after(&self, hours: i64) -> Timestamp {
        self.at.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap_or(self.at)
    }

    async fn lay(
        &self,
        call: &str,
        name: &str,
        members: &[(usize, Kind)],
        experts: &[Id],
        blind: Blind,
        far: Far,
    ) -> Result<&'static str, Failure> {
        let (app, a) = (self.app, self.association);
        let officer = self.office(OfficeRole::Officer, 0).await?;
        let count = u32::try_from(members.len()).unwrap_or(5);
        // Where experts are only asked, one type still waits for a panel of its own.
        let types: &[&str] = if far == Far::Asked { &["2026-2", "2026-5"] } else { &[] };
        let new = NewPanel {
            call: call.to_owned(),
            name: name.to_owned(),
            types: types.iter().map(|t| (*t).to_owned()).collect(),
            blind,
            least: count,
            reviews: count,
            odd: true,
            due_on: time::beijing_date(self.after(24 * 14)).to_string(),
        };
        let id = panel::form(app, &officer, a, &new).await?;
        for (n, (place, seat)) in members.iter().enumerate() {
            panel::invite(app, &officer, a, id, (experts[*place], *seat, n == 0)).await?;
            if far == Far::Asked && n >= 3 {
                continue;
            }
            let expert = self.expert(*place, 3).await?;
            review::answer(app, &expert, a, id, (true, "")).await?;
            if far > Far::Asked || n == 0 {
                review::sign_letter(app, &expert, a, id, "评审专家承诺书").await?;
            }
        }
        if far == Far::Asked {
            return Ok("experts asked");
        }
        match far {
            Far::Scoring => self.plan(&officer, id).await?,
            _ => panel::assign_all(app, &officer, a, id).await.map(|_| ())?,
        }
        panel::begin(app, &officer, a, id).await?;
        self.score(id, members, far).await?;
        if far == Far::Scoring {
            return Ok("scores coming in");
        }
        self.settle(id, call, far).await?;
        Ok(if far == Far::Founded { "projects founded" } else { "list public" })
    }

    /// The plan of assignment is computed, handed in, and sealed by the head.
    async fn plan(&self, officer: &Ctx, id: Id) -> Result<(), Failure> {
        let (app, a) = (self.app, self.association);
        panel::compute_plan(app, officer, a, id, Choice::Best).await?;
        panel::step_plan(app, officer, a, id, Step::HandIn).await?;
        let head = self.office(OfficeRole::Head, 5).await?;
        panel::step_plan(app, &head, a, id, Step::Seal).await
    }

    /// The experts score; in an unfinished review the last two have not begun.
    async fn score(&self, id: Id, members: &[(usize, Kind)], far: Far) -> Result<(), Failure> {
        let open = if far == Far::Scoring { members.len() - 2 } else { members.len() };
        for (place, _) in &members[..open] {
            let expert = self.expert(*place, 30).await?;
            let tasks = review::mine(self.app, &expert).await?;
            let own = tasks.iter().flat_map(|t| t.reviews.iter().map(move |r| (t, r.0)));
            for (n, (task, application)) in own.enumerate() {
                let given = |k: usize, points: u32| {
                    let percent = 70 + (n * 7 + place * 5 + k * 3) as i64 % 26;
                    i64::from(points) * percent / 100 * 100
                };
                let criteria = task.panel.rubric.criteria_for(&[task.member.seat]).enumerate();
                let scores = criteria.map(|(k, c)| (c.id.clone(), given(k, c.points))).collect();
                let comment =
                    "目标明确，方案可行，进度安排合理，预算测算依据充分，建议进一步细化考核指标。".to_owned();
                review::submit(self.app, &expert, self.association, (id, application), scores, comment)
                    .await?;
            }
        }
        Ok(())
    }

    /// From the unsealed scores to the public list, and to the projects where the procedure is over.
    async fn settle(&self, id: Id, call: &str, far: Far) -> Result<(), Failure> {
        let (app, a) = (self.app, self.association);
        let officer = self.office(OfficeRole::Officer, 24 * 10).await?;
        panel::reveal(app, &officer, a, id).await?;
        self.meet(&officer, id).await?;
        self.pay(&officer, id).await?;
        let proposal = selection::begin(app, &officer, a, call).await?;
        let ask = WhatIf { amounts: AmountRule::Applied, money: None, least: 6_000, reserve: 1 };
        selection::fill_in(app, &officer, a, proposal, ask).await?;
        self.round_up(&officer, proposal).await?;
        selection::give(app, &officer, a, proposal, Command::HandUp).await?;
        let head = self.office(OfficeRole::Head, 24 * 11).await?;
        selection::give(app, &head, a, proposal, Command::Forward).await?;
        let leader = self.office(OfficeRole::Leader, 24 * 12).await?;
        let record = "党组会纪要第6号".to_owned();
        selection::give(app, &leader, a, proposal, Command::Sign { record }).await?;
        let officer = self.office(OfficeRole::Officer, 24 * 14).await?;
        let new = NewPublicity {
            selection: proposal,
            starts_on: time::beijing_date(officer.now),
            days: 5,
            contact: "机关纪委，电话、地址见科协网站".to_owned(),
            changes: String::new(),
        };
        let list = publicity::publish(app, &officer, a, &new).await?;
        if far == Far::Public {
            return self.object(list).await;
        }
        let officer = self.office(OfficeRole::Officer, 24 * 28).await?;
        publicity::found(app, &officer, a, list).await.map(|_| ())
    }

    /// Where the notice leaves sums open an applicant may have asked for nothing: the office sets one.
    async fn round_up(&self, officer: &Ctx, proposal: Id) -> Result<(), Failure> {
        let file = selection::open(self.app, officer, self.association, proposal).await?;
        let lines = file
            .lines
            .iter()
            .map(|l| {
                (
                    l.application,
                    l.outcome,
                    if l.amount.0 > 0 { l.amount } else { Fen(3_000_000) },
                    l.reason.clone(),
                )
            })
            .collect();
        let edited =
            selection::Edited {
                lines, note: "计划数以评审和公示结果为准。".to_owned(), money: None
            };
        selection::edit(self.app, officer, self.association, proposal, edited).await
    }

    /// The meeting took a day; rates are well below the table's.
    async fn pay(&self, officer: &Ctx, id: Id) -> Result<(), Failure> {
        let file = panel::open(self.app, officer, self.association, id).await?;
        let rates = Rank::ALL.map(|rank| (rank, if rank == Rank::Other { 90_000 } else { 150_000 }));
        let rates = rates.into_iter().map(|(rank, fen)| (rank, Fen(fen))).collect();
        let days = file.seated().map(|(_, e)| (e.id, 2)).collect();
        panel::save_rates(self.app, officer, self.association, id, rates, None, days).await
    }

    /// The meeting votes on everything.
    async fn meet(&self, officer: &Ctx, id: Id) -> Result<(), Failure> {
        let file = panel::open(self.app, officer, self.association, id).await?;
        let form = MeetingForm {
            held_on: time::beijing_date(officer.now).to_string(),
            place: "科协机关三楼会议室".to_owned(),
            host: EXPERTS[0].0.to_owned(),
            recorder: officer.actor.name.clone(),
            notes: "专家组逐项评议，认为申报项目总体符合通知要求。".to_owned(),
            present: file.seated().map(|(_, e)| e.id).collect(),
            priorities: Vec::new(),
        };
        panel::save_meeting(self.app, officer, self.association, id, &form).await?;
        for application in &file.applications {
            let voters = file.seated().filter(|(_, e)| file.blocking(application.id, e.id).is_none());
            let votes = voters.map(|(_, e)| (e.id, Vote::Yes)).collect();
            panel::vote(self.app, officer, self.association, id, (application.id, votes)).await?;
        }
        Ok(())
    }

    /// An objection to the first line, accepted and looked into: that line alone is held.
    async fn object(&self, list: Id) -> Result<(), Failure> {
        let (app, a) = (self.app, self.association);
        let now = self.after(24 * 15);
        let stranger = Ctx { actor: Actor::nobody(), now, ..self.ctx.clone() };
        let file = publicity::view(app, a, list).await?;
        let Some(row) = file.publicity.list.rows.first() else { return Ok(()) };
        let said = Said {
            objector: Objector::Person {
                name: "林向东".to_owned(),
                organisation: "某高校".to_owned(),
                address: "学府路1号".to_owned(),
                phone: "0951-5010000".to_owned(),
            },
            facts: "该项目的部分内容与承担单位去年的项目相近，请核查是否重复。".to_owned(),
        };
        publicity::object(app, &stranger, a, list, &row.number, said).await?;
        let discipline = self.office(OfficeRole::Discipline, 24 * 16).await?;
        let officer = self.office(OfficeRole::Officer, 24 * 16).await?;
        for (objection, _) in publicity::inbox(app, &discipline, a).await? {
            let step = (Handling::Accept, officer.actor.account);
            publicity::handle(app, &discipline, a, objection.id, step).await?;
        }
        Ok(())
    }
}
