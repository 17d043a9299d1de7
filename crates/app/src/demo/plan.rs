//! What the demonstration holds: the four calls, and how far each application has come. Tables only.

use super::desk::{Act, Way};

/// Association, programme file, publication and the moment at which its applications are written.
pub(super) const CALLS: [(&str, &str, &str, &str); 4] = [
    (
        "gd",
        include_str!("../../../../programmes/guangdong-2024.toml"),
        "2023-08-18T09:00:00+08:00",
        "2023-09-20T10:00:00+08:00",
    ),
    (
        "nx",
        include_str!("../../../../programmes/ningxia-2025.toml"),
        "2025-05-06T09:00:00+08:00",
        "2025-05-14T10:00:00+08:00",
    ),
    (
        "xj",
        include_str!("../../../../programmes/xinjiang-2025.toml"),
        "2025-06-20T09:00:00+08:00",
        "2025-07-15T10:00:00+08:00",
    ),
    (
        "lz",
        include_str!("../../../../programmes/liuzhou-2026.toml"),
        "2026-03-06T09:00:00+08:00",
        "2026-03-25T10:00:00+08:00",
    ),
];

/// How far an application has come on the applicant's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// A few fields are filled.
    Begun,
    /// Everything is filled.
    Filled,
    /// Everything is filled; the joint organisations have been asked and have not answered.
    Asking,
    HandedIn,
    AwaitingRecommendation,
    Submitted,
    Withdrawn,
}

/// Association, call, organisation, type, how far it came, and what the office did with it.
pub(super) type Row = (&'static str, &'static str, &'static str, &'static str, Stage, &'static [Act]);

/// One application of every state in every association; those that lie open longest come first.
pub(super) const APPLICATIONS: [Row; 53] = {
    use Act::*;
    use Stage::*;
    [
        ("lz", "lz-2026", "柳州市机械工程学会", "2026-1", Begun, &[]),
        ("lz", "lz-2026", "柳州市汽车工程学会", "2026-1", Submitted, &[]),
        ("lz", "lz-2026", "柳州市医学会", "2026-1", HandedIn, &[]),
        ("lz", "lz-2026", "柳州市农学会", "2026-1", Withdrawn, &[]),
        ("lz", "lz-2026", "柳州市计算机学会", "2026-2", Submitted, &[]),
        ("lz", "lz-2026", "广西科技大学科学技术协会", "2026-2", Submitted, &[Paper(Way::Handed)]),
        ("lz", "lz-2026", "鱼峰区科学技术协会", "2026-3", Submitted, &[]),
        ("lz", "lz-2026", "三江侗族自治县科学技术协会", "2026-3", Filled, &[]),
        (
            "lz",
            "lz-2026",
            "柳州华锡智能装备有限公司博士创新站",
            "2026-4",
            Submitted,
            &[Paper(Way::Handed), Pass, Accept],
        ),
        ("lz", "lz-2026", "柳州绿源食品有限公司博士创新站", "2026-4", Submitted, &[]),
        ("lz", "lz-2026", "柳州钢铁集团科学技术协会", "2026-5", Submitted, &[Pass]),
        ("lz", "lz-2026", "柳州高新技术产业开发区科学技术协会", "2026-5", HandedIn, &[]),
        ("lz", "lz-2026", "柳州市机械工程学会", "2026-2", Submitted, &[Return]),
        ("lz", "lz-2026", "柳州市机械工程学会", "2026-3", Submitted, &[Pass, Paper(Way::Couriered), Accept]),
        ("lz", "lz-2026", "柳州市汽车工程学会", "2026-2", Submitted, &[Return, Correct]),
        ("lz", "lz-2026", "柳州市汽车工程学会", "2026-3", Submitted, &[Pass]),
        ("lz", "lz-2026", "柳州市医学会", "2026-3", Submitted, &[Refuse("out-of-scope")]),
        ("lz", "lz-2026", "柳州市农学会", "2026-2", Submitted, &[Pass, Paper(Way::Handed), Accept]),
        ("lz", "lz-2026", "柳州市计算机学会", "2026-3", Submitted, &[Pass, Paper(Way::Couriered)]),
        ("lz", "lz-2026", "柳州钢铁集团科学技术协会", "2026-2", Submitted, &[Paper(Way::Handed), Return]),
        (
            "lz",
            "lz-2026",
            "柳州高新技术产业开发区科学技术协会",
            "2026-2",
            Submitted,
            &[Return, Correct, Paper(Way::Old)],
        ),
        ("nx", "nx-2025", "银川经济技术开发区科学技术协会", "NX2025-1-1", AwaitingRecommendation, &[]),
        (
            "nx",
            "nx-2025",
            "中国科协海智计划宁夏工作基地",
            "NX2025-1-2",
            AwaitingRecommendation,
            &[Recommend, Pass, Paper(Way::Couriered), Accept],
        ),
        ("nx", "nx-2025", "宁夏海归创业联合体", "NX2025-1-3", Asking, &[]),
        ("nx", "nx-2025", "宁夏农学会", "NX2025-2-1", Submitted, &[Refuse("parts-missing")]),
        ("nx", "nx-2025", "宁夏医学会", "NX2025-2-1", Submitted, &[]),
        ("nx", "nx-2025", "宁夏电机工程学会", "NX2025-2-1", Filled, &[]),
        (
            "nx",
            "nx-2025",
            "宁夏医学会",
            "NX2025-2-2",
            Submitted,
            &[Return, Correct, Paper(Way::Handed), Pass],
        ),
        ("nx", "nx-2025", "宁夏电机工程学会", "NX2025-3-1", Submitted, &[Pass, Paper(Way::Couriered)]),
        (
            "nx",
            "nx-2025",
            "宁夏农学会",
            "NX2025-3-1",
            Submitted,
            &[Paper(Way::Handed), Refuse("signature"), Later, Reopen, Return],
        ),
        ("nx", "nx-2025", "宁夏医学会", "NX2025-3-1", Submitted, &[Paper(Way::Late)]),
        ("xj", "xj-2025", "新疆农学会", "XXJL-2025", Submitted, &[Pass]),
        ("xj", "xj-2025", "新疆能源研究会", "XXJL-2025", Submitted, &[Return, Correct]),
        ("xj", "xj-2025", "新疆科技期刊编辑学会", "QKPY-2025", Submitted, &[]),
        (
            "xj",
            "xj-2025",
            "新疆生态学会",
            "XXJL-2025",
            Submitted,
            &[Refuse("notes-missing"), Later, Reopen, Return],
        ),
        ("xj", "xj-2025", "新疆大学科学技术协会", "DJQC-2025", Submitted, &[Refuse("wrong-type")]),
        ("xj", "xj-2025", "新疆农学会", "DJQC-2025", Submitted, &[Return, Correct, Pass]),
        ("xj", "xj-2025", "新疆医学会", "DJQC-2025", Begun, &[]),
        ("gd", "gd-2024", "广东省电子学会", "GD2024-01", Submitted, &[Pass]),
        (
            "gd",
            "gd-2024",
            "广东省机械工程学会",
            "GD2024-01",
            Submitted,
            &[Pass, PassTargets, Paper(Way::Handed), Accept],
        ),
        ("gd", "gd-2024", "广东省环境科学学会", "GD2024-04", Submitted, &[Pass, Later, ReturnTargets]),
        ("gd", "gd-2024", "广东省生物医学工程学会", "GD2024-04", Submitted, &[Pass, FailTargets]),
        (
            "gd",
            "gd-2024",
            "广东省农学会",
            "GD2024-05",
            Submitted,
            &[Return, Correct, Pass, ReturnTargets, Correct, PassTargets, Paper(Way::Couriered)],
        ),
        (
            "gd",
            "gd-2024",
            "广东省电子学会",
            "GD2024-04",
            Submitted,
            &[Refuse("signature"), Later, Reopen, Return],
        ),
        ("gd", "gd-2024", "广东省机械工程学会", "GD2024-04", Submitted, &[Refuse("repeated")]),
        ("gd", "gd-2024", "广东省环境科学学会", "GD2024-05", Submitted, &[Return, Lapse]),
        ("gd", "gd-2024", "广东省生物医学工程学会", "GD2024-05", Submitted, &[]),
        ("gd", "gd-2024", "广东省农学会", "GD2024-04", Submitted, &[Pass, PassTargets]),
        ("gd", "gd-2024", "广东省化学学会", "GD2024-09", Filled, &[]),
        ("gd", "gd-2024", "广东省化学学会", "GD2024-01", Begun, &[]),
        ("gd", "gd-2024", "广东省环境科学学会", "GD2024-06", Submitted, &[Pass, PassTargets]),
        ("gd", "gd-2024", "广东省生物医学工程学会", "GD2024-07", Submitted, &[Pass, PassTargets]),
        ("gd", "gd-2024", "广东省电子学会", "GD2024-11", Submitted, &[Pass, PassTargets]),
    ]
};
