//! A text as a row of tokens: what is left of it when spacing, punctuation, width, case and the spelling of numbers
//! no longer count.

use std::sync::LazyLock;

use super::number::{Number, is_numeral};

/// The tokens of a text: value, and which characters (Unicode scalar values, from 0) it stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// What is compared: equal values are equal words.
    pub(super) values: Vec<u32>,
    /// The first character.
    pub(super) starts: Vec<u32>,
    /// The character after the last.
    pub(super) ends: Vec<u32>,
}

/// What a character is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Spacing, punctuation, symbols: not compared.
    Silent,
    /// A character that is a token by itself.
    Single,
    /// Part of a word.
    Letter,
    /// Part of a number.
    Numeral,
}

/// The words before a fraction in hundredths, as in 百分之三十; they count no more than the sign %.
const PERCENT: [char; 3] = ['百', '分', '之'];
/// Set in the values of words and numbers, which are hashes; never in those of characters.
const HASHED: u32 = 1 << 31;

impl Tokens {
    /// The tokens of a text.
    pub fn of(text: &str) -> Self {
        let mut tokens = Self::default();
        tokens.read(text);
        tokens
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Replaces the tokens by those of `text`, keeping the memory.
    pub fn read(&mut self, text: &str) {
        self.values.clear();
        self.starts.clear();
        self.ends.clear();
        Reader { tokens: self, text, chars: text.chars(), position: 0 }.run();
    }

    fn push(&mut self, value: u32, start: u32, end: u32) {
        self.values.push(value);
        self.starts.push(start);
        self.ends.push(end);
    }
}

struct Reader<'a> {
    tokens: &'a mut Tokens,
    text: &'a str,
    chars: std::str::Chars<'a>,
    /// Characters read so far.
    position: u32,
}

impl Reader<'_> {
    fn run(mut self) {
        while let Some((class, c)) = self.next() {
            let start = self.position - 1;
            match class {
                Class::Silent => {}
                Class::Single => self.tokens.push(u32::from(c), start, self.position),
                Class::Letter => self.word(c, start),
                Class::Numeral => self.number(c, start),
            }
        }
    }

    fn next(&mut self) -> Option<(Class, char)> {
        let c = self.chars.next()?;
        self.position += 1;
        Some(class(c))
    }

    /// What comes next, without taking it.
    fn peek(&self) -> Option<(Class, char)> {
        self.chars.clone().next().map(class)
    }

    fn word(&mut self, first: char, start: u32) {
        let mut hash = mix(0, u32::from(first));
        while let Some((Class::Letter, c)) = self.peek() {
            self.next();
            hash = mix(hash, u32::from(c));
        }
        self.tokens.push(fold(hash), start, self.position);
    }

    fn number(&mut self, first: char, start: u32) {
        if first == PERCENT[0] && self.chars.as_str().starts_with("分之") {
            self.next();
            self.next();
            return;
        }
        let mut number = Number::default();
        number.push(first);
        loop {
            match self.peek() {
                Some((Class::Numeral, '百')) if self.rest_is_percent() => break,
                Some((Class::Numeral, c)) => number.push(c),
                Some((_, '.')) if self.digit_follows() => number.point(),
                Some((_, ',')) if self.digit_follows() => {}
                _ => break,
            }
            self.next();
        }
        self.tokens.push(fold(mix(number.value(), u32::from('0'))), start, self.position);
    }

    fn rest_is_percent(&self) -> bool {
        self.chars.clone().take(PERCENT.len()).eq(PERCENT)
    }

    /// Whether the mark that comes next stands between two Arabic digits.
    fn digit_follows(&self) -> bool {
        let rest = self.chars.as_str();
        let before = self.text[..self.text.len() - rest.len()].chars().next_back();
        let after = self.chars.clone().nth(1);
        [before, after].iter().all(|c| c.is_some_and(|c| class(c).1.is_ascii_digit()))
    }
}

/// One step of a hash over characters (FNV with a wider multiplier).
fn mix(hash: u64, c: u32) -> u64 {
    (hash ^ u64::from(c)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

fn fold(hash: u64) -> u32 {
    (hash.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 33) as u32 | HASHED
}

/// Class and folded form of each character of the basic plane: `class << 24 | character`.
static CLASSES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let of = |code: u32| {
        char::from_u32(code).map_or(0, |c| {
            let (class, folded) = classify(c);
            (class as u32) << 24 | u32::from(folded)
        })
    };
    (0..0x1_0000).map(of).collect()
});

#[inline]
fn class(c: char) -> (Class, char) {
    let Some(entry) = CLASSES.get(c as usize) else {
        return classify(c);
    };
    let class = match entry >> 24 {
        1 => Class::Single,
        2 => Class::Letter,
        3 => Class::Numeral,
        _ => Class::Silent,
    };
    (class, char::from_u32(entry & 0x00ff_ffff).unwrap_or(c))
}

fn classify(c: char) -> (Class, char) {
    let c = fold_width(c);
    if is_numeral(c) {
        (Class::Numeral, c)
    } else if is_ideograph(c) {
        (Class::Single, c)
    } else if c.is_alphanumeric() {
        (Class::Letter, c.to_lowercase().next().unwrap_or(c))
    } else {
        (Class::Silent, c)
    }
}

/// Full-width forms of ASCII as ASCII.
fn fold_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) {
        assert_eq!(Tokens::of(a).values, Tokens::of(b).values, "{a} / {b}");
    }

    #[test]
    fn spacing_punctuation_width_case_and_numbers_do_not_count() {
        same("开展科普活动50场,受益1,000人次。", "开展 科普活动五十场；受益一千人次");
        same("覆盖３０％的社区", "覆盖百分之三十的社区");
        same("ＡＩ模型 GPT", "ai模型（gpt）");
        same("经费3.5万元", "经费35000元");
    }

    #[test]
    fn other_words_and_other_numbers_are_other_tokens() {
        for (a, b) in [("五十场", "十五场"), ("3.5万", "35万"), ("machine", "machines"), ("科普", "科技")]
        {
            assert_ne!(Tokens::of(a).values, Tokens::of(b).values, "{a} / {b}");
        }
    }

    #[test]
    fn tokens_say_which_characters_they_stand_for() {
        let tokens = Tokens::of("第12场, AI𠀀。");
        assert_eq!(tokens.starts, [0, 1, 3, 6, 8]);
        assert_eq!(tokens.ends, [1, 3, 4, 8, 9]);
        assert!(Tokens::of(" ，。").is_empty());
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in ["百", "百分", "百分之", "五十百分之", ".5", "5.", "1.,2", "十百千万亿", "万.万"]
        {
            let tokens = Tokens::of(text);
            assert!(tokens.ends.last().is_none_or(|end| *end as usize <= text.chars().count()), "{text}");
        }
    }
}
