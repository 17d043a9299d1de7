//! Number templates and 发文字号.

use kexiang_core::numbering::*;

fn template(text: &str) -> NumberTemplate {
    text.parse().unwrap()
}

#[test]
fn templates_are_filled() {
    let parts = NumberParts {
        type_code: Some("XXJL-2025"),
        call: Some("XJ"),
        award: Some("XXJL-2025-007"),
        application: Some("A1"),
        year: Some(2026),
        counter: Some(7),
    };
    for (text, number) in [
        ("{type}-{seq:3}", "XXJL-2025-007"),
        ("{award}-HT{n}", "XXJL-2025-007-HT7"),
        ("{award}-BG{n:2}", "XXJL-2025-007-BG07"),
        ("{call}{year}/{seq:4}号", "XJ2026/0007号"),
        ("{application}", "A1"),
        ("立项", "立项"),
    ] {
        assert_eq!(template(text).fill(&parts), Ok(number.to_owned()));
    }
}

#[test]
fn a_counter_past_its_width_is_written_in_full() {
    let parts = NumberParts { counter: Some(1000), ..NumberParts::default() };
    assert_eq!(template("{seq:3}").fill(&parts), Ok("1000".to_owned()));
}

#[test]
fn only_what_is_asked_for_must_be_given() {
    let parts = NumberParts { type_code: Some("2026-1"), ..NumberParts::default() };
    assert_eq!(template("{type}").fill(&parts), Ok("2026-1".to_owned()));
    assert!(!template("{type}").counts());
    assert!(template("{type}-{seq}").counts());
    for (text, missing) in [("{type}-{seq}", "seq"), ("{n}", "n"), ("{year}", "year"), ("{award}", "award")] {
        assert_eq!(template(text).fill(&parts), Err(TemplateError::Missing(missing)));
    }
}

#[test]
fn a_wrong_template_is_refused_when_it_is_written() {
    let of = |text: &str| text.to_owned();
    for (text, error) in [
        ("", TemplateError::Empty),
        ("{type", TemplateError::Brace(of("{type"))),
        ("type}", TemplateError::Brace(of("type}"))),
        ("{type}}", TemplateError::Brace(of("{type}}"))),
        ("{}", TemplateError::Unknown(of(""))),
        ("{Type}", TemplateError::Unknown(of("Type"))),
        ("{名称}", TemplateError::Unknown(of("名称"))),
        ("{seq:0}", TemplateError::Width(of("seq:0"))),
        ("{seq:10}", TemplateError::Width(of("seq:10"))),
        ("{seq:}", TemplateError::Width(of("seq:"))),
        ("{year:2}", TemplateError::Width(of("year:2"))),
        ("{seq}{n}", TemplateError::TwoCounters(of("{seq}{n}"))),
    ] {
        assert_eq!(text.parse::<NumberTemplate>(), Err(error), "{text}");
    }
}

#[test]
fn templates_are_written_back_as_they_were_written() {
    for text in ["{type}-{seq:3}", "{award}-HT{n}", "{call}{year}{application}", "号"] {
        assert_eq!(template(text).to_string(), text);
        assert_eq!(serde_json::to_string(&template(text)).unwrap(), format!("\"{text}\""));
    }
}

#[test]
fn document_numbers_of_the_notices_are_read() {
    let number: DocumentNumber = "柳科协字〔2026〕5号".parse().unwrap();
    assert_eq!((number.organ(), number.year(), number.number()), ("柳科协字", 2026, 5));
    assert_eq!(number.to_string(), "柳科协字〔2026〕5号");
    assert_eq!("粤科协学〔2023〕14号".parse::<DocumentNumber>().unwrap().number(), 14);
    assert_eq!(DocumentNumber::new("柳科协字", 2026, 5), Some(number));
}

#[test]
fn a_document_number_against_the_standard_is_refused_with_the_proper_one() {
    for (text, suggestion) in [
        ("柳科协字[2026]5号", Some("柳科协字〔2026〕5号")),
        ("柳科协字（2026）5号", Some("柳科协字〔2026〕5号")),
        ("柳科协字【２０２６】５号", Some("柳科协字〔2026〕5号")),
        ("柳科协字〔2026〕第5号", Some("柳科协字〔2026〕5号")),
        ("柳科协字〔2026〕005号", Some("柳科协字〔2026〕5号")),
        (" 柳科协字〔2026〕 5 号", Some("柳科协字〔2026〕5号")),
        ("柳科协字〔2026〕0号", None),
        ("柳科协字〔2026〕5", None),
        ("柳科协字〔26〕5号", None),
        ("柳科协字〔1826〕5号", None),
        ("柳科协字〔2100〕5号", None),
        ("〔2025〕61号", None),
        ("KX〔2026〕5号", None),
        ("柳科协字2026第5号", None),
        ("", None),
    ] {
        let suggestion = suggestion.map(|text| text.parse::<DocumentNumber>().unwrap());
        let error = DocumentNumberError { text: text.to_owned(), suggestion };
        assert_eq!(text.parse::<DocumentNumber>(), Err(error));
    }
    assert_eq!(DocumentNumber::new("", 2026, 1), None);
    assert_eq!(DocumentNumber::new("柳科协字", 2026, 0), None);
    assert_eq!(DocumentNumber::new("柳 科", 2026, 1), None);
}
