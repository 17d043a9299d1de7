//! 须提交的材料和成果: what must be handed in or drawn up, and duties without a number.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::{Draft, Kind};
use crate::roles::Roles;
use crate::sentences::Sentence;

use super::Board;
use super::traits::Traits;

/// Reads the documents and duties of a sentence.
pub fn read(document: &Document, index: usize, traits: &[Traits], board: &mut Board) {
    let sentence = &document.sentences[index];
    let words = document.words(&sentence.range);
    if listed(document, sentence) && !opens_list(words) && !is_free_item(words) {
        let first = sentence.range.start <= document.node_of(sentence).body.start || sentence.is_head;
        if sentence.is_head
            || !first && !super::traits::of_clause(words).hands_in && !words.contains(['书', '表', '件'])
        {
            return;
        }
        if words.chars().count() >= 3 {
            board.use_words(index, draft(sentence.range.clone(), sentence.node, "deliverable.listed"));
        }
        return;
    }
    if sentence.is_head || super::applicant_eligibility::defines_type(document, sentence, words) {
        return;
    }
    if opens_list(words) {
        before_list(document, index, board);
        return;
    }
    let roles = document.roles_of(sentence);
    let suits: Vec<bool> = (0..traits.len()).map(|at| suits(document, sentence, traits, at, roles)).collect();
    for range in runs(document, sentence, &suits) {
        board.use_words(index, draft(range, sentence.node, "deliverable"));
    }
}

fn draft(range: Range<usize>, node: usize, rule: &'static str) -> Draft {
    Draft::new(Kind::Deliverable, "", range, node, rule)
}

/// `除提交结题报告外，还应提交以下材料：`: what stands before the list is wanted too.
fn before_list(document: &Document, index: usize, board: &mut Board) {
    let sentence = &document.sentences[index];
    for clause in &sentence.clauses {
        let words = document.words(clause);
        if words.starts_with('除') && words.ends_with('外') && hands_document(words) {
            board.use_words(index, draft(clause.clone(), sentence.node, "deliverable.besides"));
        }
    }
}

/// `验收材料包括：`, `提交以下材料`: the items below are the documents.
pub fn opens_list(words: &str) -> bool {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:材料|资料|文件|附件|成果)(?:主要)?(?:包括|如下|有|为|清单|目录)?(?:但不限于)?：?$|(?:以下|下列)[^，。；]{0,14}(?:材料|资料|文件|成果|内容)[^，。；]{0,6}：?$|(?:包括|如下|以下)：$").expect("valid")
    });
    OPENS.is_match(words)
        && (words.ends_with('：')
            || words.contains("以下")
            || words.contains("下列")
            || words.ends_with("包括")
            || words.ends_with("如下"))
}

/// Does the item stand below a heading or lead-in that asks for documents?
fn listed(document: &Document, sentence: &Sentence) -> bool {
    let nodes = &document.tree.nodes;
    let node = &nodes[sentence.node];
    let asks = |id: usize| {
        let above = &nodes[id];
        let tail = super::place::last_chars(document.words(&above.range), 40);
        above.own.any(Roles::MATERIAL) && above.body.len() < 30 || opens_list(tail.trim_end())
    };
    if node.own.any(Roles::MATERIAL) && node.marker.is_none() && !sentence.is_head {
        return true;
    }
    node.marker.is_some() && node.parent.is_some_and(asks)
}

fn is_free_item(words: &str) -> bool {
    ["可附", "如有", "若有", "自愿", "可提供", "可选", "逾期", "不得", "不予"]
        .iter()
        .any(|word| words.contains(word))
}

fn suits(document: &Document, sentence: &Sentence, traits: &[Traits], at: usize, roles: Roles) -> bool {
    static SEND_OFF: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:将|把)?(?:相关|书面|纸质|申报|上述|有关|所有|全部|以上|项目|电子版|电子|纸质版)*(?:材料|资料)[^，。；]{0,14}(?:报送|送|寄|发送|发至|报)[^，。；]{0,36}$|(?:提交|报送|提供|准备)(?:相关|验收|有关|上述|全部|结题|佐证|相应|以下|下列|所需|证明|申报|完整的?)*(?:材料|资料)$").expect("valid")
    });
    static DESCRIBES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"所(?:填报|提交|提供|填写|报送|附)|^(?:根据|按照|依据|为|对|以|在)[^，。；]{0,40}$|确保|保证|真实性|负责|审核|(?:未|不)(?:按[^，。；]{0,8})?(?:提交|报送|提供)|提交[^，。；]{0,14}的(?:单位|项目|学会)|经[^，。；]{0,12}(?:审核|审查|批准)(?:后|通过)|(?:科协|我会|学会部|组委会|专家|学校|办公室)[^，。；]{0,6}将").expect("valid")
    });
    let clause = &sentence.clauses[at];
    let words = document.words(clause);
    let one = traits[at];
    if one.free
        || one.excludes
        || one.bans
        || one.pays
        || one.office
        || roles.any(Roles::BACKGROUND | Roles::TOPICS | Roles::ELIGIBILITY | Roles::REVIEW | Roles::CONTACT)
            && !one.obliges
            && !(one.hands_in && roles.any(Roles::ELIGIBILITY | Roles::REVIEW) && is_duty(words))
    {
        return false;
    }
    if SEND_OFF.is_match(words) || DESCRIBES.is_match(words) && !is_duty(words) {
        return false;
    }
    (one.hands_in && hands_document(words)) || one.obliges || states_content(words)
}

fn is_duty(words: &str) -> bool {
    ["须提交", "需提交", "应提交", "提交", "须提供", "需提供", "应提供", "出具", "填写", "报送"]
        .iter()
        .any(|word| words.contains(word))
        && !words.contains("未提交")
        && !words.contains("的单位")
}

/// `征集内容包括：题目、背景、进展…`
fn states_content(words: &str) -> bool {
    static CONTENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:征集|申报|申请|报送|推荐|填报)(?:的)?内容(?:应|须|需|主要)?(?:包括|包含|涵盖|含)[：]?[^：]{6,}").expect("valid")
    });
    CONTENT.is_match(words)
}

/// A verb of handing in or drawing up before its document, or `将…报送`.
fn hands_document(words: &str) -> bool {
    static ORDER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?:提交|报送|上报|递交|寄送|邮寄|送交|发送|提供|填写|填报|填好|上传|附上|须附|应附|需附|并附|附(?:相关|有关|证明)|出具|呈报|上交|打印|签订|签署|撰写|编制|编写|制订|制定|起草|形成|汇总|梳理|整理|出版|发表|制作|拍摄|录制|准备|装订|产出|开具|完成|收集|编辑)[^，。；]{0,60}?",
            r"(?:报告|申请书|申报书|[表书函稿单]|材料|资料|方案|计划|证明|合同|协议|复印件|原件|论文|专著|专利|案例|视频|PPT|ppt|幻灯片|课件|照片|图片|图文|影像|总结|通知|建议|名单|预算|电子版|电子文档|纸质版|纸质|[Ww]ord|PDF|pdf|光盘|数据|新闻|信息|简报|文件|发票|凭证|决算|台账|手册|画册|执照|简历|名册|样刊|意见|标准|指南|规范|软件|教材|读本|图书|文集|扫描件|申请|记录|成果|档案|活动)",
            r"|《[^》]{1,40}》[^，。；]{0,10}(?:一式|盖|报送|送|填写|加盖)|(?:将|把)[^，。；]{2,40}(?:报送|发送|发至|提交|上传|寄|送|报|附)|报[^，。；]{2,20}(?:备案|审批|批准|审核)|(?:电子版|[Ww]ord版|电子文档|扫描件|复印件)[^，。；]{0,16}(?:发送|发至|报送|提交|上传|发)",
        ))
        .expect("valid")
    });
    ORDER.is_match(words)
}

/// Suitable clauses of a sentence are one fact, unless paper and electronic form are demanded apart or other
/// matters stand between.
fn runs(document: &Document, sentence: &Sentence, suits: &[bool]) -> Vec<Range<usize>> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for at in (0..suits.len()).filter(|at| suits[*at]) {
        let words = document.words(&sentence.clauses[at]);
        match found.last_mut() {
            Some((first, last))
                if at - *last <= 1 && form(document.words(&sentence.clauses[*first])) == form(words) =>
            {
                *last = at
            }
            _ => found.push((at, at)),
        }
    }
    found
        .into_iter()
        .map(|(first, last)| {
            sentence.clauses[lead(document, sentence, first)].start..sentence.clauses[last].end
        })
        .collect()
}

/// The condition or the download that leads to the duty belongs to it: `如…的，须按要求报备案`.
fn lead(document: &Document, sentence: &Sentence, first: usize) -> usize {
    let words = |at: usize| document.words(&sentence.clauses[at]);
    let near = first.saturating_sub(3);
    let condition =
        (near..first).find(|at| words(*at).starts_with(['如', '若', '凡']) || words(*at).starts_with("涉及"));
    let given =
        first.checked_sub(1).filter(|at| words(*at).ends_with('的') && words(*at).chars().count() <= 20);
    let download = first
        .checked_sub(1)
        .filter(|at| words(*at).contains("下载") && words(*at).contains(['书', '表', '》']));
    condition.or(given).or(download).unwrap_or(first)
}

/// 1 = electronic, 2 = paper, 0 = not said (or both).
fn form(words: &str) -> u8 {
    let electronic = ["电子", "系统", "网上", "邮箱", "平台提交", "word版", "Word版"]
        .iter()
        .any(|word| words.contains(word));
    let paper = ["纸质", "书面", "打印", "一式", "原件"].iter().any(|word| words.contains(word));
    match (electronic, paper) {
        (true, false) => 1,
        (false, true) => 2,
        _ => 0,
    }
}
