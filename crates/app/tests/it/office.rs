//! An office with a published call, two societies and a submitted application: the ground on which the tests of the
//! officer's rooms stand. Nothing is mocked: the application is filled in and signed off through the real actions.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use kexiang::actions::application::{self, CaseFile, begin, give};
use kexiang::actions::{Ctx, Via};
use kexiang::config::Config;
use kexiang::passwords::Passwords;
use kexiang::state::App;
use kexiang_core::application::prefilled;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::Command;
use kexiang_core::organisation::OrganisationClass;
use kexiang_core::policy::{Actor, ActorKind, MemberRole, Membership, Office, OfficeRole};
use kexiang_core::programme::{CategoryRule, Field, FieldKind, Programme, parse};
use kexiang_core::time;
use kexiang_store::answer::{self, Saved};
use kexiang_store::attachment::{self, Attachment};
use kexiang_store::organisation::{self, Organisation};
use kexiang_store::programme::{self, Call, CallVersion};
use kexiang_store::{Store, StoreError, application as register};
use serde_json::{Value, json};

/// Beijing time in 2026.
pub fn at(month: i8, day: i8, hour: i8, minute: i8) -> Timestamp {
    time::instant(date(2026, month, day).at(hour, minute, 0, 0))
}

/// The ground.
pub struct World {
    pub app: App,
    pub programme: Arc<Programme>,
    pub society: Id,
    /// Keeps the files of the scans.
    _folder: tempfile::TempDir,
}

impl World {
    /// The Liuzhou office with its call of 2026.
    pub async fn liuzhou(store: Store) -> World {
        World::of(store, include_str!("../../../../programmes/liuzhou-2026.toml")).await
    }

    /// An office with a published call.
    pub async fn of(store: Store, text: &str) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::default();
        config.secrets.key = "11".repeat(32);
        config.blobs.folder = folder.path().to_owned();
        let app = App::with(config, store, Passwords::new(1)).expect("an app");
        let programme = Arc::new(parse(text).expect("a programme"));
        let (association, code) = (programme.programme.association.clone(), programme.programme.code.clone());
        let (society, call) = (Id::at(at(1, 1, 9, 0), 11), Id::at(at(1, 1, 9, 0), 12));
        let (body, title) = (text.to_owned(), programme.programme.title.clone());
        app.store
            .write(move |tx| {
                organisation::insert(tx, &unit(&association, society, "柳州市机械工程学会"), at(1, 1, 9, 0))?;
                let call = Call {
                    association: association.clone(),
                    id: call,
                    code: code.clone(),
                    title: title.clone(),
                    programme: call,
                    version: 1,
                    opens_at: at(1, 1, 0, 0),
                    closes_at: at(12, 31, 17, 0),
                    published_at: at(1, 1, 0, 0),
                };
                programme::insert_call(tx, &call)?;
                let version = CallVersion {
                    version: 1,
                    kind: "publication".into(),
                    reason: String::new(),
                    notice: String::new(),
                    body: body.clone(),
                    body_hash: String::new(),
                    author: "陈彤".into(),
                    approver: "韦强".into(),
                    published_at: at(1, 1, 0, 0),
                };
                programme::publish_version(tx, &call, &version)
            })
            .await
            .expect("the ground");
        World { app, programme, society, _folder: folder }
    }

    pub fn association(&self) -> &str {
        &self.programme.programme.association
    }

    /// A person of the office.
    pub fn officer(&self, role: OfficeRole, now: Timestamp) -> Ctx {
        of_office(self.association(), role, now)
    }

    /// The administrator of the society.
    pub fn applicant(&self, now: Timestamp) -> Ctx {
        let roles = [MemberRole::Filler, MemberRole::Administrator];
        let member =
            |role| Membership { association: self.association().into(), organisation: self.society, role };
        let actor = Actor { memberships: roles.map(member).into(), ..person("韦国强", 31) };
        ctx(actor, now)
    }

    /// A submitted application of a type, filled in completely.
    pub async fn submitted(&self, type_code: &str, now: Timestamp) -> Id {
        let ctx = self.applicant(now);
        let code = &self.programme.programme.code;
        let begun =
            begin(&self.app, &ctx, self.association(), code, type_code, self.society).await.expect("begun");
        self.fill(begun.id, now).await;
        give(&self.app, &ctx, self.association(), begun.id, Command::SignOff).await.expect("submitted");
        begun.id
    }

    /// Fills every field in.
    pub async fn fill(&self, id: Id, now: Timestamp) {
        let (association, programmes) = (self.association().to_owned(), self.app.programmes.clone());
        let written = self.app.store.write(move |tx| {
            let mut case = CaseFile::load(tx, &programmes, &association, id, true).map_err(unexpected)?;
            for field in case.form().fields.clone() {
                if field.kind == FieldKind::Files {
                    attachment::insert(tx, &association, id, &file(&field, now))?;
                    continue;
                }
                let Some(value) = value(&case, &field) else { continue };
                let before = case.saved.iter().find(|s| s.field == field.id).cloned();
                let saved = Saved {
                    field: field.id.clone(),
                    value: value.clone(),
                    version: before.as_ref().map_or(1, |b| b.version + 1),
                    saved_at: now,
                    saved_by: 31,
                    saved_by_name: "韦国强".into(),
                };
                answer::put(tx, &association, id, before.as_ref(), &saved)?;
                case.answers.0.insert(field.id.clone(), value);
            }
            case.refresh_register();
            register::update(tx, &case.application, case.state(), &case.search_key())
        });
        written.await.expect("filled in");
    }

    /// The application as it is now.
    pub async fn case(&self, id: Id) -> CaseFile {
        application::view(&self.app, &self.applicant(at(4, 1, 9, 0)), self.association(), id)
            .await
            .expect("a case")
    }
}

/// Somebody who holds one role in the office of an association.
pub fn of_office(association: &str, role: OfficeRole, now: Timestamp) -> Ctx {
    let office = Office { association: association.into(), role };
    ctx(Actor { offices: vec![office], ..person("陈彤", 41) }, now)
}

fn person(name: &str, n: u32) -> Actor {
    Actor {
        kind: ActorKind::Person,
        account: Some(Id::at(at(1, 1, 8, 0), n)),
        name: name.into(),
        offices: Vec::new(),
        memberships: Vec::new(),
        scopes: Vec::new(),
    }
}

fn ctx(actor: Actor, now: Timestamp) -> Ctx {
    Ctx { actor, ..Ctx::system("test", Via::Page, now) }
}

/// A society of the ledger.
pub fn unit(association: &str, id: Id, name: &str) -> Organisation {
    Organisation {
        association: association.into(),
        id,
        name: name.into(),
        name_key: name.into(),
        class: OrganisationClass::Society,
        credit_code: String::new(),
        host_name: String::new(),
        host_code: String::new(),
        legal_person: true,
        own_account: true,
        member: true,
        region: "450200".into(),
        address: String::new(),
        contact: String::new(),
        phone: String::new(),
        email: String::new(),
        bank_holder: String::new(),
        bank_name: String::new(),
        bank_account: String::new(),
        qualified_in: vec![2024, 2025],
        active: true,
        version: 1,
    }
}

fn unexpected(failure: kexiang::actions::Failure) -> StoreError {
    StoreError::Setup(format!("{failure:?}"))
}

fn file(field: &Field, now: Timestamp) -> Attachment {
    Attachment {
        id: Id::at(now, 51),
        field: field.id.clone(),
        name: "证明材料.pdf".into(),
        kind: "application/pdf".into(),
        size: 1024,
        sha256: "ab".repeat(32),
        pages: 1,
        added_at: now,
        added_by: "韦国强".into(),
    }
}

/// A value that fits the field.
fn value(case: &CaseFile, field: &Field) -> Option<Value> {
    let project_type = case.project_type();
    let amount = project_type.funding_for(None).and_then(|f| f.amount.min()).map_or(1_000_000, |fen| fen.0);
    Some(match field.kind {
        FieldKind::Line | FieldKind::Text => {
            let least = field.min_chars.unwrap_or(4) as usize;
            json!("具体可行".chars().cycle().take(least.max(4)).collect::<String>())
        }
        FieldKind::Person => json!("黄建中"),
        FieldKind::Phone => json!("18276735671"),
        FieldKind::Email => json!("office@example.cn"),
        FieldKind::Date => json!("2026-06-01"),
        FieldKind::Month => json!("2026-12"),
        FieldKind::Choice => json!(field.options.first()?),
        FieldKind::Choices => json!([field.options.first()?]),
        FieldKind::TypeChoices => {
            let chosen = project_type.choices.iter().flat_map(|c| c.options.iter().take(c.min as usize));
            json!(chosen.collect::<Vec<_>>())
        }
        FieldKind::Tier => json!(project_type.tiers.first()?.code),
        FieldKind::Amount => json!(amount),
        FieldKind::Budget => {
            let rules = &case.programme.budget;
            let category = rules.categories.iter().find(|c| c.rule == CategoryRule::Allowed)?;
            json!([{ "category": category.id, "note": "", "sums": { rules.grant_source()?.id.clone(): amount } }])
        }
        FieldKind::Targets => {
            let rows = prefilled(project_type, None, &Default::default());
            let promise = |text: &str| if text.is_empty() { "1".to_owned() } else { text.to_owned() };
            Value::Object(rows.into_iter().map(|r| (r.id, json!(promise(&r.promise)))).collect())
        }
        FieldKind::Table => json!([vec!["王晓"; field.columns.len()]]),
        FieldKind::Joint | FieldKind::Files | FieldKind::Signature => return None,
    })
}
