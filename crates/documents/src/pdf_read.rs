//! Facts out of a foreign PDF: pages, protection, text, pictures. Everything runs under [`guarded`].

use std::time::Duration;

use lopdf::{Document, LoadOptions, Object};

use crate::error::{Error, Result};
use crate::guard::guarded;

/// Larger files are refused before they are parsed (uploads are at most 50 MB by default).
pub const MAX_BYTES: usize = 128 << 20;

const TIME: Duration = Duration::from_secs(20);
const MAX_STREAM: usize = 64 << 20;
const MAX_PAGES: usize = 5_000;
const MAX_TEXT: usize = 16 << 20;

/// How a PDF is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Not at all.
    None,
    /// Opens without a password, but the owner restricted printing or copying.
    Restricted,
    /// Opens with a password only: nobody in the office can read it.
    Password,
}

/// What can be said about a PDF without showing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PdfFacts {
    /// Number of pages; 0 when the file opens with a password only.
    pub pages: usize,
    /// Protection.
    pub protection: Protection,
}

/// A picture inside a PDF that the `image` crate can read or that is plain samples.
#[derive(Debug)]
pub(crate) enum Picture {
    /// A JPEG file.
    Jpeg(Vec<u8>),
    /// Grey samples, one byte each.
    Grey { width: u32, height: u32, samples: Vec<u8> },
}

/// Pages and protection of a PDF.
///
/// # Errors
/// [`Error::TooLarge`] above [`MAX_BYTES`], [`Error::Unreadable`] when it is damaged or parsing takes more than 20 s.
pub fn facts(bytes: &[u8]) -> Result<PdfFacts> {
    apart(bytes, |document| {
        if document.is_encrypted() {
            return Ok(PdfFacts { pages: 0, protection: Protection::Password });
        }
        let protection = if document.was_encrypted() { Protection::Restricted } else { Protection::None };
        match document.page_iter().take(MAX_PAGES + 1).count() {
            0 => Err(unreadable("it has no pages")),
            pages => Ok(PdfFacts { pages, protection }),
        }
    })
}

/// The text of each page in reading order of the file; a scanned page gives an empty string.
///
/// # Errors
/// As [`facts`], and for a PDF that opens with a password only.
pub fn text(bytes: &[u8]) -> Result<Vec<String>> {
    apart(bytes, |document| {
        if document.is_encrypted() {
            return Err(unreadable("it opens with a password only"));
        }
        let mut room = MAX_TEXT;
        let mut pages = Vec::new();
        for number in document.get_pages().into_keys().take(MAX_PAGES) {
            let chunks = document.extract_text_chunks_with_limit(&[number], MAX_STREAM);
            let page: String = chunks.into_iter().filter_map(std::result::Result::ok).collect();
            room = room.checked_sub(page.len()).ok_or_else(|| too_much_text(MAX_TEXT))?;
            pages.push(page);
        }
        Ok(pages)
    })
}

fn too_much_text(limit: usize) -> Error {
    Error::TooLarge { what: "text of the PDF (bytes)", found: limit as u64 + 1, limit: limit as u64 }
}

/// The pictures of each of the first `pages` pages: what a scanner wrote.
pub(crate) fn pictures(bytes: &[u8], pages: usize) -> Result<Vec<Vec<Picture>>> {
    apart(bytes, move |document| {
        let of_page = |id| {
            let images = document.get_page_images(id).unwrap_or_default();
            images.iter().filter_map(|image| picture(&document, image)).collect()
        };
        Ok(document.page_iter().take(pages).map(of_page).collect())
    })
}

fn picture(document: &Document, image: &lopdf::xobject::PdfImage<'_>) -> Option<Picture> {
    let (width, height) = (u32::try_from(image.width).ok()?, u32::try_from(image.height).ok()?);
    if image.filters.as_ref().is_some_and(|all| all.iter().any(|name| name == "DCTDecode")) {
        let plain = image.filters.as_ref().is_some_and(|all| all.len() == 1);
        return plain.then(|| Picture::Jpeg(image.content.to_vec()));
    }
    let area = usize::try_from(width).ok()?.checked_mul(usize::try_from(height).ok()?)?;
    if area == 0 || area > MAX_STREAM {
        return None;
    }
    let stream = document.get_object(image.id).and_then(Object::as_stream).ok()?;
    let data = stream.decompressed_content_with_limit(MAX_STREAM).ok()?;
    let samples = grey(&data, width as usize, height as usize, image)?;
    Some(Picture::Grey { width, height, samples })
}

/// Grey samples of an unfiltered image with 8 bits (grey or RGB) or 1 bit per sample; other kinds go to the rasteriser.
fn grey(data: &[u8], width: usize, height: usize, image: &lopdf::xobject::PdfImage<'_>) -> Option<Vec<u8>> {
    match (image.bits_per_component?, image.color_space.as_deref()) {
        (8, Some("DeviceGray" | "CalGray")) => data.get(..width * height).map(<[u8]>::to_vec),
        (8, Some("DeviceRGB" | "CalRGB")) => {
            let pixels = data.get(..width * height * 3)?.chunks_exact(3);
            Some(
                pixels
                    .map(|pixel| {
                        ((u16::from(pixel[0]) + 2 * u16::from(pixel[1]) + u16::from(pixel[2])) / 4) as u8
                    })
                    .collect(),
            )
        }
        (1, Some("DeviceGray")) => {
            let stride = width.div_ceil(8);
            let rows = data.get(..stride * height)?.chunks_exact(stride);
            let bit = |row: &[u8], x: usize| if row[x / 8] >> (7 - x % 8) & 1 == 1 { 255 } else { 0 };
            Some(rows.flat_map(|row| (0..width).map(move |x| bit(row, x))).collect())
        }
        _ => None,
    }
}

fn apart<T, F>(bytes: &[u8], read: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce(Document) -> Result<T> + Send + 'static,
{
    if bytes.len() > MAX_BYTES {
        return Err(Error::TooLarge {
            what: "PDF (bytes)",
            found: bytes.len() as u64,
            limit: MAX_BYTES as u64,
        });
    }
    let bytes = bytes.to_vec();
    guarded("PDF", TIME, move || {
        let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM), ..LoadOptions::default() };
        read(
            Document::load_mem_with_options(&bytes, options)
                .map_err(|error| unreadable(&error.to_string()))?,
        )
    })
}

fn unreadable(reason: &str) -> Error {
    Error::Unreadable { what: "PDF", reason: reason.to_owned() }
}
