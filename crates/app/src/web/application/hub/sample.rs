//! Samples of the application page, for the test that renders every page.

use super::*;

impl Page for HubPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let at = time::instant(jiff::civil::date(2026, 3, 30).at(9, 0, 0, 0));
        let page = |state, defects: Vec<check::Defect>| {
            let mut case = crate::web::check::sample_case();
            case.application.state = state;
            case.application.correction_due = (state == Stage::Returned).then_some(at);
            let organisation = case.application.organisation;
            let ready = Readiness {
                gaps: case.gaps(),
                verdicts: case.verdicts(at),
                sign_off: Ok(Stage::Submitted),
                takes_files: false,
            };
            let membership = kexiang_core::policy::Membership {
                association: case.application.association.clone(),
                organisation,
                role: kexiang_core::policy::MemberRole::Administrator,
            };
            let actor = Actor {
                kind: kexiang_core::policy::ActorKind::Person,
                account: Some(organisation),
                name: "李娟".into(),
                memberships: vec![membership],
                ..Actor::nobody()
            };
            let people = vec!["李娟".to_owned(), "艾力·买买提".to_owned()];
            let loaded = Loaded {
                case,
                steps: Vec::new(),
                versions: Vec::new(),
                defects,
                records: Vec::new(),
                people,
                organisations: vec!["柳州市创客服务中心".to_owned()],
                recommenders: Vec::new(),
                alike: vec![Alike {
                    hint: Hint { other: organisation, kind: "near_text".into(), percent: 82 },
                    number: "2026-2-003".into(),
                    title: "工程机械电动化学术沙龙".into(),
                    organisation: "柳州市机械工程学会".into(),
                    passages: vec!["前期开展调研和方案论证，明确责任分工".into()],
                }],
            };
            HubPage::of(Shell::sample(l), &actor, machine(at), loaded, &ready)
        };
        let defect = check::Defect {
            field: "plan".into(),
            problem: "未写明讲坛、报告会的备案计划。".into(),
            clause: None,
            demand: "请写明向市科协和市民政局备案的时间。".into(),
        };
        vec![
            page(Stage::Draft, Vec::new()),
            page(Stage::Submitted, Vec::new()),
            page(Stage::Returned, vec![defect]),
            page(Stage::NotAccepted, Vec::new()),
        ]
    }
}
