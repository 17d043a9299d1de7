//! Electronic seals (电子印章, 国办发〔2025〕33号): a picture on a page is none. What a seal is worth is said by the provider that
//! issued it: [`SealProvider`] is the door to one. The one that ships starts a program of the provider's, named in
//! `[seal]`, with the file on its standard input; without a setting there is none, and contracts are printed, sealed and
//! scanned.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The most a provider may answer, in bytes.
const ANSWER: u64 = 64 * 1024;

/// A seal that a provider found in a file (GB/T 38540).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Whose seal it is.
    pub owner: String,
    /// Number of the seal.
    #[serde(default)]
    pub number: String,
    /// Whether signature, certificate and file belong together.
    pub valid: bool,
}

/// Why a provider gave no answer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealError {
    /// The program cannot be started.
    #[error("the program {0} cannot be started: {1}")]
    Start(String, String),
    /// It took too long.
    #[error("the program did not answer within {0} seconds")]
    Late(u64),
    /// It answered something else than a list of seals.
    #[error("the program's answer is no list of seals: {0}")]
    Answer(String),
}

/// Says which seals a file carries. Calls block: they are made beside the server's own work.
pub trait SealProvider: Send + Sync {
    /// The seals of a PDF or OFD file; an empty list where it has none.
    ///
    /// # Errors
    /// [`SealError`] where the provider gives no answer; the file is then treated as one without seals.
    fn examine(&self, file: &[u8]) -> Result<Vec<Seal>, SealError>;
}

/// A provider's program: the file comes on its standard input, it answers `[{"owner": …, "number": …, "valid": …}]`.
#[derive(Clone, Debug)]
pub struct Program {
    /// The program.
    pub path: PathBuf,
    /// How long it may take, in seconds.
    pub seconds: u64,
}

/// The provider that the settings name.
pub fn provider(program: &std::path::Path, seconds: u64) -> Option<Arc<dyn SealProvider>> {
    let named = !program.as_os_str().is_empty();
    named.then(|| Arc::new(Program { path: program.to_owned(), seconds }) as Arc<dyn SealProvider>)
}

impl SealProvider for Program {
    fn examine(&self, file: &[u8]) -> Result<Vec<Seal>, SealError> {
        let failed = |e: std::io::Error| SealError::Start(self.path.display().to_string(), e.to_string());
        let mut child = Command::new(&self.path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let file = file.to_vec();
        // One thread feeds, another collects, so that neither pipe can block the other.
        thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&file)));
        let (sender, receiver) = mpsc::sync_channel(1);
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stdout.map(|pipe| pipe.take(ANSWER).read_to_end(&mut bytes));
            sender.send(bytes)
        });
        let answer = receiver.recv_timeout(Duration::from_secs(self.seconds));
        // Already gone in the good case; in the other this ends it.
        let _ = child.kill();
        let _ = child.wait();
        let answer = answer.map_err(|_| SealError::Late(self.seconds))?;
        serde_json::from_slice(&answer).map_err(|e| SealError::Answer(e.to_string()))
    }
}

/// Whether a file carries a valid seal of each of these owners.
pub fn sealed_by(seals: &[Seal], owners: &[&str]) -> bool {
    owners.iter().all(|owner| seals.iter().any(|s| s.valid && s.owner == *owner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn script(text: &str) -> (tempfile::TempDir, Program) {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("verify");
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("executable");
        (folder, Program { path, seconds: 20 })
    }

    #[cfg(unix)]
    #[test]
    fn a_providers_program_says_which_seals_a_file_carries() {
        let answer = r#"cat > /dev/null; echo '[{"owner":"柳州市机械工程学会","number":"1","valid":true}]'"#;
        let (_folder, program) = script(answer);
        let seals = program.examine(&vec![0; 1 << 20]).expect("an answer");
        assert!(sealed_by(&seals, &["柳州市机械工程学会"]));
        assert!(!sealed_by(&seals, &["柳州市机械工程学会", "柳州市科学技术协会"]));
        let (_folder, broken) = script("echo no");
        assert!(matches!(broken.examine(b""), Err(SealError::Answer(_))));
    }

    #[test]
    fn a_seal_that_is_not_valid_seals_nothing() {
        let seal = Seal { owner: "甲".into(), number: String::new(), valid: false };
        assert!(!sealed_by(&[seal], &["甲"]));
        assert!(provider(std::path::Path::new(""), 5).is_none());
        let gone = Program { path: "/nonexistent/verify".into(), seconds: 1 };
        assert!(matches!(gone.examine(b""), Err(SealError::Start(..))));
    }
}
