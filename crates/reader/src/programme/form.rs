//! Application forms: the rows of an annex table become fields; a notice without one gets the usual form.

use std::sync::LazyLock;

use kexiang_core::programme::{Cell, Clause, Field, FieldKind, FieldRole, Form, Prefill, Section};
use regex::Regex;

use super::{cut, of_kind};
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
            || Clause { notice: None, at: "标题".to_owned(), says: reading.title.clone() },
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
        let mut maker = Maker { fields: std::mem::take(&mut form.fields), rows: Vec::new() };
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

static BLANKS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\s+").expect("valid"));

/// Short words without brackets, boxes or colons: a label, not a hint inside a cell.
fn is_label(cell: &str) -> bool {
    let count = cell.chars().count();
    (1..=14).contains(&count) && !cell.contains(['（', '(', '□', '☐', '：', ':', '年', '0', '1', '2'])
}

const COLUMNS: [u32; 4] = [3, 4, 3, 4];

#[derive(Default)]
struct Maker {
    fields: Vec<Field>,
    rows: Vec<Vec<Cell>>,
}

impl Maker {
    /// A row of the paper.
    fn row(&mut self, read: &[(String, String)]) {
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
    fn cells(&self, ids: &[String]) -> Vec<Vec<Cell>> {
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

    fn add(&mut self, id: &str, label: &str, kind: FieldKind) -> String {
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
    fn finish(mut self, form: &mut Form) {
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

/// The lines of a signature block as the paper has them, else the usual ones.
fn block(inside: &str) -> Vec<String> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"年\s*月\s*日").expect("valid"));
    let parts: Vec<String> =
        DATE.split(inside).map(|part| BLANKS.replace_all(part.trim(), "").into_owned()).collect();
    match parts.as_slice() {
        [signs, seal] if !signs.is_empty() && signs.chars().count() <= 30 => {
            let lines = [signs.clone(), "年  月  日".to_owned(), seal.clone()];
            lines.into_iter().filter(|line| !line.is_empty()).collect()
        }
        _ => ["负责人签名：", "年  月  日", "单位盖章"].map(str::to_owned).into(),
    }
}

fn widened(mut row: Vec<Cell>) -> Vec<Cell> {
    row.last_mut().into_iter().for_each(|cell| cell.cols = 3);
    row
}

/// What a field holds, by its label and the words inside its cell.
fn kind_of(label: &str, inside: &str) -> FieldKind {
    let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
    let boxes = [label, inside].iter().any(|text| text.contains(['□', '☐']));
    match () {
        () if boxes => FieldKind::Choices,
        () if says(&["意见", "盖章", "签字", "签名", "承诺"]) => FieldKind::Signature,
        () if says(&["电话", "手机"]) => FieldKind::Phone,
        () if says(&["邮箱", "E-mail", "电子邮件"]) => FieldKind::Email,
        () if says(&["预期目标", "绩效"]) && !says(&["成果"]) => FieldKind::Targets,
        () if says(&["完成时间", "完成时限"]) => FieldKind::Month,
        () if label.ends_with("时间") || label.ends_with("日期") || label.ends_with("年月") => {
            FieldKind::Date
        }
        () if ["姓名", "负责人", "联系人", "理事长", "秘书长"].iter().any(|end| label.ends_with(end)) => {
            FieldKind::Person
        }
        () if says(&[
            "方案", "内容", "情况", "简介", "综述", "意义", "基础", "概况", "成果", "目标", "计划", "说明",
            "依据", "总结", "特色",
        ]) =>
        {
            FieldKind::Text
        }
        () => FieldKind::Line,
    }
}

fn role_of(label: &str, kind: FieldKind) -> Option<FieldRole> {
    let leader = label.contains("项目负责人") || label == "负责人" || label == "负责人姓名";
    let contact = label.contains("联系人");
    match kind {
        FieldKind::Line if label.ends_with("项目名称") || label == "活动名称" || label == "课题名称" => {
            Some(FieldRole::Title)
        }
        FieldKind::Person if leader => Some(FieldRole::Leader),
        FieldKind::Phone if contact => Some(FieldRole::ContactPhone),
        FieldKind::Phone if leader => Some(FieldRole::LeaderPhone),
        FieldKind::Person if contact => Some(FieldRole::Contact),
        FieldKind::Month => Some(FieldRole::Completion),
        FieldKind::Text if label.contains("方案") => Some(FieldRole::Plan),
        _ => None,
    }
}

fn prefill_of(label: &str, kind: FieldKind) -> Option<Prefill> {
    match kind {
        FieldKind::Line
            if ["承担单位", "申报单位", "单位名称", "学会名称", "申请单位"]
                .iter()
                .any(|end| label.ends_with(end)) =>
        {
            Some(Prefill::OrganisationName)
        }
        FieldKind::Line if label.ends_with("地址") => Some(Prefill::OrganisationAddress),
        FieldKind::Line if ["支撑单位", "挂靠单位", "依托单位"].iter().any(|end| label.ends_with(end)) => {
            Some(Prefill::OrganisationHost)
        }
        FieldKind::Person if label.contains("项目联系人") => Some(Prefill::PersonName),
        FieldKind::Phone if label.contains("项目联系人") => Some(Prefill::PersonPhone),
        FieldKind::Month => Some(Prefill::Completion),
        _ => None,
    }
}

/// `（800字内）`, `不超过1000字`, `限500字`.
fn most_characters(words: &str) -> Option<u32> {
    static MOST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:不超过|限|控制在)\s*(\d{2,5})\s*字|(\d{2,5})\s*字(?:以)?内").expect("valid")
    });
    let found = MOST.captures(words)?;
    found.get(1).or_else(|| found.get(2))?.as_str().parse().ok()
}

/// `□国际 □全国` → the words behind the boxes.
fn options(words: &str) -> Vec<String> {
    let parts = words.split(['□', '☐']).skip(1);
    parts
        .map(|part| cut(part.trim_matches([' ', '\t', '、', '；', '）', '（']), 30))
        .filter(|part| !part.is_empty())
        .collect()
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
    fn words_in_a_cell_are_hints_limits_and_boxes() {
        let mut group = String::new();
        assert_eq!(
            fields_of(&row(&["工作综述", "（800字内）"]), &mut group),
            [("工作综述".to_owned(), "（800字内）".to_owned())]
        );
        assert_eq!(most_characters("（800字内）"), Some(800));
        assert_eq!(options("层次 □国际 □全国"), ["国际", "全国"]);
        assert_eq!(kind_of("层次", "□国际 □全国"), FieldKind::Choices);
    }
}
