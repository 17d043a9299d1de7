//! An entry of the ledger as people type it or a workbook holds it, and the checks that make a record of it.

use kexiang_core::identifiers::bank::AccountNumber;
use kexiang_core::identifiers::phone::parse_contacts;
use kexiang_core::identifiers::region::RegionCode;
use kexiang_core::identifiers::uscc::{CreditCode, CreditCodeError, UnitKindHint};
use kexiang_core::names::{NameError, OrganisationName};
use kexiang_core::organisation::OrganisationClass;
use kexiang_core::refusal::Refusal;
use kexiang_store::organisation::Organisation;
use serde::{Deserialize, Serialize};

use super::super::account::email_address;

/// Longest free text of a field, in characters.
const LONGEST: usize = 200;

/// What was typed; everything is text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filled {
    /// 单位名称
    pub name: String,
    /// Code of the class.
    pub class: String,
    /// 统一社会信用代码
    pub credit_code: String,
    /// 挂靠（依托）单位
    pub host_name: String,
    /// Credit code of the host.
    pub host_code: String,
    /// `yes` for a legal person of its own.
    pub legal_person: String,
    /// `yes` for an account of its own.
    pub own_account: String,
    /// `yes` for 团体会员.
    pub member: String,
    /// GB/T 2260.
    pub region: String,
    /// Postal address.
    pub address: String,
    /// Contact person.
    pub contact: String,
    /// Telephone numbers.
    pub phone: String,
    /// Mail address.
    pub email: String,
    /// 户名
    pub bank_holder: String,
    /// 开户行
    pub bank_name: String,
    /// 账号
    pub bank_account: String,
    /// 账号 once more, where a person types it.
    pub bank_again: String,
    /// Years of the qualification its class stands for, `2024、2025`.
    pub qualified_in: String,
    /// Version of the row the person saw.
    pub version: i64,
    /// Why it is changed.
    pub reason: String,
}

impl Filled {
    /// The form of an existing entry.
    pub fn of(o: &Organisation) -> Self {
        let yes_no = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
        Filled {
            name: o.name.clone(),
            class: o.class.code().to_owned(),
            credit_code: o.credit_code.clone(),
            host_name: o.host_name.clone(),
            host_code: o.host_code.clone(),
            legal_person: yes_no(o.legal_person),
            own_account: yes_no(o.own_account),
            member: yes_no(o.member),
            region: o.region.clone(),
            address: o.address.clone(),
            contact: o.contact.clone(),
            phone: o.phone.clone(),
            email: o.email.clone(),
            bank_holder: o.bank_holder.clone(),
            bank_name: o.bank_name.clone(),
            bank_account: o.bank_account.clone(),
            bank_again: o.bank_account.clone(),
            qualified_in: o.qualified_in.iter().map(i16::to_string).collect::<Vec<_>>().join("、"),
            version: o.version,
            reason: String::new(),
        }
    }

    /// Checks everything and puts it into `o`, whose identity and state stay. All that is wrong is said at once, each with
    /// its field.
    ///
    /// # Errors
    /// `org-name-*`, `org-class`, `credit-code-*`, `org-host`, `org-region`, `phone-form`, `email-form`, `bank-form`,
    /// `bank-differs`, `bank-holder`, `years-form`, `org-long`.
    pub fn apply(&self, o: &mut Organisation) -> Result<(), Vec<Refusal>> {
        let mut wrong = Vec::new();
        let mut keep = |outcome: Result<(), Refusal>| wrong.extend(outcome.err());
        keep(self.name(o));
        keep(self.class(o));
        (o.legal_person, o.own_account) = (self.legal_person == "yes", self.own_account == "yes");
        o.member = self.member == "yes";
        keep(self.codes(o));
        keep(self.region(o));
        keep(self.contact(o));
        keep(self.bank(o));
        keep(self.years(o));
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// Checks the contact data alone and puts them into `o`.
    ///
    /// # Errors
    /// `phone-form`, `email-form`, `org-long`.
    pub fn apply_contact(&self, o: &mut Organisation) -> Result<(), Vec<Refusal>> {
        self.contact(o).map_err(|refusal| vec![refusal])
    }

    /// Checks name, credit code and bank account and puts them into `o`. A code that stays as it was is left alone, so that
    /// an entry that lacks it can still be corrected otherwise.
    ///
    /// # Errors
    /// Those of [`Filled::apply`] for these fields.
    pub fn apply_key(&self, o: &mut Organisation) -> Result<(), Vec<Refusal>> {
        let same_code = self.credit_code.trim() == o.credit_code;
        let mut wrong = Vec::new();
        wrong.extend(self.name(o).err());
        wrong.extend(if same_code { None } else { self.codes(o).err() });
        wrong.extend(self.bank(o).err());
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    fn name(&self, o: &mut Organisation) -> Result<(), Refusal> {
        let name: OrganisationName = self.name.parse().map_err(|e| match e {
            NameError::Empty => Refusal::new("org-name-empty").at("name"),
            NameError::TooLong { allowed, .. } => {
                Refusal::new("org-name-long").with("max", allowed).at("name")
            }
            NameError::Control(_) => Refusal::new("name-form").at("name"),
        })?;
        let key = name.key();
        if key.is_empty() {
            return Err(Refusal::new("org-name-empty").at("name"));
        }
        (o.name, o.name_key) = (name.to_string(), key);
        Ok(())
    }

    fn class(&self, o: &mut Organisation) -> Result<(), Refusal> {
        let class = OrganisationClass::from_code(&self.class);
        o.class = class.ok_or_else(|| Refusal::new("org-class").at("class"))?;
        Ok(())
    }

    /// A legal person has a credit code of its own; any other body names its host (domain §0).
    fn codes(&self, o: &mut Organisation) -> Result<(), Refusal> {
        o.credit_code = credit_code(&self.credit_code, "credit_code")?;
        o.host_name = line(&self.host_name, "host_name")?;
        o.host_code = credit_code(&self.host_code, "host_code")?;
        if o.legal_person && o.credit_code.is_empty() {
            return Err(Refusal::new("credit-code-missing").at("credit_code"));
        }
        if !o.legal_person && o.host_name.is_empty() {
            return Err(Refusal::new("org-host").at("host_name"));
        }
        Ok(())
    }

    fn region(&self, o: &mut Organisation) -> Result<(), Refusal> {
        let code: RegionCode = self.region.parse().map_err(|_| Refusal::new("org-region").at("region"))?;
        o.region = code.to_string();
        Ok(())
    }

    fn contact(&self, o: &mut Organisation) -> Result<(), Refusal> {
        o.address = line(&self.address, "address")?;
        o.contact = line(&self.contact, "contact")?;
        o.phone = phones(&self.phone)?;
        o.email = email_address(&self.email)?;
        Ok(())
    }

    /// A corporate account has no public check digit: a person types it twice (domain §1.4).
    fn bank(&self, o: &mut Organisation) -> Result<(), Refusal> {
        o.bank_holder = line(&self.bank_holder, "bank_holder")?;
        o.bank_name = line(&self.bank_name, "bank_name")?;
        let typed = account_number(&self.bank_account)?;
        if typed != o.bank_account && typed != account_number(&self.bank_again).unwrap_or_default() {
            return Err(Refusal::new("bank-differs").at("bank_again"));
        }
        if !typed.is_empty() && (o.bank_holder.is_empty() || o.bank_name.is_empty()) {
            let field = if o.bank_holder.is_empty() { "bank_holder" } else { "bank_name" };
            return Err(Refusal::new("bank-incomplete").at(field));
        }
        o.bank_account = typed;
        Ok(())
    }

    fn years(&self, o: &mut Organisation) -> Result<(), Refusal> {
        let form = || Refusal::new("years-form").at("qualified_in");
        let mut years = Vec::new();
        let separators =
            |c: char| matches!(c, '、' | ',' | '，' | ';' | '；' | '/' | ' ' | '\u{3000}' | '年');
        for part in self.qualified_in.split(separators).filter(|part| !part.is_empty()) {
            let year: i16 = part.parse().map_err(|_| form())?;
            if !(1990..=2100).contains(&year) {
                return Err(form());
            }
            years.push(year);
        }
        years.sort_unstable();
        years.dedup();
        o.qualified_in = years;
        Ok(())
    }
}

/// One line of at most 200 characters, tidied.
fn line(typed: &str, field: &str) -> Result<String, Refusal> {
    let tidy = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if tidy.chars().count() > LONGEST || tidy.chars().any(char::is_control) {
        return Err(Refusal::new("org-long").with("max", LONGEST).at(field));
    }
    Ok(tidy)
}

/// A credit code as it is kept; empty stays empty.
///
/// # Errors
/// `credit-code-length`, `credit-code-character`, `credit-code-region`, `credit-code-check`, each with what would be right.
pub fn credit_code(typed: &str, field: &str) -> Result<String, Refusal> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    let refusal = |e: CreditCodeError| match e {
        CreditCodeError::Length(found) => Refusal::new("credit-code-length").with("found", found),
        CreditCodeError::Character { place, found, suggestion: Some(meant) } => {
            Refusal::new("credit-code-meant")
                .with("place", place)
                .with("found", found)
                .with("meant", meant.as_str())
        }
        CreditCodeError::Character { place, found, suggestion: None } => {
            Refusal::new("credit-code-character").with("place", place).with("found", found)
        }
        CreditCodeError::Region { place, found } => {
            Refusal::new("credit-code-region").with("place", place).with("found", found)
        }
        CreditCodeError::Check { expected, .. } => {
            Refusal::new("credit-code-check").with("expected", expected)
        }
    };
    typed.parse::<CreditCode>().map(|code| code.to_string()).map_err(|e| refusal(e).at(field))
}

/// Telephone numbers as they are kept, several joined by `、`; empty stays empty.
fn phones(typed: &str) -> Result<String, Refusal> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    let contacts = parse_contacts(typed).map_err(|_| Refusal::new("phone-form").at("phone"))?;
    let numbers: Vec<String> = contacts.phones.iter().map(ToString::to_string).collect();
    if numbers.is_empty() { Err(Refusal::new("phone-form").at("phone")) } else { Ok(numbers.join("、")) }
}

/// A bank account as it is kept; empty stays empty.
fn account_number(typed: &str) -> Result<String, Refusal> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    let number = typed.parse::<AccountNumber>().map(|number| number.as_str().to_owned());
    number.map_err(|_| Refusal::new("bank-form").at("bank_account"))
}

/// What a person should look at once more: right in form, unusual in substance. Codes for the locale's `org-hint-<code>`.
pub fn hints(o: &Organisation) -> Vec<&'static str> {
    let mut hints = Vec::new();
    let holder = o.bank_holder.parse::<OrganisationName>().map(|name| name.key()).unwrap_or_default();
    let host = o.host_name.parse::<OrganisationName>().map(|name| name.key()).unwrap_or_default();
    if !o.bank_account.is_empty() && holder != o.name_key && (o.legal_person || holder != host) {
        hints.push("bank-holder");
    }
    if let Ok(code) = o.credit_code.parse::<CreditCode>() {
        if !code.inner_check_holds() {
            hints.push("inner-check");
        }
        let society = matches!(o.class, OrganisationClass::Society | OrganisationClass::GrassrootsSociety);
        if society && code.kind_hint() != UnitKindHint::SocialOrganisation {
            hints.push("code-kind");
        }
    }
    if o.legal_person && o.class.is_hosted() {
        hints.push("legal-person");
    }
    if o.email.is_empty() && o.phone.is_empty() {
        hints.push("unreachable");
    }
    hints
}
