//! Lengths read from files: characters, slides, seconds.

use std::io::{Cursor, Write};

use kexiang_documents::extent::{Extent, extent, seconds, slides};

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let body: String = paragraphs.iter().map(|p| format!("<w:p><w:r><w:t>{p}</w:t></w:r></w:p>")).collect();
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    zipped(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &xml)])
}

fn deck(slides: &[&str]) -> Vec<u8> {
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        ("ppt/presentation.xml".to_owned(), "<p/>".to_owned()),
    ];
    for (n, words) in slides.iter().enumerate() {
        let xml =
            format!("<p:sld xmlns:a=\"a\" xmlns:p=\"p\"><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:sld>");
        parts.push((format!("ppt/slides/slide{}.xml", n + 1), xml));
    }
    let parts: Vec<_> = parts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    zipped(&parts)
}

fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap();
    [length.to_be_bytes().as_slice(), kind, content].concat()
}

/// A film with this movie header; film data of some bytes before it, as cameras write it.
fn film(header: &[u8]) -> Vec<u8> {
    let moov = boxed(b"moov", &[boxed(b"iods", &[0; 4]), boxed(b"mvhd", header)].concat());
    [boxed(b"ftyp", b"isom\0\0\x02\0isommp41"), boxed(b"mdat", &[7; 1000]), moov].concat()
}

fn short_header(scale: u32, duration: u32) -> Vec<u8> {
    let mut header = vec![0; 12];
    header.extend(scale.to_be_bytes());
    header.extend(duration.to_be_bytes());
    header.extend([0; 80]);
    header
}

fn long_header(scale: u32, duration: u64) -> Vec<u8> {
    let mut header = vec![1, 0, 0, 0];
    header.extend([0; 16]);
    header.extend(scale.to_be_bytes());
    header.extend(duration.to_be_bytes());
    header.extend([0; 80]);
    header
}

#[test]
fn n04_x03_characters_are_counted_by_the_word_rule() {
    let file = docx(&["典型案例，全文", "2026年 Rust"]);
    let found = extent("案例.docx", &file, &[]);
    // 典型案例，全文 = 7; 2026, 年, Rust = 3.
    assert_eq!(found, Extent { characters: Some(10), ..Extent::default() });
    assert_eq!(extent("空.docx", &docx(&[]), &[]).characters, None, "a scan says nothing");
    assert_eq!(extent("坏.docx", b"PK\x03\x04nothing", &[]), Extent::default());
}

#[test]
fn x03_l18_labels_and_headings_are_found_whatever_the_marks() {
    let file = docx(&["自治区科协 2025 年度学会重点资助项目", "一、服务简介"]);
    let wanted = ["自治区科协2025年度学会重点资助项目", "服务简介", "服务对象"].map(str::to_owned);
    let found = extent("报告.docx", &file, &wanted).found;
    assert_eq!(found, ["自治区科协2025年度学会重点资助项目", "服务简介"]);
}

#[test]
fn x03_slides_are_counted_in_their_order() {
    let words: Vec<String> = (1..=11).map(|n| format!("第{n}页")).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let file = deck(&words);
    let lines: Vec<_> = slides(&file).unwrap().iter().map(|s| s.trim().to_owned()).collect();
    assert_eq!(lines, words, "slide10 comes after slide9");
    assert_eq!(extent("课件.pptx", &file, &["第11页".to_owned()]).slides, Some(11));
    assert_eq!(extent("课件.pptx", &file, &["第11页".to_owned()]).found, ["第11页"]);
}

#[test]
fn x05_g09_seconds_come_from_the_movie_header() {
    let of = |bytes: Vec<u8>| seconds(&mut Cursor::new(bytes)).unwrap();
    assert_eq!(of(film(&short_header(600, 600 * 180))), Some(180));
    assert_eq!(of(film(&short_header(1000, 179_999))), Some(179), "rounded down");
    assert_eq!(of(film(&long_header(90_000, 90_000 * 72_000))), Some(72_000));
    assert_eq!(of(film(&short_header(600, u32::MAX))), None, "not known");
    assert_eq!(of(film(&short_header(0, 600))), None, "no scale");
    assert_eq!(of(b"nothing".to_vec()), None);
    assert_eq!(of(boxed(b"ftyp", b"isom")), None, "no header");
    let whole = film(&short_header(600, 600));
    for end in 0..whole.len() {
        of(whole[..end].to_vec());
    }
    assert_eq!(extent("宣传片.mp4", &film(&short_header(600, 600 * 200)), &[]).seconds, Some(200));
}

#[test]
fn boxes_that_lie_about_their_length_end_the_search() {
    let mut liar = film(&short_header(600, 600));
    liar[0..4].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(seconds(&mut Cursor::new(&liar)).unwrap(), None);
    let empty: Vec<u8> = [0, 0, 0, 8, b'f', b'r', b'e', b'e'].repeat(20_000);
    assert_eq!(seconds(&mut Cursor::new(empty)).unwrap(), None);
}
