//! What may happen to an application, and what then is: a state change is one match arm. Pure: the time is an argument,
//! and what the database knows comes in as a [`Dossier`]. Who may give a command is the policy's business, not this one's.

mod check;
mod intake;
mod selection;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::application::State;
use crate::programme::{Clause, SubmissionActor};
use crate::refusal::Refusal;

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// 提交单位审核
    HandIn,
    /// 收回: the filler takes it back from the organisation's administrator.
    TakeBack,
    /// 单位退回: the administrator sends it back to the filler.
    SendBack {
        /// Why.
        reason: String,
    },
    /// 单位审核通过并提交
    SignOff,
    /// 推荐
    Recommend,
    /// 不予推荐: back to the draft.
    DeclineRecommendation {
        /// Why.
        reason: String,
    },
    /// 撤回
    Withdraw,
    /// 重新编辑: a withdrawn application becomes a draft again.
    Reopen,
    /// 形式审查通过
    PassCheck,
    /// 退回补正
    ReturnCheck {
        /// Number of defects named.
        defects: usize,
    },
    /// 不予受理
    RefuseCheck {
        /// Reason code of the office's list.
        reason: String,
    },
    /// 补传附件: files that may follow the submission (先提交后补件).
    Supplement,
    /// 补正后重新提交
    Resubmit,
    /// 逾期未补正: the correction window has passed.
    LapseCorrection,
    /// 绩效目标审核通过
    PassTargets,
    /// 绩效目标退回修改
    ReturnTargets {
        /// Number of defects named.
        defects: usize,
    },
    /// 绩效目标审核不合格
    FailTargets {
        /// Why.
        reason: String,
    },
    /// 撤销审查结论: a head undoes a formal decision.
    ReopenCheck {
        /// Why.
        reason: String,
    },
    /// 送专家评审
    OpenReview,
    /// 退出评审: taken out of its panel.
    RecallReview {
        /// Why.
        reason: String,
    },
    /// 列为拟立项: takes effect when the selection is signed off.
    Select,
    /// 列为备选
    KeepInReserve,
    /// 不予立项
    Decline,
    /// 立项: the publicity is over and nothing stands against it.
    Award,
    /// 取消立项资格: a ruling on an objection, or a reserve that is not needed.
    Strike {
        /// Why.
        reason: String,
    },
    /// 重新评审: an appeal was upheld.
    Reconsider {
        /// Why.
        reason: String,
    },
}

impl Command {
    /// The command of the applicant or the recommender that has this code; the office gives its own at the check.
    pub fn of_applicant(code: &str, reason: String) -> Option<Self> {
        Some(match code {
            "hand-in" => Command::HandIn,
            "take-back" => Command::TakeBack,
            "send-back" => Command::SendBack { reason },
            "sign-off" => Command::SignOff,
            "recommend" => Command::Recommend,
            "decline-recommendation" => Command::DeclineRecommendation { reason },
            "withdraw" => Command::Withdraw,
            "reopen" => Command::Reopen,
            "resubmit" => Command::Resubmit,
            _ => return None,
        })
    }

    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Command::HandIn => "hand-in",
            Command::TakeBack => "take-back",
            Command::SendBack { .. } => "send-back",
            Command::SignOff => "sign-off",
            Command::Recommend => "recommend",
            Command::DeclineRecommendation { .. } => "decline-recommendation",
            Command::Withdraw => "withdraw",
            Command::Reopen => "reopen",
            Command::PassCheck => "pass-check",
            Command::ReturnCheck { .. } => "return-check",
            Command::RefuseCheck { .. } => "refuse-check",
            Command::Supplement => "supplement",
            Command::Resubmit => "resubmit",
            Command::LapseCorrection => "lapse-correction",
            Command::PassTargets => "pass-targets",
            Command::ReturnTargets { .. } => "return-targets",
            Command::FailTargets { .. } => "fail-targets",
            Command::ReopenCheck { .. } => "reopen-check",
            Command::OpenReview => "open-review",
            Command::RecallReview { .. } => "recall-review",
            Command::Select => "select",
            Command::KeepInReserve => "keep-in-reserve",
            Command::Decline => "decline",
            Command::Award => "award",
            Command::Strike { .. } => "strike",
            Command::Reconsider { .. } => "reconsider",
        }
    }

    /// One of each, with sample reasons, for tables and tests.
    pub fn samples() -> Vec<Command> {
        let reason = || "理由".to_owned();
        vec![
            Command::HandIn,
            Command::TakeBack,
            Command::SendBack { reason: reason() },
            Command::SignOff,
            Command::Recommend,
            Command::DeclineRecommendation { reason: reason() },
            Command::Withdraw,
            Command::Reopen,
            Command::PassCheck,
            Command::ReturnCheck { defects: 1 },
            Command::RefuseCheck { reason: reason() },
            Command::Supplement,
            Command::Resubmit,
            Command::LapseCorrection,
            Command::PassTargets,
            Command::ReturnTargets { defects: 1 },
            Command::FailTargets { reason: reason() },
            Command::ReopenCheck { reason: reason() },
            Command::OpenReview,
            Command::RecallReview { reason: reason() },
            Command::Select,
            Command::KeepInReserve,
            Command::Decline,
            Command::Award,
            Command::Strike { reason: reason() },
            Command::Reconsider { reason: reason() },
        ]
    }
}

/// A deadline as it stands for this application: the notice's, or a later one by extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Last instant in time.
    pub at: Timestamp,
    /// Minutes of grace behind it.
    pub grace_minutes: u32,
    /// The words that set it, where the notice has them.
    pub clause: Option<Clause>,
}

impl Due {
    /// Whether something received at this instant is in time, grace included. Exact to the millisecond.
    pub fn is_met(&self, received_at: Timestamp) -> bool {
        let grace = i64::from(self.grace_minutes) * 60_000;
        received_at.as_millisecond() <= self.at.as_millisecond().saturating_add(grace)
    }
}

/// What a decision needs to know of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// Where it stands.
    pub state: State,
    /// When submissions are first taken.
    pub opens_at: Timestamp,
    /// Deadline of the electronic application.
    pub due: Due,
    /// Deadline of the recommendation; none: only the electronic one counts.
    pub recommendation_due: Option<Due>,
    /// Whose act the deadline counts.
    pub counts: SubmissionActor,
    /// Whether a recommendation is required.
    pub needs_recommendation: bool,
    /// Whether the programme lets submitted applications be taken back.
    pub withdrawal: bool,
    /// Whether the programme has a target check of its own (G15).
    pub has_target_check: bool,
    /// What is still missing, counted; files that may follow the submission are not among it.
    pub gaps: usize,
    /// Files that are still to follow, counted.
    pub files_awaited: usize,
    /// Until when files may follow the submission; none: all of them come with it.
    pub files_due: Option<Timestamp>,
    /// The gravest hard verdict, if any rule bars the application.
    pub bar: Option<Refusal>,
    /// Verdicts that need an officer's override and have none yet.
    pub open_overrides: usize,
    /// Items of the formal check that are not judged yet.
    pub open_items: usize,
    /// Returns for correction so far.
    pub returns: u32,
    /// End of the running correction window.
    pub correction_due: Option<Timestamp>,
    /// When it was first submitted; the number stays with it ever after.
    pub submitted_at: Option<Timestamp>,
}

/// What then is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// State before.
    pub from: State,
    /// State after.
    pub to: State,
    /// Whether the application becomes submitted now: number, receipt, limits are taken.
    pub submits: bool,
    /// Whether limits are given back.
    pub releases: bool,
    /// Whether printed copies lose their validity, because the content may change.
    pub voids_print: bool,
    /// Whether the applicant gets a window to correct.
    pub opens_correction: bool,
}

impl Event {
    fn to(dossier: &Dossier, to: State) -> Event {
        Event {
            from: dossier.state,
            to,
            submits: false,
            releases: false,
            voids_print: false,
            opens_correction: false,
        }
    }
}

/// Decides a command. `now` is the server's time when the request arrived, not when it was worked off.
///
/// # Errors
/// A [`Refusal`] that says why not, with the clause where a notice's rule is the reason; `wrong-state` where the command
/// does not belong to the state.
pub fn decide(dossier: &Dossier, command: &Command, now: Timestamp) -> Result<Event, Refusal> {
    use Command as C;
    use State as S;
    match (dossier.state, command) {
        (S::Draft, C::HandIn) => intake::hand_in(dossier, now),
        (S::AwaitingUnit, C::TakeBack) => Ok(Event::to(dossier, S::Draft)),
        (S::AwaitingUnit, C::SendBack { reason }) => intake::back_to_draft(dossier, reason),
        (S::Draft | S::AwaitingUnit, C::SignOff) => intake::sign_off(dossier, now),
        (S::AwaitingRecommendation, C::Recommend) => intake::recommend(dossier, now),
        (S::AwaitingRecommendation, C::DeclineRecommendation { reason }) => {
            intake::back_to_draft(dossier, reason)
        }
        (S::AwaitingRecommendation | S::Submitted, C::Withdraw) => intake::withdraw(dossier, now),
        (S::Withdrawn, C::Reopen) => intake::reopen(dossier, now),
        (S::Submitted, C::Supplement) => intake::supplement(dossier, now),
        (S::Submitted, C::PassCheck) => check::pass(dossier),
        (S::Submitted, C::ReturnCheck { defects }) => check::send_back(dossier, *defects),
        (S::Submitted, C::RefuseCheck { reason }) => check::refuse(dossier, reason),
        (S::Returned | S::TargetReturned, C::Resubmit) => check::resubmit(dossier, now),
        (S::Returned | S::TargetReturned, C::LapseCorrection) => check::lapse(dossier, now),
        (S::TargetCheck, C::PassTargets) => Ok(Event::to(dossier, S::Ready)),
        (S::TargetCheck, C::ReturnTargets { defects }) => check::send_targets_back(dossier, *defects),
        (S::TargetCheck, C::FailTargets { reason }) => check::fail_targets(dossier, reason),
        (S::NotAccepted | S::TargetFailed | S::TargetCheck | S::Ready, C::ReopenCheck { reason }) => {
            check::reopen(dossier, reason)
        }
        (S::Ready, C::OpenReview) => Ok(Event::to(dossier, S::UnderReview)),
        (S::UnderReview, C::RecallReview { reason }) => selection::moved(dossier, reason, S::Ready),
        (S::UnderReview | S::Reserve, C::Select) => Ok(Event::to(dossier, S::Selected)),
        (S::UnderReview, C::KeepInReserve) => Ok(Event::to(dossier, S::Reserve)),
        (S::UnderReview | S::Reserve, C::Decline) => Ok(Event::to(dossier, S::NotSelected)),
        (S::Selected, C::Award) => Ok(Event::to(dossier, S::Awarded)),
        (S::Selected | S::Reserve, C::Strike { reason }) => selection::moved(dossier, reason, S::NotSelected),
        (S::NotSelected, C::Reconsider { reason }) => selection::moved(dossier, reason, S::UnderReview),
        (state, command) => {
            Err(Refusal::new("wrong-state").with("state", state.code()).with("command", command.code()))
        }
    }
}

/// A reason someone has to give must say something.
fn given(reason: &str) -> Result<(), Refusal> {
    if reason.trim().is_empty() { Err(Refusal::new("reason-missing").at("reason")) } else { Ok(()) }
}
