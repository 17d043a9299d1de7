//! The 25 types of the four notices: planned numbers, amounts in fen, totals.

use kexiang_core::money::Fen;

use crate::programme::{FILES, read};

/// Code, planned number, least and most per project in 万元.
type Row = (&'static str, Option<u32>, Option<(i64, i64)>);

const TYPES: [Row; 25] = [
    ("2026-1", Some(2), Some((1, 2))),
    ("2026-2", Some(1), Some((1, 2))),
    ("2026-3", Some(2), Some((1, 2))),
    ("2026-4", Some(4), Some((1, 2))),
    ("2026-5", Some(1), Some((1, 2))),
    ("NX2025-1-1", None, None),
    ("NX2025-1-2", None, None),
    ("NX2025-1-3", None, None),
    ("NX2025-2-1", None, None),
    ("NX2025-2-2", None, None),
    ("NX2025-3-1", None, None),
    ("XXJL-2025", Some(15), Some((5, 10))),
    ("QKPY-2025", Some(1), Some((10, 10))),
    ("DJQC-2025", Some(4), Some((5, 5))),
    ("GD2024-01", Some(10), Some((10, 10))),
    ("GD2024-02", Some(1), Some((30, 30))),
    ("GD2024-03", Some(1), Some((60, 60))),
    ("GD2024-04", Some(15), Some((5, 10))),
    ("GD2024-05", Some(1), Some((5, 5))),
    ("GD2024-06", Some(1), Some((6, 6))),
    ("GD2024-07", Some(1), Some((45, 45))),
    ("GD2024-08", Some(1), Some((20, 20))),
    ("GD2024-09", Some(1), Some((14, 14))),
    ("GD2024-10", Some(1), Some((12, 12))),
    ("GD2024-11", Some(1), Some((4, 4))),
];

#[test]
fn all_25_types_with_planned_numbers_and_amounts_in_fen() {
    let summaries = FILES.iter().flat_map(|(name, ..)| read(name).summary().types);
    let found: Vec<_> =
        summaries.map(|t| (t.code, t.planned, t.amount_min_fen.zip(t.amount_max_fen))).collect();
    let fen = |wan: i64| Fen(wan * 1_000_000);
    let expected = TYPES
        .map(|(code, planned, wan)| (code.to_owned(), planned, wan.map(|(low, high)| (fen(low), fen(high)))));
    assert_eq!(found, expected);
}

#[test]
fn totals_of_the_programmes_where_they_can_be_computed() {
    let total = |name| {
        let summary = read(name).summary();
        (summary.planned, summary.total_min_fen.zip(summary.total_max_fen))
    };
    let wan = |low, high| Some((Fen::from_wan(low), Fen::from_wan(high)));
    assert_eq!(total("liuzhou-2026"), (Some(10), wan(10, 20)));
    assert_eq!(total("ningxia-2025"), (None, None));
    assert_eq!(total("xinjiang-2025"), (Some(20), wan(121, 121)));
    assert_eq!(total("guangdong-2024"), (Some(34), wan(371, 446)));
}

#[test]
fn a_summary_as_json_has_plain_values() {
    let programme = read("xinjiang-2025");
    let json = serde_json::to_value(programme.type_summary(&programme.types[0])).unwrap();
    let tier = |code, name, planned, fen| {
        serde_json::json!({
            "code": code, "name": name, "planned": planned, "amount_min_fen": fen, "amount_max_fen": fen
        })
    };
    let expected = serde_json::json!({
        "code": "XXJL-2025", "name": "重点学术交流活动", "group": null, "group_path": [], "planned": 15,
        "amount_min_fen": 5_000_000, "amount_max_fen": 10_000_000, "per": "个",
        "total_min_fen": 91_000_000, "total_max_fen": 91_000_000, "completion": "P6M", "form": "academic",
        "tiers": [
            tier("international", "国际性学术活动", 2, 10_000_000),
            tier("national", "全国性学术活动", 3, 7_000_000),
            tier("regional", "全疆性学术活动", 10, 5_000_000),
        ],
    });
    assert_eq!(json, expected);
}

#[test]
fn types_name_their_groups() {
    let groups = |name| {
        let types = read(name).summary().types.into_iter();
        types.map(|t| t.group_path.join("/")).collect::<Vec<_>>()
    };
    let (platforms, societies) = ("创新平台能力提升项目", "学会规范化建设项目");
    let expected = [platforms, platforms, platforms, societies, societies, "自治区级学术交流活动"];
    assert_eq!(groups("ningxia-2025"), expected);
    let (exchange, ability, aid, party) =
        ("学术交流项目", "学会能力提升工程项目", "助力工程项目", "党建强会项目");
    let expected =
        [exchange, exchange, exchange, ability, ability, ability, ability, aid, party, party, party];
    assert_eq!(groups("guangdong-2024"), expected);
}

#[test]
fn a_nested_group_is_named_with_its_parents() {
    let mut programme = read("ningxia-2025");
    programme.groups[1].parent = Some("1".into());
    let summary = programme.type_summary(&programme.types[3]);
    assert_eq!(summary.group_path, ["创新平台能力提升项目", "学会规范化建设项目"]);
    assert_eq!(summary.group.as_deref(), Some("学会规范化建设项目"));
}

#[test]
fn deadlines_are_told_as_written_and_as_instants() {
    let deadlines = read("guangdong-2024").summary().deadlines;
    let told: Vec<_> = deadlines.into_iter().map(|d| (d.at, d.instant.to_string())).collect();
    let expected = [
        ("2023-09-25".to_owned(), "2023-09-25T15:59:59.999Z".to_owned()),
        ("2023-09-28".to_owned(), "2023-09-28T15:59:59.999Z".to_owned()),
    ];
    assert_eq!(told, expected);
}
