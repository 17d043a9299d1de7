//! What a list shows, as it stands in the address bar: `call=lz-2026&state=submitted&order=oldest`.

use std::fmt;

use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::organisation::OrganisationClass;
use kexiang_core::wording::normal_text;
use kexiang_store::desk::{Cursor, Filter, Order};

/// A column of the list and of the register (申报汇总).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// 编号
    Number,
    /// 类型
    Type,
    /// 项目名称
    Title,
    /// 申报单位
    Organisation,
    /// 联合单位
    Joint,
    /// 负责人
    Leader,
    /// 电话
    Phone,
    /// 申请金额（万元）
    Amount,
    /// 配套（万元）
    Other,
    /// 提交时间
    Submitted,
    /// 形审结果
    Result,
    /// 备注
    Note,
}

impl Column {
    /// All columns, in the order of the register.
    pub const ALL: [Column; 12] = [
        Column::Number,
        Column::Type,
        Column::Title,
        Column::Organisation,
        Column::Joint,
        Column::Leader,
        Column::Phone,
        Column::Amount,
        Column::Other,
        Column::Submitted,
        Column::Result,
        Column::Note,
    ];

    /// Code in addresses and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Column::Number => "number",
            Column::Type => "type",
            Column::Title => "title",
            Column::Organisation => "organisation",
            Column::Joint => "joint",
            Column::Leader => "leader",
            Column::Phone => "phone",
            Column::Amount => "amount",
            Column::Other => "other",
            Column::Submitted => "submitted",
            Column::Result => "result",
            Column::Note => "note",
        }
    }

    /// Whether every list has it, so that it cannot be chosen away.
    pub fn is_fixed(self) -> bool {
        matches!(self, Column::Title | Column::Organisation)
    }

    /// Whether a list has it where nothing was chosen.
    fn is_usual(self) -> bool {
        matches!(self, Column::Number | Column::Amount | Column::Submitted | Column::Result | Column::Note)
    }
}

/// A query. Empty texts mean "all".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Code of the call.
    pub call: String,
    /// Code of the type.
    pub type_code: String,
    /// State.
    pub state: Option<State>,
    /// Class of the organisation.
    pub class: Option<OrganisationClass>,
    /// Paper state.
    pub paper: String,
    /// What was typed into the search box.
    pub text: String,
    /// Only those with a soft rule still to be overridden.
    pub overrides: bool,
    /// Only those that look like a repetition.
    pub repeats: bool,
    /// Order.
    pub order: Order,
    /// Where the page begins.
    pub behind: Option<Cursor>,
    /// Columns chosen; none: the usual ones.
    pub columns: Vec<Column>,
}

/// Paper states that can be asked for.
pub const PAPER_STATES: [&str; 6] = ["none", "due", "received", "accepted", "void", "late"];

impl Query {
    /// What waits for the formal check in a call, the oldest first.
    pub fn waiting(call: &str) -> Self {
        Query {
            call: call.to_owned(),
            state: Some(State::Submitted),
            order: Order::Oldest,
            ..Query::default()
        }
    }

    /// Reads the query of an address. Words that are not known are left out: an old bookmark still shows a list.
    pub fn parse(text: &str) -> Self {
        let mut query = Query::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            query.take(&name, value.trim());
        }
        query
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "call" => self.call = value.to_owned(),
            "type" => self.type_code = value.to_owned(),
            "state" => self.state = State::from_code(value),
            "class" => self.class = OrganisationClass::from_code(value),
            "paper" => {
                self.paper = PAPER_STATES.into_iter().find(|p| *p == value).unwrap_or_default().to_owned()
            }
            "q" => self.text = value.chars().take(100).collect(),
            "only" if value == "override" => self.overrides = true,
            "only" if value == "repeat" => self.repeats = true,
            "order" => self.order = Order::from_code(value),
            "after" => self.behind = cursor(value),
            "col" => {
                let known = Column::ALL.into_iter().find(|c| c.code() == value && !c.is_fixed());
                self.columns.extend(known.filter(|c| !self.columns.contains(c)));
            }
            _ => {}
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![
            ("call", self.call.clone()),
            ("type", self.type_code.clone()),
            ("state", self.state.map_or("", State::code).to_owned()),
            ("class", self.class.map_or("", OrganisationClass::code).to_owned()),
            ("paper", self.paper.clone()),
            ("q", self.text.clone()),
            ("only", if self.overrides { "override" } else { "" }.to_owned()),
            ("only", if self.repeats { "repeat" } else { "" }.to_owned()),
            ("order", if self.order == Order::default() { "" } else { self.order.code() }.to_owned()),
        ];
        pairs.extend(self.columns.iter().map(|c| ("col", c.code().to_owned())));
        pairs.push((
            "after",
            self.behind.as_ref().map_or_else(String::new, |c| format!("{}.{}", c.key, c.id)),
        ));
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// The pairs that a search form repeats as hidden fields: all but the text and the place.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        let all = self.first_page().pairs();
        all.into_iter().filter(|(name, _)| *name != "q").collect()
    }

    /// The same query from its beginning.
    #[must_use]
    pub fn first_page(&self) -> Self {
        Query { behind: None, ..self.clone() }
    }

    /// The same query behind a row.
    #[must_use]
    pub fn behind(&self, cursor: Cursor) -> Self {
        Query { behind: Some(cursor), ..self.clone() }
    }

    /// The same query without one of its conditions.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut query = self.first_page();
        match name {
            "call" => (query.call, query.type_code) = (String::new(), String::new()),
            "type" => query.type_code.clear(),
            "state" => query.state = None,
            "class" => query.class = None,
            "paper" => query.paper.clear(),
            "q" => query.text.clear(),
            "override" => query.overrides = false,
            "repeat" => query.repeats = false,
            _ => {}
        }
        query
    }

    /// The same query with one condition set as an address would set it.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut query = self.first_page();
        query.take(name, value);
        query
    }

    /// Whether the column is shown.
    pub fn shows(&self, column: Column) -> bool {
        column.is_fixed()
            || if self.columns.is_empty() { column.is_usual() } else { self.columns.contains(&column) }
    }

    /// What the store filters by.
    pub fn filter(&self, call: Option<Id>) -> Filter {
        Filter {
            call: call.map_or(0, Id::as_i64),
            type_code: self.type_code.clone(),
            state: self.state.map_or("", State::code).to_owned(),
            class: self.class.map_or("", OrganisationClass::code).to_owned(),
            paper: self.paper.clone(),
            text: normal_text(&self.text),
            overrides_only: self.overrides,
            repeats_only: self.repeats,
        }
    }
}

/// As addresses hold it.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(self.pairs());
        f.write_str(&text.finish())
    }
}

fn cursor(text: &str) -> Option<Cursor> {
    let (key, id) = text.rsplit_once('.')?;
    Some(Cursor { key: key.to_owned(), id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_survives_the_address_bar() {
        let text = "call=lz-2026&type=2026-1&state=submitted&class=society&paper=due&q=%E6%9C%BA%E6%A2%B0&only=override\
                    &only=repeat&order=oldest&col=number&col=phone&after=1774860000000.77";
        let query = Query::parse(text);
        assert_eq!(query.to_string(), text);
        assert_eq!(query.text, "机械");
        assert_eq!(query.columns, [Column::Number, Column::Phone]);
        assert_eq!(query.behind, Some(Cursor { key: "1774860000000".into(), id: 77 }));
    }

    #[test]
    fn unknown_words_are_left_out() {
        let query = Query::parse(
            "state=lost&class=club&paper=eaten&order=random&col=secret&col=title&after=x&only=y&z=1",
        );
        assert_eq!(query, Query::default());
        assert_eq!(query.to_string(), "");
    }

    #[test]
    fn conditions_come_and_go() {
        let query = Query::parse("call=lz-2026&type=2026-1&q=x&after=5.6");
        assert_eq!(query.without("call").to_string(), "q=x");
        assert_eq!(query.with("state", "ready").to_string(), "call=lz-2026&type=2026-1&state=ready&q=x");
        assert_eq!(query.kept(), [("call", "lz-2026".to_owned()), ("type", "2026-1".to_owned())]);
    }

    #[test]
    fn without_a_choice_the_usual_columns_are_shown() {
        let usual = Query::default();
        assert!(usual.shows(Column::Number) && usual.shows(Column::Title) && !usual.shows(Column::Phone));
        let chosen = Query::parse("col=phone");
        assert!(
            chosen.shows(Column::Phone)
                && chosen.shows(Column::Organisation)
                && !chosen.shows(Column::Number)
        );
    }

    #[test]
    fn the_search_ignores_width_and_marks() {
        assert_eq!(Query::parse("q=%EF%BC%AC%EF%BC%BA-2026").filter(None).text, "lz2026");
    }
}
