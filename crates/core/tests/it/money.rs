//! Amounts: reading, writing, sharing.

use kexiang_core::money::*;
use proptest::prelude::*;

#[test]
fn amounts_in_wan_are_read_as_people_type_them() {
    for (text, fen) in [
        ("2.5", 2_500_000),
        ("10", 10_000_000),
        ("２．５万元", 2_500_000),
        ("0.000001", 1),
        ("1,000", 1_000_000_000),
        (" 7 万 ", 7_000_000),
        ("2。5", 2_500_000),
        ("0", 0),
        ("10.0", 10_000_000),
        ("100000000", 100_000_000_000_000),
    ] {
        assert_eq!(Fen::parse_wan(text), Ok(Fen(fen)), "{text}");
    }
}

#[test]
fn amounts_in_yuan_are_read_as_people_type_them() {
    for (text, fen) in [
        ("25,000.00", 2_500_000),
        ("25000", 2_500_000),
        ("￥２５，０００．５", 2_500_050),
        ("¥ 25 000.05", 2_500_005),
        ("人民币1409.50元", 140_950),
        ("0.01", 1),
        ("1,234,567", 123_456_700),
        ("007", 700),
    ] {
        assert_eq!(Fen::parse_yuan(text), Ok(Fen(fen)), "{text}");
    }
}

#[test]
fn what_is_no_amount_is_refused_with_its_reason() {
    let of = |text: &str| text.to_owned();
    for (text, error) in [
        ("", MoneyError::Empty),
        (" 万元 ", MoneyError::Empty),
        ("1-2万元", MoneyError::Range(of("1-2万元"))),
        ("1～2", MoneyError::Range(of("1～2"))),
        ("1—2万元", MoneyError::Range(of("1—2万元"))),
        ("1至2", MoneyError::Range(of("1至2"))),
        ("1e4", MoneyError::Exponent(of("1e4"))),
        ("1E4", MoneyError::Exponent(of("1E4"))),
        ("-1", MoneyError::Negative(of("-1"))),
        ("－1", MoneyError::Negative(of("－1"))),
        ("25000元", MoneyError::OtherUnit { text: of("25000元"), expected: Unit::Wan }),
        ("2,5", MoneyError::Grouping(of("2,5"))),
        ("1,0000", MoneyError::Grouping(of("1,0000"))),
        (",100", MoneyError::Grouping(of(",100"))),
        ("1 2", MoneyError::Grouping(of("1 2"))),
        ("1.0000001", MoneyError::TooManyDecimals { text: of("1.0000001"), allowed: 6 }),
        ("1.2.3", MoneyError::NotANumber(of("1.2.3"))),
        ("1.", MoneyError::NotANumber(of("1."))),
        (".5", MoneyError::NotANumber(of(".5"))),
        ("约2", MoneyError::NotANumber(of("约2"))),
        ("贰", MoneyError::NotANumber(of("贰"))),
        ("+2", MoneyError::NotANumber(of("+2"))),
        ("100000000.000001", MoneyError::TooLarge(of("100000000.000001"))),
        ("99999999999999999999999999", MoneyError::TooLarge(of("99999999999999999999999999"))),
    ] {
        assert_eq!(Fen::parse_wan(text), Err(error), "{text}");
    }
    let other = MoneyError::OtherUnit { text: of("2.5万元"), expected: Unit::Yuan };
    assert_eq!(Fen::parse_yuan("2.5万元"), Err(other));
    assert_eq!(Fen::parse_yuan("1.005"), Err(MoneyError::TooManyDecimals { text: of("1.005"), allowed: 2 }));
}

#[test]
fn amounts_are_written_without_rounding() {
    assert_eq!(Fen(2_500_000).yuan(), "25,000.00");
    assert_eq!(Fen(123_456_789).yuan(), "1,234,567.89");
    assert_eq!(Fen(99_999).yuan(), "999.99");
    assert_eq!(Fen(-100_005).yuan(), "-1,000.05");
    assert_eq!(Fen(2_500_000).yuan_plain(), "25000.00");
    for (fen, short, fixed) in [
        (2_500_000, "2.5", "2.50"),
        (10_000_000, "10", "10.00"),
        (1, "0.000001", "0.000001"),
        (0, "0", "0.00"),
        (123_400, "0.1234", "0.1234"),
        (100_000_000, "100", "100.00"),
        (-2_550_000, "-2.55", "-2.55"),
        (1_001_000, "1.001", "1.001"),
    ] {
        assert_eq!((Fen(fen).wan().as_str(), Fen(fen).wan_fixed().as_str()), (short, fixed));
    }
}

#[test]
fn less_than_a_hundred_yuan_is_not_dropped_from_wan() {
    assert_eq!(Fen::from_yuan(12_399).wan_fixed(), "1.2399");
}

#[test]
fn xinjiang_tiers_make_91_wan() {
    let tiers = [(2, 10), (3, 7), (10, 5)].map(|(count, wan)| Fen::from_wan(wan).checked_mul(count).unwrap());
    assert_eq!(tiers.iter().sum::<Fen>(), Fen::from_wan(91));
}

#[test]
fn sixty_thirty_ten_of_7_wan() {
    let shares = Fen::from_wan(7).shares(&[60, 30, 10]).unwrap();
    assert_eq!(shares.iter().map(|share| share.wan()).collect::<Vec<_>>(), ["4.2", "2.1", "0.7"]);
}

#[test]
fn the_last_share_takes_the_remainder() {
    assert_eq!(Fen(100).shares(&[33, 33, 34]).unwrap(), [Fen(33), Fen(33), Fen(34)]);
    assert_eq!(Fen(1).shares(&[50, 49, 1]).unwrap(), [Fen(0), Fen(0), Fen(1)]);
    assert_eq!(Fen(10).shares_in_basis_points(&[3333, 3333, 3334]).unwrap(), [Fen(3), Fen(3), Fen(4)]);
    assert_eq!(Fen(7).shares(&[100]).unwrap(), [Fen(7)]);
}

#[test]
fn shares_must_make_up_the_whole() {
    assert_eq!(Fen(100).shares(&[60, 30]), Err(MoneyError::Shares { found: 90, whole: 100 }));
    assert_eq!(Fen(100).shares(&[]), Err(MoneyError::Shares { found: 0, whole: 100 }));
    assert_eq!(Fen(1).shares(&[u32::MAX, 1]), Err(MoneyError::Shares { found: 1 << 32, whole: 100 }));
    assert_eq!(Fen(-1).shares(&[100]), Err(MoneyError::NegativeTotal(-1)));
}

#[test]
fn portions_are_cut_to_whole_fen() {
    assert_eq!(Fen::from_wan(500).portion(3000), Fen::from_wan(150));
    assert_eq!(Fen(99).portion(5000), Fen(49));
    assert_eq!(Fen(-99).portion(5000), Fen(-49));
}

#[test]
fn overflow_is_told_by_the_checked_functions_and_saturates_in_the_operators() {
    assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
    assert_eq!(Fen(i64::MIN).checked_sub(Fen(1)), None);
    assert_eq!(Fen(i64::MAX).checked_mul(2), None);
    assert_eq!(Fen::checked_sum([Fen(i64::MAX), Fen(1), Fen(-1)]), None);
    assert_eq!(Fen::checked_sum([Fen(1), Fen(2)]), Some(Fen(3)));
    assert_eq!(Fen(i64::MAX) + Fen(1), Fen(i64::MAX));
    assert_eq!(-Fen(i64::MIN), Fen(i64::MAX));
    assert_eq!(Fen(i64::MIN).yuan(), "-92,233,720,368,547,758.08");
}

#[test]
fn an_amount_is_serialised_as_its_integer() {
    assert_eq!(serde_json::to_string(&Fen(42)).unwrap(), "42");
    assert_eq!(serde_json::from_str::<Fen>("42").unwrap(), Fen(42));
    assert!(serde_json::from_str::<Fen>("42.0").is_err());
    assert!(serde_json::from_str::<Fen>("\"42\"").is_err());
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(fen in 0..=Fen::LARGEST_INPUT.0) {
        let amount = Fen(fen);
        prop_assert_eq!(Fen::parse_yuan(&amount.yuan()), Ok(amount));
        prop_assert_eq!(Fen::parse_yuan(&amount.yuan_plain()), Ok(amount));
        prop_assert_eq!(Fen::parse_wan(&amount.wan()), Ok(amount));
        prop_assert_eq!(Fen::parse_wan(&amount.wan_fixed()), Ok(amount));
    }

    #[test]
    fn shares_add_up_and_are_never_negative(fen in 0..=i64::MAX, cuts in prop::collection::vec(0..=10_000_u32, 0..9)) {
        let mut cuts = cuts;
        cuts.push(0);
        cuts.push(10_000);
        cuts.sort_unstable();
        let parts: Vec<u32> = cuts.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let shares = Fen(fen).shares_in_basis_points(&parts).unwrap();
        prop_assert_eq!(shares.len(), parts.len());
        prop_assert_eq!(Fen::checked_sum(shares.iter().copied()), Some(Fen(fen)));
        prop_assert!(shares.iter().all(|share| *share >= Fen::ZERO));
        for (share, part) in shares.iter().zip(&parts).rev().skip(1) {
            prop_assert_eq!(*share, Fen(fen).portion(*part));
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC*") {
        let _ = (Fen::parse_yuan(&text), Fen::parse_wan(&text));
    }
}
