//! Copied text: what is found, what is not held against anyone, and an index that survives anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use kexiang_matching::similar::{
    CorpusError, Kind, Limits, Query, Report, SimilarError, Text, compare, prints, scan,
};
use proptest::prelude::*;

const RIVER: &str = "项目组将在柳江沿岸建设三处水生态观测点，由志愿者每周采集水样并上传数据。我们计划举办五十场面向中小学生的\
河流科普课，编写一本图文并茂的乡土教材。通过与高校实验室合作，学生可以亲手检测溶解氧和浊度，理解保护母亲河的意义。年底将召开成果\
展示会，邀请社区居民参加。";
const TEA: &str = "三江茶叶协会拟建立茶树病虫害绿色防控示范基地二百亩，培训茶农一千二百人次。专家服务团每季度下乡一次，\
现场诊断茶园问题，发放技术手册。项目还将拍摄系列短视频，在网络平台传播科学种茶知识，带动茶农增收。";

fn work(id: &str, owner: &str, text: &str) -> Text {
    Text { id: id.into(), owner: owner.into(), text: text.into(), ..Text::default() }
}

fn add(index: &mut Query, texts: &[Text]) {
    index.add(texts.iter().cloned().map(Ok::<_, SimilarError>), false).expect("the texts can be added");
}

fn index(folder: &Path, texts: &[Text]) -> Query {
    let mut index = Query::open(folder, Limits::default()).expect("the folder can be opened");
    add(&mut index, texts);
    index
}

fn ask(texts: &[Text], text: &Text) -> Report {
    let folder = tempfile::tempdir().expect("a folder");
    index(folder.path(), texts).ask(text).expect("the index is sound")
}

fn ids(report: &Report) -> Vec<&str> {
    report.sources.iter().map(|source| source.id.as_str()).collect()
}

#[test]
fn a_passage_is_found_with_its_words_on_both_sides() {
    let asked = work(
        "2",
        "乙",
        &format!("本会有会员三百人，活动经验丰富。{}之后另行总结。", &RIVER[..RIVER.find('。').unwrap()]),
    );
    let report = ask(&[work("1", "甲", RIVER), work("3", "丙", TEA)], &asked);
    assert_eq!(ids(&report), ["1"]);
    let passage = &report.sources[0].passages[0];
    assert!(
        passage.words.starts_with("项目组将在柳江沿岸") && passage.words.ends_with("上传数据"),
        "{passage:?}"
    );
    assert_eq!(passage.words, passage.source_words);
    assert_eq!(passage.there.from, 0);
    // 项目组…上传数据: 34 characters without the comma.
    assert_eq!((report.others, passage.characters, report.own), (34, 34, 0));
}

#[test]
fn spelling_of_numbers_punctuation_and_order_do_not_hide_a_copy() {
    let changed =
        RIVER.replace("三处", "3 处").replace("五十场", "50场").replace('，', "；").replace('。', "\n");
    let mut sentences: Vec<&str> = changed.trim().split('\n').collect();
    sentences.swap(0, 2);
    let report = ask(&[work("1", "甲", RIVER)], &work("2", "乙", &sentences.join("！")));
    assert!(report.share() >= 980, "{}", report.share());
    assert_eq!(report.sources[0].passages.len(), 3);
}

#[test]
fn filler_put_in_does_not_hide_a_copy() {
    let filled: String = RIVER.split('，').collect::<Vec<_>>().join("，与此同时值得一提的是，");
    let report = ask(&[work("1", "甲", RIVER)], &work("2", "乙", &filled));
    assert_eq!(ids(&report), ["1"]);
    assert!(report.share() >= 700 && report.share() < 1000, "{}", report.share());
}

#[test]
fn single_characters_replaced_do_not_hide_a_copy() {
    let source = format!("{RIVER}{TEA}");
    for share in [30, 45] {
        // A linear congruence for chance: the same characters every time.
        let mut state = 7u32;
        let (mut kept, mut copy) = (0, String::new());
        for c in source.chars() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let replaced = (state >> 16) % 100 < share;
            kept += u32::from(!replaced && ('\u{4e00}'..'\u{9fff}').contains(&c));
            copy.push(if replaced { '鑫' } else { c });
        }
        let report = ask(&[work("1", "甲", &source)], &work("2", "乙", &copy));
        assert_eq!(ids(&report), ["1"], "{share}");
        assert!(
            report.others * 4 > kept * 3 && report.others <= kept,
            "{share}: {} of {kept}",
            report.others
        );
    }
}

#[test]
fn texts_of_one_trade_that_say_other_things_share_nothing() {
    let report = ask(&[work("1", "甲", RIVER)], &work("2", "乙", TEA));
    assert_eq!((report.sources.len(), report.others, report.share()), (0, 0, 0));
}

#[test]
fn templates_and_own_descriptions_are_held_against_nobody_else() {
    let template = Text { kind: Kind::Template, ..work("notice", "", RIVER) };
    let standing = Text { kind: Kind::Standing, ..work("about", "甲", TEA) };
    let background = [template, standing, work("1", "丙", &format!("{RIVER}{TEA}"))];
    let both = format!("{TEA}{RIVER}");
    let own = ask(&background, &work("2", "甲", &both));
    assert_eq!((own.others, own.background), (0, own.characters));
    // Another's description is another's text.
    let other = ask(&background, &work("2", "乙", &both));
    assert_eq!(ids(&other), ["1"]);
    assert_eq!(other.share(), 1000);
    assert!(other.background > 100 && other.background < other.characters);
}

#[test]
fn wording_of_very_many_texts_is_nobodys() {
    let phrase = "坚持以人民为中心的发展思想，全面落实科学素质行动规划纲要各项任务";
    let texts: Vec<Text> =
        (0..80).map(|i| work(&i.to_string(), &format!("机构{i}"), &format!("{phrase}{i}号"))).collect();
    let report = ask(&texts, &work("x", "甲", phrase));
    assert_eq!((report.others, report.sources.len()), (0, 0));
    assert!(report.common > 20, "{}", report.common);
    let few = ask(&texts[..60], &work("x", "甲", phrase));
    assert!(few.sources.len() > 10 && few.common == 0);
}

#[test]
fn own_earlier_text_is_told_from_others() {
    let texts = [work("own", "甲", RIVER), work("other", "乙", TEA)];
    let report = ask(&texts, &work("2", "甲", &format!("{TEA}{RIVER}")));
    assert_eq!(ids(&report), ["other", "own"]);
    let [other, own] = &report.sources[..] else { unreachable!("two sources") };
    assert!(!other.own && own.own);
    assert_eq!((report.others, report.own), (other.characters, own.characters));
    // What both have is not one's own alone.
    let both = ask(&[work("own", "甲", RIVER), work("other", "乙", RIVER)], &work("2", "甲", RIVER));
    assert_eq!((both.others, both.own), (both.characters, 0));
}

#[test]
fn an_index_of_the_callers_own_answers_the_same() {
    let phrase = "坚持以人民为中心的发展思想，全面落实科学素质行动规划纲要各项任务";
    let template = Text { kind: Kind::Template, ..work("notice", "", phrase) };
    let works = [work("1", "甲", RIVER), work("own", "乙", TEA), work("2", "乙", RIVER)];
    let asked = work("2", "乙", &format!("{phrase}。{TEA}{RIVER}"));
    let beside = compare(&asked, std::slice::from_ref(&template), &[], &works);
    let all: Vec<Text> = works.iter().cloned().chain([template]).collect();
    assert_eq!(beside, ask(&all, &asked));
    assert_eq!(ids(&beside), ["1", "own"]);
    let shared = prints(RIVER).into_iter().filter(|print| prints(&asked.text).contains(print)).count();
    assert_eq!(shared, prints(RIVER).len());
    let common = compare(&asked, &[], &prints(RIVER), &works);
    assert_eq!(ids(&common), ["own"]);
    assert!(common.common > 0 && common.others == 0);
}

#[test]
fn an_applicant_sees_the_figure_and_own_sources_alone() {
    let texts = [work("own", "甲", RIVER), work("secret", "乙", TEA)];
    let report = ask(&texts, &work("2", "甲", &format!("{TEA}{RIVER}")));
    let seen = report.clone().for_applicant();
    assert_eq!(seen.share(), report.share());
    assert_eq!(ids(&seen), ["own"]);
    let words = serde_json::to_string(&seen).unwrap();
    assert!(!words.contains("secret") && !words.contains('乙') && !words.contains("茶树病虫害"));
}

#[test]
fn a_text_is_no_source_of_itself_and_a_new_version_replaces_the_old() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = index(folder.path(), &[work("1", "甲", RIVER)]);
    assert_eq!(index.ask(&work("1", "甲", RIVER)).unwrap().sources, []);
    add(&mut index, &[work("1", "甲", TEA), work("2", "乙", TEA)]);
    assert_eq!(index.works(), 2);
    assert_eq!(index.ask(&work("3", "丙", RIVER)).unwrap().sources, []);
    assert_eq!(ids(&index.ask(&work("3", "丙", TEA)).unwrap()), ["1", "2"]);
}

#[test]
fn plain_files_are_indexed_again_only_where_they_changed() {
    let (texts, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let write = |name: &str, text: &str| {
        let path = texts.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("甲/2025.txt", RIVER);
    write("乙/2026.txt", TEA);
    write("_template/通知.txt", "请各单位于三月十五日前将申报书报送至办公室，逾期不予受理，联系人见附件。");
    let mut index = Query::open(folder.path(), Limits::default()).unwrap();
    let count = |index: &mut Query| {
        let added = index.add::<CorpusError>(scan(texts.path()), true).unwrap();
        (added.new, added.changed, added.same, added.removed)
    };
    assert_eq!(count(&mut index), (3, 0, 0, 0));
    assert_eq!(count(&mut index), (0, 0, 3, 0));
    write("乙/2026.txt", RIVER);
    fs::remove_file(texts.path().join("甲/2025.txt")).unwrap();
    assert_eq!(count(&mut index), (0, 1, 1, 1));
    assert_eq!(ids(&index.ask(&work("x", "", RIVER)).unwrap()), ["乙/2026"]);
    write("坏.jsonl", "{\"id\":\"1\",\"text\":\"好\"}\n{\"id\":2}\n");
    let error = index.add::<CorpusError>(scan(texts.path()), true).unwrap_err().to_string();
    assert!(error.contains("坏.jsonl 第 2 行"), "{error}");
    assert_eq!(index.works(), 1, "a failing addition changes nothing");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            _ = fs::copy(entry.path(), target).unwrap()
        }
    }
}

#[test]
fn a_crash_leaves_the_state_before_or_after() {
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    index(before.path(), &[work("1", "甲", RIVER)]);
    copy(before.path(), after.path());
    index(after.path(), &[work("2", "乙", TEA)]);
    // All that the change wrote but the manifest, whole or torn: the old manifest counts.
    let new: Vec<_> = fs::read_dir(after.path()).unwrap().flatten().map(|entry| entry.path()).collect();
    for path in new.iter().filter(|path| path.extension().is_some_and(|end| end == "segment")) {
        for part in [0, 1, 2] {
            let torn = tempfile::tempdir().unwrap();
            copy(before.path(), torn.path());
            let bytes = fs::read(path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if torn.path().join(&name).exists() {
                continue;
            }
            fs::write(torn.path().join(&name), &bytes[..bytes.len() * part / 2]).unwrap();
            fs::write(torn.path().join("manifest.tmp"), "{\"version\":1,").unwrap();
            let mut index = Query::open(torn.path(), Limits::default()).unwrap();
            assert_eq!(index.works(), 1);
            add(&mut index, &[work("2", "乙", TEA)]);
            assert_eq!(ids(&index.ask(&work("x", "", TEA)).unwrap()), ["2"]);
            assert!(!torn.path().join("manifest.tmp").exists());
        }
    }
}

#[test]
fn a_damaged_file_is_named_and_the_index_can_be_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    index(folder.path(), &[work("1", "甲", RIVER), work("2", "乙", TEA)]);
    let file = folder.path().join("00000000.segment");
    let sound = fs::read(&file).unwrap();
    let asked = work("x", "", &format!("{RIVER}{TEA}"));
    let right = Query::open(folder.path(), Limits::default()).unwrap().ask(&asked).unwrap();
    let mut noticed = 0;
    for at in (0..sound.len()).step_by(7) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x20;
        fs::write(&file, &bytes).unwrap();
        let answer = Query::open(folder.path(), Limits::default()).and_then(|index| index.ask(&asked));
        match answer {
            // What a query does not read cannot mislead it.
            Ok(report) => assert_eq!(report, right, "byte {at}"),
            Err(error) => {
                noticed += 1;
                assert!(error.to_string().contains("00000000.segment"), "{error}");
            }
        }
    }
    assert!(noticed * 7 > sound.len() / 2, "{noticed} of {}", sound.len() / 7);
    let mut index = Query::open(folder.path(), Limits::default());
    if let Ok(index) = &mut index {
        index.clear().unwrap();
    }
    fs::remove_dir_all(folder.path()).unwrap();
    let index = self::index(folder.path(), &[work("1", "甲", RIVER), work("2", "乙", TEA)]);
    assert_eq!(index.ask(&asked).unwrap(), right);
}

#[test]
fn one_process_writes_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = index(folder.path(), &[work("1", "甲", RIVER)]);
    let mut second = Query::open(folder.path(), Limits::default()).unwrap();
    let inner = std::iter::once_with(|| {
        let refused = second.add(std::iter::empty::<Result<Text, SimilarError>>(), false);
        assert!(matches!(refused, Err(SimilarError::Busy { .. })), "{refused:?}");
        Ok::<_, SimilarError>(work("2", "乙", TEA))
    });
    first.add(inner, false).unwrap();
    // Who opened before sees the state of its opening, and adds to the newest.
    assert_eq!(second.works(), 1);
    add(&mut second, &[work("3", "丙", "别的内容")]);
    assert_eq!(second.works(), 3);
}

/// Texts of few words, so that many are shared.
fn texts() -> impl Strategy<Value = Vec<(u8, String)>> {
    let words = proptest::sample::select(vec![
        "科普活动进社区",
        "青少年创新大赛",
        "茶园绿色防控",
        "水质观测",
        "专家服务团下乡",
    ]);
    let text = proptest::collection::vec(words, 1..12).prop_map(|words| words.concat());
    proptest::collection::vec((0..12u8, text), 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However texts came — at once, one by one, replaced in between — the index answers the same.
    #[test]
    fn the_way_texts_came_does_not_matter(texts in texts(), asked in 0..24usize) {
        let last: BTreeMap<u8, &String> = texts.iter().map(|(id, text)| (*id, text)).collect();
        let order: Vec<u8> = {
            let mut seen = BTreeSet::new();
            let mut order: Vec<u8> = texts.iter().rev().filter(|(id, _)| seen.insert(*id)).map(|(id, _)| *id).collect();
            order.reverse();
            order
        };
        let (one, all) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut by_one = Query::open(one.path(), Limits::default()).unwrap();
        texts.iter().for_each(|(id, text)| add(&mut by_one, &[work(&id.to_string(), "甲", text)]));
        let at_once: Vec<Text> = order.iter().map(|id| work(&id.to_string(), "甲", last[id])).collect();
        let at_once = index(all.path(), &at_once);
        prop_assert_eq!(by_one.works(), last.len());
        prop_assert_eq!(at_once.works(), last.len());
        let asked = work("x", "乙", &texts[asked % texts.len()].1);
        prop_assert_eq!(by_one.ask(&asked).unwrap(), at_once.ask(&asked).unwrap());
    }
}
