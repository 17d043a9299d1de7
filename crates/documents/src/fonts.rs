//! The vendored fonts (`assets/fonts`), loaded once: embedded in release builds, read from the source tree in debug
//! builds, and the question whether every character of a text can be printed.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::error::{Error, Result};

/// One font file. In debug builds only its name is compiled in, so that 44 MB need not be linked at each test run.
struct File {
    name: &'static str,
    #[cfg(not(debug_assertions))]
    bytes: &'static [u8],
}

macro_rules! file {
    ($name:literal) => {
        File {
            name: $name,
            #[cfg(not(debug_assertions))]
            bytes: include_bytes!(concat!("../../../assets/fonts/", $name)),
        }
    };
}

const FILES: [File; 4] = [
    file!("NotoSerifSC-Regular.ttf"),
    file!("NotoSerifSC-Bold.ttf"),
    file!("NotoSansSC-Medium.ttf"),
    file!("KexiangKai-Regular.ttf"),
];

/// The loaded fonts, their index for the typesetter, and which characters they cover together.
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
    covered: Vec<u64>,
}

/// The fonts of this process, or why they cannot be had.
pub(crate) fn fonts() -> Result<&'static Fonts> {
    static FONTS: LazyLock<std::result::Result<Fonts, (&'static str, String)>> = LazyLock::new(load);
    FONTS.as_ref().map_err(|(name, reason)| Error::Font { name, reason: reason.clone() })
}

fn load() -> std::result::Result<Fonts, (&'static str, String)> {
    let fonts = FILES.iter().map(load_file).collect::<std::result::Result<Vec<_>, _>>()?;
    let mut covered = vec![0u64; 0x11_0000 / 64];
    for font in &fonts {
        for code in font.info().coverage.iter() {
            covered[code as usize / 64] |= 1 << (code % 64);
        }
    }
    Ok(Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts, covered })
}

fn load_file(file: &File) -> std::result::Result<Font, (&'static str, String)> {
    let bytes = read(file).map_err(|error| (file.name, error.to_string()))?;
    Font::new(bytes, 0).ok_or((file.name, "not a font".to_owned()))
}

#[cfg(not(debug_assertions))]
fn read(file: &File) -> std::io::Result<Bytes> {
    Ok(Bytes::new(file.bytes))
}

#[cfg(debug_assertions)]
fn read(file: &File) -> std::io::Result<Bytes> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts");
    std::fs::read(std::path::Path::new(folder).join(file.name)).map(Bytes::new)
}

impl Fonts {
    /// Whether a font has a glyph for `c`, or `c` needs none (line ends, joiners, variation selectors).
    pub(crate) fn can_print(&self, c: char) -> bool {
        let code = c as usize;
        is_invisible(c) || self.covered[code / 64] >> (code % 64) & 1 == 1
    }
}

/// Default ignorable characters: a font need not know them, nothing is printed for them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2064}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}')
}

/// The characters of `text` that no vendored font can draw, each once, in code order. A caller shows them to the person
/// who typed them (GB 18030-2022 allows more than any one font holds); [`crate::pdf::render`] prints 〓 for them.
///
/// # Errors
/// [`Error::Font`] when the fonts cannot be loaded.
pub fn missing_glyphs(text: &str) -> Result<Vec<char>> {
    let fonts = fonts()?;
    let mut missing: Vec<char> = text.chars().filter(|&c| !fonts.can_print(c)).collect();
    missing.sort_unstable();
    missing.dedup();
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_characters_of_names_are_covered() {
        let names = "䶮㛃㙍㬎𬀩𬭎𫖯𬍛𠮷龘镕喆堃珺 艾力·买买提 ☐☑☒□√①⑳㎡℃≥±〔〕〓";
        assert_eq!(missing_glyphs(names).unwrap(), Vec::<char>::new());
    }

    #[test]
    fn what_cannot_be_printed_is_named_once_and_in_order() {
        assert_eq!(missing_glyphs("甲😀乙\u{E000}丙😀").unwrap(), ['\u{E000}', '😀']);
    }

    #[test]
    fn signs_without_ink_are_not_missing() {
        assert_eq!(missing_glyphs("a\nb\tc\u{200B}\u{FE0F}\u{E0100}").unwrap(), Vec::<char>::new());
    }

    #[test]
    fn control_characters_are_missing() {
        assert_eq!(missing_glyphs("a\u{7}b").unwrap(), ['\u{7}']);
    }
}
