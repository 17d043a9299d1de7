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
    /// Record activities and achievements of a project, with their evidence.
    ActivityRecord,
    /// Confirm what was recorded, or not count it.
    ActivityConfirm,
    /// Plan and draw inspections, order remedies, conclude.
    InspectionManage,
    /// Hand in the acceptance form and reports of progress.
    AcceptanceApply,
    /// Check the substance of an acceptance.
    AcceptanceSubstance,
    /// Check the finances of an acceptance.
    AcceptanceMoney,
    /// Conclude an acceptance.
    AcceptanceConclude,
    /// Seal a project's archive package.
    ArchiveSeal,
}

impl Action {
    /// All actions.
    pub const ALL: [Action; 57] = [
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
        Action::ActivityRecord,
        Action::ActivityConfirm,
        Action::InspectionManage,
        Action::AcceptanceApply,
        Action::AcceptanceSubstance,
        Action::AcceptanceMoney,
        Action::AcceptanceConclude,
        Action::ArchiveSeal,
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
            Action::ActivityRecord => "activity-record",
            Action::ActivityConfirm => "activity-confirm",
            Action::InspectionManage => "inspection-manage",
            Action::AcceptanceApply => "acceptance-apply",
            Action::AcceptanceSubstance => "acceptance-substance",
            Action::AcceptanceMoney => "acceptance-money",
            Action::AcceptanceConclude => "acceptance-conclude",
            Action::ArchiveSeal => "archive-seal",
        }
    }
}
