//! What the ledger of Liuzhou has lived through in the demonstration: bodies without an account, a correction, a credit
//! measure that runs and one that was lifted, a request that waits, a person invited by a second organisation.

use kexiang_core::id::Id;
use kexiang_core::names::OrganisationName;
use kexiang_core::organisation::{Fact, FactKind};
use kexiang_core::policy::{MemberRole, Membership};
use kexiang_core::refusal::Refusal;
use kexiang_store::organisation::request::{self, Invitation, Request};
use kexiang_store::{account, organisation};
use serde_json::json;

use crate::actions::organisation::filled::Filled;
use crate::actions::organisation::{self as ledger, NotFilled};
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// Lays it once.
///
/// # Errors
/// Those of the actions.
pub(super) async fn seed(app: &App, ctx: &Ctx, say: &dyn Fn(&str)) -> Result<(), Failure> {
    if find(app, "柳州市环境科学学会").await?.is_some() {
        return Ok(());
    }
    for filled in without_account() {
        match ledger::add(app, ctx, "lz", &filled).await {
            Ok(_) => {}
            Err(NotFilled::Failed(failure)) => return Err(failure),
            Err(NotFilled::Wrong(wrong)) => {
                return Err(wrong.into_iter().next().unwrap_or_else(|| Refusal::new("bad-form")).into());
            }
        }
    }
    let fact = |value: &str| Fact { kind: FactKind::Grade, year: 2025, value: value.to_owned() };
    if let Some(id) = find(app, "柳州市农学会").await? {
        let basis = "关于公布2025年度学会评价结果的通知";
        ledger::put_fact(app, ctx, "lz", id, &fact("B"), (basis, "")).await?;
        ledger::put_fact(
            app,
            ctx,
            "lz",
            id,
            &fact("A"),
            ("关于更正2025年度学会评价结果的函", "原通知排印有误"),
        )
        .await?;
        request(app, ctx, id).await?;
    }
    if let Some(id) = find(app, "柳州市创客服务中心").await? {
        ledger::add_bar(app, ctx, "lz", id, ("2026-01-01", "2027-12-31"), "2025年项目经费追回决定").await?;
    }
    if let Some(id) = find(app, "柳州市计算机学会").await? {
        ledger::add_bar(app, ctx, "lz", id, ("2025-06-01", "2026-05-31"), "2024年项目逾期未结题的处理决定")
            .await?;
        let bars = ledger::show(app, ctx, "lz", id).await?.bars;
        if let Some(bar) = bars.first() {
            ledger::lift_bar(app, ctx, "lz", id, bar.id, "已补交总结并通过验收").await?;
        }
        second_place(app, ctx, id).await?;
    }
    say("a ledger with its history, and two organisations that wait for their first account");
    Ok(())
}

async fn find(app: &App, name: &str) -> Result<Option<Id>, Failure> {
    let key = name.parse::<OrganisationName>().map(|name| name.key()).unwrap_or_default();
    let found = app.store.read(move |tx| organisation::by_name(tx, "lz", &key)).await?;
    Ok(found.map(|o| o.id))
}

fn without_account() -> [Filled; 2] {
    let yes = || "yes".to_owned();
    let society = Filled {
        name: "柳州市环境科学学会".to_owned(),
        class: "society".to_owned(),
        credit_code: "51450200MJA000016N".to_owned(),
        legal_person: yes(),
        own_account: yes(),
        member: yes(),
        region: "450200".to_owned(),
        contact: "覃美玲".to_owned(),
        email: "lz.huanjing@example.cn".to_owned(),
        ..Filled::default()
    };
    let workshop = Filled {
        name: "艾力·买买提创新工作室企业科协".to_owned(),
        class: "enterprise_association".to_owned(),
        host_name: "柳州绿源食品有限公司".to_owned(),
        member: yes(),
        region: "450203".to_owned(),
        contact: "艾力·买买提".to_owned(),
        phone: "18276735671".to_owned(),
        ..Filled::default()
    };
    [society, workshop]
}

/// A change of bank that waits for the office.
async fn request(app: &App, ctx: &Ctx, id: Id) -> Result<(), Failure> {
    let (ctx, request_id) = (ctx.clone(), chance::id(ctx.now));
    app.store
        .write(move |tx| {
            let Some(o) = organisation::by_id(tx, "lz", id)? else { return Ok(()) };
            let asker = account::members(tx, "lz", id)?.into_iter().find(|m| m.1 == MemberRole::Administrator);
            let Some((asker, _)) = asker else { return Ok(()) };
            let asked_by = account::by_id(tx, asker)?.map(|a| a.name).unwrap_or_default();
            let request = Request {
                id: request_id,
                organisation: id,
                wanted: json!({ "bank_name": "中国建设银行柳州潭中支行", "bank_account": "45050162000000000017" }),
                present: json!({ "bank_name": o.bank_name, "bank_account": o.bank_account }),
                reason: "原开户网点撤并".to_owned(),
                state: "waiting".to_owned(),
                asked_at: ctx.now,
                asked_by,
                account: asker,
                decided: None,
            };
            request::ask(tx, "lz", &request)?;
            let fields = ["bank_name", "bank_account"];
            let after = json!({ "fields": fields, "reason": request.reason });
            let subject = kexiang_store::write::Subject::new("organisation", id);
            kexiang_store::write::record(tx, ctx.entry_with("lz", "organisation.ask", subject, after))?;
            Ok::<_, Failure>(())
        })
        .await
}

/// The secretary of one society also fills in for a second one, and is invited by a third.
async fn second_place(app: &App, ctx: &Ctx, id: Id) -> Result<(), Failure> {
    let (ctx, invitation) = (ctx.clone(), chance::id(ctx.now));
    app.store
        .write(move |tx| {
            let Some(person) = account::by_login(tx, "lz.yixue.filler")? else { return Ok(()) };
            let role = MemberRole::Filler;
            let membership = Membership { association: "lz".to_owned(), organisation: id, role };
            account::grant_membership(tx, person.id, &membership, ("demo", ctx.now))?;
            let key =
                "柳州市汽车工程学会".parse::<OrganisationName>().map(|name| name.key()).unwrap_or_default();
            if let Some(o) = organisation::by_name(tx, "lz", &key)? {
                let invitation = Invitation {
                    association: "lz".to_owned(),
                    id: invitation,
                    organisation: o.id,
                    organisation_name: o.name,
                    account: person.id,
                    role,
                    at: ctx.now,
                    by: "韦国强".to_owned(),
                };
                request::invite(tx, &invitation)?;
            }
            Ok::<_, Failure>(())
        })
        .await
}
