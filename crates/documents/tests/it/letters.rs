//! Letters: rendered, read back, looked at (the files lie in the target folder's `tmp`).

use std::path::PathBuf;

use jiff::civil::date;
use kexiang_documents::letter::{Cell, Content, Row, Section};
use kexiang_documents::pdf::{Pdf, Settings, Sheet, Standard, render};
use kexiang_documents::{Error, pdf_read};

use crate::samples::*;

pub const ARCHIVE: Settings = Settings { standard: Standard::Archive, today: date(2026, 3, 6) };

/// Renders, and leaves the file where a person can look at it.
fn print(name: &str, sheet: &impl Sheet) -> Pdf {
    let pdf = render(sheet, ARCHIVE).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("letters");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.pdf")), &pdf.bytes).unwrap();
    pdf
}

#[test]
fn application_forms_render_in_every_filling() {
    for filling in FILLINGS {
        let one = print(&format!("form_one_{filling:?}"), &form_one(filling, filling == Filling::Empty));
        assert_eq!(one.missing, Vec::<char>::new(), "{filling:?}");
        let two = print(&format!("form_two_{filling:?}"), &form_two(filling, false));
        assert_eq!(two.missing, Vec::<char>::new(), "{filling:?}");
    }
}

#[test]
fn letters_render_in_every_filling() {
    for filling in FILLINGS {
        let letters = [
            print(&format!("receipt_{filling:?}"), &receipt(filling)),
            print(&format!("returned_{filling:?}"), &return_notice(filling)),
            print(&format!("check_record_{filling:?}"), &check_record(filling)),
        ];
        assert!(letters.iter().all(|letter| letter.missing.is_empty() && letter.pages > 0), "{filling:?}");
    }
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    let (first, second) = (
        render(&form_two(Filling::Short, false), ARCHIVE),
        render(&form_two(Filling::Short, false), ARCHIVE),
    );
    assert!(first.unwrap().bytes == second.unwrap().bytes);
    let next_day = Settings { today: date(2026, 3, 7), ..ARCHIVE };
    let third = render(&form_two(Filling::Short, false), next_day).unwrap();
    assert!(third.bytes != render(&form_two(Filling::Short, false), ARCHIVE).unwrap().bytes);
}

#[test]
fn letters_rendered_at_the_same_time_do_not_disturb_each_other() {
    let one = |number: usize| {
        let mut sheet = receipt(Filling::Short);
        sheet.number = format!("2026-1-{number:03}");
        render(&sheet, ARCHIVE).unwrap().bytes
    };
    let alone: Vec<_> = (0..6).map(one).collect();
    let together = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6).map(|number| scope.spawn(move || one(number))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(alone == together);
    assert!(alone[0] != alone[1]);
}

#[test]
fn a_character_without_glyph_is_reported_and_printed_as_geta_mark() {
    let mut sheet = receipt(Filling::Short);
    sheet.project = "学会😀改革\u{E000}与\u{7}发展😀".into();
    let pdf = render(&sheet, ARCHIVE).unwrap();
    assert_eq!(pdf.missing, ['\u{E000}', '😀']);
}

#[test]
fn a_form_that_contradicts_itself_is_refused_with_the_place() {
    let refusal = |rows: Vec<Row>| {
        let mut sheet = form_one(Filling::Short, false);
        sheet.sections = vec![Section { heading: None, note: None, columns: vec![1, 1], rows }];
        render(&sheet, ARCHIVE).unwrap_err().to_string()
    };
    let label = || Cell::label("甲");
    assert_eq!(refusal(vec![Row::new([label()])]), "sections[0].rows[0]: the cells do not fill the row");
    assert_eq!(
        refusal(vec![Row::new([label(), label()]), Row::new([label(), label().over(2)])]),
        "sections[0].rows[1]: cell 1 does not fit into the columns left free"
    );
    assert_eq!(
        refusal(vec![Row::new([label().down(2), label()])]),
        "sections[0]: a cell reaches below the last row: lower its rowspan"
    );
    let mut listing = budget(Filling::Short);
    listing.rows[2].pop();
    assert_eq!(
        refusal(vec![Row::new([label(), Cell::new(Content::Listing(listing))])]),
        "sections[0].rows[0].listing.rows[2]: a row needs 5 cells like the head"
    );
}

#[test]
fn more_data_than_a_letter_holds_is_refused() {
    let mut sheet = receipt(Filling::Short);
    sheet.closing = vec!["柳".repeat(1_400_000)];
    assert!(matches!(render(&sheet, ARCHIVE), Err(Error::TooLarge { limit: 4_194_304, .. })));
}

/// The text of a page without white space: lines break where the paper ends.
fn plain(page: &str) -> String {
    page.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}

fn pages(pdf: &Pdf) -> Vec<String> {
    pdf_read::text(&pdf.bytes).unwrap().iter().map(|page| plain(page)).collect()
}

#[test]
fn what_was_given_is_what_is_printed() {
    let given = pages(&render(&form_one(Filling::Short, false), ARCHIVE).unwrap()).concat();
    let parts = [
        "附表1",
        "学会改革与发展项目申报表",
        "(项目编号：2026-1号)",
        "填表时间：2026年3月6日",
        "柳州市机械工程学会",
        "☑专职",
        "☐兼职",
        "韦学堃",
        "18276735671",
        "公众号“柳州机械”",
        "解决技术难题31项。",
        "单位：万元",
        "专家咨询费0.600.200.80",
        "合计2.000.702.70",
        "人民币贰万元整",
        "学会负责人签名：",
        "单位盖章",
    ];
    let lost: Vec<&str> = parts.into_iter().filter(|part| !given.contains(part)).collect();
    assert_eq!(lost, Vec::<&str>::new(), "{given}");
    assert!(!given.contains("草稿"));
}

#[test]
fn rare_characters_are_real_text() {
    let text = pages(&render(&form_one(Filling::Rare, false), ARCHIVE).unwrap()).concat();
    assert!(text.contains("䶮㛃𠮷·艾力·买买提龘镕喆堃珺"), "{text}");
    assert!(text.contains("䶮㛃㙍㬎𬀩𬭎𫖯𬍛𠮷"), "{text}");
}

#[test]
fn every_page_says_which_it_is() {
    let pdf = render(&form_one(Filling::Long, false), ARCHIVE).unwrap();
    let pages = pages(&pdf);
    assert_eq!(pages.len(), pdf.pages);
    assert!(pdf.pages > 10);
    for (number, page) in (1..).zip(&pages) {
        let foot = format!("申报编号：2026-1-007版本码：9f3a2b10c4第{number}页共{}页", pdf.pages);
        assert!(page.contains(&foot), "{page}");
    }
}

#[test]
fn the_label_of_a_long_value_stands_on_every_page_it_reaches() {
    let pages = pages(&render(&form_one(Filling::Long, false), ARCHIVE).unwrap());
    // The sentence of each numbered paragraph of the plan ends so; the label must stand beside each of them.
    let plan = pages.iter().filter(|page| page.contains("围绕工程机械电动化"));
    let without: Vec<_> = plan.clone().filter(|page| !page.contains("项目实施方案")).collect();
    assert!(plan.clone().count() > 3);
    assert_eq!(without, Vec::<&String>::new());
    assert_eq!(plan.skip(1).filter(|page| !page.contains("（续）")).count(), 0);
}

#[test]
fn a_draft_is_marked_on_every_page_and_a_final_version_on_none() {
    let marked = |draft: bool| {
        pages(&render(&form_two(Filling::Short, draft), ARCHIVE).unwrap())
            .iter()
            .map(|page| page.contains("草稿"))
            .collect::<Vec<_>>()
    };
    assert_eq!((marked(true), marked(false)), (vec![true; 4], vec![false; 4]));
}

#[test]
fn each_joint_organisation_has_its_block_on_one_page() {
    let pages = pages(&render(&form_two(Filling::Long, false), ARCHIVE).unwrap());
    for party in ["牵头单位：柳州市汽车工程学会", "联合单位：广西汽车集团有限公司科协"]
    {
        let page = pages.iter().find(|page| page.contains(party)).unwrap();
        let block = page.split(party).nth(1).unwrap();
        assert!(block.contains("单位负责人签名：") && block.contains("单位盖章"), "{page}");
    }
}

#[test]
fn a_receipt_gives_the_time_to_the_millisecond() {
    let text = pages(&render(&receipt(Filling::Short), ARCHIVE).unwrap()).concat();
    assert!(text.contains("2026年3月31日16:59:59.900"), "{text}");
    assert!(text.contains("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"), "{text}");
}

#[test]
fn a_return_notice_lists_all_defects_with_their_clauses() {
    let text = pages(&render(&return_notice(Filling::Short), ARCHIVE).unwrap()).concat();
    for part in [
        "柳州市机械工程学会：",
        "一次性告知",
        "1项目实施方案",
        "2经费预算",
        "3学会意见",
        "四、（二）不得用于购买固定资产",
        "逾期视为放弃申报",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_check_record_gives_overrides_with_reason_person_and_time() {
    let text = pages(&render(&check_record(Filling::Short), ARCHIVE).unwrap()).concat();
    for part in [
        "裁量说明",
        "经部务会研究同意增报1项。李香慧2026-04-0110:12:45",
        "形式审查通过",
        "复核人李香慧2026-04-0111:05:40签名",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let empty = pages(&render(&check_record(Filling::Empty), ARCHIVE).unwrap()).concat();
    assert!(!empty.contains("裁量说明"));
}

#[test]
fn archive_files_declare_their_standard_and_plain_ones_do_not() {
    let declares = |standard: Standard| {
        let pdf = render(&receipt(Filling::Short), Settings { standard, ..ARCHIVE }).unwrap();
        let text = String::from_utf8_lossy(&pdf.bytes).into_owned();
        text.contains("<pdfaid:part>2</pdfaid:part>")
            && text.contains("<pdfaid:conformance>B</pdfaid:conformance>")
    };
    assert_eq!((declares(Standard::Archive), declares(Standard::Plain)), (true, false));
}

#[test]
fn a_missing_character_is_printed_as_geta_mark() {
    let mut sheet = receipt(Filling::Short);
    sheet.project = "学会😀改革".into();
    let text = pages(&render(&sheet, ARCHIVE).unwrap()).concat();
    assert!(text.contains("学会〓改革"), "{text}");
}

#[test]
fn a_short_form_takes_two_pages_and_its_budget_is_not_torn() {
    for filling in [Filling::Short, Filling::Empty, Filling::Rare] {
        let pages = pages(&render(&form_one(filling, false), ARCHIVE).unwrap());
        assert_eq!(pages.len(), if filling == Filling::Rare { 3 } else { 2 }, "{filling:?}");
        let page = pages.iter().find(|page| page.contains("单位：万元")).unwrap();
        assert!(page.contains("人民币贰万元整"), "{filling:?} {page}");
    }
}

#[test]
fn groups_of_targets_are_merged_and_the_head_repeats() {
    let short = pages(&print("plan", &plan(0)));
    assert_eq!(short.len(), 1);
    let count = |text: &str, part: &str| text.matches(part).count();
    assert_eq!(
        (count(&short[0], "产出指标"), count(&short[0], "数量指标"), count(&short[0], "三级指标")),
        (1, 1, 1)
    );
    assert!(short[0].contains("51640000MJX000000X") && short[0].contains("社会团体法人登记证书副本复印件"));

    let long = pages(&print("plan_long", &plan(70)));
    assert!(long.len() > 2);
    let with_targets: Vec<_> = long.iter().filter(|page| page.contains("专家服务第")).collect();
    assert!(with_targets.len() > 2 && with_targets.iter().all(|page| page.contains("三级指标")), "{long:?}");
    for n in 1..=70 {
        assert_eq!(count(&long.concat(), &format!("专家服务第{n}次")), 1);
    }
}

/// The words of a page with their boxes in millimetres: left, top, right, bottom.
fn words(bytes: &[u8], page: usize) -> Vec<(String, [f64; 4])> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, bytes).unwrap();
    let page = page.to_string();
    let output = std::process::Command::new("pdftotext")
        .args(["-bbox", "-f", &page, "-l", &page])
        .arg(&file)
        .arg("-")
        .output();
    let html = String::from_utf8(output.expect("poppler-utils is installed").stdout).unwrap();
    let words = html.lines().filter_map(|line| line.trim().strip_prefix("<word "));
    let parsed = words.map(|line| {
        let sides: Vec<f64> = line
            .split('"')
            .skip(1)
            .step_by(2)
            .take(4)
            .map(|side| side.parse::<f64>().unwrap() * 25.4 / 72.0)
            .collect();
        let text = line.split_once('>').unwrap().1.trim_end_matches("</word>").to_owned();
        (text, [sides[0], sides[1], sides[2], sides[3]])
    });
    parsed.collect()
}

#[test]
fn a_seal_of_45_mm_has_room_over_unit_and_date() {
    let pdf = render(&form_two(Filling::Long, false), ARCHIVE).unwrap();
    let words = words(&pdf.bytes, pdf.pages);
    let seals: Vec<_> = words.iter().filter(|(text, _)| text == "单位盖章").collect();
    assert_eq!(seals.len(), 2);
    for (_, [left, _, right, bottom]) in seals {
        let (middle, lowest) = ((left + right) / 2.0, bottom + 9.0);
        let covered = words.iter().filter(|(_, [l, t, r, b])| {
            *r > middle - 22.5 && *l < middle + 22.5 && *b > lowest - 45.0 && *t < lowest
        });
        let covered: Vec<&str> = covered.map(|(text, _)| text.as_str()).collect();
        assert_eq!(covered, ["单位盖章", "年", "月", "日"]);
        assert!(middle + 22.5 < 210.0 - 26.0);
    }
}

#[test]
fn nothing_stands_in_the_margins() {
    for sheet in [form_one(Filling::Long, false), form_two(Filling::Rare, false)] {
        let pdf = render(&sheet, ARCHIVE).unwrap();
        for page in 1..=pdf.pages {
            for (text, [left, top, right, bottom]) in words(&pdf.bytes, page) {
                assert!(
                    left >= 26.0 && right <= 184.5 && top >= 20.0 && bottom <= 292.0,
                    "{text} at {left} {top} {right} {bottom}"
                );
            }
        }
    }
}
