//! Codes: written, printed, scanned badly, read back.

use std::io::Cursor;
use std::process::Command;

use image::{GrayImage, ImageFormat, Luma};
use jiff::civil::date;
use kexiang_documents::pdf::{Settings, Standard, render};
use kexiang_documents::qr;
use lopdf::dictionary;

use crate::files::{Dice, damaged, pdf};
use crate::samples::{Filling, form_one, form_two};

const SETTINGS: Settings = Settings { standard: Standard::Plain, today: date(2026, 3, 6) };
const CODE: &str = "KX1:2026-1-007:9f3a2b10c4";

/// The code in pixels, each module `scale` pixels wide, with its quiet zone.
fn draw(text: &str, scale: u32) -> GrayImage {
    let matrix = qr::encode(text).unwrap();
    let side = (matrix.size() as u32 + 8) * scale;
    GrayImage::from_fn(side, side, |x, y| {
        let module = |at: u32| (at / scale) as usize;
        let dark = module(x) >= 4 && module(y) >= 4 && matrix.is_dark(module(x) - 4, module(y) - 4);
        Luma([if dark { 0 } else { 255 }])
    })
}

fn encode(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn texts_come_back_from_pictures() {
    for text in [
        CODE,
        "科项：柳州市机械工程学会 𠮷",
        "https://kx.example.org.cn/v/2026-1-007?c=9f3a2b10c4",
        &"a".repeat(300),
    ] {
        assert_eq!(qr::decode_picture(&encode(&draw(text, 4), ImageFormat::Png)).unwrap(), [text]);
        assert_eq!(qr::decode_picture(&encode(&draw(text, 6), ImageFormat::Jpeg)).unwrap(), [text]);
    }
}

#[test]
fn too_long_a_text_is_refused() {
    assert_eq!(
        qr::encode(&"a".repeat(2400)).unwrap_err().to_string(),
        "QR text (bytes) is 2400, the limit is 2331"
    );
}

#[test]
fn several_codes_on_one_sheet_are_all_read() {
    let codes = ["KX1:2026-1-001:aaaaaaaaaa", "KX1:2026-1-002:bbbbbbbbbb", "SF1234567890123"];
    let mut sheet = GrayImage::from_pixel(1240, 1754, Luma([255]));
    for (at, text) in [(60, 80), (700, 900), (200, 1300)].into_iter().zip(codes) {
        image::imageops::replace(&mut sheet, &draw(text, 5), at.0, at.1);
    }
    let mut found = qr::decode_picture(&encode(&sheet, ImageFormat::Png)).unwrap();
    found.sort();
    assert_eq!(found, codes);
}

#[test]
fn the_svg_holds_every_dark_module_once() {
    let (matrix, svg) = (qr::encode(CODE).unwrap(), qr::encode(CODE).unwrap().svg());
    let dark = (0..matrix.size())
        .flat_map(|y| (0..matrix.size()).map(move |x| (x, y)))
        .filter(|&(x, y)| matrix.is_dark(x, y));
    let path = svg.rsplit(" d=").next().unwrap();
    let lengths = path.split('h').filter_map(|run| run.split('v').next()?.parse::<usize>().ok());
    assert_eq!(lengths.sum::<usize>(), dark.count());
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
}

/// Draws the first page as a scanner of `dpi` would.
fn scan(bytes: &[u8], dpi: u32) -> GrayImage {
    let folder = tempfile::tempdir().unwrap();
    let (file, page) = (folder.path().join("a.pdf"), folder.path().join("page"));
    std::fs::write(&file, bytes).unwrap();
    let dpi = dpi.to_string();
    let status = Command::new("pdftoppm")
        .args(["-gray", "-png", "-singlefile", "-r", &dpi])
        .arg(&file)
        .arg(&page)
        .status();
    assert!(status.expect("poppler-utils is installed").success());
    image::open(page.with_extension("png")).unwrap().into_luma8()
}

/// Turned by `degrees`, with dark and light specks, uneven light, and saved as JPEG.
fn spoil(page: &GrayImage, degrees: f64, seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed);
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let (middle_x, middle_y) = (f64::from(page.width()) / 2.0, f64::from(page.height()) / 2.0);
    let spoiled = GrayImage::from_fn(page.width(), page.height(), |x, y| {
        let (dx, dy) = (f64::from(x) - middle_x, f64::from(y) - middle_y);
        let (from_x, from_y) = (dx * cosine + dy * sine + middle_x, dy * cosine - dx * sine + middle_y);
        let inside = from_x >= 0.0
            && from_y >= 0.0
            && from_x < f64::from(page.width())
            && from_y < f64::from(page.height());
        let ink = if inside { f64::from(page.get_pixel(from_x as u32, from_y as u32).0[0]) } else { 255.0 };
        let shade = 30.0 * f64::from(x) / f64::from(page.width());
        let noise = dice.roll(61) as f64 - 30.0;
        let speck = if dice.roll(400) == 0 { -120.0 } else { 0.0 };
        Luma([(ink * 0.8 + 20.0 - shade + noise + speck).clamp(0.0, 255.0) as u8])
    });
    encode(&spoiled, ImageFormat::Jpeg)
}

#[test]
fn a_noisy_scan_of_the_printed_form_is_read() {
    let form = render(&form_one(Filling::Short, false), SETTINGS).unwrap();
    let page = scan(&form.bytes, 150);
    for (degrees, seed) in [(0.0, 1), (1.5, 2), (-2.0, 3), (180.0, 4)] {
        assert_eq!(qr::decode_picture(&spoil(&page, degrees, seed)).unwrap(), [CODE], "turned by {degrees}");
    }
}

#[test]
fn every_page_of_a_printed_form_carries_its_code() {
    let form = render(&form_two(Filling::Short, true), SETTINGS).unwrap();
    assert_eq!(qr::decode_pdf(&form.bytes).unwrap(), vec![vec![CODE.to_owned()]; form.pages]);
}

#[test]
fn a_scan_within_a_pdf_is_read_from_its_picture() {
    let mut document = lopdf::Document::load_mem(&pdf(2)).unwrap();
    let (width, height) = (600, 500);
    let mut page = GrayImage::from_pixel(width, height, Luma([255]));
    image::imageops::replace(&mut page, &draw(CODE, 5), 100, 100);
    let entries = |filter: Option<&str>| {
        let mut entries = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => width as i64, "Height" => height as i64,
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
        };
        filter.into_iter().for_each(|filter| entries.set("Filter", filter));
        entries
    };
    let mut flat = lopdf::Stream::new(entries(None), page.as_raw().clone());
    flat.compress().unwrap();
    let jpeg = lopdf::Stream::new(entries(Some("DCTDecode")), encode(&page, ImageFormat::Jpeg));
    for (stream, number) in [(flat, 1), (jpeg, 2)] {
        let image = document.add_object(stream);
        let id = document.get_pages()[&number];
        let resources = dictionary! { "XObject" => dictionary! { "Im0" => image } };
        document.get_dictionary_mut(id).unwrap().set("Resources", resources);
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    // The pictures are resources that the pages never draw: only reading them directly can find the codes.
    assert_eq!(qr::decode_pdf(&bytes).unwrap(), [[CODE], [CODE]]);
}

#[test]
fn what_is_no_picture_or_has_no_code() {
    let blank = encode(&GrayImage::from_pixel(400, 300, Luma([200])), ImageFormat::Png);
    assert_eq!(qr::decode_picture(&blank).unwrap(), Vec::<String>::new());
    assert!(qr::decode_picture(b"%PDF-1.7").is_err());
    assert!(qr::decode_picture(&blank[..40]).is_err());
    assert!(qr::decode_pdf(b"no PDF at all").is_err());
    assert_eq!(qr::decode_pdf(&pdf(2)).unwrap(), vec![Vec::<String>::new(); 2]);
}

#[test]
fn damaged_pictures_come_back_as_errors_or_without_code() {
    let mut dice = Dice(7);
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let good = encode(&draw(CODE, 4), format);
        for _ in 0..40 {
            let codes = qr::decode_picture(&damaged(&good, &mut dice)).unwrap_or_default();
            assert!(codes.is_empty() || codes == [CODE], "{codes:?}");
        }
    }
}
