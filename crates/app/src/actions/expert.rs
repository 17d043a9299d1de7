//! The expert pool (专家库): enter, change, import; the account an expert signs in with.

mod account;
mod bank;
mod import;

pub(crate) use account::account_for;
pub use account::issue_account;
pub(crate) use bank::bank_of;
pub use bank::{Bank, OwnBank, keep_bank, own_banks};
pub use import::{COLUMNS, Report, import};

use kexiang_core::id::Id;
use kexiang_core::policy::{Action, Scope};
use kexiang_core::refusal::Refusal;
use kexiang_core::review::{ConflictKind, ExpertState, Kind, Rank, Relation};
use kexiang_core::wording::normal_text;
use kexiang_store::Tx;
use kexiang_store::expert::{self, Expert, Filter};
use kexiang_store::panel::{self, Member};
use kexiang_store::write::{self, Subject};
use serde_json::json;

use super::account::person_name;
use super::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// Experts on one page of the list.
pub const PAGE: i64 = 50;

/// What a person enters of an expert.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    /// Name.
    pub name: String,
    /// Organisation.
    pub organisation: String,
    /// Codes of kinds.
    pub kinds: Vec<String>,
    /// Title (职称).
    pub title: String,
    /// Code of the rank; empty: by the title.
    pub rank: String,
    /// Disciplines, one a line.
    pub disciplines: String,
    /// Region code.
    pub region: String,
    /// Telephone.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// Organisations left less than two years ago, one a line.
    pub former: String,
    /// Declared relations, one a line: `亲属 王明`, `师生 李强`, `合作 张伟 2024`.
    pub relations: String,
    /// Code of the state.
    pub state: String,
    /// Until when and why the expert cannot be asked.
    pub state_note: String,
}

/// An expert with the panels they were asked to.
#[derive(Clone, Debug)]
pub struct ExpertFile {
    /// Expert.
    pub expert: Expert,
    /// Panels with their names, the newest first.
    pub panels: Vec<(String, Member)>,
}

/// A page of the pool, and how many there are.
///
/// # Errors
/// `not-permitted`: who is in the pool is not public.
pub async fn list(
    app: &App,
    ctx: &Ctx,
    association: &str,
    filter: &Filter,
    skip: i64,
) -> Result<(Vec<Expert>, i64), Failure> {
    ctx.permit(Action::ExpertManage, &Scope::Association(association))?;
    let association = association.to_owned();
    let filter = Filter { text: normal_text(&filter.text).replace(['%', '_'], ""), ..filter.clone() };
    app.store
        .read(move |tx| {
            Ok((
                expert::page(tx, &association, &filter, PAGE, skip)?,
                expert::count(tx, &association, &filter)?,
            ))
        })
        .await
}

/// One expert.
///
/// # Errors
/// `not-permitted`, `not-found`.
pub async fn show(app: &App, ctx: &Ctx, association: &str, id: Id) -> Result<ExpertFile, Failure> {
    ctx.permit(Action::ExpertManage, &Scope::Association(association))?;
    let association = association.to_owned();
    app.store
        .read(move |tx| {
            let expert = expert::by_id(tx, &association, id)?.ok_or_else(|| Refusal::new("not-found"))?;
            let mut panels = Vec::new();
            for member in panel::memberships(tx, &association, id)? {
                let name = panel::by_id(tx, &association, member.panel, false)?.map(|p| p.name);
                panels.push((name.unwrap_or_default(), member));
            }
            Ok(ExpertFile { expert, panels })
        })
        .await
}

/// Enters an expert, or changes one.
///
/// # Errors
/// `not-permitted`, `not-found`; `expert-organisation`, `expert-kind`, `expert-relation`, `region-form` and those of names
/// at their fields; `expert-known` for a second entry of the same person.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    association: &str,
    id: Option<Id>,
    entered: &Entered,
) -> Result<Id, Failure> {
    ctx.permit(Action::ExpertManage, &Scope::Association(association))?;
    let (ctx, association) = (ctx.clone(), association.to_owned());
    let read = entered.read()?;
    app.store
        .write(move |tx| {
            let known = match id {
                None => None,
                Some(id) => {
                    Some(expert::by_id(tx, &association, id)?.ok_or_else(|| Refusal::new("not-found"))?)
                }
            };
            let same = expert::by_name(tx, &association, &read.name, &read.organisation)?;
            if same.is_some_and(|same| Some(same.id) != id) {
                return Err(Failure::from(Refusal::new("expert-known").at("name")));
            }
            Ok(put(tx, &ctx, &association, known, &read)?)
        })
        .await
}

/// Writes an expert, new or changed, and records it.
fn put(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    association: &str,
    known: Option<Expert>,
    read: &Expert,
) -> Result<Id, kexiang_store::StoreError> {
    let after = json!({ "name": read.name, "organisation": read.organisation, "state": read.state.code() });
    let (id, action) = match known {
        None => {
            let new =
                Expert { id: chance::id(ctx.now), joined_at: ctx.now, changed_at: ctx.now, ..read.clone() };
            expert::insert(tx, association, &new)?;
            (new.id, "expert.enter")
        }
        Some(known) => {
            let changed = Expert {
                id: known.id,
                account: known.account,
                bank: known.bank,
                joined_at: known.joined_at,
                changed_at: ctx.now,
                version: known.version,
                ..read.clone()
            };
            expert::update(tx, association, &changed)?;
            (known.id, "expert.change")
        }
    };
    write::record(tx, ctx.entry_with(association, action, Subject::new("expert", id), after))?;
    Ok(id)
}

impl Entered {
    /// The expert as entered, without identity.
    fn read(&self) -> Result<Expert, Refusal> {
        let lines = |text: &str| -> Vec<String> {
            text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
        };
        let kinds: Vec<Kind> = self.kinds.iter().filter_map(|k| Kind::from_code(k)).collect();
        if self.organisation.trim().is_empty() {
            return Err(Refusal::new("expert-organisation").at("organisation"));
        }
        if kinds.is_empty() {
            return Err(Refusal::new("expert-kind").at("kinds"));
        }
        let region = self.region.trim();
        if !region.is_empty() && (region.len() != 6 || !region.bytes().all(|b| b.is_ascii_digit())) {
            return Err(Refusal::new("region-form").at("region"));
        }
        let never = jiff::Timestamp::UNIX_EPOCH;
        Ok(Expert {
            id: Id::compose(0, 0),
            account: None,
            name: person_name(&self.name)?,
            kinds,
            rank: Rank::from_code(&self.rank).unwrap_or_else(|| Rank::of_title(&self.title)),
            title: self.title.trim().to_owned(),
            organisation: self.organisation.trim().to_owned(),
            former: lines(&self.former),
            region: region.to_owned(),
            disciplines: lines(&self.disciplines),
            phone: self.phone.trim().to_owned(),
            email: self.email.trim().to_owned(),
            state: ExpertState::from_code(&self.state).unwrap_or(ExpertState::Active),
            state_note: self.state_note.trim().to_owned(),
            relations: lines(&self.relations).iter().map(|l| relation(l)).collect::<Result<_, _>>()?,
            bank: String::new(),
            joined_at: never,
            changed_at: never,
            version: 1,
        })
    }

    /// What is known of an expert, to be entered anew.
    pub fn of(e: &Expert) -> Self {
        let word = |kind| RELATIONS.iter().find(|(_, k)| *k == kind).map_or("", |(word, _)| word);
        let relation = |r: &Relation| {
            let year = r.year.map(|y| format!(" {y}")).unwrap_or_default();
            format!("{} {}{year}", word(r.kind), r.name)
        };
        Entered {
            name: e.name.clone(),
            organisation: e.organisation.clone(),
            kinds: e.kinds.iter().map(|k| k.code().to_owned()).collect(),
            title: e.title.clone(),
            rank: e.rank.code().to_owned(),
            disciplines: e.disciplines.join("\n"),
            region: e.region.clone(),
            phone: e.phone.clone(),
            email: e.email.clone(),
            former: e.former.join("\n"),
            relations: e.relations.iter().map(relation).collect::<Vec<_>>().join("\n"),
            state: e.state.code().to_owned(),
            state_note: e.state_note.clone(),
        }
    }
}

/// Words by which relations are entered.
const RELATIONS: [(&str, ConflictKind); 3] = [
    ("亲属", ConflictKind::Kin),
    ("师生", ConflictKind::TeacherStudent),
    ("合作", ConflictKind::CoApplication),
];

/// `亲属 王明`, `师生：李强`, `合作 张伟 2024`.
fn relation(line: &str) -> Result<Relation, Refusal> {
    let refused = || Refusal::new("expert-relation").with("line", line).at("relations");
    let (word, kind) = RELATIONS.iter().find(|(word, _)| line.starts_with(word)).ok_or_else(refused)?;
    let rest = line[word.len()..].trim_start_matches(['：', ':', ' ', '　']).trim();
    let (name, year) = match rest.rsplit_once([' ', '　']) {
        Some((name, year)) if year.len() == 4 => match year.parse() {
            Ok(year) => (name.trim(), Some(year)),
            Err(_) => (rest, None),
        },
        _ => (rest, None),
    };
    if name.is_empty() {
        return Err(refused());
    }
    Ok(Relation { kind: *kind, name: name.to_owned(), year })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_read_as_people_write_them() {
        let read = |line: &str| relation(line).map(|r| (r.kind, r.name, r.year)).map_err(|r| r.code);
        assert_eq!(read("亲属 王明"), Ok((ConflictKind::Kin, "王明".into(), None)));
        assert_eq!(read("师生：艾力·买买提"), Ok((ConflictKind::TeacherStudent, "艾力·买买提".into(), None)));
        assert_eq!(read("合作 张伟 2024"), Ok((ConflictKind::CoApplication, "张伟".into(), Some(2024))));
        assert_eq!(read("朋友 张伟"), Err("expert-relation".to_owned()));
        assert_eq!(read("亲属"), Err("expert-relation".to_owned()));
    }
}
