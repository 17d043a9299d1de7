//! A page of a PDF as grey pixels, drawn by `pdftoppm` (poppler-utils): a child process, so that a hostile PDF can be
//! stopped when its time is over.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use image::GrayImage;

use crate::error::{Error, Result};

const PROGRAM: &str = "pdftoppm";
const TIME: Duration = Duration::from_secs(20);

/// Pixels of the longer side, whatever size the page claims: 222 dpi for A4, where 22 mm are 192 pixels, six for each
/// module of the codes printed here.
const LONGER_SIDE: &str = "2600";

/// A square page of that side.
const MAX_OUTPUT: u64 = 2600 * 2600 + 64;

/// Page `number` (from 1) as grey pixels; none when the program is not installed or cannot draw the page.
///
/// # Errors
/// [`Error::Unreadable`] when drawing takes more than 20 s.
pub(super) fn page(pdf: &[u8], number: usize) -> Result<Option<GrayImage>> {
    let number = number.to_string();
    let arguments = ["-scale-to", LONGER_SIDE, "-gray", "-f", &number, "-l", &number, "-"];
    let child = Command::new(PROGRAM)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return Ok(None) };
    let output = run(&mut child, pdf);
    // Already gone in the good case; in the other this ends it. Either way it is waited for, so no zombie stays.
    let _ = child.kill();
    let _ = child.wait();
    output.map(|bytes| parse(&bytes))
}

/// Feeds the file from one thread and collects the picture in another, so that neither pipe can block the other.
fn run(child: &mut Child, pdf: &[u8]) -> Result<Vec<u8>> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let pdf = pdf.to_vec();
    thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(&pdf)));
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stdout.map(|pipe| pipe.take(MAX_OUTPUT).read_to_end(&mut bytes));
        sender.send(bytes)
    });
    let late =
        |_| Error::Unreadable { what: "page of the PDF", reason: format!("{PROGRAM} took more than 20 s") };
    receiver.recv_timeout(TIME).map_err(late)
}

/// A binary PGM file: `P5`, width, height, 255, one white space, samples.
fn parse(bytes: &[u8]) -> Option<GrayImage> {
    let mut rest = bytes.strip_prefix(b"P5")?;
    let mut number = || {
        let start = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let length = rest[start..].iter().position(u8::is_ascii_whitespace)?;
        let digits = std::str::from_utf8(&rest[start..start + length]).ok()?;
        rest = &rest[start + length..];
        digits.parse::<u32>().ok()
    };
    let (width, height, white) = (number()?, number()?, number()?);
    let samples = rest.get(1..)?;
    (white == 255).then(|| GrayImage::from_raw(width, height, samples.to_vec()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grey_map_is_parsed() {
        let picture = parse(b"P5\n2 3\n255\n\x00\x01\x02\x03\x04\xff").unwrap();
        assert_eq!((picture.dimensions(), picture.get_pixel(1, 2).0), ((2, 3), [255]));
    }

    #[test]
    fn a_short_or_foreign_file_is_no_picture() {
        for bytes in
            [&b""[..], b"P5", b"P5\n2 3\n255\n\x00", b"P6\n1 1\n255\n\x00\x00\x00", b"P5 99999999999 1 255 "]
        {
            assert!(parse(bytes).is_none(), "{bytes:?}");
        }
    }
}
