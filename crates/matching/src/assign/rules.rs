//! The hard rules of a problem, each with a name, so that a conflict can be told in their terms.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::outcome::Clash;
use super::problem::Cause;

/// One hard rule, with the names it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// So many reviews of an application.
    Reviews {
        /// The application.
        application: String,
        /// How many.
        count: u32,
    },
    /// At least so many seats of a kind on the panel of an application.
    Panel {
        /// The application.
        application: String,
        /// The kind.
        kind: String,
        /// How many at least.
        at_least: u32,
    },
    /// At most so many experts of one organisation on the panel of an application.
    PerOrganisation {
        /// The application.
        application: String,
        /// How many at most.
        at_most: u32,
    },
    /// The most reviews of an expert.
    MaxLoad {
        /// The expert.
        expert: String,
        /// How many at most.
        max: u32,
    },
    /// The fewest reviews of an expert.
    MinLoad {
        /// The expert.
        expert: String,
        /// How many at least.
        min: u32,
    },
    /// An expert takes no part.
    Absent {
        /// The expert.
        expert: String,
        /// Why.
        reason: String,
    },
    /// An expert attends only some sessions.
    Sessions {
        /// The expert.
        expert: String,
        /// Which.
        sessions: Vec<String>,
    },
    /// Experts who must not review an application.
    Conflict {
        /// The application.
        application: String,
        /// The experts.
        experts: Vec<String>,
        /// Conflict of interest or repetition.
        cause: Cause,
        /// In words.
        reason: String,
    },
    /// A pair that must be in the assignment.
    Fixed {
        /// The application.
        application: String,
        /// The expert.
        expert: String,
    },
    /// A pair that must not be in the assignment.
    Forbidden {
        /// The application.
        application: String,
        /// The expert.
        expert: String,
    },
    /// Applications that go to the same experts.
    Group {
        /// Name of the group.
        name: String,
        /// Its applications.
        applications: Vec<String>,
    },
}

impl Rule {
    /// The application or expert that the rule is about, and whether it is an expert; `None` for rules about pairs
    /// and groups, which are always told one by one.
    fn subject(&self) -> Option<(&str, bool)> {
        match self {
            Self::Reviews { application, .. }
            | Self::Panel { application, .. }
            | Self::PerOrganisation { application, .. } => Some((application, false)),
            Self::MaxLoad { expert, .. } | Self::MinLoad { expert, .. } => Some((expert, true)),
            _ => None,
        }
    }

    /// The words of the rule, with `subject` for whom it is about.
    fn words(&self, subject: &str) -> String {
        match self {
            Self::Reviews { count, .. } => format!("{subject}须有 {count} 名专家评审"),
            Self::Panel { kind, at_least, .. } => {
                format!("{subject}的专家组中{kind}专家不少于 {at_least} 名")
            }
            Self::PerOrganisation { at_most, .. } => {
                format!("{subject}的专家组中同一单位的专家不超过 {at_most} 名")
            }
            Self::MaxLoad { max, .. } => format!("{subject}最多评审 {max} 项"),
            Self::MinLoad { min, .. } => format!("{subject}至少评审 {min} 项"),
            Self::Absent { expert, reason } => format!("专家 {expert} 不参加{}", bracketed(reason)),
            Self::Sessions { expert, sessions } => {
                format!("专家 {expert} 只能参加场次：{}", sessions.join("、"))
            }
            Self::Conflict { application, experts, cause, reason } => {
                let why = match cause {
                    Cause::Interest => "须回避",
                    Cause::Repeat => "连年不重复，排除",
                };
                let reason = bracketed(reason);
                format!("项目 {application} {why} {} 名专家{reason}：{}", experts.len(), few(experts))
            }
            Self::Fixed { application, expert } => format!("指定专家 {expert} 评审项目 {application}"),
            Self::Forbidden { application, expert } => format!("禁止专家 {expert} 评审项目 {application}"),
            Self::Group { name, applications } => {
                format!("“{name}”的 {} 个项目由同一组专家评审：{}", applications.len(), few(applications))
            }
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = self
            .subject()
            .map(|(name, expert)| if expert { format!("专家 {name} ") } else { format!("项目 {name} ") });
        f.write_str(&self.words(&subject.unwrap_or_default()))
    }
}

fn bracketed(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!("（{reason}）") }
}

/// The first names of a list, and that there are more.
fn few<N: AsRef<str>>(names: &[N]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(AsRef::as_ref).collect();
    if names.len() > SHOWN { format!("{} 等", shown.join("、")) } else { shown.join("、") }
}

impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each =
            if self.irreducible { "，去掉其中任何一条，其余即可同时满足" } else { "" };
        write!(f, "下列 {} 条规则不能同时满足{each}：", self.rules.len())?;
        for (rule, names) in self.by_words() {
            match (rule.subject(), names.len()) {
                (Some((_, expert)), 2..) => {
                    let counted = if expert { "名专家" } else { "个项目" };
                    let words = rule.words(&format!("{} {counted}中，每{}", names.len(), &counted[..3]));
                    write!(f, "\n- {words}：{}", few(&names))?;
                }
                _ => write!(f, "\n- {rule}")?,
            }
        }
        if let Some((needed, offered)) = self.shortage() {
            write!(f, "\n共需 {needed} 人次，涉及的专家至多能承担 {offered} 人次")?;
        }
        Ok(())
    }
}

impl Clash {
    /// The rules, those of the same words together with the names they are about, in order of appearance.
    fn by_words(&self) -> Vec<(&Rule, Vec<&str>)> {
        let mut lines: Vec<(String, &Rule, Vec<&str>)> = Vec::new();
        for rule in &self.rules {
            let words = rule.words("");
            let name = rule.subject().map(|(name, _)| name);
            match lines.iter_mut().find(|(known, _, _)| *known == words) {
                Some((_, _, names)) => names.extend(name),
                None => lines.push((words, rule, name.into_iter().collect())),
            }
        }
        lines.into_iter().map(|(_, rule, names)| (rule, names)).collect()
    }

    /// Where the clash is a plain shortage: reviews (or seats of panels) that are asked for, and the most that the
    /// experts who could do them can do.
    fn shortage(&self) -> Option<(u64, u64)> {
        let (mut reviews, mut seats, mut offered) = (0, 0, 0);
        for rule in &self.rules {
            match rule {
                Rule::Reviews { count, .. } => reviews += u64::from(*count),
                Rule::Panel { at_least, .. } => seats += u64::from(*at_least),
                Rule::MaxLoad { max, .. } => offered += u64::from(*max),
                Rule::Conflict { .. }
                | Rule::Forbidden { .. }
                | Rule::Absent { .. }
                | Rule::Sessions { .. } => {}
                _ => return None,
            }
        }
        let needed = reviews.max(seats);
        (reviews.min(seats) == 0 && offered > 0 && needed > offered).then_some((needed, offered))
    }
}
