//! A check sheet for the samples of the pages.

use std::sync::Arc;

use kexiang_core::application::{Answers, State};
use kexiang_core::eligibility::{Outcome, Reason, Verdict};
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::organisation::{OrganisationClass, Standing};
use kexiang_core::programme::{Clause, Programme, Severity, parse};
use kexiang_core::time;
use kexiang_store::application::{Application, Step};
use kexiang_store::check::{Defect, Item};
use kexiang_store::organisation::Organisation;
use kexiang_store::programme::Call;

use crate::actions::application::CaseFile;
use crate::actions::check::{CheckFile, Finding, Line, Mark};

fn now() -> jiff::Timestamp {
    time::instant(jiff::civil::date(2026, 4, 1).at(9, 12, 30, 0))
}

fn id(n: u32) -> Id {
    Id::at(now(), n)
}

/// The Liuzhou programme; `parse` of a file that tests hold to be right.
fn programme() -> Programme {
    let text = include_str!("../../../../../programmes/liuzhou-2026.toml");
    parse(text).unwrap_or_else(|e| unreachable!("programmes/liuzhou-2026.toml is tested: {e}"))
}

/// A sheet of the formal check, or of the target check.
pub fn check_file(targets: bool) -> CheckFile {
    let case = case(if targets { State::TargetCheck } else { State::Submitted });
    let clause =
        Clause {
            notice: None, at: "三（一）".into(), says: "同一单位申报项目原则上不超过2个。".into()
        };
    let defect = Defect {
        field: "plan".into(),
        problem: "未写明讲坛、报告会的备案计划。".into(),
        clause: Some(clause.clone()),
        demand: "请写明向市科协和市民政局备案的时间。".into(),
    };
    let step = |command: &str, from, to| Step {
        command: command.into(),
        from,
        to,
        reason: String::new(),
        actor: "韦国强".into(),
        at: now(),
    };
    CheckFile {
        answers: case.answers.clone(),
        lines: lines(&clause, targets),
        defects: vec![defect.clone()],
        named: if targets { vec![defect] } else { Vec::new() },
        records: Vec::new(),
        differences: Vec::new(),
        compared: None,
        repeats: Vec::new(),
        passages: std::collections::BTreeMap::new(),
        steps: vec![
            step("begin", State::Draft, State::Draft),
            step("sign-off", State::AwaitingUnit, State::Submitted),
        ],
        may_judge: true,
        may_reopen: targets,
        correction_due: Some(time::end_of_day(jiff::civil::date(2026, 4, 8))),
        case,
    }
}

fn lines(clause: &Clause, targets: bool) -> Vec<Line> {
    let line = |id: &str, mark, finding, by_person: bool| Line {
        id: id.into(),
        mark,
        finding,
        clause: Some(clause.clone()),
        severity: Some(Severity::Soft),
        remedy: None,
        by_person,
        overridable: mark == Mark::NeedsReason,
        judged: None,
    };
    let reason = |code: &str, args: &[(&str, &str)]| Reason {
        code: code.into(),
        args: args.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
    };
    let verdict = |rule: &str, severity, outcome, reason| {
        Finding::Rule(Box::new(Verdict {
            rule: rule.into(),
            severity,
            outcome,
            reason,
            remedy: None,
            clause: clause.clone(),
        }))
    };
    let class = verdict(
        "applicants-1",
        Severity::Hard,
        Outcome::Met,
        reason("class-listed", &[("class", "society")]),
    );
    let limit = reason("limit-reached", &[("used", "2"), ("max", "2")]);
    let limit = verdict("two-per-organisation", Severity::Soft, Outcome::Failed, limit);
    let judged = Item {
        item: "commitment".into(),
        verdict: "not_met".into(),
        reason: "承诺书缺少单位公章。".into(),
        judged_by: "陈彤".into(),
        judged_at: now(),
    };
    let mut lines = vec![
        line("applicants-1", Mark::Met, class, false),
        line("two-per-organisation", Mark::NeedsReason, limit, false),
        line("in-time", Mark::Met, Finding::Time { received: now(), due: now() }, false),
        line("complete", Mark::NotMet, Finding::Complete(2), false),
        line("plan", Mark::Open, Finding::Person, true),
    ];
    if targets {
        lines.push(line("targets", Mark::NotMet, Finding::Targets(1), false));
        lines.push(line("targets-measurable", Mark::Open, Finding::Person, true));
    } else {
        lines.push(Line { judged: Some(judged), ..line("commitment", Mark::NotMet, Finding::Person, true) });
    }
    lines
}

/// An application of the Liuzhou programme.
pub fn case(state: State) -> CaseFile {
    let programme = programme();
    let answers: Answers = serde_json::from_value(serde_json::json!({
        "plan": "一、“党旗领航”学会专家走基层。全年开展 3 场，深入柳南区、鹿寨县工业园区开展技术咨询。\n二、会企联动 1 次。",
    }))
    .unwrap_or_default();
    CaseFile {
        application: application(state),
        call: Call {
            association: "lz".into(),
            id: id(1),
            code: programme.programme.code.clone(),
            title: programme.programme.title.clone(),
            programme: id(2),
            version: 1,
            opens_at: now(),
            closes_at: now(),
            published_at: now(),
        },
        programme: Arc::new(programme),
        organisation: organisation(),
        standing: Standing {
            class: OrganisationClass::Society,
            member: true,
            legal_person: true,
            own_account: true,
            region: "450200".into(),
            qualified_in: Vec::new(),
            facts: Vec::new(),
            closed_years: Vec::new(),
            bars: Vec::new(),
        },
        joint: Vec::new(),
        recommender: None,
        saved: Vec::new(),
        answers,
        files: Vec::new(),
        used: Vec::new(),
        extension: None,
        items: Vec::new(),
    }
}

fn application(state: State) -> Application {
    Application {
        association: "lz".into(),
        id: id(4),
        call: id(1),
        call_version: 1,
        type_code: "2026-1".into(),
        tier: String::new(),
        organisation: id(3),
        organisation_name: "柳州市机械工程学会".into(),
        class: OrganisationClass::Society,
        recommender: None,
        state,
        number: "2026-1-004".into(),
        title: "机械工程学会“党旗领航·专家走基层”与改革创新".into(),
        leader: "黄建中".into(),
        leader_phone: "0772-2687012".into(),
        amount: Fen(1_850_000),
        other: Fen(500_000),
        content_version: 9,
        content_hash: "0".repeat(64),
        version_code: "3F2A9-0B71C".into(),
        returns: 0,
        correction_due: None,
        open_overrides: 1,
        repeats: 0,
        paper_state: "due".into(),
        started_by: 1,
        started_at: now(),
        handed_in_at: Some(now()),
        signed_off_at: Some(now()),
        recommended_at: None,
        submitted_at: Some(now()),
        changed_at: now(),
        version: 7,
    }
}

fn organisation() -> Organisation {
    Organisation {
        association: "lz".into(),
        id: id(3),
        name: "柳州市机械工程学会".into(),
        name_key: "柳州市机械工程学会".into(),
        class: OrganisationClass::Society,
        credit_code: String::new(),
        host_name: String::new(),
        host_code: String::new(),
        legal_person: true,
        own_account: true,
        member: true,
        region: "450200".into(),
        address: String::new(),
        contact: String::new(),
        phone: String::new(),
        email: String::new(),
        bank_holder: String::new(),
        bank_name: String::new(),
        bank_account: String::new(),
        qualified_in: Vec::new(),
        active: true,
        version: 1,
    }
}
