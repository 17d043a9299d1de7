//! What the forms of the check screen send, as judgements, defects and decisions.

use kexiang_store::check::Defect;

use crate::actions::check::{CheckFile, Decision, Judgement};

/// The steps that a form may lead on to.
pub fn known(then: &str) -> &'static str {
    ["pass", "return", "refuse", "fail", "reopen"].into_iter().find(|k| *k == then).unwrap_or("pass")
}

/// `verdict.<item>` and `reason.<item>`; an item without a verdict is left as it is. A soft rule has only a reason: with
/// one it is set aside.
pub fn judgements(pairs: &[(String, String)]) -> Vec<Judgement> {
    let value = |prefix: &str, item: &str| {
        let pair = pairs.iter().find(|(name, _)| name.strip_prefix(prefix) == Some(item));
        pair.map_or("", |(_, value)| value.trim()).to_owned()
    };
    let verdicts = pairs.iter().filter_map(|(name, verdict)| {
        let item = name.strip_prefix("verdict.")?;
        let reason = value("reason.", item);
        (!verdict.is_empty()).then(|| Judgement { item: item.to_owned(), verdict: verdict.clone(), reason })
    });
    let overrides = pairs.iter().filter_map(|(name, reason)| {
        let item = name.strip_prefix("override.")?;
        let reason = reason.trim();
        (!reason.is_empty()).then(|| Judgement {
            item: item.to_owned(),
            verdict: "overridden".to_owned(),
            reason: reason.to_owned(),
        })
    });
    verdicts.chain(overrides).collect()
}

/// A defect with the clause of the item it was taken from.
pub fn defect(file: &CheckFile, field: &str, problem: &str, demand: &str, item: &str) -> Defect {
    let clause = file.line(item).and_then(|l| l.clause.clone());
    Defect { field: field.to_owned(), problem: problem.to_owned(), clause, demand: demand.to_owned() }
}

/// The decision that a button means in the check at hand.
pub fn decision(then: &str, targets: bool, code: &str, note: &str) -> Decision {
    let note = note.trim().to_owned();
    match (then, targets) {
        ("return", true) => Decision::ReturnTargets,
        ("return", false) => Decision::Return,
        ("refuse", _) => Decision::Refuse { code: code.to_owned(), note },
        ("fail", _) => Decision::FailTargets { note },
        ("reopen", _) => Decision::Reopen { note },
        (_, true) => Decision::PassTargets,
        (_, false) => Decision::Pass,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn judgements_are_read_item_by_item() {
        let sent = pairs(&[
            ("csrf", "x"),
            ("verdict.seal", "not_met"),
            ("reason.seal", " 公章与单位名称不一致 "),
            ("verdict.clear", "met"),
            ("override.two-per-unit", "前两项为县级联合项目"),
            ("override.other", "  "),
            ("then", "return"),
        ]);
        let judgement = |item: &str, verdict: &str, reason: &str| Judgement {
            item: item.into(),
            verdict: verdict.into(),
            reason: reason.into(),
        };
        assert_eq!(
            judgements(&sent),
            [
                judgement("seal", "not_met", "公章与单位名称不一致"),
                judgement("clear", "met", ""),
                judgement("two-per-unit", "overridden", "前两项为县级联合项目"),
            ]
        );
    }

    #[test]
    fn buttons_mean_the_decision_of_the_check_at_hand() {
        assert_eq!(decision("return", true, "", ""), Decision::ReturnTargets);
        assert_eq!(decision("return", false, "", ""), Decision::Return);
        assert_eq!(decision("pass", true, "", ""), Decision::PassTargets);
        let refuse = Decision::Refuse { code: "signature".into(), note: "缺签名".into() };
        assert_eq!(decision("refuse", false, "signature", " 缺签名 "), refuse);
        assert_eq!(known("../../x"), "pass");
    }
}
