//! 联系方式: telephone, e-mail, web address, postal address or room.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::Document;
use crate::fact::{Draft, Kind};
use crate::lexer::{Contact, Lexeme};

use super::Board;
use super::place::last_chars;

/// Reads the contacts of the whole notice.
pub fn read(document: &Document, board: &mut Board) {
    for (index, sentence) in document.sentences.iter().enumerate() {
        for (token, lexeme) in sentence.tokens.iter().enumerate() {
            let Lexeme::Contact(contact) = &lexeme.value else { continue };
            let start = labelled_start(document, sentence.range.start, &lexeme.range);
            let draft = Draft::new(
                Kind::Contact,
                contact.text(),
                start..lexeme.range.end,
                sentence.node,
                rule(contact),
            );
            board.use_token(index, token, draft);
        }
    }
    addresses(document, board);
    cells(document, board);
}

fn rule(contact: &Contact) -> &'static str {
    match contact {
        Contact::Phone(_) => "contact.phone",
        Contact::Email(_) => "contact.email",
        Contact::Url(_) => "contact.url",
    }
}

/// The quote starts at the name or label right before the number, if it stands in the same clause.
fn labelled_start(document: &Document, from: usize, range: &Range<usize>) -> usize {
    let before = last_chars(&document.view()[from..range.start], 18);
    let cut = before
        .rfind(['。', '；', '（', '、', '\n', '\t', '“'])
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let label = &before[cut..];
    let named = ["电话", "联系", "邮箱", "邮件", "网址", "网站", "E-mail", "手机", "传真"]
        .iter()
        .any(|word| label.contains(word));
    if named && !label.chars().any(|ch| ch.is_ascii_digit()) {
        range.start - label.len()
    } else {
        range.start
    }
}

/// `地址：…`, `邮寄地址为…`, `…（地址：…）`.
fn addresses(document: &Document, board: &mut Board) {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:(?:(?:(?:通讯|通信|邮寄|联系|报送|寄送|送件|收件|办公|递交|投递|接收|材料报送|交件|受理|送达|单位|提交)?地址|(?:邮寄|联系|报送|寄送|送件|收件|办公|递交|投递|接收|交件|受理|送达|提交|报名|咨询)(?:地点|处))(?:为|：|是| )*|办公室：)|(?:送至|寄至|报送至|交至|送交|邮寄至|报送到|送到|交到|寄到|寄送：|邮寄：|寄：))(?P<place>[^，。；\n\t]{4,90})").expect("valid")
    });
    static PLACE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\d+(?:-\d+)?[号室楼栋层座]|[路街道巷][^，。；]{0,12}\d|[A-Za-z]?\d{3,4}(?:室|房间|办公室|$|（)|[一-龥]楼\d{2,4}|区\d{3,4}|(?:路|街|大道|巷|楼|大厦|室|馆)[\p{Han}\d]{0,24}$").expect("valid")
    });
    let view = document.view();
    rooms(document, board);
    below_headings(document, board);
    for found in ADDRESS.captures_iter(view) {
        let (Some(whole), Some(place)) = (found.get(0), found.name("place")) else { continue };
        let labelled = ["地址", "地点", "处：", "室："].iter().any(|label| whole.as_str().contains(label));
        let words = cut_address(place.as_str());
        let several = words.contains('、') && !words.chars().any(|ch| ch.is_ascii_digit());
        let known = PLACE.is_match(words) && !several;
        let held = words.contains("举办") || words.contains("限") || words.contains("会议");
        if !known || held || words.starts_with('@') || whole.as_str().contains('@') || words.contains("http")
        {
            continue;
        }
        let end = place.start() + words.len();
        let start = if labelled { whole.start() } else { place.start() };
        let node = node_at(document, whole.start());
        let draft = Draft::new(Kind::Contact, words, start..end, node, "contact.address");
        match document.sentence_at(place.start()) {
            Some(index) => board.use_words(index, draft),
            None => board.drafts.push(draft),
        }
    }
}

/// The first words below a heading such as 受理地点.
fn below_headings(document: &Document, board: &mut Board) {
    static ROOM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d|[室楼号馆厅路街]").expect("valid"));
    for (index, sentence) in document.sentences.iter().enumerate() {
        let node = document.node_of(sentence);
        let above = node.parent.and_then(|parent| document.tree.nodes[parent].head.clone());
        let asks = above.is_some_and(|head| {
            let head = document.words(&head);
            head.ends_with("地点") || head.ends_with("地址")
        });
        let first = sentence.range.start == node.body.start
            && node.head.is_none()
            && !document.scopes.in_form(sentence.node);
        let Some(clause) = sentence.clauses.first().filter(|_| asks && first) else { continue };
        if ROOM.is_match(document.words(clause)) && !document.words(clause).contains('：') {
            let words = document.words(clause).to_owned();
            board.use_words(
                index,
                Draft::new(Kind::Contact, words, clause.clone(), sentence.node, "contact.below"),
            );
        }
    }
}

/// `报科普部（市民中心B座1016室）`: a room in brackets after the office to which material goes.
fn rooms(document: &Document, board: &mut Board) {
    static ROOM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:报|送|交|寄|至|到)(?P<place>[\p{Han}]{0,12}(?:部|处|科|室|办|中心|会|院|局|窗口|团委|协|组)(?:（[^（）\n，。：]{1,40}(?:室|号|楼|厅|馆|房间|\d{3,4})）))|(?:提交|报送|报至|送|交)(?P<room>[\p{Han}&&[^至到]]{2,10}(?:处|部|室|科|楼|院|中心)[A-Z]?\d{3,4})(?:[，。；、）]|$)",
        )
        .expect("valid")
    });
    for found in ROOM.captures_iter(document.view()) {
        let Some(place) = found.name("place").or(found.name("room")) else { continue };
        let lead = place.as_str().len()
            - place.as_str().trim_start_matches(['送', '报', '至', '到', '交', '寄']).len();
        let range = place.start() + lead..place.end();
        if document.view()[range.start..].starts_with(['告', '名', '道']) {
            continue;
        }
        let words = document.words(&range).to_owned();
        if let Some(index) = document.sentence_at(range.start) {
            let node = document.sentences[index].node;
            board.use_words(index, Draft::new(Kind::Contact, words, range, node, "contact.room"));
        }
    }
}

/// Without what follows in the same breath: postcode, recipient's telephone, another label.
fn cut_address(words: &str) -> &str {
    let mut end = words.len();
    for stop in
        [" ", "邮编", "联系人", "电话", "邮政编码", "收件人", "联系电话", "邮箱", "电子邮箱", "传真", "手机"]
    {
        if let Some(at) = words.find(stop).filter(|at| *at > 6) {
            end = end.min(at);
        }
    }
    let cut = words[..end].trim_end_matches(['（', '：', '、', '“', ' ']);
    let opens = cut.matches('（').count();
    if opens < cut.matches('）').count() { cut.trim_end_matches('）') } else { cut }
}

fn node_at(document: &Document, at: usize) -> usize {
    document.tree.nodes.partition_point(|node| node.range.start <= at).saturating_sub(1)
}

/// Contacts in table cells.
fn cells(document: &Document, board: &mut Board) {
    for (id, node) in document.tree.nodes.iter().enumerate() {
        if node.kind != crate::structure::Kind::Row || document.scopes.in_form(id) {
            continue;
        }
        for token in crate::lexer::lex(document.view(), node.range.clone()) {
            if let Lexeme::Contact(contact) = token.value {
                board.drafts.push(Draft::new(Kind::Contact, contact.text(), token.range, id, rule(&contact)));
            }
        }
    }
}
