//! The fields and rows of a form in the making.

use kexiang_core::programme::{Cell, Field, FieldKind, FieldRole, Form, Section};

use super::field::{block, kind_of, most_characters, options, prefill_of, role_of};
use crate::programme::cut;

/// Widths of the columns: a label, its field, a label, its field.
pub const COLUMNS: [u32; 4] = [3, 4, 3, 4];

/// A form in the making.
#[derive(Default)]
pub struct Maker {
    /// The fields so far.
    pub fields: Vec<Field>,
    rows: Vec<Vec<Cell>>,
}

impl Maker {
    /// A maker that adds to these fields.
    pub fn carrying_on(fields: Vec<Field>) -> Maker {
        Maker { fields, rows: Vec::new() }
    }

    /// A row of the paper.
    pub fn row(&mut self, read: &[(String, String)]) {
        let mut ids = Vec::new();
        for (label, inside) in read.iter().filter(|(label, _)| !label.is_empty()) {
            let budget = label.contains("预算") || label.contains("经费");
            if budget && self.of_kind(FieldKind::Amount).is_none() {
                ids.push(self.add("amount", "申请经费", FieldKind::Amount));
            }
            match budget {
                true if self.of_kind(FieldKind::Budget).is_none() => {
                    ids.push(self.add("budget", label, FieldKind::Budget))
                }
                true => {}
                false => ids.push(self.labelled(label, inside)),
            }
        }
        let rows = self.cells(&ids);
        self.rows.extend(rows);
    }

    /// Two fields with their labels fill a row; a large one takes it alone.
    pub fn cells(&self, ids: &[String]) -> Vec<Vec<Cell>> {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let mut half: Option<Vec<Cell>> = None;
        for id in ids {
            let Some(field) = self.fields.iter().find(|field| field.id == *id) else { continue };
            let label = Cell { text: Some(field.label.clone()), field: None, cols: 1, rows: 1 };
            let cell = |cols| Cell { text: None, field: Some(id.clone()), cols, rows: 1 };
            let small = matches!(
                field.kind,
                FieldKind::Line
                    | FieldKind::Person
                    | FieldKind::Phone
                    | FieldKind::Email
                    | FieldKind::Date
                    | FieldKind::Month
            );
            match (small && ids.len() > 1, half.take()) {
                (true, None) => half = Some(vec![label, cell(1)]),
                (true, Some(mut row)) => {
                    row.extend([label, cell(1)]);
                    rows.push(row);
                }
                (false, open) => {
                    rows.extend(open.map(widened));
                    rows.push(vec![label, cell(3)]);
                }
            }
        }
        rows.extend(half.map(widened));
        rows
    }

    fn labelled(&mut self, label: &str, inside: &str) -> String {
        let label = cut(label, 60);
        let kind = kind_of(&label, inside);
        let id = format!("f{}", self.fields.len() + 1);
        let id = match kind {
            FieldKind::Targets if self.of_kind(FieldKind::Targets).is_some() => {
                self.add(&id, &label, FieldKind::Text)
            }
            kind => self.add(&id, &label, kind),
        };
        let roles: Vec<FieldRole> = self.fields.iter().filter_map(|field| field.role).collect();
        if let Some(field) = self.fields.iter_mut().find(|field| field.id == id) {
            field.role = role_of(&label, field.kind).filter(|role| !roles.contains(role));
            field.prefill = prefill_of(&label, field.kind);
            field.max_chars = most_characters(&format!("{label}{inside}"));
            field.personal = matches!(field.kind, FieldKind::Phone) || label.contains("微信");
            field.required &= !label.contains("微信");
            field.hint =
                (!inside.is_empty() && inside.chars().count() <= 60 && field.kind != FieldKind::Signature)
                    .then(|| inside.to_owned());
            if field.kind == FieldKind::Choices {
                field.options = options(&format!("{label} {inside}"));
            }
            if field.kind == FieldKind::Signature {
                field.block = block(inside);
            }
        }
        id
    }

    /// Adds a field; answers its id.
    pub fn add(&mut self, id: &str, label: &str, kind: FieldKind) -> String {
        let optional = matches!(
            kind,
            FieldKind::Signature
                | FieldKind::Joint
                | FieldKind::Files
                | FieldKind::Choices
                | FieldKind::Email
        );
        self.fields.push(Field {
            id: id.to_owned(),
            label: label.to_owned(),
            kind,
            required: !optional,
            max_chars: None,
            min_chars: None,
            hint: None,
            role: None,
            prefill: None,
            options: Vec::new(),
            columns: Vec::new(),
            personal: false,
            per_joint: false,
            block: Vec::new(),
            clause: None,
        });
        id.to_owned()
    }

    fn of_kind(&self, kind: FieldKind) -> Option<&Field> {
        self.fields.iter().find(|field| field.kind == kind)
    }

    fn with_role(&self, role: FieldRole) -> bool {
        self.fields.iter().any(|field| field.role == Some(role))
    }

    /// Adds what every application needs and the paper did not ask for, on a page behind it.
    pub fn finish(mut self, form: &mut Form) {
        form.sections.push(Section {
            title: None,
            columns: COLUMNS.to_vec(),
            rows: std::mem::take(&mut self.rows),
        });
        if !self.with_role(FieldRole::Title) {
            self.row(&[("项目名称".to_owned(), String::new())]);
        }
        if !self.with_role(FieldRole::Leader) {
            self.row(&[("项目负责人".to_owned(), String::new())]);
        }
        if self.of_kind(FieldKind::Targets).is_none() {
            self.row(&[("项目预期目标".to_owned(), String::new())]);
        }
        if self.of_kind(FieldKind::Budget).is_none() {
            self.row(&[("经费预算".to_owned(), String::new())]);
        }
        let files = self.add("files", "附件材料", FieldKind::Files);
        let rows = self.cells(&[files]);
        self.rows.extend(rows);
        form.sections.retain(|section| !section.rows.is_empty());
        form.sections.push(Section {
            title: Some("附页".to_owned()),
            columns: COLUMNS.to_vec(),
            rows: self.rows,
        });
        form.fields = self.fields;
    }
}

fn widened(mut row: Vec<Cell>) -> Vec<Cell> {
    row.last_mut().into_iter().for_each(|cell| cell.cols = 3);
    row
}
