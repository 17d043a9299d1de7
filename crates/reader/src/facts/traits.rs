//! What a clause does: forbids, limits, obliges, leaves free, pays, hands in. Read once per clause, used by all rules.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::sentences::Sentence;

/// What a clause does (several may hold).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Traits {
    /// Shuts out an applicant, an application or its material.
    pub excludes: bool,
    /// Forbids or fixes a way of spending.
    pub bans: bool,
    /// Says how money is paid.
    pub pays: bool,
    /// Leaves free, prefers, encourages.
    pub free: bool,
    /// Hands in or draws up a document.
    pub hands_in: bool,
    /// Another duty: label, file, keep, publish.
    pub obliges: bool,
    /// States who or what may apply.
    pub admits: bool,
    /// Limits how many one may apply for.
    pub limits: bool,
    /// The office itself acts, not the applicant.
    pub office: bool,
    /// Only sets a condition or a time for what follows.
    pub lead: bool,
}

impl fmt::Debug for Traits {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let all = [
            ("excludes", self.excludes),
            ("bans", self.bans),
            ("pays", self.pays),
            ("free", self.free),
            ("hands-in", self.hands_in),
            ("obliges", self.obliges),
            ("admits", self.admits),
            ("limits", self.limits),
            ("office", self.office),
            ("lead", self.lead),
        ];
        let held: Vec<&str> = all.iter().filter(|(_, holds)| *holds).map(|(name, _)| *name).collect();
        write!(formatter, "[{}]", held.join(" "))
    }
}

macro_rules! pattern {
    ($name:ident, $($part:expr),+ $(,)?) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new(concat!($($part),+)).expect("valid"));
    };
}

pattern!(
    EXCLUDES,
    r"(?:不得|不能|不可|不可以|不再|不准|不允许|不应|禁止|严禁|谢绝|不予?|均不|将不|一律不|概不|无法)(?:再次|再|重复|多头|同时|另行|参加|参与|进入|作为|纳入|列入|继续|擅自|以[^，。]{1,16}|通过|接受|给予|具有|具备|在[^，。]{1,12}|向[^，。]{1,12}|申报或|此次|本次|项目|新的?|该){0,3}(?:申报|申请|受理|推荐|参评|评审|参加|立项|资助|支持|承担|参赛|报名|入围|遴选|评选|受理范围|接收|参选|主持|候选|登记|备案|安排|评议|通过形式审查|通过审查|采纳|认可|评定|结题|结项|验收|批准|补报|推报|补交|采用|签收|投稿|纳入评审|提名)",
    r"|(?:不能|不得|不可)(?:再)?作为[^，。；]{2,12}(?:参与|参加|申报)|取消[^，。；]{0,14}(?:资格|立项|项目|资助|荣誉|评审|奖)|一票否决|(?:视为|按|视同|视作|作|做)(?:自动|主动)?(?:无效|放弃|弃权|作废|自动放弃|废标|退出|撤项)|自动放弃|(?:资格|申报|材料|推荐|申请|作品|投标)?(?:作废|无效)(?:处理)?$|丧失[^，。；]{0,8}资格|失去[^，。；]{0,8}资格",
    r"|不(?:能|得|可|再)?(?:进入|参加|参与|列入|纳入)[^，。；]{0,10}(?:申报|评审|遴选|评选|推荐|环节|阶段|范围|程序|资助|立项)",
    r"|(?:逾期|过期|超期|逾时)[^，。；]{0,6}(?:不候|不理|无效|不再|不予|视为|概不|恕不|不受理)|不接受[^，。；]{1,12}$|不在[^，。；]{0,12}(?:申报|资助|受理|支持|征集|评审)[^，。；]{0,6}(?:范围|之列)|不属于[^，。；]{0,16}(?:申报|资助|支持|受理)范围|不在此列|不符合[^，。；]{0,16}(?:不予|不得|取消|退回)|(?:退回|撤销|终止|驳回)(?:其)?(?:申报|申请|项目|立项|资格|材料)|暂停[^，。；]{0,12}(?:申报|申请|资格|推荐)|(?:申报|申请)资格[^，。；]{0,6}取消",
);
pattern!(
    NOT_EXCLUDES,
    r"不得(?:少于|低于|超过|多于|高于|大于|小于|短于|用于|列支|更改|变更|挪用|截留)|是否|如不能|因[^，]{0,10}不能|不得不|不(?:予)?资助(?:经费|资金)"
);
pattern!(
    BANS,
    r"(?:不得|不能|不可|不准|严禁|禁止|不允许|不予)(?:以任何[^，。；]{1,8}|将[^，。；]{1,10}|与[^，。；]{1,10})?(?:用于|用作|列支|开支|支出|挪用|截留|挤占|混用|混同|提取|支付|报销|套取|虚列|转拨|转移|侵占|抵扣|买|分摊|抵顶|购置|购买|发放|用以)",
    r"|在[^，。；]{0,10}(?:经费|资金)中列支|专款专用|专账|专项核算|单独核算|独立核算|单独建账|单独列账|单列账|专户|专人管理|分账|单独设账|设立专门账|专项管理",
    r"|(?:使用|支出|执行|支用|用)(?:完毕|完)|结转|(?:收回|上缴)[^，。；]{0,6}(?:结余|剩余)|(?:结余|剩余)(?:经费|资金|部分)?[^，。；]{0,6}(?:收回|上缴|退回)|按(?:照)?(?:核定|批准|批复)的[^，。；]{0,8}预算[^，。；]{0,4}(?:开支|执行|支出|使用)|不得[^，。；]{0,6}(?:结余|调整预算)|只能用于|仅限?(?:于|用于)[^，。；]{2,30}(?:支出|费用|开支)|主要用于[^，。；]{2,40}(?:支出|费用|开支|费)|(?:经费|资金)[^，。；]{0,8}(?:用于|开支范围)[^，。；]{0,60}(?:费|支出|开支)(?:等)?$",
);
pattern!(
    PAYS,
    r"(?:拨付|拨款|先付|再付|首付|下拨|划拨|拨给|支付|发放|兑付|兑现|到账|预拨|首拨|拨经费|拨至|核拨|拨)",
);
pattern!(
    NOT_PAYS,
    r"财政拨款|拨款单位|拨款凭证|年度[^，]{0,8}拨款|拨付凭证|省级财政项目拨款|不得|严禁|用于|支付方式|第三方支付|停拨|停止拨|追回|收回"
);
pattern!(
    FREE,
    r"即可|鼓励|优先|倡导|提倡|欢迎|^建议[^报书案类]|(?:^|[，、；可亦])(?:也|亦)可|可(?:以)?(?:根据|结合|另|适当|参考|参照|附|自行|视|按|采取|采用|通过|登录|一式|填《|填具|填报名表|传真|成果(?:形式)?(?:为|包括|应)|^附[^件表，]|提出|交[\p{Han}]{2,8}(?:科|部|处|办|室|中心)|走[^，。；]{0,8}系统|编印|编纂|同时|一并|提供)|可附|另可|可选|(?:酌情|适当)|如有|若有|有条件的|条件成熟的|自愿|不限(?:$|[^于])|原则上可",
);
pattern!(
    OFFICE,
    r"^(?:最后|最终|届时|原则上|由)?[\p{Han}（）]{0,10}?(?:科协|我会|我委|我局|我厅|我校|我院|我办|我部|本会|基金会|办公室|组委会|主办方|主办单位|主管部门|评审专家|专家组|评委会|评审组|秘书处|科研处|科研院|科技处|研究院|管理部门|社科联|社科办|工作组|评审委员会)(?:[\p{Han}]{0,6}(?:部|处|办公室|中心))?(?:将(?:组织|会同|根据|对|从|按|择优|择期|统一|视|采取|不|委托|安排|进行|成立|予以|给予|结合|综合|适时|定期|邀请|聘请|联合|于|在|以|为|把入|协调|追|收|取)|组织|负责|会同|统一|对|牵头|按照|根据|采取|择优|视|保留|委托|安排|审核|进行|联合|聘请|邀请)",
    r"|^(?:学会|协会|学校|学院|研究会|联合会)(?:将(?:组织|会同|根据|对|从|按|择优|统一|视)|会同|组织专家)|由[^，。；]{2,14}(?:组织|负责|牵头)(?:对|进行|实施|评审)|组织(?:有关|相关|同行)?专家(?:对|进行|评审)|^专家(?:对|进行|评审)",
);
pattern!(
    HANDS_IN,
    r"提交|报送|上报|递交|寄送|邮寄|送达|送交|发送|发至|提供|填写|填报|填好|上传|附上|须附|应附|附有|附电子|需附|并附|附(?:相关|有关|证明|以下)|出具|呈报|上交|交至|打印|报备|备案|报[^，。；、]{0,16}(?:备案|审批|批准|审核|审定|同意)|签订|签署|撰写|编制|编写|编辑|制订|制定|起草|形成|汇总|梳理|整理|出版|发表|完成|制作|拍摄|录制|准备|装订|携带|产出|报告|加盖|签字|盖章|送至|报至|建立|保存|须有|需有|应有|开具|登录|一式|填《|填具|填报名表|传真|成果(?:形式)?(?:为|包括|应)|^附[^件表，]|提出|交[\p{Han}]{2,8}(?:科|部|处|办|室|中心)|走[^，。；]{0,8}系统|编印|编纂|报[^，。；、道名到告]{2,12}(?:科协|学会|办|部|处)|送[^，。；]{1,10}(?:部|处|办|室|会|协)",
);
pattern!(
    DOCUMENT,
    r"报告|申请书|申报书|申报表|申请表|推荐表|汇总表|登记表|统计表|信息表|审批表|备案表|评审表|任务书|计划书|意见表|验收表|预算表|目标表|一览表|附表|材料|资料|方案|计划|证明|合同|协议|复印件|原件|论文|专著|著作|专利|案例|视频|PPT|ppt|幻灯片|课件|照片|图片|图文|影像|清单|总结|建议书?|名单|预算|电子版|电子件|电子稿|纸质件|电子文档|纸质版|纸质|[Ww]ord|WORD|PDF|pdf|推荐函|公函|公文|函|文稿|书稿|光盘|承诺书|数据|新闻稿|信息|简报|文件|发票|凭证|决算|台账|手册|画册|证书|执照|简历|名册|样刊|样书|意见|标准|指南|规范|白皮书|蓝皮书|软件|样机|产品|教材|读本|图书|作品|文集|论文集|文本|扫描件|附件|授权书|委托书|声明|申请|变更|记录|签到表|日程|议程|邀请函|章程|问卷|目录|书面说明|说明|稿件|脚本|绩效表|自评表|发表[^，。；]{0,14}篇|汇总[^，。；]{0,30}(?:活动|情况|数据)|佐证|见闻|文章|心得|体会|著作权|档案|台帐|封面|查新|[\p{Han}](?:办|报|请|荐|名|向|任|标|诺|划|务|授|案)书|填写?[^，。；]{0,12}[表书]|[\p{Han}](?:名|向|请|报|荐|登|计|息|批|案|审|务|算|览|总|验|估|评|查|量)表",
);
pattern!(
    OBLIGES,
    r"(?:须|应|需|必须|应当|统一|(?:^|[，、；])请)[^，。；]{0,20}(?:标注|注明|标明|冠|冠名|备案|保存|留存|归档|署名|公开|告知|悬挂|张贴|统一使用|使用统一)|(?:标注|注明|标明|署名|冠以)[“《]|(?:应|须|需)(?:标注|注明)|(?:媒体|官网|网站|公众号|平台)[^，。；]{0,10}(?:发布|刊发|报道|宣传)[^，。；]{0,8}(?:信息|报道|新闻|动态)",
);
pattern!(
    ADMITS,
    r"(?:面向|针对)[^，。；]{2,40}(?:申报|征集|开放|申请|报名|遴选|招募|推荐|设立)|(?:期间|以来|以后|之后)[^，。；]{0,12}(?:出版|发表|完成|创作|制作|获得|发布)的|(?:均|都|皆|即|方)?(?:可以?|有资格|方可|均可|皆可)(?:自愿|独立|单独|联合|自主|直接|自由)?(?:进行项目|进行)?(?:申报|申请|参加|报名|推荐|参评|参与|牵头|联合申报|组队|参赛|投稿)",
    r"|(?:申报|申请|承担|牵头|依托|推荐|参与|参赛|参评|承办|实施|项目|合作|联合|主办|责任|支持|投标|举办|第一)(?:单位|人|者|主体|机构|负责人|团队|企业|对象|学会|主持人|申请人|作者)(?:原则上?|一般|均|必须|应当?|须|需|要){0,2}(?:为|是|限|具有|具备|有|属于|符合|在|由|系|已|具|能|热爱|至少|从事|拥有|包括|取得|获得|注册|列入|拥护|选择|为非)",
    r"|负责人(?:原则上|一般|必须|应当?|须|需){0,2}(?:为|是|具有|具备|年龄|不超过|只能是|由|有|主持|在|系|未满|能)|主持人(?:应当?|须|必须|需){0,2}(?:为|是|具有|具备)|举办地(?:点)?(?:限|须|应|为|在)|(?:会议|活动|举办|论坛|培训)?地点(?:限|须|应|在)|(?:会期|会议|活动|论坛|举办时间|时间)(?:须|应|需|必须)(?:落在|在|于|为|安排)|法人资格|^支持[^，。；]{2,16}(?:承办|承担|申报|牵头|参与)$|(?:须|需|应|必须|限|由)(?:由)?[^，。；]{2,24}(?:推荐|申报|牵头申报|牵头组织|统一申报|承担)$|(?:可|须|应|允许|以|采取|接受|欢迎)[^，。；]{0,8}联合(?:进行)?(?:体)?(?:形式|方式)?(?:进行)?(?:项目)?申报|(?:指导教师|指导老师|导师|项目组成员|团队成员|课题组成员|骨干成员|成员|参与人)(?:原则上|一般|应当?|须|必须|需){0,2}(?:不少于|不超过|为|是|具有|具备|人数|来自|有[中副高硕博])|申报的(?:项目|作品|课题|活动|成果)(?:原则上|必须|应当?|须|需|一般){0,2}(?:是|为|应|须|具有|属于|符合)|(?:成果|作品|候选人|被推荐人|推荐项目|申报项目|参赛选手|申报课题|申报作品|完成人|推荐人选|申请项目|参赛作品)(?:的[\p{Han}]{2,8})?(?:原则上|必须|应当?|须|需)[^，。；]{2,40}|(?:申办|承办|主办)单位(?:应|须|必须|为)|可[^，。；]{0,10}(?:共同|联合)(?:申办|申报|承办)|^要?有[一两\d]名[^，。；]{2,16}担任|(?:采取|采用)[^，。；]{2,30}申报[^，。；]{0,14}(?:方式|形式|办法)|只(?:接受|受理)[^，。；]{2,30}(?:申报|申请|推荐)|(?:列为|作为)[^，。；]{0,8}(?:主办|承办|支持|指导)单位|择优支持一批",
);
pattern!(OPEN_CALL, r"面向(?:全)?(?:社会|国内外)(?:公开)?(?:征集|遴选|招募)");
pattern!(
    LIMITS,
    r"(?:限|只能|只可|仅限|仅能|仅可|最多|至多|不得?超过|不多于|不得多于|不超出)(?:可)?(?:申报|推荐|报送|申请|主持|牵头|承担|参与|参加|报|提名|选送|指导|作为)|限项|限额|名额",
);
pattern!(
    LEAD,
    r"^(?:如|若|凡|对|对于|在|按|按照|根据|依据|结合|为|为了|经|于|自|除|因|待|当|围绕|通过|依托)[^，。；]*$|(?:后|时|的|前|期间|之日起|情况下|基础上|为依据|为准|外)$",
);

/// Does a clause name a document?
pub fn names_document(words: &str) -> bool {
    DOCUMENT.is_match(words)
}

/// Reads what the clauses of a sentence do. What is preferred or encouraged frees the clauses around it that state no
/// duty of their own.
pub fn of_sentence(document: &Document, sentence: &Sentence) -> Vec<Traits> {
    let words: Vec<&str> = sentence.clauses.iter().map(|clause| document.words(clause)).collect();
    let intro = sentence.intro.as_ref().map_or("", |intro| document.words(intro));
    let mut traits: Vec<Traits> = words.iter().map(|clause| of_clause(clause)).collect();
    let preferred = words.last().is_some_and(|last| last.contains("优先") || last.contains("倾斜"))
        || intro.contains("优先");
    let encouraged =
        words.first().is_some_and(|first| first.starts_with("鼓励") || first.starts_with("优先"));
    for (one, clause) in traits.iter_mut().zip(&words) {
        let bound =
            ["须", "应", "不得", "限", "必须", "不少于", "不超过"].iter().any(|word| clause.contains(word));
        one.free |= (preferred || encouraged) && !bound;
        one.admits &= !preferred || bound;
    }
    traits
}

/// The clause without its brackets.
fn outside_brackets(clause: &str) -> String {
    let mut depth = 0usize;
    clause
        .chars()
        .filter(|ch| {
            depth += usize::from(*ch == '（');
            let outside = depth == 0;
            depth -= usize::from(*ch == '）' && depth > 0);
            outside
        })
        .collect()
}

/// Reads what a clause does.
pub fn of_clause(clause: &str) -> Traits {
    let documents = DOCUMENT.is_match(clause);
    let optional = FREE.is_match(&outside_brackets(clause));
    Traits {
        excludes: EXCLUDES.is_match(clause)
            && !(NOT_EXCLUDES.is_match(clause) && !clause.contains("申报") && !clause.contains("受理")),
        bans: BANS.is_match(clause),
        pays: PAYS.is_match(clause) && !NOT_PAYS.is_match(clause),
        free: optional,
        hands_in: documents && HANDS_IN.is_match(clause),
        obliges: OBLIGES.is_match(clause),
        admits: ADMITS.is_match(clause) && !OPEN_CALL.is_match(clause),
        limits: LIMITS.is_match(clause),
        office: OFFICE.is_match(clause) && !clause.starts_with(['经', '向', '报', '送', '与']),
        lead: LEAD.is_match(clause),
    }
}
