//! Credit codes, identity cards, telephones, accounts, regions.

use jiff::civil::{Date, date};
use kexiang_core::identifiers::bank::*;
use kexiang_core::identifiers::id_card::*;
use kexiang_core::identifiers::phone::*;
use kexiang_core::identifiers::region::*;
use kexiang_core::identifiers::uscc::*;
use proptest::prelude::*;

const TODAY: Date = date(2026, 3, 31);

fn code(text: &str) -> Result<CreditCode, CreditCodeError> {
    text.parse()
}

#[test]
fn credit_codes_of_the_standard_and_of_every_kind_are_valid() {
    for (text, kind) in [
        ("91350100M000100Y43", UnitKindHint::Enterprise),
        ("91430105183767369W", UnitKindHint::Enterprise),
        ("13450200000000019C", UnitKindHint::MassOrganisation),
        ("51450200MJA000016N", UnitKindHint::SocialOrganisation),
        ("516400005000001113", UnitKindHint::SocialOrganisation),
    ] {
        let code = code(text).unwrap();
        assert_eq!((code.as_str(), code.kind_hint(), code.inner_check_holds()), (text, kind, true));
    }
    assert_eq!(code("51450200MJA000016N").unwrap().region(), "450200");
    assert_eq!(code("51450200MJA000016N").unwrap().organisation_code(), "MJA000016");
}

#[test]
fn a_credit_code_is_tidied_before_it_is_judged() {
    let expected = code("91430105183767369W").unwrap();
    assert_eq!(code(" 91430105 183767369w\u{feff}\n"), Ok(expected.clone()));
    assert_eq!(code("９１４３０１０５１８３７６７３６９Ｗ"), Ok(expected));
}

#[test]
fn the_negative_cases_are_refused() {
    let error = CreditCodeError::Character { place: 18, found: 'Z', suggestion: None };
    assert_eq!(code("91350100M000100Y4Z"), Err(error));
    let error = CreditCodeError::Check { code: "91310115MA1H8R7C6D".to_owned(), expected: '7' };
    assert_eq!(code("91310115MA1H8R7C6D"), Err(error));
    assert_eq!(code("91350100M000100Y4"), Err(CreditCodeError::Length(17)));
    assert_eq!(code(""), Err(CreditCodeError::Length(0)));
    let error = CreditCodeError::Character { place: 1, found: '协', suggestion: None };
    assert_eq!(code("协1350100M000100Y43"), Err(error));
    assert_eq!(code("91A50100M000100Y43"), Err(CreditCodeError::Region { place: 3, found: 'A' }));
}

#[test]
fn a_look_alike_is_suggested_and_never_taken() {
    let error = code("9I35O1OOM000100Y43").unwrap_err();
    let meant = code("91350100M000100Y43").unwrap();
    assert_eq!(error, CreditCodeError::Character { place: 2, found: 'I', suggestion: Some(meant) });
    assert!(error.to_string().ends_with(": perhaps 91350100M000100Y43 is meant"), "{error}");
}

#[test]
fn the_inner_check_is_only_a_warning() {
    // 9 digits of which the last breaks GB 11714, with the outer check recomputed.
    let odd = code("91350100M000100Y51").or_else(|error| match error {
        CreditCodeError::Check { expected, .. } => code(&format!("91350100M000100Y5{expected}")),
        other => Err(other),
    });
    assert!(!odd.unwrap().inner_check_holds());
}

#[test]
fn new_kinds_of_bodies_are_not_refused() {
    let error = code("36450200MJA0000160").unwrap_err();
    let CreditCodeError::Check { expected, .. } = error else { panic!("{error}") };
    assert_eq!(code(&format!("36450200MJA000016{expected}")).unwrap().kind_hint(), UnitKindHint::Other);
}

#[test]
fn identity_cards_are_checked() {
    let card = IdCard::parse("11010519491231002X", TODAY).unwrap();
    assert_eq!(
        (card.birth_date(), card.is_male(), card.kind()),
        (date(1949, 12, 31), false, CardKind::Resident)
    );
    assert!(!card.is_improbably_old());
    assert_eq!(IdCard::parse(" 11010519491231002x ", TODAY), Ok(card));
    let card = IdCard::parse("440524188001010014", TODAY).unwrap();
    assert!(card.is_improbably_old() && card.is_male());
    assert!(IdCard::parse("450200199001010012", TODAY).is_ok());
    assert_eq!(IdCard::parse("810000199001010019", TODAY).unwrap().kind(), CardKind::HongKongMacao);
}

#[test]
fn wrong_identity_cards_are_refused() {
    let parse = |text| IdCard::parse(text, TODAY).unwrap_err();
    assert_eq!(parse("450200900101001"), IdCardError::FirstGeneration);
    assert_eq!(parse("45020019900101001"), IdCardError::Length(17));
    assert_eq!(parse("450200199001010013"), IdCardError::Check);
    assert_eq!(parse("45020019900101X012"), IdCardError::Character { place: 15, found: 'X' });
    assert_eq!(parse("45020019900230001X"), IdCardError::BirthDate);
    assert_eq!(parse("450200202604010010"), IdCardError::BornInFuture(date(2026, 4, 1)));
    assert_eq!(parse("四50200199001010012"), IdCardError::Character { place: 1, found: '四' });
}

#[test]
fn documents_are_masked_wherever_they_could_be_printed() {
    let card = IdCard::parse("450200199001010012", TODAY).unwrap();
    assert_eq!(card.masked(), "450***********0012");
    assert_eq!(format!("{card:?}"), "IdCard(450***********0012)");
    let passport = OtherDocument::parse("E 12345678").unwrap();
    assert_eq!((passport.as_str(), passport.masked().as_str()), ("E12345678", "E******78"));
    assert_eq!(OtherDocument::parse("E12"), Err(OtherDocumentError(3)));
}

#[test]
fn a_stored_card_is_read_back_and_a_forged_row_is_not() {
    let card = IdCard::parse("450200199001010012", TODAY).unwrap();
    let stored = serde_json::to_string(&card).unwrap();
    assert_eq!(serde_json::from_str::<IdCard>(&stored).unwrap(), card);
    assert!(serde_json::from_str::<IdCard>("\"450200199001010013\"").is_err());
    assert!(serde_json::from_str::<OtherDocument>("\"E1\"").is_err());
}

#[test]
fn telephones_are_normalised() {
    for (text, number) in [
        ("18276735671", "18276735671"),
        ("+86 182-7673-5671", "18276735671"),
        ("86 18276735671", "18276735671"),
        ("１８２７６７３５６７１", "18276735671"),
        ("0772-2629066", "0772-2629066"),
        ("07722629066", "0772-2629066"),
        ("（0772）2629066", "0772-2629066"),
        ("+86-772-2629066", "0772-2629066"),
        ("+86 10 68571898", "010-68571898"),
        ("01068571898", "010-68571898"),
        ("0771—2629066转12", "0771-2629066-12"),
    ] {
        assert_eq!(text.parse::<Phone>().map(|phone| phone.to_string()), Ok(number.to_owned()), "{text}");
    }
    assert!("18276735671".parse::<Phone>().unwrap().is_mobile());
    assert_eq!("18276735671".parse::<Phone>().unwrap().masked(), "182****5671");
    assert_eq!(format!("{:?}", "18276735671".parse::<Phone>().unwrap()), "Phone(182****5671)");
}

#[test]
fn what_is_no_telephone_is_refused() {
    for text in [
        "",
        "-",
        "1827673567",
        "182767356711",
        "12876735671",
        "2629066",
        "0772-262906",
        "0772-262906612",
        "07-2629066",
        "0772-2629066-1234567",
        "1.83E+10",
        "电话",
        "+86",
    ] {
        assert_eq!(text.parse::<Phone>(), Err(PhoneError(text.to_owned())));
    }
}

#[test]
fn a_contact_cell_holds_names_and_numbers() {
    let cell = parse_contacts("李某、陈某，0772-2629066，18276735671、17344255505").unwrap();
    let numbers: Vec<_> = cell.phones.iter().map(Phone::as_str).collect();
    assert_eq!(cell.names, ["李某", "陈某"]);
    assert_eq!(numbers, ["0772-2629066", "18276735671", "17344255505"]);
    let cell = parse_contacts("联系人：李某 18276735671（手机）\n0772-2629066 17344255505").unwrap();
    let numbers: Vec<_> = cell.phones.iter().map(Phone::as_str).collect();
    assert_eq!(cell.names, ["联系人：李某", "手机"]);
    assert_eq!(numbers, ["18276735671", "0772-2629066", "17344255505"]);
    let cell = parse_contacts("182 7673 5671").unwrap();
    assert_eq!(cell.phones, ["18276735671".parse().unwrap()]);
    assert_eq!(parse_contacts(" 、 "), Ok(Contacts::default()));
    assert_eq!(parse_contacts("李某，123"), Err(PhoneError("123".to_owned())));
}

#[test]
fn luhn_is_kept_by_personal_cards_only() {
    assert!(luhn("6222020000000000018"));
    assert!(!luhn("6222020000000000017"));
    assert!(!luhn("") && !luhn("62220x"));
    let card = AccountNumber::parse_personal("6222 0200 0000 0000 018").unwrap();
    assert_eq!(card.masked(), "6222 **** **** 0018");
    assert_eq!(card.grouped(), "6222 0200 0000 0000 018");
    assert_eq!(AccountNumber::parse_personal("6222020000000000017"), Err(BankError::CardCheck));
    let corporate: AccountNumber = "6222020000000000017".parse().unwrap();
    assert_eq!(corporate.as_str(), "6222020000000000017");
    assert!(AccountNumber::parse_personal("4512345678901").is_ok());
}

#[test]
fn accounts_are_digits() {
    assert_eq!("2105 4010-0930 0123 456".parse::<AccountNumber>().unwrap().as_str(), "2105401009300123456");
    assert_eq!("1234567".parse::<AccountNumber>(), Err(BankError::AccountLength(7)));
    assert_eq!("1".repeat(33).parse::<AccountNumber>(), Err(BankError::AccountLength(33)));
    assert_eq!("6.22E+18".parse::<AccountNumber>(), Err(BankError::Character('.')));
    assert_eq!(
        format!("{:?}", "12345678".parse::<AccountNumber>().unwrap()),
        "AccountNumber(**** **** **** 5678)"
    );
    assert_eq!("1026 1400 0015".parse::<BranchNumber>().unwrap().as_str(), "102614000015");
    assert_eq!("10261400001".parse::<BranchNumber>(), Err(BankError::BranchLength(11)));
}

#[test]
fn regions_lie_within_each_other_by_their_codes() {
    let region = |text: &str| text.parse::<RegionCode>().unwrap();
    assert!(region("450000").contains(region("450200")));
    assert!(region("450000").contains(region("450000")));
    assert!(region("450200").contains(region("450203")));
    assert!(region("450203").contains(region("450203")));
    assert!(!region("450200").contains(region("450000")));
    assert!(!region("450200").contains(region("450302")));
    assert!(!region("450000").contains(region("440100")));
    assert_eq!(region("450203").parent(), Some(region("450200")));
    assert_eq!(region("450200").parent(), Some(region("450000")));
    assert_eq!(region("450000").parent(), None);
}

#[test]
fn the_table_names_the_provinces_and_the_prefectures_of_four() {
    let regions = Regions::built_in();
    let region = |text: &str| text.parse::<RegionCode>().unwrap();
    assert_eq!(regions.name(region("450200")), Some("柳州市"));
    assert_eq!(regions.full_name(region("450226")).unwrap(), "广西壮族自治区柳州市三江侗族自治县");
    assert_eq!(regions.full_name(region("659001")).unwrap(), "新疆维吾尔自治区石河子市");
    assert_eq!(regions.full_name(region("450999")), None);
    assert_eq!(regions.provinces().count(), 34);
    let prefectures = |province: &str| {
        regions.within(region(province)).filter(|(code, _)| code.to_string().ends_with("00")).count()
    };
    assert_eq!(["440000", "450000", "640000", "650000"].map(prefectures), [21, 14, 5, 14]);
    assert!(regions.version().starts_with("GB/T 2260"));
}

#[test]
fn wrong_regions_and_tables_are_refused() {
    for text in ["45020", "4502000", "4502OO", "050000", "950000", ""] {
        assert_eq!(text.parse::<RegionCode>(), Err(RegionError::NotACode(text.to_owned())));
    }
    let broken = Regions::parse("# v\n450000 广西\n4500 柳州");
    assert_eq!(broken, Err(RegionError::Line { line: 3, text: "4500 柳州".to_owned() }));
    let twice = Regions::parse("450000 广西\n450000 广西");
    assert_eq!(twice, Err(RegionError::Twice { line: 2, code: "450000".parse().unwrap() }));
}

#[test]
fn identifiers_are_serialised_as_their_text() {
    let code = code("91350100M000100Y43").unwrap();
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"91350100M000100Y43\"");
    assert_eq!(serde_json::from_str::<RegionCode>("\"450200\"").unwrap().to_string(), "450200");
    assert!(serde_json::from_str::<CreditCode>("\"91350100M000100Y44\"").is_err());
}

proptest! {
    #[test]
    fn no_single_slip_in_a_credit_code_passes(place in 0..18_usize, value in 0..31_usize) {
        let valid = "91350100M000100Y43";
        let wrong = b"0123456789ABCDEFGHJKLMNPQRTUWXY"[value] as char;
        let slipped: String = valid.chars().enumerate().map(|(at, c)| if at == place { wrong } else { c }).collect();
        prop_assert_eq!(slipped.parse::<CreditCode>().is_ok(), slipped == valid);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,20}") {
        let _ = (code(&text), IdCard::parse(&text, TODAY), parse_contacts(&text), OtherDocument::parse(&text));
        let _ = (text.parse::<AccountNumber>(), text.parse::<BranchNumber>(), text.parse::<RegionCode>());
    }

    #[test]
    fn no_run_of_number_characters_panics(text in "[0-9０-９（）()+＋ 转、，—-]{0,24}") {
        if let Ok(contacts) = parse_contacts(&text) {
            for phone in contacts.phones {
                prop_assert_eq!(phone.as_str().parse::<Phone>(), Ok(phone));
            }
        }
    }
}
