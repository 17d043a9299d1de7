//! What people read: refusals, clashes in words, and answers that are the same bytes every time.

use kexiang_matching::assign::{
    Application, Cause, Conflict, Expert, Group, Load, Outcome, Pair, Problem, ProblemError, Rule, Seats,
    Why, assign, check, why,
};

fn office() -> Problem {
    let application = |id: &str| Application { id: id.into(), ..Application::default() };
    let expert =
        |id: &str, kind: &str| Expert { id: id.into(), kinds: vec![kind.into()], ..Expert::default() };
    Problem {
        applications: vec![application("A1"), application("A2")],
        experts: vec![expert("E1", "技术"), expert("E2", "技术"), expert("E3", "财务")],
        reviews: 2,
        load: Load { min: 0, max: 2 },
        panel: vec![Seats { kind: "技术".into(), at_least: 1 }, Seats { kind: "财务".into(), at_least: 1 }],
        fit: Some(vec![vec![900, 800, 500], vec![700, 850, 400]]),
        ..Problem::default()
    }
}

fn pair(application: &str, expert: &str) -> Pair {
    Pair { application: application.into(), expert: expert.into() }
}

fn refused(change: impl FnOnce(&mut Problem)) -> String {
    let mut problem = office();
    change(&mut problem);
    assign(&problem).unwrap_err().to_string()
}

#[test]
fn a_problem_that_cannot_be_read_is_refused_with_where_and_why() {
    assert_eq!(refused(|p| p.applications[1].id = "A1".into()), "项目中编号“A1”出现两次：编号须唯一");
    assert_eq!(refused(|p| p.experts[2].id = "E1".into()), "专家中编号“E1”出现两次：编号须唯一");
    assert_eq!(refused(|p| p.fixed = vec![pair("A1", "E9")]), "指定中的编号“E9”不在专家名单中");
    assert_eq!(refused(|p| p.forbidden = vec![pair("A9", "E1")]), "禁止中的编号“A9”不在项目名单中");
    assert_eq!(
        refused(|p| p.fit.as_mut().unwrap()[1].truncate(2)),
        "匹配度矩阵第 2 行有 2 个数，应为 3 个（第 0 行表示行数）"
    );
    assert_eq!(
        refused(|p| p.fit.as_mut().unwrap()[0][1] = 1001),
        "项目 A1 与专家 E2 的匹配度 1001 超过 1000"
    );
    assert_eq!(refused(|p| p.weights.fit = 0), "权重“fit”为 0，应在 1 至 100 之间");
    let group = |name: &str| Group { name: name.into(), applications: vec!["A1".into()] };
    assert_eq!(refused(|p| p.groups = vec![group("甲"), group("乙")]), "项目 A1 同时在两个分组中");
    assert_eq!(
        refused(|p| {
            p.groups = vec![Group { name: "甲".into(), applications: vec!["A1".into(), "A2".into()] }];
            p.applications[1].reviews = Some(3);
        }),
        "分组“甲”中项目 A2 的评审人数或专家组构成与同组其他项目不同：同组须一致"
    );
    let unknown = why(&office(), &[], &[pair("A1", "E9")]).unwrap_err();
    assert!(matches!(unknown, ProblemError::Unknown { .. }));
}

#[test]
fn a_clash_is_told_in_the_names_of_the_rules() {
    let mut problem = office();
    problem.conflicts.push(Conflict {
        application: "A2".into(),
        experts: vec!["E3".into()],
        cause: Cause::Interest,
        reason: "同一法人".into(),
    });
    let Outcome::Infeasible(clash) = assign(&problem).unwrap() else {
        panic!("nobody can judge the money of A2")
    };
    assert_eq!(
        clash.to_string(),
        "下列 2 条规则不能同时满足，去掉其中任何一条，其余即可同时满足：\n\
         - 项目 A2 的专家组中财务专家不少于 1 名\n\
         - 项目 A2 须回避 1 名专家（同一法人）：E3"
    );
}

#[test]
fn a_shortage_is_told_in_numbers() {
    let mut problem = office();
    problem.load.max = 1;
    problem.panel.clear();
    let Outcome::Infeasible(clash) = assign(&problem).unwrap() else { panic!("four reviews, three experts") };
    assert_eq!(
        clash.to_string(),
        "下列 5 条规则不能同时满足，去掉其中任何一条，其余即可同时满足：\n\
         - 2 个项目中，每个须有 2 名专家评审：A1、A2\n\
         - 3 名专家中，每名最多评审 1 项：E1、E2、E3\n\
         共需 4 人次，涉及的专家至多能承担 3 人次"
    );
}

#[test]
fn a_pair_is_answered_with_its_rules_or_its_cost() {
    let mut problem = office();
    problem.experts[1].absent = Some("出国".into());
    let answers = why(&problem, &[], &[pair("A1", "E2"), pair("A1", "E1")]).unwrap();
    let rule = Rule::Absent { expert: "E2".into(), reason: "出国".into() };
    assert_eq!(rule.to_string(), "专家 E2 不参加（出国）");
    assert_eq!(answers[0], Why::Excluded { rules: vec![rule] });
    let Why::Chosen { without } = &answers[1] else { panic!("E1 is the only technical expert left") };
    assert_eq!(without.loss, None);

    // With everybody there, E1 on A2 instead of E2 costs 850 - 700.
    let present = [pair("A1", "E1"), pair("A1", "E3"), pair("A2", "E2"), pair("A2", "E3")];
    let answers = why(&office(), &present, &[pair("A2", "E1")]).unwrap();
    let Why::NotChosen { with } = &answers[0] else { panic!("{answers:?}") };
    assert_eq!((with.loss, with.exact), (Some(150), true));
    let moves: Vec<_> =
        with.moves.iter().map(|m| (m.enters, m.application.as_str(), m.expert.as_str())).collect();
    assert_eq!(moves, [(false, "A2", "E2"), (true, "A2", "E1")]);
}

#[test]
fn a_hand_made_assignment_is_told_every_rule_it_breaks() {
    let checked = check(&office(), &[pair("A1", "E1"), pair("A1", "E2"), pair("A2", "E3")]).unwrap();
    let words: Vec<String> = checked.broken.iter().map(Rule::to_string).collect();
    assert_eq!(
        words,
        [
            "项目 A2 须有 2 名专家评审",
            "项目 A1 的专家组中财务专家不少于 1 名",
            "项目 A2 的专家组中技术专家不少于 1 名",
        ]
    );
    assert_eq!(checked.score.points, 900 + 800 + 400);
}

#[test]
fn the_same_problem_gives_the_same_bytes() {
    // Many equally good assignments: the choice among them must not depend on anything but the problem.
    let mut problem = office();
    problem.applications =
        (0..30).map(|i| Application { id: format!("A{i:02}"), ..Application::default() }).collect();
    problem.experts = (0..20)
        .map(|i| Expert {
            id: format!("E{i:02}"),
            kinds: vec![["技术", "财务"][i % 2].into()],
            organisation: format!("O{}", i % 5),
            ..Expert::default()
        })
        .collect();
    problem.load.max = 4;
    problem.per_organisation = Some(1);
    problem.fit = Some((0..30).map(|a| (0..20).map(|e| (a * e % 3) as u16 * 100).collect()).collect());
    let first = serde_json::to_string(&assign(&problem).unwrap()).unwrap();
    let read: Problem = serde_json::from_str(&serde_json::to_string(&problem).unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&assign(&read).unwrap()).unwrap(), first);
    let outcome: Outcome = serde_json::from_str(&first).unwrap();
    assert!(matches!(outcome, Outcome::Assigned(_)), "{first}");
}
