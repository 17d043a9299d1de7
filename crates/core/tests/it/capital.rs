//! 大写金额.

use kexiang_core::capital::*;
use kexiang_core::money::Fen;
use proptest::prelude::*;

#[test]
fn amounts_are_written_by_the_rule() {
    for (fen, text) in [
        (140_950, "壹仟肆佰零玖元伍角"),
        (600_714, "陆仟零柒元壹角肆分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (10_000_000, "壹拾万元整"),
        (10_010_000, "壹拾万零壹佰元整"),
        (1_000_010_000, "壹仟万零壹佰元整"),
        (0, "零元整"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (2_500_000, "贰万伍仟元整"),
        (1, "壹分"),
        (10, "壹角"),
        (53, "伍角叁分"),
        (100, "壹元整"),
        (1_000, "壹拾元整"),
        (101, "壹元零壹分"),
        (100_100, "壹仟零壹元整"),
        (101_000, "壹仟零壹拾元整"),
        (110_000, "壹仟壹佰元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (10_010_000_000, "壹亿零壹拾万元整"),
        (2_000_050_000_000, "贰佰亿零伍拾万元整"),
        (1_000_000_000_000, "壹佰亿元整"),
        (100_000_000_000_000, "壹万亿元整"),
        (-250_000, "负贰仟伍佰元整"),
    ] {
        assert_eq!(capital(Fen(fen)), text);
        assert_eq!(parse_capital(text), Ok(Fen(fen)));
    }
}

#[test]
fn every_legal_form_is_accepted() {
    for (text, fen) in [
        ("壹拾万柒仟元零伍角叁分", 10_700_053),
        ("壹拾万零柒仟元伍角叁分", 10_700_053),
        ("壹仟陆佰捌拾元叁角贰分", 168_032),
        ("人民币壹仟肆佰零玖元伍角整", 140_950),
        ("人民币壹拾万圆正", 10_000_000),
        (" 贰万 伍仟元整 ", 2_500_000),
        ("壹拾亿零壹仟万元整", 101_000_000_000),
    ] {
        assert_eq!(parse_capital(text), Ok(Fen(fen)), "{text}");
    }
}

#[test]
fn a_wrong_form_of_a_clear_amount_is_refused_with_the_proper_one() {
    for (written, proper) in [
        ("贰万伍仟元", "贰万伍仟元整"),
        ("壹拾万壹佰元整", "壹拾万零壹佰元整"),
        ("壹仟万零零壹佰元整", "壹仟万零壹佰元整"),
        ("叁佰贰拾伍元肆分", "叁佰贰拾伍元零肆分"),
        ("叁佰贰拾伍元零肆分整", "叁佰贰拾伍元零肆分"),
        ("壹仟肆佰玖元伍角", "壹仟肆佰零玖元伍角"),
        ("零元伍角", "伍角"),
        ("拾万元整", "壹拾万元整"),
        ("壹佰拾元整", "壹佰壹拾元整"),
    ] {
        let error = CapitalError::Improper { written: written.to_owned(), proper: proper.to_owned() };
        assert_eq!(parse_capital(written), Err(error));
    }
}

#[test]
fn what_is_no_capital_amount_is_refused() {
    assert_eq!(parse_capital(" "), Err(CapitalError::Empty));
    assert_eq!(parse_capital("人民币"), Err(CapitalError::Empty));
    assert_eq!(parse_capital("二万元整"), Err(CapitalError::Character('二')));
    assert_eq!(parse_capital("25000元整"), Err(CapitalError::Character('2')));
    for text in ["贰拾", "元整", "壹元贰角叁分肆", "玖玖玖玖亿亿亿亿元整"] {
        assert_eq!(parse_capital(text), Err(CapitalError::NotAnAmount(text.to_owned())));
    }
}

#[test]
fn the_echo_shows_one_amount_three_times() {
    assert_eq!(echo(Fen(2_500_000)), "2.5万元 = ¥25,000.00 = 贰万伍仟元整");
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(fen in any::<i64>(), small in 0..100_000_i64) {
        prop_assert_eq!(parse_capital(&capital(Fen(small))), Ok(Fen(small)));
        prop_assume!(fen != i64::MIN);
        prop_assert_eq!(parse_capital(&capital(Fen(fen))), Ok(Fen(fen)));
    }

    #[test]
    fn zeros_are_never_doubled_and_never_end_a_group(fen in 0..=Fen::LARGEST_INPUT.0) {
        let text = capital(Fen(fen));
        prop_assert!(!text.contains("零零"));
        prop_assert!(fen == 0 || ["零元", "零万", "零亿", "零整"].iter().all(|end| !text.contains(end)), "{}", text);
    }

    #[test]
    fn no_text_panics(text in "[零壹玖拾佰仟万亿元角分整负]{0,24}") {
        let _ = parse_capital(&text);
    }
}
