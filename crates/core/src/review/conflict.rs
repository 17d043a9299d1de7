use serde::{Deserialize, Serialize};

use crate::wording::normal_text;

/// Why an expert must not review an application (回避事由, domain §3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// 与申报单位同一单位
    SameOrganisation,
    /// 与申报单位的挂靠单位同一单位, or left it less than two years ago.
    HostOrganisation,
    /// 本批次申报人: applies or takes part in the same call.
    Applicant,
    /// 联合申报单位人员
    JointOrganisation,
    /// 亲属
    Kin,
    /// 师生
    TeacherStudent,
    /// 三年内共同申报或合作
    CoApplication,
    /// 申报人申请回避
    AvoidName,
    /// 专家自行申明
    SelfDeclared,
}

impl ConflictKind {
    /// All kinds, in the order lists show them.
    pub const ALL: [ConflictKind; 9] = [
        ConflictKind::SameOrganisation,
        ConflictKind::HostOrganisation,
        ConflictKind::Applicant,
        ConflictKind::JointOrganisation,
        ConflictKind::Kin,
        ConflictKind::TeacherStudent,
        ConflictKind::CoApplication,
        ConflictKind::AvoidName,
        ConflictKind::SelfDeclared,
    ];

    /// Code used in databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            ConflictKind::SameOrganisation => "same_organisation",
            ConflictKind::HostOrganisation => "host_organisation",
            ConflictKind::Applicant => "applicant",
            ConflictKind::JointOrganisation => "joint_organisation",
            ConflictKind::Kin => "kin",
            ConflictKind::TeacherStudent => "teacher_student",
            ConflictKind::CoApplication => "co_application",
            ConflictKind::AvoidName => "avoid_name",
            ConflictKind::SelfDeclared => "self_declared",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// Whether an expert or the office can declare it by hand as a relation in the pool.
    pub fn is_relation(self) -> bool {
        matches!(self, ConflictKind::Kin | ConflictKind::TeacherStudent | ConflictKind::CoApplication)
    }
}

/// A declared relation of an expert to a person or organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// Which.
    pub kind: ConflictKind,
    /// Name of the person or organisation.
    pub name: String,
    /// The year of the last common work, for [`ConflictKind::CoApplication`].
    #[serde(default)]
    pub year: Option<i16>,
}

/// What is known of an expert.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpertFacts {
    /// Name.
    pub name: String,
    /// Organisation now.
    pub organisation: String,
    /// Organisations left less than two years ago.
    pub former: Vec<String>,
    /// Telephone; an applicant with the same one is the same person.
    pub phone: String,
    /// Declared relations.
    pub relations: Vec<Relation>,
}

/// What is known of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewed {
    /// Applying organisation.
    pub organisation: String,
    /// Its host body (挂靠单位).
    pub host: String,
    /// Joint organisations.
    pub joint: Vec<String>,
    /// Leader, contact and people taking part, with their telephones where known.
    pub people: Vec<(String, String)>,
    /// Names the applicant asked to avoid.
    pub avoid: Vec<String>,
    /// Everybody who leads or takes part in any application of the same call, with telephones.
    pub applicants: Vec<(String, String)>,
    /// The year of the call.
    pub year: i16,
}

/// A conflict that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub kind: ConflictKind,
    /// Whose name or organisation it rests on.
    pub with: String,
    /// Whether it blocks by itself; otherwise a person confirms it, because names alone may deceive.
    pub certain: bool,
}

/// Years in which common work counts.
const COMMON_YEARS: i16 = 3;

/// Finds all conflicts between an expert and an application.
pub fn detect(expert: &ExpertFacts, application: &Reviewed) -> Vec<Found> {
    use ConflictKind as K;
    let mut found = Vec::new();
    let mut add = |kind, with: &str, certain| found.push(Found { kind, with: with.to_owned(), certain });
    if is_same_body(&expert.organisation, &application.organisation) {
        add(K::SameOrganisation, &application.organisation, true);
    }
    if is_same_body(&expert.organisation, &application.host) {
        add(K::HostOrganisation, &application.host, true);
    }
    let left = expert
        .former
        .iter()
        .find(|f| is_same_body(f, &application.organisation) || is_same_body(f, &application.host));
    if let Some(former) = left {
        add(K::HostOrganisation, former, true);
    }
    if let Some(joint) = application.joint.iter().find(|j| is_same_body(&expert.organisation, j)) {
        add(K::JointOrganisation, joint, true);
    }
    if let Some((name, phone)) = application.applicants.iter().find(|(name, _)| same_name(name, &expert.name))
    {
        add(K::Applicant, name, !phone.is_empty() && digits(phone) == digits(&expert.phone));
    }
    for relation in &expert.relations {
        let stale = relation.kind == K::CoApplication
            && relation.year.is_some_and(|year| application.year - year > COMMON_YEARS);
        let concerned = application.people.iter().any(|(name, _)| same_name(name, &relation.name))
            || is_same_body(&relation.name, &application.organisation);
        if concerned && !stale {
            add(relation.kind, &relation.name, true);
        }
    }
    let avoided = application
        .avoid
        .iter()
        .find(|a| same_name(a, &expert.name) || is_same_body(a, &expert.organisation));
    if let Some(name) = avoided {
        add(K::AvoidName, name, true);
    }
    found
}

/// Whether two names mean the same legal person: equal, or one is a part of the other, as a university is of its
/// association (高校科协).
fn is_same_body(a: &str, b: &str) -> bool {
    const TAILS: [&str; 3] = ["科学技术协会", "科协", "有限公司"];
    let core = |name: &str| {
        let name = normal_text(name);
        TAILS.iter().find_map(|t| name.strip_suffix(t).map(str::to_owned)).unwrap_or(name)
    };
    let (a, b) = (core(a), core(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    short == long && !short.is_empty() || (short.chars().count() >= 4 && long.starts_with(short.as_str()))
}

fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (normal_text(a), normal_text(b));
    !a.is_empty() && a == b
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}
