//! People of an office: accounts by the system administrator, roles by the security administrator, three administrators
//! apart (GB/T 22239-2019 8.1.5).

use jiff::SignedDuration;
use kexiang_core::policy::OfficeRole;
use kexiang_store::StoreError;
use kexiang_store::account::{by_login, grant_office, join_office};

use crate::support::{Answer, Browser, House, on_each_engine, on_each_engine_with};

/// The system administrator of Liuzhou makes an account; its first password.
async fn makes(system: &mut Browser<'_>, login: &str, name: &str) -> (String, String) {
    system.opens("/office/lz/people").await.good();
    let answer = system.sends("/office/lz/people", &[("login", login), ("name", name)]).await.good();
    let first = answer.between("kx-receipt__no\">", "<");
    let id = answer.between("/office/lz/people/", "/");
    (id, first)
}

async fn grants(security: &mut Browser<'_>, id: &str, role: &str) -> Answer {
    security.opens(&format!("/office/lz/people/{id}")).await.good();
    security.sends(&format!("/office/lz/people/{id}/grant"), &[("role", role)]).await
}

#[tokio::test]
async fn a_new_officer_gets_an_account_a_role_and_changes_the_first_password() {
    on_each_engine(async |house| {
        let mut system = house.browser_of("lz.system").await;
        let (id, first) = makes(&mut system, "lz.weilan", "韦兰").await;
        let mut security = house.browser_of("lz.security").await;
        grants(&mut security, &id, "officer").await.leads_to(&format!("/office/lz/people/{id}"));

        let mut weilan = house.browser();
        weilan.signs_in_with("lz.weilan", &first).await.leads_to("/sign-in/password");
        weilan.opens("/account").await.leads_to("/sign-in/password");
        let fields = [("present", first.as_str()), ("new", "Hongshui-2031"), ("again", "Hongshui-2031")];
        weilan.sends("/sign-in/password", &fields).await.leads_to("/account?done=password");
        weilan.opens("/account").await.good().shows("韦兰").shows("经办人 · 柳州市科协");

        let record = house.record("lz").await;
        assert_eq!(record[record.len() - 2..], ["account.create", "role.grant"]);
        system.opens("/office/lz/people?text=weilan").await.shows("共 1 人").shows("韦兰").hides("陈彤");
    })
    .await;
}

#[tokio::test]
async fn wrong_accounts_are_refused_at_their_fields() {
    on_each_engine(async |house| {
        let mut system = house.browser_of("lz.system").await;
        system.opens("/office/lz/people").await.good();
        for (login, name, email, words) in [
            ("x", "韦兰", "", "账号要 3 到 50 位"),
            ("lz.officer", "韦兰", "", "这个账号已经有人用了"),
            ("lz.weilan", "", "", "请填写姓名"),
            ("lz.weilan", "韦兰", "weilan", "邮箱的格式不对"),
        ] {
            let fields = [("login", login), ("name", name), ("email", email)];
            let answer = system.sends("/office/lz/people", &fields).await.refuses(422, words);
            answer.shows("aria-invalid=\"true\"").shows(&format!("value=\"{login}\""));
        }
    })
    .await;
}

#[tokio::test]
async fn the_three_administrators_are_apart_in_action_and_database() {
    on_each_engine(async |house| {
        let mut system = house.browser_of("lz.system").await;
        let mut security = house.browser_of("lz.security").await;
        let (id, _) = makes(&mut system, "lz.weilan", "韦兰").await;
        grants(&mut security, &id, "officer").await.with_status(303);
        grants(&mut security, &id, "head").await.with_status(303);
        for administrator in ["system", "security", "audit"] {
            let answer = grants(&mut security, &id, administrator).await;
            answer.refuses(422, "三员分立").shows("GB/T 22239—2019 8.1.5");
        }
        let officer = by_login_id(house, "lz.weilan").await;
        for role in [OfficeRole::System, OfficeRole::Security, OfficeRole::Audit] {
            assert!(matches!(
                grant_past_the_action(house, officer, role).await,
                Err(StoreError::Constraint { .. })
            ));
        }
        let system_id = by_login_id(house, "lz.system").await;
        for role in [OfficeRole::Officer, OfficeRole::Security, OfficeRole::Audit] {
            assert!(matches!(
                grant_past_the_action(house, system_id, role).await,
                Err(StoreError::Constraint { .. })
            ));
        }
        // Somebody without any role may become an administrator, and then nothing else.
        let (other, _) = makes(&mut system, "lz.other", "另一人").await;
        grants(&mut security, &other, "audit").await.with_status(303);
        grants(&mut security, &other, "officer").await.refuses(422, "三员分立");
    })
    .await;
}

async fn by_login_id(house: &House, login: &str) -> kexiang_core::id::Id {
    let login = login.to_owned();
    house.app.store.read(move |tx| by_login(tx, &login)).await.expect("read").expect("account").id
}

async fn grant_past_the_action(
    house: &House,
    id: kexiang_core::id::Id,
    role: OfficeRole,
) -> Result<bool, StoreError> {
    let now = house.now();
    house.app.store.write(move |tx| grant_office(tx, "lz", id, role, ("test", now))).await
}

#[tokio::test]
async fn each_administrator_does_only_their_own_part() {
    on_each_engine(async |house| {
        let mut system = house.browser_of("lz.system").await;
        let (id, _) = makes(&mut system, "lz.weilan", "韦兰").await;
        let person = format!("/office/lz/people/{id}");
        grants(&mut system, &id, "officer").await.refuses(403, "不能授予岗位");
        let mut security = house.browser_of("lz.security").await;
        security.opens("/office/lz/people").await.good().hides("name=\"login\"");
        let new = [("login", "lz.other"), ("name", "某")];
        security.sends("/office/lz/people", &new).await.refuses(403, "不能管理账号");
        security.sends(&format!("{person}/disabling"), &[]).await.refuses(403, "不能管理账号");
        for other in ["lz.officer", "lz.head", "lz.leader", "lz.audit", "nx.system", "nx.security"] {
            let mut other = house.browser_of(other).await;
            other.opens("/office/lz/people").await.with_status(403);
            other.opens(&person).await.with_status(403);
            other.sends(&format!("{person}/grant"), &[("role", "head")]).await.with_status(403);
        }
        system.opens(&person).await.shows("未授予岗位").shows("正常");
    })
    .await;
}

#[tokio::test]
async fn nobody_changes_their_own_account_or_roles() {
    on_each_engine(async |house| {
        let mut security = house.browser_of("lz.security").await;
        let id = by_login_id(house, "lz.security").await;
        let own = format!("/office/lz/people/{id}");
        security.opens(&own).await.good().hides(&format!("{own}/revocation"));
        security
            .sends(&format!("{own}/revocation"), &[("role", "security")])
            .await
            .refuses(422, "不能对自己的账号");
        let mut system = house.browser_of("lz.system").await;
        let id = by_login_id(house, "lz.system").await;
        system
            .sends(&format!("/office/lz/people/{id}/disabling"), &[])
            .await
            .refuses(422, "不能对自己的账号");
    })
    .await;
}

#[tokio::test]
async fn people_of_another_association_do_not_exist() {
    on_each_engine(async |house| {
        let mut system = house.browser_of("lz.system").await;
        let id = by_login_id(house, "nx.officer").await;
        system.opens(&format!("/office/lz/people/{id}")).await.with_status(404);
        system.sends(&format!("/office/lz/people/{id}/disabling"), &[]).await.with_status(404);
        system.opens("/office/lz/people?text=nx").await.shows("没有符合条件的人员");
        house.browser().signs_in("nx.officer").await.leads_to("/");
    })
    .await;
}

#[tokio::test]
async fn disabling_ends_sessions_and_unlocking_ends_a_lock() {
    on_each_engine(async |house| {
        let mut system = house.browser_of("lz.system").await;
        let id = by_login_id(house, "lz.officer").await;
        let person = format!("/office/lz/people/{id}");
        let mut officer = house.browser_of("lz.officer").await;
        system.sends(&format!("{person}/disabling"), &[]).await.leads_to(&person);
        officer.opens("/account").await.with_status(303);
        house.browser().signs_in("lz.officer").await.refuses(422, "这个账号已停用");
        system.sends(&format!("{person}/enabling"), &[]).await.leads_to(&person);
        house.browser().signs_in("lz.officer").await.leads_to("/");
        let mut thief = house.browser();
        for _ in 0..5 {
            thief.signs_in_with("lz.officer", "guess").await;
        }
        system.opens(&person).await.shows("登录已锁定至");
        system.sends(&format!("{person}/unlocking"), &[]).await.leads_to(&person);
        system.opens(&person).await.hides("登录已锁定至");
        house.browser().signs_in("lz.officer").await.leads_to("/");
    })
    .await;
}

#[tokio::test]
async fn a_revoked_role_is_gone_at_once() {
    on_each_engine(async |house| {
        let mut system = house.browser_of("lz.system").await;
        let mut security = house.browser_of("lz.security").await;
        let id = by_login_id(house, "lz.system").await;
        security.opens(&format!("/office/lz/people/{id}")).await.good();
        system.opens("/office/lz/people").await.good();
        security
            .sends(&format!("/office/lz/people/{id}/revocation"), &[("role", "system")])
            .await
            .with_status(303);
        system.opens("/office/lz/people").await.with_status(403);
        system.opens("/account").await.good();
    })
    .await;
}

#[tokio::test]
async fn privileged_roles_enrol_a_second_factor_first() {
    on_each_engine_with(
        |config| config.security.second_factor = true,
        async |house| {
            for privileged in ["lz.system", "lz.security", "lz.audit", "lz.finance", "lz.leader"] {
                house.browser().signs_in(privileged).await.leads_to("/sign-in/factor");
            }
            for other in ["lz.officer", "lz.head", "lz.discipline", "lz.archivist"] {
                house.browser().signs_in(other).await.leads_to("/");
            }
        },
    )
    .await;
}

#[tokio::test]
async fn a_thousand_people_are_listed_page_by_page() {
    on_each_engine(async |house| {
        let now = house.now();
        house
            .app
            .store
            .write(move |tx| {
                for n in 0..120_u32 {
                    let account = kexiang_store::account::NewAccount {
                        id: kexiang_core::id::Id::at(now + SignedDuration::from_millis(n.into()), n),
                        login: format!("lz.p{n:03}"),
                        name: format!("人员{n:03}"),
                        email: String::new(),
                        phone: String::new(),
                        password: String::new(),
                        must_change: true,
                    };
                    kexiang_store::account::add(tx, &account, now)?;
                    join_office(tx, "lz", account.id, ("test", now))?;
                }
                Ok::<_, StoreError>(())
            })
            .await
            .expect("people");
        let mut system = house.browser_of("lz.system").await;
        let first = system.opens("/office/lz/people?text=%E4%BA%BA%E5%91%98").await.shows("共 120 人");
        first.shows("人员049").hides("人员050").shows("page=1").hides("page=-1");
        system
            .opens("/office/lz/people?text=%E4%BA%BA%E5%91%98&page=2")
            .await
            .shows("人员119")
            .hides("page=3");
        // Nobody signs in with an account that has no password yet.
        house.browser().signs_in_with("lz.p001", "").await.with_status(422);
    })
    .await;
}
