//! The check sheet in words.

use kexiang_core::application::State;
use kexiang_core::programme::Clause;
use kexiang_core::time;
use kexiang_store::check::Defect;

use crate::actions::application::CaseFile;
use crate::actions::check::{CheckFile, Finding, Judgement, Line, Mark};
use crate::locale::Locale;
use crate::web::application::{ChangeView, changes};
use crate::web::call::verdict_views;
use crate::web::desk::state_colour;

/// The check screen in words.
pub struct CheckView {
    pub desk: String,
    pub base: String,
    pub paper_href: String,
    pub similar_href: String,
    pub number: String,
    pub title: String,
    pub organisation: String,
    pub type_name: String,
    pub state: String,
    pub state_colour: &'static str,
    pub submitted: String,
    pub version_code: String,
    pub notice: String,
    pub say: String,
    pub heading: String,
    pub is_targets: bool,
    pub may_judge: bool,
    pub may_reopen: bool,
    pub may_pass: bool,
    pub automatic: Vec<LineView>,
    pub manual: Vec<LineView>,
    pub defects: Vec<DefectView>,
    pub named: Vec<DefectView>,
    /// Joint organisations with what they said.
    pub joint: String,
    pub fields: Vec<(String, String)>,
    pub clauses: Vec<(String, String)>,
    pub repeats: Vec<RepeatView>,
    pub differences: Vec<ChangeView>,
    pub compared: String,
    pub steps: Vec<StepView>,
    pub records: Vec<RecordLink>,
    /// How many defects a return would name.
    pub would_name: usize,
}

/// A line of the sheet.
pub struct LineView {
    pub id: String,
    pub name: String,
    pub class: &'static str,
    pub icon: &'static str,
    pub word: String,
    pub say: String,
    pub says: String,
    pub place: String,
    pub remedy: String,
    pub overridable: bool,
    /// `met`, `not_met`, `overridden`, empty.
    pub verdict: String,
    pub reason: String,
    pub by: String,
}

/// A defect.
pub struct DefectView {
    pub field: String,
    pub label: String,
    pub problem: String,
    pub demand: String,
    pub says: String,
    pub place: String,
}

/// A similar application.
pub struct RepeatView {
    pub href: String,
    pub number: String,
    pub title: String,
    pub organisation: String,
    pub say: String,
    /// Passages that stand in both.
    pub passages: Vec<String>,
}

/// A step of the timeline.
pub struct StepView {
    pub at: String,
    pub what: String,
    pub who: String,
    pub reason: String,
}

/// A record of a decision.
pub struct RecordLink {
    pub href: String,
    pub what: String,
    pub at: String,
    pub by: String,
}

impl CheckView {
    pub fn of(l: &Locale, file: &CheckFile) -> Self {
        let a = &file.case.application;
        let programme = &file.case.programme;
        let here = format!("/associations/{}/applications/{}", a.association, a.id);
        let base = format!("{here}/check");
        let notice = programme.programme.document_number.clone();
        let notice = notice.unwrap_or_else(|| programme.programme.notice.clone());
        let view = |line: &Line| LineView::of(l, file, line, &notice);
        let is_targets = file.is_target_check();
        let (manual, automatic): (Vec<_>, Vec<_>) = file.lines.iter().partition(|line| line.by_person);
        let fields = file.case.form().fields.iter().map(|f| (f.id.clone(), f.label.clone()));
        let with_clause = file.lines.iter().filter(|line| line.clause.is_some());
        let compared = file.compared.as_ref().map(|(old, new)| {
            l.tf(
                "check-compared",
                &[
                    ("old", &time::short(old.made_at)),
                    ("new", &time::short(new.made_at)),
                    ("n", &file.differences.len()),
                ],
            )
        });
        CheckView {
            desk: format!(
                "/associations/{}/desk?call={}&state={}&order=oldest",
                a.association,
                file.case.call.code,
                a.state.code()
            ),
            paper_href: format!("{here}/paper"),
            similar_href: format!("{here}/similar"),
            number: a.number.clone(),
            title: a.title.clone(),
            organisation: a.organisation_name.clone(),
            type_name: format!("{} {}", a.type_code, file.case.project_type().name),
            state: l.word("state", a.state.code()),
            state_colour: state_colour(a.state),
            submitted: a.submitted_at.map(time::exact).unwrap_or_default(),
            version_code: a.version_code.clone(),
            heading: l.t(if is_targets { "check-heading-targets" } else { "check-heading" }).to_owned(),
            say: l.tf("check-say", &[("all", &file.lines.len()), ("n", &file.open_lines())]),
            is_targets,
            may_judge: file.may_judge,
            may_reopen: file.may_reopen && is_decided(a.state),
            may_pass: file.may_pass(),
            automatic: automatic.into_iter().map(view).collect(),
            manual: manual.into_iter().map(view).collect(),
            defects: file.defects.iter().map(|d| DefectView::of(l, file, d)).collect(),
            named: file.named.iter().map(|d| DefectView::of(l, file, d)).collect(),
            joint: joint(l, file),
            fields: fields.collect(),
            clauses: with_clause.map(|line| (line.id.clone(), name(l, file, line))).collect(),
            repeats: repeats(l, file),
            differences: changes(l, &file.case, &file.differences),
            compared: compared.unwrap_or_default(),
            steps: steps(l, file),
            records: records(l, file, &base),
            would_name: crate::actions::check::collected(file).len(),
            notice,
            base,
        }
    }

    /// The drafted defects at a field.
    pub fn defects_of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a DefectView> {
        self.defects.iter().filter(move |d| d.field == field)
    }

    /// Whether a field has a drafted defect.
    pub fn has_defect(&self, field: &str) -> bool {
        self.defects_of(field).next().is_some()
    }

    /// Puts back what was typed and not accepted.
    pub fn overlay(&mut self, typed: &[Judgement]) {
        for line in self.automatic.iter_mut().chain(&mut self.manual) {
            if let Some(said) = typed.iter().find(|t| t.item == line.id) {
                line.verdict.clone_from(&said.verdict);
                line.reason.clone_from(&said.reason);
            }
        }
    }
}

fn joint(l: &Locale, file: &CheckFile) -> String {
    let party = |j: &kexiang_store::joint::Joint| {
        let word = l.word("joint-state", &j.state);
        if j.part.is_empty() {
            format!("{}（{word}）", j.name)
        } else {
            format!("{}（{word}）：{}", j.name, j.part)
        }
    };
    file.case.joint.iter().map(party).collect::<Vec<_>>().join("；")
}

fn is_decided(state: State) -> bool {
    matches!(state, State::NotAccepted | State::TargetFailed | State::TargetCheck | State::Ready)
}

impl LineView {
    fn of(l: &Locale, file: &CheckFile, line: &Line, notice: &str) -> Self {
        let (class, icon) = match line.mark {
            Mark::Met | Mark::Overridden => ("kx-item--pass", "done"),
            Mark::NotMet => ("kx-item--fail", "no"),
            Mark::NeedsReason | Mark::Hint => ("kx-item--soft", "warn"),
            Mark::Open => ("", "pen"),
        };
        let clause = line.clause.as_ref();
        let judged = line.judged.as_ref();
        LineView {
            id: line.id.clone(),
            name: name(l, file, line),
            class,
            icon,
            word: if line.mark == Mark::Open {
                String::new()
            } else {
                l.word("check-mark", line.mark.code())
            },
            say: finding(l, file, line),
            says: clause.map(|c| c.says.clone()).unwrap_or_default(),
            place: clause.map(|c| place(c, notice)).unwrap_or_default(),
            remedy: line.remedy.clone().unwrap_or_default(),
            overridable: line.overridable,
            verdict: judged.map(|i| i.verdict.clone()).unwrap_or_default(),
            reason: judged.map(|i| i.reason.clone()).unwrap_or_default(),
            by: judged.map(|i| format!("{} {}", i.judged_by, time::short(i.judged_at))).unwrap_or_default(),
        }
    }
}

/// `柳科协字〔2026〕5号 三（一）`
pub fn place(clause: &Clause, notice: &str) -> String {
    format!("{} {}", clause.notice.as_deref().unwrap_or(notice), clause.at)
}

/// What an item is called: the standing ones have their own words, the notice's statements are their own clause, its
/// other rules are named by what they test.
pub fn item_name(l: &Locale, case: &CaseFile, id: &str, clause: Option<&Clause>) -> String {
    use kexiang_core::programme::Test;
    let programme = &case.programme;
    let rule = programme.rules.iter().find(|r| r.id == id);
    let test = match rule.map(|r| &r.test) {
        Some(Test::Statement {}) => return clause.map(|c| c.says.clone()).unwrap_or_default(),
        Some(Test::ClassIn { .. }) => "class",
        Some(Test::Member {}) => "member",
        Some(Test::LegalPerson {}) => "legal-person",
        Some(Test::OwnAccount {}) => "own-account",
        Some(Test::RegionIn { .. }) => "region",
        Some(Test::JointWith { .. } | Test::JointAtMost { .. }) => "joint",
        Some(Test::RecommendedBy { .. }) => "recommended",
        Some(Test::BarredIf(_)) => "ledger",
        Some(Test::NoCreditBar {}) => "credit",
        None if programme.limits.iter().any(|k| k.id == id) => "limit",
        None if programme.repeats.iter().any(|k| k.id == id) => "repeat",
        None => return l.word("check-item", id),
    };
    l.word("check-test", test)
}

fn name(l: &Locale, file: &CheckFile, line: &Line) -> String {
    item_name(l, &file.case, &line.id, line.clause.as_ref())
}

fn finding(l: &Locale, file: &CheckFile, line: &Line) -> String {
    match &line.finding {
        Finding::Rule(verdict) => {
            let views = verdict_views(l, std::slice::from_ref(verdict), &file.case.programme);
            views.into_iter().next().map(|v| v.say).unwrap_or_default()
        }
        Finding::Time { received, due } => {
            l.tf("check-time", &[("received", &time::exact(*received)), ("due", &time::short(*due))])
        }
        Finding::Complete(0) => l.t("check-complete").to_owned(),
        Finding::Complete(n) => l.tf("check-gaps", &[("n", n)]),
        Finding::Targets(0) => l.t("check-targets-fine").to_owned(),
        Finding::Targets(n) => l.tf("check-targets-faults", &[("n", n)]),
        Finding::Repeats(0) => l.t("check-repeats-none").to_owned(),
        Finding::Repeats(n) => l.tf("check-repeats", &[("n", n)]),
        Finding::Person => String::new(),
    }
}

impl DefectView {
    pub fn of(l: &Locale, file: &CheckFile, d: &Defect) -> Self {
        let programme = &file.case.programme.programme;
        let notice = programme.document_number.as_deref().unwrap_or(&programme.notice);
        let field = file.case.form().field(&d.field);
        DefectView {
            field: d.field.clone(),
            label: field.map_or_else(|| l.t("check-whole").to_owned(), |f| f.label.clone()),
            problem: d.problem.clone(),
            demand: d.demand.clone(),
            says: d.clause.as_ref().map(|c| c.says.clone()).unwrap_or_default(),
            place: d.clause.as_ref().map(|c| place(c, notice)).unwrap_or_default(),
        }
    }
}

fn repeats(l: &Locale, file: &CheckFile) -> Vec<RepeatView> {
    let known = file.repeats.iter().filter_map(|(hint, other)| other.as_ref().map(|o| (hint, o)));
    // Before its first submission the office sees of another application no more than that it exists.
    known
        .filter(|(_, other)| other.submitted_at.is_some())
        .map(|(hint, other)| RepeatView {
            href: format!("/associations/{}/applications/{}/check", other.association, other.id),
            number: other.number.clone(),
            title: other.title.clone(),
            organisation: other.organisation_name.clone(),
            passages: file.passages.get(&other.id).cloned().unwrap_or_default(),
            say: l
                .tf(&format!("check-repeat-{}", hint.kind.replace('_', "-")), &[("percent", &hint.percent)]),
        })
        .collect()
}

fn steps(l: &Locale, file: &CheckFile) -> Vec<StepView> {
    let last_first = file.steps.iter().rev();
    last_first
        .map(|s| StepView {
            at: time::short(s.at),
            what: l.word("step", &s.command),
            who: s.actor.clone(),
            reason: match s.command.as_str() {
                "refuse-check" => l.word("check-reason", &s.reason),
                _ => s.reason.clone(),
            },
        })
        .collect()
}

fn records(l: &Locale, file: &CheckFile, base: &str) -> Vec<RecordLink> {
    let link = |r: &kexiang_store::check::Record| RecordLink {
        href: format!("{base}/records/{}", r.n),
        what: l.word("step", &r.command),
        at: time::short(r.decided_at),
        by: r.decided_by.clone(),
    };
    file.records.iter().map(link).collect()
}

/// Why a decision cannot be made now: what is wrong, and what to do.
pub fn against(l: &Locale, file: &CheckFile, then: &str, defects: usize) -> Option<(String, String)> {
    let say = |key: &str| Some((l.t(key).to_owned(), l.t(&format!("{key}.remedy")).to_owned()));
    let judges = file.may_judge;
    match then {
        "reopen" if file.may_reopen && is_decided(file.case.state()) => None,
        "reopen" => say("check-against-reopen"),
        _ if !judges => say("check-against-state"),
        "pass" if !file.may_pass() => say("check-against-open"),
        "return" if defects == 0 => say("check-against-defects"),
        "return" if !file.is_target_check() && file.case.application.returns > 0 => {
            say("check-against-returned")
        }
        _ => None,
    }
}
