//! File names: what people, archives and foreign systems send, made safe to store and to offer for download.

use unicode_normalization::UnicodeNormalization;

/// Longest name in characters, extension included (domain: ≤ 80).
const MAX: usize = 80;

/// Longest extension that is kept whole when a name is shortened.
const MAX_EXTENSION: usize = 8;

/// A name that every file system takes: no folders, none of `\ / : * ? " < > |`, no control or direction characters,
/// NFC, no space or dot at the ends, not a device name of Windows, at most 80 characters with the extension kept.
/// A name of which nothing remains becomes `文件`.
pub fn clean_name(name: &str) -> String {
    let kept: String = name.nfc().filter(|&c| !is_forbidden(c)).collect();
    let words = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let (stem, extension) = split(words.trim_end_matches([' ', '.']));
    let stem = match stem.trim_matches([' ', '.']) {
        "" => "文件".to_owned(),
        stem if is_device(stem) => format!("_{stem}"),
        stem => stem.to_owned(),
    };
    let room = MAX - if extension.is_empty() { 0 } else { extension.chars().count() + 1 };
    let short: String = stem.chars().take(room).collect();
    let short = short.trim_end_matches([' ', '.']);
    if extension.is_empty() { short.to_owned() } else { format!("{short}.{extension}") }
}

fn is_forbidden(c: char) -> bool {
    // Direction marks can make "gpj.exe" look like "exe.jpg".
    let direction =
        matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    direction
        || (c.is_control() && !c.is_whitespace())
        || matches!(c, '\\' | '/' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

fn split(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, extension)) if is_extension(extension) => (stem, extension),
        _ => (name, ""),
    }
}

fn is_extension(text: &str) -> bool {
    (1..=MAX_EXTENSION).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

fn is_device(stem: &str) -> bool {
    let upper = stem.to_ascii_uppercase();
    let numbered = |device: &str| {
        upper.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

/// The name of a ZIP entry: UTF-8 when it is valid as such (whether or not the flag says so), else GB 18030, which is
/// what Chinese Windows writes without a flag.
pub fn decode_zip_name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_stripped() {
        assert_eq!(clean_name("a\\b/c:d*e?f\"g<h>i|j.pdf"), "abcdefghij.pdf");
        assert_eq!(clean_name("../../etc/passwd"), "etcpasswd");
        assert_eq!(clean_name("申报书\u{0}\u{7}\u{1F} \t 终稿 .docx"), "申报书 终稿.docx");
        assert_eq!(clean_name("照片\u{202E}gpj.exe"), "照片gpj.exe");
    }

    #[test]
    fn what_is_left_of_nothing_is_a_name() {
        for name in ["", "...", "  ", "///", "\u{1}"] {
            assert_eq!(clean_name(name), "文件", "{name:?}");
        }
        assert_eq!(clean_name("*.pdf"), "文件.pdf");
        assert_eq!(clean_name("..申报书.pdf.."), "申报书.pdf");
        assert_eq!(clean_name("con.txt"), "_con.txt");
        assert_eq!(clean_name("LPT1"), "_LPT1");
        assert_eq!(clean_name("COM10.txt"), "COM10.txt");
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = clean_name(&format!("{}.docx", "柳".repeat(200)));
        assert_eq!((name.chars().count(), name.ends_with("柳.docx")), (80, true));
        assert_eq!(clean_name(&"州".repeat(81)).chars().count(), 80);
        assert_eq!(clean_name("第1.2节的说明文字很长很长"), "第1.2节的说明文字很长很长");
    }

    #[test]
    fn decomposed_letters_are_composed() {
        assert_eq!(clean_name("re\u{301}sume\u{301}.pdf"), "résumé.pdf");
    }

    #[test]
    fn names_of_chinese_windows_are_decoded() {
        let (gbk, _, _) = encoding_rs::GBK.encode("申报书（终稿）.docx");
        assert_eq!(decode_zip_name(&gbk), "申报书（终稿）.docx");
        assert_eq!(decode_zip_name("申报书.docx".as_bytes()), "申报书.docx");
    }
}
