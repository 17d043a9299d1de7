//! Samples of the pages of the pool, for the test that renders every page.

use super::*;

/// An expert for samples of pages.
pub(in crate::web) fn sample_expert(n: u32) -> Expert {
    let now = time::instant(jiff::civil::date(2026, 4, 8).at(9, 0, 0, 0));
    Expert {
        id: Id::at(now, n),
        account: (n % 2 == 1).then(|| Id::at(now, n + 100)),
        name: if n == 1 { "古丽娜尔·阿不都热依木" } else { "黄志明" }.to_owned(),
        kinds: vec![Kind::ALL[n as usize % 3]],
        rank: Rank::Senior,
        title: "教授".to_owned(),
        organisation: "广西科技大学机械与汽车工程学院".to_owned(),
        former: Vec::new(),
        region: "450203".to_owned(),
        disciplines: vec!["工学/机械工程".to_owned()],
        phone: "13707720001".to_owned(),
        email: String::new(),
        state: ExpertState::Active,
        state_note: String::new(),
        relations: Vec::new(),
        bank: String::new(),
        joined_at: now,
        changed_at: now,
        version: 1,
    }
}

impl Page for ExpertsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let rows = [sample_expert(1), sample_expert(2)];
        let page = |rows: &[Expert], count| {
            ExpertsPage::of(Shell::sample(l), "/associations/lz/experts", Asked::default(), rows, count)
        };
        let mut imported = page(&rows, 120);
        let faults = vec![(4, Refusal::new("expert-kind"))];
        let report = Report { added: 3, changed: 1, faults, missing: vec!["姓名".to_owned()] };
        imported.report = Some(ReportView::of(l, &report));
        imported.problem = Some(words(l, &Refusal::new("bad-workbook").with("detail", "x")));
        vec![page(&[], 0), imported]
    }
}

impl Page for ExpertPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let base = "/associations/lz/experts";
        let expert = sample_expert(1);
        let entered = Entered::of(&expert);
        let file = ExpertFile { expert, panels: Vec::new() };
        let mut issued = ExpertPage::of(Shell::sample(l), base, &entered, Some(&file));
        issued.issued = Some(("lz.zj0001".to_owned(), "Kx-0123".to_owned()));
        let mut wrong = ExpertPage::of(Shell::sample(l), base, &Entered::default(), None);
        wrong.form = wrong.form.refused(l, &Refusal::new("expert-kind").at("kinds"));
        vec![issued, wrong]
    }
}

crate::page!(ExpertsPage);
crate::page!(ExpertPage);
