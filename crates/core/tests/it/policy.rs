//! Who may do what: role × action × state, as a snapshot, and the lines that must never be crossed.

use std::fmt::Write;

use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::policy::{
    Action, Actor, ActorKind, ApplicationScope, MemberRole, Membership, ObjectionScope, Office, OfficeRole,
    ReviewScope, Scope, may,
};

const HOME: &str = "lz";

fn id(n: i64) -> Id {
    Id::try_from(n).expect("a positive number")
}

fn person(name: &str) -> Actor {
    Actor { kind: ActorKind::Person, account: Some(id(1)), name: name.into(), ..Actor::nobody() }
}

fn officer(association: &str, role: OfficeRole) -> Actor {
    let mut actor = person(role.code());
    actor.offices.push(Office { association: association.into(), role });
    actor
}

fn member(organisation: i64, role: MemberRole) -> Actor {
    let mut actor = person(role.code());
    actor.memberships.push(Membership { association: HOME.into(), organisation: id(organisation), role });
    actor
}

fn application(state: State, submitted_once: bool) -> ApplicationScope {
    ApplicationScope {
        association: HOME.into(),
        organisation: id(10),
        joint: vec![id(11)],
        recommender: Some(id(12)),
        state,
        submitted_once,
    }
}

fn everybody() -> Vec<(String, Actor)> {
    let mut all = vec![("nobody".to_owned(), Actor::nobody())];
    all.extend(OfficeRole::ALL.map(|r| (format!("office:{r}"), officer(HOME, r))));
    all.extend(MemberRole::ALL.map(|r| (format!("applicant:{r}"), member(10, r))));
    all.push(("joint:administrator".into(), member(11, MemberRole::Administrator)));
    all.push(("city:recommender".into(), member(12, MemberRole::Recommender)));
    all.push(("stranger:administrator".into(), member(99, MemberRole::Administrator)));
    all.push(("elsewhere:officer".into(), officer("gd", OfficeRole::Officer)));
    all
}

#[test]
fn role_by_action() {
    let mut table = String::new();
    let stages = [(State::Draft, false), (State::AwaitingRecommendation, false), (State::Submitted, true)];
    for (name, actor) in everybody() {
        for (state, once) in stages {
            let scope = application(state, once);
            let scope = Scope::Application(&scope);
            let allowed: Vec<_> =
                Action::ALL.iter().filter(|a| may(&actor, **a, &scope).is_ok()).map(|a| a.code()).collect();
            writeln!(table, "{name} · {state} → {}", allowed.join(" ")).expect("writing to a string");
        }
        let here = Scope::Association(HOME);
        let allowed: Vec<_> =
            Action::ALL.iter().filter(|a| may(&actor, **a, &here).is_ok()).map(|a| a.code()).collect();
        writeln!(table, "{name} · association → {}", allowed.join(" ")).expect("writing to a string");
    }
    insta::assert_snapshot!(table);
}

/// 等保 8.1.5: none of the three administrators reads applications, and the auditor writes nothing.
#[test]
fn administrators_never_see_applications() {
    let scope = application(State::Submitted, true);
    for role in [OfficeRole::System, OfficeRole::Security, OfficeRole::Audit] {
        for action in Action::ALL {
            let refusal = may(&officer(HOME, role), action, &Scope::Application(&scope));
            assert_eq!(refusal.expect_err("closed to administrators").code, "not-found", "{role} {action:?}");
        }
    }
}

#[test]
fn what_one_may_not_see_does_not_exist() {
    let draft = application(State::Draft, false);
    let code = |actor: &Actor, action| {
        may(actor, action, &Scope::Application(&draft)).expect_err("not permitted").code
    };
    assert_eq!(code(&Actor::nobody(), Action::ApplicationView), "not-signed-in");
    assert_eq!(code(&member(99, MemberRole::Administrator), Action::ApplicationEdit), "not-found");
    assert_eq!(code(&officer(HOME, OfficeRole::Officer), Action::FormalCheck), "not-found");
    assert_eq!(code(&member(10, MemberRole::Filler), Action::ApplicationSignOff), "not-permitted");
}

#[test]
fn administrators_and_experts_hold_no_other_role() {
    for a in OfficeRole::ALL {
        for b in OfficeRole::ALL {
            let alone = |role: OfficeRole| role.is_administrator() || role == OfficeRole::Expert;
            let apart = a != b && (alone(a) || alone(b));
            assert_eq!(a.goes_with(b), !apart, "{a} with {b}");
        }
    }
}

/// A review is open to the one expert it is assigned to, and only while it is assigned.
#[test]
fn who_reviews_what_is_known_to_the_reviewer_alone() {
    let review = |expert, assigned| ReviewScope { association: HOME.into(), expert, assigned };
    let expert = officer(HOME, OfficeRole::Expert);
    let own = review(Some(id(1)), true);
    assert!(may(&expert, Action::ReviewWrite, &Scope::Review(&own)).is_ok());
    for (scope, why) in [
        (review(Some(id(2)), true), "another expert's"),
        (review(Some(id(1)), false), "released"),
        (review(None, true), "nobody's"),
    ] {
        let refusal = may(&expert, Action::ReviewWrite, &Scope::Review(&scope)).expect_err(why);
        assert_eq!(refusal.code, "not-found", "{why}");
    }
    for role in OfficeRole::ALL.into_iter().filter(|r| *r != OfficeRole::Expert) {
        let refusal = may(&officer(HOME, role), Action::ReviewWrite, &Scope::Review(&own));
        assert_eq!(refusal.expect_err("no expert").code, "not-found", "{role}");
    }
}

/// An objector is known to discipline and to the one handling officer (domain §3.5).
#[test]
fn an_objector_is_known_to_discipline_and_the_handling_officer() {
    let scope = |handler| ObjectionScope { association: HOME.into(), handler };
    let sees = |role, handler| {
        may(&officer(HOME, role), Action::ObjectionHandle, &Scope::Objection(&scope(handler))).is_ok()
    };
    assert!(sees(OfficeRole::Discipline, None));
    assert!(sees(OfficeRole::Officer, Some(id(1))));
    assert!(!sees(OfficeRole::Officer, Some(id(2))));
    assert!(!sees(OfficeRole::Officer, None));
    assert!(!sees(OfficeRole::Leader, Some(id(1))));
    let ruled = may(
        &officer(HOME, OfficeRole::Officer),
        Action::ObjectionRule,
        &Scope::Objection(&scope(Some(id(1)))),
    );
    assert_eq!(ruled.expect_err("only discipline rules").code, "not-permitted");
}
