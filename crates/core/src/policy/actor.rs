use serde::{Deserialize, Serialize};

use crate::id::Id;

/// A role in an association's office (科协机关岗位). The three administrators are apart from each other and from all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeRole {
    /// 经办人
    Officer,
    /// 部门负责人
    Head,
    /// 分管领导
    Leader,
    /// 财务
    Finance,
    /// 纪检
    Discipline,
    /// 档案员
    Archivist,
    /// 系统管理员: accounts and configuration exist.
    System,
    /// 安全管理员: who has which role.
    Security,
    /// 审计管理员: reads logs, writes nothing.
    Audit,
    /// 评审专家: an account of the expert pool; never together with any other role of the association.
    Expert,
}

impl OfficeRole {
    /// All roles, in the order lists show them.
    pub const ALL: [OfficeRole; 10] = [
        Self::Officer,
        Self::Head,
        Self::Leader,
        Self::Finance,
        Self::Discipline,
        Self::Archivist,
        Self::System,
        Self::Security,
        Self::Audit,
        Self::Expert,
    ];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Head => "head",
            Self::Leader => "leader",
            Self::Finance => "finance",
            Self::Discipline => "discipline",
            Self::Archivist => "archivist",
            Self::System => "system",
            Self::Security => "security",
            Self::Audit => "audit",
            Self::Expert => "expert",
        }
    }

    /// The role with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }

    /// Whether it is one of the three separated administrators (三员).
    pub fn is_administrator(self) -> bool {
        matches!(self, Self::System | Self::Security | Self::Audit)
    }

    /// Whether a second factor is asked for at sign-in.
    pub fn is_privileged(self) -> bool {
        self.is_administrator() || matches!(self, Self::Finance | Self::Leader)
    }

    /// Whether one person may hold both roles in one association.
    pub fn goes_with(self, other: OfficeRole) -> bool {
        let apart = |role: OfficeRole| role.is_administrator() || role == Self::Expert;
        self == other || !(apart(self) || apart(other))
    }
}

/// A role in an organisation (单位岗位).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// 申报人
    Filler,
    /// 单位管理员
    Administrator,
    /// 推荐单位经办人
    Recommender,
}

impl MemberRole {
    /// All roles.
    pub const ALL: [MemberRole; 3] = [Self::Filler, Self::Administrator, Self::Recommender];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Self::Filler => "filler",
            Self::Administrator => "administrator",
            Self::Recommender => "recommender",
        }
    }

    /// The role with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// What kind of actor acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// Nobody is signed in.
    Nobody,
    /// A signed-in person.
    Person,
    /// A person's token on the API.
    Token,
    /// The system itself: scheduled jobs, the command line of the machine's administrator.
    System,
}

/// A role held in an association's office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Code of the association.
    pub association: String,
    /// Role.
    pub role: OfficeRole,
}

/// A role held in an organisation of an association's ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Code of the association.
    pub association: String,
    /// Organisation in its ledger.
    pub organisation: Id,
    /// Role.
    pub role: MemberRole,
}

/// Who acts, with all roles held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Kind.
    pub kind: ActorKind,
    /// Account; none for nobody and the system.
    pub account: Option<Id>,
    /// Name shown and recorded.
    pub name: String,
    /// Office roles, in any number of associations.
    pub offices: Vec<Office>,
    /// Organisation roles, in any number of associations.
    pub memberships: Vec<Membership>,
    /// Scopes of a token; a person has all.
    pub scopes: Vec<String>,
}

impl Actor {
    /// Nobody.
    pub fn nobody() -> Self {
        Self::of_kind(ActorKind::Nobody, "")
    }

    /// The system under a name, e.g. `worker` or `cli`.
    pub fn system(name: &str) -> Self {
        Self::of_kind(ActorKind::System, name)
    }

    fn of_kind(kind: ActorKind, name: &str) -> Self {
        Actor {
            kind,
            account: None,
            name: name.to_owned(),
            offices: Vec::new(),
            memberships: Vec::new(),
            scopes: Vec::new(),
        }
    }

    /// Whether the actor holds the office role in the association.
    pub fn has_office(&self, association: &str, role: OfficeRole) -> bool {
        self.offices.iter().any(|o| o.association == association && o.role == role)
    }

    /// Whether the actor holds any of the office roles in the association.
    pub fn has_any_office(&self, association: &str, roles: &[OfficeRole]) -> bool {
        roles.iter().any(|r| self.has_office(association, *r))
    }

    /// Whether the actor holds the role in the organisation.
    pub fn is_member(&self, association: &str, organisation: Id, role: MemberRole) -> bool {
        self.memberships
            .iter()
            .any(|m| m.association == association && m.organisation == organisation && m.role == role)
    }

    /// Whether the actor belongs to the organisation in any role.
    pub fn belongs_to(&self, association: &str, organisation: Id) -> bool {
        self.memberships.iter().any(|m| m.association == association && m.organisation == organisation)
    }
}
