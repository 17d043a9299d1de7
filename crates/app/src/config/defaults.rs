//! What holds where nothing is set.

use std::path::PathBuf;

use super::{
    BlobKind, Blobs, Channels, Database, Log, LogFormat, Mail, MailKind, Secrets, Security, Server, Worker,
};

impl Default for Server {
    fn default() -> Self {
        Server {
            listen: "127.0.0.1:8080".to_owned(),
            public_url: String::new(),
            trusted_proxies: Vec::new(),
            request_seconds: 60,
            body_bytes: 2_000_000,
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Database { url: "sqlite:data/kexiang.db".to_owned(), authorities: PathBuf::new(), connections: 8 }
    }
}

impl Default for Blobs {
    fn default() -> Self {
        Blobs {
            kind: BlobKind::Local,
            folder: "data/blobs".into(),
            endpoint: String::new(),
            region: "us-east-1".to_owned(),
            bucket: "kexiang".to_owned(),
            access_key: String::new(),
            secret_key: String::new(),
            file_bytes: 524_288_000,
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Mail { kind: MailKind::None, smtp: String::new(), from: "科项 <kexiang@localhost>".to_owned() }
    }
}

impl Default for Channels {
    fn default() -> Self {
        Channels {
            sms_url: String::new(),
            sms_secret: String::new(),
            robot_url: String::new(),
            robot_secret: String::new(),
            robot_topics: vec!["overdue".to_owned(), "inspection".to_owned()],
            seconds: 10,
        }
    }
}

impl Default for Secrets {
    fn default() -> Self {
        Secrets { file: "data/secret.key".into(), key: String::new() }
    }
}

impl Default for Security {
    fn default() -> Self {
        Security {
            lockout_failures: 5,
            lockout_failures_per_address: 20,
            lockout_window_minutes: 15,
            lockout_minutes: 30,
            idle_minutes: 30,
            idle_minutes_administrators: 15,
            session_hours: 12,
            password_length: 10,
            password_days: 90,
            password_history: 5,
            unused_days: 90,
            recovery_minutes: 30,
            second_factor: true,
            hashing_lanes: 0,
        }
    }
}

impl Default for Worker {
    fn default() -> Self {
        Worker { lanes: 2, with_server: true }
    }
}

impl Default for Log {
    fn default() -> Self {
        Log { format: LogFormat::Pretty, filter: "info".to_owned() }
    }
}
