//! Names of persons and organisations.

use kexiang_core::names::*;
use proptest::prelude::*;

fn person(text: &str) -> PersonName {
    text.parse().unwrap()
}

fn organisation(text: &str) -> OrganisationName {
    text.parse().unwrap()
}

#[test]
fn every_way_to_type_the_interpunct_is_one_name() {
    let card = person("艾力·买买提");
    assert_eq!(card.as_str(), "艾力·买买提");
    for dot in ['•', '・', '･', '∙', '●', '．', '.', '。', '‧'] {
        assert_eq!(person(&format!("艾力{dot}买买提")), card, "{dot}");
        assert_eq!(person(&format!(" 艾力 {dot} 买买提 ")), card, "{dot}");
    }
    assert_ne!(person("艾力买买提"), card);
    assert_eq!(person("阿卜杜拉.阿卜杜热合曼•买买提").as_str(), "阿卜杜拉·阿卜杜热合曼·买买提");
}

#[test]
fn other_dots_stay() {
    assert_eq!(person("J. Smith").as_str(), "J. Smith");
    assert_eq!(person("J.R.Smith").as_str(), "J.R.Smith");
}

#[test]
fn names_are_neither_measured_nor_parted() {
    for name in
        ["丽", "欧阳娜娜", "𠮷田", "㐂", "㛃𫖯", "Ali Mamat", "古丽·阿依·努尔·买买提·阿不都热依木·玉素甫"]
    {
        assert_eq!(person(name).as_str(), name);
    }
    assert_eq!(person(&"名".repeat(50)).as_str().chars().count(), 50);
}

#[test]
fn spaces_between_han_characters_are_typesetting() {
    assert_eq!(person("张　三"), person("张三"));
    assert_eq!(person("Ａｌｉ   Ｍａｍａｔ").as_str(), "Ali Mamat");
    assert_eq!(person("张\u{200B}三\u{FEFF}"), person("张三"));
}

#[test]
fn what_is_no_name_is_refused() {
    assert_eq!("".parse::<PersonName>(), Err(NameError::Empty));
    assert_eq!(" \u{3000}".parse::<PersonName>(), Err(NameError::Empty));
    assert_eq!("张\u{7}三".parse::<PersonName>(), Err(NameError::Control(2)));
    assert_eq!("名".repeat(101).parse::<PersonName>(), Err(NameError::TooLong { found: 101, allowed: 100 }));
    assert_eq!("".parse::<OrganisationName>(), Err(NameError::Empty));
}

#[test]
fn brackets_and_spaces_make_no_other_organisation() {
    let seal = organisation("中国石油（广西）科协");
    assert_eq!(seal.as_str(), "中国石油（广西）科协");
    for typed in ["中国石油(广西)科协", "中国石油 （ 广西 ） 科协", " 中国石油〔广西〕科协\u{3000}"]
    {
        assert_eq!(organisation(typed), seal, "{typed}");
    }
    assert_ne!(organisation("中国石油广西科协"), seal);
    assert_eq!(organisation("中国石油广西科协").key(), seal.key());
    assert_eq!(organisation("ＡＢＣ 学会").as_str(), "ABC学会");
    assert_eq!(organisation("ABC (China)  Ltd").as_str(), "ABC（China）Ltd");
}

#[test]
fn the_closest_organisations_are_found() {
    let known =
        ["柳州市计算机学会", "柳州市医学会", "广西柳州市计算机学会", "桂林市律师协会"].map(organisation);
    let asked = organisation("柳州市 计算机学会");
    assert_eq!(asked.closest(&known, 600), [(0, 1000), (2, 875)]);
    assert_eq!(asked.closest(&known, 1001), []);
    assert_eq!(asked.likeness(&organisation("桂林市律师协会")), 0);
    assert_eq!(organisation("柳").likeness(&organisation("州")), 0);
}

#[test]
fn names_are_serialised_as_their_text() {
    assert_eq!(serde_json::from_str::<PersonName>("\"艾力•买买提\"").unwrap(), person("艾力·买买提"));
    assert_eq!(serde_json::to_string(&organisation("学会(广西)")).unwrap(), "\"学会（广西）\"");
    assert!(serde_json::from_str::<PersonName>("\"\"").is_err());
}

proptest! {
    #[test]
    fn a_normalised_name_stays_as_it_is(text in "[张李 　Aa.·•（）()1]{1,12}") {
        if let Ok(name) = text.parse::<PersonName>() {
            prop_assert_eq!(person(name.as_str()), name);
        }
        if let Ok(name) = text.parse::<OrganisationName>() {
            prop_assert_eq!(organisation(name.as_str()), name);
        }
    }
}

#[test]
fn organisations_bear_names_of_people_with_one_interpunct() {
    let key = |text: &str| text.parse::<OrganisationName>().map(|name| name.to_string());
    let kept = "艾力·买买提创新工作室企业科协";
    for typed in [
        "艾力•买买提创新工作室企业科协",
        "艾力・买买提创新工作室企业科协",
        "艾力･买买提创新工作室企业科协",
        kept,
    ] {
        assert_eq!(key(typed).as_deref(), Ok(kept), "{typed}");
    }
}
