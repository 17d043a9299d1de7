//! The columns of a workbook of organisations, and how its cells are read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kexiang_core::identifiers::region::{RegionCode, Regions};
use kexiang_core::organisation::{Fact, FactKind, OrganisationClass};
use kexiang_core::refusal::Refusal;
use kexiang_core::wording::normal_text;
use kexiang_documents::xlsx::{Expected, ImportedCell, Reading};

use super::filled::Filled;
use crate::locale::{Language, Locale};

/// Facts of so many years before this one have columns.
const YEARS: i16 = 3;

/// Field, name of its column, other names it goes by. The name comes first in the template.
pub const COLUMNS: [(&str, &str, &[&str]); 17] = [
    ("name", "单位名称", &["单位", "名称", "学会名称", "单位全称"]),
    ("class", "类别", &["单位类别", "单位类型", "类型"]),
    ("credit_code", "统一社会信用代码", &["信用代码", "社会信用代码", "代码"]),
    ("legal_person", "独立法人", &["是否独立法人", "法人资格"]),
    ("host_name", "挂靠单位", &["依托单位", "挂靠单位名称", "支撑单位"]),
    ("host_code", "挂靠单位信用代码", &["依托单位信用代码"]),
    ("own_account", "独立账户", &["是否独立账户"]),
    ("member", "团体会员", &["会员", "是否团体会员"]),
    ("region", "地区", &["行政区划", "行政区划代码", "所在地区", "所属地区"]),
    ("address", "通信地址", &["地址", "通讯地址", "联系地址"]),
    ("contact", "联系人", &["联系人姓名"]),
    ("phone", "联系电话", &["电话", "手机", "手机号", "联系方式"]),
    ("email", "邮箱", &["电子邮箱", "电子邮件", "e-mail", "email"]),
    ("bank_holder", "户名", &["开户名称", "账户名称"]),
    ("bank_name", "开户行", &["开户银行"]),
    ("bank_account", "账号", &["银行账号", "账户号码", "帐号"]),
    ("qualified_in", "建站年度", &["认定年度", "建站（基地）年度"]),
];

/// Words for the kinds of facts in heads: `2024年年检`.
const FACTS: [(FactKind, &str, &[&str]); 5] = [
    (FactKind::AnnualInspection, "年检", &["年度检查"]),
    (FactKind::Penalty, "行政处罚", &["处罚"]),
    (FactKind::Grade, "评价等级", &["学会评价等级", "等级"]),
    (FactKind::Projects, "项目完成情况", &["项目", "上年度项目"]),
    (FactKind::Summary, "项目总结", &["总结报告", "项目总结报告"]),
];

static REGIONS: LazyLock<Regions> = LazyLock::new(Regions::built_in);

/// All columns that are looked for in a year.
pub fn expected(this_year: i16) -> Vec<Expected> {
    let column = |name: String, aliases: Vec<String>, required| Expected {
        name,
        aliases,
        required,
        reading: Reading::Text,
    };
    let fixed = COLUMNS.iter().map(|(field, name, aliases)| {
        let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        column((*name).to_owned(), aliases, matches!(*field, "name" | "class"))
    });
    let facts = years(this_year).flat_map(|year| {
        FACTS.iter().map(move |(_, name, aliases)| {
            let others = std::iter::once(name).chain(aliases.iter());
            let aliases = others.flat_map(|word| {
                [format!("{year}{word}"), format!("{year}年度{word}"), format!("{year}年{word}")]
            });
            column(fact_column(year, name), aliases.collect(), false)
        })
    });
    fixed.chain(facts).collect()
}

fn years(this_year: i16) -> impl Iterator<Item = i16> {
    (this_year - YEARS..=this_year).rev()
}

fn fact_column(year: i16, name: &str) -> String {
    format!("{year}年{name}")
}

/// The name of the column of a field.
pub fn column_of(field: &str) -> Option<&'static str> {
    COLUMNS.iter().find(|(known, ..)| *known == field).map(|(_, name, _)| *name)
}

/// What the cells of a row say, laid over what is known: an empty cell changes nothing.
pub fn lay(cells: &BTreeMap<String, ImportedCell>, known: Filled) -> Result<Filled, Vec<Refusal>> {
    let text = |field: &str| {
        let cell = column_of(field).and_then(|column| cells.get(column));
        cell.map(|cell| cell.text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let mut wrong = Vec::new();
    let mut filled = known;
    for (field, place) in [
        ("name", &mut filled.name),
        ("credit_code", &mut filled.credit_code),
        ("host_name", &mut filled.host_name),
        ("host_code", &mut filled.host_code),
        ("address", &mut filled.address),
        ("contact", &mut filled.contact),
        ("phone", &mut filled.phone),
        ("email", &mut filled.email),
        ("bank_holder", &mut filled.bank_holder),
        ("bank_name", &mut filled.bank_name),
        ("bank_account", &mut filled.bank_account),
        ("qualified_in", &mut filled.qualified_in),
    ] {
        if let Some(text) = text(field) {
            *place = text;
        }
    }
    // A workbook is read once: there is nothing to compare the number with.
    filled.bank_again = filled.bank_account.clone();
    if let Some(text) = text("class") {
        match class(&text) {
            Some(class) => filled.class = class.code().to_owned(),
            None => wrong.push(Refusal::new("import-class").with("text", text).at("class")),
        }
    }
    if let Some(text) = text("region") {
        match region(&text) {
            Some(code) => filled.region = code,
            None => wrong.push(Refusal::new("import-region").with("text", text).at("region")),
        }
    }
    for (field, place) in [
        ("legal_person", &mut filled.legal_person),
        ("own_account", &mut filled.own_account),
        ("member", &mut filled.member),
    ] {
        if let Some(text) = text(field) {
            match yes_no(&text) {
                Some(flag) => *place = if flag { "yes" } else { "no" }.to_owned(),
                None => wrong.push(Refusal::new("import-yes-no").with("text", text).at(field)),
            }
        }
    }
    if filled.legal_person.is_empty() {
        filled.legal_person = if filled.credit_code.is_empty() { "no" } else { "yes" }.to_owned();
    }
    if filled.own_account.is_empty() {
        filled.own_account = filled.legal_person.clone();
    }
    if wrong.is_empty() { Ok(filled) } else { Err(wrong) }
}

/// The facts of a row.
pub fn facts(
    cells: &BTreeMap<String, ImportedCell>,
    this_year: i16,
) -> Result<Vec<Fact>, Vec<(String, Refusal)>> {
    let (mut facts, mut wrong) = (Vec::new(), Vec::new());
    for year in years(this_year) {
        for (kind, name, _) in FACTS {
            let column = fact_column(year, name);
            let Some(cell) = cells.get(&column).filter(|cell| !cell.text.trim().is_empty()) else { continue };
            match value(kind, cell.text.trim()) {
                Some(value) => facts.push(Fact { kind, year, value: value.to_owned() }),
                None => wrong.push((column, Refusal::new("import-fact").with("text", cell.text.trim()))),
            }
        }
    }
    if wrong.is_empty() { Ok(facts) } else { Err(wrong) }
}

fn value(kind: FactKind, text: &str) -> Option<&'static str> {
    let said = normal_text(text);
    let chinese = Locale::of(Language::Chinese);
    let word = |value: &str| {
        if kind == FactKind::Grade { value.to_owned() } else { chinese.word("fact-value", value) }
    };
    let exact =
        kind.values().iter().find(|value| normal_text(&word(value)) == said || normal_text(value) == said);
    exact.copied().or(match (kind, said.as_str()) {
        (FactKind::AnnualInspection, "未年检" | "未参检" | "未检") => Some("absent"),
        (FactKind::Penalty, "无" | "没有" | "否") => Some("none"),
        (FactKind::Penalty, "民政处罚" | "民政部门行政处罚" | "民政厅处罚" | "民政局处罚") => {
            Some("civil_affairs")
        }
        (FactKind::Projects, "完成" | "已完成") => Some("completed"),
        (FactKind::Summary, "已交" | "已提交总结" | "提交") => Some("submitted"),
        (FactKind::Summary, "未交" | "缺") => Some("missing"),
        _ => None,
    })
}

/// A class by its word, its code or what offices call it.
fn class(text: &str) -> Option<OrganisationClass> {
    use OrganisationClass::*;
    let said = normal_text(text);
    let chinese = Locale::of(Language::Chinese);
    let known = OrganisationClass::ALL.into_iter().find(|class| {
        said == normal_text(&chinese.word("class", class.code())) || said == normal_text(class.code())
    });
    known.or(match said.as_str() {
        "学会" | "协会" | "研究会" | "学会协会" | "社团" | "市科协所属学会" | "所属学会" => {
            Some(Society)
        }
        "县区科协" | "县科协" | "区科协" | "县级科协" => Some(CountyAssociation),
        "市科协" | "地市科协" => Some(CityAssociation),
        "企业园区科协" => Some(EnterpriseAssociation),
        "高等学校科协" | "大学科协" => Some(UniversityAssociation),
        "博士创新站" | "建站单位" => Some(DoctoralStation),
        "海智计划工作基地" => Some(OverseasBase),
        "理事单位" => Some(ReturneeMember),
        "基层学会" | "基层三会" | "三会" => Some(GrassrootsSociety),
        "其他" | "企业" | "事业单位" => Some(Other),
        _ => None,
    })
}

/// A region by its six digits or its name, full or short.
fn region(text: &str) -> Option<String> {
    if let Ok(code) = text.parse::<RegionCode>() {
        return Some(code.to_string());
    }
    let said = text.split_whitespace().collect::<String>();
    let provinces = REGIONS.provinces().map(|(code, _)| code).collect::<Vec<_>>();
    let mut all = provinces.into_iter().flat_map(|province| REGIONS.within(province));
    let named = |code: RegionCode, name: &str| {
        name == said
            || REGIONS.full_name(code).is_some_and(|full| full == said)
            || name.trim_end_matches(['市', '县', '区']) == said
    };
    all.find(|(code, name)| named(*code, name)).map(|(code, _)| code.to_string())
}

fn yes_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "是" | "有" | "会员" | "团体会员" | "√" | "✓" | "y" | "yes" | "1" | "true" | "对" => {
            Some(true)
        }
        "否" | "无" | "非会员" | "非团体会员" | "×" | "x" | "n" | "no" | "0" | "false" | "没有" | "非" => {
            Some(false)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_regions_and_answers_are_read_as_offices_write_them() {
        assert_eq!(class("学会（协会、研究会）"), Some(OrganisationClass::Society));
        assert_eq!(class("县（区）科协"), Some(OrganisationClass::CountyAssociation));
        assert_eq!(class("高校科协"), Some(OrganisationClass::UniversityAssociation));
        assert_eq!(class("俱乐部"), None);
        assert_eq!(region("450200").as_deref(), Some("450200"));
        assert_eq!(region("柳州市").as_deref(), Some("450200"));
        assert_eq!(region("柳州").as_deref(), Some("450200"));
        assert_eq!(region("广西壮族自治区柳州市").as_deref(), Some("450200"));
        assert_eq!(region("月球"), None);
        assert_eq!((yes_no("是"), yes_no("无"), yes_no("也许")), (Some(true), Some(false), None));
        assert_eq!(
            (yes_no("团体会员"), yes_no("非团体会员")),
            (Some(true), Some(false)),
            "as the register says it"
        );
        assert_eq!(value(FactKind::AnnualInspection, "合格"), Some("passed"));
        assert_eq!(value(FactKind::AnnualInspection, "未年检"), Some("absent"));
        assert_eq!(value(FactKind::Grade, "c"), Some("C"));
        assert_eq!(value(FactKind::Grade, "优"), None);
    }

    #[test]
    fn every_field_of_a_workbook_has_one_column() {
        let columns = expected(2026);
        assert_eq!(columns.len(), COLUMNS.len() + 4 * FACTS.len());
        let required: Vec<_> = columns.iter().filter(|c| c.required).map(|c| c.name.as_str()).collect();
        assert_eq!(required, ["单位名称", "类别"]);
        assert!(
            columns.iter().any(|c| c.name == "2024年年检" && c.aliases.contains(&"2024年度年检".to_owned()))
        );
    }
}
