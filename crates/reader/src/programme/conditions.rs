//! Who may apply, who is barred, and how often.

use kexiang_core::organisation::OrganisationClass as Class;
use kexiang_core::programme::{Limit, LimitPer, Rule, Severity, Test};

use super::types::{Types, whole};
use super::{clause, of_kind};
use crate::fact::{Fact, Kind};
use crate::read::Reading;

/// Conditions, bars and limits.
pub fn read(reading: &Reading, types: &Types) -> (Vec<Rule>, Vec<Limit>) {
    let mut rules = Vec::new();
    let opens = |says: &str| says.contains("联合") && (says.contains("不在") || says.contains("以外"));
    let or_jointly = of_kind(reading, Kind::ApplicantEligibility).any(|fact| opens(&fact.says));
    for (at, fact) in of_kind(reading, Kind::ApplicantEligibility).enumerate() {
        let test = classes(&fact.says).map_or(Test::Statement {}, |(classes, qualified_in)| Test::ClassIn {
            classes,
            or_jointly,
            qualified_in,
        });
        rules.push(rule(format!("applicant-{}", at + 1), fact, types, test));
    }
    let bars = of_kind(reading, Kind::EligibilityExclusion).filter(|fact| !is_late(&fact.says));
    for (at, fact) in bars.enumerate() {
        rules.push(rule(format!("barred-{}", at + 1), fact, types, Test::Statement {}));
    }
    let mut limits = Vec::new();
    for (at, fact) in of_kind(reading, Kind::ApplicantLimit).enumerate() {
        let max = whole(&fact.value).and_then(|max| u32::try_from(max).ok());
        match max {
            Some(max) if fact.says.contains("联合") && !fact.says.contains("申报项目") => {
                rules.push(rule(format!("joint-{}", at + 1), fact, types, Test::JointAtMost { max }));
            }
            Some(max) if max > 0 && fact.op != ">=" => limits.push(limit(at, max, fact, types)),
            _ => rules.push(rule(format!("limit-{}", at + 1), fact, types, Test::Statement {})),
        }
    }
    (rules, limits)
}

/// `逾期不予受理` is what a deadline means.
fn is_late(says: &str) -> bool {
    says.starts_with("逾期") && says.chars().count() <= 12
}

fn rule(id: String, fact: &Fact, types: &Types, test: Test) -> Rule {
    Rule {
        id,
        types: types.codes(fact.of_type),
        severity: severity(fact),
        test,
        remedy: None,
        clause: clause(fact),
    }
}

fn limit(at: usize, max: u32, fact: &Fact, types: &Types) -> Limit {
    let person = ["负责人", "每人", "个人", "申请人", "申报人", "主持人", "申报者"]
        .iter()
        .any(|who| fact.says.contains(who));
    Limit {
        id: format!("limit-{}", at + 1),
        per: if person { LimitPer::Leader } else { LimitPer::Organisation },
        types: types.codes(fact.of_type),
        max,
        severity: severity(fact),
        counts_joint: false,
        clause: clause(fact),
    }
}

fn severity(fact: &Fact) -> Severity {
    if fact.soft { Severity::Soft } else { Severity::Hard }
}

/// The classes of applicants and the year of their qualification, where the words are nothing but a list of classes.
fn classes(says: &str) -> Option<(Vec<Class>, Option<i16>)> {
    let bare = says.rsplit('：').next().unwrap_or(says);
    let mut found = Vec::new();
    let mut year = None;
    let joined = bare
        .replace("学会（协会、研究会）", "学会")
        .replace("学会（协会）", "学会")
        .replace("（园区）", "、园区");
    for part in
        joined.split(['、', '，', '及', '和', '或', '。', '；']).filter(|part| !part.trim().is_empty())
    {
        let part = part.trim();
        let dated = part
            .find('年')
            .filter(|at| *at == 4)
            .and_then(|at| Some((part[..at].parse().ok()?, &part[at..])));
        year = dated.map(|(year, _)| year).or(year);
        found.extend(class(dated.map_or(part, |(_, rest)| rest))?);
    }
    found.dedup();
    (!found.is_empty()).then_some((found, year))
}

/// The class that a short name ends in.
fn class(name: &str) -> Option<Vec<Class>> {
    const ENDS: [(&str, &[Class]); 14] = [
        ("企业、园区科协", &[Class::EnterpriseAssociation, Class::ParkAssociation]),
        ("园区科协", &[Class::ParkAssociation]),
        ("企业科协", &[Class::EnterpriseAssociation]),
        ("企业", &[Class::EnterpriseAssociation]),
        ("高校科协", &[Class::UniversityAssociation]),
        ("县（区）科协", &[Class::CountyAssociation]),
        ("县（市、区）科协", &[Class::CountyAssociation]),
        ("县级科协", &[Class::CountyAssociation]),
        ("市级科协", &[Class::CityAssociation]),
        ("地市科协", &[Class::CityAssociation]),
        ("建站单位", &[Class::DoctoralStation]),
        ("海智基地", &[Class::OverseasBase]),
        ("学会", &[Class::Society]),
        ("研究会", &[Class::Society]),
    ];
    if name.chars().count() > 30
        || ["不", "须", "应", "具", "有", "的"].iter().any(|word| name.contains(word))
    {
        return None;
    }
    ENDS.iter().find(|(end, _)| name.ends_with(end)).map(|(_, classes)| classes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_classes_are_read_and_conditions_are_not() {
        assert_eq!(
            classes("柳州市各县（区）科协、柳州市科协所属学会（协会）、企业（园区）科协、高校科协"),
            Some((
                vec![
                    Class::CountyAssociation,
                    Class::Society,
                    Class::EnterpriseAssociation,
                    Class::ParkAssociation,
                    Class::UniversityAssociation
                ],
                None
            ))
        );
        assert_eq!(classes("申报主体：园区科协"), Some((vec![Class::ParkAssociation], None)));
        assert_eq!(
            classes("2025年自治区博士创新站各建站单位"),
            Some((vec![Class::DoctoralStation], Some(2025)))
        );
        assert_eq!(classes("具有独立法人资格的学会"), None);
        assert_eq!(classes("有工作基础"), None);
    }
}
