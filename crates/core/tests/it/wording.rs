//! Counting and comparing text.

use kexiang_core::wording::*;
use proptest::prelude::*;

#[test]
fn words_are_counted_as_word_and_wps_do() {
    for (text, count) in [
        ("", 0),
        ("   \n\u{3000}", 0),
        ("科学技术协会", 6),
        ("科普，进校园。", 7),
        ("Hello, world", 2),
        ("don't", 1),
        ("don’t", 1),
        ("“科普”", 4),
        ("2026年3月31日", 6),
        ("参加者≥80%以上", 7),
        ("AI技术", 3),
        ("占比12.5%，共3万元", 8),
        ("——……", 4),
        ("艾力·买买提", 6),
        ("１２３", 3),
        ("第一行\n第二行", 6),
        ("𠮷野家", 3),
        ("葛\u{E0100}城", 2),
        ("科\u{200B}普", 2),
        ("شىنجاڭ ئۇيغۇر", 2),
    ] {
        assert_eq!(count_words(text), count, "{text}");
    }
}

#[test]
fn han_is_the_script_not_one_block() {
    assert!("汉々〇㐀𠮷𫝆𰀀豈⺀".chars().all(is_han));
    assert!(!"aÀ1，。·ー가".chars().any(is_han));
}

#[test]
fn half_width_folds_what_an_input_method_leaves_behind() {
    assert_eq!(half_width("ＡＢｃ１２（３）　！"), "ABc12(3) !");
    assert_eq!(half_width("汉，。"), "汉,。");
}

#[test]
fn comparison_ignores_width_case_space_and_punctuation() {
    assert_eq!(normal_text(" 《ＡＩ 进校园》（2026）——第㈠期"), "ai进校园2026第一期");
    assert_eq!(normal_text("，。 "), "");
}

#[test]
fn near_identical_titles_are_alike() {
    assert_eq!(similarity("龙城科创大讲堂", "“龙城 科创”大讲堂"), 1000);
    assert_eq!(similarity("科普进校园活动", "科普进校园系列活动"), 777);
    assert_eq!(similarity("abcd", "wxyz"), 0);
    assert!(similarity("乡村振兴科技服务行动", "青少年机器人竞赛") < 200);
}

#[test]
fn nothing_is_like_nothing() {
    assert_eq!(similarity("", ""), 0);
    assert_eq!(similarity("，", "科普"), 0);
}

#[test]
fn long_texts_are_compared_by_what_they_share() {
    let paragraph = |seed: u32| -> String {
        (0..300)
            .map(|at| char::from_u32(0x4E00 + (seed * 7919 + at * at * 31 + at) % 20_000).unwrap())
            .collect()
    };
    let (one, other) = (paragraph(1), paragraph(2));
    assert_eq!(similarity(&one, &one), 1000);
    assert!(similarity(&one, &other) < 50);
    let swapped = format!("{other}{one}");
    assert!(similarity(&format!("{one}{other}"), &swapped) > 950);
    assert_eq!(Shingles::of(&one).containment_in(&Shingles::of(&swapped)), 1000);
    let back = Shingles::of(&swapped).containment_in(&Shingles::of(&one));
    assert!((450..=550).contains(&back), "{back}");
}

#[test]
fn shingles_are_a_set_of_runs_of_five() {
    assert_eq!(Shingles::of("一二三四五六七").len(), 3);
    assert_eq!(Shingles::of("一一一一一一一").len(), 1);
    assert_eq!(Shingles::of("一二").len(), 1);
    assert!(Shingles::of("，").is_empty());
    let (a, b) = (Shingles::of("一二三四五六"), Shingles::of("二三四五六七"));
    assert_eq!(a.jaccard(&b), 333);
    assert_eq!(a.containment_in(&b), 500);
    assert_eq!(Shingles::default().jaccard(&Shingles::default()), 0);
    assert!(a.hashes().is_sorted());
}

#[test]
fn the_hash_is_fnv_1a_on_every_machine() {
    // FNV-1a 64 of the bytes 61 00 00 00 (U+0061 in little-endian UTF-32).
    let by_hand = [0x61_u8, 0, 0, 0].iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    assert_eq!(Shingles::of("a").hashes(), [by_hand]);
}

proptest! {
    #[test]
    fn likeness_is_symmetric_and_within_bounds(a in "\\PC{0,40}", b in "\\PC{0,40}") {
        let likeness = similarity(&a, &b);
        prop_assert!(likeness <= 1000);
        prop_assert_eq!(likeness, similarity(&b, &a));
        let whole = if normal_text(&a).is_empty() { 0 } else { 1000 };
        prop_assert_eq!(similarity(&a, &a), whole);
    }

    #[test]
    fn white_space_between_han_is_not_counted(a in "[一-龥]{0,20}", b in "[一-龥]{0,20}") {
        prop_assert_eq!(count_words(&format!("{a} \n{b}")), a.chars().count() + b.chars().count());
    }
}
