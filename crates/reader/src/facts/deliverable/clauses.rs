//! Does a clause hand in or draw up a document, or state another duty?

use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::facts::applicant_eligibility::asks_paper;
use crate::facts::traits::{self, Traits};
use crate::lexer::Class;
use crate::roles::Roles;
use crate::sentences::Sentence;

/// Does the clause at `at` ask the applicant for a document or a duty?
pub fn suits(document: &Document, sentence: &Sentence, traits: &[Traits], at: usize) -> bool {
    let words = document.words(&sentence.clauses[at]);
    let one = traits[at];
    let roles = document.roles_of(sentence);
    if one.free || one.excludes || one.bans || one.pays || one.office || is_elsewhere(roles, one, words) {
        return false;
    }
    let leads = (words.ends_with('的') || words.starts_with('填') && words.ends_with('时'))
        && at + 1 < sentence.clauses.len();
    if leads || only_sends_off(words) || describes(words) || is_about_files(document, sentence, at) {
        return false;
    }
    let publicity = one.obliges && !hands_document(words) && counts(document, sentence, at);
    if publicity {
        return false;
    }
    let next = sentence.clauses.get(at + 1).map_or("", |next| document.words(next));
    let copied = (words.contains("加盖") || words.contains("盖章") && traits::names_document(words))
        && next.starts_with("一式");
    if is_sent_next(words, next) || at > 0 && suits_with(document, sentence, traits, at) {
        return true;
    }
    one.hands_in && (hands_document(words) || copied)
        || one.obliges
        || counts_document(words) && roles.any(Roles::CONTENT | Roles::ACCEPTANCE)
}

/// `纸质申报书1份，3月12日前送达组委会`: the document, and then where it goes.
fn is_sent_next(words: &str, next: &str) -> bool {
    static COPIES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^[^，。；]{0,20}(?:[书表函]|复印件|原件)(?:（[^）]*）)?[\d一二三四五六七八两]{1,2}[份套册]$",
        )
        .expect("valid")
    });
    static SENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:送达|送至|送交|寄至|寄到|寄达|报送|交至|交到|前交|前报|前送|前寄)").expect("valid")
    });
    // `推荐表加盖公章后，于8月8日前扫描发至…`
    let signed = words.ends_with('后')
        && ["盖章", "公章", "签字", "审核"].iter().any(|verb| words.contains(verb))
        && hands_out(words)
        && (SENT.is_match(next) || ["发至", "发送", "报送", "上传"].iter().any(|verb| next.contains(verb)));
    signed || COPIES.is_match(words) && SENT.is_match(next)
}

/// The words begin with a document: `推荐表加盖公章后`.
fn hands_out(words: &str) -> bool {
    static FIRST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[\p{Han}《》“”]{0,12}(?:[书表函]|材料)》?(?:经|加盖|盖|签|由)").expect("valid")
    });
    FIRST.is_match(words)
}

/// `填写申报书，连同合作协议、证明材料报…`: more documents that go the same way.
fn suits_with(document: &Document, sentence: &Sentence, traits: &[Traits], at: usize) -> bool {
    let words = document.words(&sentence.clauses[at]);
    let along = ["连同", "以及", "并附", "随附", "《"].iter().any(|start| words.starts_with(start));
    along && traits::names_document(words) && suits(document, sentence, traits, at - 1)
}

/// Does the clause count things (`发布新闻不少于1篇`)? Then publicity is an indicator alone.
fn counts(document: &Document, sentence: &Sentence, at: usize) -> bool {
    let clause = &sentence.clauses[at];
    document.quantities(sentence).any(|(_, range, quantity)| {
        matches!(quantity.class, Class::Things | Class::Copies)
            && range.start >= clause.start
            && range.end <= clause.end
    })
}

/// Sections in which documents are mentioned rather than asked for.
fn is_elsewhere(roles: Roles, one: Traits, words: &str) -> bool {
    let mentions = Roles::BACKGROUND | Roles::TOPICS | Roles::ELIGIBILITY | Roles::REVIEW | Roles::CONTACT;
    let asks = one.hands_in
        && roles.any(Roles::ELIGIBILITY | Roles::REVIEW)
        && (asks_paper(words) || words.contains("发送") || words.contains("发至"));
    let results = one.hands_in
        && ["成果", "最终成果", "并附"].iter().any(|start| words.starts_with(start))
        && roles.any(Roles::REVIEW | Roles::TOPICS);
    roles.any(mentions) && !one.obliges && !asks && !results
}

/// `将相关材料报送至…`: where the material goes, not what it is.
fn only_sends_off(words: &str) -> bool {
    static SEND_OFF: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:将|把)?(?:相关|书面|纸质|申报|上述|有关|所有|全部|以上|项目|电子版|电子|纸质版)*(?:材料|资料)[^，。；]{0,14}(?:报送|送|寄|发送|发至|报)[^，。；]{0,36}$|(?:提交|报送|提供|准备|上交|上报|递交)(?:相关|验收|有关|上述|全部|结题|佐证|相应|以下|下列|所需|证明|申报|完整的?)*(?:材料|资料)$").expect("valid")
    });
    let listed = words.contains('将')
        && words.contains('、')
        && ["函", "报告", "表", "书"].iter().any(|noun| words.contains(&format!("{noun}、")));
    let named = listed
        || words.contains("打印")
        || words.contains('《')
        || words.contains("一式")
            && (words.contains('（') || words.ends_with(['份', '套']) && words.contains("提交"));
    SEND_OFF.is_match(words) && !named && !words.starts_with('与')
}

/// Quality, conditions, announcements: the document is not asked for here.
fn describes(words: &str) -> bool {
    static ALWAYS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^关于[^，。；]{2,60}的(?:通知|公告|函|说明)$|^(?:所有|以上|上述|全部)(?:申报)?材料|^(?:特|现)?(?:制定|制订|印发|编制)了?《|^[^（，。；]{0,24}(?:详见|参见|请见|具体见)|分为[^，。；]{2,40}(?:阶段|环节|步骤|部分)|^[\p{Han}]{0,6}按(?:照)?[^，。；]{2,40}(?:部分|结构|体例|提纲)(?:进行)?(?:撰写|编写)|(?:出版|发表|制作|完成|形成|编写|开发)的|(?:邮件|标题|主题|文件名|命名)[^，。；]{0,8}(?:注明|标明|命名)|所(?:填报|提交|提供|填写|报送|附)|另行通知|(?:认真|如实|准确|务必|规范)(?:地)?(?:填写|填报)[^《，]{0,12}内容|真实性|(?:填写|签署|签)[\p{Han}]{0,4}意见$|^以[^，。；]{2,20}为准$|(?:未|不)(?:按[^，。；]{0,8})?(?:提交|报送|提供)|提交[^，。；]{0,14}的(?:单位|项目|学会)(?:$|[不均将视、])|^完成[^，。；]*工作$|^[^，。；]{0,16}(?:形成|申请|获得|取得|授权|获批|产出)[^，。；证报论书]{0,10}专利[^，。；证报论书]{0,14}$").expect("valid")
    });
    static UNLESS_DUTY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:根据|按照|依据|为|对|以|在)[^，。；]{0,40}$|确保|保证|负责|审核|经[^，。；]{0,12}(?:审核|审查|批准)(?:后|通过)|(?:科协|我会|学会部|组委会|专家|学校|办公室)[^，。；]{0,6}将").expect("valid")
    });
    let sent = words.contains("电子") && ["发送", "发至", "发到"].iter().any(|verb| words.contains(verb));
    let asked =
        ["须提供", "须提交", "应提供", "应提交", "需提供", "需提交"].iter().any(|verb| words.contains(verb))
            && words.contains("发表的");
    ALWAYS.is_match(words) && !sent && !asked || UNLESS_DUTY.is_match(words) && !is_duty(words)
}

/// `单个文件不超过5M`: the format of a file, not a document.
fn is_about_files(document: &Document, sentence: &Sentence, at: usize) -> bool {
    let clause = &sentence.clauses[at];
    let open = |to: usize| {
        let before = &document.view()[clause.start..to];
        before.matches('（').count() > before.matches('）').count()
    };
    document.quantities(sentence).any(|(_, range, quantity)| {
        quantity.class == Class::Technical
            && range.start >= clause.start
            && !open(range.start)
            && range.end <= clause.end
            && quantity.compared
    }) && !document.words(clause).contains(['发', '寄'])
        && !is_duty(document.words(clause))
}

fn is_duty(words: &str) -> bool {
    if words.starts_with('将') && words.contains('《') {
        return true;
    }
    [
        "提交",
        "须提供",
        "需提供",
        "应提供",
        "出具",
        "填写",
        "报送",
        "打印",
        "制订",
        "制定",
        "起草",
        "撰写",
        "编制",
        "发表",
        "出版",
        "形成",
        "提出",
        "汇总",
        "收集",
    ]
    .iter()
    .any(|word| words.contains(word))
}

/// A verb of handing in or drawing up before its document, or `将…报送`.
pub fn hands_document(words: &str) -> bool {
    handing(words).is_some()
}

/// Where in the words the handing in begins.
pub fn handing(words: &str) -> Option<usize> {
    static ORDER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?:提交|报送|上报|递交|寄送|邮寄|送交|发送|提供|填写|填报|填好|填具|上传|附上|须附|应附|需附|并附|附(?:相关|有关|证明)|出具|呈报|上交|打印|签订|签定|签署|撰写|编制|编写|编印|制订|制定|起草|形成|汇总|梳理|整理|出版|发表|制作|拍摄|录制|准备|装订|产出|开具|收集|编辑|编纂)[^，。；]{0,60}?",
            r"(?:报告|申请书|申报书|[表书函稿单]|材料|资料|方案|计划|证明|合同|协议|复印件|原件|论文|专著|专利|案例|视频|PPT|ppt|幻灯片|课件|照片|图片|图文|影像|总结|通知|建议|名单|预算|电子版|电子档|电子文档|纸质版|纸质|全文|样章|译稿|原著|提要|摘要|概要|[Ww]ord|PDF|pdf|光盘|数据|新闻|信息|简报|文件|发票|凭证|决算|台账|手册|画册|执照|简历|名册|样刊|意见|标准|指南|规范|摘编|汇编|纪要|软件|教材|读本|图书|文集|文章|扫描件|申请|记录|档案|活动|进展情况|执行情况|实施情况|完成情况|工作情况)",
            r"|《[^》]{1,40}》[^，。；]{0,10}(?:一式|盖|报送|送|填写|加盖)|填[^，。；]{0,4}《|填[^，。；]{0,6}表|(?:将|把)[^，。；]{2,40}(?:报送|发送|发至|提交|上传|寄|送|报|附|收集|汇总|交)|报[^，。；]{2,20}(?:备案|审批|批准|审核)|材料[^，。；]{0,8}(?:送|报|寄|交)|(?:电子版|电子件|电子稿|电子档|[A-Za-z]{3,5}版|电子文档|扫描件|复印件)[^，。；]{0,16}(?:发送|发至|报送|提交|上传|发|走[^，。；]{0,10}系统)|(?:纸质版?|电子版?)[^，。；]{0,12}[表书料稿]",
            r"|(?:书|表|材料|报告|纸质版|纸质件|纸件|原件)(?:（[^（）]*）)?[^，。；]{0,30}(?:一式|(?:报送|提交|送|寄|交)(?:至|到|达)|寄出|寄送$)|(?:将|把)[^，。；]{2,40}传真|提出[^，。；]{0,10}申请|(?:^|同时|并)报(?:送)?(?:电子|纸质)版|交[^，。；]{0,30}(?:报告|总结|材料|简报|照片)|每(?:篇|项|个|件)[^，。；]{0,4}附[^，。；]{2,}|^附[^，。；件表][^，。；]{0,40}(?:件|证|照片|材料|表|书|证书|报告)|成果(?:形式)?(?:要求)?(?:一般|原则上)?(?:为|是|包括|应|以)[^，。；]{0,30}(?:报告|论文|专著|建议|方案|案例|教材|视频|文章)|(?:通过|登录|在)[^，。；]{2,70}(?:上传|提交|填报|报送)|发表[^，。；]{0,14}篇|完成[^，。；]{0,16}(?:报告|论文|方案|手册|教材|书稿|专著|视频|课件|案例|文集|译稿)",
        ))
        .expect("valid")
    });
    ORDER.find(words).map(|found| found.start())
}

/// `项目成果总体报告1份`: a document with its number, no verb needed where results are listed.
fn counts_document(words: &str) -> bool {
    static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:报告|总结|方案|案例|建议|论文|专著|手册|视频|课件|教材|指南|标准|汇编|文集|简报|要报|专报|综述)[^，。；]{0,6}?(?:不少于|至少)?[\d一二三四五六七八九十两]+(?:份|篇|册|部|套|本|件|期)|(?:报告|总结|方案|论文|专著|教材|书稿)(?:不少于|至少|应|须)?[\d.]+万?字").expect("valid")
    });
    COUNTED.is_match(words)
        && !["发布", "播放", "直播", "推送", "播出", "收录", "收到", "录用"]
            .iter()
            .any(|verb| words.contains(verb))
}
