//! An entry of the ledger and its facts, as programs read them.

use kexiang_core::organisation as core;
use kexiang_store::organisation::Organisation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::desk::masked_phones;
use crate::web::organisation::masked_account;

/// An entry of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Entry {
    /// Id.
    id: String,
    /// 单位名称
    name: String,
    /// Code of the class.
    class: &'static str,
    /// 统一社会信用代码
    credit_code: String,
    /// 挂靠（依托）单位
    host_name: String,
    /// Credit code of the host.
    host_code: String,
    /// Whether it is a legal person of its own.
    legal_person: bool,
    /// Whether it has an account of its own.
    own_account: bool,
    /// 团体会员
    member: bool,
    /// Six digits of GB/T 2260.
    region: String,
    /// Postal address.
    address: String,
    /// Contact person.
    contact: String,
    /// Telephone numbers, separated by `、`.
    phone: String,
    /// Mail address.
    email: String,
    /// 户名
    bank_holder: String,
    /// 开户行
    bank_name: String,
    /// 账号, masked; whole for the organisation's own administrators.
    bank_account: String,
    /// Years of the qualification that its class stands for.
    qualified_in: Vec<i16>,
    /// Whether it is open.
    active: bool,
    /// Version, for changing it.
    version: i64,
}

impl Entry {
    /// The entry; its bank account masked or whole.
    pub fn of(o: &Organisation, full_account: bool) -> Self {
        let bank_account =
            if full_account { o.bank_account.clone() } else { masked_account(&o.bank_account) };
        Entry {
            id: o.id.to_string(),
            name: o.name.clone(),
            class: o.class.code(),
            credit_code: o.credit_code.clone(),
            host_name: o.host_name.clone(),
            host_code: o.host_code.clone(),
            legal_person: o.legal_person,
            own_account: o.own_account,
            member: o.member,
            region: o.region.clone(),
            address: o.address.clone(),
            contact: o.contact.clone(),
            phone: o.phone.clone(),
            email: o.email.clone(),
            bank_holder: o.bank_holder.clone(),
            bank_name: o.bank_name.clone(),
            bank_account,
            qualified_in: o.qualified_in.clone(),
            active: o.active,
            version: o.version,
        }
    }

    /// As lists show it.
    pub fn in_list(o: &Organisation) -> Self {
        Entry { phone: masked_phones(&o.phone), ..Entry::of(o, false) }
    }
}

/// A fact of a year.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Fact {
    /// `annual_inspection`, `penalty`, `grade`, `projects` or `summary`.
    kind: &'static str,
    /// Year.
    year: i16,
    /// Its value.
    value: String,
}

impl Fact {
    /// A fact; its value is empty where it was withdrawn.
    pub fn of(kind: core::FactKind, year: i16, value: &str) -> Self {
        Fact { kind: kind.code(), year, value: value.to_owned() }
    }
}

impl From<&core::Fact> for Fact {
    fn from(f: &core::Fact) -> Self {
        Fact::of(f.kind, f.year, &f.value)
    }
}
