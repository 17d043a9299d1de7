use kexiang_store::migrate;

use super::{Problem, say};
use crate::config::{BlobKind, Config, MailKind};
use crate::jobs::Mailer;
use crate::state::App;

/// `kexiang doctor`: looks at everything a deployment needs and says what to do about what is wrong.
pub(super) async fn run(config: Config) -> Result<(), Problem> {
    let mut findings = Findings::default();
    advise(&config, &mut findings);
    match App::open(config).await {
        Ok(app) => look_at(&app, &mut findings).await,
        Err(error) => findings.wrong("start", &error.to_string()),
    }
    findings.conclude()
}

async fn look_at(app: &App, findings: &mut Findings) {
    findings.good("key", "can be read");
    match migrate::ensure_current(&app.store).await {
        Ok(()) => findings.good("database", &format!("{}, schema up to date", app.store.engine().name())),
        Err(error) => return findings.wrong("database", &error.to_string()),
    }
    if let Err(error) = app.reload_associations().await {
        return findings.wrong("associations", &error.to_string());
    }
    match app.associations().len() {
        0 => findings.note("associations", "none yet"),
        n => findings.good("associations", &n.to_string()),
    }
    for (name, help, value) in app.gauges().await {
        if name == "kexiang_jobs_dead" && value > 0 {
            findings.note("jobs", &format!("{value} dead: {help}"));
        }
    }
}

/// What the settings alone tell.
fn advise(config: &Config, findings: &mut Findings) {
    match config.server.public_url.as_str() {
        "" => findings.note("address", "server.public_url is empty: links in mails point to server.listen"),
        url if !config.is_https() => {
            findings.note("address", &format!("{url} is not https: use it for trials only"))
        }
        url => findings.good("address", url),
    }
    match Mailer::new(&config.mail) {
        Err(problem) => findings.wrong("mail", &problem),
        Ok(_) if config.mail.kind == MailKind::None => {
            findings.note("mail", "none is sent: nobody can reset a password by mail")
        }
        Ok(_) => findings.good("mail", &config.mail.smtp),
    }
    if config.blobs.kind == BlobKind::Local {
        match std::fs::create_dir_all(&config.blobs.folder) {
            Ok(()) => findings.good("files", &config.blobs.folder.display().to_string()),
            Err(error) => findings.wrong("files", &format!("{}: {error}", config.blobs.folder.display())),
        }
    }
    if config.demo.enabled {
        findings.note("demo", "this is a demonstration: known passwords, a clock that anybody moves");
    } else if !config.security.second_factor {
        findings
            .note("security", "security.second_factor is off: administrators sign in with a password alone");
    }
}

/// What was found, printed as it comes.
#[derive(Default)]
struct Findings {
    wrong: usize,
}

impl Findings {
    fn good(&mut self, what: &str, words: &str) {
        say(&format!("  ok    {what:<14} {words}\n"));
    }

    fn note(&mut self, what: &str, words: &str) {
        say(&format!("  note  {what:<14} {words}\n"));
    }

    fn wrong(&mut self, what: &str, words: &str) {
        self.wrong += 1;
        say(&format!("  WRONG {what:<14} {words}\n"));
    }

    fn conclude(self) -> Result<(), Problem> {
        match self.wrong {
            0 => Ok(()),
            n => Err(format!("{n} thing(s) are wrong, see above").into()),
        }
    }
}
