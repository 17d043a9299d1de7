//! The tables within a printed form: budget, targets, partners, tables of the form, attachments.

use kexiang_core::application::{prefilled, total};
use kexiang_core::capital::capital;
use kexiang_core::programme::{self, Field};
use kexiang_documents::letter::{Align, Column, Listing};

use super::{Print, is_blank};
use crate::web::call::quantity;

impl Print<'_> {
    pub(super) fn budget(&self, field: &Field) -> Listing {
        let rules = &self.case.programme.budget;
        let lines = self.case.answers.budget(&field.id).unwrap_or_default();
        let totals = total(&lines).unwrap_or_default();
        let mut columns = vec![Column::new(self.l.t("paper-category"), 4, Align::Left)];
        columns.extend(rules.sources.iter().map(|s| Column::new(&s.name, 3, Align::Right)));
        columns.push(Column::new(self.l.t("paper-note"), 6, Align::Left));
        let name = |id: &str| rules.category(id).map_or_else(|| id.to_owned(), |c| c.name.clone());
        let rows = lines
            .iter()
            .map(|line| {
                let sums = rules
                    .sources
                    .iter()
                    .map(|s| line.sums.get(&s.id).map(|f| f.wan_fixed()).unwrap_or_default());
                std::iter::once(name(&line.category)).chain(sums).chain([line.note.clone()]).collect()
            })
            .collect();
        let rows = self.or_lines(rows, rules.sources.len() + 2);
        let of_source =
            |s: &programme::Source| totals.by_source.get(&s.id).copied().unwrap_or_default().wan_fixed();
        let sums = rules.sources.iter().map(of_source);
        let note = self.l.tf(
            "paper-all",
            &[("wan", &totals.all.wan()), ("yuan", &totals.all.yuan()), ("capital", &capital(totals.all))],
        );
        let last: Vec<String> =
            std::iter::once(self.l.t("paper-total").to_owned()).chain(sums).chain([String::new()]).collect();
        Listing {
            unit: Some(self.l.t("paper-unit").to_owned()),
            columns,
            rows,
            merge: 0,
            totals: Some(last).filter(|_| !is_blank(self.case)),
            note: Some(note).filter(|_| !is_blank(self.case)),
        }
    }

    pub(super) fn targets(&self, field: &Field) -> Listing {
        let promises = self.case.answers.targets(&field.id);
        let tier = Some(self.case.application.tier.as_str()).filter(|t| !t.is_empty());
        let rows = prefilled(self.case.project_type(), tier, &promises)
            .into_iter()
            .filter(|r| !r.promise.is_empty())
            .map(|r| {
                let mark = r.mark.as_ref().map(|q| quantity(self.l, q)).unwrap_or_default();
                let unit = r.mark.as_ref().map(|q| q.unit.clone()).unwrap_or_default();
                vec![r.name, mark, format!("{}{unit}", r.promise)]
            })
            .collect();
        let column = |key: &str, width| Column::new(self.l.t(key), width, Align::Left);
        Listing {
            unit: None,
            columns: vec![
                column("paper-indicator", 7),
                column("paper-required", 3),
                column("paper-promised", 3),
            ],
            rows,
            merge: 0,
            totals: None,
            note: None,
        }
    }

    pub(super) fn partners(&self) -> Listing {
        let rows = self
            .case
            .joint
            .iter()
            .map(|j| vec![j.name.clone(), j.part.clone(), self.l.word("joint-state", &j.state)]);
        let column = |key: &str, width| Column::new(self.l.t(key), width, Align::Left);
        Listing {
            unit: None,
            columns: vec![
                column("paper-partner", 4),
                column("paper-part", 5),
                column("paper-partner-state", 2),
            ],
            rows: self.or_none(rows.collect(), 3),
            merge: 0,
            totals: None,
            note: None,
        }
    }

    /// A table without rows has lines to write on: several on a form that nobody has begun, else one.
    fn or_lines(&self, rows: Vec<Vec<String>>, columns: usize) -> Vec<Vec<String>> {
        if !rows.is_empty() {
            return rows;
        }
        let lines = if is_blank(self.case) { 4 } else { 1 };
        vec![vec![String::new(); columns]; lines]
    }

    /// A list without rows says so, as one does on paper.
    fn or_none(&self, rows: Vec<Vec<String>>, columns: usize) -> Vec<Vec<String>> {
        if !rows.is_empty() || is_blank(self.case) {
            return self.or_lines(rows, columns);
        }
        let mut row = vec![String::new(); columns];
        row[0] = self.l.t("paper-none").to_owned();
        vec![row]
    }

    pub(super) fn table(&self, field: &Field) -> Listing {
        Listing {
            unit: None,
            columns: field.columns.iter().map(|c| Column::new(c, 1, Align::Left)).collect(),
            rows: self.or_lines(self.case.answers.table(&field.id).unwrap_or_default(), field.columns.len()),
            merge: 0,
            totals: None,
            note: None,
        }
    }

    pub(super) fn files(&self, field: &Field) -> Listing {
        let own = self.case.files.iter().filter(|f| f.field == field.id);
        let rows = own
            .enumerate()
            .map(|(n, f)| vec![(n + 1).to_string(), f.name.clone(), f.sha256[..16].to_owned()]);
        let column = |key: &str, width| Column::new(self.l.t(key), width, Align::Left);
        Listing {
            unit: None,
            columns: vec![column("paper-no", 1), column("paper-file", 7), column("paper-file-hash", 4)],
            rows: self.or_none(rows.collect(), 3),
            merge: 0,
            totals: None,
            note: None,
        }
    }
}
