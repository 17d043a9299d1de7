//! Lists of a package, as A4 pages.

use kexiang_core::time;
use kexiang_documents::letter::{ListColumn, ListSheet, Mark};

use super::collect::Found;
use crate::actions::project::ProjectFile;
use crate::locale::Locale;

/// A list about a project: its columns by key, weight and whether they are centred.
fn table(
    l: &Locale,
    title: &str,
    file: &ProjectFile,
    columns: &[(&str, u32, bool)],
    rows: Vec<Vec<String>>,
) -> ListSheet {
    let column = |(key, weight, centred): &(&str, u32, bool)| ListColumn {
        name: l.t(key).to_owned(),
        weight: *weight,
        centred: *centred,
    };
    let p = &file.project;
    ListSheet {
        title: l.t(title).to_owned(),
        before: vec![format!("{}　{}", p.number, p.title), p.organisation_name.clone()],
        columns: columns.iter().map(column).collect(),
        rows,
        after: Vec::new(),
        signers: Vec::new(),
        signoff: None,
        mark: Mark { lines: Vec::new(), page: l.t("paper-page").to_owned(), qr: None, watermark: None },
    }
}

/// An empty cell says that it is empty.
fn filled(text: &str) -> String {
    if text.trim().is_empty() { "—".to_owned() } else { text.to_owned() }
}

pub(super) fn checks(l: &Locale, found: &Found) -> ListSheet {
    let row = |r: &kexiang_store::check::Record| {
        let what = l.word("command", &r.command);
        vec![r.n.to_string(), what, r.decided_by.clone(), time::short(r.decided_at), r.body_hash.clone()]
    };
    let columns = [
        ("sheet-index", 0, true),
        ("archive-column-what", 18, true),
        ("archive-column-by", 12, true),
        ("archive-column-at", 18, true),
        ("sheet-hash", 40, false),
    ];
    let rows = found.checks.iter().rev().map(row).collect();
    table(l, "archive-table-checks", &found.desk.file, &columns, rows)
}

/// The decision on the award: mean and place, sum, number of the minutes; nothing of who reviewed.
pub(super) fn selection(l: &Locale, found: &Found) -> ListSheet {
    let pair = |key: &str, value: String| vec![l.t(key).to_owned(), filled(&value)];
    let mut rows = Vec::new();
    if let Some((list, decided)) = &found.public {
        if let Some((s, line)) = decided {
            let score = line.score.map(|s| format!("{}.{:02}", s / 100, s % 100)).unwrap_or_default();
            rows.push(pair("archive-fact-score", score));
            let place = if line.place == 0 { String::new() } else { line.place.to_string() };
            rows.push(pair("archive-fact-place", place));
            rows.push(pair("archive-fact-outcome", l.word("outcome", line.outcome.code())));
            rows.push(pair("archive-fact-award", line.amount.yuan()));
            rows.push(pair("archive-fact-reason", line.reason.clone()));
            rows.push(pair("archive-fact-record", s.record.clone()));
            rows.push(pair("archive-fact-signed", s.signed_at.map(time::short).unwrap_or_default()));
        }
        rows.push(pair("archive-fact-published", time::short(list.published_at)));
        rows.push(pair("archive-fact-hash", list.hash.clone()));
    }
    let columns = [("archive-column-fact", 20, false), ("archive-column-value", 60, false)];
    table(l, "archive-table-selection", &found.desk.file, &columns, rows)
}

pub(super) fn changes(l: &Locale, file: &ProjectFile) -> ListSheet {
    let row = |c: &kexiang_store::change::Change| {
        vec![
            c.number.clone(),
            l.word("change-kind", c.detail.kind()),
            c.reason.clone(),
            l.word("change-state", c.state.code()),
            filled(&format!("{} {}", c.decided_by, c.decision)),
        ]
    };
    let columns = [
        ("archive-column-number", 20, false),
        ("archive-column-what", 14, true),
        ("archive-column-reason", 30, false),
        ("archive-column-state", 10, true),
        ("archive-column-decision", 26, false),
    ];
    table(l, "archive-table-changes", file, &columns, file.changes.iter().map(row).collect())
}

pub(super) fn payments(l: &Locale, file: &ProjectFile) -> ListSheet {
    let row = |p: &kexiang_store::payment::Payment| {
        let hands = [Some(&p.requested), p.reviewed.as_ref(), p.released.as_ref()];
        let hands: Vec<&str> = hands.into_iter().flatten().map(|h| h.name.as_str()).collect();
        vec![
            p.number.clone(),
            p.amount.yuan(),
            l.word("payment-state", p.state.code()),
            hands.join("、"),
            filled(&p.paid_on),
            filled(&p.voucher),
        ]
    };
    let columns = [
        ("archive-column-number", 20, false),
        ("archive-column-amount", 14, true),
        ("archive-column-state", 10, true),
        ("archive-column-hands", 22, false),
        ("archive-column-on", 14, true),
        ("archive-column-voucher", 18, false),
    ];
    table(l, "archive-table-payments", file, &columns, file.payments.iter().map(row).collect())
}

pub(super) fn expenses(l: &Locale, file: &ProjectFile) -> ListSheet {
    let row = |e: &kexiang_store::expense::Expense| {
        let purpose = match e.reversed {
            true => format!("{}（{}）", e.entry.purpose, e.reason),
            false => e.entry.purpose.clone(),
        };
        vec![
            e.entry.spent_on.to_string(),
            purpose,
            e.entry.amount.yuan(),
            e.entry.voucher.clone(),
            filled(&e.entry.invoice),
        ]
    };
    let columns = [
        ("archive-column-on", 14, true),
        ("archive-column-purpose", 34, false),
        ("archive-column-amount", 14, true),
        ("archive-column-voucher", 14, false),
        ("archive-column-invoice", 22, false),
    ];
    table(l, "archive-table-expenses", file, &columns, file.expenses.iter().map(row).collect())
}

pub(super) fn entries(l: &Locale, file: &ProjectFile) -> ListSheet {
    let row = |e: &kexiang_store::ledger::Entry| {
        let way = format!(
            "{} → {}",
            l.word("ledger-account", e.from.code()),
            l.word("ledger-account", e.to.code())
        );
        vec![e.seq.to_string(), time::short(e.at), way, e.amount.yuan(), filled(&e.words), e.by.clone()]
    };
    let columns = [
        ("sheet-index", 0, true),
        ("archive-column-at", 18, true),
        ("archive-column-way", 26, false),
        ("archive-column-amount", 14, true),
        ("archive-column-purpose", 24, false),
        ("archive-column-by", 12, true),
    ];
    table(l, "archive-table-entries", file, &columns, file.entries.iter().map(row).collect())
}

pub(super) fn activities(l: &Locale, found: &Found) -> ListSheet {
    let row = |(k, _): &(kexiang_store::activity::Kept, Vec<kexiang_core::activity::SignIn>)| {
        let a = &k.activity;
        vec![
            a.starts_on.to_string(),
            a.title.clone(),
            filled(&a.place),
            (a.attendance.on_site + a.attendance.on_line).to_string(),
            l.word("activity-state", a.state.code()),
            filled(&k.reason),
        ]
    };
    let columns = [
        ("archive-column-on", 14, true),
        ("archive-column-title", 34, false),
        ("archive-column-place", 20, false),
        ("archive-column-people", 8, true),
        ("archive-column-state", 10, true),
        ("archive-column-reason", 14, false),
    ];
    let rows = found.activities.iter().map(row).collect();
    table(l, "archive-table-activities", &found.desk.file, &columns, rows)
}

pub(super) fn achievements(l: &Locale, found: &Found) -> ListSheet {
    let row = |k: &kexiang_store::achievement::Kept| {
        let a = &k.achievement;
        vec![
            a.on.to_string(),
            a.title.clone(),
            filled(&a.channel),
            a.number.to_string(),
            l.word("achievement-state", a.state.code()),
            filled(&a.file.0),
        ]
    };
    let columns = [
        ("archive-column-on", 14, true),
        ("archive-column-title", 34, false),
        ("archive-column-channel", 16, false),
        ("archive-column-count", 8, true),
        ("archive-column-state", 10, true),
        ("archive-column-file", 18, false),
    ];
    let rows = found.achievements.iter().map(row).collect();
    table(l, "archive-table-achievements", &found.desk.file, &columns, rows)
}

pub(super) fn inspections(l: &Locale, found: &Found) -> ListSheet {
    let row = |i: &kexiang_store::inspection::Inspection| {
        vec![
            i.planned_on.to_string(),
            l.word("inspection-kind", i.kind.code()),
            l.word("inspection-state", i.state.code()),
            filled(&i.items.join("；")),
            filled(&i.answer),
            filled(&i.finding),
        ]
    };
    let columns = [
        ("archive-column-on", 14, true),
        ("archive-column-what", 12, true),
        ("archive-column-state", 10, true),
        ("archive-column-items", 24, false),
        ("archive-column-answer", 20, false),
        ("archive-column-finding", 20, false),
    ];
    let rows = found.inspections.iter().map(row).collect();
    table(l, "archive-table-inspections", &found.desk.file, &columns, rows)
}
