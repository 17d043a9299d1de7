//! The one way to write a record down as bytes, and the hashes over it: content hash, printed version code, audit
//! chain. Whoever holds the record can recompute them with common tools.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sm3::Sm3;
use unicode_normalization::UnicodeNormalization;

use crate::text_form::serde_as_text;
use crate::wording::half_width_char;

/// Why a value has no canonical form.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// A number that is no integer: floats are written differently by different programs.
    #[error("{path} is {number}, not an integer: hold it as an integer of a smaller unit")]
    NotAnInteger {
        /// Where it stands, as a JSON pointer.
        path: String,
        /// The number.
        number: String,
    },
    /// Two keys of one object are the same after Unicode normalisation.
    #[error("{path} has the key `{key}` twice after Unicode normalisation: rename one")]
    DuplicateKey {
        /// The object, as a JSON pointer.
        path: String,
        /// The key.
        key: String,
    },
    /// The value cannot be written as JSON (for example a map whose keys are no text).
    #[error("the value cannot be written as JSON: {0}")]
    NotJson(#[from] serde_json::Error),
}

/// Canonical JSON in UTF-8: keys sorted by code point, no white space, integers only, strings and keys in NFC and
/// escaped only where JSON demands it.
///
/// # Errors
/// [`CanonicalError`] names the place of a float or of a doubled key. (Not-a-number and infinities become null
/// before this function sees them: keep floats out of records.)
pub fn canonical_bytes<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    let mut out = Vec::new();
    write_value(&serde_json::to_value(value)?, "", &mut out)?;
    Ok(out)
}

fn write_value(value: &Value, path: &str, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Value::Number(number) if number.is_f64() => {
            return Err(CanonicalError::NotAnInteger { path: at(path), number: number.to_string() });
        }
        Value::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::String(text) => write_string(&text.nfc().collect::<String>(), out)?,
        Value::Array(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                separate(place, out);
                write_value(item, &format!("{path}/{place}"), out)?;
            }
            out.push(b']');
        }
        Value::Object(object) => write_object(object, path, out)?,
    }
    Ok(())
}

fn write_object(
    object: &serde_json::Map<String, Value>,
    path: &str,
    out: &mut Vec<u8>,
) -> Result<(), CanonicalError> {
    let mut entries: Vec<(String, &Value)> =
        object.iter().map(|(key, value)| (key.nfc().collect(), value)).collect();
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    if let Some(pair) = entries.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(CanonicalError::DuplicateKey { path: at(path), key: pair[0].0.clone() });
    }
    out.push(b'{');
    for (place, (key, value)) in entries.iter().enumerate() {
        separate(place, out);
        write_string(key, out)?;
        out.push(b':');
        write_value(value, &format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), out)?;
    }
    out.push(b'}');
    Ok(())
}

fn write_string(text: &str, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    Ok(serde_json::to_writer(out, text)?)
}

fn separate(place: usize, out: &mut Vec<u8>) {
    if place > 0 {
        out.push(b',');
    }
}

/// The path for a message; the empty pointer is the whole document.
fn at(path: &str) -> String {
    if path.is_empty() { "the value".to_owned() } else { path.to_owned() }
}

/// Why a text is no hash or version code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Not 64 lower-case hexadecimal digits.
    #[error("`{0}` is no SHA-256 hash: it has 64 hexadecimal digits")]
    NotAHash(String),
    /// Not 10 hexadecimal digits.
    #[error("`{0}` is no version code: it has 10 characters 0–9 and A–F, such as 3F2A9-0B71C")]
    NotAVersionCode(String),
}

/// SHA-256 of canonical bytes or of a file; written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// What stands before the first link of a hash chain: 32 zero bytes.
    pub const NONE: ContentHash = ContentHash([0; 32]);

    /// The hash of bytes as they are.
    pub fn of(bytes: &[u8]) -> Self {
        ContentHash(Sha256::digest(bytes).into())
    }

    /// The hash of a value's canonical bytes.
    ///
    /// # Errors
    /// As [`canonical_bytes`].
    pub fn of_value<T: Serialize + ?Sized>(value: &T) -> Result<Self, CanonicalError> {
        canonical_bytes(value).map(|bytes| ContentHash::of(&bytes))
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A hash computed elsewhere, for example while a file streamed in.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        ContentHash(bytes)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

impl FromStr for ContentHash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let refused = || HashError::NotAHash(text.to_owned());
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(refused());
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| refused())?;
        Ok(ContentHash(bytes))
    }
}

serde_as_text!(ContentHash);

/// The next link of a hash chain: SHA-256 over the previous link in hexadecimal digits, a line feed, and the
/// record's canonical bytes. `printf '%s\n' "$previous" | cat - record.json | sha256sum` gives the same.
pub fn audit_link(previous: ContentHash, canonical_bytes: &[u8]) -> ContentHash {
    let mut hasher = Sha256::new();
    hasher.update(previous.to_string());
    hasher.update(b"\n");
    hasher.update(canonical_bytes);
    ContentHash(hasher.finalize().into())
}

/// The code printed on every page of a paper (版本校验码): the first 10 hexadecimal digits of SM3 (GB/T 32905) over
/// the canonical bytes, shown as `3F2A9-0B71C`. A changed word changes the code, so paper and system can be compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionCode([u8; 5]);

impl VersionCode {
    /// The code of bytes as they are.
    pub fn of(bytes: &[u8]) -> Self {
        let digest = Sm3::digest(bytes);
        let mut code = [0; 5];
        code.copy_from_slice(&digest[..5]);
        VersionCode(code)
    }

    /// The code of a value's canonical bytes.
    ///
    /// # Errors
    /// As [`canonical_bytes`].
    pub fn of_value<T: Serialize + ?Sized>(value: &T) -> Result<Self, CanonicalError> {
        canonical_bytes(value).map(|bytes| VersionCode::of(&bytes))
    }
}

impl fmt::Display for VersionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = hex::encode_upper(self.0);
        write!(f, "{}-{}", &digits[..5], &digits[5..])
    }
}

impl fmt::Debug for VersionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VersionCode({self})")
    }
}

impl FromStr for VersionCode {
    type Err = HashError;

    /// As people type it from paper: any case, width, spaces and dashes; O for 0, I and l for 1.
    fn from_str(text: &str) -> Result<Self, HashError> {
        let typed = text.chars().map(half_width_char);
        let digits: String = typed.filter(|c| !c.is_whitespace() && !is_dash(*c)).map(as_hex_digit).collect();
        let mut code = [0; 5];
        let decoded = hex::decode_to_slice(&digits, &mut code);
        decoded.map(|()| VersionCode(code)).map_err(|_| HashError::NotAVersionCode(text.to_owned()))
    }
}

serde_as_text!(VersionCode);

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐'..='―' | '−' | '一' | 'ー' | '_')
}

/// Letters that people read for digits.
fn as_hex_digit(c: char) -> char {
    match c {
        'O' | 'o' => '0',
        'I' | 'i' | 'L' | 'l' => '1',
        other => other,
    }
}
