//! A process is killed (`kill -9`) in the middle of payments and decisions: whatever it was doing has happened wholly or not
//! at all. The one that is killed is this test's own program, started again as [`works_until_it_is_killed`].

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use kexiang::actions::project as act;
use kexiang::actions::{Ctx, Failure, Via};
use kexiang::clock::Clock;
use kexiang::config::Config;
use kexiang::demo;
use kexiang::passwords::Passwords;
use kexiang::state::App;
use kexiang_core::change::{Detail, State as Decision};
use kexiang_core::contract::State as ContractState;
use kexiang_core::id::Id;
use kexiang_core::ledger::Cause;
use kexiang_core::money::Fen;
use kexiang_core::payment::{Command as Step, State};
use kexiang_core::policy::{Actor, ActorKind};
use kexiang_core::time;
use kexiang_store::testing::{Database, engines};
use kexiang_store::{Store, StoreConfig, StoreError, account, audit, ledger, project as projects};

/// Where the killed process finds its database; without it the process does nothing.
const URL: &str = "KEXIANG_CRASH_URL";
/// How often a process is killed, each time one step later.
const DEATHS: usize = 10;
const HERE: &str = "gd";

fn app_on(store: Store, folder: &std::path::Path) -> App {
    let mut config = Config::default();
    config.secrets.file = folder.join("secret.key");
    config.blobs.folder = folder.join("blobs");
    config.mail.kind = kexiang::config::MailKind::Outbox;
    let app = App::with_clock(config, store, Passwords::cheap(), Clock::movable()).expect("application");
    app.clock.follow(app.clock.offset_for(time::instant(demo::START)));
    app
}

async fn ctx_of(app: &App, login: &str) -> Ctx {
    let login = login.to_owned();
    let actor = app.store.read(move |tx| {
        let person = account::by_login(tx, &login)?.expect("a person");
        Ok::<_, StoreError>(Actor {
            kind: ActorKind::Person,
            account: Some(person.id),
            name: person.name,
            offices: account::offices(tx, person.id)?,
            memberships: account::memberships(tx, person.id)?,
            scopes: Vec::new(),
        })
    });
    let now = app.clock.now();
    Ctx { actor: actor.await.expect("read"), now, ..Ctx::system("test", Via::Cli, now) }
}

/// The project whose second instalment is paid and returned again and again.
async fn first(store: &Store) -> Id {
    let all = store.read(|tx| projects::all(tx, HERE)).await.expect("projects");
    all.first().expect("a project of the demonstration").id
}

/// One step after the other, each told on the standard output when it is done, until the process is killed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by the test below, and killed by it"]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it is told where to work, and tells how far it is"
)]
async fn works_until_it_is_killed() {
    let Ok(url) = std::env::var(URL) else { return };
    let folder = tempfile::tempdir().expect("folder");
    let store = Store::open(&StoreConfig::new(url)).await.expect("the database opens");
    let app = app_on(store, folder.path());
    app.ready().await.expect("ready");
    let id = first(&app.store).await;
    loop {
        if let Err(failure) = one_step(&app, id).await {
            panic!("{failure}");
        }
        println!("done");
    }
}

/// Whatever comes next for the second instalment; between two payments a change is asked for and decided.
async fn one_step(app: &App, id: Id) -> Result<(), Failure> {
    let officer = ctx_of(app, "gd.officer").await;
    let file = act::view(app, &officer, HERE, id).await?;
    if let Some(open) = file.changes.iter().find(|c| c.state == Decision::Submitted) {
        let head = ctx_of(app, "gd.head").await;
        return act::decide_change(app, &head, HERE, id, open.id, (Decision::Approved, "同意")).await;
    }
    let standing = file.payments.iter().find(|p| p.instalment == 2 && p.state.is_live());
    let Some(payment) = standing else {
        if file.payments.len() > file.changes.len() {
            return ask(app, id, &file).await;
        }
        return act::request(app, &officer, HERE, id, 2, "").await.map(|_| ());
    };
    let (login, step) = match payment.state {
        State::Requested => ("gd.finance", Step::Review),
        State::Reviewed => ("gd.leader", Step::Release),
        State::Released => ("gd.finance", Step::Confirm { voucher: format!("V{}", file.payments.len()) }),
        _ => ("gd.finance", Step::Return { reason: "户名不符".to_owned() }),
    };
    let who = ctx_of(app, login).await;
    act::command_payment(app, &who, HERE, payment.id, step, None).await
}

async fn ask(app: &App, id: Id, file: &act::ProjectFile) -> Result<(), Failure> {
    let organisation = file.project.organisation;
    let login = app.store.read(move |tx| {
        let people = account::members(tx, HERE, organisation)?;
        let (person, _) = people.into_iter().next().expect("a member");
        Ok::<_, StoreError>(account::by_id(tx, person)?.expect("an account").login)
    });
    let member = ctx_of(app, &login.await.expect("read")).await;
    let leader = format!("负责人{}", file.changes.len());
    let from = time::beijing_date(member.now).tomorrow().expect("a day");
    let request = (Detail::Person { leader }, "工作调动".to_owned(), from);
    act::ask_change(app, &member, HERE, id, request).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn x08_a_killed_process_leaves_all_of_a_payment_or_nothing() {
    for engine in engines() {
        let database = Database::create(engine).await;
        let store = database.open().await;
        let folder = tempfile::tempdir().expect("folder");
        let app = app_on(store.clone(), folder.path());
        app.ready().await.expect("ready");
        demo::seed(&app, &|_| {}).await.unwrap_or_else(|failure| panic!("{failure}"));
        for death in 1..=DEATHS {
            dies_after(&database.config.url, death);
            everything_is_whole(&app).await;
        }
        store.close().await;
        database.remove().await;
    }
}

/// Starts a process, lets it take so many steps, and kills it while it is at the next one.
fn dies_after(url: &str, steps: usize) {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program)
        .args(["crash::works_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
        .env(URL, url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the process starts");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let told = lines.map_while(Result::ok).filter(|line| line.ends_with("done")).take(steps).count();
    child.kill().expect("it can be killed");
    child.wait().expect("it is gone");
    assert_eq!(told, steps, "the process stopped by itself");
}

async fn everything_is_whole(app: &App) {
    // A commit that the killed process had sent may still be under way: it holds the project's row, so this waits for it.
    let id = first(&app.store).await;
    let held = app.store.write(move |tx| projects::hold(tx, HERE, id)).await;
    assert!(held.expect("the project").is_some());
    let differing = app.store.read(|tx| ledger::differing(tx, HERE)).await.expect("read");
    assert_eq!(differing, Vec::<Id>::new(), "balances differ from movements");
    let verdict = audit::verify(&app.store, HERE).await.expect("read");
    assert!(matches!(verdict, audit::Verdict::Sound(_)), "the record is broken: {verdict:?}");
    let officer = ctx_of(app, "gd.officer").await;
    let file = act::view(app, &officer, HERE, id).await.expect("the project");
    assert_eq!(file.book.sum(), Fen::ZERO);
    assert!(file.book.paid() <= file.project.amount);
    for payment in &file.payments {
        let causes: Vec<Cause> =
            file.entries.iter().filter(|e| e.source == payment.id).map(|e| e.cause).collect();
        let expected: &[&[Cause]] = match payment.state {
            State::Requested | State::Reviewed | State::Declined => &[&[]],
            State::Released => &[&[Cause::Order]],
            State::Paid => &[&[Cause::Order, Cause::Pay]],
            State::Returned => {
                &[&[Cause::Order, Cause::Withdraw], &[Cause::Order, Cause::Pay, Cause::Bounce]]
            }
        };
        assert!(
            expected.contains(&causes.as_slice()),
            "{} is {:?}: {causes:?}",
            payment.number,
            payment.state
        );
    }
    // Each approved change is one version of the contract, and one version is in force.
    let approved = file.changes.iter().filter(|c| c.state == Decision::Approved).count();
    assert_eq!(file.contracts.len(), approved + 1);
    let in_force = file.contracts.iter().filter(|c| c.state == ContractState::InForce).count();
    assert_eq!((in_force, file.contracts[0].state), (1, ContractState::InForce));
    // Every step of the timeline was recorded with its change, in the same transaction.
    let paid = file.steps.iter().filter(|s| s.command == "payment-confirm").count();
    let booked = file.entries.iter().filter(|e| e.cause == Cause::Pay).count();
    assert_eq!(paid, booked);
}
