//! Associations and people of the demonstration: in each association one person per role.

use kexiang_core::policy::OfficeRole;
use kexiang_store::account::{self, NewAccount};
use kexiang_store::association::{Association, Settings};
use kexiang_store::write::{self, Subject};
use serde_json::json;

use crate::actions::{Ctx, Failure, association, message};
use crate::chance;
use crate::locale::Locale;
use crate::state::App;

/// The password of all demonstration accounts. It works only on a database that `kexiang demo` has laid.
pub const PASSWORD: &str = "Demo-2026-kexiang";

/// Code, name, short name, region, contact, colour and the character of the emblem of each association.
const ASSOCIATIONS: [(&str, &str, &str, &str, &str, &str, char); 4] = [
    ("lz", "柳州市科学技术协会", "柳州市科协", "450200", "学会部 0772-2629066", "#1d4a7c", '柳'),
    ("nx", "宁夏回族自治区科学技术协会", "宁夏科协", "640000", "学会学术部", "#7a4b12", '宁'),
    ("xj", "新疆维吾尔自治区科学技术协会", "新疆维吾尔自治区科协", "650000", "学会学术部", "#1d6a43", '疆'),
    ("gd", "广东省科学技术协会", "广东省科协", "440000", "学术交流部", "#8a2f2a", '粤'),
];

/// Name of the person of each role, in the order of [`ASSOCIATIONS`].
const NAMES: [(OfficeRole, [&str; 4]); 9] = [
    (OfficeRole::Officer, ["陈彤", "马晓燕", "艾力·买买提", "梁嘉敏"]),
    (OfficeRole::Head, ["覃志远", "杨建国", "古丽娜尔·阿不都热依木", "黄伟强"]),
    (OfficeRole::Leader, ["韦正明", "王海涛", "李疆", "陈冠中"]),
    (OfficeRole::Finance, ["莫丽娟", "丁秀兰", "赵敏", "何婉仪"]),
    (OfficeRole::Discipline, ["罗钢", "纳文斌", "阿依古丽·吐尔逊", "邓国华"]),
    (OfficeRole::Archivist, ["潘晓霞", "田玉梅", "孙静", "区丽明"]),
    (OfficeRole::System, ["石磊", "金鑫", "徐卫东", "伍俊杰"]),
    (OfficeRole::Security, ["梁安", "白雪", "郭安全", "谢敏仪"]),
    (OfficeRole::Audit, ["周察", "冯明", "段审", "林鉴"]),
];

/// Who granted the roles, as the page of a person says it.
const LAID_BY: &str = "演示数据";

/// A person of the demonstration, as the sign-in page offers them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persona {
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: &'static str,
    /// Family and code of the word for the role.
    pub role: (&'static str, &'static str),
    /// Name of the association, or of where the person belongs.
    pub association_name: &'static str,
}

impl Persona {
    /// Role in words.
    pub fn say(&self, l: &Locale) -> String {
        l.word(self.role.0, self.role.1)
    }
}

/// All people of the demonstration, association by association.
pub fn all() -> Vec<Persona> {
    let of = |place: usize| {
        let (code, name, ..) = ASSOCIATIONS[place];
        NAMES.iter().map(move |(role, names)| Persona {
            login: login(code, *role),
            name: names[place],
            role: ("office-role", role.code()),
            association_name: name,
        })
    };
    (0..ASSOCIATIONS.len())
        .flat_map(of)
        .chain(super::organisations::personas())
        .chain(super::reviews::personas())
        .collect()
}

/// `lz.officer`
fn login(association: &str, role: OfficeRole) -> String {
    format!("{association}.{}", role.code())
}

/// Lays associations and people; what is there already stays.
///
/// # Errors
/// Those of the actions.
pub async fn seed(app: &App, ctx: &Ctx, say: &dyn Fn(&str)) -> Result<(), Failure> {
    // One hash for all: the password is known anyway, and laying the data stays quick.
    let password = app.passwords.hash(PASSWORD).await?;
    for (place, (code, name, short_name, region, contact, colour, character)) in
        ASSOCIATIONS.into_iter().enumerate()
    {
        let settings = Settings {
            contact: contact.to_owned(),
            emblem: association::seal(character, colour),
            colour: colour.to_owned(),
        };
        let (code, name, short_name, region) =
            (code.to_owned(), name.to_owned(), short_name.to_owned(), region.to_owned());
        let new = Association { code, name, short_name, region, settings };
        if association::add(app, ctx, &new).await? {
            say(&format!("{}: one person for each of {} roles", new.name, NAMES.len()));
            people(app, ctx, &new.code, place, &password).await?;
        }
    }
    Ok(())
}

/// The people of one association.
async fn people(app: &App, ctx: &Ctx, code: &str, place: usize, password: &str) -> Result<(), Failure> {
    let (ctx, code, password) = (ctx.clone(), code.to_owned(), password.to_owned());
    let people: Vec<(OfficeRole, NewAccount)> = NAMES
        .iter()
        .map(|(role, names)| (*role, new_account(&ctx, &code, *role, names[place], &password)))
        .collect();
    app.store
        .write(move |tx| {
            for (role, new) in &people {
                account::add(tx, new, ctx.now)?;
                account::join_office(tx, &code, new.id, (LAID_BY, ctx.now))?;
                account::grant_office(tx, &code, new.id, *role, (LAID_BY, ctx.now))?;
                let after = json!({ "login": new.login, "name": new.name, "role": role.code() });
                write::record(
                    tx,
                    ctx.entry_with(&code, "account.create", Subject::new("account", new.id), after),
                )?;
                message::tell(tx, &ctx, &code, &[new.id], ("welcome", &json!({}), ""))?;
            }
            Ok::<_, Failure>(())
        })
        .await
}

fn new_account(ctx: &Ctx, code: &str, role: OfficeRole, name: &str, password: &str) -> NewAccount {
    let login = login(code, role);
    NewAccount {
        id: chance::id(ctx.now),
        email: format!("{login}@example.cn"),
        login,
        name: name.to_owned(),
        phone: String::new(),
        password: password.to_owned(),
        must_change: false,
    }
}
