use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use kexiang_core::time;
use kexiang_store::{migrate, setting};

use super::{Problem, explain, say, serve};
use crate::actions::demo::{OFFSET, move_clock};
use crate::actions::{Ctx, Via};
use crate::config::{Config, Environment, LogFormat, MailKind};
use crate::demo;
use crate::locale::{Language, Locale};
use crate::state::App;

/// Options of `kexiang demo`.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Folder of the demonstration; remove it to begin anew.
    #[arg(long, default_value = "data/demo", value_name = "FOLDER")]
    folder: PathBuf,
    /// Address and port.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: String,
    /// Build the demonstration and stop.
    #[arg(long)]
    prepare: bool,
}

/// `kexiang demo`: builds what is missing, says how long it takes, serves.
pub(super) async fn run(options: Demo, environment: Environment) -> Result<(), Problem> {
    let config = settings(&options, &environment)?;
    crate::telemetry::start(&config.log)?;
    let steps = Steps { began: Instant::now() };
    steps.done(&format!("Demonstration in {}", options.folder.display()));
    let app = App::open(config).await?;
    let applied = migrate::run(&app.store, app.clock.now()).await?;
    steps.done(&format!("Database ready ({} migrations applied now)", applied.len()));
    start_clock(&app).await?;
    app.ready().await?;
    demo::seed(&app, &|words| steps.done(words)).await.map_err(explain)?;
    app.ready().await?;
    if options.prepare {
        app.store.close().await;
        return Ok(());
    }
    let listener = serve::listen(&app).await?;
    steps.done("Serving");
    introduce(&listener.local_addr()?.to_string(), &app);
    serve::serve(app, listener).await
}

/// The settings of a demonstration: everything in one folder, nothing sent outside, no second factor asked for. The
/// environment may change them, e.g. KEXIANG_DATABASE_URL.
fn settings(options: &Demo, environment: &Environment) -> Result<Config, Problem> {
    std::fs::create_dir_all(&options.folder).map_err(|error| {
        format!("cannot create {}: {error}. Choose another --folder", options.folder.display())
    })?;
    let inside = |name: &str| Path::new(&options.folder).join(name);
    let mut config = Config::default();
    config.server.listen.clone_from(&options.listen);
    config.database.url = format!("sqlite:{}", inside("kexiang.db").display());
    config.blobs.folder = inside("blobs");
    config.secrets.file = inside("secret.key");
    config.mail.kind = MailKind::Outbox;
    config.security.second_factor = false;
    config.security.unused_days = 0;
    config.security.password_days = 0;
    config.log.format = LogFormat::Pretty;
    config.log.filter = "warn".to_owned();
    config.demo.enabled = true;
    let text = toml::to_string(&config)?;
    Ok(Config::parse("the demonstration's settings", &text, environment)?)
}

/// Sets the clock to its start on a new database; later starts go on where it stood.
async fn start_clock(app: &App) -> Result<(), Problem> {
    if app.store.read(|tx| setting::get(tx, OFFSET)).await?.is_some() {
        return Ok(());
    }
    let ctx = Ctx::system("demo", Via::Cli, app.clock.now());
    move_clock(app, &ctx, time::instant(demo::START)).await.map_err(explain)
}

/// The address and one sign-in per role.
fn introduce(address: &str, app: &App) {
    let l = Locale::of(Language::Chinese);
    let now = time::long(app.clock.now());
    say(&format!(
        "\n  http://{address}    {now}\n\n  {:<16}{}\n",
        l.t("sign-in-password"),
        demo::people::PASSWORD
    ));
    let mut association = "";
    for persona in demo::people::all() {
        if persona.association_name != association {
            association = persona.association_name;
            say(&format!("\n  {association}\n"));
        }
        say(&format!("    {:<16} {}  {}\n", persona.login, persona.say(l), persona.name));
    }
    say("\n");
}

/// Says what was done and after how long.
struct Steps {
    began: Instant,
}

impl Steps {
    fn done(&self, words: &str) {
        say(&format!("[{:>6.2} s] {words}\n", self.began.elapsed().as_secs_f64()));
    }
}
