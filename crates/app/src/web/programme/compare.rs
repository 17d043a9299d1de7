//! What differs between two versions of a programme, in words: for the approver and for everybody on the call's page.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::programme::{difference, outline};
use kexiang_core::refusal::Refusal;

use super::place::{stops, value_at};
use super::{Answer, Visitor, base, named};
use crate::actions::programme as act;
use crate::locale::Locale;
use crate::state::App;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};

/// One place that differs.
#[derive(Clone, Debug)]
pub struct DifferenceView {
    /// The way there in words.
    pub place: String,
    /// What stood there; empty where the place is new.
    pub before: String,
    /// What stands there; empty where the place is gone.
    pub after: String,
}

/// The differences between a draft and the published version.
#[derive(Template)]
#[template(path = "programme/comparison.html")]
pub struct ComparisonPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    title: String,
    differences: Vec<DifferenceView>,
}

/// What differs between two files, in words.
pub fn differences(l: &Locale, before: &str, after: &str) -> Vec<DifferenceView> {
    let (Ok(before), Ok(after)) = (outline::read(before), outline::read(after)) else { return Vec::new() };
    let changes = difference(&before, &after).into_iter();
    changes
        .map(|c| {
            let words = |value: Option<String>| value_at(l, &c.trail, value.as_deref().unwrap_or_default());
            DifferenceView {
                place: stops(l, &c.trail),
                before: words(c.before.clone()),
                after: words(c.after.clone()),
            }
        })
        .collect()
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id)): Path<(String, String)>,
) -> Answer {
    let desk = act::view(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let published = desk.published().ok_or_else(|| Refusal::new("programme-not-published"))?;
    page::show(&ComparisonPage {
        l: visitor.l,
        shell: Shell::within(&app, &visitor, &association),
        base: base(&association, desk.draft.id),
        title: desk.draft.title.clone(),
        differences: differences(visitor.l, &published.body, &desk.draft.body),
    })
}

impl Page for ComparisonPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let before = act::SHIPPED[0].1;
        let after = before.replace("2026-03-31T17:00", "2026-04-10T17:00");
        let page = |after: &str| ComparisonPage {
            l,
            shell: Shell::sample(l),
            base: "/office/lz/programmes/1".into(),
            title: "2026年柳州市科协“科创赋能”项目".into(),
            differences: differences(l, before, after),
        };
        vec![page(&after), page(before)]
    }
}

crate::page!(ComparisonPage);
