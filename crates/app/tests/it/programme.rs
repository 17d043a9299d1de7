//! The office's day with a programme: written, checked, approved by a second person, frozen, extended.

use jiff::Timestamp;
use kexiang::actions::programme::{
    Amendment, Change, Edit, Identity, Source, abandon, create, draft_from, edit, hand_in, publish, revise,
    save, seal_of, send_back, view,
};
use kexiang::actions::{Ctx, Failure, call};
use kexiang_core::id::Id;
use kexiang_core::policy::{Actor, OfficeRole};
use kexiang_core::programme::{difference, outline};
use kexiang_core::refusal::Refusal;
use kexiang_store::testing::each_engine;
use serde_json::{Map, Value, json};

use crate::office::{World, at};

const LZ: &str = include_str!("../../../../programmes/liuzhou-2026.toml");

fn refused<T: std::fmt::Debug>(result: Result<T, Failure>) -> Refusal {
    match result {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
    refused(result).code
}

/// Liuzhou's notice for another year, as a text of its own.
fn next_year() -> String {
    LZ.replace("code = \"lz-2026\"", "code = \"lz-2027\"").replace("2026-03-31T17:00", "2026-12-31T17:00")
}

/// Another person with the same office.
fn another(ctx: &Ctx, n: u32) -> Ctx {
    let account = Some(Id::at(Timestamp::UNIX_EPOCH, n));
    Ctx { actor: Actor { account, name: "另一位同志".into(), ..ctx.actor.clone() }, ..ctx.clone() }
}

fn put(tree: &Value, path: &str, key: &str, value: Value) -> Edit {
    let change = Change::Put(Map::from_iter([(key.to_owned(), value)]));
    Edit { path: path.into(), guard: path.into(), seal: seal_of(tree, path), change }
}

#[tokio::test(flavor = "multi_thread")]
async fn l01_a_second_person_approves_and_publication_freezes() {
    each_engine(async |store| {
        let world = World::of(store, LZ).await;
        let now = at(3, 2, 9, 0);
        let (officer, head) = (world.officer(OfficeRole::Officer, now), world.officer(OfficeRole::Head, now));
        let app = &world.app;
        let draft = create(app, &officer, "lz", Source::Text(next_year())).await.expect("created");
        assert_eq!((draft.code.as_str(), draft.state.as_str(), draft.version), ("lz-2027", "draft", 1));
        assert_eq!(code(publish(app, &head, "lz", draft.id, 1).await), "programme-not-in-review");
        assert_eq!(code(hand_in(app, &head, "lz", draft.id, 9).await), "programme-changed");
        let handed = hand_in(app, &head, "lz", draft.id, 1).await.expect("handed in");
        assert_eq!(code(publish(app, &head, "lz", draft.id, handed.version).await), "own-programme");
        assert_eq!(code(publish(app, &officer, "lz", draft.id, handed.version).await), "not-permitted");
        assert_eq!(
            code(save(app, &officer, "lz", draft.id, handed.version, next_year()).await),
            "programme-in-review"
        );

        let leader = another(&world.officer(OfficeRole::Leader, now), 77);
        assert_eq!(
            code(send_back(app, &leader, "lz", draft.id, handed.version, " ".into()).await),
            "reason-missing"
        );
        let back =
            send_back(app, &leader, "lz", draft.id, handed.version, "金额有误".into()).await.expect("back");
        assert_eq!((back.state.as_str(), back.review_note.as_str()), ("draft", "金额有误"));
        let handed = hand_in(app, &officer, "lz", draft.id, back.version).await.expect("handed in again");
        let made = publish(app, &leader, "lz", draft.id, handed.version).await.expect("published");
        assert_eq!((made.code.as_str(), made.version), ("lz-2027", 1));
        let frozen = save(app, &officer, "lz", draft.id, handed.version + 1, next_year()).await;
        assert_eq!(code(frozen), "programme-frozen");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l11_an_extension_is_a_new_version_and_the_old_text_stays() {
    each_engine(async |store| {
        let world = World::of(store, LZ).await;
        let now = at(3, 2, 9, 0);
        let app = &world.app;
        let officer = world.officer(OfficeRole::Officer, now);
        let head = another(&world.officer(OfficeRole::Head, now), 78);
        let id = create(app, &officer, "lz", Source::Text(next_year())).await.expect("created").id;
        let handed = hand_in(app, &officer, "lz", id, 1).await.expect("handed in");
        let first = publish(app, &head, "lz", id, handed.version).await.expect("published");
        let version = view(app, &officer, "lz", id).await.expect("seen").draft.version;
        let begin = |reason: &str, notice: &str| {
            revise(app, &officer, "lz", id, version, Amendment::Extension, reason.into(), notice.into())
        };
        assert_eq!(code(begin("", "柳科协字〔2026〕9号").await), "reason-missing");
        assert_eq!(code(begin("应申报单位要求", "").await), "notice-missing");
        let open = begin("应申报单位要求", "柳科协字〔2026〕9号").await.expect("opened");
        assert_eq!(code(hand_in(app, &officer, "lz", id, open.version).await), "not-extended");

        let tree = view(app, &officer, "lz", id).await.expect("seen").tree;
        let other_code = put(&tree, "programme", "code", json!("lz-2028"));
        assert_eq!(code(edit(app, &officer, "lz", id, vec![other_code]).await), "code-changed");
        let later = put(&tree, "deadline[0]", "at", json!("2027-01-15T17:00"));
        let edited = edit(app, &officer, "lz", id, vec![later]).await.expect("edited");
        // Until approval applicants go by the first version.
        let public = call::by_code(app, "lz", "lz-2027").await.expect("the call");
        assert_eq!((public.call.version, public.call.closes_at), (1, first.closes_at));
        let handed = hand_in(app, &officer, "lz", id, edited.version).await.expect("handed in");
        let second = publish(app, &head, "lz", id, handed.version).await.expect("published");
        assert_eq!((second.id, second.version), (first.id, 2));
        assert!(second.closes_at > first.closes_at);

        let public = call::by_code(app, "lz", "lz-2027").await.expect("the call");
        let told: Vec<_> =
            public.versions.iter().map(|v| (v.version, v.kind.as_str(), v.notice.as_str())).collect();
        assert_eq!(told, [(1, "publication", ""), (2, "extension", "柳科协字〔2026〕9号")]);
        let old = call::in_version(app, "lz", "lz-2027", 1).await.expect("the old text");
        assert_eq!((old.call.version, old.versions[0].body.as_str()), (1, next_year().as_str()));
        let read = |n: usize| outline::read(&public.versions[n].body).unwrap();
        let changed = difference(&read(0), &read(1));
        assert_eq!(changed.len(), 1, "{changed:?}");
        assert_eq!(changed[0].after.as_deref(), Some("2027-01-15T17:00"));
        assert_eq!(code(call::in_version(app, "lz", "lz-2027", 3).await), "not-found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_can_be_given_up() {
    each_engine(async |store| {
        let world = World::of(store, LZ).await;
        let now = at(3, 2, 9, 0);
        let app = &world.app;
        let officer = world.officer(OfficeRole::Officer, now);
        let head = another(&world.officer(OfficeRole::Head, now), 79);
        let id = create(app, &officer, "lz", Source::Text(next_year())).await.expect("created").id;
        assert_eq!(code(abandon(app, &officer, "lz", id, 1).await), "programme-not-revised");
        let handed = hand_in(app, &officer, "lz", id, 1).await.expect("handed in");
        publish(app, &head, "lz", id, handed.version).await.expect("published");
        let version = handed.version + 1;
        let (reason, notice) = ("笔误".to_owned(), "更正通知".to_owned());
        let open = revise(app, &officer, "lz", id, version, Amendment::Correction, reason, notice)
            .await
            .expect("open");
        let tree = view(app, &officer, "lz", id).await.expect("seen").tree;
        let edited = edit(app, &officer, "lz", id, vec![put(&tree, "type[0]", "name", json!("别的"))])
            .await
            .expect("edited");
        assert_eq!(edited.version, open.version + 1);
        let back = abandon(app, &officer, "lz", id, edited.version).await.expect("given up");
        assert_eq!(
            (back.state.as_str(), back.body.as_str(), back.amendment.as_str()),
            ("published", next_year().as_str(), "")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_edit_different_places_and_nobody_overwrites_the_other() {
    each_engine(async |store| {
        let world = World::of(store, LZ).await;
        let now = at(3, 2, 9, 0);
        let app = &world.app;
        let first = world.officer(OfficeRole::Officer, now);
        let second = another(&first, 80);
        let id = create(app, &first, "lz", Source::Text(next_year())).await.expect("created").id;
        let seen = view(app, &first, "lz", id).await.expect("seen").tree;
        edit(app, &first, "lz", id, vec![put(&seen, "type[0]", "planned", json!(3))]).await.expect("first");
        edit(app, &second, "lz", id, vec![put(&seen, "type[1]", "planned", json!("五个"))])
            .await
            .expect("second");
        let late = edit(app, &second, "lz", id, vec![put(&seen, "type[0]", "planned", json!(9))]).await;
        assert_eq!(code(late), "place-changed");
        // A list grows while somebody edits the table that holds it.
        let add = Change::Add("indicator".into(), outline::skeleton(&seen, "type[0]", "indicator"));
        let guard = "type[0].indicator".to_owned();
        let add = Edit { path: "type[0]".into(), seal: seal_of(&seen, &guard), guard, change: add };
        edit(app, &second, "lz", id, vec![add]).await.expect("added");
        let desk = view(app, &first, "lz", id).await.expect("seen");
        let planned: Vec<_> =
            desk.tree["type"].as_array().unwrap().iter().map(|t| t["planned"].clone()).collect();
        assert_eq!(planned[..2], [json!(3), json!("五个")], "what was typed is kept, even what is no number");
        let told: Vec<_> = desk.findings.iter().map(|f| (f.code, f.path.as_str())).collect();
        assert!(told.contains(&("wrong-value", "type[1].planned")), "{told:?}");
        assert!(told.contains(&("missing", "type[0].indicator[3].clause")), "{told:?}");
        assert_eq!(code(hand_in(app, &first, "lz", id, desk.draft.version).await), "programme-errors");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programmes_begin_blank_from_an_earlier_one_or_from_a_notice() {
    each_engine(async |store| {
        let world = World::of(store, LZ).await;
        let now = at(3, 2, 9, 0);
        let app = &world.app;
        let officer = world.officer(OfficeRole::Officer, now);
        let identity =
            |code: &str| Identity {
                code: code.into(), title: "2027年示例项目".into(), year: "2027".into()
            };
        let blank = create(app, &officer, "lz", Source::Blank(identity("blank-2027"))).await.expect("blank");
        assert_eq!((blank.code.as_str(), blank.title.as_str()), ("blank-2027", "2027年示例项目"));
        let source = Source::Earlier(blank.id, identity("again-2027"));
        let again = create(app, &officer, "lz", source).await.expect("from an earlier one");
        let source = Source::Shipped("nx-2025".into(), identity("like-ningxia"));
        let like = create(app, &officer, "lz", source).await.expect("from a shipped one");
        let tree = view(app, &officer, "lz", like.id).await.expect("seen").tree;
        assert_eq!(tree["programme"]["association"], json!("lz"));
        assert_eq!(
            (tree.get("deadline"), tree.get("contact")),
            (None, None),
            "dates and people are another's"
        );
        assert_eq!(tree["type"].as_array().map(Vec::len), Some(6));
        assert!(again.body.contains("again-2027"));

        let bad = |source| create(app, &officer, "lz", source);
        let told = |refusal: Refusal| (refusal.code, refusal.at.unwrap_or_default());
        let at_field = |code: &str, at: &str| (code.to_owned(), at.to_owned());
        assert_eq!(told(refused(bad(Source::Blank(identity(""))).await)), at_field("code-missing", "code"));
        assert_eq!(told(refused(bad(Source::Blank(identity("柳州"))).await)), at_field("code-odd", "code"));
        assert_eq!(
            told(refused(bad(Source::Blank(identity("blank-2027"))).await)),
            at_field("code-taken", "programme.code")
        );
        assert_eq!(
            told(refused(bad(Source::Text("schema = ".into())).await)),
            at_field("programme-unreadable", "text")
        );
        let foreign = Source::Text(include_str!("../../../../programmes/ningxia-2025.toml").into());
        assert_eq!(refused(bad(foreign).await).code, "other-association");

        let facts = json!({ "type[0].planned": { "from": 120, "to": 123 } });
        let unfinished = "schema = 1\n\n[programme]\ntitle = \"读出来的通知\"\n".to_owned();
        let (ctx, id, kept) = (officer.clone(), Id::at(officer.now, 240), facts.clone());
        let made = app.store.write(move |tx| draft_from(tx, &ctx, "lz", id, (unfinished.clone(), &kept)));
        let read = made.await.expect("from a notice");
        assert_eq!(
            (read.title.as_str(), serde_json::from_str::<Value>(&read.origin).unwrap()),
            ("读出来的通知", facts)
        );
        let stranger = world.applicant(now);
        assert_eq!(code(view(app, &stranger, "lz", read.id).await), "not-found");
    })
    .await;
}
