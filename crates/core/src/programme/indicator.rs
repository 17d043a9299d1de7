use serde::{Deserialize, Serialize};

use super::Clause;

/// How a result is compared with its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparator {
    /// 不少于, 至少, 以上
    #[serde(rename = ">=")]
    AtLeast,
    /// 不超过
    #[serde(rename = "<=")]
    AtMost,
    /// A plain number without 不少于 (举办1场): printed as it is; more meets it too, since no notice punishes more.
    #[serde(rename = "=")]
    Exactly,
    /// 左右, 约: within the tolerance of [`Quantity::TOLERANCE_PERCENT`].
    #[serde(rename = "~")]
    About,
    /// Between `value` and `max`, both included.
    #[serde(rename = "..")]
    Between,
}

/// A number with its comparator and unit: `{ op = ">=", value = 2, unit = "场" }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// Comparator.
    pub op: Comparator,
    /// The mark.
    pub value: i64,
    /// Upper mark of `..`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// Unit in the notice's words: 场, 人, 字, 分钟, %, 天.
    pub unit: String,
}

impl Quantity {
    /// What `左右` allows on either side of the mark, in percent. The notices give no figure; ten is the habit of the field.
    pub const TOLERANCE_PERCENT: i64 = 10;

    /// Whether a result meets the mark.
    pub fn is_met_by(&self, result: i64) -> bool {
        match self.op {
            Comparator::AtLeast | Comparator::Exactly => result >= self.value,
            Comparator::AtMost => result <= self.value,
            Comparator::About => {
                (result - self.value).abs() * 100 <= self.value.abs() * Self::TOLERANCE_PERCENT
            }
            Comparator::Between => result >= self.value && self.max.is_none_or(|max| result <= max),
        }
    }

    /// Whether a promise is at least as demanding as the mark: targets may be raised, never lowered.
    pub fn is_honoured_by(&self, promise: i64) -> bool {
        match self.op {
            Comparator::AtLeast | Comparator::Exactly => promise >= self.value,
            Comparator::AtMost => promise <= self.value,
            Comparator::About | Comparator::Between => self.is_met_by(promise),
        }
    }
}

/// What an indicator counts, so that it can be computed from activities and deliverables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Events held (活动场次).
    Activities,
    /// People taking part.
    Participants,
    /// Experts or speakers taking part.
    Experts,
    /// Talks, lectures, courses (报告、讲课).
    Talks,
    /// Organisations taking part or covered.
    Organisations,
    /// Enterprises served.
    Enterprises,
    /// Technologies or results transferred.
    Transfers,
    /// Needs and results posted on a platform.
    Postings,
    /// News items or reports in media.
    News,
    /// Documents handed in (报告, 案例).
    Documents,
    /// Length of a text by the Word rule (字数).
    Characters,
    /// Slide decks.
    Slides,
    /// Minutes of a talk or video; of several the shortest counts.
    Minutes,
    /// Hours recorded.
    Hours,
    /// Days in a row.
    Days,
    /// Issues of a bulletin.
    Issues,
    /// Innovations, cases, contents chosen: things counted one by one.
    Items,
    /// Share in percent.
    Percent,
    /// Required words on every resource (标注, 冠名).
    Label,
    /// Free-text target without a number (G08).
    Text,
}

/// What alone counts towards an indicator, where its measure does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// People on site (线下, N08).
    OnSite,
    /// People on site, added up over the days (线下按时间累计, G02, G04).
    Daily,
    /// Academicians and experts known in the nation or their field (院士、知名专家; N08, X02).
    Known,
    /// Experts of different fields, each field once (不同细分领域, G02).
    Fields,
    /// Events with a national society (国家级学会, L15).
    NationalSociety,
    /// Events with the leading doctor of the station or the team (领衔建站的博士及其团队, L16).
    StationTeam,
    /// Events in an enterprise or park (深入企业（园区）, L17).
    Enterprise,
    /// Keynote talks (主旨报告, X03).
    Keynote,
}

impl Condition {
    /// All conditions with the words by which notices set them.
    const WORDS: [(Condition, &'static [&'static str]); 8] = [
        (Condition::Daily, &["线下活动按时间累计"]),
        (Condition::OnSite, &["线下参会", "线下参加"]),
        (Condition::Known, &["知名专家", "院士"]),
        (Condition::Fields, &["不同细分领域", "不同领域"]),
        (Condition::NationalSociety, &["国家级学会"]),
        (Condition::StationTeam, &["建站的博士"]),
        (Condition::Enterprise, &["深入企业"]),
        (Condition::Keynote, &["主旨报告"]),
    ];

    /// The conditions that a requirement's words set for what is counted.
    pub fn read(measure: Measure, words: &str) -> Vec<Condition> {
        let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
        let said = Self::WORDS.iter().filter(|(_, marks)| marks.iter().any(|mark| words.contains(mark)));
        said.map(|(condition, _)| *condition).filter(|c| c.concerns(measure)).collect()
    }

    /// Whether it makes a difference to what is counted.
    pub fn concerns(self, measure: Measure) -> bool {
        match self {
            Condition::OnSite | Condition::Daily => measure == Measure::Participants,
            Condition::Known | Condition::Fields => measure == Measure::Experts,
            Condition::NationalSociety | Condition::StationTeam | Condition::Enterprise => {
                measure == Measure::Activities
            }
            Condition::Keynote => matches!(measure, Measure::Talks | Measure::Minutes),
        }
    }
}

/// What every single event must meet: `每场不少于30人`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Each {
    /// What is counted at each event.
    pub measure: Measure,
    /// The mark.
    pub target: Quantity,
}

/// One of several ways to fulfil an indicator (N03: 4 events, or one of 200 people).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// What this way is, in words, where the indicator's name does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is counted; the indicator's own measure where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// The mark.
    pub target: Quantity,
    /// What every single one must meet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub each: Vec<Each>,
}

/// After what a relative due date runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueAfter {
    /// After each event (G02).
    Event,
    /// After the project's completion (G03).
    Completion,
    /// After the award.
    Award,
}

/// A due date: relative, `{ after = "event", within = "P1M" }`, or absolute, `{ by = "2024-05-31" }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// Start of a relative due date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<DueAfter>,
    /// ISO duration from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// Absolute date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A result that the notice requires (绩效指标).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Id, unique within the type.
    pub id: String,
    /// What is required, in words, e.g. `“学会专家走基层”活动`.
    pub name: String,
    /// What is counted.
    pub measure: Measure,
    /// First and second level of the performance table, e.g. `产出/数量` (domain: 三级指标).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Codes of the tiers it binds; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<String>,
    /// The mark; none for alternatives, labels and free-text targets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Quantity>,
    /// What every single event or document must meet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub each: Vec<Each>,
    /// Ways of which one suffices.
    #[serde(default, rename = "alternative", skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// Id of the indicator it is counted within: 5 of the 7 sub-forums are joint ones (G04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// What alone counts, beyond the measure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Condition>,
    /// Where it must appear or be done: media, web sites, platforms, in the notice's words (N04, X03).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// Words that the event or every resource must bear (L14, X03).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// Due date of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Where the notice says so.
    pub clause: Clause,
}

impl Indicator {
    /// The ways to fulfil it: its alternatives, or its one target; empty for labels and free text.
    pub fn ways(&self) -> Vec<Alternative> {
        if !self.alternatives.is_empty() {
            return self.alternatives.clone();
        }
        let target = self.target.iter().cloned();
        target
            .map(|target| Alternative { name: None, measure: None, target, each: self.each.clone() })
            .collect()
    }
}

/// A document or work to hand in (提交材料).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deliverable {
    /// Id, unique within the type.
    pub id: String,
    /// Name in the notice's words.
    pub name: String,
    /// Codes of the tiers it binds; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<String>,
    /// Ids of the type's indicators that it proves; their numbers are its numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proves: Vec<String>,
    /// How many, where no indicator says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Quantity>,
    /// How long: characters, minutes, decks; where no indicator says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<Quantity>,
    /// Where it must appear (报送网站、公众号).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// Sections it must have (L18).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<String>,
    /// Due date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Where the notice says so.
    pub clause: Clause,
}
