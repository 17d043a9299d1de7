//! Organisations: their classes and the facts of their ledger that rules look at.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Class of an organisation as the notices name them (申报主体类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationClass {
    /// 学会（协会、研究会）
    Society,
    /// 县（区）科协
    CountyAssociation,
    /// 市级科协
    CityAssociation,
    /// 企业科协
    EnterpriseAssociation,
    /// 园区科协
    ParkAssociation,
    /// 高校科协
    UniversityAssociation,
    /// 博士创新站建站单位
    DoctoralStation,
    /// 海智基地
    OverseasBase,
    /// 海归创业联合体
    ReturneeUnion,
    /// 海归创业联合体理事单位
    ReturneeMember,
    /// 基层“三会”
    GrassrootsSociety,
    /// Any other body: enterprise, institute, hospital.
    Other,
}

impl OrganisationClass {
    /// Whether bodies of this class usually stand under a host and are no legal person of their own (domain §0).
    pub fn is_hosted(self) -> bool {
        matches!(self, Self::EnterpriseAssociation | Self::ParkAssociation | Self::UniversityAssociation)
    }

    /// All classes, in the order lists show them.
    pub const ALL: [OrganisationClass; 12] = [
        Self::Society,
        Self::CountyAssociation,
        Self::CityAssociation,
        Self::EnterpriseAssociation,
        Self::ParkAssociation,
        Self::UniversityAssociation,
        Self::DoctoralStation,
        Self::OverseasBase,
        Self::ReturneeUnion,
        Self::ReturneeMember,
        Self::GrassrootsSociety,
        Self::Other,
    ];

    /// Code used in files, databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Self::Society => "society",
            Self::CountyAssociation => "county_association",
            Self::CityAssociation => "city_association",
            Self::EnterpriseAssociation => "enterprise_association",
            Self::ParkAssociation => "park_association",
            Self::UniversityAssociation => "university_association",
            Self::DoctoralStation => "doctoral_station",
            Self::OverseasBase => "overseas_base",
            Self::ReturneeUnion => "returnee_union",
            Self::ReturneeMember => "returnee_member",
            Self::GrassrootsSociety => "grassroots_society",
            Self::Other => "other",
        }
    }

    /// The class with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }
}

/// A kind of fact that the ledger holds by year (单位台账).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// 年检: `passed`, `basic`, `failed`; `absent`: did not take part.
    AnnualInspection,
    /// 行政处罚: the organ, `civil_affairs` or `other`; `none` where the office looked and there was none.
    Penalty,
    /// 学会评价等级: `A`, `B`, `C`.
    Grade,
    /// 上一年度项目: `completed`, `unfinished`.
    Projects,
    /// 项目总结报告: `submitted`, `missing`.
    Summary,
}

impl FactKind {
    /// All kinds.
    pub const ALL: [FactKind; 5] =
        [Self::AnnualInspection, Self::Penalty, Self::Grade, Self::Projects, Self::Summary];

    /// Code used in files, databases and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Self::AnnualInspection => "annual_inspection",
            Self::Penalty => "penalty",
            Self::Grade => "grade",
            Self::Projects => "projects",
            Self::Summary => "summary",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The values it may have, in the order forms offer them.
    pub fn values(self) -> &'static [&'static str] {
        match self {
            Self::AnnualInspection => &["passed", "basic", "failed", "absent"],
            Self::Penalty => &["civil_affairs", "other", "none"],
            Self::Grade => &["A", "B", "C"],
            Self::Projects => &["completed", "unfinished"],
            Self::Summary => &["submitted", "missing"],
        }
    }

    /// Whether `value` is one of its values.
    pub fn allows(self, value: &str) -> bool {
        self.values().contains(&value)
    }
}

/// One entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Which.
    pub kind: FactKind,
    /// Of which year.
    pub year: i16,
    /// Its value, see [`FactKind`].
    pub value: String,
}

/// A measure that bars an organisation from applying for a time (限制申报).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditBar {
    /// First day.
    pub from: Date,
    /// Last day; none: for good.
    pub to: Option<Date>,
    /// Decision it rests on.
    pub basis: String,
}

/// What rules know of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Class.
    pub class: OrganisationClass,
    /// 团体会员
    pub member: bool,
    /// 独立法人
    pub legal_person: bool,
    /// Has a bank account of its own.
    pub own_account: bool,
    /// GB/T 2260 code.
    pub region: String,
    /// Years for which it holds the qualification its class stands for (L02); empty: not recorded.
    pub qualified_in: Vec<i16>,
    /// Facts by year.
    pub facts: Vec<Fact>,
    /// Years for which the ledger is complete, so that a missing fact means `absent`.
    pub closed_years: Vec<i16>,
    /// Credit measures.
    pub bars: Vec<CreditBar>,
}
