//! What the ledger's list shows, as it stands in the address bar: `class=society&fact=grade.2024.C&order=region`.

use std::fmt;

use jiff::civil::Date;
use kexiang_core::organisation::{FactKind, OrganisationClass};
use kexiang_store::organisation::{Filter, Order};

/// Organisations on one page.
pub const PAGE: u32 = 50;

/// A column of the list and of the register (单位台账).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// 单位名称
    Name,
    /// 类别
    Class,
    /// 统一社会信用代码
    Code,
    /// 挂靠单位
    Host,
    /// 地区
    Region,
    /// 团体会员
    Member,
    /// 联系人
    Contact,
    /// 电话
    Phone,
    /// 邮箱
    Email,
    /// 地址
    Address,
    /// 户名、开户行、账号
    Bank,
    /// 年检
    Inspection,
    /// 评价等级
    Grade,
    /// 账号数
    People,
    /// 申报数
    Applications,
    /// 状态
    Standing,
}

impl Column {
    /// All columns, in the order of the register.
    pub const ALL: [Column; 16] = [
        Column::Name,
        Column::Class,
        Column::Code,
        Column::Host,
        Column::Region,
        Column::Member,
        Column::Contact,
        Column::Phone,
        Column::Email,
        Column::Address,
        Column::Bank,
        Column::Inspection,
        Column::Grade,
        Column::People,
        Column::Applications,
        Column::Standing,
    ];

    /// Code in addresses and message keys.
    pub fn code(self) -> &'static str {
        match self {
            Column::Name => "name",
            Column::Class => "class",
            Column::Code => "code",
            Column::Host => "host",
            Column::Region => "region",
            Column::Member => "member",
            Column::Contact => "contact",
            Column::Phone => "phone",
            Column::Email => "email",
            Column::Address => "address",
            Column::Bank => "bank",
            Column::Inspection => "inspection",
            Column::Grade => "grade",
            Column::People => "people",
            Column::Applications => "applications",
            Column::Standing => "standing",
        }
    }

    /// Whether every list has it, so that it cannot be chosen away.
    pub fn is_fixed(self) -> bool {
        self == Column::Name
    }

    /// Whether a list has it where nothing was chosen.
    fn is_usual(self) -> bool {
        matches!(
            self,
            Column::Class
                | Column::Region
                | Column::Contact
                | Column::Inspection
                | Column::Grade
                | Column::People
                | Column::Applications
                | Column::Standing
        )
    }
}

/// What can be asked about the standing of an organisation.
pub const STANDINGS: [&str; 4] = ["active", "closed", "barred", "waiting"];

/// A query. Empty texts mean "all".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Class.
    pub class: Option<OrganisationClass>,
    /// Beginning of the region's code.
    pub region: String,
    /// What was typed into the search box.
    pub text: String,
    /// One of [`STANDINGS`].
    pub standing: String,
    /// A fact of a year.
    pub fact: Option<(FactKind, i16, String)>,
    /// Whether anybody can sign in for it.
    pub account: Option<bool>,
    /// 团体会员
    pub member: Option<bool>,
    /// Order.
    pub order: Order,
    /// Page, from 1.
    pub page: u32,
    /// Columns chosen; none: the usual ones.
    pub columns: Vec<Column>,
}

impl Query {
    /// Reads the query of an address. Words that are not known are left out: an old bookmark still shows a list.
    pub fn parse(text: &str) -> Self {
        let mut query = Query { page: 1, ..Query::default() };
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            query.take(&name, value.trim());
        }
        query
    }

    fn take(&mut self, name: &str, value: &str) {
        let yes_no = || ["no", "yes"].iter().position(|word| *word == value).map(|place| place == 1);
        match name {
            "class" => self.class = OrganisationClass::from_code(value),
            "region" => {
                let digits = value.len() <= 6 && value.bytes().all(|b| b.is_ascii_digit());
                self.region = if digits { value.to_owned() } else { String::new() };
            }
            "q" => self.text = value.chars().take(100).collect(),
            "standing" => {
                self.standing = STANDINGS.into_iter().find(|s| *s == value).unwrap_or_default().to_owned();
            }
            "fact" => self.fact = fact(value),
            "account" => self.account = yes_no(),
            "member" => self.member = yes_no(),
            "order" => self.order = Order::from_code(value),
            "page" => self.page = value.parse().unwrap_or(1).clamp(1, 100_000),
            "col" => {
                let known = Column::ALL.into_iter().find(|c| c.code() == value && !c.is_fixed());
                self.columns.extend(known.filter(|c| !self.columns.contains(c)));
            }
            _ => {}
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let yes_no = |flag: Option<bool>| flag.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned();
        let fact = self.fact.as_ref().map(|(kind, year, value)| format!("{kind}.{year}.{value}"));
        let mut pairs = vec![
            ("class", self.class.map_or("", OrganisationClass::code).to_owned()),
            ("region", self.region.clone()),
            ("q", self.text.clone()),
            ("standing", self.standing.clone()),
            ("fact", fact.unwrap_or_default()),
            ("account", yes_no(self.account)),
            ("member", yes_no(self.member)),
            ("order", if self.order == Order::default() { "" } else { self.order.code() }.to_owned()),
        ];
        pairs.extend(self.columns.iter().map(|c| ("col", c.code().to_owned())));
        pairs.push(("page", if self.page > 1 { self.page.to_string() } else { String::new() }));
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// The pairs that a form repeats as hidden fields, without those it has itself.
    pub fn kept(&self, but: &str) -> Vec<(&'static str, String)> {
        self.on_page(1).pairs().into_iter().filter(|(name, _)| *name != but).collect()
    }

    /// The same query on another page.
    #[must_use]
    pub fn on_page(&self, page: u32) -> Self {
        Query { page, ..self.clone() }
    }

    /// The same query without one of its conditions.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut query = self.on_page(1);
        match name {
            "class" => query.class = None,
            "region" => query.region.clear(),
            "q" => query.text.clear(),
            "standing" => query.standing.clear(),
            "fact" => query.fact = None,
            "account" => query.account = None,
            "member" => query.member = None,
            _ => {}
        }
        query
    }

    /// The same query with one condition set as an address would set it.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut query = self.on_page(1);
        query.take(name, value);
        query
    }

    /// Whether the column is shown.
    pub fn shows(&self, column: Column) -> bool {
        column.is_fixed()
            || if self.columns.is_empty() { column.is_usual() } else { self.columns.contains(&column) }
    }

    /// Whether any condition narrows the list.
    pub fn is_narrow(&self) -> bool {
        let free =
            Query { order: self.order, page: self.page, columns: self.columns.clone(), ..Query::default() };
        *self != free
    }

    /// What the store filters by on a day.
    pub fn filter(&self, today: Date) -> Filter {
        Filter {
            class: self.class.map_or("", OrganisationClass::code).to_owned(),
            region: self.region.clone(),
            text: self.text.clone(),
            standing: self.standing.clone(),
            fact: self.fact.clone().map(|(kind, year, value)| (kind.code().to_owned(), year, value)),
            has_account: self.account,
            member: self.member,
            today: today.to_string(),
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

/// `grade.2024.C`
fn fact(text: &str) -> Option<(FactKind, i16, String)> {
    let mut parts = text.splitn(3, '.');
    let kind = FactKind::from_code(parts.next()?)?;
    let year = parts.next()?.parse().ok().filter(|year| (1990..=2100).contains(year))?;
    let value = parts.next()?;
    kind.allows(value).then(|| (kind, year, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_survives_the_address_bar() {
        let text = "class=society&region=4502&q=%E6%9C%BA%E6%A2%B0&standing=barred&fact=grade.2024.C&account=no\
                    &member=yes&order=region&col=phone&col=bank&page=3";
        let query = Query::parse(text);
        assert_eq!(query.to_string(), text);
        assert_eq!((query.text.as_str(), query.page), ("机械", 3));
        assert_eq!(query.fact, Some((FactKind::Grade, 2024, "C".to_owned())));
        assert_eq!(query.columns, [Column::Phone, Column::Bank]);
        assert!(query.is_narrow());
    }

    #[test]
    fn unknown_words_are_left_out() {
        let query = Query::parse(
            "class=club&region=45x&standing=lost&fact=grade.2024.Z&account=maybe&order=x&col=name&page=0&z=1",
        );
        assert_eq!(query, Query { page: 1, ..Query::default() });
        assert_eq!((query.to_string().as_str(), query.is_narrow()), ("", false));
    }

    #[test]
    fn conditions_come_and_go() {
        let query = Query::parse("class=society&q=x&page=5");
        assert_eq!(query.without("class").to_string(), "q=x");
        assert_eq!(query.with("account", "no").to_string(), "class=society&q=x&account=no");
        assert_eq!(query.kept("q"), [("class", "society".to_owned())]);
    }
}
