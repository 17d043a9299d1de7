//! New programmes: blank, from a shipped notice, from an earlier programme, from a file, from a notice that was read.

use jiff::Timestamp;
use kexiang_core::id::Id;
use kexiang_core::policy::Action;
use kexiang_core::programme::write_tree;
use kexiang_core::refusal::Refusal;
use kexiang_store::Tx;
use kexiang_store::programme::{self, Draft};
use serde_json::{Value, json};

use super::edit::{code_of, file};
use super::{Ctx, Failure, enter, hash, note, sign, tree_of};
use crate::chance;
use crate::state::App;

/// Programmes that come with the program, as patterns: code and file.
pub const SHIPPED: [(&str, &str); 4] = [
    ("lz-2026", include_str!("../../../../../programmes/liuzhou-2026.toml")),
    ("nx-2025", include_str!("../../../../../programmes/ningxia-2025.toml")),
    ("xj-2025", include_str!("../../../../../programmes/xinjiang-2025.toml")),
    ("gd-2024", include_str!("../../../../../programmes/guangdong-2024.toml")),
];

/// From what a new programme is made.
#[derive(Clone, Debug)]
pub enum Source {
    /// Nothing but what every programme has.
    Blank(Identity),
    /// One of [`SHIPPED`], by its code.
    Shipped(String, Identity),
    /// An earlier programme of the association (上年度通知).
    Earlier(Id, Identity),
    /// A file as it is.
    Text(String),
}

/// What tells a new programme from the one it is made from.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// Code, unique within the association; it stands in addresses.
    pub code: String,
    /// Short name.
    pub title: String,
    /// The year the projects belong to, as it was typed.
    pub year: String,
}

/// Makes a new draft.
///
/// # Errors
/// `code-missing`, `code-odd`, `code-taken`, `title-missing`, `year-missing` at their fields; `programme-unreadable` and
/// `other-association` for a file; `not-found` for an earlier programme that is not there.
pub async fn create(app: &App, ctx: &Ctx, association: &str, source: Source) -> Result<Draft, Failure> {
    let (ctx, association) = (ctx.clone(), association.to_owned());
    let id = chance::id(ctx.now);
    let issuer = app.association(&association).map(|a| a.name).unwrap_or_default();
    app.store
        .write(move |tx| {
            enter(&ctx, &association, Action::ProgrammeEdit)?;
            let body = body(tx, &association, &issuer, &source)?;
            lay(tx, &ctx, &association, id, body, String::new())
        })
        .await
}

/// Makes a draft of what a reader found in a notice's text, within the transaction that notes it there. `facts` says, as
/// JSON, from which words of the notice each place of the file comes; the file may be unfinished.
///
/// # Errors
/// `programme-unreadable`; `other-association`; `code-taken`.
pub fn draft_from(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    id: Id,
    (toml, facts): (String, &Value),
) -> Result<Draft, Failure> {
    enter(ctx, association, Action::ProgrammeEdit)?;
    lay(tx, ctx, association, id, toml, facts.to_string())
}

/// The file that a source makes.
fn body(tx: &mut Tx<'_>, association: &str, issuer: &str, source: &Source) -> Result<String, Failure> {
    Ok(match source {
        Source::Blank(identity) => {
            identity.sound()?;
            write_tree(&blank(association, issuer, identity))
        }
        Source::Shipped(code, identity) => {
            let found = SHIPPED.iter().find(|(c, _)| c == code);
            let (_, text) = found.ok_or_else(|| Refusal::new("not-found"))?;
            renewed(text, association, issuer, identity)?
        }
        Source::Earlier(earlier, identity) => {
            let found = programme::by_id(tx, association, *earlier)?;
            let found = found.ok_or_else(|| Refusal::new("not-found"))?;
            renewed(&found.body, association, issuer, identity)?
        }
        Source::Text(text) => text.clone(),
    })
}

/// Adds a draft with this file.
fn lay(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    id: Id,
    body: String,
    origin: String,
) -> Result<Draft, Failure> {
    let mut draft = Draft { origin, ..empty(association, id) };
    file(tx, &mut draft, body)?;
    sign(&mut draft, ctx);
    programme::insert(tx, &draft)?;
    let made = json!({ "code": draft.code, "hash": hash(&draft.body) });
    note(tx, ctx, &draft, "programme.create", made)?;
    Ok(draft)
}

impl Identity {
    fn sound(&self) -> Result<(), Refusal> {
        let missing = |code: &str, at: &str| Err(Refusal::new(code).at(at));
        if self.code.trim().is_empty() {
            return missing("code-missing", "code");
        }
        if code_of(&self.code).is_none() {
            return missing("code-odd", "code");
        }
        if self.title.trim().is_empty() {
            return missing("title-missing", "title");
        }
        match self.year.trim().parse::<i16>() {
            Ok(1950..=2200) => Ok(()),
            _ => missing("year-missing", "year"),
        }
    }

    fn year(&self) -> i16 {
        self.year.trim().parse().unwrap_or_default()
    }
}

/// The same rules for a new year: dates and the number of the notice are the old one's and go.
fn renewed(text: &str, association: &str, issuer: &str, identity: &Identity) -> Result<String, Refusal> {
    identity.sound()?;
    let mut tree = tree_of(text)?;
    let foreign = tree["programme"]["association"] != association;
    if let Some(head) = tree["programme"].as_object_mut() {
        head.insert("code".into(), identity.code.trim().into());
        head.insert("title".into(), identity.title.trim().into());
        head.insert("year".into(), identity.year().into());
        head.insert("association".into(), association.into());
        head.remove("document_number");
        head.remove("issued");
        if foreign {
            head.insert("issuer".into(), issuer.into());
        }
    }
    if let Some(map) = tree.as_object_mut() {
        map.remove("deadline");
        if foreign {
            map.remove("contact");
        }
    }
    if let Some(submission) = tree.get_mut("submission").and_then(Value::as_object_mut) {
        submission.remove("opens");
    }
    Ok(write_tree(&tree))
}

/// What every programme has: the steps that cannot be missing, one source of money, common categories.
fn blank(association: &str, issuer: &str, identity: &Identity) -> Value {
    let steps = ["formal_check", "expert_review", "publicity", "contract", "acceptance"]
        .map(|kind| json!({ "kind": kind }));
    let category = |id: &str, name: &str| json!({ "id": id, "name": name, "rule": "allowed" });
    json!({
        "schema": 1,
        "programme": {
            "code": identity.code.trim(), "title": identity.title.trim(), "association": association,
            "year": identity.year(), "notice": format!("关于申报{}的通知", identity.title.trim()),
            "issuer": issuer, "number": "{type}-{seq:3}",
        },
        "type": [],
        "step": steps,
        "budget": {
            "source": [
                { "id": "grant", "name": "申请科协经费", "grant": true },
                { "id": "own", "name": "单位配套经费" },
            ],
            "category": [
                category("conference", "会议费"), category("travel", "差旅费"),
                category("experts", "专家咨询费、讲课费"), category("printing", "资料、印刷出版费"),
                category("publicity", "宣传费"), category("misc", "其他费用"),
            ],
        },
    })
}

fn empty(association: &str, id: Id) -> Draft {
    Draft {
        association: association.to_owned(),
        id,
        code: String::new(),
        title: String::new(),
        state: "draft".into(),
        body: String::new(),
        version: 1,
        edited_by: 0,
        edited_by_name: String::new(),
        edited_at: Timestamp::UNIX_EPOCH,
        review_note: String::new(),
        amendment: String::new(),
        amendment_reason: String::new(),
        amendment_notice: String::new(),
        origin: String::new(),
    }
}
