//! The words are complete: both languages have the same keys with the same arguments, every key that a template or a
//! source names exists, and no key is left that nothing names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::*;

/// What people are told of their applications.
const APPLICATION_MESSAGES: [&str; 36] = [
    "hand-in",
    "send-back",
    "asked-to-recommend",
    "to-recommend",
    "submitted",
    "sign-off",
    "recommend",
    "decline-recommendation",
    "withdraw",
    "return-check",
    "resubmit",
    "refuse-check",
    "pass-check",
    "lapse-correction",
    "pass-targets",
    "return-targets",
    "fail-targets",
    "reopen-check",
    "open-review",
    "recall-review",
    "select",
    "keep-in-reserve",
    "decline",
    "award",
    "strike",
    "reconsider",
    "paper-received",
    "paper-late",
    "paper-void",
    "paper-accepted",
    "paper-rejected",
    "joint-asked",
    "joint-confirmed",
    "joint-declined",
    "correction-ends",
    "deadline-near",
];

/// Families whose keys are put together at run time, `<family>-<code>`. For each the codes must be exactly these.
fn families() -> Vec<(&'static str, Vec<String>)> {
    use kexiang_core::application::State;
    use kexiang_core::eligibility::Reason;
    use kexiang_core::organisation::{FactKind, OrganisationClass};
    use kexiang_core::policy::{Action, MemberRole, OfficeRole};
    let codes = |all: &[&str]| -> Vec<String> { all.iter().map(|code| (*code).to_owned()).collect() };
    let steps = std::iter::once("begin".to_owned()).chain(command_codes()).collect();
    let own =
        ["hand-in", "take-back", "send-back", "sign-off", "recommend", "decline-recommendation", "withdraw"];
    vec![
        ("office-role", OfficeRole::ALL.iter().map(|r| r.code().to_owned()).collect()),
        ("member-role", MemberRole::ALL.iter().map(|r| r.code().to_owned()).collect()),
        ("message-application", codes(&APPLICATION_MESSAGES)),
        ("paper-short", codes(&["due", "void"])),
        ("audit-via", codes(&["page", "api", "cli", "job"])),
        ("task-kind", codes(&crate::actions::task::Kind::ALL.map(|kind| kind.code()))),
        ("looks-size", codes(&crate::web::looks::SIZES)),
        ("looks-theme", codes(&crate::web::looks::THEMES)),
        ("looks-contrast", codes(&crate::web::looks::CONTRASTS)),
        ("state", State::ALL.iter().map(|s| s.code().to_owned()).collect()),
        ("command", command_codes()),
        ("project-state", kexiang_core::project::State::ALL.iter().map(|s| s.code().to_owned()).collect()),
        ("project-command", codes_in("crates/core/src/project/mod.rs")),
        ("contract-state", kexiang_core::contract::State::ALL.iter().map(|s| s.code().to_owned()).collect()),
        ("contract-command", codes_in("crates/core/src/contract/mod.rs")),
        ("payment-state", kexiang_core::payment::State::ALL.iter().map(|s| s.code().to_owned()).collect()),
        ("payment-command", codes_in("crates/core/src/payment.rs")),
        ("recovery-state", kexiang_core::recovery::State::ALL.iter().map(|s| s.code().to_owned()).collect()),
        ("recovery-command", codes_in("crates/core/src/recovery.rs")),
        ("activity-state", kexiang_core::activity::State::ALL.iter().map(|s| s.code().to_owned()).collect()),
        ("activity-command", codes_in("crates/core/src/activity/state.rs")),
        (
            "achievement-state",
            kexiang_core::achievement::State::ALL.iter().map(|s| s.code().to_owned()).collect(),
        ),
        (
            "acceptance-state",
            kexiang_core::acceptance::State::ALL.iter().map(|s| s.code().to_owned()).collect(),
        ),
        (
            "acceptance-verdict",
            kexiang_core::acceptance::Verdict::ALL.iter().map(|v| v.code().to_owned()).collect(),
        ),
        ("acceptance-command", codes_in("crates/core/src/acceptance/state.rs")),
        (
            "inspection-kind",
            kexiang_core::inspection::Kind::ALL.iter().map(|k| k.code().to_owned()).collect(),
        ),
        (
            "inspection-state",
            kexiang_core::inspection::State::ALL.iter().map(|s| s.code().to_owned()).collect(),
        ),
        ("inspection-command", codes_in("crates/core/src/inspection.rs")),
        ("archive-verdict", codes(&["passed", "failed"])),
        (
            "archive-property",
            kexiang_documents::package::Property::ALL.iter().map(|p| p.code().to_owned()).collect(),
        ),
        ("archive-check", codes(&kexiang_documents::package::CHECKS)),
        ("gate", kexiang_core::programme::Gate::ALL.iter().map(|g| g.code().to_owned()).collect()),
        ("ledger-account", kexiang_core::ledger::Account::ALL.iter().map(|a| a.code().to_owned()).collect()),
        ("project-done", codes(&crate::web::project::parts::DONE)),
        ("project-next", codes(&PROJECT_STEPS)),
        ("project-do", codes(&PROJECT_STEPS)),
        ("project-turn", codes(&["discipline", "head", "organisation", "officer", "finance", "nobody"])),
        ("project-tab", codes(&["overview", "contract", "money", "expenses", "changes", "recoveries"])),
        ("project-sum", codes(&["approved", "paid", "spent", "held", "claimed"])),
        ("project-only", codes(&["held", "change", "owed"])),
        ("project-column", codes(&PROJECT_COLUMNS)),
        ("project-step", codes(&PROJECT_TIMELINE)),
        ("finance-column", codes(&FINANCE_COLUMNS)),
        ("contract-side", codes(&["taker", "both"])),
        ("contract-check", codes(&["same", "unread", "e-seal"])),
        ("payment-step", codes(&["request", "review", "release", "settle"])),
        ("ledger-cause", kexiang_core::ledger::Cause::ALL.iter().map(|c| c.code().to_owned()).collect()),
        ("change-kind", codes(&kexiang_core::change::Detail::KINDS)),
        ("change-say", codes(&kexiang_core::change::Detail::KINDS)),
        ("change-state", kexiang_core::change::State::ALL.iter().map(|s| s.code().to_owned()).collect()),
        ("message-project", codes(&PROJECT_MESSAGES)),
        ("expert-kind", kexiang_core::review::Kind::ALL.iter().map(|k| k.code().to_owned()).collect()),
        (
            "selection-state",
            kexiang_core::selection::State::ALL.iter().map(|s| s.code().to_owned()).collect(),
        ),
        ("selection-command", codes(&["hand-up", "forward", "send-back", "sign", "edit"])),
        (
            "selection-state-say",
            kexiang_core::selection::State::ALL.iter().map(|s| s.code().to_owned()).collect(),
        ),
        ("selection-done", codes(&["saved", "filled", "hand-up", "forward", "send-back", "sign"])),
        ("outcome", kexiang_core::selection::Outcome::ALL.iter().map(|o| o.code().to_owned()).collect()),
        (
            "amount-rule",
            kexiang_core::selection::AmountRule::ALL.iter().map(|r| r.code().to_owned()).collect(),
        ),
        ("expert-rank", kexiang_core::review::Rank::ALL.iter().map(|r| r.code().to_owned()).collect()),
        (
            "expert-state",
            kexiang_core::review::ExpertState::ALL.iter().map(|s| s.code().to_owned()).collect(),
        ),
        ("panel-state", kexiang_core::review::PanelState::ALL.iter().map(|s| s.code().to_owned()).collect()),
        (
            "panel-state-say",
            kexiang_core::review::PanelState::ALL.iter().map(|s| s.code().to_owned()).collect(),
        ),
        ("panel-cell", codes(&["assigned", "submitted"])),
        ("panel-break", codes(&["priority", "technical", "vote"])),
        (
            "panel-done",
            codes(&["invited", "replaced", "assigned", "decided", "opened", "revealed", "reopened", "saved"]),
        ),
        ("blind", kexiang_core::review::Blind::ALL.iter().map(|b| b.code().to_owned()).collect()),
        (
            "member-state",
            kexiang_core::review::MemberState::ALL.iter().map(|s| s.code().to_owned()).collect(),
        ),
        ("conflict", kexiang_core::review::ConflictKind::ALL.iter().map(|k| k.code().to_owned()).collect()),
        ("conflict-state", codes(&["suggested", "confirmed", "dismissed"])),
        ("vote", kexiang_core::review::Vote::ALL.iter().map(|v| v.code().to_owned()).collect()),
        ("plan-state", kexiang_core::review::PlanState::ALL.iter().map(|s| s.code().to_owned()).collect()),
        ("plan-is", codes(&["given", "locked", "submitted", "forbidden", "blocked", "free"])),
        ("plan-do", codes(&["give", "take", "lock", "free", "forbid"])),
        ("plan-done", codes(&["edited", "computed", "hand-in", "send-back", "seal", "reopen"])),
        ("plan-why-chosen", codes(&["never", "even", "cost"])),
        ("plan-why-other", codes(&["never", "even", "cost"])),
        ("recorded-objection", codes(&["accept", "refuse", "report", "rule"])),
        ("recorded-selection", codes(&["hand-up", "forward", "send-back", "sign"])),
        ("noise-alpha", codes(&["good", "fair", "poor", "opposed"])),
        ("review-done", codes(&["answered", "signed", "submitted", "declared", "imported"])),
        ("publicity-state", codes(&["coming", "running", "over", "superseded", "settled"])),
        ("objection-kind", codes(&["objection", "appeal"])),
        ("objection-step", codes(&["accept", "refuse", "report", "rule"])),
        (
            "objection-state",
            kexiang_core::publicity::ObjectionState::ALL.iter().map(|s| s.code().to_owned()).collect(),
        ),
        ("state-say", State::ALL.iter().map(|s| s.code().to_owned()).collect()),
        ("command-say", codes(&[&own[..], &["reopen", "resubmit"]].concat())),
        ("step", steps),
        ("answer", codes(&["yes", "if", "override", "no"])),
        ("verdict", codes(&["yes", "if", "override", "no", "notice"])),
        ("eligibility", codes(&Reason::CODES)),
        ("class", OrganisationClass::ALL.iter().map(|c| c.code().to_owned()).collect()),
        ("fact", FactKind::ALL.iter().map(|f| f.code().to_owned()).collect()),
        ("joint-state", codes(&["invited", "confirmed", "declined"])),
        ("paper-state", codes(&["none", "due", "received", "accepted", "void", "late"])),
        ("notice-kind", kexiang_reader::Kind::ALL.iter().map(|k| k.code().to_owned()).collect()),
        ("notice-scope", codes(&["electronic", "paper", "other"])),
        ("call-rule", codes(&["hard", "soft", "notice"])),
        ("call-amendment", codes(&["correction", "extension"])),
        ("call-version", codes(&["publication", "correction", "extension"])),
        ("programme-state", codes(&PROGRAMME_STATES)),
        ("programme-say", codes(&PROGRAMME_STATES)),
        ("finding", codes(&kexiang_core::programme::FINDING_CODES)),
        ("outline", outline_codes()),
        ("choice", choice_codes()),
        ("version-kind", codes(&["submission", "resubmission", "return", "withdrawal", "saved", "restored"])),
        ("action", Action::ALL.iter().map(|a| a.code().to_owned()).collect()),
        (
            "org-column",
            crate::actions::organisation::Column::ALL.iter().map(|c| c.code().to_owned()).collect(),
        ),
        ("org-standing", codes(&crate::actions::organisation::STANDINGS)),
        ("org-standing-say", codes(&["active", "closed", "barred"])),
        ("org-hint", codes(&["bank-holder", "inner-check", "code-kind", "legal-person", "unreachable"])),
        ("org-request", codes(&["waiting", "confirmed", "declined", "withdrawn"])),
        ("calendar-day", codes(&["1", "2", "3", "4", "5", "6", "7"])),
        ("org-did", codes(&ORGANISATION_DEEDS)),
        ("import-state", codes(&["reading", "read", "applying", "applied", "dropped", "failed"])),
        ("import-state-say", codes(&["reading", "read", "applying", "applied", "dropped", "failed"])),
        ("import-only", codes(&["all", "new", "changed", "unchanged", "wrong"])),
        ("accounts-state", codes(&["making", "ready", "taken"])),
        ("accounts-state-say", codes(&["making", "ready", "taken"])),
        ("org", codes(&ORGANISATION_FIELDS)),
        (
            "fact-value",
            FactKind::ALL
                .iter()
                .filter(|k| **k != FactKind::Grade)
                .flat_map(|k| k.values().iter().map(|v| (*v).to_owned()))
                .collect(),
        ),
        ("desk-column", crate::actions::desk::Column::ALL.iter().map(|c| c.code().to_owned()).collect()),
        ("copy-state", codes(&crate::actions::desk::PAPER_STATES)),
        ("copy-verdict", codes(&["received", "accepted", "rejected"])),
        ("check-reason", codes(&crate::actions::check::REASONS)),
        ("check-mark", codes(&["met", "not-met", "needs-reason", "overridden", "open", "hint"])),
        ("check-repeat", codes(&["same-title", "near-title", "near-text"])),
        ("check-test", codes(&TESTS)),
        ("check-item", codes(&ITEMS)),
        ("check-decide", codes(&DECISIONS)),
        ("check-consequence", codes(&DECISIONS)),
    ]
}

/// Codes of the lifecycle's commands, out of its source: commands carry values and have no list.
fn command_codes() -> Vec<String> {
    codes_in("crates/core/src/lifecycle/mod.rs")
}

fn codes_in(path: &str) -> Vec<String> {
    let source = std::fs::read_to_string(root().join(path)).expect("source");
    let arms = source.lines().filter_map(|line| line.trim().strip_prefix("Command::"));
    let codes = arms.filter_map(|arm| arm.split_once("=> \"").and_then(|(_, rest)| rest.strip_suffix("\",")));
    codes.filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

/// What is recorded about organisations, without the noun.
const ORGANISATION_DEEDS: [&str; 23] = [
    "upload",
    "add",
    "change",
    "import",
    "close",
    "open",
    "take-over",
    "fact",
    "withdraw-fact",
    "bar",
    "lift-bar",
    "ask",
    "withdraw-request",
    "confirm-request",
    "decline-request",
    "add-person",
    "invite",
    "take-back-invitation",
    "accept-invitation",
    "decline-invitation",
    "grant",
    "revoke",
    "issue-password",
];
/// Fields of an entry of the ledger, as records and requests name them.
const ORGANISATION_FIELDS: [&str; 17] = [
    "name",
    "class",
    "credit_code",
    "host_name",
    "host_code",
    "legal_person",
    "own_account",
    "member",
    "region",
    "address",
    "contact",
    "phone",
    "email",
    "bank_holder",
    "bank_name",
    "bank_account",
    "qualified_in",
];
/// Codes of all next steps.
const PROJECT_STEPS: [&str; 16] = [
    "held",
    "recovery-issue",
    "recovery-receive",
    "over",
    "begin",
    "issue",
    "seal",
    "countersign",
    "change",
    "review",
    "release",
    "confirm",
    "request",
    "gate",
    "accept",
    "carry-out",
];
/// Codes of the steps in a project's timeline.
const PROJECT_TIMELINE: [&str; 33] = [
    "found",
    "sign-contract",
    "start",
    "apply-acceptance",
    "send-back",
    "close",
    "terminate",
    "withdraw",
    "hold",
    "release",
    "contract-begin",
    "contract-issue",
    "contract-seal",
    "contract-send-back",
    "contract-recall",
    "contract-countersign",
    "gate-passed",
    "gate-failed",
    "payment-request",
    "payment-review",
    "payment-release",
    "payment-decline",
    "payment-confirm",
    "payment-return",
    "change-ask",
    "change-approved",
    "change-refused",
    "change-withdrawn",
    "recovery-propose",
    "recovery-issue",
    "recovery-receive",
    "recovery-settled",
    "recovery-withdraw",
];
/// Columns of the register of projects and of the statement of a separate account.
const PROJECT_COLUMNS: [&str; 20] = [
    "number",
    "type",
    "title",
    "organisation",
    "leader",
    "amount",
    "paid",
    "rest",
    "spent",
    "recovered",
    "state",
    "ends",
    "on",
    "voucher",
    "category",
    "purpose",
    "invoice",
    "in",
    "out",
    "left",
];
/// Columns of the bank's list and of the reconciliation.
const FINANCE_COLUMNS: [&str; 12] = [
    "number",
    "organisation",
    "holder",
    "bank",
    "account",
    "amount",
    "so-far",
    "left",
    "capital",
    "note",
    "approved",
    "check",
];
/// What an organisation is told of its project.
const PROJECT_MESSAGES: [&str; 16] = [
    "founded",
    "contract-issue",
    "contract-seal",
    "contract-send-back",
    "contract-recall",
    "contract-countersign",
    "gate-passed",
    "gate-failed",
    "payment-confirm",
    "payment-return",
    "change-approved",
    "change-refused",
    "change-withdrawn",
    "recovery-issue",
    "recovery-receive",
    "recovery-settled",
];
/// States of a programme as people speak of them.
const PROGRAMME_STATES: [&str; 6] = ["draft", "review", "published", "closed", "amending", "amending-review"];

/// Every key of a programme file.
fn outline_codes() -> Vec<String> {
    let tables = kexiang_core::programme::outline::ALL_TABLES.iter();
    tables.flat_map(|t| t.keys.iter().map(move |key| format!("{}-{}", t.name, key.name))).collect()
}

/// Every code of a programme file that has words of its own.
fn choice_codes() -> Vec<String> {
    use kexiang_core::programme::outline::{ALL_TABLES, Shape, TESTS};
    let keys = ALL_TABLES.iter().flat_map(|t| t.keys);
    let sets = keys.filter_map(|key| match key.shape {
        Shape::Code(set) | Shape::Codes(set) => Some(set),
        _ => None,
    });
    let own = sets.filter(|set| !["class", "fact"].contains(&set.name));
    let coded = own.flat_map(|set| {
        set.codes.iter().map(move |code| format!("{}-{}", set.name, crate::web::code_key(code)))
    });
    let funding = ["fixed", "range", "undecided"].map(|code| format!("funding-{code}"));
    let tests = TESTS.iter().map(|test| format!("test-{}", test.name));
    coded.chain(funding).chain(tests).collect()
}

/// What a rule tests, as the check sheet names it.
const TESTS: [&str; 11] = [
    "class",
    "member",
    "legal-person",
    "own-account",
    "region",
    "joint",
    "recommended",
    "ledger",
    "credit",
    "limit",
    "repeat",
];
/// Items of the check sheet that are not rules of the notice.
const ITEMS: [&str; 10] = [
    "in-time",
    "complete",
    "targets",
    "targets-measurable",
    "targets-tasks",
    "targets-budget",
    "content-legal",
    "content-clear",
    "commitment",
    "no-secrets",
];
/// Decisions of the two checks.
const DECISIONS: [&str; 7] = ["pass", "return", "refuse", "reopen", "pass-targets", "return-targets", "fail"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files with this ending below a folder.
fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            let text = std::fs::read_to_string(&path).expect("text");
            found.push((path, text));
        }
    }
    found
}

fn keys(language: Language) -> BTreeSet<String> {
    let folder = format!("{}/", language.code());
    let names = Files::iter().filter(|name| name.starts_with(&folder));
    names.flat_map(|name| resource::keys(&read(&name))).collect()
}

/// The quoted words that follow a call: `.t("key")`, `.tf("key", …)`, `key: "…"` of navigation and the like.
fn quoted_after<'a>(text: &'a str, call: &str) -> impl Iterator<Item = &'a str> {
    text.match_indices(call).filter_map(|(at, call)| {
        let rest = text[at + call.len()..].trim_start().strip_prefix('"')?;
        rest.split('"').next()
    })
}

fn is_key(word: &str) -> bool {
    !word.is_empty()
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b))
}

/// Every key named by a template or a source, with one place that names it.
fn named() -> BTreeMap<String, String> {
    let mut named = BTreeMap::new();
    let mut note = |key: &str, path: &Path| {
        named.entry(key.to_owned()).or_insert_with(|| path.display().to_string());
    };
    let mut sources = files(&root().join("templates"), "html");
    sources.extend(files(&root().join("templates"), "txt"));
    sources.extend(files(&root().join("crates/app/src"), "rs"));
    // This file speaks of keys without using them.
    sources.retain(|(path, _)| !path.ends_with("locale/completeness.rs"));
    for (path, text) in &sources {
        for call in [".t(", ".tf(", ".field(l,"] {
            quoted_after(text, call).for_each(|key| note(key, path));
        }
    }
    for folder in ["crates/app/src", "crates/core/src"] {
        for (path, text) in files(&root().join(folder), "rs") {
            if path.ends_with("locale/completeness.rs") {
                continue;
            }
            for code in quoted_after(&text, "Refusal::new(") {
                note(&format!("refusal-{code}"), &path);
            }
        }
    }
    named
}

/// Keys that stand as plain texts in sources: navigation entries, codes of refusals and messages handed on, choices
/// between two words.
fn mentioned() -> BTreeSet<String> {
    let sources = files(&root().join("crates/app/src"), "rs");
    let words = sources.iter().flat_map(|(_, text)| text.split('"'));
    let keys = words.filter(|word| is_key(word));
    keys.flat_map(|word| {
        let recorded = format!("recorded-{}", word.replace('.', "-"));
        [word.to_owned(), format!("refusal-{word}"), format!("message-{word}"), recorded]
    })
    .collect()
}

#[test]
fn both_languages_have_the_same_keys() {
    let (chinese, english) = (keys(Language::Chinese), keys(Language::English));
    assert!(chinese.len() > 50);
    let missing: Vec<_> = chinese.symmetric_difference(&english).collect();
    assert!(missing.is_empty(), "only in one language: {missing:?}");
}

#[test]
fn no_file_has_mistakes_and_no_key_is_defined_twice() {
    for language in Language::ALL {
        let folder = format!("{}/", language.code());
        let mut seen = BTreeSet::new();
        for name in Files::iter().filter(|name| name.starts_with(&folder)) {
            let text = String::from_utf8(Files::get(&name).expect("file").data.into_owned()).expect("UTF-8");
            let resource = FluentResource::try_new(text).map_err(|(_, errors)| errors).expect("no mistakes");
            for key in resource::keys(&resource) {
                assert!(seen.insert(key.clone()), "{name}: {key} is defined twice");
            }
        }
    }
}

#[test]
fn every_named_key_exists() {
    let known = keys(Language::Chinese);
    let missing: Vec<_> = named().into_iter().filter(|(key, _)| !known.contains(key)).collect();
    assert!(missing.is_empty(), "named but not in locales/zh: {missing:#?}");
}

#[test]
fn families_have_exactly_their_codes() {
    let known = keys(Language::Chinese);
    for (family, codes) in families() {
        for code in codes {
            assert!(known.contains(&format!("{family}-{code}")), "{family}-{code} is missing");
        }
    }
}

#[test]
fn no_key_is_left_over() {
    let (named, mentioned, families) = (named(), mentioned(), families());
    let in_family = |key: &str| {
        families.iter().any(|(family, codes)| {
            key.strip_prefix(family)
                .and_then(|rest| rest.strip_prefix('-'))
                .is_some_and(|c| codes.contains(&c.to_owned()))
        })
    };
    let script_words: BTreeSet<String> = files(&root().join("assets/js"), "js")
        .iter()
        .flat_map(|(_, text)| {
            text.split(['\'', '"', '`']).map(|word| format!("script-{word}")).collect::<Vec<_>>()
        })
        .collect();
    let used = |key: &String| {
        let whole = key.split('.').next().unwrap_or(key);
        named.contains_key(whole)
            || mentioned.contains(whole)
            || in_family(whole)
            || script_words.contains(whole)
    };
    let unused: Vec<_> = keys(Language::Chinese).into_iter().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "nothing names these keys: {unused:#?}");
}

#[test]
fn arguments_and_plurals_work() {
    let l = Locale::of(Language::Chinese);
    assert_eq!(l.tf("foot-host", &[("name", &"柳州市科协")]), "主办：柳州市科协");
    assert!(l.script_words().contains("\"left_days\":\"还有 {d} 天 {h} 小时\""), "{}", l.script_words());
    let refusal = Refusal::new("too-often").with("minutes", 30);
    assert_eq!(l.refusal(&refusal).remedy, "请在 30 分钟后再试。");
}
