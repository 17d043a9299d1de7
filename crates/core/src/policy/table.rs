use super::action::Action;
use super::actor::{Actor, MemberRole, OfficeRole};
use super::scope::{ApplicationScope, ObjectionScope, ProjectScope, Scope};
use crate::application::State;
use crate::id::Id;

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
        Action::ExpenseRecord | Action::ChangeAsk | Action::ActivityRecord => {
            member(MemberRole::Filler) || member(MemberRole::Administrator)
        }
        Action::ContractSeal | Action::AcceptanceApply => member(MemberRole::Administrator),
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
        Action::ContractManage | Action::ActivityConfirm | Action::InspectionManage => {
            office(&[OfficeRole::Officer, OfficeRole::Head])
        }
        Action::PaymentRequest | Action::RecoveryPropose | Action::AcceptanceSubstance => {
            office(&[OfficeRole::Officer])
        }
        Action::PaymentReview | Action::PaymentSettle | Action::AcceptanceMoney => {
            office(&[OfficeRole::Finance])
        }
        Action::ContractSign
        | Action::PaymentRelease
        | Action::ChangeDecide
        | Action::RecoveryIssue
        | Action::AcceptanceConclude => office(&[OfficeRole::Head, OfficeRole::Leader]),
        Action::ArchiveSeal => office(&[OfficeRole::Archivist]),
        Action::OwnAccount => actor.account.is_some(),
        _ => false,
    }
}
