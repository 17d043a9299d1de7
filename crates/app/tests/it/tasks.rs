//! What waits for a person (待办): the office's counts, the society's own applications with their terms, nothing of others.

use kexiang::actions::task::{self, Kind};
use kexiang::actions::{Ctx, application};
use kexiang_core::id::Id;
use kexiang_core::lifecycle::Command;
use kexiang_core::policy::OfficeRole;
use kexiang_store::joint::{self, Joint};
use kexiang_store::organisation;
use kexiang_store::testing::each_engine;

use crate::office::{World, at, of_office, unit};

async fn kinds(world: &World, ctx: &Ctx) -> Vec<(Kind, i64)> {
    let tasks = task::all(&world.app, ctx).await.expect("tasks");
    tasks.into_iter().map(|task| (task.kind, task.count)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_sees_how_many_wait_and_who_only_reads_sees_nothing() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        world.submitted("2026-1", at(3, 30, 9, 0)).await;
        world.submitted("2026-2", at(3, 30, 10, 0)).await;
        let now = at(4, 1, 9, 0);
        assert_eq!(kinds(&world, &world.officer(OfficeRole::Officer, now)).await, [(Kind::Check, 2)]);
        for role in [OfficeRole::Leader, OfficeRole::Finance, OfficeRole::System, OfficeRole::Audit] {
            assert_eq!(kinds(&world, &world.officer(role, now)).await, [], "{role:?}");
        }
        assert_eq!(kinds(&world, &of_office("nx", OfficeRole::Officer, now)).await, []);
        assert_eq!(
            kinds(
                &world,
                &Ctx {
                    actor: kexiang_core::policy::Actor::nobody(),
                    ..of_office("lz", OfficeRole::Officer, now)
                }
            )
            .await,
            []
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_society_sees_its_draft_until_the_deadline_and_nothing_after() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let society = world.applicant(at(3, 30, 9, 0));
        let begun = application::begin(&world.app, &society, "lz", "lz-2026", "2026-1", world.society)
            .await
            .expect("begun");
        let tasks = task::all(&world.app, &society).await.expect("tasks");
        let [draft] = tasks.as_slice() else { panic!("one task, not {tasks:?}") };
        assert_eq!(draft.kind, Kind::Draft);
        assert_eq!(draft.due, Some(at(12, 31, 17, 0)));
        assert_eq!(draft.href, format!("/associations/lz/applications/{}", begun.id));
        world.fill(begun.id, at(3, 30, 9, 30)).await;
        application::give(&world.app, &society, "lz", begun.id, Command::HandIn).await.expect("handed in");
        assert_eq!(kinds(&world, &society).await, [(Kind::SignOff, 1)]);
        assert_eq!(kinds(&world, &world.applicant(at(12, 31, 17, 1))).await, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_roles_see_a_draft_once_and_an_invitation_until_it_is_answered() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let society = world.applicant(at(3, 30, 9, 0));
        for _ in 0..2 {
            let begun = application::begin(&world.app, &society, "lz", "lz-2026", "2026-1", world.society);
            begun.await.expect("begun");
        }
        assert_eq!(kinds(&world, &society).await, [(Kind::Draft, 1), (Kind::Draft, 1)]);

        let other = Id::at(at(1, 1, 9, 0), 88);
        let [first, second] = [
            application::begin(&world.app, &society, "lz", "lz-2026", "2026-1", world.society).await,
            application::begin(&world.app, &society, "lz", "lz-2026", "2026-1", world.society).await,
        ]
        .map(|begun| begun.expect("begun").id);
        let asked = world.app.store.write(move |tx| {
            let partner = unit("lz", other, "柳州市汽车工程学会");
            organisation::insert(tx, &partner, at(1, 1, 9, 0))?;
            let joint = Joint {
                organisation: other,
                name: partner.name,
                class: partner.class,
                part: String::new(),
                state: String::new(),
                note: String::new(),
                answered_by: String::new(),
                answered_at: None,
            };
            joint::invite(tx, "lz", first, &joint, at(3, 30, 9, 0))?;
            joint::invite(tx, "lz", second, &joint, at(3, 30, 9, 0))?;
            joint::answer(tx, "lz", second, other, true, "", "覃美玲", at(3, 30, 9, 5))
        });
        asked.await.expect("asked");
        let mut partner = world.applicant(at(3, 30, 9, 10));
        partner.actor.memberships.iter_mut().for_each(|m| m.organisation = other);
        let tasks = task::all(&world.app, &partner).await.expect("tasks");
        let [join] = tasks.as_slice() else { panic!("one task, not {tasks:?}") };
        assert_eq!((join.kind, &join.href), (Kind::Join, &format!("/associations/lz/applications/{first}")));
    })
    .await;
}
