//! Indicators, deliverables and enclosures.

use kexiang_core::programme::{
    Clause, Comparator, Condition, Deliverable, Each, Enclosure, Indicator, Measure, Quantity,
};

use super::types::{Types, whole};
use super::{clause, cut, of_kind};
use crate::fact::{Fact, Kind, Part};
use crate::read::Reading;

/// First and second level of the performance table for what is counted.
const LEVEL: &str = "产出/数量";

/// The indicators of a type. A number that every single event or text must meet belongs to the event or the text.
pub fn indicators(reading: &Reading, index: usize) -> Vec<Indicator> {
    let alone = reading.types.len() == 1;
    let mut found: Vec<(Option<usize>, Indicator)> = Vec::new();
    let own = of_kind(reading, Kind::Indicator)
        .filter(|fact| fact.of_type == Some(index) || alone && fact.of_type.is_none())
        .filter(|fact| fact.rule != "indicator.form" && fact.part == Part::Work);
    for fact in own {
        let Some(target) = quantity(fact) else { continue };
        let measure = measure(fact);
        let whole = found.iter_mut().rev().find(|(sentence, known)| {
            sentence.is_some()
                && *sentence == fact.sentence
                && known.each.len() < 4
                && belongs(measure, fact, known)
        });
        if let Some((_, known)) = whole {
            known.each.push(Each { measure, target });
            continue;
        }
        let id = format!("i{}", found.len() + 1);
        let name = name(if fact.what.is_empty() { &fact.says } else { &fact.what });
        let indicator = Indicator {
            id,
            name,
            measure,
            level: Some(LEVEL.to_owned()),
            tiers: Vec::new(),
            target: Some(target),
            each: Vec::new(),
            alternatives: Vec::new(),
            part_of: None,
            only: Condition::read(measure, &clause(fact).says),
            channels: Vec::new(),
            labels: Vec::new(),
            due: None,
            clause: clause(fact),
        };
        found.push((fact.sentence, indicator));
    }
    found.into_iter().map(|(_, indicator)| indicator).collect()
}

/// What is required, in a few words, its quotation marks in pairs.
fn name(words: &str) -> String {
    let bare = words.trim_start_matches(['或', '由', '并', '、']);
    let closed = match (bare.find('“'), bare.find('”')) {
        (open, Some(close)) if open.is_none_or(|open| open > close) => format!("“{bare}"),
        _ => bare.to_owned(),
    };
    cut(&closed, 40)
}

/// The length of a text, or what is said of every single event.
fn belongs(measure: Measure, fact: &Fact, known: &Indicator) -> bool {
    let text = matches!(measure, Measure::Characters | Measure::Slides)
        && matches!(known.measure, Measure::Documents | Measure::Items | Measure::News);
    let single =
        ["每场", "每次", "每期", "每篇", "每个", "每项", "规模"].iter().any(|each| fact.says.contains(each));
    let event = single
        && matches!(
            known.measure,
            Measure::Activities | Measure::Documents | Measure::Issues | Measure::Items
        )
        && matches!(
            measure,
            Measure::Participants
                | Measure::Minutes
                | Measure::Characters
                | Measure::Experts
                | Measure::Hours
                | Measure::Organisations
        );
    text || event
}

fn quantity(fact: &Fact) -> Option<Quantity> {
    let unit = if fact.unit.is_empty() { "个".to_owned() } else { fact.unit.clone() };
    if let Some([low, high]) = fact.value.as_array().map(Vec::as_slice) {
        let (low, high) = (whole(low)?, whole(high)?);
        return (low <= high).then_some(Quantity {
            op: Comparator::Between,
            value: low,
            max: Some(high),
            unit,
        });
    }
    let op = match fact.op.as_str() {
        ">=" => Comparator::AtLeast,
        "<=" => Comparator::AtMost,
        "~" => Comparator::About,
        _ => Comparator::Exactly,
    };
    let value = whole(&fact.value).filter(|value| *value >= 0)?;
    Some(Quantity { op, value, max: None, unit })
}

/// What the unit and the words count.
fn measure(fact: &Fact) -> Measure {
    let says = |words: &[&str]| words.iter().any(|word| fact.what.contains(word) || fact.says.contains(word));
    match fact.unit.trim() {
        "字" | "千字" | "万字" => Measure::Characters,
        "%" | "％" => Measure::Percent,
        "分钟" => Measure::Minutes,
        "小时" | "学时" | "课时" => Measure::Hours,
        "天" | "日" => Measure::Days,
        "人" | "名" | "位" | "人次" if says(&["专家", "嘉宾", "院士", "教授"]) => {
            Measure::Experts
        }
        "人" | "名" | "位" | "人次" => Measure::Participants,
        "期" if says(&["简报", "刊", "通讯", "快报", "专报"]) => Measure::Issues,
        "场" | "场次" | "次" | "期" | "届" => Measure::Activities,
        "家" if says(&["企业", "公司", "园区"]) => Measure::Enterprises,
        "家" => Measure::Organisations,
        "篇" | "条" if says(&["新闻", "报道", "媒体", "信息", "宣传"]) => Measure::News,
        "篇" | "份" | "部" | "本" | "册" => Measure::Documents,
        "个" if says(&["幻灯片", "课件"]) => Measure::Slides,
        "个" if says(&["学会参加", "单位参加", "学会", "单位参与"]) => Measure::Organisations,
        _ => Measure::Items,
    }
}

/// What projects of a type hand in.
pub fn deliverables(reading: &Reading, index: usize) -> Vec<Deliverable> {
    let proving = indicators(reading, index);
    let own = of_kind(reading, Kind::Deliverable)
        .filter(|fact| fact.of_type == Some(index) && fact.part == Part::Work)
        .filter(|fact| evidence_in(&fact.says).is_none());
    own.enumerate()
        .map(|(at, fact)| {
            let proves = proving
                .iter()
                .filter(|one| {
                    overlaps(&one.clause.says, &fact.says)
                        && matches!(
                            one.measure,
                            Measure::Documents
                                | Measure::Items
                                | Measure::Slides
                                | Measure::Issues
                                | Measure::Characters
                                | Measure::Minutes
                        )
                })
                .map(|one| one.id.clone())
                .collect();
            deliverable(fact, format!("d{}", at + 1), proves)
        })
        .collect()
}

/// Kinds of evidence asked for, and the clause that lists them.
pub fn evidence(reading: &Reading, index: usize) -> (Vec<String>, Option<Clause>) {
    let own = of_kind(reading, Kind::Deliverable).filter(|fact| fact.of_type == Some(index));
    let mut lists = own.filter_map(|fact| Some((evidence_in(&fact.says)?, clause(fact))));
    lists.next().map_or((Vec::new(), None), |(list, clause)| (list, Some(clause)))
}

/// `需提供相关通知、议程、签到表、照片等佐证材料` → the things in the list; none where a single work is demanded.
fn evidence_in(says: &str) -> Option<Vec<String>> {
    let ends = ["等佐证材料", "等印证材料", "等证明材料", "等支撑材料", "等材料", "等"];
    let list = ends.iter().find_map(|end| says.strip_suffix(end))?;
    let starts = ["有关活动的", "相关活动", "提供相关", "提供", "包括", "相关", "提交"];
    let list = starts.iter().find_map(|start| list.split_once(start).map(|(_, rest)| rest)).unwrap_or(list);
    let things: Vec<String> = list.split(['、', '和', '及']).map(|thing| thing.trim().to_owned()).collect();
    let short = things.iter().all(|thing| (2..=12).contains(&thing.chars().count()) && !thing.contains('，'));
    (things.len() >= 4 && short).then_some(things)
}

fn overlaps(one: &str, other: &str) -> bool {
    one.contains(other) || other.contains(one)
}

/// What projects of every type hand in.
pub fn common(reading: &Reading) -> Vec<Deliverable> {
    of_kind(reading, Kind::Deliverable)
        .filter(|fact| fact.of_type.is_none() && fact.part == Part::Work)
        .enumerate()
        .map(|(at, fact)| deliverable(fact, format!("c{}", at + 1), Vec::new()))
        .collect()
}

fn deliverable(fact: &Fact, id: String, proves: Vec<String>) -> Deliverable {
    Deliverable {
        id,
        name: thing(&fact.says),
        tiers: Vec::new(),
        proves,
        count: None,
        length: None,
        channels: Vec::new(),
        sections: Vec::new(),
        due: None,
        clause: clause(fact),
    }
}

/// What comes with the application.
pub fn enclosures(reading: &Reading, types: &Types) -> Vec<Enclosure> {
    of_kind(reading, Kind::Deliverable)
        .filter(|fact| fact.part == Part::Application)
        .enumerate()
        .map(|(at, fact)| Enclosure {
            id: format!("e{}", at + 1),
            types: types.codes(fact.of_type),
            name: thing(&fact.says),
            required: true,
            clause: clause(fact),
        })
        .collect()
}

/// The words without the verb at their beginning: `提交1篇典型工作案例` → `1篇典型工作案例`.
fn thing(says: &str) -> String {
    let verbs = [
        "需提供",
        "须提交",
        "需提交",
        "提交",
        "形成",
        "报送",
        "提供",
        "填写",
        "撰写",
        "并提交",
        "完成",
        "出具",
    ];
    let bare = verbs.iter().find_map(|verb| says.strip_prefix(verb)).unwrap_or(says);
    cut(bare.trim_matches(['：', '，', '。', '；', ' ']), 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_evidence_are_told_from_works() {
        let list =
            evidence_in("经费使用，需提供相关通知、邀请函原件、议程、签到表、照片等").unwrap_or_default();
        assert_eq!(list, ["通知", "邀请函原件", "议程", "签到表", "照片"]);
        assert_eq!(evidence_in("提交绩效报告、财务审计报告"), None);
    }

    #[test]
    fn names_have_their_quotation_marks_in_pairs() {
        assert_eq!(name("甲乙丙”活动"), "“甲乙丙”活动");
        assert_eq!(name("或邀请专家"), "邀请专家");
    }
}
