//! Samples of the expert's pages, for the test that renders every page.

use super::*;

fn sample_sheet(submitted: bool) -> ReviewSheet {
    let file = crate::web::panel::sample_panel(true);
    let mut review = file.reviews[0].clone();
    review.scores.insert("plan".to_owned(), 2_100);
    review.state = if submitted { "submitted" } else { "assigned" }.to_owned();
    review.reopened = i64::from(!submitted);
    review.reason = "总分与评语不一致，请核对。".to_owned();
    let case = crate::web::check::sample_case();
    ReviewSheet {
        panel: file.panel.clone(),
        member: file.members[0].0.clone(),
        number: "2026-1-007".to_owned(),
        title: case.application.title.clone(),
        organisation: case.application.organisation_name.clone(),
        type_name: case.project_type().name.clone(),
        case,
        review,
        next: None,
    }
}

impl Page for ReviewsPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let file = crate::web::panel::sample_panel(true);
        let task = |state, letter: bool, open: PanelState| {
            let mut panel = file.panel.clone();
            panel.state = open;
            let mut member = file.members[0].0.clone();
            (member.state, member.letter_at) = (state, member.letter_at.filter(|_| letter));
            let review = file.reviews[0].clone();
            let reviews = vec![(review.application, "专家走基层".to_owned(), review)];
            Task { panel, call: file.call.title.clone(), member, reviews, count: 1 }
        };
        let tasks = [
            task(MemberState::Invited, false, PanelState::Forming),
            task(MemberState::Accepted, false, PanelState::Forming),
            task(MemberState::Accepted, true, PanelState::Forming),
            task(MemberState::Accepted, true, PanelState::Open),
            task(MemberState::Declined, false, PanelState::Open),
        ];
        let mut wrong = ReviewsPage::of(Shell::sample(l), &tasks);
        wrong.problem = Some(words(l, &Refusal::new("reason-missing")));
        wrong.accounts = vec![("/reviews/lz/account".to_owned(), "柳州市科学技术协会".to_owned())];
        vec![ReviewsPage::of(Shell::sample(l), &[]), wrong]
    }
}

impl Page for ReviewPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let mut wrong = ReviewPage::of(Shell::sample(l), &sample_sheet(false));
        let refusal = Refusal::new("score-missing").with("name", "方案可行性");
        wrong.problems = vec![("plan".to_owned(), words(l, &refusal))];
        vec![wrong, ReviewPage::of(Shell::sample(l), &sample_sheet(true))]
    }
}

crate::page!(ReviewsPage);
crate::page!(ReviewPage);
