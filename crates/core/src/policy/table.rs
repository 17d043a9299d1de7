use super::actor::{Actor, MemberRole, OfficeRole};
use super::scope::{ApplicationScope, ObjectionScope, ProjectScope, Scope};
use crate::application::State;
use crate::id::Id;

/// Everything that can be permitted, one entry per verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// See an application with its answers and files.
    ApplicationView,
    /// Begin an application for an organisation.
    ApplicationStart,
    /// Change answers, files, joint organisations.
    ApplicationEdit,
    /// Hand a draft to the organisation's administrator.
    ApplicationHandIn,
    /// Sign off and submit for the organisation.
    ApplicationSignOff,
    /// Take a submitted application back.
    ApplicationWithdraw,
    /// Confirm or decline for a joint organisation.
    JointAnswer,
    /// Recommend or decline as the recommending association.
    Recommend,
    /// Judge at the formal check, return, refuse, override.
    FormalCheck,
    /// Judge performance targets.
    TargetCheck,
    /// Undo a formal decision with a reason.
    CheckReopen,
    /// Register paper copies.
    PaperRegister,
    /// See the office's lists.
    DeskView,
    /// Export the office's lists.
    DeskExport,
    /// Create and edit a programme.
    ProgrammeEdit,
    /// Approve and publish a programme another person wrote; correct or extend a call.
    ProgrammeApprove,
    /// See the organisation ledger.
    OrganisationView,
    /// Change the organisation ledger, import, issue accounts.
    OrganisationEdit,
    /// Manage the people of one's own organisation.
    OrganisationPeople,
    /// Create and disable accounts of the office.
    AccountManage,
    /// Grant and revoke office roles.
    RoleGrant,
    /// Read the audit record.
    AuditRead,
    /// Change settings of the association: name, emblem, holidays.
    SettingChange,
    /// Use one's own account: password, sessions, preferences.
    OwnAccount,
    /// Keep the expert pool: enter, import, invite to the pool.
    ExpertManage,
    /// Form panels, assign applications, confirm conflicts, hold meetings.
    PanelManage,
    /// Read what is assigned to oneself as an expert, and score it.
    ReviewWrite,
    /// Open a submitted review again, with a reason.
    ReviewReopen,
    /// See ranked lists, proposals and their approvals.
    SelectionView,
    /// Write a proposal and hand it up.
    SelectionPropose,
    /// Send a proposal on to the leader, or back.
    SelectionForward,
    /// Sign a proposal so that it takes effect, or send it back.
    SelectionSign,
    /// Publicise a signed list and found its projects.
    PublicityManage,
    /// See who objects, look into it, reply.
    ObjectionHandle,
    /// Accept an objection, name its handling officer, rule on it.
    ObjectionRule,
    /// Appeal against a refusal for the organisation.
    AppealFile,
    /// See a project.
    ProjectView,
    /// Write a project's contract, issue it, send it back; judge the gates of its instalments.
    ContractManage,
    /// Upload the contract with the organisation's seal.
    ContractSeal,
    /// Sign the contract for the association.
    ContractSign,
    /// Ask for an instalment to be paid.
    PaymentRequest,
    /// Review what was asked for.
    PaymentReview,
    /// Release a reviewed payment, and set what each role may release.
    PaymentRelease,
    /// Make the bank's lists, record what was paid or came back, and what was recovered.
    PaymentSettle,
    /// Record the organisation's expenses.
    ExpenseRecord,
    /// Ask for a change of the contract.
    ChangeAsk,
    /// Decide a change request.
    ChangeDecide,
    /// Propose that money is claimed back.
    RecoveryPropose,
    /// Sign a recovery order or withdraw it.
    RecoveryIssue,
}

impl Action {
    /// All actions.
    pub const ALL: [Action; 49] = [
        Action::ApplicationView,
        Action::ApplicationStart,
        Action::ApplicationEdit,
        Action::ApplicationHandIn,
        Action::ApplicationSignOff,
        Action::ApplicationWithdraw,
        Action::JointAnswer,
        Action::Recommend,
        Action::FormalCheck,
        Action::TargetCheck,
        Action::CheckReopen,
        Action::PaperRegister,
        Action::DeskView,
        Action::DeskExport,
        Action::ProgrammeEdit,
        Action::ProgrammeApprove,
        Action::OrganisationView,
        Action::OrganisationEdit,
        Action::OrganisationPeople,
        Action::AccountManage,
        Action::RoleGrant,
        Action::AuditRead,
        Action::SettingChange,
        Action::OwnAccount,
        Action::ExpertManage,
        Action::PanelManage,
        Action::ReviewWrite,
        Action::ReviewReopen,
        Action::SelectionView,
        Action::SelectionPropose,
        Action::SelectionForward,
        Action::SelectionSign,
        Action::PublicityManage,
        Action::ObjectionHandle,
        Action::ObjectionRule,
        Action::AppealFile,
        Action::ProjectView,
        Action::ContractManage,
        Action::ContractSeal,
        Action::ContractSign,
        Action::PaymentRequest,
        Action::PaymentReview,
        Action::PaymentRelease,
        Action::PaymentSettle,
        Action::ExpenseRecord,
        Action::ChangeAsk,
        Action::ChangeDecide,
        Action::RecoveryPropose,
        Action::RecoveryIssue,
    ];

    /// Code used in messages and records.
    pub fn code(self) -> &'static str {
        match self {
            Action::ApplicationView => "application-view",
            Action::ApplicationStart => "application-start",
            Action::ApplicationEdit => "application-edit",
            Action::ApplicationHandIn => "application-hand-in",
            Action::ApplicationSignOff => "application-sign-off",
            Action::ApplicationWithdraw => "application-withdraw",
            Action::JointAnswer => "joint-answer",
            Action::Recommend => "recommend",
            Action::FormalCheck => "formal-check",
            Action::TargetCheck => "target-check",
            Action::CheckReopen => "check-reopen",
            Action::PaperRegister => "paper-register",
            Action::DeskView => "desk-view",
            Action::DeskExport => "desk-export",
            Action::ProgrammeEdit => "programme-edit",
            Action::ProgrammeApprove => "programme-approve",
            Action::OrganisationView => "organisation-view",
            Action::OrganisationEdit => "organisation-edit",
            Action::OrganisationPeople => "organisation-people",
            Action::AccountManage => "account-manage",
            Action::RoleGrant => "role-grant",
            Action::AuditRead => "audit-read",
            Action::SettingChange => "setting-change",
            Action::OwnAccount => "own-account",
            Action::ExpertManage => "expert-manage",
            Action::PanelManage => "panel-manage",
            Action::ReviewWrite => "review-write",
            Action::ReviewReopen => "review-reopen",
            Action::SelectionView => "selection-view",
            Action::SelectionPropose => "selection-propose",
            Action::SelectionForward => "selection-forward",
            Action::SelectionSign => "selection-sign",
            Action::PublicityManage => "publicity-manage",
            Action::ObjectionHandle => "objection-handle",
            Action::ObjectionRule => "objection-rule",
            Action::AppealFile => "appeal-file",
            Action::ProjectView => "project-view",
            Action::ContractManage => "contract-manage",
            Action::ContractSeal => "contract-seal",
            Action::ContractSign => "contract-sign",
            Action::PaymentRequest => "payment-request",
            Action::PaymentReview => "payment-review",
            Action::PaymentRelease => "payment-release",
            Action::PaymentSettle => "payment-settle",
            Action::ExpenseRecord => "expense-record",
            Action::ChangeAsk => "change-ask",
            Action::ChangeDecide => "change-decide",
            Action::RecoveryPropose => "recovery-propose",
            Action::RecoveryIssue => "recovery-issue",
        }
    }
}

/// Business roles that read what was submitted.
const READERS: [OfficeRole; 6] = [
    OfficeRole::Officer,
    OfficeRole::Head,
    OfficeRole::Leader,
    OfficeRole::Finance,
    OfficeRole::Discipline,
    OfficeRole::Archivist,
];

pub(super) fn allows(actor: &Actor, action: Action, scope: &Scope<'_>) -> bool {
    match scope {
        Scope::Application(a) => on_application(actor, action, a),
        Scope::Organisation(code, organisation) => on_organisation(actor, action, code, *organisation),
        Scope::Association(code) => on_association(actor, action, code),
        Scope::Deployment => action == Action::OwnAccount && actor.account.is_some(),
        Scope::Review(r) => {
            action == Action::ReviewWrite
                && r.assigned
                && r.expert.is_some()
                && r.expert == actor.account
                && actor.has_office(&r.association, OfficeRole::Expert)
        }
        Scope::Objection(o) => on_objection(actor, action, o),
        Scope::Project(p) => on_project(actor, action, p),
    }
}

/// The action that lets a person know that the record exists, where not everybody may.
pub(super) fn sight(scope: &Scope<'_>) -> Option<Action> {
    match scope {
        Scope::Application(_) => Some(Action::ApplicationView),
        Scope::Review(_) => Some(Action::ReviewWrite),
        Scope::Objection(_) => Some(Action::ObjectionHandle),
        Scope::Project(_) => Some(Action::ProjectView),
        Scope::Deployment | Scope::Association(_) | Scope::Organisation(..) => None,
    }
}

/// Who objected is known to the discipline officer and the one handling officer alone (domain §3.5).
fn on_objection(actor: &Actor, action: Action, o: &ObjectionScope) -> bool {
    let discipline = actor.has_office(&o.association, OfficeRole::Discipline);
    match action {
        Action::ObjectionHandle => {
            discipline
                || (o.handler.is_some()
                    && o.handler == actor.account
                    && actor.has_any_office(&o.association, &[OfficeRole::Officer, OfficeRole::Head]))
        }
        Action::ObjectionRule => discipline,
        _ => false,
    }
}

/// Money has three hands: the officer asks, finance reviews, head or leader releases (domain §7: 经办≠审核≠签发).
fn on_project(actor: &Actor, action: Action, p: &ProjectScope) -> bool {
    let member = |role| actor.is_member(&p.association, p.organisation, role);
    match action {
        Action::ProjectView => {
            actor.has_any_office(&p.association, &READERS) || actor.belongs_to(&p.association, p.organisation)
        }
        Action::ExpenseRecord | Action::ChangeAsk => {
            member(MemberRole::Filler) || member(MemberRole::Administrator)
        }
        Action::ContractSeal => member(MemberRole::Administrator),
        _ => on_association(actor, action, &p.association),
    }
}

fn on_application(actor: &Actor, action: Action, a: &ApplicationScope) -> bool {
    let office = |roles: &[OfficeRole]| actor.has_any_office(&a.association, roles);
    let member = |role| actor.is_member(&a.association, a.organisation, role);
    match action {
        Action::ApplicationView => sees(actor, a),
        Action::ApplicationEdit | Action::ApplicationHandIn => {
            member(MemberRole::Filler) || member(MemberRole::Administrator)
        }
        Action::ApplicationSignOff | Action::ApplicationWithdraw => member(MemberRole::Administrator),
        Action::JointAnswer => {
            a.joint.iter().any(|j| actor.is_member(&a.association, *j, MemberRole::Administrator))
        }
        Action::Recommend => {
            a.recommender.is_some_and(|r| actor.is_member(&a.association, r, MemberRole::Recommender))
        }
        Action::FormalCheck | Action::TargetCheck | Action::PaperRegister => {
            a.submitted_once && office(&[OfficeRole::Officer, OfficeRole::Head])
        }
        Action::CheckReopen => a.submitted_once && office(&[OfficeRole::Head]),
        Action::PanelManage => a.submitted_once && office(&[OfficeRole::Officer, OfficeRole::Head]),
        Action::SelectionSign => a.submitted_once && office(&[OfficeRole::Leader]),
        Action::AppealFile => a.submitted_once && member(MemberRole::Administrator),
        _ => false,
    }
}

/// The applicant and joint organisations see it always, the recommender once it is before them, the office once it was
/// submitted; the three administrators never (等保 8.1.5).
fn sees(actor: &Actor, a: &ApplicationScope) -> bool {
    actor.belongs_to(&a.association, a.organisation)
        || a.joint.iter().any(|j| actor.belongs_to(&a.association, *j))
        || (a.state != State::Draft
            && a.recommender.is_some_and(|r| actor.is_member(&a.association, r, MemberRole::Recommender)))
        || (a.submitted_once && actor.has_any_office(&a.association, &READERS))
}

fn on_organisation(actor: &Actor, action: Action, association: &str, organisation: Id) -> bool {
    let member = |role| actor.is_member(association, organisation, role);
    match action {
        Action::ApplicationStart => member(MemberRole::Filler) || member(MemberRole::Administrator),
        Action::OrganisationView => {
            actor.belongs_to(association, organisation) || on_association(actor, action, association)
        }
        Action::OrganisationPeople => member(MemberRole::Administrator),
        _ => on_association(actor, action, association),
    }
}

fn on_association(actor: &Actor, action: Action, association: &str) -> bool {
    let office = |roles: &[OfficeRole]| actor.has_any_office(association, roles);
    match action {
        Action::DeskView | Action::DeskExport | Action::OrganisationView => office(&READERS),
        Action::ProgrammeEdit | Action::OrganisationEdit => office(&[OfficeRole::Officer, OfficeRole::Head]),
        Action::ProgrammeApprove => office(&[OfficeRole::Head, OfficeRole::Leader]),
        Action::AccountManage | Action::SettingChange => office(&[OfficeRole::System]),
        Action::RoleGrant => office(&[OfficeRole::Security]),
        Action::AuditRead => office(&[OfficeRole::Audit]),
        Action::ExpertManage | Action::PanelManage | Action::PublicityManage => {
            office(&[OfficeRole::Officer, OfficeRole::Head])
        }
        Action::ReviewWrite => office(&[OfficeRole::Expert]),
        Action::ReviewReopen | Action::SelectionForward => office(&[OfficeRole::Head]),
        Action::SelectionPropose => office(&[OfficeRole::Officer]),
        Action::SelectionSign => office(&[OfficeRole::Leader]),
        Action::SelectionView => {
            office(&[OfficeRole::Officer, OfficeRole::Head, OfficeRole::Leader, OfficeRole::Discipline])
        }
        Action::ObjectionRule => office(&[OfficeRole::Discipline]),
        Action::ProjectView => office(&READERS),
        Action::ContractManage => office(&[OfficeRole::Officer, OfficeRole::Head]),
        Action::PaymentRequest | Action::RecoveryPropose => office(&[OfficeRole::Officer]),
        Action::PaymentReview | Action::PaymentSettle => office(&[OfficeRole::Finance]),
        Action::ContractSign | Action::PaymentRelease | Action::ChangeDecide | Action::RecoveryIssue => {
            office(&[OfficeRole::Head, OfficeRole::Leader])
        }
        Action::OwnAccount => actor.account.is_some(),
        _ => false,
    }
}
