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

/// What a project is about: chosen by who applies for what, so that two applications differ as real ones do.
const THEMES: [&str; 12] = [
    "新能源汽车轻量化技术学术沙龙",
    "智能制造企业难题会诊行动",
    "青年科技人才托举与交流",
    "现代农业良种良法进基层",
    "基层医疗适宜技术推广",
    "绿色低碳技术供需对接会",
    "人工智能应用场景专题研讨",
    "科技期刊与学科建设能力提升",
    "特色食品加工技术服务团",
    "工业软件协同攻关论坛",
    "公共安全与应急科技交流周",
    "数字化转型诊断与培训",
];

/// A title made of the organisation's field and a theme.
pub(super) fn title(case: &CaseFile) -> String {
    let name = &case.application.organisation_name;
    let subject = name
        .trim_start_matches("柳州市")
        .trim_start_matches("宁夏")
        .trim_start_matches("新疆")
        .trim_start_matches("广东省")
        .trim_end_matches("科学技术协会");
    format!("{subject}{}", THEMES[choice(case, "title", THEMES.len())])
}

/// A choice that stays the same for an organisation and a type. One organisation writes the same into all its
/// applications: what the comparison of applications is there to find (N12).
fn choice(case: &CaseFile, what: &str, of: usize) -> usize {
    let a = &case.application;
    let type_code = if a.organisation_name == REPEATING { "" } else { a.type_code.as_str() };
    let text = format!("{}/{type_code}/{what}", a.organisation_name);
    let hash =
        text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    usize::try_from((hash >> 17) % of as u64).unwrap_or_default()
}

/// The organisation that applies for one project twice.
const REPEATING: &str = "柳州市汽车工程学会";

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

const BEGINNINGS: [&str; 6] = [
    "近三年牵头组织学术会议11次，出版论文集2部，会员单位覆盖行业主要企业和院所，秘书处配有专职人员4名。",
    "现有专业委员会7个，建有专家库和技术需求台账，去年走访企业26家，收集技术需求41条，促成合作意向9项。",
    "连续两年被评为先进集体，承担过省市科技服务项目5项，均按期通过验收，财务独立核算，制度健全。",
    "依托高校重点实验室和工程中心开展工作，拥有高级职称会员132名，每年举办继续教育培训不少于6期。",
    "与园区管委会、龙头企业共建科技服务站，形成需求征集、专家会诊、跟踪服务的工作流程，群众认可度高。",
    "青年会员占比超过四成，设有青年科技工作者专门委员会，组织过创新大赛、学术夜话等品牌活动。",
];
const MIDDLES: [&str; 6] = [
    "一季度完成调研并确定主题；二季度举办主会场活动，邀请区外专家作报告；三季度分片区开展现场咨询；四季度总结。",
    "先由专家组到企业生产线摸底，逐项列出技术难题清单，再按专业分成三个小组限期答复，最后集中评议并公布成果。",
    "以专题报告、圆桌讨论、成果路演三个环节组织，线上同步直播，会前征集议题，会后整理专家建议并报送有关部门。",
    "选派12名专家组成服务团，深入乡镇和社区开展示范教学，发放技术手册800份，建立微信群长期答疑。",
    "采取“学会出题、企业选题、专家解题”的办法，签订服务协议，明确时间表、责任人和考核指标，每月通报进度。",
    "邀请兄弟学会共同承办，轮流设立分会场，评选优秀论文和典型案例，对获奖的青年作者给予宣传推介。",
];
const ENDS: [&str; 6] = [
    "预计直接服务科技工作者260人次，形成技术建议书3份，推动至少2项成果在本地转化。",
    "预计解决技术难题8项，帮助企业降低成本约5%，形成可复制的服务流程并编印案例集。",
    "预计参加交流人员150人以上，征集论文60篇，向主管部门提交决策咨询报告1份。",
    "预计培训基层技术人员320名，建立示范点4个，群众满意度达到90%以上。",
    "预计促成产学研合作协议3项，申请专利2件，培养青年骨干15名。",
    "预计媒体报道10篇次，形成宣传视频2部，扩大学科影响力和社会知晓度。",
];

/// Paragraphs within the field's limits.
pub(super) fn paragraphs(case: &CaseFile, field: &Field) -> String {
    let name = &case.application.organisation_name;
    let theme = THEMES[choice(case, "title", THEMES.len())];
    let pick = |list: &[&'static str; 6], what: &str| list[choice(case, &format!("{what}/{}", field.id), 6)];
    let text = format!(
        "一、工作基础。{name}{}\n二、主要安排。围绕“{theme}”，{}\n三、预期成效。{}",
        pick(&BEGINNINGS, "beginning"),
        pick(&MIDDLES, "middle"),
        pick(&ENDS, "end"),
    );
    let max = field.max_chars.unwrap_or(u32::MAX) as usize;
    let mut text: String = text.chars().take(max.saturating_sub(20).max(10)).collect();
    let min = field.min_chars.unwrap_or(0) as usize;
    for line in MIDDLES.iter().chain(&BEGINNINGS).chain(&ENDS).cycle() {
        if kexiang_core::wording::count_words(&text) >= min {
            break;
        }
        text.push('\n');
        text.push_str(line);
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
