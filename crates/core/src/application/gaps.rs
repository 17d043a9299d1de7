use serde_json::Value;

use super::answer::Answers;
use super::budget::{BudgetFault, check_budget};
use super::target::{TargetFault, check_targets};
use crate::identifiers::phone;
use crate::programme::{Clause, Field, FieldKind, Form, Programme, ProjectType};
use crate::wording::count_words;

/// Something that keeps an application from being submitted, at the field where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Id of the field.
    pub field: String,
    /// Its full name.
    pub label: String,
    /// What is wrong.
    pub kind: GapKind,
    /// The clause that asks for it.
    pub clause: Option<Clause>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the doc of a variant names its values; sums are in fen, lengths in characters"
)]
pub enum GapKind {
    /// Nothing filled in.
    Missing,
    /// Longer than allowed, counted by the Word rule.
    TooLong { count: u32, max: u32 },
    /// Shorter than required, counted by the Word rule.
    TooShort { count: u32, min: u32 },
    /// Not one of the options.
    NotAnOption { value: String },
    /// Too few or too many options chosen.
    WrongNumber { prompt: String, chosen: u32, min: u32, max: u32 },
    /// No telephone number.
    NotAPhone { value: String },
    /// No e-mail address.
    NotAnEmail { value: String },
    /// No date or month.
    NotADate { value: String },
    /// The value has the wrong shape for its field.
    WrongShape,
    /// A fault of the budget.
    Budget(BudgetFault),
    /// A fault of the targets.
    Target(TargetFault),
}

/// Everything that keeps an application of this type from being submitted, in the order of the form.
pub fn gaps(programme: &Programme, project_type: &ProjectType, form: &Form, answers: &Answers) -> Vec<Gap> {
    let look = Look { programme, project_type, form, answers };
    form.fields.iter().flat_map(|f| look.field(f)).collect()
}

struct Look<'a> {
    programme: &'a Programme,
    project_type: &'a ProjectType,
    form: &'a Form,
    answers: &'a Answers,
}

impl Look<'_> {
    fn field(&self, field: &Field) -> Vec<Gap> {
        let kinds = match field.kind {
            FieldKind::Signature | FieldKind::Joint => Vec::new(),
            FieldKind::Budget => self.budget(field),
            FieldKind::Targets => self.targets(field),
            FieldKind::TypeChoices => self.type_choices(field),
            FieldKind::Tier => self.tier(field),
            FieldKind::Choices | FieldKind::Files | FieldKind::Table => self.list(field),
            FieldKind::Amount => self.amount(field),
            _ => self.text(field),
        };
        kinds
            .into_iter()
            .map(|kind| Gap {
                field: field.id.clone(),
                label: field.label.clone(),
                clause: clause_of(&kind).or_else(|| field.clause.clone()),
                kind,
            })
            .collect()
    }

    fn text(&self, field: &Field) -> Vec<GapKind> {
        let wrong_shape = self.answers.value(&field.id).is_some_and(|v| !v.is_string() && !v.is_null());
        let text = self.answers.text(&field.id);
        if wrong_shape {
            return vec![GapKind::WrongShape];
        }
        if text.is_empty() {
            return missing(field);
        }
        let count = u32::try_from(count_words(text)).unwrap_or(u32::MAX);
        let value = || text.to_owned();
        let mut kinds = Vec::new();
        if let Some(max) = field.max_chars.filter(|max| count > *max) {
            kinds.push(GapKind::TooLong { count, max });
        }
        if let Some(min) = field.min_chars.filter(|min| count < *min) {
            kinds.push(GapKind::TooShort { count, min });
        }
        match field.kind {
            FieldKind::Phone if phone::parse_contacts(text).is_err() => {
                kinds.push(GapKind::NotAPhone { value: value() });
            }
            FieldKind::Email if !is_email(text) => kinds.push(GapKind::NotAnEmail { value: value() }),
            FieldKind::Date if text.parse::<jiff::civil::Date>().is_err() => {
                kinds.push(GapKind::NotADate { value: value() });
            }
            FieldKind::Month if format!("{text}-01").parse::<jiff::civil::Date>().is_err() => {
                kinds.push(GapKind::NotADate { value: value() });
            }
            FieldKind::Choice if !field.options.iter().any(|o| o == text) => {
                kinds.push(GapKind::NotAnOption { value: value() });
            }
            _ => {}
        }
        kinds
    }

    fn list(&self, field: &Field) -> Vec<GapKind> {
        match self.answers.value(&field.id) {
            None | Some(Value::Null) => missing(field),
            Some(Value::Array(items)) if items.is_empty() => missing(field),
            Some(Value::Array(_)) if field.kind == FieldKind::Choices => {
                let chosen = self.answers.texts(&field.id);
                let alien = chosen.into_iter().find(|c| !field.options.iter().any(|o| o == c));
                alien.map(|value| GapKind::NotAnOption { value: value.to_owned() }).into_iter().collect()
            }
            Some(Value::Array(_)) if field.kind == FieldKind::Table => {
                let rows = self.answers.table(&field.id);
                let fits = rows.is_some_and(|rows| rows.iter().all(|r| r.len() == field.columns.len()));
                if fits { Vec::new() } else { vec![GapKind::WrongShape] }
            }
            Some(Value::Array(_)) => Vec::new(),
            Some(_) => vec![GapKind::WrongShape],
        }
    }

    fn type_choices(&self, field: &Field) -> Vec<GapKind> {
        let chosen = self.answers.texts(&field.id);
        let mut kinds = Vec::new();
        for choice in &self.project_type.choices {
            let of_it = chosen.iter().filter(|c| choice.options.iter().any(|o| o == *c)).count();
            let count = u32::try_from(of_it).unwrap_or(u32::MAX);
            if count < choice.min || count > choice.max {
                let (prompt, min, max) = (choice.prompt.clone(), choice.min, choice.max);
                kinds.push(GapKind::WrongNumber { prompt, chosen: count, min, max });
            }
        }
        let known = |c: &str| self.project_type.choices.iter().any(|k| k.options.iter().any(|o| o == c));
        kinds.extend(
            chosen.into_iter().filter(|c| !known(c)).map(|c| GapKind::NotAnOption { value: c.to_owned() }),
        );
        kinds
    }

    fn tier(&self, field: &Field) -> Vec<GapKind> {
        let code = self.answers.text(&field.id);
        match (self.project_type.tiers.is_empty(), code.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => vec![GapKind::Missing],
            (false, false) if self.project_type.tier(code).is_some() => Vec::new(),
            _ => vec![GapKind::NotAnOption { value: code.to_owned() }],
        }
    }

    fn amount(&self, field: &Field) -> Vec<GapKind> {
        match self.answers.value(&field.id) {
            None | Some(Value::Null) => missing(field),
            Some(value) if value.as_i64().is_some_and(|fen| fen >= 0) => {
                // Where there is a budget its check names the sum; alone, the amount is checked here.
                if self.form.of_kind(FieldKind::Budget).is_some() {
                    Vec::new()
                } else {
                    self.amount_alone(field)
                }
            }
            Some(_) => vec![GapKind::WrongShape],
        }
    }

    fn amount_alone(&self, field: &Field) -> Vec<GapKind> {
        let faults = check_budget(&[], &self.programme.budget, self.funding(), self.answers.fen(&field.id));
        faults.into_iter().map(GapKind::Budget).collect()
    }

    fn budget(&self, field: &Field) -> Vec<GapKind> {
        let Some(lines) = self.answers.budget(&field.id) else {
            return vec![GapKind::WrongShape];
        };
        if lines.is_empty() {
            return missing(field);
        }
        let applied = self.form.of_kind(FieldKind::Amount).and_then(|f| self.answers.fen(&f.id));
        let faults = check_budget(&lines, &self.programme.budget, self.funding(), applied);
        faults.into_iter().map(GapKind::Budget).collect()
    }

    fn targets(&self, field: &Field) -> Vec<GapKind> {
        let promises = self.answers.targets(&field.id);
        let faults = check_targets(self.project_type, self.chosen_tier(), &promises);
        faults.into_iter().map(GapKind::Target).collect()
    }

    fn chosen_tier(&self) -> Option<&str> {
        let field = self.form.of_kind(FieldKind::Tier)?;
        Some(self.answers.text(&field.id)).filter(|code| !code.is_empty())
    }

    fn funding(&self) -> Option<(crate::programme::Amount, Option<&Clause>)> {
        let funding = self.project_type.funding_for(self.chosen_tier())?;
        Some((funding.amount, funding.clause.as_ref()))
    }
}

fn missing(field: &Field) -> Vec<GapKind> {
    if field.required { vec![GapKind::Missing] } else { Vec::new() }
}

fn clause_of(kind: &GapKind) -> Option<Clause> {
    match kind {
        GapKind::Budget(
            BudgetFault::Banned { clause, .. }
            | BudgetFault::OverCap { clause, .. }
            | BudgetFault::OutsideAmount { clause, .. },
        ) => clause.clone(),
        _ => None,
    }
}

/// Something before one `@` and a domain with a dot after it: enough to catch slips; only a mail proves an address.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let clean = |s: &str| !s.is_empty() && !s.contains(|c: char| c.is_whitespace() || c == '@' || c == ',');
    clean(local)
        && clean(domain)
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
}
