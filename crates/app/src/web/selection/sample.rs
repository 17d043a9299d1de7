//! Samples of the pages of the selection, for the test that renders every page.

use super::*;

fn sample(state: Stage) -> SelectionFile {
    let panel = crate::web::panel::sample_panel(true);
    let a = panel.applications[0].clone();
    let id = a.id;
    let line = Line {
        application: a.id,
        type_code: a.type_code.clone(),
        tier: String::new(),
        score: Some(8_650),
        place: 1,
        applied: Fen(2_000_000),
        outcome: if state == Stage::Draft { Outcome::Open } else { Outcome::Select },
        amount: if state == Stage::Draft { Fen(0) } else { Fen(1_500_000) },
        reason: String::new(),
    };
    SelectionFile {
        selection: kexiang_store::selection::Selection {
            association: "lz".into(),
            id: a.id,
            call: panel.call.id,
            title: panel.call.title.clone(),
            state,
            money: Some(Fen(20_000_000)),
            note: String::new(),
            record: "柳科协党组纪要〔2026〕3号".into(),
            body_hash: "0".repeat(64),
            made_by: "陈彤".into(),
            made_at: panel.panel.made_at,
            signed_at: None,
            version: 1,
        },
        call: panel.call,
        programme: panel.programme,
        lines: vec![line],
        applications: [(a.id, a)].into(),
        steps: vec![kexiang_store::selection::Step {
            command: "hand-up".into(),
            account: None,
            name: "陈彤".into(),
            reason: String::new(),
            at: panel.panel.made_at,
        }],
        published: (state == Stage::Signed).then_some(id),
    }
}

impl Page for SelectionsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |rows, calls, problem| SelectionsPage {
            l,
            shell: Shell::sample(l),
            base: "/associations/lz/selections".to_owned(),
            rows,
            calls,
            proposes: true,
            problem,
        };
        let calls = vec![("lz-2026".to_owned(), "2026年柳州市科协“科创赋能”项目".to_owned(), 10)];
        vec![
            page(Vec::new(), Vec::new(), None),
            page(
                vec![RowView::of(&sample(Stage::AtHead))],
                calls,
                Some(words(l, &Refusal::new("selection-open"))),
            ),
        ]
    }
}

impl Page for SelectionPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let everything = Actor::system("sample");
        let page = |state| SelectionPage::of(Shell::sample(l), &sample(state), &everything);
        let mut wrong = page(Stage::AtLeader);
        wrong.problem = Some(words(l, &Refusal::new("record-missing")));
        vec![page(Stage::Draft), page(Stage::AtHead), wrong, page(Stage::Signed)]
    }
}

crate::page!(SelectionsPage);
crate::page!(SelectionPage);
