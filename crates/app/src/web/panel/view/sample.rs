//! Samples of panels, for the test that renders every page.

use super::*;

/// A panel for samples of pages.
pub(in crate::web) fn sample(revealed: bool) -> PanelFile {
    let now = time::instant(jiff::civil::date(2026, 4, 8).at(9, 0, 0, 0));
    let id = |n| Id::at(now, n);
    let case = crate::web::check::sample_case();
    let state = if revealed { PanelState::Revealed } else { PanelState::Forming };
    let panel = Panel {
        association: "lz".into(),
        id: id(1),
        call: id(2),
        name: "第一评审组".into(),
        state,
        blind: Blind::Single,
        rubric: Rubric::standard(),
        composition: Composition { kinds: Kind::ALL.to_vec(), ..Composition::default() },
        due_on: "2026-04-20".into(),
        rates: serde_json::json!({}),
        meeting: serde_json::json!({ "held_on": "2026-04-21" }),
        opened_at: None,
        revealed_at: None,
        made_by: "陈彤".into(),
        made_at: now,
        version: 1,
    };
    let experts = [crate::web::expert::sample_expert(1), crate::web::expert::sample_expert(2)];
    let members = experts.clone().map(|e| {
        let member = Member {
            panel: id(1),
            expert: e.id,
            state: MemberState::Accepted,
            seat: e.kinds[0],
            chairs: false,
            half_days: 2,
            invited_at: now,
            invited_by: "陈彤".into(),
            answered_at: Some(now),
            letter_at: Some(now),
            letter_hash: String::new(),
            reason: String::new(),
        };
        (member, e)
    });
    let review = |expert: Id, total: i64| Review {
        panel: id(1),
        application: case.application.id,
        expert,
        state: "submitted".into(),
        scores: BTreeMap::new(),
        comment: "方案可行，指标明确。".into(),
        total: Some(total),
        assigned_at: now,
        assigned_by: "陈彤".into(),
        saved_at: Some(now),
        submitted_at: Some(now),
        reason: String::new(),
        reopened: 0,
        version: 1,
    };
    let conflict = Conflict {
        application: case.application.id,
        expert: experts[1].id,
        kind: ConflictKind::Applicant,
        with: "王明".into(),
        state: "suggested".into(),
        note: String::new(),
        decided_by: String::new(),
        decided_at: now,
    };
    PanelFile {
        panel,
        call: Call {
            association: "lz".into(),
            id: id(2),
            code: "lz-2026".into(),
            title: "2026年柳州市科协“科创赋能”项目".into(),
            programme: id(3),
            version: 1,
            opens_at: now,
            closes_at: now,
            published_at: now,
        },
        programme: parse(include_str!("../../../../../../programmes/liuzhou-2026.toml"))
            .map_or_else(|_| Arc::clone(&case.programme), Arc::new),
        reviews: vec![review(experts[0].id, 8650), review(experts[1].id, 6000)],
        conflicts: if revealed { Vec::new() } else { vec![conflict] },
        votes: Vec::new(),
        planned: false,
        applications: vec![case.application],
        members: members.into(),
    }
}

/// An unsealed panel with two applications of one type, so that there is something to rank.
pub(in crate::web) fn ranked() -> PanelFile {
    let mut file = sample(true);
    let mut other = file.applications[0].clone();
    (other.id, other.number) = (Id::compose(1, 2), "2026-1-009".to_owned());
    for (review, total) in file.reviews.clone().into_iter().zip([7_000, 7_350]) {
        file.reviews.push(Review { application: other.id, total: Some(total), ..review });
    }
    file.applications.push(other);
    file
}
