//! What the office sends and keeps: receipts, return notices, records of checks, and a plan that fills pages.

use super::*;

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
