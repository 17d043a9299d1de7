//! Importing workbooks of organisations, first accounts, the holiday calendar, and what leaves the system whole.

use kexiang::actions::organisation::import::{self, Plan};
use kexiang::actions::organisation::{self as ledger, Query, accounts};
use kexiang::actions::{Ctx, Failure, calendar, export, session};
use kexiang::jobs;
use kexiang::locale::{Language, Locale};
use kexiang_core::canonical::ContentHash;
use kexiang_core::organisation::FactKind;
use kexiang_core::policy::OfficeRole;
use kexiang_documents::xlsx::{self, ColumnKind, Register, RegisterColumn, RegisterValue};
use kexiang_store::organisation::import::Import;
use kexiang_store::testing::each_engine;
use sha2::{Digest as _, Sha256};

use crate::office::{World, at};

fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// A workbook as an office would send it: a title, the heads, the rows.
pub fn workbook(heads: &[&str], rows: &[&[&str]]) -> Vec<u8> {
    let column =
        |title: &&str| RegisterColumn { title: (*title).to_owned(), width: 16, kind: ColumnKind::Text };
    let row = |row: &&[&str]| row.iter().map(|text| RegisterValue::Text((*text).to_owned())).collect();
    let sheet = Register {
        title: "团体会员名单".to_owned(),
        unit: None,
        index: "序号".to_owned(),
        columns: heads.iter().map(column).collect(),
        rows: rows.iter().map(row).collect(),
        total: None,
        footer: vec!["填表说明：导入前不必删除本行".to_owned()],
        page: None,
    };
    xlsx::write_register(&sheet, jiff::civil::date(2026, 3, 1).at(9, 0, 0, 0)).expect("a workbook")
}

const HEADS: [&str; 9] =
    ["学会名称", "单位类别", "信用代码", "所在地区", "联系人", "手机", "邮箱", "2024年年检", "依托单位"];

fn rows() -> Vec<Vec<&'static str>> {
    vec![
        vec![
            "柳州市农学会",
            "学会",
            "51450200MJA000016N",
            "柳州市",
            "李娟",
            "18276735671",
            "nx@example.cn",
            "合格",
            "",
        ],
        vec!["广西科技大学科学技术协会", "高校科协", "", "450200", "王晓", "", "", "", "广西科技大学"],
    ]
}

async fn read(world: &World, officer: &Ctx, rows: &[Vec<&str>]) -> (Import, Plan) {
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let id =
        import::upload(&world.app, officer, "lz", "名单.xlsx", workbook(&HEADS, &rows)).await.expect("taken");
    jobs::work_once(&world.app).await.expect("worked");
    import::show(&world.app, officer, "lz", id).await.expect("shown")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_is_judged_applied_and_found_unchanged_the_second_time() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let (app, officer) = (&world.app, world.officer(OfficeRole::Officer, at(3, 1, 9, 0)));
        let (first, plan) = read(&world, &officer, &rows()).await;
        assert_eq!(
            (first.state.as_str(), plan.count("new"), plan.count("wrong")),
            ("read", 2, 0),
            "{plan:?}"
        );
        let total =
            async || ledger::list(app, &officer, "lz", &Query::default()).await.expect("a list").total;
        assert_eq!(total().await, 1, "nothing is written before it is confirmed");
        import::apply_later(app, &officer, "lz", first.id, "all").await.expect("begun");
        jobs::work_once(app).await.expect("worked");
        let (done, _) = import::show(app, &officer, "lz", first.id).await.expect("shown");
        assert_eq!((done.state.as_str(), done.done, done.total), ("applied", 2, 2));
        assert_eq!(total().await, 3);
        let query = Query::parse("q=%E5%86%9C%E5%AD%A6%E4%BC%9A");
        let found = ledger::list(app, &officer, "lz", &query).await.expect("a list").rows.remove(0);
        assert_eq!(found.row.organisation.credit_code, "51450200MJA000016N");
        assert_eq!(found.newest(FactKind::AnnualInspection).map(|f| f.value.as_str()), Some("passed"));
        let again = import::apply_later(app, &officer, "lz", first.id, "all").await;
        assert_eq!(refused(again), "import-state");

        let (_, plan) = read(&world, &officer, &rows()).await;
        assert_eq!((plan.count("unchanged"), plan.rows.len()), (2, 2), "idempotent: {plan:?}");
        let mut changed = rows();
        changed[0][4] = "覃美玲";
        changed[0][0] = "柳州市农业科学学会";
        let (_, plan) = read(&world, &officer, &changed).await;
        let mut fields: Vec<_> = plan.rows[0].changes.iter().map(|c| (c.0.as_str(), c.2.as_str())).collect();
        fields.sort_unstable();
        assert_eq!(fields, [("contact", "覃美玲"), ("name", "柳州市农业科学学会")], "found by its code");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_rows_are_explained_marked_and_left_out_or_stop_everything() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let (app, officer) = (&world.app, world.officer(OfficeRole::Officer, at(3, 1, 9, 0)));
        let mut mixed = rows();
        mixed.push(vec!["坏代码学会", "学会", "91310115MA1H8R7C6D", "柳州市", "", "", "", "", ""]);
        mixed.push(vec!["没有类别", "俱乐部", "", "月球", "", "123", "", "优秀", ""]);
        mixed.push(vec!["柳州市农学会", "学会", "", "柳州市", "", "", "", "", "某单位"]);
        let (import, plan) = read(&world, &officer, &mixed).await;
        let wrong: Vec<(u32, Vec<&str>)> = plan
            .rows
            .iter()
            .filter(|r| r.verdict == "wrong")
            .map(|r| (r.row, r.wrong.iter().map(|w| w.2.code.as_str()).collect()))
            .collect();
        let expected = [
            (6, vec!["credit-code-check"]),
            (7, vec!["import-class", "import-region", "import-fact"]),
            (8, vec!["import-twice"]),
        ];
        assert_eq!(wrong, expected, "all that is wrong with a row at once");
        assert_eq!(plan.rows[2].wrong[0].0, "D6", "the place of the cell");
        let all = import::apply_later(app, &officer, "lz", import.id, "all").await;
        assert_eq!(refused(all), "import-wrong-rows");
        let l = Locale::of(Language::Chinese);
        let (_, marked) = import::annotated(app, &officer, l, "lz", import.id).await.expect("a workbook");
        let sheet = xlsx::read_sheets(&marked).expect("readable").remove(0);
        let last = sheet.size().1 - 1;
        let note = sheet.at(6, last).map(String::from).unwrap_or_default();
        assert!(note.contains("俱乐部") && note.contains("月球"), "{note}");
        assert_eq!(sheet.at(3, last), None, "good rows have no note");
        let comments = zip_names(&marked).into_iter().any(|name| name.contains("comments"));
        assert!(comments, "wrong cells carry comments");
        import::apply_later(app, &officer, "lz", import.id, "good").await.expect("begun");
        jobs::work_once(app).await.expect("worked");
        let list = ledger::list(app, &officer, "lz", &Query::default()).await.expect("a list");
        assert_eq!(list.total, 3, "the good rows alone");

        let junk = import::upload(app, &officer, "lz", "a.xlsx", b"hello".to_vec()).await;
        assert_eq!(refused(junk), "import-unreadable");
        let id = import::upload(app, &officer, "lz", "a.xlsx", workbook(&["姓名"], &[&["李娟"]]))
            .await
            .expect("taken");
        jobs::work_once(app).await.expect("worked");
        let (failed, _) = import::show(app, &officer, "lz", id).await.expect("shown");
        assert_eq!((failed.state.as_str(), failed.problem.as_str()), ("failed", "import-no-header"));
        let stranger = crate::office::of_office("nx", OfficeRole::Officer, at(3, 1, 9, 0));
        assert_eq!(refused(import::show(app, &stranger, "lz", id).await), "not-found");
        assert_eq!(refused(import::show(app, &stranger, "nx", id).await), "not-found");
    })
    .await;
}

fn zip_names(bytes: &[u8]) -> Vec<String> {
    // Names stand in the archive's directory as they are.
    let text = String::from_utf8_lossy(bytes).into_owned();
    text.split("xl/").skip(1).map(|rest| rest.chars().take(30).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn first_accounts_are_made_mailed_and_handed_out_once() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let (app, officer) = (&world.app, world.officer(OfficeRole::Officer, at(3, 1, 9, 0)));
        let (import, _) = read(&world, &officer, &rows()).await;
        import::apply_now(app, &officer, "lz", import.id, "all").await.expect("applied");
        let batch = accounts::start(app, &officer, "lz", true).await.expect("begun");
        jobs::work_once(app).await.expect("worked");
        let made = accounts::batch(app, &officer, "lz", batch).await.expect("a batch");
        assert_eq!((made.state.as_str(), made.done, made.total), ("ready", 3, 3));
        let credentials = accounts::take(app, &officer, "lz", batch).await.expect("taken");
        let logins: Vec<_> = credentials.iter().map(|c| (c.login.as_str(), c.email.as_str())).collect();
        let expected = [("lz0001", ""), ("51450200mja000016n", "nx@example.cn"), ("lz0002", "")];
        let mut sorted = expected.to_vec();
        sorted.sort_unstable();
        let mut found = logins.clone();
        found.sort_unstable();
        assert_eq!(found, sorted);
        assert_eq!(refused(accounts::take(app, &officer, "lz", batch).await), "accounts-taken");
        assert_eq!(refused(accounts::start(app, &officer, "lz", false).await), "accounts-none");
        let coded = credentials.iter().find(|c| c.login.starts_with("51")).expect("the society");
        let who = session::SignIn {
            name: coded.login.to_uppercase(),
            password: coded.password.clone(),
            ..session::SignIn::default()
        };
        let signed = session::sign_in(app, &Ctx { ip: "10.0.0.9".into(), ..officer.clone() }, &who).await;
        assert!(signed.is_ok(), "the first password opens the account: {signed:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_year_counts_in_its_association_alone() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let (app, officer) = (&world.app, world.officer(OfficeRole::Officer, at(11, 10, 9, 0)));
        let csv = "名称,开始,结束\n元旦,2027-01-01,2027-01-03\n上班,2027-01-09,\n";
        let table =
            calendar::read("2027.csv", csv.as_bytes(), jiff::civil::date(2026, 11, 10)).expect("a table");
        let leader = world.officer(OfficeRole::Leader, at(11, 10, 9, 0));
        assert_eq!(refused(calendar::import(app, &leader, "lz", &table).await), "not-permitted");
        calendar::import(app, &officer, "lz", &table).await.expect("taken over");
        let day = |month, day| jiff::civil::date(2027, month, day);
        let end = app.calendar_of("lz").working_days_from(jiff::civil::date(2026, 12, 31), 3, true);
        assert_eq!(end, Ok(day(1, 5)));
        assert_eq!(
            app.calendar_of("lz").is_working_day(day(1, 9)),
            Ok(true),
            "a Saturday worked in exchange"
        );
        assert!(
            app.calendar_of("nx").is_working_day(day(1, 9)).is_err(),
            "another association has not imported it"
        );
        let stranger = crate::office::of_office("nx", OfficeRole::Officer, at(11, 10, 9, 0));
        assert_eq!(refused(calendar::import(app, &stranger, "lz", &table).await), "not-found");
        let cli = Ctx::system("command line", kexiang::actions::Via::Cli, at(11, 10, 9, 0));
        calendar::import(app, &cli, "", &table).await.expect("for the deployment");
        assert_eq!(app.calendar_of("nx").is_working_day(day(1, 9)), Ok(true));
    })
    .await;
}

/// Collects a package in memory.
#[derive(Default)]
struct Memory(Vec<(String, Vec<u8>)>);

impl export::Target for Memory {
    fn put(&mut self, path: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.0.push((path.to_owned(), bytes.to_vec()));
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_holds_everything_under_its_hashes_and_the_chain_every_record() {
    each_engine(async |store| {
        let world = World::liuzhou(store).await;
        let app = &world.app;
        let id = world.submitted("2026-1", at(3, 30, 9, 0)).await;
        let number = world.case(id).await.application.number;
        // The files of this ground have no bytes: it is taken out, as an applicant would.
        app.store
            .write(move |tx| {
                for file in kexiang_store::attachment::of_application(tx, "lz", id)? {
                    kexiang_store::attachment::remove(tx, "lz", id, file.id, at(3, 30, 9, 5))?;
                }
                Ok::<_, kexiang_store::StoreError>(())
            })
            .await
            .expect("taken out");
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let printed = kexiang::web::workbooks::application_sheet;
        let mut memory = Memory::default();
        let packed =
            export::package(app, &officer, printed, "lz", &number, &mut memory).await.expect("packed");
        let paths: Vec<_> = packed.iter().map(|p| p.path.as_str()).collect();
        let expected = [
            "application.json",
            "answers.json",
            "versions.json",
            "steps.json",
            "checks.json",
            "paper.json",
            "audit.json",
            "application.pdf",
            "manifest.json",
        ];
        assert_eq!(paths, expected);
        let (_, manifest) = memory.0.last().expect("a manifest");
        let manifest: serde_json::Value = serde_json::from_slice(manifest).expect("JSON");
        for file in manifest["files"].as_array().expect("files") {
            let path = file["path"].as_str().expect("a path");
            let (_, bytes) = memory.0.iter().find(|(p, _)| p == path).expect("the file");
            assert_eq!(file["sha256"], hex::encode(Sha256::digest(bytes)), "{path}");
        }
        let versions: serde_json::Value = serde_json::from_slice(&memory.0[2].1).expect("JSON");
        assert_eq!(versions[0]["kind"], "submission");
        let unknown =
            export::package(app, &officer, printed, "lz", "2026-9-999", &mut Memory::default()).await;
        assert_eq!(refused(unknown), "not-found");
        let stranger = crate::office::of_office("nx", OfficeRole::Officer, at(4, 1, 9, 0));
        let foreign = export::package(app, &stranger, printed, "lz", &number, &mut Memory::default()).await;
        assert_eq!(refused(foreign), "not-found");

        let audit = world.officer(OfficeRole::Audit, at(4, 1, 9, 0));
        let mut text = Vec::new();
        let count = export::audit_chain(app, &audit, "lz", &mut text).await.expect("a chain");
        let lines: Vec<serde_json::Value> = String::from_utf8(text)
            .expect("text")
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(i64::try_from(lines.len()), Ok(count));
        assert_eq!(lines[0]["prev_hash"], ContentHash::NONE.to_string());
        for pair in lines.windows(2) {
            assert_eq!(pair[1]["prev_hash"], pair[0]["hash"], "every line follows the one before");
        }
        assert_eq!(refused(export::audit_chain(app, &officer, "lz", &mut Vec::new()).await), "not-permitted");
    })
    .await;
}
