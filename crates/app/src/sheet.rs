//! Papers of a project's life, generated and never retyped: the table of results that goes with the acceptance (验收表), the
//! sign-in sheet (签到表), the certificate of an archive (归档证明).

use kexiang_core::acceptance::Form;
use kexiang_core::activity::{Activity, SignIn, attendance};
use kexiang_core::progress::{Missing, Progress};
use kexiang_core::time;
use kexiang_documents::letter::{Labelled, ListColumn, ListSheet, Mark};
use kexiang_documents::package::{Check, Metadata, Package, Property, Report};

use crate::locale::{Locale, progress};

/// The results of a project, indicator by indicator, with what is missing, and room for those who check.
pub fn results(l: &Locale, project: &str, rows: &[Progress]) -> ListSheet {
    let row = |(n, p): (usize, &Progress)| {
        let verdict = if p.met { l.t("progress-met") } else { l.t("progress-short") };
        let missing: Vec<_> = p.missing.iter().map(|m: &Missing| progress::missing(l, m)).collect();
        vec![
            (n + 1).to_string(),
            p.name.clone(),
            progress::result(l, p),
            verdict.to_owned(),
            missing.join("；"),
            p.clause.at.clone(),
        ]
    };
    let signer = |key: &str| Labelled::new(l.t(key), "");
    ListSheet {
        title: l.t("sheet-results").to_owned(),
        before: vec![project.to_owned()],
        columns: vec![
            column(l, "sheet-index", 0, true),
            column(l, "sheet-required", 30, false),
            column(l, "sheet-reached", 16, true),
            column(l, "sheet-verdict", 0, true),
            column(l, "sheet-missing", 34, false),
            column(l, "sheet-clause", 0, true),
        ],
        rows: rows.iter().enumerate().map(row).collect(),
        after: vec![progress::completion(l, rows)],
        signers: ["sheet-leader", "sheet-organisation", "sheet-substance", "sheet-money"]
            .map(signer)
            .to_vec(),
        signoff: None,
        mark: mark(l, Vec::new()),
    }
}

/// The acceptance form as it was handed in, with the hash that every copy must bear.
pub fn form(l: &Locale, form: &Form, hash: &str) -> ListSheet {
    let row = |(n, r): (usize, &kexiang_core::acceptance::FormRow)| {
        let reached = r.result.map_or_else(|| "—".to_owned(), |n| n.to_string());
        let wanted = r.mark.as_ref().map_or_else(|| "—".to_owned(), progress::mark);
        let verdict = if r.met { l.t("progress-met") } else { l.t("progress-short") };
        vec![(n + 1).to_string(), r.name.clone(), wanted, reached, verdict.to_owned(), r.words.clone()]
    };
    let (first, last) = form.term;
    let money = l.tf(
        "sheet-money-line",
        &[
            ("approved", &form.money.approved.yuan()),
            ("received", &form.money.received.yuan()),
            ("spent", &form.money.spent.yuan()),
        ],
    );
    let signer = |key: &str| Labelled::new(l.t(key), "");
    ListSheet {
        title: l.t("sheet-form").to_owned(),
        before: vec![
            format!("{}　{}", form.number, form.title),
            format!("{}　{}", form.organisation, form.leader),
            format!("{}—{}", time::long_date(first), time::long_date(last)),
            form.summary.clone(),
        ],
        columns: vec![
            column(l, "sheet-index", 0, true),
            column(l, "sheet-required", 32, false),
            column(l, "sheet-mark", 12, true),
            column(l, "sheet-reached", 10, true),
            column(l, "sheet-verdict", 0, true),
            column(l, "sheet-words", 32, false),
        ],
        rows: form.rows.iter().enumerate().map(row).collect(),
        after: vec![money],
        signers: ["sheet-leader", "sheet-organisation", "sheet-substance", "sheet-money"]
            .map(signer)
            .to_vec(),
        signoff: None,
        mark: mark(l, vec![Labelled::new(l.t("sheet-hash"), hash)]),
    }
}

/// Who signed in, day by day; telephones are masked: the sheet goes into the evidence and is seen by many.
pub fn sign_in(l: &Locale, activity: &Activity, rows: &[SignIn]) -> ListSheet {
    let row = |(n, r): (usize, &SignIn)| {
        let phone = r.phone.parse::<kexiang_core::identifiers::phone::Phone>();
        let phone = phone.map(|p| p.masked()).unwrap_or_default();
        let way = if r.on_site { l.t("sheet-on-site") } else { l.t("sheet-on-line") };
        let (name, organisation) = (r.name.clone(), r.organisation.clone());
        vec![(n + 1).to_string(), name, organisation, phone, way.to_owned(), time::short(r.at)]
    };
    let count = attendance(rows);
    let when = match activity.days() {
        1 => time::long_date(activity.starts_on),
        _ => format!("{}—{}", time::long_date(activity.starts_on), time::long_date(activity.ends_on)),
    };
    let counted =
        l.tf("sheet-counted", &[("site", &count.on_site), ("daily", &count.daily), ("line", &count.on_line)]);
    ListSheet {
        title: l.t("sheet-sign-in").to_owned(),
        before: vec![activity.title.clone(), format!("{when}　{}", activity.place)],
        columns: vec![
            column(l, "sheet-index", 0, true),
            column(l, "sheet-name", 14, false),
            column(l, "sheet-from", 34, false),
            column(l, "sheet-phone", 16, true),
            column(l, "sheet-way", 0, true),
            column(l, "sheet-when", 18, true),
        ],
        rows: rows.iter().enumerate().map(row).collect(),
        after: vec![counted],
        signers: Vec::new(),
        signoff: None,
        mark: mark(l, Vec::new()),
    }
}

/// The certificate of a sealed package: the hashes by which anyone can test it later.
pub fn certificate(l: &Locale, metadata: &Metadata, package: &Package) -> ListSheet {
    let files = i64::try_from(package.files).unwrap_or(i64::MAX);
    certificate_of(l, metadata, (&package.manifest, &package.sha256, files), &package.report)
}

/// The certificate of a package that was sealed earlier: the hashes of its manifest and of itself, its number of files.
pub fn certificate_of(
    l: &Locale,
    metadata: &Metadata,
    (manifest, package, files): (&str, &str, i64),
    report: &Report,
) -> ListSheet {
    let row = |check: &Check| {
        let verdict = if check.faults.is_empty() { "passed" } else { "failed" };
        vec![
            l.word("archive-property", check.property.code()),
            l.word("archive-check", &check.code),
            l.word("archive-verdict", verdict),
        ]
    };
    // By property, as the standard's report is laid out.
    let of = |property: Property| report.checks.iter().filter(move |c| c.property == property);
    let rows = Property::ALL.into_iter().flat_map(of).map(row).collect();
    let said =
        [("title", &metadata.title as &dyn std::fmt::Display), ("files", &files), ("term", &metadata.term)];
    ListSheet {
        title: l.t("sheet-certificate").to_owned(),
        before: vec![
            format!("{}　{}", metadata.number, metadata.responsible),
            l.tf("sheet-sealed", &said),
            l.tf("sheet-manifest", &[("hash", &manifest)]),
            l.tf("sheet-package", &[("hash", &package)]),
        ],
        columns: vec![
            column(l, "sheet-property", 14, true),
            column(l, "sheet-check", 60, false),
            column(l, "sheet-verdict", 12, true),
        ],
        rows,
        after: vec![l.t("sheet-verify").to_owned()],
        signers: ["sheet-archivist", "sheet-head"].map(|key| Labelled::new(l.t(key), "")).to_vec(),
        signoff: None,
        mark: mark(l, Vec::new()),
    }
}

fn column(l: &Locale, key: &str, weight: u32, centred: bool) -> ListColumn {
    ListColumn { name: l.t(key).to_owned(), weight, centred }
}

fn mark(l: &Locale, lines: Vec<Labelled>) -> Mark {
    Mark { lines, page: l.t("paper-page").to_owned(), qr: None, watermark: None }
}
