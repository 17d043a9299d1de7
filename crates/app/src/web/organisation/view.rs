//! What the ledger's list shows, in words.

use kexiang_core::identifiers::bank::AccountNumber;
use kexiang_core::identifiers::region::{RegionCode, Regions};
use kexiang_core::organisation::{FactKind, OrganisationClass};
use kexiang_store::organisation::Order;

use crate::actions::desk::masked_phones;
use crate::actions::organisation::{Column, Entry, PAGE, Query, STANDINGS};
use crate::locale::Locale;

use std::sync::LazyLock;

static REGIONS: LazyLock<Regions> = LazyLock::new(Regions::built_in);

/// A link that changes the query.
pub struct Choice {
    pub name: String,
    pub word: String,
    pub query: String,
    pub current: bool,
    /// A number beside the word; 0 is not shown.
    pub count: i64,
}

/// A head of the table.
pub struct Head {
    pub label: String,
    pub query: Option<String>,
    pub sort: &'static str,
    pub number: bool,
}

/// A row of the table.
pub struct RowView {
    pub id: String,
    pub href: String,
    pub name: String,
    pub sub: String,
    pub cells: Vec<Cell>,
}

/// A cell of the table.
pub struct Cell {
    pub label: String,
    pub text: String,
    pub class: &'static str,
    /// Colour of the tag; empty for plain text.
    pub tag: &'static str,
}

/// `广西壮族自治区柳州市`, or the digits where the table does not name them.
pub fn region(code: &str) -> String {
    let known = code.parse::<RegionCode>().ok().and_then(|code| REGIONS.full_name(code));
    known.unwrap_or_else(|| code.to_owned())
}

/// `柳州市`
fn short_region(code: &str) -> String {
    let known = code.parse::<RegionCode>().ok().and_then(|code| REGIONS.name(code).map(str::to_owned));
    known.unwrap_or_else(|| code.to_owned())
}

/// `6222 **** **** 0018`; empty stays empty.
pub fn masked_account(number: &str) -> String {
    number.parse::<AccountNumber>().map(|n| n.masked()).unwrap_or_default()
}

/// The word for a value of a fact.
pub fn fact_value(l: &Locale, kind: FactKind, value: &str) -> String {
    if kind == FactKind::Grade { value.to_owned() } else { l.word("fact-value", value) }
}

/// Colour of a value of a fact.
pub fn fact_colour(value: &str) -> &'static str {
    match value {
        "failed" | "absent" | "civil_affairs" | "other" | "C" | "unfinished" | "missing" => "red",
        "basic" => "straw",
        "" => "",
        _ => "green",
    }
}

/// Views above the list.
pub fn views(l: &Locale, query: &Query, waiting: i64) -> Vec<Choice> {
    let bare = Query { columns: Vec::new(), order: Order::Name, ..query.on_page(1) };
    let view = |key: &str, to: &str, count| {
        let to = Query::parse(to);
        let current = bare == to;
        let query = Query { columns: query.columns.clone(), ..to }.to_string();
        Choice { name: String::new(), word: l.t(key).to_owned(), query, current, count }
    };
    vec![
        view("org-view-all", "", 0),
        view("org-view-active", "standing=active", 0),
        view("org-view-waiting", "standing=waiting", waiting),
        view("org-view-barred", "standing=barred", 0),
        view("org-view-no-account", "standing=active&account=no", 0),
        view("org-view-closed", "standing=closed", 0),
    ]
}

/// The menus from which filters are taken; facts of this year and the two before it.
pub fn menus(l: &Locale, query: &Query, year: i16) -> Vec<(String, Vec<Choice>)> {
    let choice = |name: &str, value: &str, word: String| {
        let to = query.without(name).with(name, value);
        let current = to == query.on_page(1);
        Choice { name: String::new(), word, query: to.to_string(), current, count: 0 }
    };
    let classes =
        OrganisationClass::ALL.into_iter().map(|c| choice("class", c.code(), l.word("class", c.code())));
    let known = REGIONS.provinces().flat_map(|(p, _)| REGIONS.within(p).collect::<Vec<_>>());
    let province = query.region.get(..2).unwrap_or_default().to_owned();
    // Provinces first; within a province its prefectures.
    let regions = known.filter(|(code, _)| {
        let text = code.to_string();
        if province.is_empty() {
            text.ends_with("0000")
        } else {
            text.ends_with("00") && text.starts_with(&province)
        }
    });
    let regions = regions
        .map(|(code, name)| choice("region", code.to_string().trim_end_matches("00"), name.to_owned()));
    let facts = (year - 2..=year).rev().flat_map(|year| {
        FactKind::ALL
            .into_iter()
            .flat_map(move |kind| kind.values().iter().map(move |value| (year, kind, *value)))
    });
    let facts = facts.filter(|(.., value)| !matches!(*value, "none" | "completed" | "submitted"));
    let facts = facts.map(|(year, kind, value)| {
        let word = format!("{year} {} {}", l.word("fact", kind.code()), fact_value(l, kind, value));
        choice("fact", &format!("{kind}.{year}.{value}"), word)
    });
    let more = [
        choice("account", "yes", l.t("org-account-yes").to_owned()),
        choice("account", "no", l.t("org-account-no").to_owned()),
        choice("member", "yes", l.t("org-member-yes").to_owned()),
        choice("member", "no", l.t("org-member-no").to_owned()),
    ];
    let standings = STANDINGS.into_iter().map(|s| choice("standing", s, l.word("org-standing", s)));
    vec![
        (l.t("org-filter-class").to_owned(), classes.collect()),
        (l.t("org-filter-region").to_owned(), regions.collect()),
        (l.t("org-filter-fact").to_owned(), facts.collect()),
        (l.t("org-filter-more").to_owned(), standings.chain(more).collect()),
    ]
}

/// The conditions of the query as words, each with the way to take it away.
pub fn filters(l: &Locale, query: &Query) -> Vec<Choice> {
    let mut filters = Vec::new();
    let mut add = |key: &str, name: &str, word: String| {
        if !word.is_empty() {
            let query = query.without(name).to_string();
            filters.push(Choice { name: l.t(key).to_owned(), word, query, current: false, count: 0 });
        }
    };
    add("org-filter-class", "class", query.class.map(|c| l.word("class", c.code())).unwrap_or_default());
    let padded = format!("{:0<6}", query.region);
    add(
        "org-filter-region",
        "region",
        if query.region.is_empty() { String::new() } else { short_region(&padded) },
    );
    let standing =
        if query.standing.is_empty() { String::new() } else { l.word("org-standing", &query.standing) };
    add("org-filter-standing", "standing", standing);
    let fact = query.fact.as_ref().map(|(kind, year, value)| {
        format!("{year} {} {}", l.word("fact", kind.code()), fact_value(l, *kind, value))
    });
    add("org-filter-fact", "fact", fact.unwrap_or_default());
    let yes_no = |flag: Option<bool>, [yes, no]: [&str; 2]| {
        flag.map(|flag| l.t(if flag { yes } else { no }).to_owned()).unwrap_or_default()
    };
    add("org-filter-account", "account", yes_no(query.account, ["org-account-yes", "org-account-no"]));
    add("org-filter-member", "member", yes_no(query.member, ["org-member-yes", "org-member-no"]));
    add("org-filter-text", "q", query.text.clone());
    filters
}

/// The columns to choose from.
pub fn columns(l: &Locale, query: &Query) -> Vec<Choice> {
    let free = Column::ALL.into_iter().filter(|c| !c.is_fixed());
    free.map(|c| Choice {
        name: String::new(),
        word: l.word("org-column", c.code()),
        query: c.code().to_owned(),
        current: query.shows(c),
        count: 0,
    })
    .collect()
}

fn shown(query: &Query) -> impl Iterator<Item = Column> + '_ {
    Column::ALL.into_iter().filter(|c| !c.is_fixed() && query.shows(*c))
}

/// The heads of the chosen columns; those one can order by are links.
pub fn heads(l: &Locale, query: &Query) -> Vec<Head> {
    let head = |c: Column| {
        let order = match c {
            Column::Name => Some(Order::Name),
            Column::Class => Some(Order::Class),
            Column::Region => Some(Order::Region),
            Column::Standing => Some(Order::Changed),
            _ => None,
        };
        let link = order.map(|order| Query { order, ..query.on_page(1) }.to_string());
        let sort = match order {
            Some(Order::Changed) if query.order == Order::Changed => "descending",
            Some(order) if order == query.order => "ascending",
            _ => "",
        };
        let number = matches!(c, Column::People | Column::Applications);
        Head { label: l.word("org-column", c.code()), query: link, sort, number }
    };
    std::iter::once(Column::Name).chain(shown(query)).map(head).collect()
}

/// The pages around this one.
pub fn pages(l: &Locale, query: &Query, total: i64) -> Vec<Choice> {
    let last = u32::try_from(total.div_euclid(i64::from(PAGE)) + i64::from(total % i64::from(PAGE) > 0))
        .unwrap_or(1);
    let here = query.page.clamp(1, last.max(1));
    let choice = |page: u32, word: String| Choice {
        name: String::new(),
        word,
        query: query.on_page(page).to_string(),
        current: page == here,
        count: 0,
    };
    let mut pages = Vec::new();
    if last <= 1 {
        return pages;
    }
    if here > 1 {
        pages.push(Choice { current: false, ..choice(here - 1, l.t("pages-previous").to_owned()) });
    }
    let near = |page: &u32| *page == 1 || *page == last || page.abs_diff(here) <= 2;
    pages.extend((1..=last).filter(near).map(|page| choice(page, page.to_string())));
    if here < last {
        pages.push(Choice { current: false, ..choice(here + 1, l.t("pages-next").to_owned()) });
    }
    pages
}

impl RowView {
    pub fn of(l: &Locale, association: &str, query: &Query, entry: &Entry) -> Self {
        let o = &entry.row.organisation;
        let sub = if o.credit_code.is_empty() {
            l.tf("org-hosted-by", &[("host", &o.host_name)])
        } else {
            o.credit_code.clone()
        };
        RowView {
            id: o.id.to_string(),
            href: format!("/office/{association}/organisations/{}", o.id),
            name: o.name.clone(),
            sub,
            cells: shown(query).map(|c| cell(l, c, entry)).collect(),
        }
    }
}

fn cell(l: &Locale, column: Column, entry: &Entry) -> Cell {
    let fact = |kind| entry.newest(kind);
    let tag = match column {
        Column::Inspection => fact(FactKind::AnnualInspection).map_or("", |f| fact_colour(&f.value)),
        Column::Grade => fact(FactKind::Grade).map_or("", |f| fact_colour(&f.value)),
        Column::People if entry.row.people == 0 => "straw",
        Column::Standing if entry.barred => "red",
        Column::Standing if !entry.row.organisation.active => "plain",
        _ => "",
    };
    let class = match column {
        Column::People | Column::Applications => "kx-num",
        Column::Code | Column::Phone | Column::Contact | Column::Bank | Column::Region | Column::Standing => {
            "kx-wrapless"
        }
        _ => "",
    };
    let text = match column {
        Column::Phone => masked_phones(&entry.row.organisation.phone),
        Column::Bank => masked_account(&entry.row.organisation.bank_account),
        _ => value(l, column, entry),
    };
    let text = if text.is_empty() { "—".to_owned() } else { text };
    Cell { label: l.word("org-column", column.code()), text, class, tag }
}

/// What a column holds, in full.
pub fn value(l: &Locale, column: Column, entry: &Entry) -> String {
    let o = &entry.row.organisation;
    let fact = |kind| {
        let newest = entry.newest(kind);
        newest.map(|f| format!("{} {}", f.year, fact_value(l, kind, &f.value))).unwrap_or_default()
    };
    match column {
        Column::Name => o.name.clone(),
        Column::Class => l.word("class", o.class.code()),
        Column::Code => o.credit_code.clone(),
        Column::Host => o.host_name.clone(),
        Column::Region => short_region(&o.region),
        Column::Member => l.t(if o.member { "org-member-yes" } else { "org-member-no" }).to_owned(),
        Column::Contact => o.contact.clone(),
        Column::Phone => o.phone.clone(),
        Column::Email => o.email.clone(),
        Column::Address => o.address.clone(),
        Column::Bank => o.bank_account.clone(),
        Column::Inspection => fact(FactKind::AnnualInspection),
        Column::Grade => fact(FactKind::Grade),
        Column::People => entry.row.people.to_string(),
        Column::Applications => entry.row.applications.to_string(),
        Column::Standing if entry.barred => l.word("org-standing", "barred"),
        Column::Standing => l.word("org-standing", if o.active { "active" } else { "closed" }),
    }
}
