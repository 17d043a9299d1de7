//! Stylesheets, scripts and pictures, compiled into the binary and served under addresses that contain a hash of all of
//! them, so that browsers keep them for a year and yet never use an old one.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "../../assets"]
struct Files;

/// One file as it is served.
struct Asset {
    mime: HeaderValue,
    plain: Bytes,
    /// Made when it is first asked for; none where it is not smaller.
    gzip: OnceLock<Option<Bytes>>,
}

/// All files with the hash over them.
struct Bundle {
    hash: String,
    files: HashMap<String, Asset>,
}

static BUNDLE: LazyLock<Bundle> = LazyLock::new(Bundle::load);

/// The address of a file: `url("css/kexiang.css")` is `/assets/1f3a…/css/kexiang.css`.
pub fn url(path: &str) -> String {
    format!("/assets/{}/{path}", BUNDLE.hash)
}

/// The text of a file; empty if it does not exist.
pub fn text(path: &str) -> String {
    BUNDLE.files.get(path).map_or_else(String::new, |a| String::from_utf8_lossy(&a.plain).into_owned())
}

/// `GET /assets/{hash}/{*path}`; an old hash is answered with the present file, but not for keeps.
pub async fn serve(Path((hash, path)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = BUNDLE.files.get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let keep = if hash == BUNDLE.hash { "public, max-age=31536000, immutable" } else { "no-cache" };
    let zips = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("gzip"));
    let (body, encoding) = match if zips { asset.zipped() } else { None } {
        Some(gzip) => (gzip, "gzip"),
        None => (&asset.plain, "identity"),
    };
    let mut response = Response::new(Body::from(body.clone()));
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, asset.mime.clone());
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    response
}

impl Asset {
    fn zipped(&self) -> Option<&Bytes> {
        let zip = || zipped(&self.plain).filter(|gzip| gzip.len() < self.plain.len()).map(Bytes::from);
        self.gzip.get_or_init(zip).as_ref()
    }
}

impl Bundle {
    fn load() -> Bundle {
        let mut names: Vec<String> = Files::iter()
            .map(|n| n.into_owned())
            .filter(|n| !n.split('/').any(|part| part == "test"))
            .collect();
        names.sort();
        let mut hash = Sha256::new();
        let mut files = HashMap::new();
        for name in names {
            let Some(file) = Files::get(&name) else { continue };
            let plain = flattened(&name, file.data.into_owned());
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(&name);
            hash.update((plain.len() as u64).to_le_bytes());
            hash.update(&plain);
            let mime = HeaderValue::from_str(&mime_of(&name, file.metadata.mimetype()))
                .unwrap_or(HeaderValue::from_static("application/octet-stream"));
            files.insert(name, Asset { mime, plain: Bytes::from(plain), gzip: OnceLock::new() });
        }
        Bundle { hash: hex::encode(&hash.finalize()[..8]), files }
    }
}

/// Replaces the `@import url("…");` lines of a stylesheet by the files, so that a page loads one.
fn flattened(name: &str, data: Vec<u8>) -> Vec<u8> {
    if !name.ends_with(".css") {
        return data;
    }
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let text = String::from_utf8_lossy(&data).into_owned();
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let part = line
            .strip_prefix("@import url(\"")
            .and_then(|rest| rest.strip_suffix("\");"))
            .and_then(|path| Files::get(&format!("{folder}/{path}")));
        match part {
            Some(file) => out.push_str(&String::from_utf8_lossy(&file.data)),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out.into_bytes()
}

fn mime_of(name: &str, guessed: &str) -> String {
    let text = guessed.starts_with("text/") || guessed.ends_with("javascript") || name.ends_with(".svg");
    if text { format!("{guessed}; charset=utf-8") } else { guessed.to_owned() }
}

fn zipped(plain: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok()
}
