//! Who stands before a telephone number: the office, the people, and what they are to be asked about.

use std::sync::LazyLock;

use regex::Regex;

/// Who answers.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Whom {
    /// What they are to be asked about, where the line says it.
    pub purpose: String,
    /// The office.
    pub office: String,
    /// Their names.
    pub people: Vec<String>,
}

/// The frequent family names: without one, two or three characters are a word and no name.
const FAMILIES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾";

/// Reads the words of a line before a number.
pub fn whom(before: &str) -> Whom {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"[，、：（ \u{3000}]*(?:(?:联系|咨询|办公|固定)?电话|联系方式|手机|传真|热线|座机)?[：为是 ]*$",
        )
        .expect("valid")
    });
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        let name = format!(r"[{FAMILIES}][\p{{Han}}]{{1,2}}");
        let office = r"(?P<office>[\p{Han}]{2,16}?(?:部|处|科|室|会|中心|局|院|站|馆|厅))";
        Regex::new(&format!(
            r"(?:^|[：，、 （]|{office}[ \u{{3000}}]?)(?P<names>{name}(?:[、， 和及]+{name})*)$"
        ))
        .expect("valid")
    });
    static ASKED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:联系|咨询)(?P<office>[\p{Han}]{2,16}?(?:部|处|科|室|会|中心|局|院|站|馆|厅))(?:，|$)")
            .expect("valid")
    });
    static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?P<about>[\p{Han}“”、]{2,40}(?:项目|问题|事宜|课题))(?:等)?(?:联系人|请(?:联系|咨询))")
            .expect("valid")
    });
    let words = LABEL.replace(before, "");
    let named = NAMED.captures(&words);
    let office = named
        .as_ref()
        .and_then(|found| found.name("office"))
        .or_else(|| ASKED.captures(&words).and_then(|found| found.name("office")))
        .map_or("", |office| office.as_str());
    let people = named.as_ref().and_then(|found| found.name("names")).map_or("", |names| names.as_str());
    let about = ABOUT.captures(&words).and_then(|found| found.name("about").map(|about| about.as_str()));
    Whom {
        purpose: about.unwrap_or_default().to_owned(),
        office: bare(office).to_owned(),
        people: people
            .split(['、', '，', ' ', '和', '及'])
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

/// `请联系市科协学会部` → `市科协学会部`.
fn bare(office: &str) -> &str {
    let verbs = ["请", "致电", "联系", "咨询", "可", "与", "由"];
    let mut office = office;
    while let Some(rest) = verbs.iter().find_map(|verb| office.strip_prefix(verb)) {
        office = rest;
    }
    office
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(before: &str) -> (String, String, String) {
        let who = whom(before);
        (who.purpose, who.office, who.people.join("|"))
    }

    fn told(purpose: &str, office: &str, people: &str) -> (String, String, String) {
        (purpose.to_owned(), office.to_owned(), people.to_owned())
    }

    #[test]
    fn office_and_people_stand_before_the_number() {
        assert_eq!(said("联系人：学会部 邓梅，电话："), told("", "学会部", "邓梅"));
        assert_eq!(
            said("未尽事宜，请联系市科协学会部李香慧、陈彤，"),
            told("", "市科协学会部", "李香慧|陈彤")
        );
        assert_eq!(said("学会能力提升项目联系人：周莉"), told("学会能力提升项目", "", "周莉"));
        assert_eq!(
            said("账号问题等请咨询省电子学会，联系人：戴凯琳、林聪，联系电话："),
            told("账号问题", "省电子学会", "戴凯琳|林聪")
        );
    }

    #[test]
    fn words_are_no_names() {
        assert_eq!(said("联系电话："), told("", "", ""));
        assert_eq!(said("监督举报电话："), told("", "", ""));
    }
}
