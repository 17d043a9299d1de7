//! The forms of the Liuzhou notice (附表 1 and 附表 2), filled in four ways: short, very long, rare characters, empty.

use kexiang_documents::letter::*;

#[path = "samples/papers.rs"]
mod papers;

pub use papers::*;

/// How a sample is filled.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Filling {
    Short,
    Long,
    Rare,
    Empty,
}

pub const FILLINGS: [Filling; 4] = [Filling::Short, Filling::Long, Filling::Rare, Filling::Empty];

impl Filling {
    fn short(self, value: &str) -> &str {
        match self {
            Filling::Short => value,
            Filling::Long => {
                "广西柳州先进制造与智能网联新能源汽车产业技术创新战略联盟学术与科普工作委员会（筹备组）https://www.example.org.cn/associations/lz/0772/very-long-address-without-any-break"
            }
            Filling::Rare => "䶮㛃𠮷·艾力·买买提 龘镕喆堃珺",
            Filling::Empty => "",
        }
    }

    fn long(self, value: &str) -> String {
        match self {
            Filling::Short => value.to_owned(),
            Filling::Long => {
                let one = "（一）加强学会党的建设。组织“党旗领航·科创强柳—学会专家走基层”活动不少于2场，每场参加人数不少于50人，邀请龙城专家30余位，覆盖柳东新区、鱼峰区、柳南区等5个县（区），形成调研报告1篇，在市级以上媒体报道不少于3次。";
                (1..=30).map(|n| format!("{n}．{one}{value}")).collect::<Vec<_>>().join("\n")
            }
            Filling::Rare => format!("{value}䶮㛃㙍㬎𬀩𬭎𫖯𬍛𠮷"),
            Filling::Empty => String::new(),
        }
    }
}

pub fn mark(draft: bool) -> Mark {
    Mark {
        lines: vec![Labelled::new("申报编号", "2026-1-007"), Labelled::new("版本码", "9f3a2b10c4")],
        page: "第 {n} 页 共 {m} 页".into(),
        qr: Some("KX1:2026-1-007:9f3a2b10c4".into()),
        watermark: draft.then(|| "草稿".into()),
    }
}

fn labels() -> ApplicationLabels {
    ApplicationLabels { continued: "（续）".into() }
}

fn tick(text: &str, ticked: bool) -> Tick {
    Tick { text: text.into(), ticked }
}

pub fn opinion(party: Option<&str>, signer: &str) -> Signature {
    Signature {
        party: party.map(Into::into),
        statement: None,
        signers: vec![signer.into()],
        seal: Some("单位盖章".into()),
        date: Some("年　　月　　日".into()),
    }
}

pub fn budget(filling: Filling) -> Listing {
    let rows = match filling {
        Filling::Empty => vec![vec![String::new(); 5]; 4],
        _ => [
            ["专家咨询费", "0.60", "0.20", "0.80", "专家入企4人次"],
            ["会议费", "0.80", "0.40", "1.20", "“龙城科创大讲堂”1场"],
            ["资料印刷费", "0.30", "", "0.30", ""],
            ["差旅费", "0.30", "0.10", "0.40", "走基层2场"],
        ]
        .map(|row| row.map(String::from).to_vec())
        .to_vec(),
    };
    Listing {
        unit: Some("单位：万元".into()),
        columns: vec![
            Column::new("支出科目", 26, Align::Left),
            Column::new("专项资金", 16, Align::Right),
            Column::new("配套资金", 16, Align::Right),
            Column::new("合计", 14, Align::Right),
            Column::new("测算依据", 28, Align::Left),
        ],
        rows,
        merge: 0,
        totals: Some(["合计", "2.00", "0.70", "2.70", ""].map(String::from).to_vec()),
        note: Some("申请专项资金（大写）：人民币贰万元整".into()),
    }
}

/// 附表 1 学会改革与发展项目申报表.
pub fn form_one(filling: Filling, draft: bool) -> ApplicationSheet {
    let short = |value: &str| Cell::text(filling.short(value));
    let long =
        |value: &str, hint: Option<&str>| Cell::long(filling.long(value), hint.map(Into::into)).over(3);
    let phone = |value: &str| [Cell::label("联系电话"), short(value)];
    let pair = |label: &str, name: &str, number: &str| {
        let [label_phone, phone] = phone(number);
        Row::new([Cell::label(label), short(name), label_phone, phone])
    };
    let ticks = Cell::new(Content::Ticks {
        options: vec![tick("专职", filling != Filling::Empty), tick("兼职", false)],
        note: None,
    });
    let [label_phone, phone_contact] = phone("0772-2629066");
    let rows = vec![
        Row::new([Cell::label("项目承担单位"), short("柳州市机械工程学会").over(3)]),
        Row::new([Cell::label("通信地址"), short("柳州市鱼峰区龙湖路柳东新区文化广场A1区").over(3)]),
        Row::new([Cell::label("学会支撑单位"), short("广西科技大学").over(3)]),
        pair("学会理事长", "韦学堃", "18276735671"),
        pair("学会党组织负责人", "覃珺", "17344255505"),
        Row::new([Cell::label("学会秘书长").down(2), short("莫喆"), Cell::label("联系电话"), short("0772-2629066")]),
        Row::new([ticks.over(3)]),
        pair("项目负责人", "李镕", "18276735671"),
        Row::new([Cell::label("项目联系人").down(2), short("陈彤").down(2), label_phone, phone_contact]),
        Row::new([Cell::label("微信号"), short("lzjx_2026")]),
        Row::new([Cell::label("学会宣传媒体\n(网站、公众号)"), short("www.lzjx.org.cn；公众号“柳州机械”").over(3)]),
        Row::new([
            Cell::label("获业务主管、登记管理或其他相关部门表彰奖励情况"),
            long("2024年获评广西壮族自治区科协系统先进集体；2025年获评4A级社会组织。", None),
        ])
        .high(28),
        Row::new([
            Cell::label("学会党建，学会服务创新、服务社会和政府事务、服务科技工作者、自身建设工作总结综述"),
            long("学会成立于1984年，现有单位会员62家、个人会员1280人。\n近三年组织专家入企服务46次，解决技术难题31项。", Some("(800字内)")),
        ])
        .high(70),
        Row::new([
            Cell::label("项目实施方案"),
            long("围绕工程机械电动化，组织2场“党旗领航·科创强柳—学会专家走基层”活动。", Some("(包含并不仅限于项目要求明确的基本任务)")),
        ])
        .high(110),
        Row::new([Cell::label("经费预算和\n配套经费来源"), Cell::new(Content::Listing(budget(filling))).over(3)]),
        Row::new([
            Cell::label("学会意见"),
            Cell::new(Content::Signatures { blocks: vec![opinion(None, "学会负责人签名")] }).over(3),
        ]),
    ];
    ApplicationSheet {
        title: "学会改革与发展项目申报表".into(),
        caption: Some("附表 1".into()),
        subtitle: Some("(项目编号：2026-1 号)".into()),
        filled_on: Some("填表时间：2026 年 3 月 6 日".into()),
        cover: None,
        sections: vec![Section { heading: None, note: None, columns: vec![24, 27, 17, 32], rows }],
        footnote: None,
        mark: mark(draft),
        labels: labels(),
    }
}

/// 附表 2 “龙城科创大讲堂”学术交流项目申报表, joint application of two organisations, with a cover.
pub fn form_two(filling: Filling, draft: bool) -> ApplicationSheet {
    let short = |value: &str| Cell::text(filling.short(value));
    let long =
        |value: &str, hint: Option<&str>| Cell::long(filling.long(value), hint.map(Into::into)).over(4);
    let person = |label: &str, rows: u16, name: &str, post: &str| {
        Row::new([
            Cell::label(label).down(rows),
            Cell::label("姓名"),
            short(name),
            Cell::label("职务"),
            short(post),
        ])
    };
    let line = |label: &str, value: &str| Row::new([Cell::label(label), short(value).over(3)]);
    let rows = vec![
        Row::new([Cell::label("项目名称"), short("智能网联新能源汽车产业学术交流会").over(4)]),
        Row::new([Cell::label("项目承担单位"), short("柳州市汽车工程学会").over(4)]),
        Row::new([Cell::label("联系地址"), short("柳州市柳东新区官塘大道66号").over(4)]),
        person("项目负责人", 2, "黄龘", "理事长"),
        line("联系电话", "0772-2629066"),
        person("项目联系人", 3, "梁䶮", "副秘书长"),
        line("联系电话", "18276735671"),
        line("微信号", "lzqc2026"),
        Row::new([Cell::label("计划完成时间"), short("2026年12月").over(4)]),
        Row::new([
            Cell::label("项目目标及\n预期成果"),
            long("举办1场高质量学术交流活动，规模不少于50人，形成建言献策报告1篇。", None),
        ])
        .high(55),
        Row::new([
            Cell::label("项目实施方案"),
            long(
                "活动冠“龙城科创大讲堂”名称，邀请全国知名专家3人作主旨报告。",
                Some("(包含并不仅限于项目要求明确的基本任务)"),
            ),
        ])
        .high(100),
        Row::new([
            Cell::label("经费预算和\n配套经费来源"),
            Cell::new(Content::Listing(budget(filling))).over(4),
        ]),
        Row::new([
            Cell::label("项目承担单位\n意见"),
            Cell::new(Content::Signatures {
                blocks: vec![
                    opinion(Some("牵头单位：柳州市汽车工程学会"), "单位负责人签名"),
                    opinion(Some("联合单位：广西汽车集团有限公司科协"), "单位负责人签名"),
                ],
            })
            .over(4),
        ]),
    ];
    ApplicationSheet {
        title: "“龙城科创大讲堂”学术交流项目申报表".into(),
        caption: Some("附表 2".into()),
        subtitle: Some("(项目编号：2026-2 号)".into()),
        filled_on: Some("填表时间：　　年　　月　　日".into()),
        cover: Some(Cover {
            number: "项目编号：2026-2-003".into(),
            heading: Some("柳州市科协“科创赋能”项目".into()),
            title: "项目申报书".into(),
            fields: vec![
                Labelled::new("项目名称", filling.short("智能网联新能源汽车产业学术交流会")),
                Labelled::new("申报单位", filling.short("柳州市汽车工程学会")),
                Labelled::new("项目负责人", filling.short("黄龘")),
                Labelled::new("申报日期", "2026年3月6日"),
            ],
            issuer: vec!["柳州市科学技术协会 制".into(), "二〇二六年三月".into()],
        }),
        sections: vec![Section { heading: None, note: None, columns: vec![20, 15, 24, 13, 28], rows }],
        footnote: Some("注：电子版与纸质版材料内容须一致；本表各页页脚的版本码用于核对。".into()),
        mark: mark(draft),
        labels: labels(),
    }
}

fn signoff() -> Signoff {
    Signoff { issuer: "柳州市科学技术协会".into(), date: "2026年3月31日".into() }
}
