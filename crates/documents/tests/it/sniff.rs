//! Files as they arrive: honest, mislabelled, locked, damaged, hostile.

use std::io::Cursor;

use kexiang_documents::pdf_read::{self, Protection};
use kexiang_documents::sniff::{Archive, Fault, Kind, Limits, Sniffed, sniff};
use kexiang_documents::{Error, docx};

use crate::files::{self, Dice, archive, damaged, locked_pdf, office, ole, pdf};

fn look(name: &str, bytes: &[u8]) -> Sniffed {
    sniff(name, &mut Cursor::new(bytes)).unwrap()
}

fn good(kind: Kind) -> Sniffed {
    Sniffed { kind, pages: None, faults: Vec::new() }
}

fn with_head(head: &[u8]) -> Vec<u8> {
    [head, &[0; 64]].concat()
}

#[test]
fn every_kind_is_known_by_its_content() {
    let workbook = rust_xlsxwriter_book();
    let gbk = encoding_rs::GBK.encode("关于申报2026年柳州市科协“科创赋能”项目的通知").0.into_owned();
    let table: Vec<(&str, Vec<u8>, Kind)> = vec![
        ("申报书.docx", files::docx("<w:p/>"), Kind::Docx),
        ("汇总表.XLSX", workbook, Kind::Xlsx),
        ("汇报.pptx", office("ppt/presentation.xml", "<p/>"), Kind::Pptx),
        ("申报书.doc", ole(&["WordDocument", "1Table"]), Kind::Doc),
        ("申报书.wps", ole(&["WordDocument"]), Kind::Doc),
        ("汇总表.xls", ole(&["Workbook"]), Kind::Xls),
        ("旧表.et", ole(&["Book"]), Kind::Xls),
        ("汇报.ppt", ole(&["PowerPoint Document"]), Kind::Ppt),
        ("公文.ofd", archive(&[("OFD.xml", b"<ofd/>"), ("Doc_0/Document.xml", b"<d/>")]), Kind::Ofd),
        ("附件.zip", archive(&[("申报书.txt", b"x")]), Kind::Zip),
        ("空.zip", archive(&[]), Kind::Zip),
        ("a.png", with_head(b"\x89PNG\r\n\x1A\n"), Kind::Png),
        ("a.jpeg", with_head(b"\xFF\xD8\xFF\xE0"), Kind::Jpeg),
        ("a.gif", with_head(b"GIF89a"), Kind::Gif),
        ("a.webp", with_head(b"RIFF\0\0\0\0WEBPVP8 "), Kind::Webp),
        ("a.heic", with_head(b"\0\0\0\x18ftypheic"), Kind::Heic),
        ("a.mp4", with_head(b"\0\0\0\x18ftypisom"), Kind::Mp4),
        ("a.mov", with_head(b"\0\0\0\x14ftypqt  "), Kind::Mov),
        ("b.mov", with_head(b"\0\0\x10\0moov"), Kind::Mov),
        ("a.avi", with_head(b"RIFF\0\0\0\0AVI LIST"), Kind::Avi),
        ("a.webm", with_head(b"\x1A\x45\xDF\xA3"), Kind::Webm),
        ("说明.txt", "柳州市科协".as_bytes().to_vec(), Kind::Text),
        ("说明2.txt", gbk, Kind::Text),
        ("名单.csv", b"\xEF\xBB\xBFa,b\r\n".to_vec(), Kind::Text),
        ("unicode.txt", b"\xFF\xFEa\0b\0".to_vec(), Kind::Text),
    ];
    for (name, bytes, kind) in table {
        assert_eq!(look(name, &bytes), good(kind), "{name}");
    }
    assert_eq!(look("三页.pdf", &pdf(3)), Sniffed { kind: Kind::Pdf, pages: Some(3), faults: vec![] });
    let after_junk = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &pdf(1)].concat();
    assert_eq!(look("a.pdf", &after_junk).kind, Kind::Pdf);
}

fn rust_xlsxwriter_book() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet();
    book.save_to_buffer().unwrap()
}

#[test]
fn text_cut_within_a_character_is_still_text() {
    let long = "柳".repeat(3000);
    for cut in 4090..4100 {
        assert_eq!(look("a.txt", &long.as_bytes()[..cut]).kind, Kind::Text, "{cut}");
    }
    let gbk = encoding_rs::GBK.encode(&long).0.into_owned();
    assert_eq!(look("a.txt", &gbk[..4097]).kind, Kind::Text);
    assert_eq!(look("a.bin", b"\x00\x01\x02").kind, Kind::Unknown);
    assert_eq!(look("a.txt", b"MZ\x90\x00").kind, Kind::Unknown);
}

#[test]
fn a_name_that_lies_is_a_fault() {
    let faults = |name: &str, bytes: &[u8]| look(name, bytes).faults;
    let given = |text: &str| vec![Fault::Extension { given: text.into() }];
    assert_eq!(faults("照片.jpg", &pdf(1)), given("jpg"));
    assert_eq!(faults("申报书.docx", &archive(&[("a.txt", b"x")])), given("docx"));
    assert_eq!(faults("申报书.doc", &files::docx("<w:p/>")), given("doc"));
    assert_eq!(faults("申报书.pdf.exe", &pdf(1)), given("exe"));
    assert_eq!(faults("申报书", &pdf(1)), given(""));
    assert_eq!(faults("程序.pdf", b"MZ\x90\x00\x03"), given("pdf"));
    assert_eq!(faults("空.pdf", b""), [Fault::Empty]);
}

#[test]
fn locked_files_are_found() {
    assert_eq!(
        look("a.pdf", &locked_pdf("geheim")),
        Sniffed { kind: Kind::Pdf, pages: None, faults: vec![Fault::Password] }
    );
    assert_eq!(
        look("a.pdf", &locked_pdf("")),
        Sniffed { kind: Kind::Pdf, pages: Some(2), faults: vec![Fault::Restricted] }
    );
    let facts = pdf_read::facts(&locked_pdf("geheim")).unwrap();
    assert_eq!((facts.pages, facts.protection), (0, Protection::Password));
    assert!(pdf_read::text(&locked_pdf("geheim")).is_err());

    let office = look("申报书.docx", &ole(&["EncryptedPackage", "EncryptionInfo"]));
    assert_eq!(office.faults, [Fault::Password, Fault::Extension { given: "docx".into() }]);

    let mut zip = archive(&[("a.txt", b"secret")]);
    // Bit 0 of the flags of the local and of the central header: encrypted.
    let central = zip.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    zip[6] |= 1;
    zip[central + 8] |= 1;
    assert_eq!(look("a.zip", &zip).faults, [Fault::Password]);
}

#[test]
fn archives_that_unpack_to_too_much_are_bombs() {
    let zeros = vec![0u8; 24 << 20];
    let bomb = archive(&[("a.txt", &zeros)]);
    assert!(bomb.len() < 64 << 10);
    let Fault::Bomb(reason) = look("a.zip", &bomb).faults.remove(0) else { panic!("no bomb") };
    assert!(reason.starts_with("compression ratio of the archive: "), "{reason}");
    assert!(reason.ends_with(" > 200"), "{reason}");

    let entries: Vec<String> = (0..2_001).map(|number| format!("{number}.txt")).collect();
    let many = archive(&entries.iter().map(|name| (name.as_str(), &b""[..])).collect::<Vec<_>>());
    assert_eq!(look("a.zip", &many).faults, []);
    let refused = Archive::open(Cursor::new(&many), &Limits::OFFICE).map(drop).unwrap_err();
    assert_eq!(refused.to_string(), "entries of the archive is 2001, the limit is 2000");
    let total = Limits { total: 100, ..Limits::default() };
    let refused = Archive::open(Cursor::new(archive(&[("a", &[0; 60]), ("b", &[0; 60])])), &total)
        .map(drop)
        .unwrap_err();
    assert_eq!(refused.to_string(), "unpacked size of the archive (bytes) is 120, the limit is 100");
}

#[test]
fn an_entry_that_lies_about_its_size_is_held_to_the_limit() {
    let mut zip = archive(&[("word/document.xml", &vec![b' '; 1 << 20])]);
    let claimed = 10u32.to_le_bytes();
    let central = zip.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    zip[22..26].copy_from_slice(&claimed);
    zip[central + 24..central + 28].copy_from_slice(&claimed);
    let mut opened = Archive::open(Cursor::new(&zip), &Limits::OFFICE).unwrap();
    assert!(opened.read("word/document.xml", 4096).is_err());
    assert!(matches!(opened.read("nothing.xml", 4096), Ok(None)));
}

#[test]
fn names_within_archives_are_decoded() {
    let (gbk, _, _) = encoding_rs::GBK.encode("柳州市机械工程学会/申报书（终稿）.docx");
    let ascii = "x".repeat(gbk.len());
    let mut zip = archive(&[(&ascii, b"x")]);
    while let Some(at) = zip.windows(ascii.len()).position(|window| window == ascii.as_bytes()) {
        zip[at..at + ascii.len()].copy_from_slice(&gbk);
    }
    let opened = Archive::open(Cursor::new(&zip), &Limits::default()).unwrap();
    assert_eq!(opened.names(), ["柳州市机械工程学会/申报书（终稿）.docx"]);
}

#[test]
fn hostile_pdfs_are_errors() {
    let nested =
        [b"%PDF-1.7\n1 0 obj\n".as_slice(), &b"[".repeat(200_000), b"\nendobj\ntrailer<</Root 1 0 R>>"]
            .concat();
    let mut looped = lopdf::Document::load_mem(&pdf(1)).unwrap();
    let tree = looped.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    looped.get_dictionary_mut(tree).unwrap().set("Kids", vec![lopdf::Object::Reference(tree)]);
    let mut bytes = Vec::new();
    looped.save_to(&mut bytes).unwrap();
    let whole = pdf(2);
    for hostile in [
        nested,
        bytes,
        b"%PDF-".to_vec(),
        whole[..whole.len() / 2].to_vec(),
        b"%PDF-1.7\nstartxref\n9\n%%EOF".to_vec(),
    ] {
        let found = look("a.pdf", &hostile);
        assert!(matches!(found.faults[..], [Fault::Damaged(_)]), "{found:?}");
    }
}

#[test]
fn nothing_that_is_damaged_stops_the_house() {
    let samples = [
        pdf(3),
        locked_pdf(""),
        files::docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>"),
        ole(&["Workbook"]),
        rust_xlsxwriter_book(),
    ];
    let mut dice = Dice(20_260_331);
    for sample in &samples {
        for _ in 0..60 {
            let bytes = damaged(sample, &mut dice);
            let found = look("a.bin", &bytes);
            assert!(!found.faults.is_empty());
            // Whatever they say, they come back.
            let _ =
                (docx::read(&bytes), kexiang_documents::xlsx::read_sheets(&bytes), pdf_read::text(&bytes));
        }
    }
}

#[test]
fn a_large_file_is_not_parsed_as_pdf() {
    let mut bytes = pdf(1);
    bytes.resize(pdf_read::MAX_BYTES + 1, b' ');
    assert!(matches!(pdf_read::facts(&bytes), Err(Error::TooLarge { .. })));
}
