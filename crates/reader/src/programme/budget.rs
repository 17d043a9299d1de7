//! What the money may be spent on.

use kexiang_core::programme::{BudgetRules, Category, CategoryRule, Clause, Source};

use super::{clause, cut, of_kind};
use crate::fact::Kind;
use crate::read::Reading;

/// Sources as every budget has them, categories of the field's habit, the notice's bans and rules of accounting.
pub fn read(reading: &Reading) -> BudgetRules {
    let sources = [("grant", "申请经费", true), ("own", "自筹经费", false), ("other", "其他来源", false)]
        .map(|(id, name, grant)| Source { id: id.to_owned(), name: name.to_owned(), grant });
    let usual = [
        ("conference", "会议费"),
        ("travel", "差旅费"),
        ("rental", "场地、设备租赁费"),
        ("experts", "专家咨询费、讲课费"),
        ("printing", "资料、印刷出版费"),
        ("publicity", "宣传费"),
        ("commission", "委托业务费"),
        ("misc", "其他费用"),
    ];
    let mut categories: Vec<Category> =
        usual.map(|(id, name)| category(id, name, CategoryRule::Allowed, None)).into();
    let mut accounting = Vec::new();
    for fact in of_kind(reading, Kind::SpendingBan) {
        let banned = banned(&fact.says);
        if banned.is_empty() {
            accounting.push(clause(fact));
        }
        for name in banned {
            let id = format!("banned-{}", categories.len() + 1 - usual.len());
            categories.push(category(&id, &name, CategoryRule::Banned, Some(clause(fact))));
        }
    }
    BudgetRules { sources: sources.into(), categories, accounting }
}

fn category(id: &str, name: &str, rule: CategoryRule, clause: Option<Clause>) -> Category {
    let words = if rule == CategoryRule::Banned {
        vec![name.trim_start_matches("购买").to_owned()]
    } else {
        Vec::new()
    };
    Category { id: id.to_owned(), name: name.to_owned(), rule, cap_percent: None, words, clause }
}

/// `不得用于购买固定资产、对外投资等支出` → the things that are banned.
fn banned(says: &str) -> Vec<String> {
    let starts = ["不得用于", "不得列支", "严禁用于", "禁止用于", "不能用于", "不可用于", "不予列支"];
    let Some((at, start)) = starts.iter().find_map(|start| says.find(start).map(|at| (at, start))) else {
        return Vec::new();
    };
    let list = says[at + start.len()..].split(['，', '。', '；']).next().unwrap_or_default();
    let ends = ["等支出", "等方面的支出", "等方面支出", "等费用", "等方面", "等开支", "的支出", "支出", "等"];
    let list = ends.iter().find_map(|end| list.strip_suffix(end)).unwrap_or(list);
    list.replace("以及", "、")
        .split(['、', '和', '及', '或'])
        .map(|name| cut(name.trim(), 30))
        .filter(|name| name.chars().count() >= 2)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bans_are_listed_one_by_one() {
        assert_eq!(
            banned("经费使用须符合规定，不得用于购买固定资产、对外投资、工作劳务及人员奖励等支出"),
            ["购买固定资产", "对外投资", "工作劳务", "人员奖励"]
        );
        assert!(banned("应独立核算").is_empty());
    }
}
