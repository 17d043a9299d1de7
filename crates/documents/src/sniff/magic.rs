//! The first bytes of a file.

use super::Kind;

/// How many bytes are looked at.
pub(super) const HEAD: usize = 4096;

/// The kind as far as the head tells it: `Zip` and `Ole` must be looked into.
pub(super) fn kind(head: &[u8]) -> Kind {
    let starts = |magic: &[u8]| head.starts_with(magic);
    let at = |offset: usize, magic: &[u8]| head.get(offset..offset + magic.len()) == Some(magic);
    // Readers accept the PDF mark anywhere within the first kilobyte, after mail headers or byte order marks.
    let pdf = || head[..head.len().min(1024)].windows(5).any(|window| window == b"%PDF-");
    match () {
        () if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") => Kind::Zip,
        () if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") => Kind::Ole,
        () if starts(b"\x89PNG\r\n\x1A\n") => Kind::Png,
        () if starts(b"\xFF\xD8\xFF") => Kind::Jpeg,
        () if starts(b"GIF87a") || starts(b"GIF89a") => Kind::Gif,
        () if starts(b"RIFF") && at(8, b"WEBP") => Kind::Webp,
        () if starts(b"RIFF") && at(8, b"AVI ") => Kind::Avi,
        () if starts(b"\x1A\x45\xDF\xA3") => Kind::Webm,
        () if at(4, b"ftyp") => brand(head.get(8..12).unwrap_or_default()),
        () if at(4, b"moov") || at(4, b"mdat") || at(4, b"wide") => Kind::Mov,
        () if pdf() => Kind::Pdf,
        () if is_text(head) => Kind::Text,
        () => Kind::Unknown,
    }
}

/// The major brand of an ISO media file.
fn brand(brand: &[u8]) -> Kind {
    match brand {
        b"qt  " => Kind::Mov,
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1" => Kind::Heic,
        _ => Kind::Mp4,
    }
}

/// Text without control characters in UTF-8 (the head may end within a character), UTF-16 with byte order mark, or
/// GB 18030.
fn is_text(head: &[u8]) -> bool {
    if head.is_empty() {
        return false;
    }
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return true;
    }
    let control = |&byte: &u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C);
    if head.iter().any(|byte| control(byte) || *byte == 0x7F) {
        return false;
    }
    let whole = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    whole || {
        // A character of GB 18030 may be cut at the end: up to three bytes are forgiven.
        let (text, _) = encoding_rs::GB18030.decode_without_bom_handling(head);
        text.trim_end_matches('\u{FFFD}').chars().all(|c| c != '\u{FFFD}')
    }
}
