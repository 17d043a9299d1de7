//! Numbers that the office gives out: templates for application, award, contract and payment numbers, and 发文字号.

use std::fmt;
use std::str::FromStr;

use crate::text_form::serde_as_text;
use crate::wording::{half_width_char, is_han};

/// A number template: text with placeholders in braces, such as `{type}-{seq:3}` (XXJL-2025-007) or `{award}-HT{n}`.
///
/// Placeholders: `{type}` the code of the type, `{call}` that of the call, `{award}` the award number,
/// `{application}` the application number, `{year}` four digits, `{seq}` and `{n}` the counter, which may have a
/// least width (`{seq:3}`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NumberTemplate(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Piece {
    Text(String),
    Code(Code),
    Year,
    /// The counter, as it was named, padded with zeros to this width.
    Counter {
        name: &'static str,
        width: usize,
    },
}

/// A code that is put in as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Code {
    Type,
    Call,
    Award,
    Application,
}

/// What to put into a template; only what it asks for need be given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NumberParts<'a> {
    /// The code of the type: XXJL-2025.
    pub type_code: Option<&'a str>,
    /// The code of the call.
    pub call: Option<&'a str>,
    /// The award number (立项编号).
    pub award: Option<&'a str>,
    /// The application number (申报编号).
    pub application: Option<&'a str>,
    /// The year.
    pub year: Option<i16>,
    /// The counter.
    pub counter: Option<u32>,
}

/// What is wrong with a template, or missing when it is filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// No text at all.
    #[error("the number template is empty: write one such as {{type}}-{{seq:3}}")]
    Empty,
    /// A brace without its partner.
    #[error("the number template `{0}` has a brace without its partner")]
    Brace(String),
    /// An unknown placeholder.
    #[error("{{{0}}} is no placeholder: use type, call, award, application, year, seq, n")]
    Unknown(String),
    /// A width on something other than the counter, or one outside 1 to 9.
    #[error("{{{0}}} has a width that cannot be: only seq and n have one, from 1 to 9")]
    Width(String),
    /// Two counters, where one counter is kept.
    #[error("the number template `{0}` counts twice: keep one of its counters")]
    TwoCounters(String),
    /// A part that the template asks for was not given.
    #[error("the number needs a value for {{{0}}}")]
    Missing(&'static str),
}

impl NumberTemplate {
    /// Whether the numbers count up. Without a counter one template makes one number, as Liuzhou's form head
    /// (项目编号：2026-1 号) does.
    pub fn counts(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Counter { .. }))
    }

    /// The number. A counter wider than its width is written in full.
    ///
    /// # Errors
    /// [`TemplateError::Missing`] names the placeholder that has no value.
    pub fn fill(&self, parts: &NumberParts<'_>) -> Result<String, TemplateError> {
        let written = self.0.iter().map(|piece| match piece {
            Piece::Text(text) => Ok(text.clone()),
            Piece::Code(code) => {
                code.value(parts).map(str::to_owned).ok_or(TemplateError::Missing(code.name()))
            }
            Piece::Year => parts.year.map(|year| format!("{year:04}")).ok_or(TemplateError::Missing("year")),
            Piece::Counter { name, width } => {
                let counter = parts.counter.ok_or(TemplateError::Missing(name))?;
                Ok(format!("{counter:0width$}"))
            }
        });
        written.collect()
    }
}

impl Code {
    const ALL: [Code; 4] = [Code::Type, Code::Call, Code::Award, Code::Application];

    fn name(self) -> &'static str {
        match self {
            Code::Type => "type",
            Code::Call => "call",
            Code::Award => "award",
            Code::Application => "application",
        }
    }

    fn value<'a>(self, parts: &NumberParts<'a>) -> Option<&'a str> {
        match self {
            Code::Type => parts.type_code,
            Code::Call => parts.call,
            Code::Award => parts.award,
            Code::Application => parts.application,
        }
    }
}

impl FromStr for NumberTemplate {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let mut pieces = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (literal, placeholder) = rest.split_once('{').map_or((rest, None), |(a, b)| (a, Some(b)));
            if literal.contains('}') {
                return Err(TemplateError::Brace(text.to_owned()));
            }
            if !literal.is_empty() {
                pieces.push(Piece::Text(literal.to_owned()));
            }
            let Some(placeholder) = placeholder else { break };
            let (inside, after) =
                placeholder.split_once('}').ok_or_else(|| TemplateError::Brace(text.to_owned()))?;
            pieces.push(piece(inside)?);
            rest = after;
        }
        match pieces.iter().filter(|piece| matches!(piece, Piece::Counter { .. })).count() {
            _ if pieces.is_empty() => Err(TemplateError::Empty),
            0 | 1 => Ok(NumberTemplate(pieces)),
            _ => Err(TemplateError::TwoCounters(text.to_owned())),
        }
    }
}

/// The piece for what stands between braces.
fn piece(inside: &str) -> Result<Piece, TemplateError> {
    let (name, width) = inside.split_once(':').map_or((inside, None), |(name, width)| (name, Some(width)));
    let refused = || TemplateError::Width(inside.to_owned());
    if let Some(name) = ["seq", "n"].into_iter().find(|counter| *counter == name) {
        let width = match width.map(str::as_bytes) {
            None => 1,
            Some([digit @ b'1'..=b'9']) => usize::from(digit - b'0'),
            Some(_) => return Err(refused()),
        };
        return Ok(Piece::Counter { name, width });
    }
    let code = Code::ALL.into_iter().find(|code| code.name() == name).map(Piece::Code);
    let piece = code.or((name == "year").then_some(Piece::Year));
    match (piece, width) {
        (None, _) => Err(TemplateError::Unknown(inside.to_owned())),
        (Some(_), Some(_)) => Err(refused()),
        (Some(piece), None) => Ok(piece),
    }
}

impl fmt::Display for NumberTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Code(code) => write!(f, "{{{}}}", code.name()),
            Piece::Year => f.write_str("{year}"),
            Piece::Counter { name, width: 1 } => write!(f, "{{{name}}}"),
            Piece::Counter { name, width } => write!(f, "{{{name}:{width}}}"),
        })
    }
}

serde_as_text!(NumberTemplate);

/// 发文字号 (GB/T 9704-2012): the organ's characters, the year in 〔〕 (U+3014, U+3015), a number without padding, 号:
/// `柳科协字〔2026〕5号`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentNumber {
    organ: String,
    year: u16,
    number: u32,
}

/// Why a text is no 发文字号.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no 发文字号 (GB/T 9704): write it as in 柳科协字〔2026〕5号{}", meant(suggestion))]
pub struct DocumentNumberError {
    /// What was written.
    pub text: String,
    /// The number that was probably meant, for the person to confirm.
    pub suggestion: Option<DocumentNumber>,
}

fn meant(suggestion: &Option<DocumentNumber>) -> String {
    suggestion.as_ref().map_or_else(String::new, |number| format!("; perhaps {number} is meant"))
}

impl DocumentNumber {
    /// Composes a number; None unless the organ is written in Han characters, the year lies from 1900 to 2099, and
    /// the number is at least 1.
    pub fn new(organ: &str, year: u16, number: u32) -> Option<Self> {
        let valid =
            !organ.is_empty() && organ.chars().all(is_han) && (1900..2100).contains(&year) && number > 0;
        valid.then(|| DocumentNumber { organ: organ.to_owned(), year, number })
    }

    /// The characters of the organ (机关代字).
    pub fn organ(&self) -> &str {
        &self.organ
    }

    /// The year in the brackets.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The running number within organ and year.
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl FromStr for DocumentNumber {
    type Err = DocumentNumberError;

    fn from_str(text: &str) -> Result<Self, DocumentNumberError> {
        let refused = || DocumentNumberError { text: text.to_owned(), suggestion: strict(&mended(text)) };
        strict(text).ok_or_else(refused)
    }
}

/// `^\p{Han}+〔(19|20)\d{2}〕[1-9]\d*号$`
fn strict(text: &str) -> Option<DocumentNumber> {
    let (organ, rest) = text.split_once('〔')?;
    let (year, rest) = rest.split_once('〕')?;
    let number = rest.strip_suffix('号')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !digits(year) || !digits(number) || number.starts_with('0') {
        return None;
    }
    DocumentNumber::new(organ, year.parse().ok()?, number.parse().ok()?)
}

/// The text with the usual slips mended: other brackets, full-width digits, spaces, 第, padding zeros.
fn mended(text: &str) -> String {
    let half: String = text.chars().filter(|c| !c.is_whitespace()).map(half_width_char).collect();
    let bracketed = half.replace(['[', '(', '【', '［'], "〔").replace([']', ')', '】', '］'], "〕");
    let (head, tail) = bracketed.split_once('〕').unwrap_or((&bracketed, ""));
    format!("{head}〕{}", tail.trim_start_matches('第').trim_start_matches('0'))
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〔{}〕{}号", self.organ, self.year, self.number)
    }
}

serde_as_text!(DocumentNumber);
