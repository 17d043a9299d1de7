//! Ways on which people are told beside their inbox (消息渠道): what each person wants, and what comes whatever they want.
//! The inbox always has everything; a way only adds to it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A way beside the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 短信, at once
    Sms,
    /// 邮件, at once
    Mail,
    /// 每日摘要: one letter in the morning with everything that is unread
    Digest,
}

impl Channel {
    /// All ways.
    pub const ALL: [Channel; 3] = [Channel::Sms, Channel::Mail, Channel::Digest];

    /// Code used in databases, forms and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Channel::Sms => "sms",
            Channel::Mail => "mail",
            Channel::Digest => "digest",
        }
    }

    /// The way with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// 办理进度
    Step,
    /// 到期提醒
    Due,
    /// 逾期提醒
    Overdue,
    /// 检查与整改
    Inspection,
}

impl Topic {
    /// All topics.
    pub const ALL: [Topic; 4] = [Topic::Step, Topic::Due, Topic::Overdue, Topic::Inspection];

    /// Code used in databases, forms and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Topic::Step => "step",
            Topic::Due => "due",
            Topic::Overdue => "overdue",
            Topic::Inspection => "inspection",
        }
    }

    /// The topic with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.code() == code)
    }

    /// What a message of this kind is about.
    pub fn of(kind: &str) -> Self {
        match kind.split('-').next() {
            Some("due") => Topic::Due,
            Some("overdue") => Topic::Overdue,
            Some("inspection") => Topic::Inspection,
            _ => Topic::Step,
        }
    }
}

/// Whether a topic comes on this way whatever the person wants: what is overdue or to be put right reaches the telephone
/// (domain §6: 整改).
pub fn is_mandatory(topic: Topic, channel: Channel) -> bool {
    channel == Channel::Sms && matches!(topic, Topic::Overdue | Topic::Inspection)
}

/// What a person wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(pub BTreeSet<(Topic, Channel)>);

impl Choices {
    /// Whether a topic comes on a way.
    pub fn has(&self, topic: Topic, channel: Channel) -> bool {
        is_mandatory(topic, channel) || self.0.contains(&(topic, channel))
    }

    /// The ways of a message that goes out at once.
    pub fn at_once(&self, kind: &str) -> Vec<Channel> {
        let topic = Topic::of(kind);
        [Channel::Sms, Channel::Mail].into_iter().filter(|c| self.has(topic, *c)).collect()
    }
}
