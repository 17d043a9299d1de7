//! Statements that bind and are no facts of their own: the steps of the review, preferences, recovery of money, planned
//! numbers that are not final. A programme needs them, with their words.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use crate::clauses;
use crate::document::Document;

/// What a statement says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AsideKind {
    /// 形式审查.
    FormalCheck,
    /// 绩效目标审核.
    TargetCheck,
    /// 专家评审.
    ExpertReview,
    /// 公示.
    Publicity,
    /// 签订合同、任务书.
    Contract,
    /// 中期评估.
    MidTerm,
    /// 抽查.
    SpotCheck,
    /// 验收.
    Acceptance,
    /// 优先.
    Preferred,
    /// 鼓励.
    Encouraged,
    /// 追回.
    Recovery,
}

/// A statement with its words and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aside {
    /// What it says.
    pub kind: AsideKind,
    /// The original words.
    pub quote: String,
    /// Character offset of the words.
    pub start: usize,
    /// The paragraph, as the notice numbers it.
    pub at: String,
    /// The document it stands in, where that is not the notice itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// The cleaned words.
    #[serde(skip)]
    pub says: String,
    /// Index of the project type it concerns.
    #[serde(skip)]
    pub of_type: Option<usize>,
    /// Working days of a publicity, where they are stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
}

type Sign = (AsideKind, LazyLock<Regex>);

macro_rules! sign {
    ($kind:ident, $pattern:literal) => {
        (AsideKind::$kind, LazyLock::new(|| Regex::new($pattern).expect("valid")))
    };
}

static SIGNS: [Sign; 11] = [
    sign!(FormalCheck, "形式审查|形式审核|资格审查|资格审核|形审|材料初审|进行初审|资格初审"),
    sign!(TargetCheck, "绩效目标(?:的)?审核|绩效目标表?审查|绩效目标评审"),
    sign!(
        ExpertReview,
        "专家(?:组|委员会)?[^，。；]{0,14}(?:评审|评议|评选|论证|遴选)|评审委员会|评审会|会议评审|网络评审|组织评审|(?:评审|评选)专家"
    ),
    sign!(Publicity, "公示"),
    sign!(
        Contract,
        "签订[^，。；]{0,16}(?:合同|协议|任务书|责任书)|(?:合同书|任务书|协议书)[^，。；]{0,6}(?:签订|签署)|签署[^，。；]{0,12}(?:合同|协议|任务书)|(?:任务书|项目合同|委托合同)"
    ),
    sign!(MidTerm, "中期(?:评估|检查|考核|评价|验收|报告)"),
    sign!(SpotCheck, "抽查|不定期检查|随机检查|跟踪检查"),
    sign!(Acceptance, "验收|结项|结题"),
    sign!(Preferred, "优先|同等条件下"),
    sign!(Encouraged, "鼓励|倡导"),
    sign!(
        Recovery,
        "(?:追回|收回|追缴|退回|退还)[^，。；]{0,14}(?:资金|经费|款|资助)|(?:资金|经费|款项)[^，。；]{0,10}(?:予以)?(?:追回|收回|追缴)"
    ),
];

/// Finds the statements: every preference and recovery, and of every step the sentence that first names it.
pub fn find(document: &Document) -> Vec<Aside> {
    let numbers = clauses::numbers(document);
    let documents = clauses::documents(document);
    let mut found: Vec<Aside> = Vec::new();
    for sentence in &document.sentences {
        let words = document.words(&sentence.range);
        if sentence.is_head || document.scopes.in_form(sentence.node) || words.chars().count() > 400 {
            continue;
        }
        for (kind, pattern) in &SIGNS {
            let once = !matches!(kind, AsideKind::Preferred | AsideKind::Encouraged | AsideKind::Recovery);
            if once && found.iter().any(|known| known.kind == *kind) || !pattern.is_match(words) {
                continue;
            }
            let (quote, start) = document.text.quote(sentence.range.clone());
            found.push(Aside {
                kind: *kind,
                quote: quote.to_owned(),
                start,
                at: numbers.get(sentence.node).cloned().unwrap_or_default(),
                document: documents.get(sentence.node).cloned().unwrap_or_default(),
                says: words.to_owned(),
                of_type: document.scopes.type_of(sentence.node),
                working_days: (*kind == AsideKind::Publicity).then(|| days(words)).flatten(),
            });
        }
    }
    found
}

/// `公示期为5个工作日`.
fn days(words: &str) -> Option<u32> {
    static DAYS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("公示[^，。；]{0,12}?(\\d{1,2}|[一二三四五六七八九十]{1,2})个?(?:工作日|天|日)")
            .expect("valid")
    });
    crate::numerals::parse(&DAYS.captures(words)?[1]).map(|days| days as u32)
}
