//! Change requests (变更申请): by kind, before the fact, within the programme's limits, decided with a reason and merged into
//! a new version of the contract (L09).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::application::{BudgetLine, check_budget};
use crate::contract::Terms;
use crate::money::Fen;
use crate::programme::{Changes, Programme};
use crate::refusal::Refusal;
use crate::time;

/// What is to be different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Detail {
    /// 负责人
    Person {
        /// The new project leader.
        leader: String,
    },
    /// 合作单位
    Partner {
        /// All joint organisations as they then are.
        joint: Vec<String>,
    },
    /// 实施内容
    Content {
        /// Title of the contract's section.
        section: String,
        /// Its words as they then are.
        text: String,
    },
    /// 绩效目标
    Target {
        /// Id of the target.
        target: String,
        /// What is then promised.
        promise: String,
    },
    /// 预算调剂
    Budget {
        /// The association's money by category as it then is, in fen.
        sums: Vec<(String, Fen)>,
    },
    /// 延期
    Extension {
        /// The last day as it then is.
        until: Date,
    },
    /// 终止
    Termination,
}

impl Detail {
    /// Codes of all kinds, in the order of the form.
    pub const KINDS: [&'static str; 7] =
        ["person", "partner", "content", "target", "budget", "extension", "termination"];

    /// Code of the kind used in databases and message keys.
    pub fn kind(&self) -> &'static str {
        match self {
            Detail::Person { .. } => "person",
            Detail::Partner { .. } => "partner",
            Detail::Content { .. } => "content",
            Detail::Target { .. } => "target",
            Detail::Budget { .. } => "budget",
            Detail::Extension { .. } => "extension",
            Detail::Termination => "termination",
        }
    }
}

/// State of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待审批
    Submitted,
    /// 已批准
    Approved,
    /// 未批准
    Refused,
    /// 已撤回
    Withdrawn,
}

impl State {
    /// All states.
    pub const ALL: [State; 4] = [State::Submitted, State::Approved, State::Refused, State::Withdrawn];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Submitted => "submitted",
            State::Approved => "approved",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// How often and how far a project may be extended where the programme says nothing: once, by at most six months
/// (domain habit of the offices).
pub const EXTENSIONS: usize = 1;
/// The most months of an extension.
pub const EXTENSION_MONTHS: i32 = 6;

/// What a request is held against.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The contract in force.
    pub terms: &'a Terms,
    /// The programme.
    pub programme: &'a Programme,
    /// What was spent already by category, in fen.
    pub spent: &'a [(String, Fen)],
    /// Extensions that were approved before.
    pub extensions: usize,
    /// Today, Beijing date.
    pub today: Date,
}

/// Everything that stands against a request with this reason, for a change that is to be from `from` on.
///
/// # Errors
/// `reason-missing`, `change-late` with the notice's clause where it must be asked for beforehand (L09), `change-nothing`,
/// `change-unknown`, `change-target-lowered` with the mark, `change-budget-sum` (within a fixed sum), `change-budget-spent`,
/// `spending-banned`, `change-extension-late`, `change-extension-times`, `change-extension-long`.
pub fn check(detail: &Detail, reason: &str, from: Date, ground: &Ground<'_>) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    if reason.trim().is_empty() {
        wrong.push(Refusal::new("reason-missing").at("reason"));
    }
    let rules = ground.programme.changes.as_ref();
    if rules.is_some_and(|c| c.beforehand) && from <= ground.today {
        wrong.push(Refusal::new("change-late").by_any(clause(rules)).at("from"));
    }
    wrong.extend(match detail {
        Detail::Person { leader } => differs(leader, &ground.terms.leader),
        Detail::Partner { joint } if *joint == ground.terms.joint => vec![Refusal::new("change-nothing")],
        Detail::Partner { .. } | Detail::Termination => Vec::new(),
        Detail::Content { section, text } => {
            match ground.terms.sections.iter().find(|s| s.title == *section) {
                None => vec![Refusal::new("change-unknown").at("section")],
                Some(s) => differs(text, &s.text),
            }
        }
        Detail::Target { target, promise } => lowered(target, promise, ground.terms),
        Detail::Budget { sums } => moved(sums, ground),
        Detail::Extension { until } => extended(*until, ground, rules),
    });
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn clause(rules: Option<&Changes>) -> Option<&crate::programme::Clause> {
    rules.map(|c| &c.clause)
}

fn differs(new: &str, old: &str) -> Vec<Refusal> {
    if new.trim().is_empty() || new.trim() == old.trim() {
        return vec![Refusal::new("change-nothing").at("new")];
    }
    Vec::new()
}

/// A promise may be changed down to the notice's mark and no further.
fn lowered(id: &str, promise: &str, terms: &Terms) -> Vec<Refusal> {
    let Some(target) = terms.targets.iter().find(|t| t.id == id) else {
        return vec![Refusal::new("change-unknown").at("target")];
    };
    let mut wrong = differs(promise, &target.promise);
    if let (true, Some(mark)) = (wrong.is_empty(), &target.mark) {
        let kept = promise.trim().parse::<i64>().is_ok_and(|p| mark.is_honoured_by(p));
        if !kept {
            let least = format!("{}{}{}", mark.op.sign(), mark.value, mark.unit);
            let refusal = Refusal::new("change-target-lowered").with("name", &target.name);
            wrong.push(refusal.with("mark", least).at("new"));
        }
    }
    wrong
}

/// Money moves between lines; the sum stays, and no line falls below what was spent from it.
fn moved(sums: &[(String, Fen)], ground: &Ground<'_>) -> Vec<Refusal> {
    let lines = with_sums(&ground.terms.budget, sums, ground.programme);
    let mut wrong = Vec::new();
    if lines == ground.terms.budget {
        wrong.push(Refusal::new("change-nothing").at("budget"));
    }
    let total = Fen::checked_sum(sums.iter().map(|(_, s)| *s));
    if total != Some(ground.terms.amount) {
        let found = total.unwrap_or(Fen(i64::MAX)).yuan();
        let refusal = Refusal::new("change-budget-sum").with("sum", found);
        wrong.push(refusal.with("amount", ground.terms.amount.yuan()).at("budget"));
    }
    for (category, spent) in ground.spent {
        let then = sums.iter().filter(|(c, _)| c == category).map(|(_, s)| *s).sum::<Fen>();
        if then < *spent {
            let name = ground.programme.budget.category(category).map_or(category.as_str(), |c| &c.name);
            let refusal = Refusal::new("change-budget-spent").with("category", name);
            wrong.push(refusal.with("spent", spent.yuan()).at("budget"));
        }
    }
    let faults = check_budget(&lines, &ground.programme.budget, None, None);
    wrong.extend(faults.iter().map(crate::contract::budget_refusal));
    wrong
}

fn extended(until: Date, ground: &Ground<'_>, rules: Option<&Changes>) -> Vec<Refusal> {
    let ends = ground.terms.ends_on;
    let mut wrong = Vec::new();
    if until <= ends {
        wrong.push(Refusal::new("change-nothing").at("new"));
    }
    if ground.today > ends {
        let refusal = Refusal::new("change-extension-late").with("ends", time::long_date(ends));
        wrong.push(refusal.by_any(clause(rules)));
    }
    if ground.extensions >= EXTENSIONS {
        wrong.push(Refusal::new("change-extension-times").with("times", EXTENSIONS));
    }
    let furthest = ends.checked_add(jiff::Span::new().months(EXTENSION_MONTHS)).unwrap_or(ends);
    if until > furthest {
        wrong.push(Refusal::new("change-extension-long").with("last", time::long_date(furthest)).at("new"));
    }
    wrong
}

/// The terms as they are after an approved change, resting on its number.
#[must_use]
pub fn merged(terms: &Terms, detail: &Detail, basis: &str, programme: &Programme) -> Terms {
    let mut then = Terms { basis: basis.to_owned(), ..terms.clone() };
    match detail {
        Detail::Person { leader } => then.leader = leader.trim().to_owned(),
        Detail::Partner { joint } => then.joint.clone_from(joint),
        Detail::Content { section, text } => {
            for s in then.sections.iter_mut().filter(|s| s.title == *section) {
                text.trim().clone_into(&mut s.text);
            }
        }
        Detail::Target { target, promise } => {
            for t in then.targets.iter_mut().filter(|t| t.id == *target) {
                promise.trim().clone_into(&mut t.promise);
            }
        }
        Detail::Budget { sums } => then.budget = with_sums(&terms.budget, sums, programme),
        Detail::Extension { until } => then.ends_on = *until,
        Detail::Termination => {}
    }
    then
}

/// A budget with new sums of the association's money by category: the first line of a category takes its sum, further
/// lines of it keep their words and other sources.
fn with_sums(lines: &[BudgetLine], sums: &[(String, Fen)], programme: &Programme) -> Vec<BudgetLine> {
    let Some(grant) = programme.budget.grant_source().map(|s| s.id.clone()) else { return lines.to_vec() };
    let mut then = lines.to_vec();
    for line in &mut then {
        line.sums.insert(grant.clone(), Fen::ZERO);
    }
    for (category, sum) in sums {
        match then.iter_mut().find(|l| l.category == *category) {
            Some(line) => *line.sums.entry(grant.clone()).or_default() += *sum,
            None if sum.0 != 0 => then.push(BudgetLine {
                category: category.clone(),
                note: String::new(),
                sums: [(grant.clone(), *sum)].into(),
            }),
            None => {}
        }
    }
    then
}
