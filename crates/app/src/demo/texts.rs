//! What the people of the demonstration write: plausible, of the right length, different from one application to the next.

use kexiang_core::money::Fen;
use kexiang_core::programme::{CategoryRule, Completion, Field, FieldKind, FieldRole};
use kexiang_store::check::Defect;
use serde_json::Value;

use crate::actions::application::CaseFile;

/// The smallest picture there is, with a few bytes behind it that make each one different.
pub(super) fn picture(n: usize) -> Vec<u8> {
    const PIXEL: &[u8] = &[
        0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0,
        0, 0, 1, 8, 6, 0, 0, 0, 0x1F, 0x15, 0xC4, 0x89, 0, 0, 0, 0x0D, b'I', b'D', b'A', b'T', 0x78, 0x9C,
        0x62, 0, 1, 0, 0, 5, 0, 1, 0x0D, 0x0A, 0x2D, 0xB4, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42,
        0x60, 0x82,
    ];
    PIXEL.iter().copied().chain(n.to_string().into_bytes()).collect()
}

/// A title made of the organisation's field and the type.
pub(super) fn title(case: &CaseFile) -> String {
    let name = &case.application.organisation_name;
    let subject = name
        .trim_start_matches("柳州市")
        .trim_start_matches("宁夏")
        .trim_start_matches("新疆")
        .trim_start_matches("广东省")
        .trim_end_matches("科学技术协会");
    format!("{subject}——{}", case.project_type().name)
}

pub(super) fn line(label: &str) -> String {
    if label.contains("职务") || label.contains("职称") {
        "副理事长".into()
    } else if label.contains("微信") {
        "kexie2026".into()
    } else if label.contains("邮编") {
        "545006".into()
    } else if label.contains("媒体") {
        "公众号、单位网站".into()
    } else {
        "见附件说明".into()
    }
}

pub(super) fn person(label: &str) -> String {
    let names = ["黄建中", "李娟", "艾力·买买提", "马秀英", "覃美玲", "陈立群"];
    names[label.chars().count() % names.len()].to_owned()
}

pub(super) fn cell(column: &str) -> String {
    if column.contains("年龄") || column.contains("出生") {
        "1980-05".into()
    } else if column.contains('姓') {
        "黄建中".into()
    } else if column.contains("时间") || column.contains("进度") {
        "第二季度".into()
    } else {
        "按方案组织实施".into()
    }
}

/// Paragraphs within the field's limits.
pub(super) fn paragraphs(case: &CaseFile, field: &Field) -> String {
    let name = &case.application.organisation_name;
    let project = &case.project_type().name;
    let text = format!(
        "一、基本情况。{name}近年来围绕中心工作组织学术交流、科学普及和科技服务，形成了较稳定的专家队伍和工作机制，具备承担“{project}”的条件。\n\
         二、工作安排。前期开展调研和方案论证，明确责任分工；中期按计划组织活动，邀请领域内专家深入一线；后期整理成果，形成总结报告并做好宣传。\n\
         三、预期成效。完成申报的各项指标，服务科技工作者和企业，形成可以推广的经验做法。"
    );
    let max = field.max_chars.unwrap_or(u32::MAX) as usize;
    let mut text: String = text.chars().take(max.saturating_sub(20).max(10)).collect();
    let min = field.min_chars.unwrap_or(0) as usize;
    while kexiang_core::wording::count_words(&text) < min {
        text.push_str("\n各项工作有专人负责，有进度安排，有经费保障，有考核办法。");
    }
    text
}

/// The last day the programme allows.
pub(super) fn completion_date(case: &CaseFile) -> String {
    let awarded = kexiang_core::time::beijing_date(case.application.started_at);
    let last = Completion::parse(&case.project_type().completion).ok().and_then(|c| c.last_date(awarded));
    last.unwrap_or(awarded).to_string()
}

pub(super) fn completion_month(case: &CaseFile) -> String {
    completion_date(case).chars().take(7).collect()
}

/// The sum applied for: what the notice offers, or two 万元 where it names none.
fn sum(case: &CaseFile) -> Fen {
    let tiers = &case.project_type().tiers;
    let funding = tiers.last().map(|t| &t.funding).or(case.project_type().funding.as_ref());
    funding.and_then(|f| f.amount.max()).unwrap_or(Fen(2_000_000))
}

pub(super) fn amount(case: &CaseFile) -> String {
    sum(case).wan()
}

/// Half on the first allowed category, the rest on the second, in units of 万元.
pub(super) fn budget(case: &CaseFile, field: &str) -> Vec<(String, Value)> {
    let rules = &case.programme.budget;
    let allowed: Vec<_> =
        rules.categories.iter().filter(|c| c.rule == CategoryRule::Allowed).take(2).collect();
    let Some(grant) = rules.grant_source() else { return Vec::new() };
    let all = sum(case);
    let parts = match all.shares(&[60, 40]) {
        Ok(parts) if allowed.len() == 2 => parts,
        _ => vec![all],
    };
    let notes = ["场地与会务", "资料印制和专家交通"];
    allowed
        .iter()
        .zip(parts)
        .zip(notes)
        .flat_map(|((category, part), note)| {
            [
                (format!("{field}/{}/{}", category.id, grant.id), Value::from(part.wan())),
                (format!("{field}/{}/note", category.id), Value::from(note)),
            ]
        })
        .collect()
}

/// Free-text targets; numbers are prefilled from the notice.
pub(super) fn targets(case: &CaseFile, field: &str) -> Vec<(String, Value)> {
    let tier = case.project_type().tiers.last().map(|t| t.code.as_str());
    let open = case
        .project_type()
        .indicators_for(tier)
        .filter(|i| i.target.is_none() && i.alternatives.is_empty() && i.labels.is_empty());
    open.map(|i| (format!("{field}/{}", i.id), Value::from("按通知要求完成"))).collect()
}

/// What the office finds wanting: at a text, at the budget or the targets, and once at no field.
pub(super) fn defects(case: &CaseFile, targets: bool) -> Vec<Defect> {
    let form = case.form();
    let at = |kind| form.of_kind(kind).map(|f| f.id.clone());
    let defect = |field: Option<String>, problem: &str, demand: &str| Defect {
        field: field.unwrap_or_default(),
        problem: problem.into(),
        clause: None,
        demand: demand.into(),
    };
    if targets {
        let problem = "绩效目标只写“按通知要求完成”，没有可以核对的数量和时间。";
        return vec![defect(at(FieldKind::Targets), problem, "请写明活动场次、人数和完成时间。")];
    }
    let longest = form
        .fields
        .iter()
        .filter(|f| f.kind == FieldKind::Text)
        .max_by_key(|f| f.max_chars.unwrap_or(u32::MAX))
        .map(|f| f.id.clone());
    let budget = at(FieldKind::Budget).or_else(|| form.with_role(FieldRole::Leader).map(|f| f.id.clone()));
    vec![
        defect(
            longest,
            "实施方案没有写明活动的时间、地点和参加人数。",
            "请逐项补充活动的时间、地点、人数和责任人。",
        ),
        defect(budget, "此处内容与方案不一致。", "请核对后填写，并与实施方案保持一致。"),
        defect(None, "单位意见栏的签名不完整。", "请由单位负责人签名并写明日期后再盖章。"),
    ]
}

/// A text as it stands after the correction.
pub(super) fn corrected(text: &str) -> String {
    let supplement = "（补正：活动定于第二季度在本单位举办，参加人数不少于60人，由秘书处负责。）";
    format!("{}{supplement}", text.trim_end())
}

/// What the office explains when it does not accept.
pub(super) fn refusal(code: &str) -> &'static str {
    match code {
        "out-of-scope" => "申报内容为日常业务培训，不属于本类别支持范围。",
        "wrong-type" => "申报内容属于学术会议，与所选类别不符。",
        "parts-missing" => "未提交通知要求的全部材料。",
        "notes-missing" => "缺少经费预算说明。",
        "signature" => "项目负责人签名与单位意见栏不符。",
        "repeated" => "与本单位上一年度已获支持的项目内容重复。",
        _ => "不符合通知要求。",
    }
}
