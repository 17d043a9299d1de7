//! Texts in the manner of applications, each a function of its number: frequent words of the trade, words of the
//! text's own topic, stock phrases, numbers, sentences with punctuation. The characters are drawn as often as they
//! stand in the texts of this repository.

use std::collections::BTreeMap;

use kexiang_matching::draw::ChaCha;

const WORDS: usize = 40_000;
const PHRASES: usize = 2_000;

/// Where the words come from.
pub struct World {
    words: Vec<String>,
    phrases: Vec<String>,
}

/// A choice below `n`, the smaller the likelier: the logarithm is uniform, as in Zipf's law.
pub fn zipf(chance: &mut ChaCha, n: usize) -> usize {
    let at = chance.below(1 << 32) as f64 / (1u64 << 32) as f64;
    ((n as f64).powf(at) - 1.0) as usize
}

/// A choice below `n`.
pub fn below(chance: &mut ChaCha, n: usize) -> usize {
    chance.below(n as u64) as usize
}

impl World {
    /// A world whose characters are as frequent as in `sample`.
    pub fn new(sample: &str) -> Self {
        let mut chance = ChaCha::from_seed(20_261_123);
        let mut counts: BTreeMap<char, u32> = BTreeMap::new();
        for c in sample.chars().filter(|c| ('\u{4e00}'..'\u{9fff}').contains(c)) {
            *counts.entry(c).or_default() += 1;
        }
        // Flattened: texts of one house use fewer characters than all applicants together.
        let pool: Vec<char> = counts
            .iter()
            .flat_map(|(c, n)| std::iter::repeat_n(*c, f64::from(*n).powf(0.6) as usize))
            .collect();
        let mut word = |least: usize, more: usize| {
            let length = least + zipf(&mut chance, more);
            (0..length).map(|_| pool[below(&mut chance, pool.len())]).collect::<String>()
        };
        let words = (0..WORDS).map(|_| word(2, 4)).collect();
        let phrases = (0..PHRASES).map(|_| word(5, 6)).collect();
        Self { words, phrases }
    }

    /// A sequence of words for the text of a number.
    pub fn voice(&self, number: u64) -> Voice<'_> {
        let mut chance = ChaCha::from_seed(number ^ 0x5eed_0000_0000);
        let topic = (0..80).map(|_| below(&mut chance, WORDS)).collect();
        Voice { world: self, chance, topic, since: 0 }
    }

    /// The text of a number, of about `length` characters.
    pub fn text(&self, number: u64, length: usize) -> String {
        self.voice(number).say(length)
    }
}

/// One who writes.
pub struct Voice<'a> {
    world: &'a World,
    /// Its chance.
    pub chance: ChaCha,
    topic: Vec<usize>,
    since: usize,
}

impl Voice<'_> {
    /// The next word.
    pub fn word(&mut self) -> String {
        let chance = &mut self.chance;
        match below(chance, 100) {
            0..50 => {
                let word = self.topic[zipf(chance, self.topic.len())];
                self.world.words[word].clone()
            }
            50..84 => self.world.words[zipf(chance, WORDS)].clone(),
            84..97 => self.world.phrases[zipf(chance, PHRASES)].clone(),
            _ => format!("{}场", 1 + below(chance, 200)),
        }
    }

    /// About `length` characters of text.
    pub fn say(&mut self, length: usize) -> String {
        let mut text = String::with_capacity(length * 3 + 64);
        let mut characters = 0;
        while characters < length {
            let word = self.word();
            characters += word.chars().count();
            text.push_str(&word);
            self.since += 1;
            if self.since >= 4 + below(&mut self.chance, 6) {
                self.since = 0;
                text.push(if below(&mut self.chance, 3) == 0 { '。' } else { '，' });
                characters += 1;
            }
        }
        text.push('。');
        text
    }
}
