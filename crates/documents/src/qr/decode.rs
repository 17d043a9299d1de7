//! Codes read back from photographs and scans: several per picture, several pages per PDF.

use std::collections::HashSet;
use std::io::Cursor;
use std::time::Duration;

use image::{GrayImage, ImageReader, Limits, imageops};
use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader;
use rxing::multi::qrcode::QRCodeMultiReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource};

use super::raster;
use crate::error::{Error, Result};
use crate::guard::guarded;
use crate::pdf_read::{self, Picture};

const TIME: Duration = Duration::from_secs(30);

/// A picture of A4 at 600 dpi has 35 million pixels.
const MAX_PIXELS: u32 = 12_000;
const MAX_MEMORY: u64 = 512 << 20;

/// Codes of more pages than this are not looked for: a form is shorter.
pub const MAX_PAGES: usize = 60;

/// The texts of all QR codes in a PNG or JPEG picture, each once, in no particular order.
///
/// # Errors
/// [`Error::Unreadable`] when the bytes are no such picture; no code is an empty list.
pub fn decode_picture(bytes: &[u8]) -> Result<Vec<String>> {
    let bytes = bytes.to_vec();
    guarded("picture", TIME, move || Ok(codes(&open(&bytes)?)))
}

/// The texts of the QR codes on each of the first [`MAX_PAGES`] pages of a PDF. A scan's own pictures are read first;
/// pages on which they show no code are drawn by `pdftoppm`, if that program is installed.
///
/// # Errors
/// [`Error::Unreadable`] when the PDF is damaged or opens with a password only.
pub fn decode_pdf(bytes: &[u8]) -> Result<Vec<Vec<String>>> {
    let pictures = pdf_read::pictures(bytes, MAX_PAGES)?;
    let count = pictures.len();
    let mut pages = guarded("pictures of the PDF", TIME, move || {
        Ok(pictures
            .into_iter()
            .map(|page| unique(page.iter().flat_map(codes_of_picture)))
            .collect::<Vec<_>>())
    })?;
    let open: Vec<usize> = (0..count).filter(|&page| pages[page].is_empty()).collect();
    for page in open {
        let Some(drawn) = raster::page(bytes, page + 1)? else { break };
        pages[page] = guarded("page of the PDF", TIME, move || Ok(codes(&drawn)))?;
    }
    Ok(pages)
}

fn open(bytes: &[u8]) -> Result<GrayImage> {
    let unreadable = |reason: String| Error::Unreadable { what: "picture", reason };
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| unreadable(e.to_string()))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_PIXELS);
    limits.max_image_height = Some(MAX_PIXELS);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    reader.decode().map(|picture| picture.into_luma8()).map_err(|e| unreadable(e.to_string()))
}

fn codes_of_picture(picture: &Picture) -> Vec<String> {
    match picture {
        Picture::Jpeg(bytes) => open(bytes).map(|grey| codes(&grey)).unwrap_or_default(),
        Picture::Grey { width, height, samples } => {
            GrayImage::from_raw(*width, *height, samples.clone()).map(|grey| codes(&grey)).unwrap_or_default()
        }
    }
}

/// Looks at the picture as it is, then smaller (which also removes noise), then blurred, until something is found.
fn codes(picture: &GrayImage) -> Vec<String> {
    let smaller = |part: u32| {
        let (width, height) = (picture.width() / part, picture.height() / part);
        (width.min(height) >= 100).then(|| imageops::thumbnail(picture, width, height))
    };
    let attempts: [&dyn Fn() -> Option<GrayImage>; 5] = [
        &|| Some(picture.clone()),
        &|| smaller(2),
        &|| Some(imageops::blur(picture, 1.2)),
        &|| smaller(3),
        &|| smaller(4),
    ];
    let found = attempts
        .iter()
        .filter_map(|attempt| attempt())
        .map(|grey| all_codes(&grey))
        .find(|all| !all.is_empty());
    found.or_else(|| single_code(picture).map(|text| vec![text])).unwrap_or_default()
}

fn all_codes(picture: &GrayImage) -> Vec<String> {
    let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    let Ok(source) = Luma8LuminanceSource::new(picture.as_raw().clone(), picture.width(), picture.height())
    else {
        return Vec::new();
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let found = QRCodeMultiReader::new().decode_multiple_with_hints(&mut bitmap, &hints).unwrap_or_default();
    unique(found.iter().map(|code| code.getText().to_owned()))
}

/// The slower reader that closes gaps in the modules.
fn single_code(picture: &GrayImage) -> Option<String> {
    let (width, height) = picture.dimensions();
    let found = rxing::helpers::detect_in_luma_filtered(
        picture.as_raw().clone(),
        width,
        height,
        Some(BarcodeFormat::QR_CODE),
    );
    found.ok().map(|code| code.getText().to_owned())
}

fn unique(texts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    texts.into_iter().filter(|text| seen.insert(text.clone())).collect()
}
