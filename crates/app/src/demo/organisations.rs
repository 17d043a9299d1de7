//! Organisations of the demonstration, a few of every class in each association, with their people and their ledger.

use kexiang_core::id::Id;
use kexiang_core::identifiers::uscc::CreditCode;
use kexiang_core::names::OrganisationName;
use kexiang_core::organisation::{Fact, FactKind, OrganisationClass as Class};
use kexiang_core::policy::{MemberRole, Membership};
use kexiang_store::account::{self, NewAccount};
use kexiang_store::organisation::{self, Organisation};
use kexiang_store::write::{self, Subject};
use serde_json::json;

use super::people::{PASSWORD, Persona};
use crate::actions::{Ctx, Failure};
use crate::chance;
use crate::state::App;

/// Association, short login part, name, class, region, legal person, fact of 2024 that bars (or empty).
type Row = (&'static str, &'static str, &'static str, Class, &'static str, bool, &'static str);

const ORGANISATIONS: [Row; 40] = [
    ("lz", "jixie", "柳州市机械工程学会", Class::Society, "450200", true, ""),
    ("lz", "qiche", "柳州市汽车工程学会", Class::Society, "450200", true, ""),
    ("lz", "yixue", "柳州市医学会", Class::Society, "450200", true, ""),
    ("lz", "nongxue", "柳州市农学会", Class::Society, "450200", true, ""),
    ("lz", "jisuanji", "柳州市计算机学会", Class::Society, "450200", true, ""),
    ("lz", "yufeng", "鱼峰区科学技术协会", Class::CountyAssociation, "450203", true, ""),
    ("lz", "sanjiang", "三江侗族自治县科学技术协会", Class::CountyAssociation, "450226", true, ""),
    ("lz", "gangtie", "柳州钢铁集团科学技术协会", Class::EnterpriseAssociation, "450200", false, ""),
    ("lz", "gaoxin", "柳州高新技术产业开发区科学技术协会", Class::ParkAssociation, "450200", false, ""),
    ("lz", "keda", "广西科技大学科学技术协会", Class::UniversityAssociation, "450200", false, ""),
    ("lz", "boshi", "柳州华锡智能装备有限公司博士创新站", Class::DoctoralStation, "450200", true, ""),
    ("lz", "boshi2", "柳州绿源食品有限公司博士创新站", Class::DoctoralStation, "450200", true, ""),
    ("lz", "chuangke", "柳州市创客服务中心", Class::Other, "450200", true, ""),
    ("nx", "nongxue", "宁夏农学会", Class::Society, "640000", true, ""),
    ("nx", "yixue", "宁夏医学会", Class::Society, "640000", true, ""),
    ("nx", "dianli", "宁夏电机工程学会", Class::Society, "640000", true, ""),
    ("nx", "huagong", "宁夏化学化工学会", Class::Society, "640000", true, "C"),
    ("nx", "yinchuan", "银川市科学技术协会", Class::CityAssociation, "640100", true, ""),
    ("nx", "shizuishan", "石嘴山市科学技术协会", Class::CityAssociation, "640200", true, ""),
    ("nx", "jingkai", "银川经济技术开发区科学技术协会", Class::ParkAssociation, "640100", false, ""),
    ("nx", "haizhi", "中国科协海智计划宁夏工作基地", Class::OverseasBase, "640100", true, ""),
    ("nx", "haigui", "宁夏海归创业联合体", Class::ReturneeUnion, "640000", true, ""),
    ("nx", "haiguilishi", "宁夏塞上新材料有限公司", Class::ReturneeMember, "640100", true, ""),
    ("nx", "helan", "贺兰县农业技术学会", Class::GrassrootsSociety, "640122", true, ""),
    ("nx", "yongning", "永宁县医疗卫生学会", Class::GrassrootsSociety, "640121", true, ""),
    ("nx", "pingluo", "平罗县科技教育学会", Class::GrassrootsSociety, "640221", true, ""),
    ("xj", "nongxue", "新疆农学会", Class::Society, "650000", true, ""),
    ("xj", "nengyuan", "新疆能源研究会", Class::Society, "650000", true, ""),
    ("xj", "shengtai", "新疆生态学会", Class::Society, "650000", true, ""),
    ("xj", "qikan", "新疆科技期刊编辑学会", Class::Society, "650000", true, ""),
    ("xj", "yixue", "新疆医学会", Class::Society, "650000", true, ""),
    ("xj", "xinda", "新疆大学科学技术协会", Class::UniversityAssociation, "650100", false, ""),
    ("gd", "dianzi", "广东省电子学会", Class::Society, "440000", true, ""),
    ("gd", "jixie", "广东省机械工程学会", Class::Society, "440000", true, ""),
    ("gd", "huanjing", "广东省环境科学学会", Class::Society, "440000", true, ""),
    ("gd", "shengwu", "广东省生物医学工程学会", Class::Society, "440000", true, ""),
    ("gd", "nongye", "广东省农学会", Class::Society, "440000", true, ""),
    ("gd", "lilun", "广东省力学学会", Class::Society, "440000", true, "unfinished"),
    ("gd", "foshan", "佛山市科学技术协会", Class::CityAssociation, "440600", true, ""),
    ("gd", "huagong", "广东省化学学会", Class::Society, "440000", true, ""),
];

/// Names of the administrators and fillers, taken in turn.
const PEOPLE: [&str; 12] = [
    "李娟",
    "韦国强",
    "马秀英",
    "艾山江·吐尔逊",
    "张伟",
    "覃美玲",
    "哈丽旦·买买提",
    "刘志勇",
    "丁小燕",
    "黄建中",
    "杨帆",
    "陈立群",
];

/// The people of organisations that the sign-in page offers: one filler and one administrator per association.
pub(super) fn personas() -> Vec<Persona> {
    let shown = ["lz.jixie", "nx.jingkai", "nx.yinchuan", "xj.nongxue", "gd.dianzi"];
    ORGANISATIONS
        .iter()
        .enumerate()
        .filter(|(_, row)| shown.contains(&format!("{}.{}", row.0, row.1).as_str()))
        .flat_map(|(n, row)| roles(row.3).iter().enumerate().map(move |(k, role)| persona(n, k, row, *role)))
        .collect()
}

/// Names of an association's organisations of these classes.
pub(super) fn of_classes<'a>(
    association: &'a str,
    classes: &'a [Class],
) -> impl Iterator<Item = &'static str> + 'a {
    ORGANISATIONS.iter().filter(move |r| r.0 == association && classes.contains(&r.3)).map(|r| r.2)
}

fn persona(n: usize, k: usize, row: &Row, role: MemberRole) -> Persona {
    Persona {
        login: login(row, role),
        name: person(n, k),
        role: ("member-role", role.code()),
        association_name: row.2,
    }
}

/// City associations recommend; all others apply.
fn roles(class: Class) -> &'static [MemberRole] {
    match class {
        Class::CityAssociation => &[MemberRole::Recommender],
        _ => &[MemberRole::Administrator, MemberRole::Filler],
    }
}

/// `lz.jixie.administrator`
pub(super) fn login(row: &Row, role: MemberRole) -> String {
    format!("{}.{}.{}", row.0, row.1, role.code())
}

fn person(n: usize, k: usize) -> &'static str {
    PEOPLE[(n * 2 + k) % PEOPLE.len()]
}

/// Lays the organisation ledgers of the four associations; what is there already stays.
///
/// # Errors
/// Those of the database.
pub(super) async fn seed(app: &App, ctx: &Ctx, say: &dyn Fn(&str)) -> Result<(), Failure> {
    let password = app.passwords.hash(PASSWORD).await?;
    let ctx = ctx.clone();
    let laid = app.store.write(move |tx| lay(tx, &ctx, &password)).await?;
    if laid > 0 {
        say(&format!("{laid} organisations of every class, with their people and ledgers"));
    }
    Ok(())
}

fn lay(tx: &mut kexiang_store::Tx<'_>, ctx: &Ctx, password: &str) -> Result<usize, Failure> {
    let mut laid = 0;
    for (n, row) in ORGANISATIONS.iter().enumerate() {
        let key = row.2.parse::<OrganisationName>().map(|name| name.key()).unwrap_or_default();
        if organisation::by_name(tx, row.0, &key)?.is_some() {
            continue;
        }
        let o = made(n, row, key, chance::id(ctx.now));
        organisation::insert(tx, &o, ctx.now)?;
        facts(tx, ctx, &o, row.6)?;
        people(tx, ctx, n, row, o.id, password)?;
        let after = json!({ "name": o.name, "class": o.class.code(), "credit_code": o.credit_code });
        write::record(
            tx,
            ctx.entry_with(row.0, "organisation.add", Subject::new("organisation", o.id), after),
        )?;
        laid += 1;
    }
    if laid == ORGANISATIONS.len() {
        close_years(tx, ctx)?;
    }
    Ok(laid)
}

fn made(n: usize, row: &Row, name_key: String, id: Id) -> Organisation {
    let (association, slug, name, class, region, legal_person, _) = *row;
    let host =
        if legal_person { String::new() } else { name.trim_end_matches("科学技术协会").to_owned() };
    Organisation {
        association: association.into(),
        id,
        name: name.into(),
        name_key,
        class,
        credit_code: if legal_person { credit_code(class, region, n) } else { String::new() },
        host_name: host.clone(),
        host_code: String::new(),
        legal_person,
        own_account: legal_person,
        member: class != Class::Other,
        region: region.into(),
        address: format!("科技路{}号", n + 1),
        contact: person(n, 1).into(),
        phone: format!("1380000{:04}", 1000 + n),
        email: format!("{association}.{slug}@example.cn"),
        bank_holder: if legal_person { name.into() } else { host },
        bank_name: "中国工商银行示范支行".into(),
        bank_account: format!("2105{:014}", 100_000 + n),
        qualified_in: if class == Class::DoctoralStation && slug == "boshi" {
            vec![2025]
        } else {
            Vec::new()
        },
        active: true,
        version: 1,
    }
}

/// A code that passes the check of GB 32100; not one that was given out.
fn credit_code(class: Class, region: &str, n: usize) -> String {
    let prefix = match class {
        Class::CountyAssociation | Class::CityAssociation => "13",
        Class::Society | Class::GrassrootsSociety | Class::ReturneeUnion => "51",
        _ => "91",
    };
    let head = format!("{prefix}{region}{:09}", 700_000_000 + n);
    let fits = |c: &char| format!("{head}{c}").parse::<CreditCode>().is_ok();
    let last = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().find(fits).unwrap_or('0');
    format!("{head}{last}")
}

/// Every society passed its inspections; the one with a grade or an unfinished project is barred (N11, G14).
fn facts(tx: &mut kexiang_store::Tx<'_>, ctx: &Ctx, o: &Organisation, bars: &str) -> Result<(), Failure> {
    let mut put = |kind, year, value: &str| {
        let fact = Fact { kind, year, value: value.into() };
        organisation::put_fact(tx, &o.association, o.id, &fact, ("年度登记", ""), ("demo", ctx.now))
    };
    if o.class == Class::Society {
        put(FactKind::AnnualInspection, 2023, "passed")?;
        put(FactKind::AnnualInspection, 2024, "passed")?;
        put(FactKind::Grade, 2024, if bars == "C" { "C" } else { "A" })?;
    }
    if bars == "unfinished" {
        put(FactKind::Projects, 2023, "unfinished")?;
    }
    Ok(())
}

fn people(
    tx: &mut kexiang_store::Tx<'_>,
    ctx: &Ctx,
    n: usize,
    row: &Row,
    organisation: Id,
    password: &str,
) -> Result<(), Failure> {
    for (k, role) in roles(row.3).iter().enumerate() {
        let login = login(row, *role);
        let new = NewAccount {
            id: chance::id(ctx.now),
            email: format!("{login}@example.cn"),
            login,
            name: person(n, k).to_owned(),
            phone: format!("1390000{:04}", n * 2 + k),
            password: password.to_owned(),
            must_change: false,
        };
        account::add(tx, &new, ctx.now)?;
        let membership = Membership { association: row.0.to_owned(), organisation, role: *role };
        account::grant_membership(tx, new.id, &membership, ("demo", ctx.now))?;
    }
    Ok(())
}

/// The ledgers of 2023 and 2024 are complete: what they do not hold did not happen.
fn close_years(tx: &mut kexiang_store::Tx<'_>, ctx: &Ctx) -> Result<(), Failure> {
    for association in ["lz", "nx", "xj", "gd"] {
        for year in [2022, 2023, 2024, 2025] {
            organisation::close_year(tx, association, FactKind::AnnualInspection, year, "demo", ctx.now)?;
        }
    }
    Ok(())
}
