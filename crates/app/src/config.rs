//! Settings: one TOML file, overridden by environment variables `KEXIANG_<SECTION>_<SETTING>`. The only place that reads
//! the environment. `config/example.toml` documents every setting; a test holds it equal to the defaults here.

mod defaults;
mod environment;
mod example;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use environment::{Environment, variable};
pub use example::annotated as example;

/// All settings of a process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address, limits of requests.
    pub server: Server,
    /// Database.
    pub database: Database,
    /// Uploaded and generated files.
    pub blobs: Blobs,
    /// Sending mail.
    pub mail: Mail,
    /// Short messages and robots.
    pub channels: Channels,
    /// The system's key.
    pub secrets: Secrets,
    /// Electronic seals of contracts.
    pub seal: Seal,
    /// Sign-in rules (GB/T 22239-2019 8.1.4.1).
    pub security: Security,
    /// Background work.
    pub worker: Worker,
    /// Logging.
    pub log: Log,
    /// Demonstration mode.
    pub demo: Demo,
}

/// `[server]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: String,
    /// Address people type; empty: that of each request.
    pub public_url: String,
    /// Proxies whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<String>,
    /// Seconds a request may take.
    pub request_seconds: u64,
    /// Largest body of an ordinary request in bytes.
    pub body_bytes: usize,
}

/// `[seal]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seal {
    /// Program of the provider that says which seals a file carries; empty: contracts are sealed on paper.
    pub program: PathBuf,
    /// Seconds it may take.
    pub seconds: u64,
}

impl Default for Seal {
    fn default() -> Self {
        Seal { program: PathBuf::new(), seconds: 20 }
    }
}

/// `[database]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite:…` or `postgres://…`.
    pub url: String,
    /// PEM file with the authorities that prove the server; empty: those of the machine.
    pub authorities: PathBuf,
    /// Connections per process.
    pub connections: usize,
}

/// `[blobs]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Blobs {
    /// Folder or S3-compatible store.
    pub kind: BlobKind,
    /// Folder of the local kind.
    pub folder: PathBuf,
    /// Address of the store.
    pub endpoint: String,
    /// Region of the store.
    pub region: String,
    /// Bucket.
    pub bucket: String,
    /// Access key.
    pub access_key: String,
    /// Secret key.
    pub secret_key: String,
    /// Largest uploaded file in bytes.
    pub file_bytes: u64,
}

/// Kinds of file store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlobKind {
    /// A folder.
    Local,
    /// An S3-compatible store.
    S3,
}

/// `[mail]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Where mail goes.
    pub kind: MailKind,
    /// Address of the SMTP server.
    pub smtp: String,
    /// Sender.
    pub from: String,
}

/// `[channels]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Channels {
    /// Address of the gateway for short messages; empty: none.
    pub sms_url: String,
    /// Secret that signs what is sent there.
    pub sms_secret: String,
    /// Address of the robot; empty: none.
    pub robot_url: String,
    /// Secret that signs what is sent there.
    pub robot_secret: String,
    /// Topics that the robot is told.
    pub robot_topics: Vec<String>,
    /// Seconds a receiver may take.
    pub seconds: u64,
}

impl Channels {
    /// Whether the robot is told of messages of this kind.
    pub fn wants_robot(&self, kind: &str) -> bool {
        let topic = kexiang_core::channel::Topic::of(kind).code();
        !self.robot_url.is_empty() && self.robot_topics.iter().any(|t| t == topic)
    }
}

/// Where mail goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailKind {
    /// Nowhere.
    None,
    /// To an SMTP server.
    Smtp,
    /// To a page (demo).
    Outbox,
}

/// `[secrets]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Secrets {
    /// File of the key.
    pub file: PathBuf,
    /// The key itself as hexadecimal text; wins over the file.
    pub key: String,
}

/// `[security]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Security {
    /// Failures that lock an account.
    pub lockout_failures: i64,
    /// Failures that lock an address.
    pub lockout_failures_per_address: i64,
    /// Window of the count in minutes.
    pub lockout_window_minutes: i64,
    /// Length of the lock in minutes.
    pub lockout_minutes: i64,
    /// Idle time in minutes.
    pub idle_minutes: i64,
    /// Idle time of the three administrators in minutes.
    pub idle_minutes_administrators: i64,
    /// Longest session in hours.
    pub session_hours: i64,
    /// Shortest password in characters.
    pub password_length: usize,
    /// Age at which a password must change, in days; 0 never.
    pub password_days: i64,
    /// Former passwords that are refused.
    pub password_history: i64,
    /// Days without sign-in that disable an account; 0 never.
    pub unused_days: i64,
    /// Validity of a recovery link in minutes.
    pub recovery_minutes: i64,
    /// Whether privileged roles need a second factor.
    pub second_factor: bool,
    /// Hashes computed at once; 0: one per core.
    pub hashing_lanes: usize,
}

/// `[worker]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Worker {
    /// Jobs at the same time.
    pub lanes: usize,
    /// Whether `serve` works too.
    pub with_server: bool,
}

/// `[log]`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// Form of the lines.
    pub format: LogFormat,
    /// Filter in the notation of `tracing`.
    pub filter: String,
}

/// Forms of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// For collectors.
    Json,
}

/// `[demo]`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Demo {
    /// Whether this is a demonstration.
    pub enabled: bool,
}

impl Blobs {
    /// Where files lie, as the store opens it.
    pub fn place(&self) -> kexiang_store::blob::BlobsConfig {
        use kexiang_store::blob::{BlobsConfig, S3Config};
        match self.kind {
            BlobKind::Local => BlobsConfig::Folder(self.folder.clone()),
            BlobKind::S3 => BlobsConfig::S3(S3Config {
                endpoint: self.endpoint.clone(),
                region: self.region.clone(),
                bucket: self.bucket.clone(),
                access_key: self.access_key.clone(),
                secret_key: self.secret_key.clone(),
                prefix: String::new(),
                path_style: !self.endpoint.is_empty(),
                allow_http: self.endpoint.starts_with("http://"),
                spool: self.folder.join("incoming"),
            }),
        }
    }
}

impl Config {
    /// Whether people reach the system over https.
    pub fn is_https(&self) -> bool {
        self.server.public_url.starts_with("https://")
    }
}

/// Why settings could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file named on the command line is missing or unreadable.
    #[error("settings file {path}: {source}. Create one with `kexiang config example > {path}`")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not valid.
    #[error(
        "settings file {path}: {message}\n`kexiang config example` lists every setting with its meaning and default"
    )]
    Invalid {
        /// The file.
        path: String,
        /// Where and what.
        message: String,
    },
    /// An environment variable has a wrong value or names no setting.
    #[error("environment variable {name}: {message}")]
    Variable {
        /// The variable.
        name: String,
        /// What is wrong and what to do.
        message: String,
    },
}

impl Config {
    /// Reads the file (defaults if none is given and `kexiang.toml` does not exist), then applies the environment.
    ///
    /// # Errors
    /// An unreadable or invalid file; a variable `KEXIANG_…` that names no setting or has a wrong value.
    pub fn read(file: Option<&Path>, environment: &Environment) -> Result<Config, ConfigError> {
        let fallback = Path::new("kexiang.toml");
        let (path, text) = match file {
            Some(path) => (path, read_file(path)?),
            None if fallback.exists() => (fallback, read_file(fallback)?),
            None => (fallback, String::new()),
        };
        Self::parse(&path.display().to_string(), &text, environment)
    }

    /// Reads settings from text, as [`Config::read`] does.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn parse(path: &str, text: &str, environment: &Environment) -> Result<Config, ConfigError> {
        let invalid = |error: toml::de::Error| ConfigError::Invalid {
            path: path.to_owned(),
            message: error.to_string().trim_end().to_owned(),
        };
        // Read once as it stands, so that an error shows the line of the file.
        toml::from_str::<Config>(text).map_err(invalid)?;
        let mut table: toml::Table = toml::from_str(text).map_err(invalid)?;
        environment.apply(&mut table)?;
        table.try_into().map_err(|error: toml::de::Error| ConfigError::Variable {
            name: "KEXIANG_…".to_owned(),
            message: error.to_string().trim_end().to_owned(),
        })
    }
}

fn read_file(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.display().to_string(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        Environment::of(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn the_example_is_the_defaults() {
        let read = Config::parse("example", &example(), &environment(&[])).expect("example parses");
        assert_eq!(read, Config::default());
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let text = "[server]\nlisten = \"0.0.0.0:1\"\n[security]\nidle_minutes = 5\n";
        let vars = environment(&[
            ("KEXIANG_SERVER_LISTEN", "127.0.0.1:9"),
            ("KEXIANG_SERVER_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2"),
            ("KEXIANG_SECURITY_SECOND_FACTOR", "false"),
            ("KEXIANG_MAIL_KIND", "smtp"),
        ]);
        let read = Config::parse("file", text, &vars).expect("valid");
        assert_eq!(read.server.listen, "127.0.0.1:9");
        assert_eq!(read.server.trusted_proxies, ["10.0.0.1", "10.0.0.2"]);
        assert_eq!((read.security.idle_minutes, read.security.second_factor), (5, false));
        assert_eq!(read.mail.kind, MailKind::Smtp);
    }

    #[test]
    fn mistakes_are_named() {
        let error = |text: &str, vars: &[(&str, &str)]| {
            Config::parse("k.toml", text, &environment(vars)).expect_err("must fail").to_string()
        };
        let unknown = error("[server]\nlisten_on = \"x\"\n", &[]);
        assert!(
            unknown.contains("k.toml") && unknown.contains("listen_on") && unknown.contains("line 2"),
            "{unknown}"
        );
        let variable = error("", &[("KEXIANG_SERVER_LISTN", "x")]);
        assert!(
            variable.contains("KEXIANG_SERVER_LISTN") && variable.contains("KEXIANG_SERVER_LISTEN"),
            "{variable}"
        );
        let number = error("", &[("KEXIANG_WORKER_LANES", "many")]);
        assert!(number.contains("KEXIANG_WORKER_LANES") && number.contains("whole number"), "{number}");
        let kind = error("", &[("KEXIANG_MAIL_KIND", "pigeon")]);
        assert!(kind.contains("pigeon") && kind.contains("smtp"), "{kind}");
    }
}
