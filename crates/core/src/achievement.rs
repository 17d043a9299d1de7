//! Achievements (成果): what a project has beside its activities: reports, cases, news, decks, recordings, technologies
//! transferred, needs posted. Lengths are read from the files, never typed where a file can say them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::refusal::Refusal;

/// State of an achievement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 已登记: the organisation says so.
    #[default]
    Reported,
    /// 已核实: the office agrees.
    Confirmed,
    /// 不予认定
    Rejected,
    /// 已被替换: a later one stands in its place.
    Replaced,
}

impl State {
    /// All states.
    pub const ALL: [State; 4] = [State::Reported, State::Confirmed, State::Rejected, State::Replaced];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            State::Reported => "reported",
            State::Confirmed => "confirmed",
            State::Rejected => "rejected",
            State::Replaced => "replaced",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether it counts towards indicators.
    pub fn counts(self) -> bool {
        matches!(self, State::Reported | State::Confirmed)
    }
}

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// 修改: what was reported is put right.
    Edit,
    /// 核实
    Confirm,
    /// 不予认定
    Reject {
        /// Why.
        reason: String,
    },
    /// 替换: a later one stands in its place.
    Replace,
}

impl Command {
    /// Code used in records and message keys.
    pub fn code(&self) -> &'static str {
        match self {
            Command::Edit => "edit",
            Command::Confirm => "confirm",
            Command::Reject { .. } => "reject",
            Command::Replace => "replace",
        }
    }

    /// One of each, for tables and tests.
    pub fn samples() -> Vec<Command> {
        vec![Command::Edit, Command::Confirm, Command::Reject { reason: "理由".to_owned() }, Command::Replace]
    }
}

/// Decides a command on an achievement.
///
/// # Errors
/// `achievement-wrong-state`, `reason-missing`.
pub fn decide(state: State, command: &Command) -> Result<State, Refusal> {
    use Command as C;
    use State as S;
    match (state, command) {
        // What the office did not count may be put right and is looked at again.
        (S::Reported | S::Rejected, C::Edit) => Ok(S::Reported),
        (S::Reported | S::Rejected, C::Confirm) => Ok(S::Confirmed),
        (S::Reported | S::Confirmed, C::Reject { reason }) if reason.trim().is_empty() => {
            Err(Refusal::new("reason-missing").at("reason"))
        }
        (S::Reported | S::Confirmed, C::Reject { .. }) => Ok(S::Rejected),
        (S::Reported | S::Rejected, C::Replace) => Ok(S::Replaced),
        (state, command) => {
            let refusal = Refusal::new("achievement-wrong-state").with("achievement-state", state.code());
            Err(refusal.with("achievement-command", command.code()))
        }
    }
}

/// What was read from a file; none where it cannot be read from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Characters by the Word rule (字数).
    pub characters: Option<i64>,
    /// Seconds of sound or film.
    pub seconds: Option<i64>,
    /// Slides of a deck.
    pub slides: Option<i64>,
}

/// Something a project has achieved or handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Achievement {
    /// Id.
    pub id: Id,
    /// Title.
    pub title: String,
    /// Ids of the indicators it is meant to count for.
    pub counts_for: Vec<String>,
    /// Id of the document to hand in that it is; empty: none.
    #[serde(default)]
    pub deliverable: String,
    /// When it was handed in, published or reached.
    pub on: Date,
    /// Where it appeared: medium, web site, platform (渠道).
    #[serde(default)]
    pub channel: String,
    /// How many it stands for: results posted, people reached, the part of a percentage.
    pub number: i64,
    /// The whole of a percentage.
    #[serde(default)]
    pub whole: Option<i64>,
    /// Organisations it covers, by name.
    #[serde(default)]
    pub organisations: Vec<String>,
    /// What was read from its file.
    #[serde(default)]
    pub extent: Extent,
    /// Headings that were found in it (L18).
    #[serde(default)]
    pub sections: Vec<String>,
    /// Required words that it was found to bear (标注).
    #[serde(default)]
    pub labels: Vec<String>,
    /// How a target without a number was met, in words (G08).
    #[serde(default)]
    pub words: String,
    /// Name and SHA-256 of its file; empty where it has none.
    #[serde(default)]
    pub file: (String, String),
    /// Where it stands.
    #[serde(default)]
    pub state: State,
}

impl Achievement {
    /// One with nothing but its title.
    pub fn new(id: Id, title: &str, on: Date) -> Self {
        Achievement {
            id,
            title: title.to_owned(),
            counts_for: Vec::new(),
            deliverable: String::new(),
            on,
            channel: String::new(),
            number: 1,
            whole: None,
            organisations: Vec::new(),
            extent: Extent::default(),
            sections: Vec::new(),
            labels: Vec::new(),
            words: String::new(),
            file: (String::new(), String::new()),
            state: State::Reported,
        }
    }
}

/// Everything wrong with what was typed.
///
/// # Errors
/// `achievement-title-missing`, `achievement-number`, `achievement-whole` for a part greater than its whole,
/// `achievement-indicator-unknown` with the id.
pub fn check(
    achievement: &Achievement,
    indicators: &[&str],
    deliverables: &[&str],
) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    if achievement.title.trim().is_empty() {
        wrong.push(Refusal::new("achievement-title-missing").at("title"));
    }
    if achievement.number < 0 {
        wrong.push(Refusal::new("achievement-number").at("number"));
    }
    if achievement.whole.is_some_and(|whole| whole <= 0 || achievement.number > whole) {
        wrong.push(Refusal::new("achievement-whole").at("whole"));
    }
    let named = achievement.counts_for.iter().filter(|id| !indicators.contains(&id.as_str()));
    let handed = Some(&achievement.deliverable).filter(|id| !id.is_empty());
    let strange = named.chain(handed.filter(|id| !deliverables.contains(&id.as_str())));
    wrong.extend(
        strange.map(|id| Refusal::new("achievement-indicator-unknown").with("id", id).at("counts_for")),
    );
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}
