//! What is missing or wrong, in words.

use kexiang_core::application::{BudgetFault, Gap, GapKind, TargetFault};

use crate::locale::Locale;
use crate::web::call::quantity;

/// One sentence for a gap.
pub fn gap_words(l: &Locale, gap: &Gap) -> String {
    match &gap.kind {
        GapKind::Missing => l.t("gap-missing").to_owned(),
        GapKind::TooLong { count, max } => {
            let over = count - max;
            l.tf("gap-too-long", &[("count", count), ("max", max), ("over", &over)])
        }
        GapKind::TooShort { count, min } => l.tf("gap-too-short", &[("count", count), ("min", min)]),
        GapKind::NotAnOption { value } => l.tf("gap-not-an-option", &[("value", value)]),
        GapKind::WrongNumber { prompt, chosen, min, max } => {
            l.tf("gap-wrong-number", &[("prompt", prompt), ("chosen", chosen), ("min", min), ("max", max)])
        }
        GapKind::NotAPhone { value } => l.tf("gap-not-a-phone", &[("value", value)]),
        GapKind::NotAnEmail { value } => l.tf("gap-not-an-email", &[("value", value)]),
        GapKind::NotADate { value } => l.tf("gap-not-a-date", &[("value", value)]),
        GapKind::WrongShape => l.t("gap-wrong-shape").to_owned(),
        GapKind::Budget(fault) => budget(l, fault),
        GapKind::Target(fault) => target(l, fault),
    }
}

fn budget(l: &Locale, fault: &BudgetFault) -> String {
    match fault {
        BudgetFault::UnknownCategory(name) => l.tf("gap-budget-unknown", &[("name", name)]),
        BudgetFault::UnknownSource(name) => l.tf("gap-budget-unknown", &[("name", name)]),
        BudgetFault::SumOutOfRange => l.t("gap-budget-range").to_owned(),
        BudgetFault::Banned { category, word: None, .. } => {
            l.tf("gap-budget-banned", &[("category", category)])
        }
        BudgetFault::Banned { category, word: Some(word), .. } => {
            l.tf("gap-budget-word", &[("category", category), ("word", word)])
        }
        BudgetFault::OverCap { category, cap, sum, .. } => {
            l.tf("gap-budget-cap", &[("category", category), ("cap", &cap.wan()), ("sum", &sum.wan())])
        }
        BudgetFault::GrantDiffers { budget, applied } => {
            l.tf("gap-budget-differs", &[("budget", &budget.wan()), ("applied", &applied.wan())])
        }
        BudgetFault::OutsideAmount { applied, min, max, .. } => l.tf(
            "gap-budget-amount",
            &[("applied", &applied.wan()), ("min", &min.wan()), ("max", &max.wan())],
        ),
    }
}

fn target(l: &Locale, fault: &TargetFault) -> String {
    match fault {
        TargetFault::NotANumber { promise, .. } => l.tf("gap-target-number", &[("promise", promise)]),
        TargetFault::Lowered { promise, mark, .. } => {
            l.tf("gap-target-lowered", &[("promise", promise), ("mark", &quantity(l, mark))])
        }
        TargetFault::NoneChosen { .. } => l.t("gap-target-none").to_owned(),
        TargetFault::Empty { .. } => l.t("gap-target-empty").to_owned(),
        TargetFault::Unknown { .. } => l.t("gap-target-unknown").to_owned(),
    }
}
