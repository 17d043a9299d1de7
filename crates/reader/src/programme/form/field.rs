//! What a field of a form holds, by its label and the words inside its cell.

use std::sync::LazyLock;

use kexiang_core::programme::{FieldKind, FieldRole, Prefill};
use regex::Regex;

use crate::programme::cut;

/// Runs of blanks.
pub static BLANKS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\s+").expect("valid"));

/// The lines of a signature block as the paper has them, else the usual ones.
pub fn block(inside: &str) -> Vec<String> {
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

/// What a field holds, by its label and the words inside its cell.
pub fn kind_of(label: &str, inside: &str) -> FieldKind {
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

/// What the office needs the field for.
pub fn role_of(label: &str, kind: FieldKind) -> Option<FieldRole> {
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

/// What is known beforehand and stands in the field when the form is opened.
pub fn prefill_of(label: &str, kind: FieldKind) -> Option<Prefill> {
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
pub fn most_characters(words: &str) -> Option<u32> {
    static MOST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:不超过|限|控制在)\s*(\d{2,5})\s*字|(\d{2,5})\s*字(?:以)?内").expect("valid")
    });
    let found = MOST.captures(words)?;
    found.get(1).or_else(|| found.get(2))?.as_str().parse().ok()
}

/// `□国际 □全国` → the words behind the boxes.
pub fn options(words: &str) -> Vec<String> {
    let parts = words.split(['□', '☐']).skip(1);
    parts
        .map(|part| cut(part.trim_matches([' ', '\t', '、', '；', '）', '（']), 30))
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_a_cell_are_limits_and_boxes() {
        assert_eq!(most_characters("（800字内）"), Some(800));
        assert_eq!(options("层次 □国际 □全国"), ["国际", "全国"]);
        assert_eq!(kind_of("层次", "□国际 □全国"), FieldKind::Choices);
    }
}
