//! Samples of the pages of objections and appeals, for the test that renders every page.

use super::super::appeal::{AppealPage, AvoidancePage};
use super::*;

fn sample_objection(state: ObjectionState) -> ObjectionFile {
    let case = crate::web::check::sample_case();
    let at = case.application.started_at;
    ObjectionFile {
        objection: Objection {
            association: "lz".into(),
            id: case.application.id,
            kind: "objection".into(),
            number: "YY-2026-001".into(),
            publicity: None,
            application: case.application.id,
            sealed: String::new(),
            state,
            handler: None,
            handler_name: "陈彤".into(),
            finding: "经查，所述情况与事实不符。".into(),
            ruling: String::new(),
            received_at: at,
            closed_at: None,
            version: 1,
        },
        application: case.application,
        steps: vec![kexiang_store::publicity::Step {
            command: "accept".into(),
            to: ObjectionState::Inquiry,
            words: "陈彤".into(),
            name: "罗钢".into(),
            at,
        }],
        said: Said {
            objector: Objector::Unit {
                name: "柳州市汽车工程学会".into(),
                contact: "李强".into(),
                phone: "0772-2626002".into(),
                letter: "ab".into(),
            },
            facts: "该项目与2025年已立项项目内容重复。\n附去年结题报告目录。".into(),
        },
        officers: vec![(Id::at(at, 7), "陈彤".into())],
    }
}

impl Page for ObjectionForm {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |form| {
            ObjectionForm::of(Shell::sample_unknown(l), &crate::web::publicity::sample_list("running"), form)
        };
        let mut wrong = page(Shown::default().refused(l, &Refusal::new("objector-missing").at("name")));
        wrong.as_unit = true;
        let mut sent = page(Shown::default());
        sent.number = Some("YY-2026-001".to_owned());
        vec![page(Shown::default()), wrong, sent]
    }
}

impl Page for ReplyPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |number: &str, found| ReplyPage {
            l,
            shell: Shell::sample_unknown(l),
            number: number.to_owned(),
            found,
        };
        let settled = (ObjectionState::Dismissed, "2026-05-07 10:00".to_owned(), "经查不属实。".to_owned());
        vec![page("", None), page("YY-2026-009", None), page("YY-2026-001", Some(settled))]
    }
}

impl Page for InboxPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let one = sample_objection(ObjectionState::Received);
        let all = [(one.objection, one.application)];
        vec![InboxPage::of(Shell::sample(l), "lz", &[]), InboxPage::of(Shell::sample(l), "lz", &all)]
    }
}

impl Page for HandlingPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |state| HandlingPage::with(Shell::sample(l), &sample_objection(state), true);
        let mut wrong = page(ObjectionState::Received);
        wrong.problem = Some(words(l, &Refusal::new("handler-missing")));
        vec![
            wrong,
            page(ObjectionState::Inquiry),
            page(ObjectionState::Reported),
            page(ObjectionState::Upheld),
        ]
    }
}

impl Page for AppealPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |until: &str, made| AppealPage {
            l,
            shell: Shell::sample(l),
            base: "/associations/lz/applications/x".to_owned(),
            title: "专家走基层".to_owned(),
            state: "not_selected",
            until: until.to_owned(),
            made,
            form: Shown::default(),
            facts: String::new(),
        };
        let made = ("SS-2026-001".to_owned(), ObjectionState::Inquiry, String::new());
        vec![page("2026年5月20日（星期三）", None), page("", None), page("", Some(made))]
    }
}

impl Page for AvoidancePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |names, form| AvoidancePage {
            l,
            shell: Shell::sample(l),
            base: "/associations/lz/applications/x".to_owned(),
            title: "专家走基层".to_owned(),
            names,
            form,
        };
        let wrong = Shown::default().refused(l, &Refusal::new("avoid-many").with("most", 3).at("name"));
        vec![
            page(Vec::new(), Shown::default()),
            page(vec![("李强".to_owned(), "学术竞争".to_owned())], wrong),
        ]
    }
}

crate::page!(ObjectionForm);
crate::page!(ReplyPage);
crate::page!(InboxPage);
crate::page!(HandlingPage);
crate::page!(AppealPage);
crate::page!(AvoidancePage);
