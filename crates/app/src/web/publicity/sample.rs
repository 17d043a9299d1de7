//! Samples of the pages of the publicity, for the test that renders every page.

use super::*;

/// A list for samples of pages.
pub(super) fn sample_list(state: &str) -> PublicFile {
    let day = |d| jiff::civil::date(2026, 3, d);
    let now = time::instant(day(27).at(9, 0, 0, 0));
    let rows = vec![Row {
        n: 1,
        number: "2026-1-001".into(),
        title: "机械工程学会“党旗领航·专家走基层”与改革创新".into(),
        organisation: "柳州市机械工程学会".into(),
        joint: vec!["柳州钢铁集团科学技术协会".into()],
        type_name: "学会改革与发展项目".into(),
        amount: kexiang_core::money::Fen(1_500_000),
    }];
    let ends: Date = if state == "over" { day(27) } else { day(31) };
    let list = List {
        title: "2026年柳州市科协“科创赋能”项目".into(),
        basis: "《关于组织申报2026年“科创赋能”项目的通知》（柳科协字〔2026〕5号）".into(),
        record: "柳科协党组纪要〔2026〕3号".into(),
        starts_on: day(25),
        ends_on: ends,
        days: 5,
        contact: "机关纪委 0772-2620000".into(),
        changes: if state == "superseded" { "撤下1项".into() } else { String::new() },
        rows,
    };
    PublicFile {
        publicity: Publicity {
            association: "lz".into(),
            id: Id::at(now, 1),
            call: Id::at(now, 2),
            selection: Id::at(now, 3),
            state: if state == "over" { "running" } else { state }.to_owned(),
            hash: list.hash().map(|h| h.to_string()).unwrap_or_default(),
            list,
            supersedes: None,
            published_by: "陈彤".into(),
            published_at: now,
        },
        held: vec!["2026-1-001".into()],
        founded: Vec::new(),
        superseded_by: (state == "superseded").then(|| Id::at(now, 4)),
    }
}

impl Page for PublicitiesPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let all = ["running", "superseded", "over"].map(|s| sample_list(s).publicity);
        vec![
            PublicitiesPage::of(Shell::sample_unknown(l), "lz", &[]),
            PublicitiesPage::of(Shell::sample_unknown(l), "lz", &all),
        ]
    }
}

impl Page for PublicityPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |state| PublicityPage::of(Shell::sample_unknown(l), &sample_list(state));
        vec![page("running"), page("superseded"), page("over")]
    }
}

impl Page for OfficePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let shell = Shell::sample(l);
        let page = |lists: Vec<OfficeView>, ready, problem| OfficePage {
            l,
            shell: Shell::sample(l),
            base: "/associations/lz/publicities".to_owned(),
            objections: "/associations/lz/objections".to_owned(),
            lists,
            ready,
            publishes: true,
            form: Shown::with(&[("starts_on", "2026-04-28"), ("days", "5")]),
            contact: "机关纪委".to_owned(),
            changes: String::new(),
            problem,
        };
        let lists = ["running", "superseded", "over"].map(|s| OfficeView::of(l, &sample_list(s), shell.now));
        let ready = vec![("x".to_owned(), "“科创赋能”项目".to_owned(), "3号".to_owned(), 5)];
        vec![
            page(Vec::new(), Vec::new(), None),
            page(lists.into(), ready, Some(words(l, &Refusal::new("publicity-days").with("least", 5)))),
        ]
    }
}

crate::page!(PublicitiesPage);
crate::page!(PublicityPage);
crate::page!(OfficePage);
