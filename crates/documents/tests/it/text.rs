//! Words out of any file that holds words, and why there are none in the others.

use kexiang_documents::sniff::Kind;
use kexiang_documents::text::{NoText, text};

use crate::files::{docx, locked_pdf, ole, pdf};
use crate::samples::{Filling, receipt};

const WORDS: &str = "关于申报2026年项目的通知\n一、申报时间：2026年3月31日前。\n";

#[test]
fn every_encoding_in_use_gives_the_same_words() {
    let utf16: Vec<u8> = WORDS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe][..], &utf16].concat();
    let (gb, _, _) = encoding_rs::GB18030.encode(WORDS);
    let with_mark = [&[0xef, 0xbb, 0xbf][..], WORDS.as_bytes()].concat();
    for bytes in [WORDS.as_bytes(), &with_mark, &marked, &gb] {
        assert_eq!(text("通知.txt", bytes).unwrap(), WORDS);
    }
}

#[test]
fn a_document_gives_lines_and_rows() {
    let cell = |words: &str| format!("<w:tc><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>");
    let row = |one: &str, other: &str| format!("<w:tr>{}{}</w:tr>", cell(one), cell(other));
    let body = format!(
        "<w:p><w:r><w:t>一、项目</w:t></w:r></w:p><w:tbl>{}{}</w:tbl>",
        row("类型", "数量"),
        row("甲类", "3")
    );
    assert_eq!(text("通知.docx", &docx(&body)).unwrap(), "一、项目\n类型\t数量\n甲类\t3\n");
}

#[test]
fn a_page_of_the_web_gives_its_words_in_any_encoding() {
    let page =
        "<html><head><meta charset=\"gb2312\"></head><body><p>一、条件</p><p>二、时间</p></body></html>";
    let (gb, _, _) = encoding_rs::GB18030.encode(page);
    assert_eq!(text("通知.htm", &gb).unwrap(), "一、条件\n二、时间\n");
}

#[test]
fn a_pdf_with_words_gives_them() {
    let letter = kexiang_documents::pdf::render(&receipt(Filling::Short), crate::letters::ARCHIVE).unwrap();
    let words: String = text("回执.pdf", &letter.bytes).unwrap().split_whitespace().collect();
    assert!(words.contains("材料") && words.chars().count() > 100, "{words}");
}

#[test]
fn files_without_words_say_why() {
    assert_eq!(text("a.txt", b""), Err(NoText::Empty));
    assert_eq!(text("a.txt", " \n\u{3000}\n".as_bytes()), Err(NoText::Empty));
    assert_eq!(text("a.docx", &docx("<w:p/>")), Err(NoText::Empty));
    assert_eq!(text("a.pdf", &locked_pdf("geheim")), Err(NoText::Password));
    assert_eq!(text("a.docx", &ole(&["EncryptedPackage"])), Err(NoText::Password));
    assert_eq!(text("a.doc", &ole(&["WordDocument"])), Err(NoText::Unsupported(Kind::Doc)));
    assert!(matches!(text("a.pdf", &pdf(3)), Err(NoText::Scan { pages: 3 })));
    assert!(matches!(text("a.docx", &docx("<w:p>")[..200]), Err(NoText::Damaged(_))));
}
