//! The notice's text cut where facts begin and end, so that each piece knows the facts it states.

use kexiang_reader::edit::Edited;

/// A piece of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words; line ends stay.
    pub words: String,
    /// Keys of the facts they state, the shortest fact first, apart by blanks; empty for none.
    pub keys: String,
    /// Key of the fact that a click leads to.
    pub first: String,
    /// Keys of the facts that begin here.
    pub begins: Vec<String>,
    /// Looks: `open`, `sure`, `loose` (a sentence that no fact uses) or empty.
    pub look: &'static str,
}

struct Mark<'e> {
    start: usize,
    end: usize,
    key: &'e str,
    open: bool,
}

/// Cuts a text at its facts. Every character stands in exactly one piece.
pub fn pieces(text: &str, edited: &Edited) -> Vec<Piece> {
    let facts = edited.reading.facts.iter().zip(&edited.keys);
    let mut marks: Vec<Mark<'_>> = facts
        .map(|(fact, key)| Mark {
            start: fact.start,
            end: fact.start + fact.quote.chars().count(),
            key,
            open: !fact.doubts.is_empty() && !edited.settled.contains(key),
        })
        .collect();
    marks.sort_by_key(|mark| mark.start);
    let loose = edited.reading.unplaced.iter().map(|one| (one.start, one.start + one.quote.chars().count()));
    let loose: Vec<(usize, usize)> = loose.collect();
    let mut cuts: Vec<usize> = marks.iter().flat_map(|mark| [mark.start, mark.end]).collect();
    cuts.extend(loose.iter().flat_map(|(start, end)| [*start, *end]));
    cuts.push(0);
    cuts.sort_unstable();
    cuts.dedup();
    let chars: Vec<char> = text.chars().collect();
    cuts.retain(|cut| *cut < chars.len());
    let mut open: Vec<&Mark<'_>> = Vec::new();
    let mut next = 0;
    let mut pieces = Vec::with_capacity(cuts.len());
    for (at, &from) in cuts.iter().enumerate() {
        let to = cuts.get(at + 1).copied().unwrap_or(chars.len());
        open.retain(|mark| mark.end > from);
        let mut begins = Vec::new();
        while let Some(mark) = marks.get(next).filter(|mark| mark.start <= from) {
            begins.push(mark.key.to_owned());
            open.push(mark);
            next += 1;
        }
        open.sort_by_key(|mark| mark.end - mark.start);
        let keys: Vec<&str> = open.iter().map(|mark| mark.key).collect();
        let is_loose = loose.iter().any(|(start, end)| *start <= from && from < *end);
        let look = match (open.iter().any(|mark| mark.open), open.is_empty(), is_loose) {
            (true, _, _) => "open",
            (false, false, _) => "sure",
            (false, true, true) => "loose",
            _ => "",
        };
        pieces.push(Piece {
            words: chars[from..to].iter().collect(),
            first: keys.first().map_or(String::new(), |key| (*key).to_owned()),
            keys: keys.join(" "),
            begins,
            look,
        });
    }
    pieces
}

/// Where words stand in a text, blanks and line ends aside: at the place given if they stand there, else the first time.
pub fn find(text: &str, words: &str, place: Option<usize>) -> Option<(usize, usize)> {
    let wanted: Vec<char> = words.chars().filter(|ch| !ch.is_whitespace()).collect();
    let solid: Vec<(usize, char)> = text.chars().enumerate().filter(|(_, ch)| !ch.is_whitespace()).collect();
    if wanted.is_empty() || wanted.len() > solid.len() {
        return None;
    }
    let stands = |at: usize| {
        solid[at..].len() >= wanted.len()
            && solid[at..].iter().zip(&wanted).all(|((_, one), other)| one == other)
    };
    let given = place.map(|place| solid.partition_point(|(at, _)| *at < place));
    let at =
        given.filter(|at| stands(*at)).or_else(|| (0..=solid.len() - wanted.len()).find(|at| stands(*at)))?;
    let (start, last) = (solid[at].0, solid[at + wanted.len() - 1].0);
    Some((start, last + 1 - start))
}

#[cfg(test)]
mod tests {
    use kexiang_reader::edit::edited;

    use super::*;

    const NOTICE: &str = "关于申报2027年度项目的通知\n一、甲类项目3个，每项2万元。\n二、请于2027年3月31日\n前报送申报书一式三份。\n";

    #[test]
    fn the_pieces_are_the_text_and_every_fact_begins_once() {
        let read = edited(NOTICE, &[]);
        let pieces = pieces(NOTICE, &read);
        assert_eq!(pieces.iter().map(|piece| piece.words.as_str()).collect::<String>(), NOTICE);
        let mut begun: Vec<&String> = pieces.iter().flat_map(|piece| &piece.begins).collect();
        let mut keys: Vec<&String> = read.keys.iter().collect();
        begun.sort();
        keys.sort();
        assert_eq!(begun, keys);
        assert!(pieces.iter().any(|piece| piece.look == "sure" && !piece.first.is_empty()));
    }

    #[test]
    fn words_are_found_over_line_ends_and_at_their_place() {
        let at = |words: &str| NOTICE[..NOTICE.find(words).unwrap()].chars().count();
        assert_eq!(find(NOTICE, "3月31日前报送", None), Some((at("3月31日"), 9)));
        let second = at("二、") + 2;
        assert_eq!(find("甲乙甲乙", "甲乙", Some(2)), Some((2, 2)));
        assert_eq!(find(NOTICE, "没有的话", Some(second)), None);
        assert_eq!(find("甲", "  ", None), None);
    }
}
