//! Application forms: the rows of an annex table become fields; a notice without one gets the usual form.

mod field;
mod maker;

use std::sync::LazyLock;

use kexiang_core::programme::{Clause, FieldKind, Form, Section};

use self::field::{BLANKS, kind_of};
use self::maker::{COLUMNS, Maker};
use super::of_kind;
use crate::clauses;
use crate::document::Document;
use crate::fact::Kind as FactKind;
use crate::read::Reading;
use crate::structure::Kind;

/// A form as the notice prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRead {
    /// Its title.
    pub title: String,
    /// The paragraph, as the notice numbers it.
    pub at: String,
    /// The document it stands in, where that is not the notice itself.
    pub document: String,
    /// The cells of its rows.
    pub rows: Vec<Vec<String>>,
}

/// Rows of one form beyond this are no form.
const MOST_ROWS: usize = 120;

/// Finds the forms of a notice.
pub fn find(document: &Document) -> Vec<FormRead> {
    let numbers = clauses::numbers(document);
    let documents = clauses::documents(document);
    let mut found: Vec<FormRead> = Vec::new();
    let mut inside = false;
    for (id, node) in document.tree.nodes.iter().enumerate() {
        let words = document.words(&node.range).trim();
        let titled = is_title(words) && node.kind != Kind::Row;
        if !document.scopes.in_form(id) {
            inside = false;
            continue;
        }
        if titled && (!inside || found.last().is_some_and(|form| form.rows.len() > 2)) {
            found.push(FormRead {
                title: words.to_owned(),
                at: numbers[id].clone(),
                document: documents[id].clone(),
                rows: Vec::new(),
            });
            inside = true;
        } else if let Some(form) = found.last_mut().filter(|form| inside && form.rows.len() < MOST_ROWS) {
            match node.kind {
                Kind::Row => form.rows.push(words_of(document.words(&node.range))),
                _ if is_line(words) => form.rows.push(vec![words.to_owned(), String::new()]),
                _ => {}
            }
        }
    }
    found.retain(|form| form.rows.len() >= 3);
    found
}

fn is_title(words: &str) -> bool {
    let count = words.chars().count();
    (4..=40).contains(&count)
        && ["表", "申报书", "申请书"].iter().any(|end| words.ends_with(end))
        && !words.starts_with('附')
}

/// A label that lost the empty cells behind it.
fn is_line(words: &str) -> bool {
    let count = words.chars().filter(|ch| crate::text::is_han(*ch)).count();
    (2..=40).contains(&count)
        && !words.contains(['。', '；', '：', ':'])
        && !words.starts_with(['（', '(', '年', '附'])
        && !words.starts_with("填表")
}

fn words_of(row: &str) -> Vec<String> {
    row.split('\t').map(|cell| cell.trim().to_owned()).collect()
}

/// The forms of the draft.
pub fn build(reading: &Reading) -> Vec<Form> {
    let mut forms: Vec<Form> =
        (reading.forms.iter().enumerate()).map(|(at, read)| form(format!("form-{}", at + 1), read)).collect();
    if forms.is_empty() {
        let named =
            of_kind(reading, FactKind::Attachment).find(|fact| fact.value.as_str().is_some_and(is_title));
        let clause = named.map_or_else(
            || match reading.facts.first().filter(|_| reading.title.trim().is_empty()) {
                // A letter without a title: the form stands by the first thing it says.
                Some(first) => super::clause(first),
                None => Clause { notice: None, at: "标题".to_owned(), says: reading.title.clone() },
            },
            super::clause,
        );
        let title =
            named.and_then(|fact| fact.value.as_str()).map_or_else(|| "项目申报表".to_owned(), str::to_owned);
        let mut made = Form {
            id: "application".to_owned(),
            title,
            subtitle: None,
            dated: false,
            cover: false,
            clause,
            fields: Vec::new(),
            sections: Vec::new(),
        };
        let mut maker = Maker::default();
        for label in [
            "项目名称",
            "申报单位",
            "通信地址",
            "项目负责人",
            "项目负责人联系电话",
            "项目联系人",
            "项目联系人联系电话",
            "项目实施方案",
            "项目预期目标",
            "申请经费和经费预算",
            "申报单位意见",
        ] {
            maker.row(&[(label.to_owned(), String::new())]);
        }
        maker.finish(&mut made);
        forms.push(made);
    }
    let joint =
        reading.facts.iter().any(|fact| fact.says.contains("联合申报") || fact.says.contains("联合单位"));
    for form in forms.iter_mut().filter(|_| joint) {
        let mut maker = Maker::carrying_on(std::mem::take(&mut form.fields));
        maker.add("joint", "联合申报单位", FieldKind::Joint);
        let row = maker.cells(&["joint".to_owned()]);
        form.fields = maker.fields;
        form.sections.push(Section {
            title: Some("联合申报".to_owned()),
            columns: COLUMNS.to_vec(),
            rows: row,
        });
    }
    forms
}

/// The form of a type: the one whose title names it, else that of its place, else the first.
pub fn of_type(forms: &[Form], name: &str, at: usize) -> String {
    let key = crate::facts::project_type::key(name);
    let named = forms.iter().find(|form| crate::facts::project_type::key(&form.title).contains(&key));
    named
        .or_else(|| forms.get(at).filter(|_| forms.len() > 1))
        .or(forms.first())
        .map_or(String::new(), |form| form.id.clone())
}

fn form(id: String, read: &FormRead) -> Form {
    let clause =
        Clause { notice: super::some(&read.document), at: read.at.clone(), says: read.title.clone() };
    let mut form = Form {
        id,
        title: read.title.clone(),
        subtitle: None,
        dated: false,
        cover: false,
        clause,
        fields: Vec::new(),
        sections: Vec::new(),
    };
    let mut maker = Maker::default();
    let mut group = String::new();
    for row in &read.rows {
        let fields = fields_of(row, &mut group);
        maker.row(&fields);
    }
    maker.finish(&mut form);
    form
}

/// The labels of a row with the words inside their cells. `负责人 ｜ 姓名 ｜   ｜ 职务 ｜` gives `负责人姓名` and `负责人职务`; a row
/// that begins with an empty cell continues the group above.
fn fields_of(row: &[String], group: &mut String) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut at = 0;
    let leads = row.first().is_some_and(|first| !first.is_empty());
    let parts = leads && row.len() > 2 && row.get(1).is_some_and(|second| is_label(second));
    if leads {
        group.clone_from(&row[0]);
        at = usize::from(parts);
    }
    let mut person = String::new();
    while at < row.len() {
        let label = row[at].as_str();
        at += 1;
        if label.is_empty() {
            continue;
        }
        let inside = match row.get(at) {
            Some(next) if !next.is_empty() && !is_label(next) => {
                at += 1;
                next.clone()
            }
            _ => String::new(),
        };
        let bare = LazyLock::force(&BLANKS).replace_all(label, "");
        let above = if parts || !leads { group.as_str() } else { person.as_str() };
        let full = if bare.contains(above) { bare.clone().into_owned() } else { format!("{above}{bare}") };
        if kind_of(&bare, "") == FieldKind::Person && above.is_empty() {
            person = bare.into_owned();
        }
        found.push((full, inside));
    }
    found
}

/// Short words without brackets, boxes or colons: a label, not a hint inside a cell.
fn is_label(cell: &str) -> bool {
    let count = cell.chars().count();
    (1..=14).contains(&count) && !cell.contains(['（', '(', '□', '☐', '：', ':', '年', '0', '1', '2'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn groups_of_cells_name_their_fields_in_full() {
        let mut group = String::new();
        let first = fields_of(&row(&["项目负责人", "姓名", "", "职务", ""]), &mut group);
        let second = fields_of(&row(&["", "联系电话", "", "", ""]), &mut group);
        let labels: Vec<&str> = first.iter().chain(&second).map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["项目负责人姓名", "项目负责人职务", "项目负责人联系电话"]);
    }

    #[test]
    fn words_in_a_cell_are_hints() {
        let mut group = String::new();
        assert_eq!(
            fields_of(&row(&["工作综述", "（800字内）"]), &mut group),
            [("工作综述".to_owned(), "（800字内）".to_owned())]
        );
    }
}
