use serde::{Deserialize, Serialize};

use super::{Kind, Method, TieBreak};

/// How a panel scores (评分标准): criteria with their greatest points, bands that say what points mean, and when a comment
/// is due. A programme may bring its own; [`Rubric::standard`] is the habit of the field (domain §3.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// Id, unique within the programme.
    pub id: String,
    /// Name on the scoring page.
    pub name: String,
    /// Codes of the types it is for; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// The criteria in their order.
    #[serde(rename = "criterion")]
    pub criteria: Vec<Criterion>,
    /// When a comment is due.
    #[serde(default)]
    pub comment: CommentRule,
    /// How the experts' totals become one score.
    #[serde(default)]
    pub method: Method,
    /// What decides between equal scores, in order.
    #[serde(default = "usual_breaks")]
    pub tie_breaks: Vec<TieBreak>,
}

/// One thing to judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Id, unique within the rubric.
    pub id: String,
    /// What is judged.
    pub name: String,
    /// What to look at.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub say: String,
    /// Greatest points, whole.
    pub points: u32,
    /// Kinds of experts who judge it; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// What points mean, the highest band first; empty: the usual four.
    #[serde(default, rename = "band", skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
}

/// A band of points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Least percent of the greatest points.
    pub from: u32,
    /// What such points mean.
    pub says: String,
}

/// When a comment is due: totals below and above these points of 100 (domain §3.4: below 60 or above 90, 30 characters).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CommentRule {
    /// Below this total, points of 100.
    pub below: u32,
    /// Above this total, points of 100.
    pub above: u32,
    /// Least characters of the comment.
    pub characters: u32,
}

impl Default for CommentRule {
    fn default() -> Self {
        CommentRule { below: 60, above: 90, characters: 30 }
    }
}

fn usual_breaks() -> Vec<TieBreak> {
    vec![TieBreak::Priority, TieBreak::Technical, TieBreak::Vote]
}

impl Rubric {
    /// The criteria an expert of these kinds judges.
    pub fn criteria_for<'a>(&'a self, kinds: &[Kind]) -> impl Iterator<Item = &'a Criterion> + use<'a> {
        let mine = kinds.to_vec();
        self.criteria.iter().filter(move |c| c.kinds.is_empty() || c.kinds.iter().any(|k| mine.contains(k)))
    }

    /// The rubric of 科协 activity projects where the programme brings none.
    pub fn standard() -> Rubric {
        let criterion = |id: &str, name: &str, say: &str, points| Criterion {
            id: id.to_owned(),
            name: name.to_owned(),
            say: say.to_owned(),
            points,
            kinds: Vec::new(),
            bands: Vec::new(),
        };
        Rubric {
            id: "standard".to_owned(),
            name: "科协活动类项目评分标准".to_owned(),
            types: Vec::new(),
            criteria: vec![
                criterion("need", "必要性与契合度", "是否符合通知要求和学科、产业需要", 20),
                criterion("plan", "方案可行性", "内容是否具体，进度和分工是否可行", 25),
                criterion("team", "团队与基础", "承担单位和负责人的能力与工作基础", 15),
                criterion("targets", "绩效目标", "指标是否明确、可考核，成效是否可期", 20),
                criterion("budget", "预算合理性", "测算是否有依据，支出是否合规", 15),
                criterion("model", "特色与示范", "是否有特色，能否推广", 5),
            ],
            comment: CommentRule::default(),
            method: Method::default(),
            tie_breaks: usual_breaks(),
        }
    }
}

impl Criterion {
    /// What points mean, the highest band first: its own bands, or the usual four (优 良 中 差).
    pub fn bands(&self) -> Vec<Band> {
        if !self.bands.is_empty() {
            return self.bands.clone();
        }
        let band = |from, says: &str| Band { from, says: says.to_owned() };
        vec![band(90, "优"), band(80, "良"), band(60, "中"), band(0, "差")]
    }

    /// Least and greatest points of each band in whole points, the highest band first. Bands without a whole point of
    /// their own are left out.
    pub fn ranges(&self) -> Vec<(u32, u32, String)> {
        let mut top = self.points;
        let mut ranges = Vec::new();
        for (n, band) in self.bands().into_iter().enumerate() {
            let least = (self.points * band.from).div_ceil(100);
            if n > 0 && least > top {
                continue;
            }
            ranges.push((least, top, band.says));
            if least == 0 {
                break;
            }
            top = least - 1;
        }
        ranges
    }
}
