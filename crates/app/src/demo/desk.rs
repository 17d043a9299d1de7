//! What the offices of the demonstration did with the applications: check, return, refuse, pass, register paper. Every
//! step is the action that an officer's page takes, at a time at which an officer would be at work.

use jiff::{SignedDuration, Timestamp};
use kexiang_core::id::Id;
use kexiang_core::lifecycle::Command;
use kexiang_core::policy::{MemberRole, OfficeRole};
use kexiang_core::programme::FieldKind;
use kexiang_core::refusal::Refusal;
use kexiang_core::time;

use super::applications::{acting, member, moment};
use super::texts;
use crate::actions::application::{self as act, SaveField};
use crate::actions::check::{self, Decision, Judgement, Mark};
use crate::actions::paper::{self, Registration, Verdict};
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// From the submission to the office's first step.
const OVERNIGHT: SignedDuration = SignedDuration::from_hours(22);
/// From one step to the next.
const STEP: SignedDuration = SignedDuration::from_mins(50);
/// Older calls are taken up again in the week before the demonstration's clock starts, so that a window is still open.
const LATELY: &str = "2026-03-26T09:10:00+08:00";

/// A step of the office, or the applicant's answer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// The named association recommends.
    Recommend,
    /// 形式审查通过
    Pass,
    /// 退回补正
    Return,
    /// The applicant corrects and submits again.
    Correct,
    /// 不予受理, with the code of the reason.
    Refuse(&'static str),
    /// 逾期未补正
    Lapse,
    /// What follows happens shortly before the clock starts.
    Later,
    /// The head undoes the decision.
    Reopen,
    PassTargets,
    ReturnTargets,
    FailTargets,
    /// Paper comes in.
    Paper(Way),
    /// The paper that came in is accepted.
    Accept,
}

/// How paper comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// 送达
    Handed,
    /// 快递
    Couriered,
    /// After the last day.
    Late,
    /// A print of a version that no longer stands.
    Old,
}

/// Who does what to which application.
struct Work<'a> {
    app: &'a App,
    ctx: &'a Ctx,
    association: &'a str,
    id: Id,
    now: Timestamp,
}

/// Takes the steps one after another.
pub(super) async fn follow(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Id,
    submitted: Timestamp,
    acts: &[Act],
) -> Result<(), Failure> {
    let mut work = Work { app, ctx, association, id, now: later(submitted, OVERNIGHT) };
    for act in acts {
        work.take(*act).await?;
        work.now = later(work.now, STEP);
    }
    Ok(())
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(at)
}

impl Work<'_> {
    async fn take(&mut self, act: Act) -> Result<(), Failure> {
        match act {
            Act::Recommend => self.recommend().await,
            Act::Pass => self.pass(Decision::Pass).await,
            Act::PassTargets => self.pass(Decision::PassTargets).await,
            Act::Return => self.send_back(Decision::Return).await,
            Act::ReturnTargets => self.send_back(Decision::ReturnTargets).await,
            Act::Correct => self.correct().await,
            Act::Refuse(code) => {
                self.decide(Decision::Refuse { code: code.into(), note: texts::refusal(code).into() }).await
            }
            Act::FailTargets => {
                let note = "活动规模、人数与预算不相称，绩效目标无法考核。".into();
                self.decide(Decision::FailTargets { note }).await
            }
            Act::Reopen => self.reopen().await,
            Act::Lapse => self.lapse().await,
            Act::Later => {
                self.now = moment(LATELY);
                Ok(())
            }
            Act::Paper(way) => self.paper(way).await,
            Act::Accept => self.accept().await,
        }
    }

    async fn office(&self, role: OfficeRole) -> Result<Ctx, Failure> {
        acting(self.app, self.ctx, &format!("{}.{role}", self.association), self.now).await
    }

    async fn of_applicant(&self, role: MemberRole) -> Result<Ctx, Failure> {
        let officer = self.office(OfficeRole::Officer).await?;
        let case = act::view(self.app, &officer, self.association, self.id).await;
        let case = match case {
            Ok(case) => case,
            Err(_) => act::view(self.app, self.ctx, self.association, self.id).await?,
        };
        member(self.app, self.ctx, self.association, case.application.organisation, role, self.now).await
    }

    async fn recommend(&self) -> Result<(), Failure> {
        let city = acting(self.app, self.ctx, "nx.yinchuan.recommender", self.now).await?;
        act::give(self.app, &city, self.association, self.id, Command::Recommend).await.map(|_| ())
    }

    /// Judges what waits for a person, then passes.
    async fn pass(&self, decision: Decision) -> Result<(), Failure> {
        let officer = self.office(OfficeRole::Officer).await?;
        let sheet = check::open(self.app, &officer, self.association, self.id).await?;
        let judgements = sheet.lines.iter().filter_map(|line| {
            let (verdict, reason) = match line.mark {
                Mark::Open => ("met", ""),
                Mark::NeedsReason => ("overridden", "经核实具备实施条件，经学会部集体研究同意受理。"),
                _ => return None,
            };
            Some(Judgement { item: line.id.clone(), verdict: verdict.into(), reason: reason.into() })
        });
        check::judge(self.app, &officer, self.association, self.id, judgements.collect()).await?;
        self.decide(decision).await
    }

    async fn send_back(&self, decision: Decision) -> Result<(), Failure> {
        let officer = self.office(OfficeRole::Officer).await?;
        let case = act::view(self.app, &officer, self.association, self.id).await?;
        let defects = texts::defects(&case, decision == Decision::ReturnTargets);
        check::put_defects(self.app, &officer, self.association, self.id, defects).await?;
        self.decide(decision).await
    }

    async fn decide(&self, decision: Decision) -> Result<(), Failure> {
        let officer = self.office(OfficeRole::Officer).await?;
        check::decide(self.app, &officer, self.association, self.id, decision).await.map(|_| ())
    }

    async fn reopen(&self) -> Result<(), Failure> {
        let head = self.office(OfficeRole::Head).await?;
        let note = "申报单位提出书面说明，经复核，所缺内容可以补正，撤销原审查结论，退回申报单位补正。";
        let decision = Decision::Reopen { note: note.into() };
        check::decide(self.app, &head, self.association, self.id, decision).await.map(|_| ())
    }

    /// The applicant answers the defects in the texts they stand at, and submits again.
    async fn correct(&self) -> Result<(), Failure> {
        let filler = self.of_applicant(MemberRole::Filler).await?;
        let case = act::view(self.app, &filler, self.association, self.id).await?;
        let texts = case.form().fields.iter().filter(|f| f.kind == FieldKind::Text);
        if let Some(field) = texts.max_by_key(|f| f.max_chars.unwrap_or(u32::MAX)) {
            let value = texts::corrected(case.answers.text(&field.id)).into();
            let change = SaveField { field: field.id.clone(), value, base: None };
            act::save_field(self.app, &filler, self.association, self.id, change).await?;
        }
        let administrator = self.of_applicant(MemberRole::Administrator).await?;
        act::give(self.app, &administrator, self.association, self.id, Command::Resubmit).await.map(|_| ())
    }

    async fn lapse(&mut self) -> Result<(), Failure> {
        let officer = self.office(OfficeRole::Officer).await?;
        let case = act::view(self.app, &officer, self.association, self.id).await?;
        self.now = later(case.application.correction_due.unwrap_or(self.now), STEP);
        let officer = self.office(OfficeRole::Officer).await?;
        act::give(self.app, &officer, self.association, self.id, Command::LapseCorrection).await.map(|_| ())
    }

    async fn paper(&self, way: Way) -> Result<(), Failure> {
        let mut officer = self.office(OfficeRole::Officer).await?;
        let sheet = paper::open(self.app, &officer, self.association, self.id).await?;
        let day = time::beijing_date(self.now);
        let missing = || Refusal::new("paper-not-due");
        let old = sheet.prints.iter().find(|p| p.voided_at.is_some());
        let standing = sheet.prints.iter().find(|p| p.voided_at.is_none());
        let print = if way == Way::Old { old } else { standing }.ok_or_else(missing)?;
        let arrived_on = match (way, &sheet.due) {
            (Way::Late, Some(due)) => due.last.tomorrow().unwrap_or(day),
            _ => day,
        };
        officer.now = officer.now.max(time::end_of_day(arrived_on));
        let couriered = way == Way::Couriered;
        let registration = Registration {
            code: print.version_code.clone(),
            copies: sheet.case.programme.paper.as_ref().map_or(1, |p| p.copies),
            arrived_on,
            dispatched_on: couriered.then(|| arrived_on.yesterday().unwrap_or(arrived_on)),
            courier_number: if couriered { "SF1320648791024".into() } else { String::new() },
            note: if way == Way::Late {
                "截止后由申报单位工作人员送达".into()
            } else {
                String::new()
            },
        };
        paper::register(self.app, &officer, self.association, self.id, registration).await.map(|_| ())
    }

    async fn accept(&self) -> Result<(), Failure> {
        let officer = self.office(OfficeRole::Officer).await?;
        let sheet = paper::open(self.app, &officer, self.association, self.id).await?;
        let Some(copy) = sheet.copies.first() else { return Err(Refusal::new("paper-not-due").into()) };
        let (copy, note) = (copy.id, "印章、签名齐全，与电子版一致");
        paper::judge(self.app, &officer, self.association, self.id, copy, Verdict::Accepted, note).await
    }
}
