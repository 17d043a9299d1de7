//! Text out of DOCX files.

use kexiang_documents::docx::{Block, read, write};
use kexiang_documents::letter::Content;

use crate::files::{archive, docx, ole};
use crate::samples::{Filling, form_one};

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.into())
}

fn table(rows: &[&[&str]]) -> Block {
    Block::Table(rows.iter().map(|row| row.iter().map(|cell| (*cell).into()).collect()).collect())
}

const P: &str = "<w:p><w:r><w:t>";
const END: &str = "</w:t></w:r></w:p>";

#[test]
fn runs_are_joined_and_entities_resolved() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>项目</w:t></w:r><w:r><w:t xml:space=\"preserve\">名称 A&amp;B &lt;1&gt; &#26607;</w:t></w:r><w:r><w:tab/><w:br/><w:t>第二行</w:t></w:r></w:p><w:p/>";
    assert_eq!(read(&docx(body)).unwrap(), [paragraph("项目名称 A&B <1> 柯\t\n第二行")]);
}

#[test]
fn tables_keep_their_columns() {
    let body = format!(
        "{P}附表 1{END}<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{P}项目承担单位{END}</w:tc><w:tc>{P}柳州市机械工程学会{END}{P}（盖章）{END}</w:tc></w:tr>\
         <w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>{P}负责人{END}</w:tc><w:tc>{P}姓名{END}</w:tc><w:tc><w:p/></w:tc></w:tr>\
         <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>{P}电话{END}</w:tc><w:tc><w:tbl><w:tr><w:tc>{P}甲{END}</w:tc><w:tc>{P}乙{END}</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>{P}完{END}"
    );
    let expected = [
        paragraph("附表 1"),
        table(&[
            &["项目承担单位", "", "柳州市机械工程学会\n（盖章）"],
            &["负责人", "姓名", ""],
            &["", "电话", "甲\t乙"],
        ]),
        paragraph("完"),
    ];
    assert_eq!(read(&docx(&body)).unwrap(), expected);
}

#[test]
fn deleted_text_and_doubles_are_left_out() {
    let body = "<w:p><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>\
        <w:r><w:instrText>PAGE</w:instrText></w:r>\
        <w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
        <mc:Fallback><w:txbxContent><w:p><w:r><w:t>文本框</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    assert_eq!(read(&docx(body)).unwrap(), [paragraph("文本框"), paragraph("新")]);
}

#[test]
fn tick_boxes_of_symbol_fonts_are_boxes() {
    let body = "<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:t>专职</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/><w:t>兼职</w:t><w:sym w:font=\"Wingdings 2\" w:char=\"0052\"/></w:r></w:p>";
    assert_eq!(read(&docx(body)).unwrap(), [paragraph("☑专职☐兼职☑")]);
}

#[test]
fn what_is_no_docx_is_an_error() {
    for bytes in [
        b"".to_vec(),
        b"PK\x03\x04".to_vec(),
        archive(&[("a.txt", b"x")]),
        ole(&["WordDocument"]),
        docx("<w:p"),
    ] {
        assert!(read(&bytes).is_err());
    }
    let bomb = docx(&"<w:p/>".repeat(12 << 20));
    assert!(read(&bomb).is_err());
}

#[test]
fn deep_nesting_is_harmless() {
    let body =
        "<w:tbl><w:tr><w:tc>".repeat(20_000) + P + "深" + END + &"</w:tc></w:tr></w:tbl>".repeat(20_000);
    assert_eq!(read(&docx(&body)).unwrap(), [table(&[&["深"]])]);
}

#[test]
fn a_form_written_as_docx_reads_back_in_the_same_words_and_order() {
    let sheet = form_one(Filling::Short, false);
    let bytes = write(&sheet).unwrap();
    assert_eq!(bytes, write(&sheet).unwrap(), "the same form gives the same bytes");
    let blocks = read(&bytes).unwrap();
    assert!(blocks.contains(&paragraph(&sheet.title)));
    let cells: Vec<String> = blocks
        .iter()
        .filter_map(|block| if let Block::Table(rows) = block { Some(rows) } else { None })
        .flatten()
        .flatten()
        .cloned()
        .collect();
    let labels = sheet.sections.iter().flat_map(|s| &s.rows).flat_map(|r| &r.cells);
    let labels: Vec<String> = labels
        .filter_map(|c| if let Content::Label { text } = &c.content { Some(text.clone()) } else { None })
        .collect();
    let mut at = 0;
    for label in &labels {
        let found = cells[at..].iter().position(|cell| cell == label);
        at += found.unwrap_or_else(|| panic!("{label} is missing or out of order")) + 1;
    }
    assert!(labels.len() > 5);
}

#[test]
fn what_xml_forbids_cannot_break_a_written_docx() {
    let mut sheet = form_one(Filling::Short, true);
    sheet.title = "A<b> & \"c\" \u{0}\u{8}项目".into();
    let blocks = read(&write(&sheet).unwrap()).unwrap();
    assert!(blocks.contains(&paragraph("A<b> & \"c\" 项目")), "{blocks:?}");
}
