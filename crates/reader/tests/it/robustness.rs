//! Any text is read without panic, with quotes from the text, in time linear in its length.

use std::fs;
use std::path::Path;

use kexiang_reader::{explain, read};
use proptest::prelude::*;

fn seed(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notices/seeds").join(name);
    fs::read_to_string(path).expect("a notice")
}

fn holds(text: &str) {
    let reading = read(text);
    for fact in &reading.facts {
        let at: String = text.chars().skip(fact.start).take(fact.quote.chars().count()).collect();
        assert_eq!(at, fact.quote);
    }
    for one in &reading.unplaced {
        assert!(text.contains(&one.quote));
    }
}

/// Pieces that rules look for, in any order.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "一、",
        "（一）",
        "1.",
        "（1）",
        "①",
        "附件：",
        "附件1",
        "附表 2",
        "申报条件",
        "项目类型",
        "重点项目",
        "每项",
        "不超过",
        "不少于",
        "5万元",
        "1-2万元/个",
        "10个",
        "三份",
        "一式",
        "2025年5月6日",
        "（星期二）",
        "17:00",
        "前",
        "至",
        "申报",
        "提交",
        "报告",
        "不得",
        "，",
        "。",
        "；",
        "：",
        "、",
        "（",
        "）",
        "《",
        "》",
        "“",
        "”",
        "\n",
        "\t",
        " ",
        "　　",
        "０",
        "９",
        "＇目",
        "<td>",
        "</p>",
        "**",
        "| a | b |",
        "-",
        "60%",
        "0772-2629066",
        "13800138000",
        "a@b.cn",
        "http://x.cn/?a=(1)",
        "万",
        "千",
        "十",
        "一",
        "\u{feff}",
        "\u{200b}",
        "é",
        "🙂",
        "𠮷",
    ];
    prop::sample::select(words.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_unicode_is_read(text in "\\PC{0,400}") {
        holds(&text);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        holds(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_mixture_of_what_rules_look_for_is_read(pieces in prop::collection::vec(piece(), 0..120)) {
        let text = pieces.concat();
        holds(&text);
        explain(&text);
    }

    #[test]
    fn a_notice_with_pieces_torn_out_and_put_in_is_read(
        cuts in prop::collection::vec((0usize..6000, 0usize..40, piece()), 1..12),
        name in prop::sample::select(vec!["liuzhou-2026.txt", "ningxia-2025.txt", "xinjiang-2025.txt", "guangdong-2024.txt"]),
    ) {
        let mut chars: Vec<char> = seed(name).chars().collect();
        for (at, length, put) in cuts {
            let at = at.min(chars.len());
            let end = (at + length).min(chars.len());
            chars.splice(at..end, put.chars());
        }
        holds(&chars.into_iter().collect::<String>());
    }
}

#[test]
fn degenerate_texts_are_read() {
    for text in [
        "",
        "\n",
        "　",
        "（",
        "附件：",
        "1.",
        "9",
        "９",
        "<",
        "[bookmark:",
        "|",
        "||||",
        "\t\t\t",
        "一、\n一、\n一、",
        "：：：",
        "2025年",
    ] {
        holds(text);
        explain(text);
    }
}

/// Ten times the text takes about ten times the work, whatever the text: measured in facts and sentences, not in time.
#[test]
fn long_monotonous_texts_end() {
    for unit in [
        "（",
        "1.",
        "一、",
        "不少于",
        "5万元，",
        "《",
        "每项",
        "2025年5月6日前",
        "附件1",
        "项目A：5万元；",
        "申报条件：\n",
        "a@",
        "9",
        "\t|",
    ] {
        let text = unit.repeat(3_000);
        let reading = read(&text);
        assert!(reading.facts.len() <= 6_000);
    }
}
