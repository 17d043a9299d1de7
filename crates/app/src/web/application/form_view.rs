//! The form as the paper table shows it: rows and groups of labelled cells, every field with its value, help, clause and
//! what is wrong with it.

use kexiang_core::application::{BudgetLine, Gap, GapKind, prefilled, total};
use kexiang_core::capital::capital;
use kexiang_core::money::Fen;
use kexiang_core::programme::{CategoryRule, Cell, Field, FieldKind, Section};

use super::gap_words;
use super::values::{FileView, file_views};
use crate::actions::application::CaseFile;
use crate::locale::Locale;
use crate::web::call::quantity;

/// The whole form.
pub struct FormView {
    pub title: String,
    pub subtitle: String,
    pub sections: Vec<SectionView>,
}

/// One table.
pub struct SectionView {
    pub title: String,
    pub blocks: Vec<Block>,
}

/// A row, or rows under a common label.
pub struct Block {
    /// Common label; empty for a plain row.
    pub label: String,
    /// Whether the label stands above its rows, because one of them is a grid.
    pub wide: bool,
    pub rows: Vec<Vec<CellView>>,
}

/// A labelled field.
pub struct CellView {
    pub label: String,
    pub field: FieldView,
}

/// A field with all that its control needs.
pub struct FieldView {
    pub id: String,
    pub kind: &'static str,
    pub label: String,
    pub value: String,
    pub version: i64,
    pub required: bool,
    pub hint: String,
    pub max: String,
    pub count: usize,
    pub says: String,
    pub place: String,
    pub error: String,
    pub options: Vec<OptionView>,
    pub budget: Option<BudgetView>,
    pub targets: Vec<TargetView>,
    pub table: Option<TableView>,
    pub files: Vec<FileView>,
    pub block: Vec<String>,
    /// What the office asks to be corrected here.
    pub defects: Vec<FieldDefect>,
}

/// A defect beside its field.
#[derive(Clone)]
pub struct FieldDefect {
    /// Its number in the whole list.
    pub n: usize,
    pub problem: String,
    pub demand: String,
}

/// One option.
pub struct OptionView {
    pub value: String,
    pub text: String,
    pub chosen: bool,
}

/// The budget grid. Sums in 万元 as text.
pub struct BudgetView {
    pub sources: Vec<(String, String, bool)>,
    pub rows: Vec<BudgetRow>,
    pub banned: Vec<(String, String, String)>,
    pub grant: String,
    pub max: String,
    pub min: String,
    pub totals: Vec<(String, String)>,
    pub all: String,
    pub all_long: String,
}

/// One category.
pub struct BudgetRow {
    pub id: String,
    pub name: String,
    pub note: String,
    pub cells: Vec<(String, String)>,
    pub sum: String,
}

/// One target.
pub struct TargetView {
    pub id: String,
    pub name: String,
    pub mark: String,
    pub each: String,
    pub promise: String,
    pub unit: String,
    pub number: bool,
    pub either: bool,
    pub error: String,
    pub says: String,
    pub place: String,
}

/// A table of rows.
pub struct TableView {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl FormView {
    pub fn of(l: &Locale, case: &CaseFile, gaps: &[Gap], clause_notice: &str) -> Self {
        let form = case.form();
        let look = Look { l, case, gaps, notice: clause_notice };
        let code = &case.application.type_code;
        FormView {
            title: form.title.clone(),
            subtitle: form.subtitle.as_deref().unwrap_or_default().replace("{type}", code),
            sections: form.sections.iter().map(|s| look.section(s)).collect(),
        }
    }

    /// All fields in the order of the form.
    pub fn fields(&self) -> impl Iterator<Item = &FieldView> {
        let blocks = self.sections.iter().flat_map(|s| &s.blocks);
        blocks.flat_map(|b| b.rows.iter().flatten()).map(|cell| &cell.field)
    }

    /// Puts what the office named beside its fields.
    pub fn with_defects(mut self, defects: &[(String, FieldDefect)]) -> Self {
        let blocks = self.sections.iter_mut().flat_map(|s| &mut s.blocks);
        for cell in blocks.flat_map(|b| b.rows.iter_mut().flatten()) {
            let own = defects.iter().filter(|(field, _)| *field == cell.field.id);
            cell.field.defects = own.map(|(_, defect)| defect.clone()).collect();
        }
        self
    }
}

struct Look<'a> {
    l: &'a Locale,
    case: &'a CaseFile,
    gaps: &'a [Gap],
    notice: &'a str,
}

impl Look<'_> {
    /// A label that spans rows opens a group; all other rows stand for themselves.
    fn section(&self, section: &Section) -> SectionView {
        let mut blocks = Vec::new();
        let mut rows = section.rows.iter();
        while let Some(row) = rows.next() {
            match row.first().filter(|c| c.text.is_some() && c.rows > 1) {
                None => blocks.push(Block { label: String::new(), wide: false, rows: vec![self.row(row)] }),
                Some(head) => {
                    let mut inner = vec![self.row(&row[1..])];
                    inner.extend(rows.by_ref().take(head.rows as usize - 1).map(|r| self.row(r)));
                    let grid = |c: &CellView| matches!(c.field.kind, "budget" | "targets" | "table");
                    let wide = inner.iter().flatten().any(grid);
                    blocks.push(Block { label: head.text.clone().unwrap_or_default(), wide, rows: inner });
                }
            }
        }
        SectionView { title: section.title.clone().unwrap_or_default(), blocks }
    }

    /// Each field takes the label before it, or its own.
    fn row(&self, cells: &[Cell]) -> Vec<CellView> {
        let mut views = Vec::new();
        let mut label = String::new();
        for cell in cells {
            match (&cell.text, cell.field.as_deref().and_then(|id| self.case.form().field(id))) {
                (Some(text), None) => label.push_str(text),
                (_, Some(field)) => {
                    let own = std::mem::take(&mut label);
                    let label = if own.is_empty() { field.label.clone() } else { own };
                    views.push(CellView { label, field: self.field(field) });
                }
                (None, None) => {}
            }
        }
        views
    }

    fn field(&self, field: &Field) -> FieldView {
        let saved = self.case.saved.iter().find(|s| s.field == field.id);
        let errors: Vec<_> = self
            .gaps
            .iter()
            .filter(|g| {
                g.field == field.id && g.kind != GapKind::Missing && !matches!(g.kind, GapKind::Target(_))
            })
            .map(|g| gap_words(self.l, g))
            .collect();
        let value = self.case.answers.text(&field.id).to_owned();
        FieldView {
            id: field.id.clone(),
            kind: kind(field.kind),
            label: field.label.clone(),
            count: kexiang_core::wording::count_words(&value),
            value: if field.kind == FieldKind::Amount {
                self.wan(self.case.answers.fen(&field.id))
            } else {
                value
            },
            version: saved.map_or(0, |s| s.version),
            required: field.required,
            hint: field.hint.clone().unwrap_or_default(),
            max: field.max_chars.map(|m| m.to_string()).unwrap_or_default(),
            says: field.clause.as_ref().map(|c| c.says.clone()).unwrap_or_default(),
            place: field.clause.as_ref().map(|c| format!("{} {}", self.notice, c.at)).unwrap_or_default(),
            error: errors.join(" "),
            options: self.options(field),
            budget: (field.kind == FieldKind::Budget).then(|| self.budget(field)),
            targets: if field.kind == FieldKind::Targets { self.targets(field) } else { Vec::new() },
            table: (field.kind == FieldKind::Table).then(|| self.table(field)),
            files: if field.kind == FieldKind::Files { self.files(field) } else { Vec::new() },
            // The place of the seal is drawn; its words would say it twice.
            block: field.block.iter().filter(|w| w.contains('签') || !w.contains("盖章")).cloned().collect(),
            defects: Vec::new(),
        }
    }

    fn wan(&self, fen: Option<Fen>) -> String {
        fen.map(Fen::wan).unwrap_or_default()
    }

    fn options(&self, field: &Field) -> Vec<OptionView> {
        let text = self.case.answers.text(&field.id);
        let texts = self.case.answers.texts(&field.id);
        let plain = |o: &String| OptionView {
            value: o.clone(),
            text: o.clone(),
            chosen: text == o || texts.contains(&o.as_str()),
        };
        match field.kind {
            FieldKind::Choice | FieldKind::Choices => field.options.iter().map(plain).collect(),
            FieldKind::TypeChoices => {
                self.case.project_type().choices.iter().flat_map(|c| c.options.iter().map(plain)).collect()
            }
            FieldKind::Tier => self
                .case
                .project_type()
                .tiers
                .iter()
                .map(|t| OptionView { value: t.code.clone(), text: t.name.clone(), chosen: text == t.code })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn budget(&self, field: &Field) -> BudgetView {
        let rules = &self.case.programme.budget;
        let lines = self.case.answers.budget(&field.id).unwrap_or_default();
        let totals = total(&lines).unwrap_or_default();
        let line = |id: &str| lines.iter().find(|l| l.category == id);
        let sums = |line: Option<&BudgetLine>, source: &str| {
            line.and_then(|l| l.sums.get(source)).filter(|f| f.0 != 0).copied()
        };
        let banned = |c: &&kexiang_core::programme::Category| c.rule == CategoryRule::Banned;
        let tier = self.case.application.tier.as_str();
        let funding = self.case.project_type().funding_for(Some(tier).filter(|t| !t.is_empty()));
        BudgetView {
            sources: rules.sources.iter().map(|s| (s.id.clone(), s.name.clone(), s.grant)).collect(),
            rows: rules
                .categories
                .iter()
                .filter(|c| !banned(c) || line(&c.id).is_some())
                .map(|c| BudgetRow {
                    id: c.id.clone(),
                    name: c.name.clone(),
                    note: line(&c.id).map(|l| l.note.clone()).unwrap_or_default(),
                    cells: rules
                        .sources
                        .iter()
                        .map(|s| (s.id.clone(), self.wan(sums(line(&c.id), &s.id))))
                        .collect(),
                    sum: totals.by_category.get(&c.id).copied().unwrap_or_default().wan_fixed(),
                })
                .collect(),
            banned: rules
                .categories
                .iter()
                .filter(banned)
                .map(|c| {
                    let clause = c.clause.as_ref();
                    let says = clause.map(|k| k.says.clone()).unwrap_or_default();
                    let place = clause.map(|k| format!("{} {}", self.notice, k.at)).unwrap_or_default();
                    (c.name.clone(), says, place)
                })
                .collect(),
            grant: rules.grant_source().map(|s| s.id.clone()).unwrap_or_default(),
            max: funding.and_then(|f| f.amount.max()).map(Fen::wan).unwrap_or_default(),
            min: funding.and_then(|f| f.amount.min()).map(Fen::wan).unwrap_or_default(),
            totals: rules
                .sources
                .iter()
                .map(|s| {
                    let sum = totals.by_source.get(&s.id).copied().unwrap_or_default();
                    (s.id.clone(), sum.wan_fixed())
                })
                .collect(),
            all: totals.all.wan_fixed(),
            all_long: format!("{}元　{}", totals.all.yuan(), capital(totals.all)),
        }
    }

    fn targets(&self, field: &Field) -> Vec<TargetView> {
        let promises = self.case.answers.targets(&field.id);
        let tier = Some(self.case.application.tier.as_str()).filter(|t| !t.is_empty());
        let project_type = self.case.project_type();
        prefilled(project_type, tier, &promises)
            .into_iter()
            .map(|row| {
                let base = row.id.split('/').next().unwrap_or_default();
                let indicator = project_type.indicators.iter().find(|i| i.id == base);
                let way: usize = row.id.split('/').nth(1).and_then(|n| n.parse().ok()).unwrap_or(1);
                let each = indicator.map(|i| i.ways()).and_then(|w| w.get(way - 1).map(|w| w.each.clone()));
                let fault = self.gaps.iter().find(|g| match &g.kind {
                    GapKind::Target(fault) => fault.id() == row.id || fault.id() == base,
                    _ => false,
                });
                TargetView {
                    mark: row.mark.as_ref().map(|q| quantity(self.l, q)).unwrap_or_default(),
                    each: each
                        .unwrap_or_default()
                        .iter()
                        .map(|e| self.l.tf("call-each", &[("mark", &quantity(self.l, &e.target))]))
                        .collect(),
                    unit: row.mark.as_ref().map(|q| q.unit.clone()).unwrap_or_default(),
                    number: row.mark.is_some(),
                    either: row.alternatives > 0,
                    error: fault.map(|g| gap_words(self.l, g)).unwrap_or_default(),
                    says: indicator.map(|i| i.clause.says.clone()).unwrap_or_default(),
                    place: indicator.map(|i| format!("{} {}", self.notice, i.clause.at)).unwrap_or_default(),
                    name: row.name,
                    promise: row.promise,
                    id: row.id,
                }
            })
            .collect()
    }

    /// The rows with one empty row behind them, so that the next one can be typed without a script.
    fn table(&self, field: &Field) -> TableView {
        let mut rows = self.case.answers.table(&field.id).unwrap_or_default();
        rows.push(vec![String::new(); field.columns.len()]);
        TableView { columns: field.columns.clone(), rows }
    }

    fn files(&self, field: &Field) -> Vec<FileView> {
        file_views(self.l, self.case, &field.id)
    }
}

fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Line => "line",
        FieldKind::Person => "person",
        FieldKind::Text => "text",
        FieldKind::Phone => "phone",
        FieldKind::Email => "email",
        FieldKind::Date => "date",
        FieldKind::Month => "month",
        FieldKind::Choice | FieldKind::Tier => "choice",
        FieldKind::Choices | FieldKind::TypeChoices => "choices",
        FieldKind::Amount => "amount",
        FieldKind::Budget => "budget",
        FieldKind::Targets => "targets",
        FieldKind::Joint => "joint",
        FieldKind::Table => "table",
        FieldKind::Files => "files",
        FieldKind::Signature => "signature",
    }
}
