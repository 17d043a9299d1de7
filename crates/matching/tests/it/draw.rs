//! Draws: vectors of the independent reference (`bench/matching/draw_reference.py vectors`), and every kind of
//! tampering named by what was changed.

use kexiang_matching::draw::{
    Candidate, Contributor, DrawError, Finding, Hash, Notice, Origin, Plan, PlanPart, Record, Share, Stratum,
    Witness, announce, commitment, plan_digest, run, verify, verify_against,
};
use proptest::prelude::*;

fn candidate(id: &str, name: &str, stratum: &str, weight: u64) -> Candidate {
    Candidate { id: id.into(), name: name.into(), stratum: stratum.into(), weight, excluded: None }
}

/// The same plan as `example` of the reference script.
fn example(hash: Hash) -> Plan {
    let mut candidates: Vec<Candidate> =
        (1..=12).map(|i| candidate(&format!("E{i:02}"), &format!("专家{i}"), "技术", 1 + i % 3)).collect();
    candidates[4].excluded = Some("与申报单位同一法人".into());
    candidates.extend((1..=5).map(|i| candidate(&format!("F{i}"), "", "财务", 1)));
    candidates.push(candidate("\u{20000}", "𠀀", "财务", 1));
    candidates.push(candidate("\u{ff21}", "全角", "财务", 1));
    Plan {
        purpose: "2026年度\"科普\"项目评审专家\n第一批".into(),
        hash,
        contributors: vec![
            Contributor { by: "项目办".into(), origin: Origin::Secret },
            Contributor { by: "公开开奖第2026101期".into(), origin: Origin::Public },
        ],
        strata: vec![
            Stratum { name: "技术".into(), count: 3, reserves: 2 },
            Stratum { name: "财务".into(), count: 2, reserves: 0 },
        ],
        candidates,
    }
}

fn shares() -> Vec<Share> {
    vec![
        Share { by: "项目办".into(), seed: "00112233445566778899aabbccddeeff".into() },
        Share { by: "公开开奖第2026101期".into(), seed: "03 11 17 22 28 31 + 09".into() },
    ]
}

fn published(hash: Hash) -> Notice {
    announce(example(hash), &shares()[..1], "2026-11-20 09:00").expect("the example is a good plan")
}

fn record(hash: Hash) -> Record {
    let witnesses = vec![Witness { name: "见证人甲".into(), role: "机关纪委".into() }];
    run(published(hash), shares(), witnesses, "2026-11-23 10:00").expect("the example can be drawn")
}

fn steps(record: &Record) -> Vec<(&str, u64, u64, &str)> {
    record.picks.iter().map(|p| (p.stratum.as_str(), p.total, p.number, p.id.as_str())).collect()
}

#[test]
fn draws_what_the_reference_draws_with_sha_256() {
    let record = record(Hash::Sha256);
    assert_eq!(record.notice.plan_digest, "7eee575e169ed605f732244c4a4e45e24aac8bf200a42a924cd7faf77984837b");
    assert_eq!(
        record.notice.pledges[0].commitment.as_deref(),
        Some("09042b532e9389d1c392ad457d11da783fc015f7636db4f36fb6e4c5232f0609")
    );
    assert_eq!(record.notice.pledges[1].commitment, None);
    assert_eq!(
        steps(&record),
        [
            ("技术", 21, 10, "E07"),
            ("技术", 19, 7, "E04"),
            ("技术", 17, 10, "E09"),
            ("技术", 16, 14, "E11"),
            ("技术", 13, 6, "E06"),
            ("财务", 7, 4, "F5"),
            ("财务", 6, 1, "F2"),
        ]
    );
    assert_eq!(record.drawn("技术").collect::<Vec<_>>(), ["E07", "E04", "E09"]);
    assert_eq!(record.reserves("技术").collect::<Vec<_>>(), ["E11", "E06"]);
    assert_eq!(verify(&record), []);
}

#[test]
fn draws_what_the_reference_draws_with_sm3() {
    let record = record(Hash::Sm3);
    assert_eq!(record.notice.plan_digest, "b7ce7053d36da24f8e78d5d26e173242f1f6576a218b5f72b2d7c0fa7842ea0f");
    assert_eq!(
        record.notice.pledges[0].commitment.as_deref(),
        Some("858eaf8c35e23df46ada2c11fd5f20cbe178b565f513bf1d1ab62c747925d947")
    );
    assert_eq!(
        steps(&record),
        [
            ("技术", 21, 11, "E08"),
            ("技术", 18, 4, "E02"),
            ("技术", 15, 7, "E07"),
            ("技术", 13, 4, "E04"),
            ("技术", 11, 10, "E12"),
            ("财务", 7, 3, "F4"),
            ("财务", 6, 0, "F1"),
        ]
    );
    assert_eq!(verify(&record), []);
}

#[test]
fn the_order_in_which_the_list_is_given_changes_nothing() {
    let mut plan = example(Hash::Sha256);
    plan.candidates.reverse();
    assert_eq!(announce(plan, &shares()[..1], "2026-11-20 09:00").unwrap(), published(Hash::Sha256));
}

#[test]
fn a_record_survives_its_file() {
    let record = record(Hash::Sm3);
    let file = serde_json::to_string_pretty(&record).unwrap();
    let read: Record = serde_json::from_str(&file).unwrap();
    assert_eq!(read, record);
    assert_eq!(verify_against(&read, &published(Hash::Sm3)), []);
}

/// The record with one thing changed and the seal made anew, so that only the change itself can be found.
fn tampered(change: impl FnOnce(&mut Record)) -> Record {
    let mut record = record(Hash::Sha256);
    change(&mut record);
    record.seal = record.computed_seal();
    record
}

fn words(findings: &[Finding]) -> String {
    findings.iter().map(Finding::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_changed_list_is_named() {
    let record = tampered(|r| r.notice.plan.candidates[0].id = "E00".into());
    let findings = verify(&record);
    assert!(findings.contains(&Finding::PartChanged { part: PlanPart::List }), "{findings:?}");
    assert!(words(&findings).contains("名单与公告时的摘要不符"), "{}", words(&findings));
    let against = words(&verify_against(&record, &published(Hash::Sha256)));
    assert!(against.contains("名单人员E00与已公布的公告不同：公告为 （无），记录为 专家1"), "{against}");
    assert!(against.contains("名单人员E01与已公布的公告不同：公告为 专家1，记录为 （无）"), "{against}");
}

#[test]
fn a_removed_candidate_is_named() {
    let record = tampered(|r| drop(r.notice.plan.candidates.remove(2)));
    assert!(verify(&record).contains(&Finding::PartChanged { part: PlanPart::List }));
    assert!(
        words(&verify_against(&record, &published(Hash::Sha256))).contains("名单人员E03与已公布的公告不同")
    );
}

#[test]
fn a_changed_weight_is_named() {
    let record = tampered(|r| r.notice.plan.candidates[0].weight = 9);
    let findings = verify(&record);
    let parts: Vec<_> = findings.iter().filter(|f| matches!(f, Finding::PartChanged { .. })).collect();
    assert_eq!(parts, [&Finding::PartChanged { part: PlanPart::Weights }]);
    assert!(words(&findings).contains("权重与公告时的摘要不符"));
    let against = words(&verify_against(&record, &published(Hash::Sha256)));
    assert!(against.contains("权重E01与已公布的公告不同：公告为 2，记录为 9"), "{against}");
}

#[test]
fn an_added_or_lifted_exclusion_is_named() {
    let added = tampered(|r| r.notice.plan.candidates[6].excluded = Some("临时缺席".into()));
    assert!(verify(&added).contains(&Finding::PartChanged { part: PlanPart::Exclusions }));
    let lifted = tampered(|r| r.notice.plan.candidates[4].excluded = None);
    assert!(verify(&lifted).contains(&Finding::PartChanged { part: PlanPart::Exclusions }));
}

#[test]
fn a_changed_quota_is_named() {
    let record = tampered(|r| r.notice.plan.strata[1].count = 3);
    let findings = verify(&record);
    assert!(findings.contains(&Finding::PartChanged { part: PlanPart::Strata }));
    let missing = |f: &Finding| matches!(f, Finding::PickDiffers { place: 3, recorded: None, .. });
    assert!(findings.iter().any(missing), "{findings:?}");
}

#[test]
fn a_changed_seed_is_named() {
    let record = tampered(|r| r.shares[0].seed = "ffeeddccbbaa99887766554433221100".into());
    let findings = verify(&record);
    let expected = Finding::Refused { reason: DrawError::SeedMismatch { by: "项目办".into() } };
    assert_eq!(findings[0], expected);
    assert!(words(&findings).contains("“项目办”公布的种子与事先的承诺不符"));
    assert!(findings.iter().any(|f| matches!(f, Finding::PickDiffers { .. })));
}

#[test]
fn a_changed_public_number_gives_other_picks() {
    let record = tampered(|r| r.shares[1].seed = "03 11 17 22 28 31 + 10".into());
    assert!(verify(&record).iter().any(|f| matches!(f, Finding::PickDiffers { .. })));
}

#[test]
fn a_seed_replaced_together_with_its_commitment_shows_against_the_published_notice() {
    // Whoever rewrites seed, commitment and picks makes a record that agrees with itself; the notice in the
    // inspector's hands does not.
    let other = vec![Share { by: "项目办".into(), seed: "f".repeat(32) }, shares().remove(1)];
    let notice = announce(example(Hash::Sha256), &other[..1], "2026-11-20 09:00").unwrap();
    let record = run(notice, other, vec![], "2026-11-23 10:00").unwrap();
    assert_eq!(verify(&record), []);
    let findings = verify_against(&record, &published(Hash::Sha256));
    assert_eq!(findings.len(), 1);
    assert!(
        words(&findings).starts_with("种子承诺项目办与已公布的公告不同：公告为 09042b53"),
        "{findings:?}"
    );
}

#[test]
fn a_changed_order_is_named() {
    let record = tampered(|r| {
        let first = r.picks[0].id.clone();
        r.picks[0].id = std::mem::replace(&mut r.picks[3].id, first);
    });
    assert_eq!(
        verify(&record),
        [Finding::OrderDiffers {
            stratum: "技术".into(),
            recorded: ["E11", "E04", "E09", "E07", "E06"].map(String::from).to_vec(),
            computed: ["E07", "E04", "E09", "E11", "E06"].map(String::from).to_vec(),
        }]
    );
    let shuffled = tampered(|r| r.picks.swap(0, 6));
    assert!(matches!(verify(&shuffled)[..], [Finding::OrderDiffers { .. }]));
}

#[test]
fn a_changed_pick_number_or_mark_is_named() {
    let pick = tampered(|r| r.picks[1].id = "E01".into());
    assert_eq!(
        verify(&pick),
        [Finding::PickDiffers {
            stratum: "技术".into(),
            place: 2,
            recorded: Some("E01".into()),
            computed: Some("E04".into())
        }]
    );
    let step = [Finding::StepDiffers { stratum: "技术".into(), place: 4 }];
    assert_eq!(verify(&tampered(|r| r.picks[3].number = 13)), step);
    assert_eq!(verify(&tampered(|r| r.picks[3].reserve = false)), step);
}

#[test]
fn a_changed_witness_or_time_breaks_the_seal() {
    let mut witness = record(Hash::Sha256);
    witness.witnesses[0].name = "见证人乙".into();
    assert_eq!(verify(&witness), [Finding::SealWrong]);
    let mut time = record(Hash::Sha256);
    time.drawn_at = "2026-11-22 10:00".into();
    assert_eq!(verify(&time), [Finding::SealWrong]);
}

#[test]
fn an_unsorted_list_and_an_unknown_version_are_named() {
    let record = tampered(|r| r.notice.plan.candidates.swap(0, 1));
    assert_eq!(verify(&record), [Finding::Unsorted]);
    let record = tampered(|r| r.notice.version = 2);
    assert_eq!(
        words(&verify(&record)),
        "公告所用算法“kexiang-draw”第 2 版不是本程序支持的 kexiang-draw 第 1 版"
    );
}

#[test]
fn a_list_changed_after_the_commitment_is_refused_by_run() {
    let mut notice = published(Hash::Sha256);
    notice.plan.candidates[0].weight = 5;
    assert_eq!(run(notice.clone(), shares(), vec![], ""), Err(DrawError::PlanChanged));
    // Even with the digest made anew the commitment no longer fits.
    notice.plan_digest = plan_digest(&notice.plan);
    assert_eq!(run(notice, shares(), vec![], ""), Err(DrawError::SeedMismatch { by: "项目办".into() }));
}

#[test]
fn bad_plans_and_seeds_are_refused_with_what_to_do() {
    let refused = |change: &dyn Fn(&mut Plan)| {
        let mut plan = example(Hash::Sha256);
        change(&mut plan);
        announce(plan, &shares()[..1], "").unwrap_err().to_string()
    };
    assert_eq!(refused(&|p| p.purpose = " ".into()), "抽取事由为空：请写明抽取什么、为何抽取");
    assert_eq!(refused(&|p| p.contributors.clear()), "没有任何一方提供随机种子：至少一方");
    assert_eq!(refused(&|p| p.candidates[1].id = "E01".into()), "名单中编号“E01”出现两次");
    assert_eq!(refused(&|p| p.candidates[1].weight = 0), "名单中“E02”的权重 0 不在 1 至 1000000000 之间");
    assert_eq!(
        refused(&|p| p.candidates[1].stratum = "管理".into()),
        "名单中“E02”所属分层“管理”不在抽取方案中"
    );
    assert_eq!(refused(&|p| p.strata[0].reserves = 9), "分层“技术”需抽 12 名（含候补），可抽的只有 11 名");
    assert_eq!(refused(&|p| p.strata[1].name = "技术".into()), "分层“技术”出现两次");
    assert_eq!(refused(&|p| p.contributors[1].by = "项目办".into()), "种子提供方“项目办”出现两次");

    let short = Share { by: "项目办".into(), seed: "0011".into() };
    let upper = Share { by: "项目办".into(), seed: "A".repeat(32) };
    let malformed = DrawError::SeedMalformed { by: "项目办".into() };
    assert_eq!(announce(example(Hash::Sha256), &[short], ""), Err(malformed.clone()));
    assert_eq!(announce(example(Hash::Sha256), &[upper], ""), Err(malformed));
    assert_eq!(announce(example(Hash::Sha256), &[], ""), Err(DrawError::SeedMissing { by: "项目办".into() }));
    assert_eq!(
        announce(example(Hash::Sha256), &shares(), ""),
        Err(DrawError::SeedExtra { by: "公开开奖第2026101期".into() })
    );
    let notice = published(Hash::Sha256);
    let missing = DrawError::SeedMissing { by: "公开开奖第2026101期".into() };
    assert_eq!(run(notice.clone(), shares()[..1].to_vec(), vec![], ""), Err(missing.clone()));
    let mut empty = shares();
    empty[1].seed.clear();
    assert_eq!(run(notice, empty, vec![], ""), Err(missing));
}

proptest! {
    #[test]
    fn every_draw_verifies_and_keeps_its_rules(
        weights in prop::collection::vec((1u64..50, 0usize..3, prop::bool::weighted(0.1)), 1..60),
        share in prop::array::uniform16(any::<u8>()),
        sm3: bool,
    ) {
        let strata = ["甲", "乙", "丙"];
        let candidates: Vec<Candidate> = weights.iter().enumerate().map(|(i, (weight, s, excluded))| Candidate {
            excluded: excluded.then(|| "回避".to_owned()),
            ..candidate(&format!("c{i}"), "", strata[*s], *weight)
        }).collect();
        let able = |name: &str| candidates.iter().filter(|c| c.stratum == name && c.excluded.is_none()).count() as u32;
        let plan = Plan {
            purpose: "抽查".into(),
            hash: if sm3 { Hash::Sm3 } else { Hash::Sha256 },
            contributors: vec![Contributor { by: "办".into(), origin: Origin::Secret }],
            strata: strata.iter().map(|s| Stratum {
                name: (*s).into(), count: able(s) / 2, reserves: able(s) - able(s) / 2,
            }).collect(),
            candidates: candidates.clone(),
        };
        let seed = share.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let shares = vec![Share { by: "办".into(), seed }];
        let record = run(announce(plan, &shares, "").unwrap(), shares, vec![], "").unwrap();
        prop_assert_eq!(verify(&record), []);
        // Every able candidate is drawn exactly once, in its own stratum; no excluded one ever.
        let mut drawn: Vec<(String, String)> =
            record.picks.iter().map(|p| (p.id.clone(), p.stratum.clone())).collect();
        let mut all: Vec<(String, String)> = candidates.iter().filter(|c| c.excluded.is_none())
            .map(|c| (c.id.clone(), c.stratum.clone())).collect();
        drawn.sort();
        all.sort();
        prop_assert_eq!(drawn, all);
    }
}

#[test]
fn every_order_is_equally_likely() {
    // 24 orders of four over 4 800 seeds: chi-square with 23 degrees of freedom, 49.7 is exceeded once in 1 000.
    let plan = Plan {
        purpose: "并列排序".into(),
        hash: Hash::Sha256,
        contributors: vec![Contributor { by: "办".into(), origin: Origin::Secret }],
        strata: vec![Stratum { name: "并列".into(), count: 4, reserves: 0 }],
        candidates: ["a", "b", "c", "d"].map(|id| candidate(id, "", "并列", 1)).to_vec(),
    };
    let mut seen = std::collections::BTreeMap::new();
    for i in 0..4_800u32 {
        let shares = vec![Share { by: "办".into(), seed: format!("{i:032x}") }];
        let record = run(announce(plan.clone(), &shares, "").unwrap(), shares, vec![], "").unwrap();
        *seen.entry(record.drawn("并列").collect::<String>()).or_insert(0i64) += 1;
    }
    assert_eq!(seen.len(), 24);
    let excess: f64 = seen.values().map(|n| ((n - 200) * (n - 200)) as f64 / 200.0).sum();
    assert!(excess < 49.7, "{excess}");
}

#[test]
fn the_commitment_binds_plan_and_contributor() {
    let base = commitment(Hash::Sha256, "aa", "甲", "00");
    assert_ne!(base, commitment(Hash::Sha256, "ab", "甲", "00"));
    assert_ne!(base, commitment(Hash::Sha256, "aa", "乙", "00"));
    assert_ne!(base, commitment(Hash::Sha256, "aa", "甲", "01"));
    assert_ne!(base, commitment(Hash::Sm3, "aa", "甲", "00"));
}
