//! QR codes: written as vectors, read back from scans.

mod decode;
mod raster;

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use crate::error::{Error, Result};

pub use decode::{MAX_PAGES, decode_pdf, decode_picture};

/// The quiet zone around a code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// The modules of a QR code, error correction level M.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    size: usize,
    dark: Vec<bool>,
}

/// The dark modules of a [`Matrix`] row by row, as the letter templates draw them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Runs {
    /// Modules per side.
    pub size: usize,
    /// `(x, y, length)` of each run of dark modules.
    pub runs: Vec<(usize, usize, usize)>,
}

/// The code of `text` at error correction level M (a quarter may be stained and it still reads at 22 mm).
///
/// # Errors
/// [`Error::TooLarge`] above the 2331 bytes that one code can hold.
pub fn encode(text: &str) -> Result<Matrix> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| Error::TooLarge {
        what: "QR text (bytes)",
        found: text.len() as u64,
        limit: 2331,
    })?;
    let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
    Ok(Matrix { size: code.width(), dark })
}

impl Matrix {
    /// Modules per side, without quiet zone.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether the module in column `x`, row `y` is dark; outside the code nothing is.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && y < self.size && self.dark[y * self.size + x]
    }

    /// The code as a PNG picture with its quiet zone, `scale` pixels per module.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when the picture cannot be written.
    pub fn png(&self, scale: usize) -> Result<Vec<u8>> {
        let scale = scale.clamp(1, 40);
        let side = (self.size + 2 * QUIET) * scale;
        let pixels = (0..side * side).map(|at| {
            let (x, y) = (at % side / scale, at / side / scale);
            let dark = x >= QUIET && y >= QUIET && self.is_dark(x - QUIET, y - QUIET);
            if dark { 0 } else { 255 }
        });
        let unwritable = |reason: String| Error::Unwritable { what: "PNG", reason };
        let width = u32::try_from(side).map_err(|e| unwritable(e.to_string()))?;
        let picture = image::GrayImage::from_raw(width, width, pixels.collect())
            .ok_or_else(|| unwritable("the pixels do not fill the picture".to_owned()))?;
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).map_err(|e| unwritable(e.to_string()))?;
        Ok(bytes.into_inner())
    }

    /// The dark modules as runs.
    pub fn runs(&self) -> Runs {
        let mut runs = Vec::new();
        for y in 0..self.size {
            let mut x = 0;
            while x < self.size {
                let length = (x..self.size).take_while(|&at| self.is_dark(at, y)).count();
                if length > 0 {
                    runs.push((x, y, length));
                }
                x += length.max(1);
            }
        }
        Runs { size: self.size, runs }
    }

    /// A square SVG picture with quiet zone, black on white, to be scaled by the page that shows it.
    pub fn svg(&self) -> String {
        let side = self.size + 2 * QUIET;
        let mut path = String::new();
        for (x, y, length) in self.runs().runs {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
        }
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path fill="white" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>"#
        )
    }
}
