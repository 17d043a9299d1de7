//! Registers out, lists in, errors back.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::{date, datetime};
use kexiang_documents::Error;
use kexiang_documents::xlsx::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

const AT: jiff::civil::DateTime = datetime(2026, 4, 1, 9, 30, 0, 0);

fn column(title: &str, width: u16, kind: ColumnKind) -> RegisterColumn {
    RegisterColumn { title: title.into(), width, kind }
}

fn register() -> Register {
    let text = |text: &str| RegisterValue::Text(text.into());
    Register {
        title: "2026年柳州市科协“科创赋能”项目申报汇总表".into(),
        unit: Some("单位：万元".into()),
        index: "序号".into(),
        columns: vec![
            column("编号", 14, ColumnKind::Text),
            column("项目名称", 36, ColumnKind::Text),
            column("申请金额", 12, ColumnKind::Wan),
            column("开户账号", 24, ColumnKind::Text),
            column("提交日期", 12, ColumnKind::Date),
            column("场次", 8, ColumnKind::Count),
        ],
        rows: vec![
            vec![
                text("2026-1-001"),
                text("=HYPERLINK(\"http://evil\",\"点我\")"),
                RegisterValue::Fen(2_000_000),
                text("6222020000000000018"),
                RegisterValue::Date(date(2026, 3, 30)),
                RegisterValue::Count(2),
            ],
            vec![
                text("2026-1-002"),
                text("学会改革与发展项目"),
                RegisterValue::Fen(1_234_567),
                text("00123"),
                RegisterValue::Empty,
                RegisterValue::Count(3),
            ],
        ],
        total: Some("合计".into()),
        footer: ["制表人：", "审核人：", "日期："].map(String::from).to_vec(),
        page: Some("第 {n} 页 共 {m} 页".into()),
    }
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

#[test]
fn a_register_reads_back_as_it_was_written() {
    let bytes = write_register(&register(), AT).unwrap();
    let mut book = open(&bytes);
    let range = book.worksheet_range("Sheet1").unwrap();
    let at = |row, column| range.get_value((row, column)).cloned().unwrap_or(Data::Empty);
    let text = |text: &str| Data::String(text.into());
    assert_eq!(at(0, 0), text("2026年柳州市科协“科创赋能”项目申报汇总表"));
    assert_eq!(at(1, 0), text("单位：万元"));
    let heads = ["序号", "编号", "项目名称", "申请金额", "开户账号", "提交日期", "场次"];
    heads.iter().enumerate().for_each(|(c, head)| assert_eq!(at(2, c as u32), text(head)));
    assert_eq!((at(3, 0), at(4, 0)), (Data::Float(1.0), Data::Float(2.0)));
    assert_eq!((at(3, 3), at(4, 3)), (Data::Float(2.0), Data::Float(1.234567)));
    assert_eq!((at(3, 4), at(4, 4)), (text("6222020000000000018"), text("00123")));
    let Data::DateTime(day) = at(3, 5) else { panic!("no date") };
    assert_eq!(&day.to_ymd_hms_milli().0, &2026);
    assert_eq!((at(5, 0), at(5, 3), at(5, 6)), (text("合计"), Data::Float(3.234567), Data::Float(5.0)));
    assert_eq!((at(7, 0), at(7, 2), at(7, 4)), (text("制表人："), text("审核人："), text("日期：")));
    let merges = book.merge_cells_by_sheet_name("Sheet1").unwrap();
    let merged = |region: &calamine::Dimensions| (region.start, region.end);
    assert_eq!(
        merges.iter().map(merged).collect::<Vec<_>>(),
        [((0, 0), (0, 6)), ((1, 0), (1, 6)), ((5, 0), (5, 2))]
    );
}

#[test]
fn what_looks_like_a_formula_stays_text() {
    let bytes = write_register(&register(), AT).unwrap();
    let mut book = open(&bytes);
    let value = book.worksheet_range("Sheet1").unwrap().get_value((3, 2)).cloned();
    assert_eq!(value, Some(Data::String("=HYPERLINK(\"http://evil\",\"点我\")".into())));
    assert!(book.worksheet_formula("Sheet1").unwrap().used_cells().next().is_none());
    let part = |name: &str| String::from_utf8(unpack(&bytes, name)).unwrap();
    assert!(part("xl/styles.xml").contains(r#"quotePrefix="1""#));
}

fn unpack(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut archive =
        kexiang_documents::sniff::Archive::open(Cursor::new(bytes), &Default::default()).unwrap();
    archive.read(name, 1 << 20).unwrap().unwrap()
}

#[test]
fn a_register_prints_on_landscape_pages_with_its_head() {
    let bytes = write_register(&register(), AT).unwrap();
    let sheet = String::from_utf8(unpack(&bytes, "xl/worksheets/sheet1.xml")).unwrap();
    for part in [
        r#"<pageSetUpPr fitToPage="1"/>"#,
        r#"paperSize="9""#,
        r#"orientation="landscape""#,
        r#"fitToHeight="0""#,
        r#"state="frozen""#,
        r#"topLeftCell="A4""#,
        "第 &amp;P 页 共 &amp;N 页",
    ] {
        assert!(sheet.contains(part), "{part} in {sheet}");
    }
    let book = String::from_utf8(unpack(&bytes, "xl/workbook.xml")).unwrap();
    assert!(book.contains("Print_Titles") && book.contains("$3:$3"), "{book}");
    assert!(bytes == write_register(&register(), AT).unwrap());
}

#[test]
fn a_register_that_contradicts_itself_is_refused() {
    let mut short = register();
    short.rows[1].pop();
    assert_eq!(write_register(&short, AT).unwrap_err().to_string(), "rows[1]: 5 values for 6 columns");
    let mut wrong = register();
    wrong.rows[0][0] = RegisterValue::Fen(1);
    assert_eq!(
        write_register(&wrong, AT).unwrap_err().to_string(),
        "rows[0].编号: Fen(1) in a column of Text"
    );
    let mut long = register();
    long.rows[0][0] = RegisterValue::Text("柳".repeat(32_768));
    assert!(matches!(write_register(&long, AT), Err(Error::TooLarge { found: 32_768, .. })));
    let mut vast = register();
    vast.rows[0][2] = RegisterValue::Fen(i64::MAX);
    assert!(matches!(write_register(&vast, AT), Err(Error::TooLarge { .. })));
}

#[test]
fn an_empty_register_has_a_head_and_a_total() {
    let empty =
        Register { rows: vec![], columns: vec![column("名称", 20, ColumnKind::Text)], ..register() };
    let sheet = &read_sheets(&write_register(&empty, AT).unwrap()).unwrap()[0];
    assert_eq!(sheet.cells[&(3, 0)], SheetCell::Text("合计".into()));
}

fn expected() -> Vec<Expected> {
    let column = |name: &str, aliases: &[&str], required: bool, reading: Reading| Expected {
        name: name.into(),
        aliases: aliases.iter().map(|alias| (*alias).into()).collect(),
        required,
        reading,
    };
    vec![
        column("单位名称", &["学会名称", "承担单位"], true, Reading::Text),
        column("负责人姓名", &["负责人"], true, Reading::Text),
        column("手机", &["负责人电话", "联系电话"], false, Reading::Text),
        column("统一社会信用代码", &[], false, Reading::Text),
        column("成立日期", &[], false, Reading::Date),
        column("申请金额", &[], false, Reading::Number),
        column("备注", &[], false, Reading::Text),
    ]
}

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "填表说明：请勿改动表头").unwrap();
    fill(book.add_worksheet().set_name("名单").unwrap());
    book.save_to_buffer().unwrap()
}

/// A list as it comes back: title merged, header of two rows, blank rows, merged cells, all kinds of dates.
fn list() -> Vec<u8> {
    book(|page| {
        let plain = Format::new();
        page.merge_range(0, 0, 0, 6, "柳州市科协所属学会名单", &plain).unwrap();
        page.merge_range(2, 0, 3, 0, "学会名称 *", &plain).unwrap();
        page.merge_range(2, 1, 2, 2, "负责人", &plain).unwrap();
        page.write(3, 1, "姓 名").unwrap().write(3, 2, "电话").unwrap();
        page.merge_range(2, 3, 3, 3, "统一社会信用代码", &plain).unwrap();
        page.merge_range(2, 4, 3, 4, "成立\n日期", &plain).unwrap();
        page.merge_range(2, 5, 3, 5, "申请金额（万元）", &plain).unwrap();
        page.merge_range(2, 6, 3, 6, "自定义栏", &plain).unwrap();
        page.merge_range(4, 0, 5, 0, "柳州市机械工程学会", &plain).unwrap();
        page.write(4, 1, "　艾力·买买提").unwrap().write(4, 2, 18_276_735_671_f64).unwrap();
        page.write(4, 3, "51450200MJA000016N")
            .unwrap()
            .write(4, 4, "2026.3.1")
            .unwrap()
            .write(4, 5, 0.1 + 0.2)
            .unwrap();
        page.write(5, 1, "李镕").unwrap().write(5, 2, "１８２７６７３５６７１").unwrap();
        page.write(5, 3, 514_502_000_000_000_123_f64)
            .unwrap()
            .write(5, 4, 45000)
            .unwrap()
            .write(5, 5, "１，２３４．５")
            .unwrap();
        let day = ExcelDateTime::from_ymd(2026, 3, 6).unwrap();
        let moment = ExcelDateTime::from_ymd(2026, 3, 31).unwrap().and_hms(16, 59, 58).unwrap();
        page.write_with_format(8, 7, &moment, &Format::new().set_num_format("yyyy/m/d h:mm:ss")).unwrap();
        page.write(8, 0, "柳州市汽车工程学会").unwrap().write(8, 1, "黄龘").unwrap();
        page.write_with_format(8, 4, &day, &Format::new().set_num_format("yyyy/m/d")).unwrap();
        page.write(9, 0, "柳州市农学会")
            .unwrap()
            .write(9, 1, "梁䶮")
            .unwrap()
            .write(9, 4, "去年春天")
            .unwrap()
            .write(9, 5, "两万")
            .unwrap();
        page.write(10, 0, "合 计").unwrap().write(10, 5, 2).unwrap();
        page.write(12, 0, "制表人：陈彤").unwrap();
    })
}

#[test]
fn a_list_filled_in_by_people_is_read() {
    let imported = import(&list(), &expected()).unwrap();
    assert_eq!((imported.sheet.as_str(), imported.header_row), ("名单", 4));
    assert_eq!(imported.absent, ["备注"]);
    assert_eq!(imported.ignored, ["自定义栏"]);
    let cell = |row: usize, name: &str| {
        imported.rows[row].cells.get(name).map(|cell| (cell.text.as_str(), cell.place.as_str()))
    };
    assert_eq!(imported.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [5, 6, 9, 10]);
    assert_eq!(cell(0, "单位名称"), Some(("柳州市机械工程学会", "A5")));
    assert_eq!(cell(1, "单位名称"), Some(("柳州市机械工程学会", "A6")));
    assert_eq!(
        (cell(0, "负责人姓名"), cell(0, "手机")),
        (Some(("艾力·买买提", "B5")), Some(("18276735671", "C5")))
    );
    assert_eq!(cell(1, "手机"), Some(("18276735671", "C6")));
    assert_eq!(cell(0, "成立日期"), Some(("2026-03-01", "E5")));
    assert_eq!(cell(1, "成立日期"), Some(("2023-03-15", "E6")));
    assert_eq!(cell(2, "成立日期"), Some(("2026-03-06", "E9")));
    assert_eq!((cell(0, "申请金额"), cell(1, "申请金额")), (Some(("0.3", "F5")), Some(("1234.5", "F6"))));
    assert_eq!((cell(2, "手机"), cell(1, "统一社会信用代码")), (None, None));
    let faults = [
        Fault::LongNumber { row: 6, name: "统一社会信用代码".into(), place: "D6".into() },
        Fault::NotADate {
            row: 10, name: "成立日期".into(), place: "E10".into(), text: "去年春天".into()
        },
        Fault::NotANumber {
            row: 10, name: "申请金额".into(), place: "F10".into(), text: "两万".into()
        },
    ];
    assert_eq!(imported.faults, faults);
}

#[test]
fn an_old_workbook_is_read_too() {
    let cells =
        [(0, 0, "单位名称"), (0, 1, "负责人"), (1, 0, "柳州市农学会"), (1, 1, "梁䶮"), (2, 0, "合计")];
    let imported = import(&crate::files::xls(&cells), &expected()).unwrap();
    assert_eq!((imported.sheet.as_str(), imported.faults.len(), imported.rows.len()), ("名单", 0, 1));
    assert_eq!(
        imported.rows[0].cells["负责人姓名"],
        ImportedCell { text: "梁䶮".into(), place: "B2".into() }
    );
}

#[test]
fn a_sheet_without_its_header_says_what_is_missing() {
    let bytes = book(|page| {
        page.write(0, 0, "学会名称").unwrap().write(1, 0, "柳州市农学会").unwrap();
    });
    let imported = import(&bytes, &expected()).unwrap();
    assert_eq!(imported.faults, [Fault::NoHeader { missing: vec!["负责人姓名".into()] }]);
    assert_eq!(imported.rows, []);
    let imported = import(&book(|_| ()), &expected()).unwrap();
    assert_eq!(imported.faults, [Fault::NoHeader { missing: vec!["单位名称".into(), "负责人姓名".into()] }]);
}

#[test]
fn two_columns_of_one_name_are_a_fault() {
    let bytes = book(|page| {
        page.write_row(0, 0, ["单位名称", "负责人", "联系电话", "手机"]).unwrap();
    });
    let doubled = Fault::DoubleColumn { name: "手机".into(), places: ["C1".into(), "D1".into()] };
    assert_eq!(import(&bytes, &expected()).unwrap().faults, [doubled]);
}

#[test]
fn the_annotated_sheet_keeps_every_value_and_adds_the_errors() {
    let original = read_sheets(&list()).unwrap().remove(1);
    let note = |row: u32, column: Option<u32>, message: &str| Note { row, column, message: message.into() };
    let notes = [
        note(6, Some(3), "D6：数字超过15位，请改为文本后重新填写"),
        note(10, None, "成立日期不是日期"),
        note(10, Some(5), "申请金额不是数字"),
    ];
    let bytes = annotate(&original, 4, "错误", &notes, AT).unwrap();
    let mut again = read_sheets(&bytes).unwrap().remove(0);
    for (row, text) in [
        (3, "错误"),
        (5, "D6：数字超过15位，请改为文本后重新填写"),
        (9, "成立日期不是日期\n申请金额不是数字"),
    ] {
        assert_eq!(again.cells.remove(&(row, 8)), Some(SheetCell::Text(text.into())));
    }
    assert_eq!(again, original);
    let styles = String::from_utf8(unpack(&bytes, "xl/styles.xml")).unwrap();
    assert!(styles.contains("FFFDECEA") && styles.contains("FFF5B7B1"), "{styles}");
}

#[test]
fn hostile_workbooks_are_refused() {
    let build = |sheet: &str| {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let link = |kind: &str, target: &str| {
            format!(
                r#"<Relationships><Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/></Relationships>"#
            )
        };
        let book = format!(
            r#"<workbook xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#
        );
        crate::files::archive(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", link("officeDocument", "xl/workbook.xml").as_bytes()),
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", link("worksheet", "worksheets/sheet1.xml").as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ])
    };
    let corner = r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>"#;
    let sheets = read_sheets(&build(corner)).unwrap();
    assert_eq!(sheets[0].cells.len(), 2);
    assert_eq!(import(&build(corner), &expected()).unwrap().rows, []);
    let many = format!(
        "<worksheet><sheetData><row r=\"1\">{}</row></sheetData></worksheet>",
        r#"<c><v>1</v></c>"#.repeat(500_001)
    );
    assert!(matches!(read_sheets(&build(&many)), Err(Error::TooLarge { limit: 500_000, .. })));
    let spread = crate::files::xls(&[(0, 0, "a"), (65_535, 255, "b")]);
    assert!(matches!(read_sheets(&spread), Err(Error::TooLarge { .. })));
    for bytes in [&b""[..], b"PK\x03\x04", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"a,b,c"] {
        assert!(read_sheets(bytes).is_err());
    }
}
