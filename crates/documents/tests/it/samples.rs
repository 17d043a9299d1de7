//! The forms of the Liuzhou notice (附表 1 and 附表 2), filled in four ways: short, very long, rare characters, empty.

use kexiang_documents::letter::*;

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

pub fn receipt(filling: Filling) -> Receipt {
    Receipt {
        title: "项目申报材料接收回执".into(),
        addressee: filling.short("柳州市机械工程学会").into(),
        opening: vec!["你单位通过网上申报系统提交的项目申报材料已收到，登记如下。".into()],
        number: "2026-1-007".into(),
        project: filling.short("学会改革与发展项目").into(),
        organisation: filling.short("柳州市机械工程学会").into(),
        received: jiff::civil::datetime(2026, 3, 31, 16, 59, 59, 900_000_000),
        content_hash: "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0".into(),
        version_code: "66c7f0f462".into(),
        more: vec![Labelled::new("提交人", filling.short("陈彤"))],
        closing: vec![
            filling.long("收到时间以服务器收到提交请求的时间为准。打印的申报表各页页脚应印有上述版本码。"),
        ],
        signoff: signoff(),
        mark: mark(false),
        labels: ReceiptLabels {
            number: "申报编号".into(),
            project: "项目名称".into(),
            organisation: "申报单位".into(),
            received: "收到时间\n（北京时间）".into(),
            content_hash: "内容校验值（SM3）".into(),
            version_code: "版本码".into(),
        },
    }
}

pub fn return_notice(filling: Filling) -> ReturnNotice {
    let defect = |section: &str, problem: &str, clause: &str, demand: &str| Defect {
        section: section.into(),
        problem: filling.short(problem).into(),
        clause: clause.into(),
        demand: filling.long(demand),
    };
    ReturnNotice {
        title: "项目申报材料退回补正通知".into(),
        number: Some("编号：2026-1-007-BZ1".into()),
        addressee: filling.short("柳州市机械工程学会").into(),
        opening: vec!["你单位申报的“学会改革与发展项目”（申报编号：2026-1-007）材料经形式审查，存在下列问题，现一次性告知，请予补正。".into()],
        defects: match filling {
            Filling::Empty => Vec::new(),
            _ => vec![
                defect("项目实施方案", "涉及报告会2场，未说明备案安排。", "三、（二）涉及举办有关学术交流活动……须按要求报市科协和市民政局备案。", "补充两项活动的备案计划，注明时间、地点、规模。"),
                defect("经费预算", "列支“笔记本电脑0.6万元”，属于固定资产。", "四、（二）不得用于购买固定资产、对外投资、捐款赞助、工作劳务及人员奖励等支出。", "删除该项支出并重新平衡预算。"),
                defect("学会意见", "未盖单位公章。", "五、（二）纸质版材料一份，需加盖申报单位公章。", "盖章后重新上传扫描件。"),
            ],
        },
        deadline: Some("请于2026年3月28日（星期六）17:00前完成补正并重新提交，逾期视为放弃申报。".into()),
        closing: vec!["对本通知有异议的，可向市科协学会部说明情况。联系电话：0772-2629066。".into()],
        signoff: signoff(),
        mark: mark(false),
        labels: DefectLabels {
            index: "序号".into(),
            section: "章节".into(),
            problem: "问题".into(),
            clause: "依据条款".into(),
            demand: "修改要求".into(),
        },
    }
}

pub fn check_record(filling: Filling) -> CheckRecord {
    let item = |name: &str, clause: &str, finding: &str, verdict: &str| CheckItem {
        name: name.into(),
        clause: clause.into(),
        finding: filling.short(finding).into(),
        verdict: verdict.into(),
    };
    let items = vec![
        item("申报单位类别", "二、柳州市科协所属学会（协会）", "市科协所属学会", "符合"),
        item("申报数量", "三、（一）同一单位申报项目原则上不超过2个", "本批次第3项", "符合\n（裁量）"),
        item("联合申报单位数量", "三、（一）联合申报单位数量不超过2个", "无联合单位", "不适用"),
        item(
            "申报时间",
            "五、（一）2026年3月31日（星期二）下午17:00前",
            "2026-03-31 16:59:59.900 收到",
            "符合",
        ),
        item("经费用途", "四、（二）不得用于购买固定资产……", "5个科目，未见禁止支出", "符合"),
    ];
    CheckRecord {
        title: "形式审查记录".into(),
        facts: vec![
            Labelled::new("申报编号", "2026-1-007"),
            Labelled::new("项目类型", "学会改革与发展项目"),
            Labelled::new("项目名称", filling.short("学会改革与发展项目")),
            Labelled::new("申报单位", filling.short("柳州市机械工程学会")),
            Labelled::new("版本码", "9f3a2b10c4"),
        ],
        items: if filling == Filling::Empty { Vec::new() } else { items },
        overrides: match filling {
            Filling::Empty => Vec::new(),
            _ => vec![Override {
                item: "申报数量".into(),
                reason: filling.long("该学会承担全市科技服务月任务，经部务会研究同意增报1项。"),
                by: "李香慧".into(),
                at: "2026-04-01 10:12:45".into(),
            }],
        },
        conclusion: Labelled::new("审查结论", "形式审查通过"),
        people: vec![
            CheckPerson {
                role: "审查人".into(),
                name: filling.short("陈彤").into(),
                at: "2026-04-01 10:20:03".into(),
            },
            CheckPerson {
                role: "复核人".into(),
                name: filling.short("李香慧").into(),
                at: "2026-04-01 11:05:40".into(),
            },
        ],
        mark: mark(false),
        labels: CheckLabels {
            index: "序号".into(),
            name: "审查项目".into(),
            clause: "依据条款".into(),
            finding: "审查情况".into(),
            verdict: "结论".into(),
            overrides: "裁量说明".into(),
            reason: "理由".into(),
            by: "决定人".into(),
            at: "时间".into(),
            signature: "签名".into(),
        },
    }
}

/// A plan in sections with headings: people, performance targets (绩效目标表) with merged groups, list of attachments.
pub fn plan(rows: usize) -> ApplicationSheet {
    let strings = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<String>>();
    let whole = |listing: Listing| Section {
        heading: None,
        note: None,
        columns: vec![1],
        rows: vec![Row::new([Cell::new(Content::Listing(listing))])],
    };
    let mut targets = vec![
        strings(&["产出指标", "数量指标", "举办学术交流活动", "≥4场或≥200人大型活动1场"]),
        strings(&["产出指标", "数量指标", "形成典型案例", "1篇（≥1500字）"]),
        strings(&["产出指标", "时效指标", "完成时间", "2025年11月30日前"]),
        strings(&["效益指标", "社会效益", "主流媒体报道", "≥1次"]),
        strings(&["满意度指标", "服务对象满意度", "参会人员满意度", "80%以上"]),
    ];
    targets
        .extend((1..=rows).map(|n| strings(&["补充指标", "数量指标", &format!("专家服务第{n}次"), "1次"])));
    let column = Column::new;
    let targets = Listing {
        unit: None,
        columns: vec![
            column("一级指标", 18, Align::Center),
            column("二级指标", 20, Align::Center),
            column("三级指标", 34, Align::Left),
            column("指标值", 28, Align::Left),
        ],
        rows: targets,
        merge: 2,
        totals: None,
        note: None,
    };
    let attachments = Listing {
        unit: None,
        columns: vec![
            column("序号", 8, Align::Center),
            column("附件名称", 62, Align::Left),
            column("份数", 12, Align::Center),
            column("页码", 18, Align::Center),
        ],
        rows: vec![
            strings(&["1", "市级科协推荐函", "1", "1"]),
            strings(&["2", "社会团体法人登记证书副本复印件", "1", "2—3"]),
        ],
        merge: 0,
        totals: None,
        note: None,
    };
    let heading = |text: &str, section: Section| Section { heading: Some(text.into()), ..section };
    let basics = Section {
        heading: Some("一、申报单位基本情况".into()),
        note: Some("（法人单位名称须与登记证书一致）".into()),
        columns: vec![20, 30, 20, 30],
        rows: vec![
            Row::new([Cell::label("单位名称"), Cell::text("宁夏化学学会").over(3)]),
            Row::new([
                Cell::label("统一社会信用代码"),
                Cell::text("51640000MJX000000X"),
                Cell::label("法定代表人"),
                Cell::text("马𠮷"),
            ]),
        ],
    };
    ApplicationSheet {
        title: "2025年度学术交流及学会能力提升项目申报书".into(),
        caption: None,
        subtitle: None,
        filled_on: None,
        cover: None,
        sections: vec![
            basics,
            heading("二、绩效目标", whole(targets)),
            heading("三、附件清单", whole(attachments)),
        ],
        footnote: None,
        mark: mark(false),
        labels: labels(),
    }
}
