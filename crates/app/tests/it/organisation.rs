//! The organisation ledger: lists, changes with their history, facts and what they bar, people, requests, and that nothing
//! passes from one association to another.

use kexiang::actions::application::begin;
use kexiang::actions::organisation::filled::Filled;
use kexiang::actions::organisation::{self as ledger, Contact, NewMember, NotFilled, Query};
use kexiang::actions::{Ctx, Failure};
use kexiang_core::id::Id;
use kexiang_core::organisation::{Fact, FactKind};
use kexiang_core::policy::{Actor, ActorKind, MemberRole, Membership, OfficeRole};
use kexiang_core::refusal::Refusal;
use kexiang_store::testing::each_engine;
use kexiang_store::{account, organisation as store};

use crate::office::{World, at, of_office, unit};

fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn wrong<T: std::fmt::Debug>(outcome: Result<T, NotFilled>) -> Vec<(String, String)> {
    match outcome {
        Err(NotFilled::Wrong(wrong)) => {
            wrong.into_iter().map(|r: Refusal| (r.code, r.at.unwrap_or_default())).collect()
        }
        Err(NotFilled::Failed(Failure::Refused(r))) => vec![(r.code, r.at.unwrap_or_default())],
        other => panic!("expected what is wrong, got {other:?}"),
    }
}

fn society(name: &str) -> Filled {
    Filled {
        name: name.into(),
        class: "society".into(),
        credit_code: "51450200MJA000016N".into(),
        legal_person: "yes".into(),
        own_account: "yes".into(),
        member: "yes".into(),
        region: "450200".into(),
        contact: "李娟".into(),
        phone: "18276735671、0772-2629066".into(),
        bank_holder: name.into(),
        bank_name: "中国工商银行柳州分行鱼峰支行".into(),
        bank_account: "2105 0000 0000 1000 01".into(),
        bank_again: "210500000000100001".into(),
        ..Filled::default()
    }
}

/// The administrator of an organisation, with the account they sign in with.
fn administrator(association: &str, organisation: Id, account: Id, now: jiff::Timestamp) -> Ctx {
    let role = MemberRole::Administrator;
    let membership = Membership { association: association.into(), organisation, role };
    let actor = Actor {
        kind: ActorKind::Person,
        account: Some(account),
        name: "韦国强".into(),
        offices: Vec::new(),
        memberships: vec![membership],
        scopes: Vec::new(),
    };
    Ctx { actor, ..Ctx::system("test", kexiang::actions::Via::Page, now) }
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_are_checked_kept_and_changed_with_a_reason() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let officer = world.officer(OfficeRole::Officer, at(3, 1, 9, 0));
        let app = &world.app;
        let bad = Filled {
            name: " ".into(),
            credit_code: "91310115MA1H8R7C6D".into(),
            region: "liuzhou".into(),
            bank_again: "1".into(),
            class: "club".into(),
            ..society("x")
        };
        let found = wrong(ledger::add(app, &officer, "lz", &bad).await);
        let expected = [
            ("org-name-empty", "name"),
            ("org-class", "class"),
            ("credit-code-check", "credit_code"),
            ("org-region", "region"),
            ("bank-differs", "bank_again"),
        ];
        assert_eq!(found, expected.map(|(code, at)| (code.to_owned(), at.to_owned())), "all at once");

        let id = ledger::add(app, &officer, "lz", &society("艾力•买买提农业科技学会")).await.expect("added");
        let o = ledger::show(app, &officer, "lz", id).await.expect("shown").organisation;
        assert_eq!(o.name, "艾力•买买提农业科技学会".replace('•', "·"), "§1.3");
        assert_eq!(
            (o.bank_account.as_str(), o.phone.as_str()),
            ("210500000000100001", "18276735671、0772-2629066")
        );
        let again = wrong(ledger::add(app, &officer, "lz", &society("艾力·买买提 农业科技学会")).await);
        assert_eq!(again, [("org-name-taken".to_owned(), "name".to_owned())]);
        let same_code = wrong(ledger::add(app, &officer, "lz", &society("柳州市农学会")).await);
        assert_eq!(same_code, [("org-code-taken".to_owned(), "credit_code".to_owned())]);

        let mut change = Filled { contact: "王晓".into(), ..Filled::of(&o) };
        assert_eq!(wrong(ledger::change(app, &officer, "lz", id, &change).await)[0].0, "reason-missing");
        change.reason = "换届".into();
        ledger::change(app, &officer, "lz", id, &change).await.expect("changed");
        assert_eq!(wrong(ledger::change(app, &officer, "lz", id, &change).await)[0].0, "changed-meanwhile");
        let dossier = ledger::show(app, &officer, "lz", id).await.expect("shown");
        let last = &dossier.history[0].entry;
        assert_eq!(last.before, Some(serde_json::json!({ "contact": "李娟" })));
        assert_eq!(last.after, Some(serde_json::json!({ "contact": "王晓", "reason": "换届" })));

        for role in [OfficeRole::Leader, OfficeRole::Finance, OfficeRole::Archivist] {
            let reader = world.officer(role, at(3, 1, 9, 0));
            assert!(ledger::show(app, &reader, "lz", id).await.is_ok(), "{role:?} reads");
            assert_eq!(wrong(ledger::add(app, &reader, "lz", &society("x")).await)[0].0, "not-permitted");
        }
        for role in [OfficeRole::System, OfficeRole::Security, OfficeRole::Audit] {
            let administrator = world.officer(role, at(3, 1, 9, 0));
            assert_eq!(
                refused(ledger::show(app, &administrator, "lz", id).await),
                "not-permitted",
                "{role:?}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n11_facts_bar_with_their_clause_and_keep_their_history() {
    each_engine(async |store| {
        let world = World::of(store, include_str!("../../../../programmes/ningxia-2025.toml")).await;
        let officer = world.officer(OfficeRole::Officer, at(3, 1, 9, 0));
        let (app, id) = (&world.app, world.society);
        let fact = |value: &str| Fact { kind: FactKind::Grade, year: 2024, value: value.into() };
        let put = async |value: &str, basis: &str, why: &str| {
            ledger::put_fact(app, &officer, "nx", id, &fact(value), (basis, why)).await
        };
        assert_eq!(refused(put("A", " ", "").await), "basis-missing");
        assert_eq!(refused(put("Z", "通报", "").await), "fact-value");
        put("A", "学会评价通报", "").await.expect("recorded");
        assert_eq!(refused(put("C", "学会评价通报", " ").await), "reason-missing");
        put("C", "学会评价更正通报", "原登记有误").await.expect("corrected");
        let grade = |d: &ledger::Dossier| {
            let line = d.effects[0].lines.iter().find(|line| line.verdict.clause.says.contains("等级"));
            line.map(|line| (line.verdict.answer(), line.verdict.clause.at.clone()))
                .expect("a rule on grades")
        };
        let dossier = ledger::show(app, &officer, "nx", id).await.expect("shown");
        let values: Vec<_> =
            dossier.entries.iter().map(|e| (e.seq, e.value.as_str(), e.reason.as_str())).collect();
        assert_eq!(values, [(2, "C", "原登记有误"), (1, "A", "")]);
        assert_eq!(grade(&dossier).0, kexiang_core::eligibility::Answer::No);
        assert!(grade(&dossier).1.contains('三'), "the clause is named: {}", grade(&dossier).1);
        assert!(dossier.effects[0].uses.iter().any(|u| (u.kind, u.year) == (FactKind::Grade, 2024)));

        ledger::withdraw_fact(app, &officer, "nx", id, (FactKind::Grade, 2024), "登错单位")
            .await
            .expect("withdrawn");
        let dossier = ledger::show(app, &officer, "nx", id).await.expect("shown");
        assert_eq!((dossier.facts.len(), dossier.entries.len()), (0, 3), "every entry stays");
        assert_eq!(
            grade(&dossier).0,
            kexiang_core::eligibility::Answer::WithOverride,
            "the ledger does not know"
        );
        ledger::close_year(app, &officer, "nx", FactKind::Grade, 2024).await.expect("complete");
        let dossier = ledger::show(app, &officer, "nx", id).await.expect("shown");
        assert_eq!(grade(&dossier).0, kexiang_core::eligibility::Answer::Yes, "complete: there was none");
        let twice = ledger::close_year(app, &officer, "nx", FactKind::Grade, 2024).await;
        assert_eq!(refused(twice), "ledger-closed");

        let dates = ("2026-01-01", "2026-12-31");
        ledger::add_bar(app, &officer, "nx", id, dates, "追回决定").await.expect("barred");
        let backwards = ledger::add_bar(app, &officer, "nx", id, ("2026-12-31", "2026-01-01"), "x").await;
        assert_eq!(refused(backwards), "bar-dates");
        let barred = async || {
            ledger::list(app, &officer, "nx", &Query::parse("standing=barred")).await.expect("a list").total
        };
        assert_eq!(barred().await, 1);
        let bar = ledger::show(app, &officer, "nx", id).await.expect("shown").bars[0].id;
        ledger::lift_bar(app, &officer, "nx", id, bar, "款项已追回").await.expect("lifted");
        assert_eq!(barred().await, 0);
        let bars = ledger::show(app, &officer, "nx", id).await.expect("shown").bars;
        assert_eq!(
            bars[0].lifted.as_ref().map(|l| l.2.as_str()),
            Some("款项已追回"),
            "the measure stays readable"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_filter_sort_page_and_export_what_they_show() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let officer = world.officer(OfficeRole::Officer, at(3, 1, 9, 0));
        let app = &world.app;
        app.store
            .write(|tx| {
                for n in 0..120u32 {
                    let mut o = unit("lz", Id::at(at(1, 2, 9, 0), n), &format!("第{n:03}学会"));
                    o.region = if n % 2 == 0 { "450203" } else { "450226" }.into();
                    o.phone = "18276735671".into();
                    o.bank_account = "210500000000100001".into();
                    store::insert(tx, &o, at(1, 2, 9, 0))?;
                }
                // Another association's entries that would fit every filter.
                store::insert(tx, &unit("nx", Id::at(at(1, 2, 9, 0), 500), "第001学会"), at(1, 2, 9, 0))
            })
            .await
            .expect("entries");
        let list = async |query: &str| {
            ledger::list(app, &officer, "lz", &Query::parse(query)).await.expect("a list")
        };
        let first = list("").await;
        assert_eq!((first.rows.len(), first.total, first.all), (50, 121, 121));
        let last = list("page=3").await;
        assert_eq!((last.rows.len(), last.total), (21, 121));
        assert_eq!(list("region=450203").await.total, 60);
        assert_eq!(list("region=4502&q=%E7%AC%AC001").await.rows[0].row.organisation.name, "第001学会");
        assert_eq!(list("account=yes").await.total, 0);
        let ordered = list("order=region").await;
        assert_eq!(ordered.rows[0].row.organisation.region, "450200");
        let register =
            ledger::export(app, &officer, "lz", &Query::parse("region=450203"), "").await.expect("one");
        assert_eq!((register.rows.len(), register.columns.len(), register.full), (60, 16, false));
        let full = ledger::export(app, &officer, "lz", &Query::parse("q=119&col=phone"), "电话核实")
            .await
            .expect("one");
        assert_eq!((full.rows.len(), full.columns.len(), full.full), (1, 2, true));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_entries_begin_nothing_and_merged_ones_hand_their_people_over() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let officer = world.officer(OfficeRole::Officer, at(3, 1, 9, 0));
        let (app, id) = (&world.app, world.society);
        assert_eq!(refused(ledger::close(app, &officer, "lz", id, "  ").await), "reason-missing");
        ledger::close(app, &officer, "lz", id, "注销登记").await.expect("closed");
        let begun = begin(app, &world.applicant(at(3, 2, 9, 0)), "lz", "lz-2026", "2026-1", id).await;
        assert_eq!(refused(begun), "org-closed");
        ledger::open_again(app, &officer, "lz", id, "登记恢复").await.expect("open");
        begin(app, &world.applicant(at(3, 2, 9, 0)), "lz", "lz-2026", "2026-1", id).await.expect("begun");

        let other =
            ledger::add(app, &officer, "lz", &society("广西柳州市机械工程学会")).await.expect("added");
        let dossier = ledger::show(app, &officer, "lz", other).await.expect("shown");
        assert_eq!(dossier.likely, [(id, "柳州市机械工程学会".to_owned(), false)]);
        let new = NewMember {
            login: "lijuan".into(),
            name: "李娟".into(),
            role: "filler".into(),
            ..NewMember::default()
        };
        let (person, _) = ledger::add_person(app, &officer, "lz", other, &new).await.expect("a person");
        assert_eq!(refused(ledger::merge(app, &officer, "lz", other, other, "重复").await), "merge-itself");
        ledger::merge(app, &officer, "lz", other, id, "重复登记").await.expect("merged");
        let members = app.store.read(move |tx| account::members(tx, "lz", id)).await.expect("members");
        assert!(members.contains(&(person, MemberRole::Filler)));
        let merged = ledger::show(app, &officer, "lz", other).await.expect("shown");
        assert_eq!((merged.organisation.active, merged.people.len()), (false, 0));
        assert_eq!(merged.closures[0].successor, Some(id));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_keeps_the_contact_and_asks_for_the_rest() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let officer = world.officer(OfficeRole::Officer, at(3, 1, 9, 0));
        let (app, id) = (&world.app, world.society);
        let new = NewMember {
            login: "Wei.GQ".into(),
            name: "韦国强".into(),
            role: "administrator".into(),
            ..NewMember::default()
        };
        let (person, _) = ledger::add_person(app, &officer, "lz", id, &new).await.expect("a person");
        let own = administrator("lz", id, person, at(3, 2, 9, 0));
        let contact =
            Contact {
                phone: "18276735671".into(), contact: "李娟".into(), version: 1, ..Contact::default()
            };
        ledger::set_contact(app, &own, "lz", id, &contact).await.expect("changed");
        let filled =
            async || Filled::of(&ledger::show_own(app, &own, "lz", id).await.expect("shown").organisation);
        assert_eq!(
            (filled().await.contact, filled().await.name),
            ("李娟".to_owned(), "柳州市机械工程学会".to_owned())
        );

        let mut wanted = Filled { reason: "更换开户行".into(), ..filled().await };
        assert_eq!(wrong(ledger::ask(app, &own, "lz", id, &wanted).await)[0].0, "nothing-asked");
        wanted.bank_holder = "柳州市机械工程学会".into();
        wanted.bank_name = "中国建设银行柳州分行".into();
        wanted.bank_account = "45050162000000000001".into();
        wanted.class = "other".into();
        assert_eq!(wrong(ledger::ask(app, &own, "lz", id, &wanted).await)[0].0, "bank-differs");
        wanted.bank_again = "4505 0162 0000 0000 0001".into();
        let request = ledger::ask(app, &own, "lz", id, &wanted).await.expect("asked");
        assert_eq!(filled().await.bank_account, "", "nothing changes before the office confirms");
        assert_eq!(wrong(ledger::ask(app, &own, "lz", id, &wanted).await)[0].0, "request-waiting");
        let mine = ledger::decide(app, &own, "lz", id, request, true, "").await;
        assert_eq!(refused(mine), "not-found", "who asks does not confirm");
        assert_eq!(
            refused(ledger::decide(app, &officer, "lz", id, request, false, " ").await),
            "reason-missing"
        );
        ledger::decide(app, &officer, "lz", id, request, true, "已核对").await.expect("confirmed");
        let now = filled().await;
        assert_eq!((now.bank_account.as_str(), now.class.as_str()), ("45050162000000000001", "society"));
        let inbox = app.store.read(move |tx| kexiang_store::message::of_account(tx, person, 10, 0)).await;
        let kinds: Vec<String> = inbox.expect("messages").into_iter().map(|m| m.kind).collect();
        assert_eq!(kinds, ["request-confirmed"]);
        assert_eq!(refused(ledger::decide(app, &officer, "lz", id, request, true, "").await), "not-found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_join_by_their_own_consent_and_leave_nobody_without_an_administrator() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let officer = world.officer(OfficeRole::Officer, at(3, 1, 9, 0));
        let (app, id) = (&world.app, world.society);
        let other = ledger::add(app, &officer, "lz", &society("柳州市汽车工程学会")).await.expect("added");
        let new = |login: &str, role: &str| NewMember {
            login: login.into(),
            name: "李娟".into(),
            role: role.into(),
            ..NewMember::default()
        };
        let (first, _) =
            ledger::add_person(app, &officer, "lz", id, &new("lijuan", "administrator")).await.expect("one");
        let (guest, _) =
            ledger::add_person(app, &officer, "lz", other, &new("guest", "filler")).await.expect("one");
        let own = administrator("lz", id, first, at(3, 2, 9, 0));
        let taken = ledger::add_person(app, &own, "lz", id, &new("guest", "filler")).await;
        assert_eq!(refused(taken), "login-taken");
        // The answer is the same whether there is such an account or not.
        let real = ledger::invite(app, &own, "lz", id, "guest", "filler").await.expect("sent");
        assert_eq!(ledger::invite(app, &own, "lz", id, "nobody", "filler").await.expect("sent"), real);
        let foreign = ledger::invite(app, &own, "lz", other, "guest", "filler").await;
        assert_eq!(refused(foreign), "not-found", "only into one's own organisation");

        let dossier = ledger::show_own(app, &own, "lz", id).await.expect("shown");
        assert_eq!((dossier.people.len(), dossier.invitations.len()), (1, 1));
        let invitation = dossier.invitations[0].id;
        let not_theirs = ledger::answer(app, &own, "lz", invitation, true).await;
        assert_eq!(refused(not_theirs), "not-found", "nobody answers for another");
        let invited = administrator("lz", other, guest, at(3, 2, 9, 0));
        ledger::answer(app, &invited, "lz", invitation, true).await.expect("accepted");
        let people = ledger::show_own(app, &own, "lz", id).await.expect("shown").people;
        assert_eq!(people.len(), 2);
        assert_eq!(refused(ledger::issue_password(app, &own, "lz", id, guest).await), "password-of-others");
        let last = ledger::revoke(app, &own, "lz", id, first, "administrator").await;
        assert_eq!(refused(last), "last-administrator");
        ledger::revoke(app, &own, "lz", id, guest, "filler").await.expect("taken back");
        let foreign = ledger::revoke(app, &own, "lz", other, guest, "filler").await;
        assert_eq!(refused(foreign), "not-found");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_passes_from_one_association_to_another() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let (app, id) = (&world.app, world.society);
        let stranger = of_office("nx", OfficeRole::Head, at(3, 1, 9, 0));
        assert_eq!(refused(ledger::show(app, &stranger, "lz", id).await), "not-found");
        assert_eq!(refused(ledger::list(app, &stranger, "lz", &Query::default()).await), "not-found");
        assert_eq!(refused(ledger::export(app, &stranger, "lz", &Query::default(), "x").await), "not-found");
        assert_eq!(
            refused(ledger::show(app, &stranger, "nx", id).await),
            "not-found",
            "the id is of the other one"
        );
        assert_eq!(refused(ledger::close(app, &stranger, "lz", id, "x").await), "not-found");
        // A person who is administrator of the same number in another association.
        let elsewhere = administrator("nx", id, Id::at(at(1, 1, 8, 0), 77), at(3, 1, 9, 0));
        assert_eq!(refused(ledger::show_own(app, &elsewhere, "lz", id).await), "not-found");
        let contact = Contact { version: 1, ..Contact::default() };
        assert_eq!(wrong(ledger::set_contact(app, &elsewhere, "lz", id, &contact).await)[0].0, "not-found");
        let invited = ledger::invite(app, &elsewhere, "lz", id, "anybody", "administrator").await;
        assert_eq!(refused(invited), "not-found");
    })
    .await;
}
