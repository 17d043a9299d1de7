//! The command line. Each command is a file; errors say what is wrong and what to do. A new command adds an entry to
//! [`Command`] and an arm to [`run`].

mod archive;
mod association;
mod audit;
mod calendar;
mod demo;
mod doctor;
mod draw;
mod engines;
mod export;
mod files;
mod migrate;
mod notice;
mod organisation;
mod programme;
mod progress;
mod serve;
mod user;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::actions::{Ctx, Failure, Via};
use crate::config::{self, Config, Environment};
use crate::locale::{Language, Locale};
use crate::state::App;

/// Project programmes of associations for science and technology (科项), from the notice to the archive.
#[derive(Debug, Parser)]
#[command(name = "kexiang", version, max_term_width = 110, arg_required_else_help = true)]
struct Arguments {
    /// Settings file; without it `kexiang.toml` of the present folder if there is one.
    #[arg(long, short, global = true, env = "KEXIANG_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages and the JSON interface; work on jobs too unless worker.with_server is false.
    Serve,
    /// Work on jobs and send letters, without serving pages. Any number of these may run.
    Work(work::Work),
    /// Bring the database's schema up to date.
    Migrate(migrate::Migrate),
    /// Build a demonstration in a folder if there is none, and serve it.
    Demo(demo::Demo),
    /// Programme files: what is wrong with them and what stands in them. Needs no database.
    #[command(subcommand)]
    Programme(programme::Programmes),
    /// Settings.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Look whether settings, key, database and files are in order.
    Doctor,
    /// Associations of this deployment.
    #[command(subcommand)]
    Association(association::Associations),
    /// Accounts and roles, for the first administrators and for emergencies.
    #[command(subcommand)]
    User(user::User),
    /// Organisations of an association's ledger.
    #[command(subcommand)]
    Organisation(organisation::Organisation),
    /// Holidays and days worked in exchange.
    #[command(subcommand)]
    Calendar(calendar::Calendar),
    /// Take data out: ledger, registers, the audit chain, whole applications.
    #[command(subcommand)]
    Export(export::Export),
    /// The audit record.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// The engines on plain files: assign experts, find copied text, analyse scores.
    #[command(subcommand)]
    Match(engines::Match),
    /// Draws that anyone can repeat, on plain files.
    #[command(subcommand)]
    Draw(draw::Draw),
    /// How far a project is and what is missing, from plain files.
    Progress(progress::Measure),
    /// Archive packages and the lengths of works, on plain files.
    #[command(subcommand)]
    Archive(archive::Archive),
    /// Notices: what they say, and the programme they make.
    #[command(subcommand)]
    Notice(notice::Notice),
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print all settings with their meaning, environment variable and default.
    Example,
}

/// Why a command did not succeed, in words for the person at the terminal.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command of this process's arguments.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Command::Programme(command) = arguments.command {
        return programme::run(command);
    }
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            tell(&format!("error: {problem}"));
            problem.downcast_ref::<notice::Unread>().map_or(ExitCode::FAILURE, notice::Unread::code)
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Problem> {
    let environment = Environment::of_process();
    let command = match arguments.command {
        Command::Config(ConfigCommand::Example) => {
            say(&config::example());
            return Ok(());
        }
        // Plain files need neither settings nor a database.
        Command::Match(command) => return engines::run(command),
        Command::Draw(command) => return draw::run(command),
        Command::Archive(command) => return archive::run(command),
        Command::Progress(measure) => return progress::run(measure),
        Command::Notice(notice) => return notice::run(notice),
        // A demonstration has its own settings, in its folder.
        Command::Demo(demo) => return run_async(demo::run(demo, environment)),
        command => command,
    };
    let config = Config::read(arguments.config.as_deref(), &environment)?;
    crate::telemetry::start(&config.log)?;
    run_async(async {
        match command {
            Command::Serve => serve::run(config).await,
            Command::Work(work) => work::run(config, work).await,
            Command::Migrate(migrate) => migrate::run(config, migrate).await,
            Command::Doctor => doctor::run(config).await,
            Command::Association(association) => association::run(config, association).await,
            Command::User(user) => user::run(config, user).await,
            Command::Organisation(organisation) => organisation::run(config, organisation).await,
            Command::Calendar(calendar) => calendar::run(config, calendar).await,
            Command::Export(export) => export::run(config, export).await,
            Command::Audit(audit) => audit::run(config, audit).await,
            Command::Config(_)
            | Command::Demo(_)
            | Command::Programme(_)
            | Command::Match(_)
            | Command::Draw(_)
            | Command::Archive(_)
            | Command::Progress(_)
            | Command::Notice(_) => Ok(()),
        }
    })
}

fn run_async(work: impl Future<Output = Result<(), Problem>>) -> Result<(), Problem> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// Opens the application on a database whose schema is current.
async fn open(config: Config) -> Result<App, Problem> {
    let app = App::open(config).await?;
    app.ready().await?;
    Ok(app)
}

/// The machine's administrator at the terminal, as actions record them.
fn terminal(app: &App) -> Ctx {
    Ctx::system("command line", Via::Cli, app.clock.now())
}

/// A failure in words for the terminal.
fn explain(failure: Failure) -> Problem {
    match failure {
        Failure::Fault(fault) => fault.into(),
        Failure::Refused(refusal) => {
            let words = Locale::of(Language::English).refusal(&refusal);
            format!("{} {}", words.message, words.remedy).trim_end().to_owned().into()
        }
    }
}

/// Prints to the standard output; a closed pipe is no error.
fn say(text: &str) {
    use std::io::Write as _;
    let _closed = std::io::stdout().write_all(text.as_bytes());
}

/// Prints a line to the standard error; a closed pipe is no error.
fn tell(text: &str) {
    use std::io::Write as _;
    let _closed = writeln!(std::io::stderr(), "{text}");
}
