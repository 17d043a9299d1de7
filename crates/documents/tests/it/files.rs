//! Small files made for the tests, good and hostile.

use std::io::{Cursor, Write};

use lopdf::content::{Content, Operation};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// The same "random" numbers at each run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// A ZIP archive of the given entries.
pub fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// An office file with the given main part.
pub fn office(part: &str, xml: &str) -> Vec<u8> {
    archive(&[("[Content_Types].xml", b"<Types/>"), (part, xml.as_bytes())])
}

/// A DOCX file with the given body.
pub fn docx(body: &str) -> Vec<u8> {
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let xml = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>"#
    );
    office("word/document.xml", &xml)
}

/// An OLE file with the given streams.
pub fn ole(streams: &[&str]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for name in streams {
        file.create_stream(name).unwrap().write_all(b"content").unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// An Excel 97 workbook (BIFF8) with one sheet 名单 of texts: row, column, text.
pub fn xls(cells: &[(u16, u16, &str)]) -> Vec<u8> {
    let record =
        |kind: u16, body: &[u8]| [&kind.to_le_bytes()[..], &(body.len() as u16).to_le_bytes(), body].concat();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let begin =
        |of: u16| record(0x0809, &[&0x0600u16.to_le_bytes()[..], &of.to_le_bytes(), &[0; 12]].concat());
    let end = record(0x000A, &[]);
    let bound = |at: u32| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 2, 1], &wide("名单")].concat());
    let label = |&(row, column, text): &(u16, u16, &str)| {
        let length = text.encode_utf16().count() as u16;
        let place = [row, column, 0, length].map(u16::to_le_bytes).concat();
        record(0x0204, &[&place[..], &[1], &wide(text)].concat())
    };
    let globals = begin(0x0005).len() + bound(0).len() + end.len();
    let sheet = [begin(0x0010), cells.iter().flat_map(label).collect(), end.clone()].concat();
    let book = [begin(0x0005), bound(globals as u32), end, sheet].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("Workbook").unwrap().write_all(&book).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn document(pages: usize) -> Document {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let kids: Vec<Object> = (0..pages)
        .map(|page| {
            let words = Operation::new("Tj", vec![Object::string_literal(format!("page {page}"))]);
            let content = Content {
                operations: vec![Operation::new("BT", vec![]), words, Operation::new("ET", vec![])],
            };
            let content = document.add_object(Stream::new(dictionary! {}, content.encode().unwrap()));
            document
                .add_object(dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content })
                .into()
        })
        .collect();
    let boxed: Vec<Object> = [0, 0, 595, 842].map(Object::from).to_vec();
    let tree_node =
        dictionary! { "Type" => "Pages", "Count" => pages as i64, "Kids" => kids, "MediaBox" => boxed };
    document.objects.insert(tree, tree_node.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    document
}

fn save(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A plain PDF.
pub fn pdf(pages: usize) -> Vec<u8> {
    save(document(pages))
}

/// A PDF encrypted with an owner password and the given user password.
pub fn locked_pdf(user_password: &str) -> Vec<u8> {
    let mut document = document(2);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password,
        key_length: 128,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    save(document)
}

/// The bytes with a few of them changed, cut off or doubled.
pub fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + dice.roll(20) {
        let at = dice.roll(bytes.len());
        bytes[at] = dice.roll(256) as u8;
    }
    match dice.roll(4) {
        0 => bytes.truncate(dice.roll(bytes.len()) + 1),
        1 => {
            let (from, to) = (dice.roll(bytes.len()), dice.roll(bytes.len()));
            bytes.extend_from_within(from.min(to)..from.max(to));
        }
        _ => {}
    }
    bytes
}
