//! Letters: rendered, read back, looked at (the files lie in the target folder's `tmp`).

use std::path::PathBuf;

use jiff::civil::date;
use kexiang_documents::Error;
use kexiang_documents::letter::{Cell, Content, Row, Section};
use kexiang_documents::pdf::{Pdf, Settings, Sheet, Standard, render};

use crate::samples::*;

const ARCHIVE: Settings = Settings { standard: Standard::Archive, today: date(2026, 3, 6) };

/// Renders, and leaves the file where a person can look at it.
fn print(name: &str, sheet: &impl Sheet) -> Pdf {
    let pdf = render(sheet, ARCHIVE).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("letters");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.pdf")), &pdf.bytes).unwrap();
    pdf
}

#[test]
fn application_forms_render_in_every_filling() {
    for filling in FILLINGS {
        let one = print(&format!("form_one_{filling:?}"), &form_one(filling, filling == Filling::Empty));
        assert_eq!(one.missing, Vec::<char>::new(), "{filling:?}");
        let two = print(&format!("form_two_{filling:?}"), &form_two(filling, false));
        assert_eq!(two.missing, Vec::<char>::new(), "{filling:?}");
    }
}

#[test]
fn letters_render_in_every_filling() {
    for filling in FILLINGS {
        let letters = [
            print(&format!("receipt_{filling:?}"), &receipt(filling)),
            print(&format!("returned_{filling:?}"), &return_notice(filling)),
            print(&format!("check_record_{filling:?}"), &check_record(filling)),
        ];
        assert!(letters.iter().all(|letter| letter.missing.is_empty() && letter.pages > 0), "{filling:?}");
    }
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    let (first, second) = (
        render(&form_two(Filling::Short, false), ARCHIVE),
        render(&form_two(Filling::Short, false), ARCHIVE),
    );
    assert!(first.unwrap().bytes == second.unwrap().bytes);
    let next_day = Settings { today: date(2026, 3, 7), ..ARCHIVE };
    let third = render(&form_two(Filling::Short, false), next_day).unwrap();
    assert!(third.bytes != render(&form_two(Filling::Short, false), ARCHIVE).unwrap().bytes);
}

#[test]
fn a_character_without_glyph_is_reported_and_printed_as_geta_mark() {
    let mut sheet = receipt(Filling::Short);
    sheet.project = "学会😀改革\u{E000}与\u{7}发展😀".into();
    let pdf = render(&sheet, ARCHIVE).unwrap();
    assert_eq!(pdf.missing, ['\u{E000}', '😀']);
}

#[test]
fn a_form_that_contradicts_itself_is_refused_with_the_place() {
    let refusal = |rows: Vec<Row>| {
        let mut sheet = form_one(Filling::Short, false);
        sheet.sections = vec![Section { heading: None, note: None, columns: vec![1, 1], rows }];
        render(&sheet, ARCHIVE).unwrap_err().to_string()
    };
    let label = || Cell::label("甲");
    assert_eq!(refusal(vec![Row::new([label()])]), "sections[0].rows[0]: the cells do not fill the row");
    assert_eq!(
        refusal(vec![Row::new([label(), label()]), Row::new([label(), label().over(2)])]),
        "sections[0].rows[1]: cell 1 does not fit into the columns left free"
    );
    assert_eq!(
        refusal(vec![Row::new([label().down(2), label()])]),
        "sections[0]: a cell reaches below the last row: lower its rowspan"
    );
    let mut listing = budget(Filling::Short);
    listing.rows[2].pop();
    assert_eq!(
        refusal(vec![Row::new([label(), Cell::new(Content::Listing(listing))])]),
        "sections[0].rows[0].listing.rows[2]: a row needs 5 cells like the head"
    );
}

#[test]
fn more_data_than_a_letter_holds_is_refused() {
    let mut sheet = receipt(Filling::Short);
    sheet.closing = vec!["柳".repeat(1_400_000)];
    assert!(matches!(render(&sheet, ARCHIVE), Err(Error::TooLarge { limit: 4_194_304, .. })));
}
