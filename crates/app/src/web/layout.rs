//! The shell that every page has: name and emblem of the association, navigation by role, reading settings, the clock of a
//! demonstration, footer.

use jiff::Timestamp;
use kexiang_core::policy::{Actor, ActorKind, Office, OfficeRole};
use kexiang_core::time;
use kexiang_store::association::{Association, Settings};

use super::attend;
use super::looks::{self, Looks};
use super::rooms;
use super::visitor::Visitor;
use crate::assets;
use crate::locale::Locale;
use crate::state::App;

/// Everything `templates/layout/shell.html` shows. Every page has one as `shell`.
#[derive(Clone, Debug)]
pub struct Shell {
    /// Words.
    pub l: &'static Locale,
    /// Reading settings.
    pub looks: Looks,
    /// Path and query of this page.
    pub path: String,
    /// Association whose page this is; none on pages of the deployment.
    pub association: Option<Association>,
    /// Navigation of the person's roles.
    pub nav: Vec<NavItem>,
    /// Signed-in person.
    pub person: Option<Person>,
    /// Form token.
    pub csrf: String,
    /// Clock of a demonstration.
    pub demo: Option<DemoBar>,
    /// Now, for countdowns.
    pub now: Timestamp,
    /// A message about what was just done.
    pub flash: Option<String>,
    /// Seconds without use after which the overlay asks to sign in again.
    pub idle_seconds: i64,
}

/// One entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Address.
    pub href: String,
    /// Key of the word.
    pub key: &'static str,
    /// Whether the present page belongs to it.
    pub current: bool,
    /// A number beside the word, e.g. unread messages; 0 is not shown.
    pub count: u64,
}

impl NavItem {
    /// An entry without a number.
    pub fn new(href: impl Into<String>, key: &'static str) -> Self {
        NavItem { href: href.into(), key, current: false, count: 0 }
    }
}

/// The signed-in person as the menu shows it.
#[derive(Clone, Debug)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Sign-in name, for the overlay of an ended session.
    pub login: String,
    /// Roles in words, with the association of each.
    pub roles: Vec<String>,
}

/// The clock of a demonstration.
#[derive(Clone, Debug)]
pub struct DemoBar {
    /// Now in words.
    pub now: String,
    /// Now as `datetime-local` writes it.
    pub value: String,
    /// Now as `<time datetime>` writes it.
    pub datetime: String,
}

impl Shell {
    /// The shell of a page of the deployment, or of the person's only association.
    pub fn new(app: &App, visitor: &Visitor) -> Shell {
        let association = only_association(&visitor.actor).and_then(|code| app.association(&code));
        Self::build(app, visitor, association)
    }

    /// The shell of a page of an association.
    pub fn within(app: &App, visitor: &Visitor, association: &str) -> Shell {
        Self::build(app, visitor, app.association(association))
    }

    fn build(app: &App, visitor: &Visitor, association: Option<Association>) -> Shell {
        Shell {
            l: visitor.l,
            looks: visitor.looks,
            path: visitor.path.clone(),
            nav: navigation(visitor, association.as_ref()),
            person: person(app, visitor),
            csrf: visitor.csrf.clone(),
            demo: app.config.demo.enabled.then(|| DemoBar::at(visitor.now)),
            now: visitor.now,
            flash: None,
            idle_seconds: attend::idle_limit(&app.config.security, &visitor.actor).as_secs(),
            association,
        }
    }

    /// A shell for the samples of pages: an officer in the demonstration.
    pub fn sample(l: &'static Locale) -> Shell {
        let now = time::instant(jiff::civil::date(2026, 3, 30).at(9, 0, 0, 0));
        let person = Person {
            name: "艾力·买买提".to_owned(),
            login: "xj.officer".to_owned(),
            roles: vec![format!("{} · 自治区科协", role_word(l, OfficeRole::Officer))],
        };
        Shell {
            l,
            looks: Looks { language: l.language(), ..Looks::default() },
            path: "/sample".to_owned(),
            association: Some(sample_association()),
            nav: vec![NavItem { current: true, count: 3, ..NavItem::new("/", "nav-home") }],
            person: Some(person),
            csrf: "0".repeat(64),
            demo: Some(DemoBar::at(now)),
            now,
            flash: None,
            idle_seconds: 1800,
        }
    }

    /// The same shell before sign-in, outside a demonstration.
    pub fn sample_unknown(l: &'static Locale) -> Shell {
        Shell {
            association: None,
            nav: Vec::new(),
            person: None,
            csrf: String::new(),
            demo: None,
            ..Self::sample(l)
        }
    }

    /// Address of a stylesheet, script or picture.
    pub fn asset(&self, path: &str) -> String {
        assets::url(path)
    }

    /// Whether this is the page with this path.
    pub fn at(&self, path: &str) -> bool {
        self.path.split('?').next() == Some(path)
    }

    /// Value of the `lang` attribute.
    pub fn lang(&self) -> &'static str {
        self.l.language().tag()
    }

    /// Whether the page is in this language.
    pub fn speaks(&self, code: &str) -> bool {
        self.l.language().code() == code
    }

    /// The server's time for scripts, RFC 3339.
    pub fn server_now(&self) -> String {
        time::beijing(self.now).strftime("%Y-%m-%dT%H:%M:%S%.3f+08:00").to_string()
    }

    /// Name of the association, or of the system.
    pub fn name(&self) -> &str {
        self.association.as_ref().map_or_else(|| self.l.t("layout-system-name"), |a| &a.name)
    }

    /// Address of the emblem.
    pub fn emblem(&self) -> String {
        match &self.association {
            Some(a) => format!("/associations/{}/emblem.svg", a.code),
            None => self.asset("img/kexiang.svg"),
        }
    }

    /// Whom to ask; empty on pages of the deployment.
    pub fn contact(&self) -> &str {
        self.association.as_ref().map_or("", |a| &a.settings.contact)
    }

    /// Where the emblem leads.
    pub fn home(&self) -> String {
        self.association.as_ref().map_or_else(|| "/".to_owned(), |a| format!("/associations/{}", a.code))
    }

    /// The sign-in page that leads back here.
    pub fn sign_in(&self) -> String {
        super::error::sign_in_path(&self.path)
    }

    /// The themes.
    pub fn themes(&self) -> [&'static str; 3] {
        looks::THEMES
    }

    /// The sizes of letters with the name of their class.
    pub fn sizes(&self) -> [(&'static str, &'static str); 3] {
        [(looks::SIZES[0], "small"), (looks::SIZES[1], "mid"), (looks::SIZES[2], "big")]
    }

    /// The contrasts.
    pub fn contrasts(&self) -> [&'static str; 2] {
        looks::CONTRASTS
    }
}

impl DemoBar {
    fn at(now: Timestamp) -> Self {
        let civil = time::beijing(now);
        DemoBar {
            now: time::long(now),
            value: civil.strftime("%Y-%m-%dT%H:%M").to_string(),
            datetime: civil.strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string(),
        }
    }
}

/// An association for the samples of pages.
pub fn sample_association() -> Association {
    Association {
        code: "xj".to_owned(),
        name: "新疆维吾尔自治区科学技术协会".to_owned(),
        short_name: "自治区科协".to_owned(),
        region: "650000".to_owned(),
        settings: Settings { contact: "学会学术部".to_owned(), ..Settings::default() },
    }
}

fn navigation(visitor: &Visitor, association: Option<&Association>) -> Vec<NavItem> {
    let mut items = rooms::navigation(visitor, association.map(|a| a.code.as_str()));
    let bare = visitor.path.split('?').next().unwrap_or_default();
    let longest = items.iter().filter(|item| leads(&item.href, bare)).map(|item| item.href.len()).max();
    items
        .iter_mut()
        .for_each(|item| item.current = leads(&item.href, bare) && Some(item.href.len()) == longest);
    items
}

/// Whether a page lies at or under an address.
fn leads(href: &str, path: &str) -> bool {
    path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
}

fn person(app: &App, visitor: &Visitor) -> Option<Person> {
    let actor = &visitor.actor;
    (actor.kind == ActorKind::Person).then(|| {
        let name_of = |code: &str| app.association(code).map_or_else(|| code.to_owned(), |a| a.short_name);
        let office = |o: &Office| format!("{} · {}", role_word(visitor.l, o.role), name_of(&o.association));
        let member = actor.memberships.iter().map(|m| {
            let word = visitor.l.word("member-role", m.role.code());
            format!("{word} · {}", name_of(&m.association))
        });
        let login = visitor.signed.as_ref().map(|signed| signed.login.clone()).unwrap_or_default();
        let mut roles: Vec<String> = actor.offices.iter().map(office).chain(member).collect();
        roles.dedup();
        Person { name: actor.name.clone(), login, roles }
    })
}

/// The word for an office role.
pub fn role_word(l: &Locale, role: OfficeRole) -> String {
    l.word("office-role", role.code())
}

/// The association of all roles, if it is one.
fn only_association(actor: &Actor) -> Option<String> {
    let offices = actor.offices.iter().map(|o| &o.association);
    let mut codes = offices.chain(actor.memberships.iter().map(|m| &m.association));
    let first = codes.next()?;
    codes.all(|code| code == first).then(|| first.clone())
}
