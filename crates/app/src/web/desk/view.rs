//! What the queue shows, in words: tabs, filters, heads, rows, counts.

use kexiang_core::application::State;
use kexiang_core::organisation::OrganisationClass;
use kexiang_core::programme::StepKind;
use kexiang_core::time;
use kexiang_store::desk::Order;

use crate::actions::desk::{Column, List, PAPER_STATES, Query, Row, masked_phones};
use crate::locale::Locale;

/// A view above the list.
pub struct Tab {
    pub name: String,
    pub query: String,
    pub count: Option<i64>,
    pub current: bool,
}

/// A link that changes the query.
pub struct Choice {
    /// What it concerns: 类型.
    pub name: String,
    /// The word: 2026-1.
    pub word: String,
    /// The query it leads to, or the code of a column.
    pub query: String,
    pub current: bool,
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
    pub title: String,
    pub sub: String,
    pub pick: String,
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

/// Numbers of a type by state.
pub struct CountRow {
    pub name: String,
    pub query: String,
    /// Count and query by state; 0 is shown as a dash.
    pub cells: Vec<(i64, String)>,
    pub sum: i64,
}

/// Colour of a state's tag.
pub fn state_colour(state: State) -> &'static str {
    match state {
        State::Submitted | State::TargetCheck | State::UnderReview => "blue",
        State::Returned | State::TargetReturned | State::Reserve => "straw",
        State::NotAccepted | State::TargetFailed | State::NotSelected => "red",
        State::Ready | State::Selected | State::Awarded => "green",
        State::Draft | State::AwaitingUnit | State::AwaitingRecommendation | State::Withdrawn => "plain",
    }
}

/// The office's word for a paper state.
pub fn paper_word(l: &Locale, state: &str) -> String {
    l.word("copy-state", state)
}

/// The office's own views: one per state that waits for somebody, then all.
pub fn tabs(l: &Locale, query: &Query, list: &List) -> Vec<Tab> {
    let call = query.call.as_str();
    let count =
        |state: State| list.counts.iter().filter(|(_, s, _)| *s == state).map(|(_, _, n)| n).sum::<i64>();
    let has_targets = list.programme.as_ref().is_some_and(|p| p.has_step(StepKind::TargetCheck));
    let mut tabs: Vec<Tab> =
        [State::Submitted, State::Returned, State::TargetCheck, State::TargetReturned, State::Ready]
            .into_iter()
            .filter(|s| has_targets || !matches!(s, State::TargetCheck | State::TargetReturned))
            .map(|state| {
                let order = if state == State::Ready { Order::Number } else { Order::Oldest };
                let to = Query { call: call.to_owned(), state: Some(state), order, ..Query::default() };
                tab(query, l.word("state", state.code()), to, list.call.as_ref().map(|_| count(state)))
            })
            .collect();
    let soft = Query { call: call.to_owned(), overrides: true, order: Order::Oldest, ..Query::default() };
    tabs.push(tab(query, l.t("desk-tab-override").to_owned(), soft, None));
    let all = Query { call: call.to_owned(), order: Order::Number, ..Query::default() };
    tabs.push(tab(query, l.t("desk-tab-all").to_owned(), all, None));
    tabs
}

fn tab(now: &Query, name: String, to: Query, count: Option<i64>) -> Tab {
    let bare = Query { columns: Vec::new(), ..now.first_page() };
    let current = bare == to;
    let query = Query { columns: now.columns.clone(), ..to };
    // An empty query would be redirected to the usual one.
    let text = query.to_string();
    Tab { name, query: if text.is_empty() { "order=number".to_owned() } else { text }, count, current }
}

/// The person's saved views.
pub fn saved(query: &Query, list: &List) -> Vec<Tab> {
    let now = query.first_page().to_string();
    let tab = |v: &crate::actions::desk::View| Tab {
        name: v.name.clone(),
        current: v.query == now,
        query: v.query.clone(),
        count: None,
    };
    list.views.iter().map(tab).collect()
}

/// The menus from which filters are taken.
pub fn menus(l: &Locale, query: &Query, list: &List) -> Vec<(String, Vec<Choice>)> {
    let choice = |name: &str, value: &str, word: String, current: bool| Choice {
        name: String::new(),
        word,
        query: query.without(name).with(name, value).to_string(),
        current,
    };
    let calls = list.calls.iter().map(|c| choice("call", &c.code, c.title.clone(), c.code == query.call));
    let mut menus = vec![(l.t("desk-filter-call").to_owned(), calls.collect())];
    if let Some(programme) = &list.programme {
        let types = programme.types.iter();
        let types = types
            .map(|t| choice("type", &t.code, format!("{} {}", t.code, t.name), t.code == query.type_code));
        menus.push((l.t("desk-filter-type").to_owned(), types.collect()));
    }
    let states = State::ALL.into_iter().filter(|s| !is_before_submission(*s));
    let states = states.map(|s| choice("state", s.code(), l.word("state", s.code()), query.state == Some(s)));
    menus.push((l.t("desk-filter-state").to_owned(), states.collect()));
    let classes = OrganisationClass::ALL.into_iter();
    let classes =
        classes.map(|c| choice("class", c.code(), l.word("class", c.code()), query.class == Some(c)));
    menus.push((l.t("desk-filter-class").to_owned(), classes.collect()));
    let papers = PAPER_STATES.into_iter().map(|p| choice("paper", p, paper_word(l, p), query.paper == p));
    let only = [
        choice("only", "override", l.t("desk-only-override").to_owned(), query.overrides),
        choice("only", "repeat", l.t("desk-only-repeat").to_owned(), query.repeats),
    ];
    menus.push((l.t("desk-filter-more").to_owned(), papers.chain(only).collect()));
    menus
}

/// The conditions of the query as words, each with the way to take it away.
pub fn filters(l: &Locale, query: &Query, list: &List) -> Vec<Choice> {
    let mut filters = Vec::new();
    let mut add = |key: &str, name: &str, word: String| {
        if !word.is_empty() {
            let without = query.without(name).to_string();
            let query = if without.is_empty() { "order=number".to_owned() } else { without };
            filters.push(Choice { name: l.t(key).to_owned(), word, query, current: false });
        }
    };
    add("desk-filter-call", "call", list.call.as_ref().map(|c| c.title.clone()).unwrap_or_default());
    add("desk-filter-type", "type", query.type_code.clone());
    add("desk-filter-state", "state", query.state.map(|s| l.word("state", s.code())).unwrap_or_default());
    add("desk-filter-class", "class", query.class.map(|c| l.word("class", c.code())).unwrap_or_default());
    let paper = if query.paper.is_empty() { String::new() } else { paper_word(l, &query.paper) };
    add("desk-filter-paper", "paper", paper);
    add("desk-filter-text", "q", query.text.clone());
    let only = |on: bool, key: &str| if on { l.t(key).to_owned() } else { String::new() };
    add("desk-filter-only", "override", only(query.overrides, "desk-only-override"));
    add("desk-filter-only", "repeat", only(query.repeats, "desk-only-repeat"));
    filters
}

/// The columns to choose from.
pub fn columns(l: &Locale, query: &Query) -> Vec<Choice> {
    let free = Column::ALL.into_iter().filter(|c| !c.is_fixed());
    free.map(|c| Choice {
        name: String::new(),
        word: l.word("desk-column", c.code()),
        query: c.code().to_owned(),
        current: query.shows(c),
    })
    .collect()
}

fn shown(query: &Query) -> impl Iterator<Item = Column> + '_ {
    Column::ALL.into_iter().filter(|c| !c.is_fixed() && query.shows(*c))
}

/// The heads of the chosen columns; those one can order by are links.
pub fn heads(l: &Locale, query: &Query) -> Vec<Head> {
    let to = |order: Order| Some(Query { order, ..query.first_page() }.to_string());
    shown(query)
        .map(|c| {
            let (link, sort) = match (c, query.order) {
                (Column::Number, Order::Number) => (to(Order::Number), "ascending"),
                (Column::Number, _) => (to(Order::Number), ""),
                (Column::Amount, Order::Amount) => (to(Order::Amount), "descending"),
                (Column::Amount, _) => (to(Order::Amount), ""),
                (Column::Submitted, Order::Oldest) => (to(Order::Newest), "ascending"),
                (Column::Submitted, Order::Newest) => (to(Order::Oldest), "descending"),
                (Column::Submitted, _) => (to(Order::Oldest), ""),
                _ => (None, ""),
            };
            let number = matches!(c, Column::Amount | Column::Other);
            Head { label: l.word("desk-column", c.code()), query: link, sort, number }
        })
        .collect()
}

impl RowView {
    pub fn of(l: &Locale, association: &str, query: &Query, row: &Row) -> Self {
        let a = &row.application;
        RowView {
            id: a.id.to_string(),
            href: format!("/associations/{association}/applications/{}/check", a.id),
            title: a.title.clone(),
            sub: a.organisation_name.clone(),
            pick: l.tf("desk-pick", &[("number", &a.number)]),
            cells: shown(query).map(|c| cell(l, c, row)).collect(),
        }
    }
}

fn cell(l: &Locale, column: Column, row: &Row) -> Cell {
    let a = &row.application;
    let (text, class, tag) = match column {
        Column::Number => (a.number.clone(), "kx-wrapless", ""),
        Column::Type => (a.type_code.clone(), "kx-wrapless", ""),
        Column::Title => (a.title.clone(), "", ""),
        Column::Organisation => (a.organisation_name.clone(), "", ""),
        Column::Joint => (row.joint.join("、"), "", ""),
        Column::Leader => (a.leader.clone(), "kx-wrapless", ""),
        Column::Phone => (masked_phones(&a.leader_phone), "kx-wrapless", ""),
        Column::Amount => (a.amount.wan_fixed(), "kx-num", ""),
        Column::Other => (a.other.wan_fixed(), "kx-num", ""),
        Column::Submitted => (a.submitted_at.map(time::short).unwrap_or_default(), "kx-wrapless", ""),
        Column::Result => (l.word("state", a.state.code()), "", state_colour(a.state)),
        Column::Note => (note(l, a.open_overrides, a.repeats, a.returns), "", ""),
    };
    let text = if text.is_empty() { "—".to_owned() } else { text };
    Cell { label: l.word("desk-column", column.code()), text, class, tag }
}

/// What an officer should know before opening: soft rules, likenesses, earlier returns.
pub fn note(l: &Locale, overrides: i64, repeats: i64, returns: i64) -> String {
    let part = |n: i64, key: &str| (n > 0).then(|| l.tf(key, &[("n", &n)]));
    let parts = [
        part(overrides, "desk-note-override"),
        part(repeats, "desk-note-repeat"),
        part(returns, "desk-note-returned"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(l.t("desk-note-and"))
}

fn is_before_submission(state: State) -> bool {
    matches!(state, State::Draft | State::AwaitingUnit | State::AwaitingRecommendation)
}

/// The states that the call's applications are in, in the order of an application's life.
pub fn count_states(list: &List) -> Vec<State> {
    State::ALL.into_iter().filter(|s| list.counts.iter().any(|(_, state, _)| state == s)).collect()
}

/// The counts by type and state, with the list behind each number.
pub fn counts(query: &Query, list: &List) -> Vec<CountRow> {
    let states = count_states(list);
    let Some(programme) = list.programme.as_ref().filter(|_| !states.is_empty()) else { return Vec::new() };
    let behind = |code: &str, state: Option<State>| {
        let (call, type_code) = (query.call.clone(), code.to_owned());
        Query { call, type_code, state, order: Order::Number, ..Query::default() }.to_string()
    };
    programme
        .types
        .iter()
        .map(|t| {
            let n = |s: State| {
                list.counts.iter().find(|(c, state, _)| *c == t.code && *state == s).map_or(0, |x| x.2)
            };
            let link =
                |s: State| if is_before_submission(s) { String::new() } else { behind(&t.code, Some(s)) };
            CountRow {
                name: format!("{} {}", t.code, t.name),
                query: behind(&t.code, None),
                cells: states.iter().map(|s| (n(*s), link(*s))).collect(),
                sum: states.iter().map(|s| n(*s)).sum(),
            }
        })
        .collect()
}

/// A list for samples of the page.
pub fn sample(filled: bool) -> List {
    use kexiang_core::id::Id;
    use kexiang_core::money::Fen;
    use kexiang_core::programme::parse;
    use kexiang_store::application::Application;
    let now = time::instant(jiff::civil::date(2026, 3, 30).at(16, 41, 7, 0));
    let id = |n: u32| Id::at(now, n);
    let application = |n: u32, title: &str, organisation: &str, state: State| Application {
        association: "lz".into(),
        id: id(n),
        call: id(1),
        call_version: 1,
        type_code: "2026-1".into(),
        tier: String::new(),
        organisation: id(90 + n),
        organisation_name: organisation.into(),
        class: OrganisationClass::Society,
        recommender: None,
        state,
        number: format!("2026-1-{n:03}"),
        title: title.into(),
        leader: "艾力·买买提".into(),
        leader_phone: "18276735671".into(),
        amount: Fen(1_850_000),
        other: Fen(500_000),
        content_version: 3,
        content_hash: "0".repeat(64),
        version_code: "3F2A9-0B71C".into(),
        returns: i64::from(n % 2),
        correction_due: None,
        open_overrides: i64::from(n / 2),
        repeats: i64::from(n / 3),
        paper_state: "due".into(),
        started_by: 1,
        started_at: now,
        handed_in_at: Some(now),
        signed_off_at: Some(now),
        recommended_at: None,
        submitted_at: Some(now),
        changed_at: now,
        version: 4,
    };
    let rows = [
        application(1, "机械工程学会“党旗领航·专家走基层”与改革创新", "柳州市机械工程学会", State::Submitted),
        application(2, "智能网联汽车关键技术龙城科创大讲堂", "柳州市汽车工程学会", State::Returned),
        application(
            3,
            "面向新型储能与页岩气绿色开发的跨学科学术交流及青年科技工作者成果转化对接系列活动",
            "柳州市化学化工学会",
            State::Ready,
        ),
        application(4, "专家入企赋能行动", "艾力·买买提创新工作室企业科协", State::NotAccepted),
    ];
    let programme =
        parse(include_str!("../../../../../programmes/liuzhou-2026.toml")).ok().map(std::sync::Arc::new);
    let call = kexiang_store::programme::Call {
        association: "lz".into(),
        id: id(1),
        code: "lz-2026".into(),
        title: "2026年柳州市科协“科创赋能”项目".into(),
        programme: id(1),
        version: 1,
        opens_at: now,
        closes_at: now,
        published_at: now,
    };
    let view =
        |name: &str, query: &str| crate::actions::desk::View { name: name.into(), query: query.into() };
    if !filled {
        return List {
            calls: Vec::new(),
            call: None,
            programme: None,
            rows: Vec::new(),
            total: 0,
            next: None,
            counts: Vec::new(),
            views: Vec::new(),
        };
    }
    List {
        calls: vec![call.clone()],
        call: Some(call),
        programme,
        next: Some(Query::parse("call=lz-2026&after=1.2")),
        total: 247,
        counts: vec![("2026-1".into(), State::Submitted, 18), ("2026-2".into(), State::Draft, 41)],
        views: vec![view("学会类待办", "call=lz-2026&class=society"), view("缺纸质件", "paper=due")],
        rows: rows
            .into_iter()
            .map(|application| Row { joint: vec!["柳城县科学技术协会".into()], application })
            .collect(),
    }
}
