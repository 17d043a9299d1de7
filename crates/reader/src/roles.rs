//! What a heading or a label promises about the words below it.
//!
//! A heading may promise several things (`申报条件与经费`): it is cut at 及, 与, 和, 、 and every part is judged by
//! how it ends. A heading without a role of its own (a type's name, say) inherits that of the section around it.

use std::fmt;
use std::ops::{BitOr, BitOrAssign};
use std::sync::LazyLock;

use regex::Regex;

/// A set of roles.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u32);

impl Roles {
    /// No role.
    pub const NONE: Roles = Roles(0);
    /// Why the programme exists: states no rule.
    pub const BACKGROUND: Roles = Roles(1);
    /// Names the project types.
    pub const TYPES: Roles = Roles(1 << 1);
    /// A guide of topics: states no rule.
    pub const TOPICS: Roles = Roles(1 << 2);
    /// Who or what may apply.
    pub const ELIGIBILITY: Roles = Roles(1 << 3);
    /// Who may not.
    pub const EXCLUSION: Roles = Roles(1 << 4);
    /// Money per project.
    pub const AMOUNT: Roles = Roles(1 << 5);
    /// How many projects.
    pub const COUNT: Roles = Roles(1 << 6);
    /// How many applications each.
    pub const LIMIT: Roles = Roles(1 << 7);
    /// What the project must do and reach.
    pub const CONTENT: Roles = Roles(1 << 8);
    /// Mixed requirements.
    pub const REQUIREMENT: Roles = Roles(1 << 9);
    /// What to hand in with the application.
    pub const MATERIAL: Roles = Roles(1 << 10);
    /// When and how to apply.
    pub const SUBMISSION: Roles = Roles(1 << 11);
    /// Review, selection, publicity.
    pub const REVIEW: Roles = Roles(1 << 12);
    /// Use and payment of money.
    pub const FUNDS: Roles = Roles(1 << 13);
    /// Acceptance and what it needs.
    pub const ACCEPTANCE: Roles = Roles(1 << 14);
    /// Telephone, address.
    pub const CONTACT: Roles = Roles(1 << 15);
    /// List of attachments.
    pub const ATTACHMENT: Roles = Roles(1 << 16);
    /// How long the project runs, by when it must be done.
    pub const PERIOD: Roles = Roles(1 << 17);
    /// When to apply by.
    pub const DEADLINE: Roles = Roles(1 << 18);
    /// Management and other matters.
    pub const OTHER: Roles = Roles(1 << 19);
    /// The name of a project.
    pub const NAME: Roles = Roles(1 << 20);
    /// A project's code.
    pub const CODE: Roles = Roles(1 << 21);

    /// Is any role of `other` in this set?
    pub fn any(self, other: Roles) -> bool {
        self.0 & other.0 != 0
    }

    /// No role at all?
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        const NAMES: [&str; 22] = [
            "background",
            "types",
            "topics",
            "eligibility",
            "exclusion",
            "amount",
            "count",
            "limit",
            "content",
            "requirement",
            "material",
            "submission",
            "review",
            "funds",
            "acceptance",
            "contact",
            "attachment",
            "period",
            "deadline",
            "other",
            "name",
            "code",
        ];
        let held: Vec<&str> =
            (0..NAMES.len()).filter(|bit| self.0 & (1 << bit) != 0).map(|bit| NAMES[bit]).collect();
        write!(formatter, "{{{}}}", held.join(" "))
    }
}

impl BitOr for Roles {
    type Output = Roles;

    fn bitor(self, other: Roles) -> Roles {
        Roles(self.0 | other.0)
    }
}

impl BitOrAssign for Roles {
    fn bitor_assign(&mut self, other: Roles) {
        self.0 |= other.0;
    }
}

/// How the parts of headings end, and what that promises. The first that fits decides; so the narrow stand first.
const ENDINGS: &[(&str, Roles)] = &[
    (
        r"分为(?:以下|如下|下列)?[一二三四五六七八九十两\d]{1,3}(?:个|大|种)?(?:类|类型|类别|层次|组别)$",
        Roles::TYPES,
    ),
    (r"(?:具备|符合|满足)(?:以下|下列|如下)[\p{Han}]{0,4}(?:条件|要求)(?:之一)?$", Roles::ELIGIBILITY),
    (r"(?:具备|符合|满足)的(?:基本)?(?:条件|要求)$", Roles::ELIGIBILITY),
    // Who, or what about? The words below tell.
    (r"^(?:资助|支持|征集)范围$", Roles::NONE),
    (r"(?:指导思想|背景|目的|意义|宗旨|总体要求|总体思路|基本原则|总体目标|工作目标)$", Roles::BACKGROUND),
    (
        r"(?:不予?(?:受理|支持|资助|申报)|不得申报|限制|负面清单|除外|一票否决|不受理)(?:的?(?:情形|范围|项目|条件|规定|情况))?$",
        Roles::EXCLUSION,
    ),
    (
        r"(?:选题|研究|重点|主题|内容|指南|申报领域|支持领域)(?:方向|领域|范围|主题|选题|指南)$|^(?:选题|主题|研究内容|重点领域|支持领域|申报领域|领域)$|参考选题$|(?:课题|选题|申报)方向$|征集(?:内容|领域|方向)$",
        Roles::TOPICS,
    ),
    (
        r"(?:申报|报送|提交|申请|截止|受理|报名|推荐|征集|材料报送|上报)(?:的)?(?:起止|截止)?(?:时间|日期|期限|时限)(?:安排|要求)?$|(?:申报|报名|受理|申请)起止$|时间安排$|^时间(?:要求)?$|^(?:申报|征集)?时限$|截止(?:时间|日期)?$",
        Roles::DEADLINE,
    ),
    (
        r"(?:完成|项目|实施|研究|执行|建设|培育|资助|结题|课题|活动|服务|起止|合同|计划|立项|支持|举办|活动举办)(?:的)?(?:时限|周期|期限|期|时间|年限|日期|进度|起止时间)$|^周期$|期限$|工期$|(?:什么时候|何时)(?:做完|完成|结束)$",
        Roles::PERIOD,
    ),
    (
        r"(?:限额|限项|推荐名额|申报名额|申报数量|推荐数量|名额分配|推荐指标|指标分配|限额申报|申报限制|申报限额|推荐限额|限项要求|限项规定|申报指标)$|^(?:限|可|拟)?(?:推荐|申报|报送|限报)数$",
        Roles::LIMIT,
    ),
    (
        r"(?:立项|支持|资助|项目|计划|设置|遴选|评选|认定|拟|奖项|课题|设立|拟支持|奖励)(?:的)?(?:数|数量|项数|个数|名额|规模)$|拟[\p{Han}]{1,3}数量?$|^[\p{Han}]{0,4}数量$|^(?:数量|名额|个数|项数)$",
        Roles::COUNT,
    ),
    (
        r"(?:项目|课题|资助|支持|申报|征集|计划|奖励|奖项|作品|参赛|竞赛|推荐|活动|立项|基金|平台|基地)?(?:类型|类别|种类|分类|层次|组别|赛道|奖项设置|项目设置|设置|科目)$|(?:资助|支持)方向$|^(?:资助|支持|设立|申报|竞赛|比赛|参赛|评选|征集|托举|试点|设奖)项目$|项目安排$|^(?:支持|资助)(?:内容|重点)$|^设项(?:情况|数量)?$|(?:支持|资助|征集|做)(?:些|哪些)?什么$",
        Roles::TYPES,
    ),
    (r"(?:项目|课题|计划|任务|活动)?名称$", Roles::NAME),
    (r"(?:编号|代码|序号)$", Roles::CODE),
    (r"(?:资助|支持|奖励|补助|项目|扶持)(?:的)?(?:档次|等次|级别|等级)$", Roles::TYPES),
    (
        r"(?:经费|资金|财务|预算|资助经费|项目经费|专项经费)(?:的)?(?:管理|使用|监管|拨付|支出|使用范围|使用要求|开支|开支范围|执行)(?:及?管理|要求|办法|规定)?$|拨付(?:方式|办法)?$|^拨款(?:方式)?$|支付方式$|^(?:管理)?监督$|(?:钱|经费|资金)怎么[用花付给]+$",
        Roles::FUNDS,
    ),
    (
        r"(?:经费|资金|资助|支持|补助|补贴|奖补|奖励|奖金|扶持)(?:的)?(?:额度|标准|办法|金额|数额|强度|力度|支持|资助|安排|方式|来源|额|限额|总额|规模|措施|政策)(?:标准)?$|额度$|金额$|^(?:项目|课题|资助|支持|专项|活动|预算|单项|单个|每项|每个)?(?:经费|资金|资助|奖励|补助|预算|奖金)$|支持经费$|资助经费$|补助经费$",
        Roles::AMOUNT,
    ),
    (
        r"(?:申报|申请|参评|参赛|推荐|征集|招募|资助|支持|参与|参加|报名|承担|组织|遴选|评选|实施|负责|参选|受理|投稿|选手|主持|承办|项目)(?:的)?(?:项目|单位|机构|作品|课题|人|人员|者|成果|团队)?(?:的)?(?:对象|主体|单位|资格|条件|范围|人员?|者|资质|机构|团队|基本条件|人条件|人要求|资格条件|单位要求)$|^(?:项目|基本|资格|准入|人员|资质)?(?:条件|对象|范围|资格|资质|主体)(?:要求|条件)?$|^[\p{Han}]{2,4}条件$|主体资格$|(?:遴选|入选|推荐|准入)标准$|^(?:申报|推荐|项目)?(?:团队|人员|单位|人选|负责人)要求$|资格条件$|任职条件$|(?:找|面向|来自|需要)?谁(?:可以|能|来)?(?:报名|申报|参加)?$|哪些人|^条件要求$|准入要求$|对象$",
        Roles::ELIGIBILITY,
    ),
    (
        r"(?:申报|申请|提交|报送|所需|上报|提供|需提供的|参赛|评审|参评|推荐|报名|验收|结题|结项|备案|证明|佐证|附件|支撑|书面)(?:的)?(?:材料|资料|文件|清单)(?:清单|目录|内容|要求|准备|及要求|说明)?$|^(?:材料|资料)(?:清单|要求|目录)?$",
        Roles::MATERIAL,
    ),
    (
        r"(?:验收|结题|结项|考核|评价|绩效|中期检查|成果验收)(?:要求|方式|形式|标准|指标|办法|管理|评价|评估)?$|成果(?:形式|要求|提交|报送|产出)?$",
        Roles::ACCEPTANCE,
    ),
    (
        r"(?:申报|报送|提交|申请|报名|推荐|填报|材料|上报|征集|受理|投稿|参赛|参与|实施|工作)(?:的)?(?:方式|办法|方法|程序|流程|步骤|途径|渠道|报送|填报|申报|提交|上报|安排)(?:要求|及要求|说明)?$|^(?:报送|提交|填报|申报|报名)(?:事项)?$|^组织申报$|报送要求$|地点$|填报说明$",
        Roles::SUBMISSION,
    ),
    (
        r"(?:评审|评选|遴选|立项|评议|审核|审查|公示|评定|认定|审批|评估)(?:程序|流程|方式|办法|标准|管理|及?立项|步骤|安排|要求|原则|公示|工作)?$|组织评审$",
        Roles::REVIEW,
    ),
    (
        r"(?:内容|任务|目标|指标|成果|活动|建设|工作|项目|实施|研究|服务|主题|技术)(?:和|及)?(?:要求|内容|任务|目标|指标|重点|标准|方案|描述|说明|规模|形式|产出|安排)$|^(?:任务|内容|要求|目标|指标|成果|产出|绩效目标)$|预期成果$|绩效(?:目标|指标)$|考核指标$",
        Roles::CONTENT,
    ),
    (
        r"(?:申报|有关|相关|其他|其它|工作|具体|基本|组织|报送|填报|管理|参与|征集|推荐|实施|特别)(?:的)?(?:要求|说明|事项|规定|须知|提示)$|^(?:说明|须知|要求)$|注意事项$|^(?:其他|其它|附则|备注|注|事项|几点要求)$|纪律$",
        Roles::REQUIREMENT,
    ),
    (
        r"联系(?:方式|人|电话|地址|办法|单位|信息)?$|咨询(?:电话|方式)?$|^(?:电话|手机|邮箱|邮编|传真|地址|网址|电子邮箱|电子信箱|通讯地址|通信地址|联系人及电话|受理部门|技术支持)$",
        Roles::CONTACT,
    ),
    (r"^附(?:件|表|录)", Roles::ATTACHMENT),
    (
        r"(?:组织|保障|管理|实施|监督|知识产权|责任|职责|权利|义务)(?:实施|领导|保障|措施|管理|机制)?$|^实施$",
        Roles::OTHER,
    ),
];

/// The roles that the words of a heading or label promise.
pub fn of_heading(heading: &str) -> Roles {
    static RULES: LazyLock<Vec<(Regex, Roles)>> = LazyLock::new(|| {
        ENDINGS.iter().map(|(pattern, role)| (Regex::new(pattern).expect("valid"), *role)).collect()
    });
    let heading = bare(heading);
    let class = heading.ends_with('类') && heading.chars().count() >= 3 && !heading.contains('分');
    if class || heading.chars().count() > 24 {
        return Roles::NONE;
    }
    let mut roles = Roles::NONE;
    for part in heading.split(['及', '与', '和', '、', '或', ' ']).chain([heading.as_str()]) {
        let part = part.trim();
        let part = ["主要", "具体", "相关", "有关"]
            .iter()
            .find_map(|start| part.strip_prefix(start))
            .unwrap_or(part);
        if let Some((_, role)) = RULES.iter().find(|(regex, _)| regex.is_match(part)) {
            roles |= *role;
        }
    }
    roles
}

/// The roles that a sentence ending in a colon gives the list below it: `申报单位应当具备下列条件：`.
pub fn of_lead_in(words: &str) -> Roles {
    static LEADS: LazyLock<Vec<(Regex, Roles)>> = LazyLock::new(|| {
        [
            (r"(?:不得|不予|不能|不受理|取消|不再)", Roles::EXCLUSION),
            (
                r"(?:条件|资格|资质)[^，。；：]{0,8}：$|(?:具备|符合|满足)[^，。；：]{0,16}：$",
                Roles::ELIGIBILITY,
            ),
            (r"(?:材料|资料|文件)[^，。；：]{0,8}：$", Roles::MATERIAL),
            (r"(?:任务|指标|目标|成果|要求)[^，。；：]{0,8}：$", Roles::CONTENT),
            (r"(?:类型|类别|[几一二两三四五六七八九十]类)[^，。；：]{0,6}：$", Roles::TYPES),
        ]
        .into_iter()
        .map(|(pattern, role)| (Regex::new(pattern).expect("valid"), role))
        .collect()
    });
    let from = words.char_indices().rev().nth(40).map_or(0, |(at, _)| at);
    let tail = words[from..].rsplit('。').next().unwrap_or_default();
    LEADS.iter().find(|(regex, _)| regex.is_match(tail)).map_or(Roles::NONE, |(_, role)| *role)
}

/// The heading without brackets, quotation marks and colon.
fn bare(heading: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for ch in heading.chars() {
        match ch {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            '：' | ':' | '“' | '”' | '*' | '【' | '】' | '[' | ']' | '"' | '。' | '？' | '?' => {}
            _ if depth == 0 => out.push(ch),
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_promise_what_they_end_in() {
        let cases = [
            ("项目类型", Roles::TYPES),
            ("申报条件与经费", Roles::ELIGIBILITY | Roles::AMOUNT),
            ("计划立项数量及经费额度", Roles::COUNT | Roles::AMOUNT),
            ("申报主体", Roles::ELIGIBILITY),
            ("完成时限", Roles::PERIOD),
            ("申报截止时间", Roles::DEADLINE),
            ("资助方向及申报要求", Roles::TYPES | Roles::REQUIREMENT),
            ("项目内容", Roles::CONTENT),
            ("申报材料", Roles::MATERIAL),
            ("联系方式", Roles::CONTACT),
            ("经费管理", Roles::FUNDS),
        ];
        for (heading, roles) in cases {
            assert_eq!(of_heading(heading), roles, "{heading}");
        }
    }

    #[test]
    fn names_of_types_promise_nothing() {
        for name in ["学会改革与发展项目", "前沿科技科普行动", "全区学会能力提升项目", "秘书长沙龙"]
        {
            assert_eq!(of_heading(name), Roles::NONE, "{name}");
        }
    }
}
