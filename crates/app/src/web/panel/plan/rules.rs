//! Rules of an assignment, and why a pair is or is not in it, in the reader's language.

use kexiang_core::id::Id;
use kexiang_matching::assign::{Move, Otherwise, Rule, Why};

use crate::actions::panel::{PanelFile, in_words};
use crate::locale::Locale;

fn number(file: &PanelFile, id: &str) -> String {
    let found = file.applications.iter().find(|a| a.id.to_string() == id);
    found.map_or_else(|| id.to_owned(), |a| a.number.clone())
}

fn name(file: &PanelFile, id: &str) -> String {
    id.parse::<Id>().map(|id| file.name(id).to_owned()).unwrap_or_else(|_| id.to_owned())
}

/// A rule.
pub(super) fn rule(l: &Locale, file: &PanelFile, rule: &Rule) -> String {
    match rule {
        Rule::Reviews { application, count } => {
            l.tf("plan-rule-reviews", &[("number", &number(file, application)), ("count", count)])
        }
        Rule::Panel { application, kind, at_least } => {
            let kind = l.word("expert-kind", kind);
            let number = number(file, application);
            l.tf("plan-rule-panel", &[("number", &number), ("kind", &kind), ("count", at_least)])
        }
        Rule::MaxLoad { expert, max } => {
            l.tf("plan-rule-load", &[("name", &name(file, expert)), ("count", max)])
        }
        Rule::Conflict { application, experts, reason, .. } => {
            let names: Vec<String> = experts.iter().map(|e| name(file, e)).collect();
            let why = l.word("conflict", reason);
            let number = number(file, application);
            l.tf("plan-rule-conflict", &[("number", &number), ("name", &names.join("、")), ("why", &why)])
        }
        Rule::Fixed { application, expert } => {
            l.tf("plan-rule-fixed", &[("number", &number(file, application)), ("name", &name(file, expert))])
        }
        Rule::Forbidden { application, expert } => l.tf(
            "plan-rule-forbidden",
            &[("number", &number(file, application)), ("name", &name(file, expert))],
        ),
        other => in_words(file, &other.to_string()),
    }
}

/// Why a pair is or is not in the best assignment.
pub(super) fn why(l: &Locale, file: &PanelFile, why: &Why) -> Vec<String> {
    match why {
        Why::Fixed { rule: one } => vec![l.t("plan-why-fixed").to_owned(), rule(l, file, one)],
        Why::Excluded { rules } => {
            let mut all = vec![l.t("plan-why-excluded").to_owned()];
            all.extend(rules.iter().map(|one| rule(l, file, one)));
            all
        }
        Why::BelowFloor { fit } => vec![l.tf("plan-why-floor", &[("fit", fit)])],
        Why::Chosen { without } => otherwise(l, file, "plan-why-chosen", without),
        Why::NotChosen { with } => otherwise(l, file, "plan-why-other", with),
    }
}

/// What the other way costs, and what would change.
fn otherwise(l: &Locale, file: &PanelFile, key: &str, other: &Otherwise) -> Vec<String> {
    let first = match other.loss {
        None => l.t(&format!("{key}-never")).to_owned(),
        Some(0) => l.t(&format!("{key}-even")).to_owned(),
        Some(loss) => l.tf(&format!("{key}-cost"), &[("loss", &loss)]),
    };
    let one = |m: &Move| {
        let key = if m.enters { "plan-enters" } else { "plan-leaves" };
        l.tf(key, &[("number", &number(file, &m.application)), ("name", &name(file, &m.expert))])
    };
    let mut all = vec![first];
    if !other.moves.is_empty() && other.loss.is_some() {
        let moves: Vec<String> = other.moves.iter().map(one).collect();
        all.push(l.tf("plan-why-moves", &[("moves", &moves.join("；"))]));
    }
    if !other.exact {
        all.push(l.t("plan-why-inexact").to_owned());
    }
    all
}
