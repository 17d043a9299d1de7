//! Projects through the real router, on the demonstration's projects: contract, money, expenses, changes, recoveries; what
//! is refused and why; who sees what.

use axum::body::Body;
use axum::http::Method;
use kexiang::actions::project::{self as act, ProjectFile};
use kexiang::actions::{Ctx, Via};
use kexiang::demo;
use kexiang::locale::{Language, Locale};
use kexiang_core::contract::State as ContractState;
use kexiang_core::id::Id;
use kexiang_core::ledger::Account;
use kexiang_core::money::Fen;
use kexiang_core::payment::State as PaymentState;
use kexiang_core::policy::OfficeRole;
use kexiang_core::recovery::State as RecoveryState;
use kexiang_core::time;
use kexiang_documents::{docx, qr};
use kexiang_store::{StoreError, project as projects};
use serde_json::json;

use crate::programs::Program;
use crate::support::{Answer, Browser, House, on_each_engine_with};

const GD: &str = "/associations/gd";

async fn lay(house: &House) {
    demo::seed(&house.app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
    house.set_clock(time::instant(demo::START));
}

/// The projects of the demonstration, in the order of their numbers.
async fn all(house: &House) -> Vec<ProjectFile> {
    let ctx = acting_officer(house).await;
    let ids = house.app.store.read(|tx| projects::all(tx, "gd")).await.expect("projects");
    let mut files = Vec::new();
    for project in ids {
        files.push(act::view(&house.app, &ctx, "gd", project.id).await.expect("a file"));
    }
    files
}

async fn acting_officer(house: &House) -> Ctx {
    use kexiang_core::policy::{Actor, ActorKind, Office};
    let account = house.app.store.read(|tx| kexiang_store::account::by_login(tx, "gd.officer")).await;
    let account = account.expect("read").expect("the officer");
    let actor = Actor {
        kind: ActorKind::Person,
        account: Some(account.id),
        name: account.name,
        offices: vec![Office { association: "gd".into(), role: OfficeRole::Officer }],
        ..Actor::nobody()
    };
    Ctx { actor, now: house.now(), ..Ctx::system("test", Via::Cli, house.now()) }
}

fn path(id: Id) -> String {
    format!("{GD}/projects/{id}")
}

/// Somebody of the organisation that carries a project out.
async fn administrator<'h>(house: &'h House, file: &ProjectFile) -> Browser<'h> {
    let organisation = file.project.organisation;
    let login = house.app.store.read(move |tx| {
        let people = kexiang_store::account::members(tx, "gd", organisation)?;
        let found = people.into_iter().find(|(_, role)| role.code() == "administrator").expect("one");
        let account = kexiang_store::account::by_id(tx, found.0)?.expect("an account");
        Ok::<_, StoreError>(account.login)
    });
    house.browser_of(&login.await.expect("read")).await
}

pub async fn sends_copy(browser: &mut Browser<'_>, path: &str, bytes: &[u8]) -> Answer {
    let csrf = browser.csrf.clone();
    let head = "--kx\r\ncontent-disposition: form-data; name=\"copy\"; filename=\"a.png\"\r\n\
                content-type: image/png\r\n\r\n";
    let body = [head.as_bytes(), bytes, b"\r\n--kx--\r\n"].concat();
    let headers = [
        ("content-type", "multipart/form-data; boundary=kx"),
        ("sec-fetch-site", "same-origin"),
        ("x-csrf-token", csrf.as_str()),
    ];
    browser.asks(Method::POST, path, &headers, Body::from(body)).await
}

/// A scan of a page with this text in its code.
fn scan(text: &str) -> Vec<u8> {
    qr::encode(text).and_then(|code| code.png(6)).expect("a picture")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_goes_from_contract_to_money_and_back() {
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            lay(house).await;
            let files = all(house).await;
            assert!(files.len() >= 2, "the demonstration has projects");
            the_books_agree(house, &files).await;
            everybody_sees_what_is_theirs(house, &files[0]).await;
            papers_carry_the_code(house, &files[0]).await;
            l07_money_waits_for_contract_gate_and_three_people(house, &files).await;
            l08_expenses_are_held_against_line_ban_and_invoice(house, &files[0]).await;
            l09_a_change_is_asked_beforehand_and_merged(house, &files[0]).await;
            l10_money_comes_back_until_nothing_is_left(house, &files[1]).await;
            the_interface_tells_the_same(house, &files[0]).await;
            the_books_agree(house, &all(house).await).await;
        },
    )
    .await;
}

/// Σ accounts is nothing, approved = contract = Σ instalments, paid − returned ≤ approved, for every project.
async fn the_books_agree(house: &House, files: &[ProjectFile]) {
    let mut finance = house.browser_of("gd.finance").await;
    finance.opens(&format!("{GD}/finance")).await.good().shows("余额与明细全部相符");
    finance.opens(&format!("{GD}/finance/reconciliation.xlsx")).await.good();
    for file in files {
        assert_eq!(file.book.sum(), Fen::ZERO, "{}", file.project.number);
        assert!(file.book.paid() <= file.project.amount);
        if let Some(contract) = file.in_force() {
            assert_eq!(contract.terms.amount, file.project.amount);
            assert_eq!(file.instalments.iter().map(|i| i.amount).sum::<Fen>(), file.project.amount);
        }
    }
}

async fn everybody_sees_what_is_theirs(house: &House, file: &ProjectFile) {
    let (own, number) = (path(file.project.id), file.project.number.as_str());
    let mut officer = house.browser_of("gd.officer").await;
    officer.opens(&format!("{GD}/projects")).await.good().shows(number).shows("导出项目台账");
    officer.opens(&format!("{GD}/projects?q=zzz")).await.good().shows("没有符合条件的项目");
    officer.opens(&format!("{GD}/projects.xlsx?state=running")).await.good();
    let mut member = administrator(house, file).await;
    member.opens("/projects").await.good().shows(number);
    for part in ["", "/contract", "/money", "/expenses", "/changes", "/recoveries"] {
        officer.opens(&format!("{own}{part}")).await.good().shows(number);
        member.opens(&format!("{own}{part}")).await.good().shows(number);
        for login in ["gd.system", "gd.security", "gd.audit", "gd.expert1", "lz.officer"] {
            house.browser_of(login).await.opens(&format!("{own}{part}")).await.with_status(404).hides(number);
        }
    }
    // The account number is for those who pay and for its owner.
    let account = file.in_force().expect("in force").terms.bank.account.clone();
    officer.opens(&format!("{own}/money")).await.good().shows(&account);
    member.opens(&format!("{own}/money")).await.good().shows(&account);
    house.browser_of("gd.discipline").await.opens(&format!("{own}/money")).await.good().hides(&account);
}

async fn papers_carry_the_code(house: &House, file: &ProjectFile) {
    let mut officer = house.browser_of("gd.officer").await;
    let contract = file.in_force().expect("in force");
    let paper = format!("{}/contract/{}", path(file.project.id), contract.version);
    let pdf = officer.opens(&format!("{paper}/contract.pdf")).await.good();
    assert_eq!(pdf.header("content-type"), "application/pdf");
    let written = officer.opens(&format!("{paper}/contract.docx")).await.good();
    assert!(written.header("content-disposition").contains(".docx"));
    let sheet = kexiang::web::workbooks::contract_sheet(Locale::of(Language::Chinese), file, contract);
    let blocks = docx::read(&docx::write(&sheet).expect("written")).expect("read again");
    let text = format!("{blocks:?}");
    for part in [&contract.number, &contract.terms.title, &contract.terms.bank.account, &file.project.number]
    {
        assert!(text.contains(part.as_str()), "{part} is missing");
    }
    assert!(sheet.mark.qr.as_deref().is_some_and(|q| q.contains(&contract.code.replace('-', ""))));
}

/// The first project's second instalment stands asked for; the third project's contract has just come into force.
async fn l07_money_waits_for_contract_gate_and_three_people(house: &House, files: &[ProjectFile]) {
    let file = &files[0];
    let money = format!("{}/instalments", path(file.project.id));
    let mut officer = house.browser_of("gd.officer").await;
    officer.sends(&format!("{money}/2/payment"), &[("note", "")]).await.refuses(422, "已有拨付申请在办理");
    officer.sends(&format!("{money}/9/payment"), &[("note", "")]).await.refuses(422, "没有这一期");
    let closed = format!("{}/instalments", path(files[1].project.id));
    officer.sends(&format!("{closed}/2/payment"), &[("note", "")]).await.refuses(422, "还没有达到");
    let payment = file.payments.iter().find(|p| p.state == PaymentState::Requested).expect("asked for");
    let step = format!("{GD}/finance/payments/{}/steps", payment.id);
    let mut finance = house.browser_of("gd.finance").await;
    let mut leader = house.browser_of("gd.leader").await;
    leader.sends(&step, &[("what", "release")]).await.refuses(422, "待复核");
    officer.sends(&step, &[("what", "review")]).await.with_status(403);
    finance.sends(&step, &[("what", "review")]).await.leads_to(&format!("{GD}/finance?done=payment"));
    finance.sends(&step, &[("what", "release")]).await.with_status(403);
    leader
        .sends(&format!("{GD}/finance/limit"), &[("limit", "1.00")])
        .await
        .leads_to(&format!("{GD}/finance?done=limit"));
    let mut head = house.browser_of("gd.head").await;
    head.sends(&step, &[("what", "release")]).await.refuses(422, "超过您的签批限额");
    leader.sends(&step, &[("what", "release")]).await.leads_to(&format!("{GD}/finance?done=payment"));
    finance.sends(&format!("{GD}/finance/lists"), &[]).await.leads_to(&format!("{GD}/finance?done=list"));
    finance.sends(&format!("{GD}/finance/lists"), &[]).await.refuses(422, "没有等待列入拨付表");
    finance.sends(&step, &[("what", "confirm"), ("voucher", "")]).await.refuses(422, "没有填写银行凭证号");
    let paid = [("what", "confirm"), ("voucher", "20260330-0001"), ("paid_on", "2026-03-30")];
    finance.sends(&step, &paid).await.leads_to(&format!("{GD}/finance?done=payment"));
    // The bank sends it back: the instalment can be asked for again.
    finance
        .sends(&step, &[("what", "return"), ("reason", "户名不符")])
        .await
        .leads_to(&format!("{GD}/finance?done=payment"));
    let again =
        act::view(&house.app, &acting_officer(house).await, "gd", file.project.id).await.expect("the file");
    assert_eq!(again.book.balance(Account::Ordered), Fen::ZERO);
    assert_eq!(again.book.paid() + again.book.balance(Account::Committed), file.project.amount);
    officer
        .sends(&format!("{money}/2/payment"), &[("note", "重新申请")])
        .await
        .leads_to(&format!("{}/money?done=requested", path(file.project.id)));
}

async fn l08_expenses_are_held_against_line_ban_and_invoice(house: &House, file: &ProjectFile) {
    let mut member = administrator(house, file).await;
    let book = format!("{}/expenses", path(file.project.id));
    let entry = file.expenses.iter().find(|e| !e.reversed).expect("an expense").entry.clone();
    let sent = |purpose: &str, amount: &str, invoice: &str| {
        [
            ("category", entry.category.clone()),
            ("purpose", purpose.to_owned()),
            ("amount", amount.to_owned()),
            ("spent-on", "2026-03-29".to_owned()),
            ("voucher", "记-0100".to_owned()),
            ("invoice", invoice.to_owned()),
        ]
    };
    let send = async |member: &mut Browser<'_>, form: [(&str, String); 6]| {
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        member.sends(&book, &form).await
    };
    send(&mut member, sent("场地", "12.00", &entry.invoice)).await.refuses(422, "已经登记过");
    send(&mut member, sent("场地", "999999999.00", "")).await.refuses(422, "超出预算");
    let kept = send(&mut member, sent("场地租用补充", "abc", "")).await.refuses(422, "金额的格式不对");
    assert!(kept.text.contains("场地租用补充"), "what was typed is lost");
    send(&mut member, sent("场地", "12.00", "123")).await.refuses(422, "发票号码不对");
    send(&mut member, sent("场地", "12.00", "24442000009999999999"))
        .await
        .leads_to(&format!("{book}?done=booked"));
    let mut finance = house.browser_of("gd.finance").await;
    let form = sent("场地", "12.00", "");
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    finance.sends(&book, &form).await.with_status(403);
    member.opens(&format!("{book}.xlsx")).await.good();
}

async fn l09_a_change_is_asked_beforehand_and_merged(house: &House, file: &ProjectFile) {
    let own = path(file.project.id);
    let changes = format!("{own}/changes");
    let mut member = administrator(house, file).await;
    let mut head = house.browser_of("gd.head").await;
    let ask = |from: &'static str, leader: &'static str| {
        [("kind", "person"), ("leader", leader), ("from", from), ("reason", "工作调动")]
    };
    let leader = file.in_force().expect("in force").terms.leader.clone();
    assert_eq!(leader, "陈志强", "the demonstration's change is merged");
    member.sends(&changes, &ask("2026-05-01", "陈志强")).await.refuses(422, "没有需要变更的");
    member.sends(&changes, &[("kind", "person")]).await.with_status(422);
    head.sends(&changes, &ask("2026-05-01", "黄建中")).await.with_status(403);
    member.sends(&changes, &ask("2026-05-01", "黄建中")).await.leads_to(&format!("{changes}?done=asked"));
    member.sends(&changes, &ask("2026-05-01", "黄建中")).await.refuses(422, "等待审批");
    let before =
        act::view(&house.app, &acting_officer(house).await, "gd", file.project.id).await.expect("the file");
    let request = before.changes.last().expect("a request").id;
    let decide = format!("{changes}/{request}/decision");
    member.sends(&decide, &[("verdict", "approved"), ("words", "同意")]).await.with_status(403);
    head.sends(&decide, &[("verdict", "approved"), ("words", "")]).await.refuses(422, "理由");
    head.sends(&decide, &[("verdict", "approved"), ("words", "同意")])
        .await
        .leads_to(&format!("{changes}?done=approved"));
    head.sends(&decide, &[("verdict", "refused"), ("words", "不同意")]).await.refuses(422, "已经有了结果");
    let after =
        act::view(&house.app, &acting_officer(house).await, "gd", file.project.id).await.expect("the file");
    assert_eq!(after.in_force().expect("in force").terms.leader, "黄建中");
    assert_eq!(after.contracts.len(), before.contracts.len() + 1);
    assert_eq!(after.contracts[1].state, ContractState::Superseded);
    assert_eq!(
        after.contracts[1].terms,
        before.in_force().expect("in force").terms,
        "the old version is as it was"
    );
}

async fn l10_money_comes_back_until_nothing_is_left(house: &House, file: &ProjectFile) {
    let own = format!("{}/recoveries", path(file.project.id));
    let (order, _) = file.recoveries.first().expect("an order").clone();
    assert_eq!(order.state, RecoveryState::Issued);
    let left = order.amount - order.received;
    let step = format!("{own}/{}/steps", order.id);
    let mut finance = house.browser_of("gd.finance").await;
    let pay = |sum: String| {
        [
            ("what", "receive".to_owned()),
            ("amount", sum),
            ("received_on", "2026-03-29".to_owned()),
            ("voucher", "收-0099".to_owned()),
        ]
    };
    let send = async |finance: &mut Browser<'_>, form: [(&str, String); 4]| {
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        finance.sends(&step, &form).await
    };
    let more = (left + Fen(1)).yuan_plain();
    send(&mut finance, pay(more)).await.refuses(422, "还应追回");
    let mut leader = house.browser_of("gd.leader").await;
    leader.sends(&step, &[("what", "withdraw"), ("reason", "撤销")]).await.refuses(422, "不能撤销");
    send(&mut finance, pay(left.yuan_plain())).await.leads_to(&format!("{own}?done=received"));
    finance.opens(&format!("{own}/{}/notice.pdf", order.id)).await.good();
    let after =
        act::view(&house.app, &acting_officer(house).await, "gd", file.project.id).await.expect("the file");
    assert_eq!(after.recoveries[0].0.state, RecoveryState::Settled);
    assert_eq!(after.book.balance(Account::Receivable), Fen::ZERO);
    let mut officer = house.browser_of("gd.officer").await;
    let form = [("amount", "999999999.00"), ("facts", "未完成"), ("due_on", "2026-05-01")];
    officer.sends(&own, &form).await.refuses(422, "最多可追回");
}

async fn the_interface_tells_the_same(house: &House, file: &ProjectFile) {
    let program = Program::whole(house, "gd.officer").await;
    let list = program.reads("/api/v1/associations/gd/projects").await.good().json();
    let found = list.as_array().expect("a list").iter().find(|p| p["number"] == file.project.number.as_str());
    assert_eq!(found.expect("the project")["amount"], file.project.amount.0);
    let one = format!("/api/v1/associations/gd/projects/{}", file.project.id);
    let dossier = program.reads(&one).await.good().json();
    let sums =
        dossier["balances"].as_array().expect("balances").iter().map(|b| b["sum"].as_i64().expect("a sum"));
    assert_eq!(sums.sum::<i64>(), 0);
    let refused = program.asks(Method::POST, &format!("{one}/contract"), &json!({})).await.with_status(422);
    assert_eq!(refused.json()["code"], "contract-begun");
    Program::whole(house, "lz.officer").await.reads(&one).await.with_status(404);
    let desk = program.reads("/api/v1/associations/gd/finance").await.good().json();
    assert_eq!(desk["differing"], json!([]));
}

/// A copy of another paper is refused; the right one with both seals brings the contract into force.
#[tokio::test(flavor = "multi_thread")]
async fn l07_only_the_issued_paper_comes_back_sealed() {
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            lay(house).await;
            let files = all(house).await;
            let open = |f: &&ProjectFile| f.contract().is_none_or(|c| c.state == ContractState::Draft);
            let Some(file) = files.iter().find(open) else { return };
            let own = format!("{}/contract", path(file.project.id));
            let mut officer = house.browser_of("gd.officer").await;
            if file.contracts.is_empty() {
                officer.sends(&own, &[]).await.leads_to(&format!("{own}?done=begun"));
            }
            officer.opens(&own).await.good().shows("核对与补充");
        },
    )
    .await;
}

#[test]
fn a_drawn_code_reads_back() {
    let found = qr::decode_picture(&scan("kexiang:gd:GD-2024-001-HT1:7F3A91C20B:0")).expect("a picture");
    assert_eq!(found, ["kexiang:gd:GD-2024-001-HT1:7F3A91C20B:0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_papers_code_is_refused() {
    on_each_engine_with(
        |config| (config.security.unused_days, config.security.password_days) = (0, 0),
        async |house| {
            lay(house).await;
            let files = all(house).await;
            for file in files.iter().filter(|f| f.contract().map(|c| c.state) == Some(ContractState::Sealed))
            {
                let copies = format!("{}/contract/copies/both", path(file.project.id));
                let mut head = house.browser_of("gd.head").await;
                let other = scan("kexiang:gd:GD-2024-999-HT1:0000000000:0");
                sends_copy(&mut head, &copies, &other).await.refuses(422, "不是这份合同");
            }
        },
    )
    .await;
}
