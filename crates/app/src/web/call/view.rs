//! What the pages of a call show, in words and numbers ready to print.
#![expect(missing_docs, reason = "the fields of a view are named as its template shows them")]

use std::sync::Arc;

use jiff::Timestamp;
use kexiang_core::programme::{
    Amount, Contact, DeadlineRule, Funding, Material, Programme, ProjectType, Severity, Test, parse,
};
use kexiang_core::time;
use kexiang_store::programme::{Call, CallVersion};

use super::machine;
use super::results::{MustView, completion, deliverable, must};
use crate::actions::call::PublicCall;
use crate::locale::Locale;

/// A call, ready to show.
pub struct CallView {
    pub code: String,
    pub association: String,
    pub title: String,
    pub notice: String,
    pub number: String,
    pub issuer: String,
    pub issued: String,
    pub purpose: String,
    pub open: bool,
    pub upcoming: bool,
    pub closes: String,
    pub closes_at: String,
    pub opens: String,
    pub summary: String,
    pub types: Vec<TypeView>,
    pub deadlines: Vec<DeadlineView>,
    pub amendments: Vec<AmendmentView>,
    pub contacts: Vec<ContactView>,
    pub attachments: Vec<String>,
    pub clauses: Vec<ClauseView>,
    pub ics: String,
    pub versions: Vec<(String, String)>,
}

/// A project type as a card.
pub struct TypeView {
    pub code: String,
    pub name: String,
    pub group: String,
    pub planned: String,
    pub money: String,
    pub tiers: Vec<String>,
    pub who: Vec<String>,
    pub must: Vec<MustView>,
    pub deliver: Vec<String>,
    pub completion: String,
    pub content: Vec<String>,
    pub priorities: Vec<String>,
    pub form: String,
    pub form_href: String,
}

/// A deadline.
pub struct DeadlineView {
    pub what: String,
    pub when: String,
    pub at: String,
    pub counts: String,
    pub passed: bool,
    pub says: String,
    pub place: String,
}

/// A correction or extension.
pub struct AmendmentView {
    pub kind: &'static str,
    pub when: String,
    pub reason: String,
    pub notice: String,
    pub changes: Vec<String>,
    pub href: String,
}

/// Whom to ask.
pub struct ContactView {
    pub purpose: String,
    pub who: String,
    pub phones: Vec<String>,
    pub email: String,
    pub address: String,
}

/// A rule in the notice's words.
pub struct ClauseView {
    pub kind: &'static str,
    pub place: String,
    pub says: String,
}

impl CallView {
    pub fn of(l: &Locale, public: &PublicCall, now: Timestamp) -> Self {
        let p = &*public.programme;
        let amendments = public.versions.iter().filter(|v| v.kind != "publication").rev();
        let href = format!("/associations/{}/calls/{}", public.call.association, public.call.code);
        CallView {
            code: public.call.code.clone(),
            association: public.call.association.clone(),
            title: public.call.title.clone(),
            notice: p.programme.notice.clone(),
            number: p.programme.document_number.clone().unwrap_or_default(),
            issuer: p.programme.issuer.clone(),
            issued: p.programme.issued.map(time::long_date).unwrap_or_default(),
            purpose: p.programme.purpose.clone(),
            open: public.is_open(now),
            upcoming: now < public.call.opens_at,
            closes: time::long(public.call.closes_at),
            closes_at: machine(public.call.closes_at),
            opens: time::long(public.call.opens_at),
            summary: summary(l, p),
            types: p.types.iter().map(|t| TypeView::of(l, p, t, &href)).collect(),
            deadlines: p.deadlines.iter().map(|d| deadline(l, d, now)).collect(),
            amendments: amendments
                .map(|v| AmendmentView {
                    kind: if v.kind == "extension" { "extension" } else { "correction" },
                    when: time::long(v.published_at),
                    reason: v.reason.clone(),
                    notice: v.notice.clone(),
                    changes: if v.version == public.call.version {
                        moved(l, public, now)
                    } else {
                        Vec::new()
                    },
                    href: format!("{href}/versions/{}", v.version),
                })
                .collect(),
            contacts: p.contacts.iter().map(|c| contact(p, c)).collect(),
            attachments: p.attachments.clone(),
            clauses: clauses(p),
            ics: format!("{href}/deadlines.ics"),
            versions: public
                .versions
                .iter()
                .map(|v| {
                    let words =
                        format!("{}　{}", l.word("call-version", &v.kind), time::long(v.published_at));
                    (format!("{href}/versions/{}", v.version), words)
                })
                .collect(),
        }
    }

    pub fn samples(l: &'static Locale) -> Vec<Self> {
        let files = [
            include_str!("../../../../../programmes/liuzhou-2026.toml"),
            include_str!("../../../../../programmes/ningxia-2025.toml"),
            include_str!("../../../../../programmes/guangdong-2024.toml"),
        ];
        let now: Timestamp = "2026-03-30T01:00:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let sample = |text: &str| {
            let programme = parse(text).ok()?;
            let id = kexiang_core::id::Id::at(now, 1);
            let call = Call {
                association: programme.programme.association.clone(),
                id,
                code: programme.programme.code.clone(),
                title: programme.programme.title.clone(),
                programme: id,
                version: 1,
                opens_at: now,
                closes_at: now,
                published_at: now,
            };
            Some(CallView::of(
                l,
                &PublicCall { call, programme: Arc::new(programme), versions: Arc::default(), before: None },
                now,
            ))
        };
        files.into_iter().filter_map(sample).collect()
    }
}

/// A call that was extended, for the samples of pages.
pub(super) fn sample_amended(now: Timestamp) -> PublicCall {
    let before = include_str!("../../../../../programmes/liuzhou-2026.toml");
    let after = before.replace("2026-03-31T17:00", "2026-04-10T17:00");
    let read = |text: &str| parse(text).map(Arc::new).unwrap_or_else(|e| panic!("a shipped programme: {e}"));
    let programme = read(&after);
    let id = kexiang_core::id::Id::at(now, 1);
    let version = |version, kind: &str, body: &str, reason: &str, notice: &str| CallVersion {
        version,
        kind: kind.into(),
        reason: reason.into(),
        notice: notice.into(),
        body: body.into(),
        body_hash: String::new(),
        author: "陈彤".into(),
        approver: "韦强".into(),
        published_at: now,
    };
    PublicCall {
        call: Call {
            association: "lz".into(),
            id,
            code: "lz-2026".into(),
            title: programme.programme.title.clone(),
            programme: id,
            version: 2,
            opens_at: now,
            closes_at: now,
            published_at: now,
        },
        versions: Arc::new(vec![
            version(1, "publication", before, "", ""),
            version(2, "extension", &after, "应申报单位要求，适当延长申报时间。", "柳科协字〔2026〕9号"),
        ]),
        before: Some(read(before)),
        programme,
    }
}

impl TypeView {
    fn of(l: &Locale, p: &Programme, t: &ProjectType, href: &str) -> Self {
        let concerns = |types: &[String]| types.is_empty() || types.contains(&t.code);
        let who = p.rules.iter().filter(|r| concerns(&r.types) && matches!(r.test, Test::ClassIn { .. }));
        TypeView {
            code: t.code.clone(),
            name: t.name.clone(),
            group: t.group.as_deref().map(|g| p.group_path(g).join(" · ")).unwrap_or_default(),
            planned: t.planned.map(|n| n.to_string()).unwrap_or_default(),
            money: t.funding.as_ref().map(|f| money(l, f)).unwrap_or_default(),
            tiers: t
                .tiers
                .iter()
                .map(|tier| {
                    let n = tier.planned.map(|n| n.to_string()).unwrap_or_default();
                    l.tf("call-tier", &[("name", &tier.name), ("n", &n), ("money", &money(l, &tier.funding))])
                })
                .collect(),
            who: who.map(|r| r.clause.says.clone()).collect(),
            must: t.indicators.iter().map(|i| must(l, t, i)).collect(),
            deliver: p.deliverables_for(t, None).map(|d| deliverable(l, d)).collect(),
            completion: completion(l, &t.completion),
            content: t.content.lines().map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect(),
            priorities: p.priorities.iter().filter(|q| concerns(&q.types)).map(|q| q.name.clone()).collect(),
            form: p.form_of(t).map(|f| f.title.clone()).unwrap_or_default(),
            form_href: p.form_of(t).map(|_| format!("{href}/types/{}/form.pdf", t.code)).unwrap_or_default(),
        }
    }
}

pub fn money(l: &Locale, funding: &Funding) -> String {
    let per = funding.per.clone().unwrap_or_default();
    let words = match funding.amount {
        Amount::Fixed(fen) => l.tf("call-money-fixed", &[("sum", &fen.wan()), ("per", &per)]),
        Amount::Range(low, high) => {
            l.tf("call-money-range", &[("low", &low.wan()), ("high", &high.wan()), ("per", &per)])
        }
        Amount::Undecided => l.t("call-money-undecided").to_owned(),
    };
    // Where the notice gives no unit, none is printed.
    words.trim_end_matches(['/', ' ']).to_owned()
}

/// What the current version moved of the one before: deadlines, since nobody may miss those.
fn moved(l: &Locale, public: &PublicCall, now: Timestamp) -> Vec<String> {
    let Some(before) = &public.before else { return Vec::new() };
    let changed = public.programme.deadlines.iter().filter_map(|d| {
        let old = before.deadlines.iter().find(|o| o.what == d.what && o.types == d.types)?;
        let what = deadline(l, d, now).what;
        let (from, to) = (time::long(old.instant()), time::long(d.instant()));
        (old.at != d.at).then(|| l.tf("call-moved", &[("what", &what), ("from", &from), ("to", &to)]))
    });
    changed.collect()
}

fn summary(l: &Locale, p: &Programme) -> String {
    let planned: u32 = p.types.iter().filter_map(|t| t.planned).sum();
    let count = p.types.len();
    if planned == 0 {
        return l.tf("call-summary-types", &[("n", &count)]);
    }
    l.tf("call-summary", &[("types", &count), ("planned", &planned)])
}

pub fn deadline(l: &Locale, d: &DeadlineRule, now: Timestamp) -> DeadlineView {
    let what = match d.what {
        Material::Electronic => "call-deadline-electronic",
        Material::Paper => "call-deadline-paper",
        Material::Recommendation => "call-deadline-recommendation",
    };
    let dispatch = d.what == Material::Paper && d.counts == kexiang_core::programme::Counts::Dispatch;
    DeadlineView {
        what: l.t(what).to_owned(),
        when: time::long(d.instant()),
        at: machine(d.instant()),
        counts: if dispatch { l.t("call-counts-dispatch").to_owned() } else { String::new() },
        passed: now > d.instant(),
        says: d.clause.as_ref().map(|c| c.says.clone()).unwrap_or_default(),
        place: d.clause.as_ref().map(|c| c.at.clone()).unwrap_or_default(),
    }
}

fn contact(p: &Programme, c: &Contact) -> ContactView {
    let names: Vec<_> = c.types.iter().filter_map(|t| p.project_type(t)).map(|t| t.name.as_str()).collect();
    ContactView {
        purpose: if c.purpose.is_empty() { names.join("、") } else { c.purpose.clone() },
        who: [c.office.as_str(), &c.people.join("、")].join(" ").trim().to_owned(),
        phones: c.phones.clone(),
        email: c.email.clone().unwrap_or_default(),
        address: c.address.clone().unwrap_or_default(),
    }
}

/// The rules that bind every applicant, in the notice's words.
fn clauses(p: &Programme) -> Vec<ClauseView> {
    let place = |c: &kexiang_core::programme::Clause| {
        [c.notice.as_deref().unwrap_or_default(), &c.at].join(" ").trim().to_owned()
    };
    let kind = |s: Severity| match s {
        Severity::Hard => "hard",
        Severity::Soft => "soft",
        Severity::Notice => "notice",
    };
    let rules =
        p.rules.iter().filter(|r| !matches!(r.test, Test::ClassIn { .. })).map(|r| (r.severity, &r.clause));
    let limits = p.limits.iter().map(|l| (l.severity, &l.clause));
    let repeats = p.repeats.iter().map(|r| (r.severity, &r.clause));
    let paper = p.paper.iter().map(|paper| (Severity::Hard, &paper.clause));
    let mut all: Vec<ClauseView> = Vec::new();
    for (severity, clause) in rules.chain(limits).chain(repeats).chain(paper) {
        if !all.iter().any(|known| known.says == clause.says) {
            all.push(ClauseView { kind: kind(severity), place: place(clause), says: clause.says.clone() });
        }
    }
    all
}
