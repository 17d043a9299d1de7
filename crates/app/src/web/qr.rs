//! QR codes as SVG.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use crate::actions::Fault;

/// A QR code of a text, black on white with its quiet zone.
///
/// # Errors
/// A text too long for a QR code (about 2,300 bytes).
pub fn svg(text: &str) -> Result<String, Fault> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|error| Fault::saying("drawing a QR code", error.to_string()))?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(220, 220).quiet_zone(true).build();
    // The declaration of an XML document cannot stand inside a page.
    Ok(drawn.split_once("?>").map_or(drawn.clone(), |(_, rest)| rest.to_owned()))
}
