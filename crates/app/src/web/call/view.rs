//! What the pages of a call show, in words and numbers ready to print.
#![expect(missing_docs, reason = "the fields of a view are named as its template shows them")]

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;
use kexiang_core::eligibility::{Answer, Outcome, Verdict};
use kexiang_core::programme::{
    Amount, Comparator, Contact, DeadlineRule, Funding, Indicator, Material, Programme, ProjectType,
    Quantity, Severity, Test, parse,
};
use kexiang_core::time;
use kexiang_store::programme::Call;

use super::machine;
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
    pub must: Vec<String>,
    pub deliver: Vec<String>,
    pub completion: String,
    pub content: Vec<String>,
    pub priorities: Vec<String>,
    pub form: String,
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

/// What one rule says of an organisation.
pub struct VerdictView {
    pub class: &'static str,
    pub word: String,
    pub say: String,
    pub remedy: String,
    pub says: String,
    pub place: String,
}

impl CallView {
    pub fn of(l: &Locale, public: &PublicCall, now: Timestamp) -> Self {
        let p = &*public.programme;
        let amendments = public.versions.iter().filter(|v| v.kind != "publication");
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
            types: p.types.iter().map(|t| TypeView::of(l, p, t)).collect(),
            deadlines: p.deadlines.iter().map(|d| deadline(l, d, now)).collect(),
            amendments: amendments
                .map(|v| AmendmentView {
                    kind: if v.kind == "extension" { "extension" } else { "correction" },
                    when: time::long(v.published_at),
                    reason: v.reason.clone(),
                })
                .collect(),
            contacts: p.contacts.iter().map(|c| contact(p, c)).collect(),
            attachments: p.attachments.clone(),
            clauses: clauses(p),
            ics: format!(
                "/associations/{}/calls/{}/deadlines.ics",
                public.call.association, public.call.code
            ),
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
                &PublicCall { call, programme: Arc::new(programme), versions: Vec::new() },
                now,
            ))
        };
        files.into_iter().filter_map(sample).collect()
    }
}

impl TypeView {
    fn of(l: &Locale, p: &Programme, t: &ProjectType) -> Self {
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
            must: t.indicators.iter().map(|i| indicator(l, i)).collect(),
            deliver: t.deliverables.iter().map(|d| d.name.clone()).collect(),
            completion: completion(l, &t.completion),
            content: t.content.lines().map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect(),
            priorities: p.priorities.iter().filter(|q| concerns(&q.types)).map(|q| q.name.clone()).collect(),
            form: p.form_of(t).map(|f| f.title.clone()).unwrap_or_default(),
        }
    }
}

/// `2026-12` as 2026年12月, `2025-11-30` as 2025年11月30日, `P6M` as a duration.
pub fn completion(l: &Locale, text: &str) -> String {
    if let Ok(date) = text.parse::<jiff::civil::Date>() {
        return time::long_date(date);
    }
    if let Some((year, month)) = text.split_once('-') {
        return l.tf("call-month", &[("year", &year), ("month", &month.trim_start_matches('0'))]);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let key = match text.chars().last() {
        Some('Y') => "call-years",
        Some('W') => "call-weeks",
        Some('D') => "call-days",
        _ => "call-months",
    };
    l.tf(key, &[("n", &digits)])
}

pub fn money(l: &Locale, funding: &Funding) -> String {
    let per = funding.per.clone().unwrap_or_default();
    match funding.amount {
        Amount::Fixed(fen) => l.tf("call-money-fixed", &[("sum", &fen.wan()), ("per", &per)]),
        Amount::Range(low, high) => {
            l.tf("call-money-range", &[("low", &low.wan()), ("high", &high.wan()), ("per", &per)])
        }
        Amount::Undecided => l.t("call-money-undecided").to_owned(),
    }
}

/// An indicator in one line: name, mark, what each must meet, alternatives.
pub fn indicator(l: &Locale, i: &Indicator) -> String {
    let ways = i.ways();
    let words: Vec<_> = ways
        .iter()
        .map(|w| {
            let each: Vec<_> =
                w.each.iter().map(|e| l.tf("call-each", &[("mark", &quantity(l, &e.target))])).collect();
            format!("{}{}", quantity(l, &w.target), each.concat())
        })
        .collect();
    if words.is_empty() { i.name.clone() } else { format!("{}　{}", i.name, words.join(l.t("call-or"))) }
}

pub fn quantity(l: &Locale, q: &Quantity) -> String {
    let key = match q.op {
        Comparator::AtLeast => "quantity-at-least",
        Comparator::AtMost => "quantity-at-most",
        Comparator::Exactly => "quantity-exactly",
        Comparator::About => "quantity-about",
        Comparator::Between => "quantity-between",
    };
    let max = q.max.unwrap_or(q.value);
    l.tf(key, &[("value", &q.value), ("max", &max), ("unit", &q.unit)])
}

fn summary(l: &Locale, p: &Programme) -> String {
    let planned: u32 = p.types.iter().filter_map(|t| t.planned).sum();
    let count = p.types.len();
    if planned == 0 {
        return l.tf("call-summary-types", &[("n", &count)]);
    }
    l.tf("call-summary", &[("types", &count), ("planned", &planned)])
}

fn deadline(l: &Locale, d: &DeadlineRule, now: Timestamp) -> DeadlineView {
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

pub fn answer_code(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "yes",
        Answer::YesIf => "if",
        Answer::WithOverride => "override",
        Answer::No => "no",
    }
}

/// The verdicts in words, with clause and remedy.
pub fn verdict_views(l: &Locale, verdicts: &[Verdict], programme: &Programme) -> Vec<VerdictView> {
    let document =
        programme.programme.document_number.clone().unwrap_or_else(|| programme.programme.notice.clone());
    verdicts.iter().map(|v| verdict_view(l, v, &document)).collect()
}

fn verdict_view(l: &Locale, v: &Verdict, document: &str) -> VerdictView {
    let class = match (v.outcome, v.answer()) {
        (Outcome::ForPerson, _) => "notice",
        (_, answer) => answer_code(answer),
    };
    let named: Vec<(String, String)> =
        v.reason.args.iter().map(|(name, value)| (name.clone(), spoken(l, name, value))).collect();
    let args: Vec<(&str, &dyn std::fmt::Display)> =
        named.iter().map(|(n, value)| (n.as_str(), value as &dyn std::fmt::Display)).collect();
    let remedy_key = format!("eligibility-{}.remedy", v.reason.code);
    let general = if l.has(&remedy_key) { l.tf(&remedy_key, &args) } else { String::new() };
    let notice = v.clause.notice.clone().unwrap_or_else(|| document.to_owned());
    VerdictView {
        class,
        word: l.word("verdict", class),
        say: l.tf(&format!("eligibility-{}", v.reason.code), &args),
        remedy: v.remedy.clone().unwrap_or(general),
        says: v.clause.says.clone(),
        place: format!("{notice} {}", v.clause.at),
    }
}

/// Codes inside a reason as words.
fn spoken(l: &Locale, name: &str, value: &str) -> String {
    match name {
        "class" => l.word("class", value),
        "fact" => l.word("fact", value),
        _ => value.to_owned(),
    }
}

/// The deadlines as a calendar file (RFC 5545), with an alarm one day before.
pub fn ics(l: &Locale, public: &PublicCall, now: Timestamp) -> String {
    let utc = |t: Timestamp| t.strftime("%Y%m%dT%H%M%SZ").to_string();
    let escape =
        |s: &str| s.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n");
    let mut lines =
        vec!["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".into(), "PRODID:-//Kexiang//Deadlines//ZH".into()];
    for (n, d) in public.programme.deadlines.iter().enumerate() {
        let view = deadline(l, d, now);
        let title = format!("{}：{}", public.call.title, view.what);
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}-{}-{n}@kexiang", public.call.association, public.call.code),
            format!("DTSTAMP:{}", utc(public.call.published_at)),
            format!("DTSTART:{}", utc(d.instant())),
            format!("SUMMARY:{}", escape(&title)),
            format!("DESCRIPTION:{}", escape(&view.says)),
            "BEGIN:VALARM".to_owned(),
            "ACTION:DISPLAY".to_owned(),
            "TRIGGER:-P1D".to_owned(),
            format!("DESCRIPTION:{}", escape(&title)),
            "END:VALARM".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().fold(String::new(), |mut text, line| {
        let _ = write!(text, "{}\r\n", folded(line));
        text
    })
}

/// Lines of at most 75 bytes, continued with a space (RFC 5545 §3.1), never inside a character.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out
}
