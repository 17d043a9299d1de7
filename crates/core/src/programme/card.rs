use jiff::Timestamp;
use serde::Serialize;

use super::{
    Counts, DeadlineRule, Form, Funding, Limit, LimitPer, Material, Programme, ProjectType, Severity, Tier,
};
use crate::money::Fen;

/// A programme in plain values, for lists, exports and `programme show --json`. Money in fen, moments as UTC instants.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProgrammeSummary {
    /// Code of the programme.
    pub code: String,
    /// Short name.
    pub title: String,
    /// Code of the association.
    pub association: String,
    /// Name of the issuer.
    pub issuer: String,
    /// The year the projects belong to.
    pub year: i16,
    /// 发文字号
    pub document_number: Option<String>,
    /// Full title of the notice.
    pub notice: String,
    /// Projects planned over all types; none where a type states no number.
    pub planned: Option<u32>,
    /// The least that all planned projects receive together; none where a number or sum is open (N01).
    pub total_min_fen: Option<Fen>,
    /// The most that all planned projects receive together.
    pub total_max_fen: Option<Fen>,
    /// Deadlines of the notice.
    pub deadlines: Vec<DeadlineSummary>,
    /// How many applications may be made.
    pub limits: Vec<LimitSummary>,
    /// Forms by their ids and titles.
    pub forms: Vec<FormSummary>,
    /// The types in the notice's order.
    pub types: Vec<TypeSummary>,
}

/// A deadline in plain values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeadlineSummary {
    /// What must be there.
    pub what: Material,
    /// As the file writes it, Beijing time.
    pub at: String,
    /// The last instant in time.
    pub instant: Timestamp,
    /// Which day counts for paper that travels.
    pub counts: Counts,
    /// Codes of the types it concerns; empty: all.
    pub types: Vec<String>,
}

/// A limit in plain values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LimitSummary {
    /// Id.
    pub id: String,
    /// Of whom applications are counted.
    pub per: LimitPer,
    /// Codes of the types counted together; empty: all.
    pub types: Vec<String>,
    /// Greatest number.
    pub max: u32,
    /// Whether it refuses (`hard`) or wants an override (`soft`).
    pub severity: Severity,
}

/// A form in plain values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FormSummary {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Number of its fields.
    pub fields: usize,
}

/// A type in plain values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TypeSummary {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name of its group.
    pub group: Option<String>,
    /// Names of its groups, outermost first.
    pub group_path: Vec<String>,
    /// Projects planned.
    pub planned: Option<u32>,
    /// The least a project receives, over all tiers; none while undecided.
    pub amount_min_fen: Option<Fen>,
    /// The most a project receives, over all tiers; none while undecided.
    pub amount_max_fen: Option<Fen>,
    /// The unit that the notice puts after the sum.
    pub per: Option<String>,
    /// The least that its planned projects receive together.
    pub total_min_fen: Option<Fen>,
    /// The most that its planned projects receive together.
    pub total_max_fen: Option<Fen>,
    /// When projects must be finished: `2026-12`, `2025-11-30`, `P6M`.
    pub completion: String,
    /// Id of its form.
    pub form: String,
    /// Tiers.
    pub tiers: Vec<TierSummary>,
}

/// A tier in plain values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TierSummary {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Projects planned.
    pub planned: Option<u32>,
    /// The least a project receives.
    pub amount_min_fen: Option<Fen>,
    /// The most a project receives.
    pub amount_max_fen: Option<Fen>,
}

impl Programme {
    /// The programme in plain values.
    pub fn summary(&self) -> ProgrammeSummary {
        let head = &self.programme;
        let total = self.total();
        ProgrammeSummary {
            code: head.code.clone(),
            title: head.title.clone(),
            association: head.association.clone(),
            issuer: head.issuer.clone(),
            year: head.year,
            document_number: head.document_number.clone(),
            notice: head.notice.clone(),
            planned: self.types.iter().map(|t| t.planned).sum(),
            total_min_fen: total.map(|(low, _)| low),
            total_max_fen: total.map(|(_, high)| high),
            deadlines: self.deadlines.iter().map(deadline).collect(),
            limits: self.limits.iter().map(limit).collect(),
            forms: self.forms.iter().map(form).collect(),
            types: self.types.iter().map(|t| self.type_summary(t)).collect(),
        }
    }

    /// What all planned projects receive together, from least to most; none where a number or sum is open.
    pub fn total(&self) -> Option<(Fen, Fen)> {
        self.types.iter().try_fold((Fen::ZERO, Fen::ZERO), |(low, high), t| {
            let (type_low, type_high) = t.total()?;
            Some((low.checked_add(type_low)?, high.checked_add(type_high)?))
        })
    }

    /// One of its types in plain values.
    pub fn type_summary(&self, t: &ProjectType) -> TypeSummary {
        let path = t.group.as_deref().map(|code| self.group_path(code)).unwrap_or_default();
        let group_path: Vec<String> = path.into_iter().map(str::to_owned).collect();
        let total = t.total();
        TypeSummary {
            code: t.code.clone(),
            name: t.name.clone(),
            group: group_path.last().cloned(),
            group_path,
            planned: t.planned,
            amount_min_fen: t.fundings().filter_map(|f| f.amount.min()).min(),
            amount_max_fen: t.fundings().filter_map(|f| f.amount.max()).max(),
            per: t.fundings().find_map(|f| f.per.clone()),
            total_min_fen: total.map(|(low, _)| low),
            total_max_fen: total.map(|(_, high)| high),
            completion: t.completion.clone(),
            form: t.form.clone(),
            tiers: t.tiers.iter().map(tier).collect(),
        }
    }
}

impl ProjectType {
    /// The money of the type or, where there are tiers, of each tier.
    fn fundings(&self) -> impl Iterator<Item = &Funding> {
        let own = self.funding.iter().filter(|_| self.tiers.is_empty());
        own.chain(self.tiers.iter().map(|t| &t.funding))
    }

    /// What its planned projects receive together, from least to most; none where a number or sum is open.
    pub fn total(&self) -> Option<(Fen, Fen)> {
        let own = self.funding.iter().filter(|_| self.tiers.is_empty()).map(|f| (self.planned, f));
        let mut parts = own.chain(self.tiers.iter().map(|t| (t.planned, &t.funding))).peekable();
        parts.peek()?;
        parts.try_fold((Fen::ZERO, Fen::ZERO), |(low, high), (planned, funding)| {
            let count = i64::from(planned?);
            let low = low.checked_add(funding.amount.min()?.checked_mul(count)?)?;
            Some((low, high.checked_add(funding.amount.max()?.checked_mul(count)?)?))
        })
    }
}

fn tier(tier: &Tier) -> TierSummary {
    TierSummary {
        code: tier.code.clone(),
        name: tier.name.clone(),
        planned: tier.planned,
        amount_min_fen: tier.funding.amount.min(),
        amount_max_fen: tier.funding.amount.max(),
    }
}

fn deadline(rule: &DeadlineRule) -> DeadlineSummary {
    DeadlineSummary {
        what: rule.what,
        at: rule.at.to_string(),
        instant: rule.instant(),
        counts: rule.counts,
        types: rule.types.clone(),
    }
}

fn limit(rule: &Limit) -> LimitSummary {
    LimitSummary {
        id: rule.id.clone(),
        per: rule.per,
        types: rule.types.clone(),
        max: rule.max,
        severity: rule.severity,
    }
}

fn form(form: &Form) -> FormSummary {
    FormSummary { id: form.id.clone(), title: form.title.clone(), fields: form.fields.len() }
}
