//! The registry of statements: every SQL text of the program is in it, with file and line, so that a test can
//! prepare each of them on both engines.

use std::fmt;
use std::sync::OnceLock;

use crate::db::Engine;
use crate::dialect;

/// A registered statement; made only by [`crate::sql!`].
pub struct Sql {
    name: Option<&'static str>,
    source: Source,
    file: &'static str,
    line: u32,
    text: OnceLock<Texts>,
    columns: OnceLock<Vec<String>>,
}

/// As written: once for both engines, or once for each.
enum Source {
    Both(&'static str),
    Each { sqlite: &'static str, postgres: &'static str },
}

/// As the engines get it.
struct Texts {
    sqlite: String,
    postgres: String,
}

impl Sql {
    /// One text for both engines. Called by [`crate::sql!`].
    #[doc(hidden)]
    pub const fn both(name: Option<&'static str>, text: &'static str, file: &'static str, line: u32) -> Self {
        let source = Source::Both(text);
        Sql { name, source, file, line, text: OnceLock::new(), columns: OnceLock::new() }
    }

    /// A text for each engine. Called by [`crate::sql!`].
    #[doc(hidden)]
    pub const fn each(
        name: Option<&'static str>,
        sqlite: &'static str,
        postgres: &'static str,
        file: &'static str,
        line: u32,
    ) -> Self {
        let source = Source::Each { sqlite, postgres };
        Sql { name, source, file, line, text: OnceLock::new(), columns: OnceLock::new() }
    }

    /// The text for an engine, placeholders and portable forms rewritten once.
    pub fn text(&self, engine: Engine) -> &str {
        let texts = self.text.get_or_init(|| {
            let (sqlite, postgres) = match self.source {
                Source::Both(text) => (text, text),
                Source::Each { sqlite, postgres } => (sqlite, postgres),
            };
            Texts {
                sqlite: dialect::rewrite(sqlite, Engine::Sqlite),
                postgres: dialect::rewrite(postgres, Engine::Postgres),
            }
        });
        match engine {
            Engine::Sqlite => &texts.sqlite,
            Engine::Postgres => &texts.postgres,
        }
    }

    /// The place in the source, `crates/store/src/job.rs:42`.
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    /// The source file as the compiler names it, from the workspace's root.
    pub fn file(&self) -> &'static str {
        self.file
    }

    /// The column names of the result, the same on both engines; kept after the first run.
    pub(crate) fn columns(&self, names: impl FnOnce() -> Vec<String>) -> &[String] {
        self.columns.get_or_init(names)
    }

    /// The column names if the statement ran already.
    pub(crate) fn known_columns(&self) -> &[String] {
        self.columns.get().map_or(&[], Vec::as_slice)
    }
}

impl fmt::Display for Sql {
    /// `NAME (file:line, table t)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.name {
            write!(f, "{name} ")?;
        }
        write!(f, "({}:{}", self.file, self.line)?;
        match dialect::table(self.text(Engine::Sqlite)) {
            Some(table) => write!(f, ", table {table})"),
            None => f.write_str(")"),
        }
    }
}

impl fmt::Debug for Sql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sql {self}")
    }
}

/// What the registry collects.
#[doc(hidden)]
pub struct Registered(pub &'static Sql);

inventory::collect!(Registered);

/// All statements linked into this program, by place.
pub fn registry() -> Vec<&'static Sql> {
    let mut all: Vec<&'static Sql> = inventory::iter::<Registered>.into_iter().map(|entry| entry.0).collect();
    all.sort_by_key(|sql| (sql.file, sql.line));
    all
}

/// A statement of the registry, as `&'static Sql`.
///
/// - `sql!("select … where id = $1")` in the function that needs it, one text for both engines;
/// - `sql! { NAME = "…" }` as an item (with `pub` or `pub(crate)` where shared);
/// - `sql!(sqlite: "…", postgres: "…")` where the engines truly differ.
///
/// `$N` may come in any order and repeat. Portable forms: `{for update}`, `{skip locked}` (PostgreSQL only),
/// `{ints $1}`, `{texts $1}` (a list parameter: `where id in {ints $1}`). Every result column needs a name.
#[macro_export]
macro_rules! sql {
    (sqlite: $sqlite:expr, postgres: $postgres:expr $(,)?) => {{
        static STATEMENT: $crate::Sql = $crate::Sql::each(None, $sqlite, $postgres, file!(), line!());
        $crate::inventory::submit! { $crate::sql::Registered(&STATEMENT) }
        &STATEMENT
    }};
    ($(#[$meta:meta])* $visibility:vis $name:ident = $text:expr $(;)?) => {
        $(#[$meta])*
        $visibility static $name: &$crate::Sql = {
            static STATEMENT: $crate::Sql =
                $crate::Sql::both(Some(stringify!($name)), $text, file!(), line!());
            $crate::inventory::submit! { $crate::sql::Registered(&STATEMENT) }
            &STATEMENT
        };
    };
    ($text:expr $(,)?) => {{
        static STATEMENT: $crate::Sql = $crate::Sql::both(None, $text, file!(), line!());
        $crate::inventory::submit! { $crate::sql::Registered(&STATEMENT) }
        &STATEMENT
    }};
}
