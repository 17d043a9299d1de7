use super::Report;
use crate::programme::{CategoryRule, Programme, StepKind};

/// Sources, categories, instalments, and the step that no programme can do without.
pub(super) fn check(programme: &Programme, report: &mut Report<'_>) {
    let grants = programme.budget.sources.iter().filter(|s| s.grant).count();
    if grants != 1 {
        let reason =
            format!("{grants} sources are marked `grant = true`; exactly one is the association's money");
        report.error("not-one-grant-source", "budget.source", reason);
    }
    categories(programme, report);
    instalments(programme, report);
    if !programme.has_step(StepKind::FormalCheck) {
        let reason =
            "no [[step]] has the kind `formal_check`; every application is checked before anything else";
        report.error("no-formal-check", "step", reason);
    }
}

fn categories(programme: &Programme, report: &mut Report<'_>) {
    for (n, category) in programme.budget.categories.iter().enumerate() {
        let path = format!("budget.category[{n}]");
        let name = &category.name;
        if category.rule == CategoryRule::Banned && category.clause.is_none() {
            let reason = format!("`{name}` is banned: quote the words of the notice that ban it");
            report.error("banned-without-clause", format!("{path}.clause"), reason);
        }
        let cap = category.cap_percent.filter(|cap| (1..=100).contains(cap));
        if category.rule == CategoryRule::Limited && cap.is_none() {
            let reason = format!("`{name}` is limited: give `cap_percent`, 1 to 100");
            report.error("limited-without-cap", format!("{path}.cap_percent"), reason);
        }
        if category.rule != CategoryRule::Limited && category.cap_percent.is_some() {
            let reason = format!("`{name}` has a cap, so its rule is `limited`");
            report.error("limited-without-cap", format!("{path}.rule"), reason);
        }
    }
}

fn instalments(programme: &Programme, report: &mut Report<'_>) {
    let percents: Vec<_> = programme.payment.instalments.iter().map(|i| i.percent).collect();
    if percents.iter().all(Option::is_none) {
        return;
    }
    let wrong = match percents.iter().copied().sum::<Option<u32>>() {
        Some(100) => return,
        Some(sum) => format!("the instalments add up to {sum}%, not to 100%"),
        None => "some instalments state a percentage and some do not: state all or none".to_owned(),
    };
    report.error("instalments-not-100", "payment.instalment", wrong);
}
