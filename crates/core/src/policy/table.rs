use super::actor::{Actor, MemberRole, OfficeRole};
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
}

impl Action {
    /// All actions.
    pub const ALL: [Action; 24] = [
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
        }
    }
}

/// What the policy must know of an application.
#[derive(Clone, Debug)]
pub struct ApplicationScope {
    /// Association.
    pub association: String,
    /// Applying organisation.
    pub organisation: Id,
    /// Joint organisations.
    pub joint: Vec<Id>,
    /// Recommending organisation.
    pub recommender: Option<Id>,
    /// State.
    pub state: State,
    /// Whether it was ever submitted: before that the office sees its existence, not its content.
    pub submitted_once: bool,
}

/// The record an action concerns.
#[derive(Clone, Debug)]
pub enum Scope<'a> {
    /// The deployment itself.
    Deployment,
    /// An association as a whole.
    Association(&'a str),
    /// An organisation in an association's ledger.
    Organisation(&'a str, Id),
    /// An application.
    Application(&'a ApplicationScope),
}

impl Scope<'_> {
    /// Code of the association; empty for the deployment.
    pub fn association(&self) -> &str {
        match self {
            Scope::Deployment => "",
            Scope::Association(code) | Scope::Organisation(code, _) => code,
            Scope::Application(a) => &a.association,
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
        Action::OwnAccount => actor.account.is_some(),
        _ => false,
    }
}
