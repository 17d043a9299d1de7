//! Spot checks of the demonstration: a draw that was made and one that waits, a remedy that is answered and one that is due,
//! made by the same actions that people use.

use jiff::SignedDuration;
use jiff::civil::Date;
use kexiang_core::id::Id;
use kexiang_core::inspection::{Command, State};
use kexiang_core::policy::MemberRole;
use kexiang_core::time;
use kexiang_core::visit::{Finding, Record};
use kexiang_matching::draw::Witness;

use super::applications::{acting, member};
use crate::actions::inspection::{self as act, Ask, Layer, Share};
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// The association whose projects are checked.
const HERE: &str = "gd";

/// Lays the draws and checks, once.
///
/// # Errors
/// Those of the actions.
pub(super) async fn seed(app: &App, ctx: &Ctx, say: &dyn Fn(&str)) -> Result<(), Failure> {
    if !act::draws(app, HERE).await?.is_empty() {
        return Ok(());
    }
    let play = Play { app, ctx };
    if play.drawn().await? {
        play.remedied().await?;
        play.risky().await?;
        play.announced().await?;
        say(&format!("{HERE}: draws, inspections and remedies"));
    }
    Ok(())
}

struct Play<'a> {
    app: &'a App,
    ctx: &'a Ctx,
}

impl Play<'_> {
    /// So many days after the demonstration's start, or before it.
    fn at(&self, days: i64) -> jiff::Timestamp {
        self.ctx.now.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(self.ctx.now)
    }

    fn day(&self, days: i64) -> Date {
        time::beijing_date(self.at(days))
    }

    async fn officer(&self, days: i64) -> Result<Ctx, Failure> {
        acting(self.app, self.ctx, &format!("{HERE}.officer"), self.at(days)).await
    }

    fn ask(&self, title: &str, share: Share, draws: i64, public: &str) -> Ask {
        Ask {
            title: title.to_owned(),
            layer: Layer::Whole,
            share,
            draws_on: self.day(draws),
            visits_on: self.day(draws + 4),
            public: public.to_owned(),
        }
    }

    /// A draw three weeks ago; whether there was anything to draw.
    async fn drawn(&self) -> Result<bool, Failure> {
        let ask = self.ask("2026年第一季度项目抽查", Share::Number(1), -22, "");
        let id = match act::announce(self.app, &self.officer(-24).await?, HERE, ask).await {
            Err(Failure::Refused(refusal)) if refusal.code == "draw-pool" => return Ok(false),
            made => made?,
        };
        let witness = |name: &str, role: &str| Witness { name: name.to_owned(), role: role.to_owned() };
        let watched = vec![witness("梁文", "机关纪委"), witness("何洁", "学会学术部")];
        act::reveal(self.app, &self.officer(-22).await?, HERE, id, ("", watched)).await?;
        Ok(true)
    }

    /// What was drawn was visited, is to be put right and was answered.
    async fn remedied(&self) -> Result<(), Failure> {
        let officer = self.officer(-18).await?;
        let rows = act::of_office(self.app, &officer, HERE).await?;
        let Some(row) = rows.first() else { return Ok(()) };
        let wrong = ["第一场活动的签到表缺少单位栏", "会议资料印刷费没有附清单"];
        self.visit(-18, row.inspection.id, "承担单位会议室", &wrong).await?;
        self.order(-18, row.inspection.id, &wrong, 12).await?;
        let organisation = row.project.organisation;
        let role = MemberRole::Administrator;
        let taker = member(self.app, self.ctx, HERE, organisation, role, self.at(-8)).await?;
        let photo = kexiang_documents::qr::encode("整改后的签到表").and_then(|code| code.png(4));
        let photo = photo.map_err(|e| crate::actions::Fault::new("drawing a photograph", e))?;
        act::add_file(self.app, &taker, HERE, row.inspection.id, ("补正后的签到表.png", photo)).await?;
        let words = "已按签到名单补录单位并由各单位确认，印刷清单已补入凭证。".to_owned();
        act::give(self.app, &taker, HERE, row.inspection.id, Command::AnswerRemedy { words }.into()).await
    }

    /// A project that nobody drew is checked because something was reported, and has to put it right soon.
    async fn risky(&self) -> Result<(), Failure> {
        let officer = self.officer(-10).await?;
        let checked = act::of_office(self.app, &officer, HERE).await?;
        let all = crate::actions::project::of_office(self.app, &officer, HERE).await?;
        let free = all.into_iter().map(|r| r.project).find(|p| {
            p.state == kexiang_core::project::State::Running
                && !checked.iter().any(|c| c.project.id == p.id && c.inspection.state != State::Cancelled)
        });
        let Some(project) = free else { return Ok(()) };
        let why = ("接到反映：活动没有按计划举办。", self.day(-7));
        let id = act::plan(self.app, &officer, HERE, project.id, why).await?;
        let wrong = ["活动台账与实际举办场次不一致"];
        self.visit(-7, id, "活动现场", &wrong).await?;
        self.order(-7, id, &wrong, 13).await
    }

    /// A draw that is published and waits for its day.
    async fn announced(&self) -> Result<(), Failure> {
        let public = "2026年4月3日中国福利彩票双色球开奖号码（红球按从小到大，最后为蓝球）";
        let ask = self.ask("2026年第二季度项目抽查", Share::Percent(30), 5, public);
        match act::announce(self.app, &self.officer(-1).await?, HERE, ask).await {
            // Everything is being checked already.
            Err(Failure::Refused(refusal)) if refusal.code == "draw-pool" => Ok(()),
            made => made.map(|_| ()),
        }
    }

    async fn visit(&self, days: i64, id: Id, place: &str, wrong: &[&str]) -> Result<(), Failure> {
        let finding = |what: &str, wrong| Finding { what: what.to_owned(), wrong };
        let mut findings = vec![finding("项目经费专账管理，凭证与台账一致", false)];
        findings.extend(wrong.iter().map(|what| finding(what, true)));
        let officer = self.officer(days).await?;
        let record = Record {
            inspectors: vec![officer.actor.name.clone(), "何洁".to_owned()],
            visited_on: self.day(days),
            place: place.to_owned(),
            findings,
        };
        act::write_down(self.app, &officer, HERE, id, record).await
    }

    async fn order(&self, days: i64, id: Id, items: &[&str], within: i64) -> Result<(), Failure> {
        let items = items.iter().map(|i| (*i).to_owned()).collect();
        let order = Command::OrderRemedy { items, due_on: self.day(days + within) };
        act::give(self.app, &self.officer(days).await?, HERE, id, order.into()).await
    }
}
