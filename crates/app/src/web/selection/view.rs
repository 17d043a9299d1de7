//! The lines of a proposal by type and tier.

use kexiang_core::money::Fen;
use kexiang_core::programme::Amount;
use kexiang_core::review::shown;
use kexiang_core::selection::{Line, Outcome};

use crate::actions::selection::SelectionFile;
use crate::locale::Locale;

/// The lines of a type and tier.
pub struct GroupView {
    pub(super) name: String,
    pub(super) offered: String,
    pub(super) planned: String,
    pub(super) selected: usize,
    pub(super) sum: String,
    pub(super) lines: Vec<LineView>,
}

/// A line.
pub struct LineView {
    pub(super) id: String,
    pub(super) place: String,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) organisation: String,
    pub(super) score: String,
    pub(super) applied: String,
    pub(super) outcome: Outcome,
    pub(super) amount: String,
    pub(super) reason: String,
    pub(super) wrong: String,
}

pub(super) fn groups(l: &Locale, file: &SelectionFile, wrong: &[(String, String)]) -> Vec<GroupView> {
    let offers = file.offers();
    offers
        .iter()
        .map(|offer| {
            let own: Vec<&Line> = file.lines.iter().filter(|line| offer.is_for(line)).collect();
            let types = file.programme.project_type(&offer.type_code);
            let tier = types.and_then(|t| t.tier(&offer.tier)).map(|t| format!(" {}", t.name));
            let selected = own.iter().filter(|l| l.outcome == Outcome::Select);
            GroupView {
                name: format!(
                    "{} {}{}",
                    offer.type_code,
                    types.map_or("", |t| &t.name),
                    tier.unwrap_or_default()
                ),
                offered: match offer.amount {
                    Amount::Fixed(sum) => l.tf("selection-fixed", &[("sum", &sum.wan())]),
                    Amount::Range(low, high) => {
                        l.tf("selection-range", &[("low", &low.wan()), ("high", &high.wan())])
                    }
                    Amount::Undecided => l.t("selection-undecided").to_owned(),
                },
                planned: offer.planned.map_or_else(|| "—".to_owned(), |n| n.to_string()),
                selected: selected.clone().count(),
                sum: Fen(selected.map(|l| l.amount.0).sum()).wan_fixed(),
                lines: own.iter().map(|line| line_view(file, line, wrong)).collect(),
            }
        })
        .collect()
}

fn line_view(file: &SelectionFile, line: &Line, wrong: &[(String, String)]) -> LineView {
    let row = file.applications.get(&line.application);
    let id = line.application.to_string();
    LineView {
        place: if line.place == 0 { "—".to_owned() } else { line.place.to_string() },
        number: row.map(|a| a.number.clone()).unwrap_or_default(),
        title: row.map(|a| a.title.clone()).unwrap_or_default(),
        organisation: row.map(|a| a.organisation_name.clone()).unwrap_or_default(),
        score: line.score.map_or_else(|| "—".to_owned(), shown),
        applied: line.applied.wan_fixed(),
        outcome: line.outcome,
        amount: if line.amount.0 == 0 { String::new() } else { line.amount.wan() },
        reason: line.reason.clone(),
        wrong: wrong.iter().find(|(at, _)| *at == id).map(|(_, says)| says.clone()).unwrap_or_default(),
        id,
    }
}
