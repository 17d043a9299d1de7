//! The tables of a programme file with their keys, in the order in which files are written.

use super::Names;
use super::Shape::{
    Code, Codes, Day, Flag, Grid, Line, Lines, Many, Moment, Name, Names as Several, Number, Numbers, One,
    Prose, Test,
};
use super::codes as c;
use super::{Key, Shape, Table};

/// A key without which the file cannot be read.
const fn must(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, needed: true }
}

/// A key that may be left out.
const fn may(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, needed: false }
}

macro_rules! tables {
    ($($name:ident = $word:literal $inline:ident [$($key:expr),* $(,)?];)+) => {
        $(
            #[doc = concat!("The keys of `", $word, "`.")]
            pub static $name: Table = Table { name: $word, inline: $inline, keys: &[$($key),*] };
        )+

        /// All tables.
        pub static ALL_TABLES: &[&Table] = &[$(&$name),+];
    };
}

const INLINE: bool = true;
const BLOCK: bool = false;

tables! {
    ROOT = "root" BLOCK [
        must("schema", Number), may("attachments", Lines), must("programme", One(&HEAD)),
        may("final_numbers", One(&FINAL_NUMBERS)), may("group", Many(&GROUP)), must("type", Many(&TYPE)),
        may("rule", Many(&RULE)), may("limit", Many(&LIMIT)), may("repeat", Many(&REPEAT)),
        may("priority", Many(&PRIORITY)), may("enclosure", Many(&ENCLOSURE)), may("deadline", Many(&DEADLINE)),
        may("submission", One(&SUBMISSION)), may("paper", One(&PAPER)), must("step", Many(&STEP)),
        may("changes", One(&CHANGES)), may("filing", Many(&FILING)), may("payment", One(&PAYMENT)),
        may("acceptance", One(&ACCEPTANCE)),
        must("budget", One(&BUDGET)), may("deliverable", Many(&DELIVERABLE)), may("contact", Many(&CONTACT)),
        may("form", Many(&FORM)), may("rubric", Many(&RUBRIC)),
    ];
    HEAD = "head" BLOCK [
        must("code", Line), must("title", Line), must("association", Line), must("year", Number),
        may("document_number", Line), must("notice", Line), must("issuer", Line), may("issued", Day),
        may("purpose", Prose), must("number", Line),
    ];
    CLAUSE = "clause" INLINE [may("notice", Line), must("at", Line), must("says", Prose)];
    FINAL_NUMBERS = "final-numbers" BLOCK [must("after", Codes(&c::STEP_KINDS)), must("clause", One(&CLAUSE))];
    GROUP = "group" BLOCK [must("code", Line), must("name", Line), may("parent", Name(Names::Groups))];
    TYPE = "type" BLOCK [
        must("code", Line), must("name", Line), may("group", Name(Names::Groups)), may("planned", Number),
        may("funding", One(&FUNDING)), may("stated_total", Line), must("clause", One(&CLAUSE)),
        may("content", Prose), must("completion", Line), must("completion_clause", One(&CLAUSE)),
        may("form", Name(Names::Forms)), may("evidence", Lines), may("evidence_clause", One(&CLAUSE)),
        may("venue", One(&VENUE)), may("tier", Many(&TIER)), may("choice", Many(&CHOICE)),
        may("indicator", Many(&INDICATOR)), may("deliverable", Many(&DELIVERABLE)),
    ];
    FUNDING = "funding" INLINE [
        may("fixed", Line), may("range", Lines), may("undecided", Flag(false)), may("per", Line),
        may("clause", One(&CLAUSE)),
    ];
    TIER = "tier" BLOCK [
        must("code", Line), must("name", Line), may("planned", Number), must("funding", One(&FUNDING)),
    ];
    CHOICE = "choice" BLOCK [
        must("id", Line), must("prompt", Line), must("options", Lines), must("min", Number),
        must("max", Number), must("clause", One(&CLAUSE)),
    ];
    VENUE = "venue" BLOCK [must("within", Lines), may("except", Lines), must("clause", One(&CLAUSE))];
    QUANTITY = "quantity" INLINE [
        must("op", Code(&c::COMPARATORS)), must("value", Number), may("max", Number), must("unit", Line),
    ];
    EACH = "each" INLINE [must("measure", Code(&c::MEASURES)), must("target", One(&QUANTITY))];
    ALTERNATIVE = "alternative" INLINE [
        may("name", Line), may("measure", Code(&c::MEASURES)), must("target", One(&QUANTITY)),
        may("each", Many(&EACH)),
    ];
    DUE = "due" INLINE [may("after", Code(&c::DUE_AFTER)), may("within", Line), may("by", Line)];
    INDICATOR = "indicator" BLOCK [
        must("id", Line), must("name", Line), must("measure", Code(&c::MEASURES)), may("level", Line),
        may("tiers", Several(Names::Tiers)), may("target", One(&QUANTITY)), may("each", Many(&EACH)),
        may("alternative", Many(&ALTERNATIVE)), may("part_of", Name(Names::Indicators)),
        may("only", Codes(&c::CONDITIONS)), may("channels", Lines), may("labels", Lines), may("due", One(&DUE)), must("clause", One(&CLAUSE)),
    ];
    DELIVERABLE = "deliverable" BLOCK [
        must("id", Line), must("name", Line), may("tiers", Several(Names::Tiers)),
        may("proves", Several(Names::Indicators)), may("count", One(&QUANTITY)), may("length", One(&QUANTITY)),
        may("channels", Lines), may("sections", Lines), may("due", One(&DUE)), must("clause", One(&CLAUSE)),
    ];
    RULE = "rule" BLOCK [
        must("id", Line), may("types", Several(Names::Types)), must("severity", Code(&c::SEVERITIES)),
        must("test", Test), may("remedy", Prose), must("clause", One(&CLAUSE)),
    ];
    TEST_PLAIN = "test-plain" INLINE [];
    TEST_CLASS = "test-class" INLINE [
        must("classes", Codes(&c::CLASSES)), may("or_jointly", Flag(false)), may("qualified_in", Number),
    ];
    TEST_REGION = "test-region" INLINE [must("prefixes", Lines)];
    TEST_JOINT = "test-joint" INLINE [may("classes", Codes(&c::CLASSES)), must("min", Number)];
    TEST_JOINT_MOST = "test-joint-most" INLINE [must("max", Number)];
    TEST_RECOMMENDED = "test-recommended" INLINE [must("classes", Codes(&c::CLASSES))];
    TEST_BARRED = "test-barred" INLINE [
        must("fact", Code(&c::FACTS)), must("years", Numbers), must("is", Lines),
        may("how", Code(&c::QUANTIFIERS)),
    ];
    LIMIT = "limit" BLOCK [
        must("id", Line), must("per", Code(&c::LIMIT_PER)), may("types", Several(Names::Types)),
        must("max", Number), must("severity", Code(&c::SEVERITIES)), may("counts_joint", Flag(false)),
        must("clause", One(&CLAUSE)),
    ];
    REPEAT = "repeat" BLOCK [
        must("id", Line), must("within", Code(&c::REPEAT_WITHIN)), must("severity", Code(&c::SEVERITIES)),
        must("clause", One(&CLAUSE)),
    ];
    PRIORITY = "priority" BLOCK [
        must("id", Line), may("types", Several(Names::Types)), must("name", Line),
        may("kind", Code(&c::PRIORITY_KINDS)), must("clause", One(&CLAUSE)),
    ];
    ENCLOSURE = "enclosure" BLOCK [
        must("id", Line), may("types", Several(Names::Types)), must("name", Line), may("required", Flag(false)),
        must("clause", One(&CLAUSE)),
    ];
    DEADLINE = "deadline" BLOCK [
        must("what", Code(&c::MATERIALS)), must("at", Moment), may("counts", Code(&c::WHAT_COUNTS)),
        may("types", Several(Names::Types)), may("clause", One(&CLAUSE)),
    ];
    SUBMISSION = "submission" BLOCK [
        may("opens", Moment), may("deadline_counts", Code(&c::SUBMISSION_ACTORS)), may("grace_minutes", Number),
        may("files_later_hours", Number), may("correction_days", Number), may("withdrawal", Flag(true)),
        may("copy", Many(&COPY)),
    ];
    COPY = "copy" BLOCK [must("what", Line), must("to", Line), must("clause", One(&CLAUSE))];
    PAPER = "paper" BLOCK [
        must("copies", Number), must("when", Code(&c::PAPER_WHEN)), may("address", Prose),
        may("same_content", One(&CLAUSE)), must("clause", One(&CLAUSE)),
    ];
    STEP = "step" BLOCK [
        must("kind", Code(&c::STEP_KINDS)), may("name", Line), may("panel", Lines), may("working_days", Number),
        may("clause", One(&CLAUSE)),
    ];
    ACCEPTANCE = "acceptance" BLOCK [
        may("pass_percent", Number), may("close_percent", Number), may("fail_percent", Number),
        may("repetitions", Number),
    ];
    CHANGES = "changes" BLOCK [
        must("severity", Code(&c::SEVERITIES)), must("reasons", Lines), must("beforehand", Flag(false)),
        must("clause", One(&CLAUSE)),
    ];
    FILING = "filing" BLOCK [
        must("id", Line), may("types", Several(Names::Types)), must("events", Lines), must("offices", Lines),
        must("clause", One(&CLAUSE)),
    ];
    PAYMENT = "payment" BLOCK [may("instalment", Many(&INSTALMENT)), may("recovery", Many(&CLAUSE))];
    INSTALMENT = "instalment" BLOCK [
        may("percent", Number), must("gate", Code(&c::GATES)), must("clause", One(&CLAUSE)),
    ];
    BUDGET = "budget" BLOCK [
        must("source", Many(&SOURCE)), must("category", Many(&CATEGORY)), may("accounting", Many(&CLAUSE)),
    ];
    SOURCE = "source" BLOCK [must("id", Line), must("name", Line), may("grant", Flag(false))];
    CATEGORY = "category" BLOCK [
        must("id", Line), must("name", Line), must("rule", Code(&c::SPENDING)), may("cap_percent", Number),
        may("words", Lines), may("clause", One(&CLAUSE)),
    ];
    CONTACT = "contact" BLOCK [
        may("types", Several(Names::Types)), may("purpose", Line), may("office", Line), may("people", Lines),
        may("phones", Lines), may("email", Line), may("address", Line), must("clause", One(&CLAUSE)),
    ];
    FORM = "form" BLOCK [
        must("id", Line), must("title", Line), may("subtitle", Line), may("dated", Flag(false)),
        may("cover", Flag(false)), must("clause", One(&CLAUSE)), must("field", Many(&FIELD)),
        must("section", Many(&SECTION)),
    ];
    RUBRIC = "rubric" BLOCK [
        must("id", Line), must("name", Line), may("types", Several(Names::Types)), may("method", One(&METHOD)),
        may("comment", One(&COMMENT_RULE)), may("tie_breaks", Codes(&c::TIE_BREAKS)),
        must("criterion", Many(&CRITERION)),
    ];
    METHOD = "method" INLINE [
        must("by", Code(&c::METHODS)), may("technical", Number), may("financial", Number),
        may("management", Number),
    ];
    COMMENT_RULE = "comment-rule" INLINE [may("below", Number), may("above", Number), may("characters", Number)];
    CRITERION = "criterion" BLOCK [
        must("id", Line), must("name", Line), may("say", Prose), must("points", Number),
        may("kinds", Codes(&c::EXPERT_KINDS)), may("band", Many(&BAND)),
    ];
    BAND = "band" INLINE [must("from", Number), must("says", Line)];
    FIELD = "field" INLINE [
        must("id", Line), must("label", Line), must("kind", Code(&c::FIELD_KINDS)), may("required", Flag(false)),
        may("max_chars", Number), may("min_chars", Number), may("hint", Prose),
        may("role", Code(&c::FIELD_ROLES)), may("prefill", Code(&c::PREFILLS)), may("options", Lines),
        may("columns", Lines), may("personal", Flag(false)), may("per_joint", Flag(false)), may("block", Lines),
        may("clause", One(&CLAUSE)),
    ];
    SECTION = "section" BLOCK [may("title", Line), must("columns", Numbers), must("rows", Grid)];
    CELL = "cell" INLINE [may("text", Line), may("field", Line), may("cols", Number), may("rows", Number)];
}
