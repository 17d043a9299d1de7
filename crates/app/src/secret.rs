//! The system's key: seals what must not stand readable in the database (second factors, account numbers) and makes
//! keyed fingerprints. Every process of a deployment has the same key.

use std::io::Write as _;
use std::path::Path;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

use crate::chance;
use crate::config::Secrets;

/// Length of the key in bytes.
const KEY: usize = 32;

/// Keys derived from the system's key.
pub struct Secret {
    seal: LessSafeKey,
    mac: hmac::Key,
}

/// Why the key is not available or a sealed text does not open.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The key file cannot be read or created.
    #[error(
        "key file {path}: {source}. Check secrets.file (KEXIANG_SECRETS_FILE) and the rights of its folder"
    )]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The key is not 64 hexadecimal characters.
    #[error(
        "the key in {0} is not 64 hexadecimal characters: restore it from your backup, do not make a new one"
    )]
    Form(String),
    /// Sealed by another key, for another purpose, or changed.
    #[error(
        "a protected value does not open: it was sealed with another key or changed; check that secrets.file is the same for all processes"
    )]
    Opening,
}

impl Secret {
    /// Takes the key from the settings, or from its file, which is created on first start.
    ///
    /// # Errors
    /// An unreadable file or a damaged key.
    pub fn load(secrets: &Secrets) -> Result<Secret, SecretError> {
        let (place, text) = if secrets.key.is_empty() {
            (secrets.file.display().to_string(), read_or_create(&secrets.file)?)
        } else {
            ("secrets.key".to_owned(), secrets.key.clone())
        };
        let bytes = hex::decode(text.trim()).map_err(|_| SecretError::Form(place.clone()))?;
        let key: [u8; KEY] = bytes.try_into().map_err(|_| SecretError::Form(place))?;
        Ok(Self::of(&key))
    }

    /// Derives the keys for sealing and for fingerprints from the system's key.
    pub fn of(key: &[u8; KEY]) -> Secret {
        let root = hmac::Key::new(hmac::HMAC_SHA256, key);
        let derived = |purpose: &str| hmac::sign(&root, purpose.as_bytes());
        let seal = UnboundKey::new(&CHACHA20_POLY1305, derived("kexiang seal 1").as_ref())
            .expect("32 bytes are the key length of ChaCha20-Poly1305");
        Secret {
            seal: LessSafeKey::new(seal),
            mac: hmac::Key::new(hmac::HMAC_SHA256, derived("kexiang mac 1").as_ref()),
        }
    }

    /// Seals a text for a place, e.g. `account.totp:<id>`; it opens only with the same key for the same place.
    pub fn seal(&self, place: &str, text: &str) -> String {
        let nonce = chance::bytes::<NONCE_LEN>();
        let mut sealed = text.as_bytes().to_vec();
        self.seal
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.as_bytes()),
                &mut sealed,
            )
            .expect("a text is shorter than the cipher's limit of 256 GiB");
        format!("{}{}", hex::encode(nonce), hex::encode(sealed))
    }

    /// Opens a sealed text.
    ///
    /// # Errors
    /// Sealed by another key or for another place, or changed.
    pub fn open(&self, place: &str, sealed: &str) -> Result<String, SecretError> {
        let bytes = hex::decode(sealed).map_err(|_| SecretError::Opening)?;
        let (nonce, rest) = bytes.split_at_checked(NONCE_LEN).ok_or(SecretError::Opening)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SecretError::Opening)?;
        let mut rest = rest.to_vec();
        let opened = self
            .seal
            .open_in_place(nonce, Aad::from(place.as_bytes()), &mut rest)
            .map_err(|_| SecretError::Opening)?;
        String::from_utf8(opened.to_vec()).map_err(|_| SecretError::Opening)
    }

    /// A keyed fingerprint of a text for a purpose, 64 hexadecimal characters.
    pub fn fingerprint(&self, purpose: &str, text: &str) -> String {
        let mut context = hmac::Context::with_key(&self.mac);
        for part in [purpose, text] {
            context.update(&(part.len() as u64).to_le_bytes());
            context.update(part.as_bytes());
        }
        hex::encode(context.sign().as_ref())
    }
}

fn read_or_create(path: &Path) -> Result<String, SecretError> {
    let failed = |source| SecretError::File { path: path.display().to_string(), source };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            let key = chance::token();
            file.write_all(key.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
            Ok(key)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            std::fs::read_to_string(path).map_err(failed)
        }
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_only_at_its_place_and_with_its_key() {
        let (ours, other) = (Secret::of(&[7; KEY]), Secret::of(&[8; KEY]));
        let sealed = ours.seal("account.totp:1", "秘密");
        assert_eq!(ours.open("account.totp:1", &sealed).expect("opens"), "秘密");
        assert!(ours.open("account.totp:2", &sealed).is_err());
        assert!(other.open("account.totp:1", &sealed).is_err());
        let changed = sealed.replacen(&sealed[30..31], if &sealed[30..31] == "0" { "1" } else { "0" }, 1);
        assert!(changed == sealed || ours.open("account.totp:1", &changed).is_err());
        assert!(ours.open("account.totp:1", "zz").is_err() && ours.open("account.totp:1", "00").is_err());
        assert_ne!(sealed, ours.seal("account.totp:1", "秘密"));
    }

    #[test]
    fn fingerprints_depend_on_key_purpose_and_text() {
        let ours = Secret::of(&[7; KEY]);
        assert_eq!(ours.fingerprint("a", "bc"), ours.fingerprint("a", "bc"));
        assert_ne!(ours.fingerprint("a", "bc"), ours.fingerprint("ab", "c"));
        assert_ne!(ours.fingerprint("a", "bc"), Secret::of(&[8; KEY]).fingerprint("a", "bc"));
    }

    #[test]
    fn the_key_file_is_created_once_and_a_damaged_one_is_refused() {
        let folder = tempfile::tempdir().expect("folder");
        let secrets = Secrets { file: folder.path().join("inner/secret.key"), key: String::new() };
        let first = Secret::load(&secrets).expect("created");
        let second = Secret::load(&secrets).expect("read again");
        assert_eq!(first.fingerprint("p", "t"), second.fingerprint("p", "t"));
        std::fs::write(&secrets.file, "not a key").expect("write");
        assert!(matches!(Secret::load(&secrets), Err(SecretError::Form(_))));
    }
}
