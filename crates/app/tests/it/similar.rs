//! Copied text beside an application: the office sees all, an applicant the figure and own sources.

use bytes::Bytes;
use futures::stream;
use kexiang::actions::Failure;
use kexiang::actions::application::file;
use kexiang::actions::similar::{Files, look};
use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::lifecycle::Command;
use kexiang_core::policy::OfficeRole;
use kexiang_core::programme::FieldKind;
use kexiang_documents::docx;
use kexiang_documents::letter::{ApplicationLabels, ApplicationSheet, Cell, Mark, Row, Section};
use kexiang_store::testing::each_engine;
use kexiang_store::{answer, organisation, repeat};

use crate::office::{World, at, unit};

const TYPE: &str = "2026-1";
const PLAN: &str = "由学会秘书处牵头，联合三家龙头企业建立青年工程师互访机制，每月组织一次车间诊断，把发现的工艺难题整理成清单，\
再请高校教授逐项会诊并跟踪整改效果，年底汇编成册供全市同行参考。";

impl World {
    /// Another society of the same association now applies.
    async fn passes_to(&mut self, n: u32, name: &str) {
        let (association, society) = (self.association().to_owned(), Id::at(at(1, 1, 9, 0), n));
        let name = name.to_owned();
        let laid = self
            .app
            .store
            .write(move |tx| organisation::insert(tx, &unit(&association, society, &name), at(1, 1, 9, 0)));
        laid.await.expect("a society");
        self.society = society;
    }

    /// An application that is filled in.
    async fn filled(&self) -> Id {
        let ctx = self.applicant(at(3, 30, 9, 0));
        let (association, code) = (self.association().to_owned(), &self.programme.programme.code);
        let begun =
            kexiang::actions::application::begin(&self.app, &ctx, &association, code, TYPE, self.society);
        let id = begun.await.expect("begun").id;
        self.fill(id, at(3, 30, 9, 0)).await;
        id
    }

    /// A submitted application with a file that says `words`, after the job that follows.
    async fn read_in_with_file(&self, words: &str) -> Id {
        let (id, ctx) = (self.filled().await, self.applicant(at(3, 30, 9, 0)));
        let field =
            self.case(id).await.form().of_kind(FieldKind::Files).expect("a field for files").id.clone();
        let bytes: Result<Bytes, String> = Ok(paper(words).into());
        let (own, source) = (self.association(), stream::iter(vec![bytes]));
        file::attach(&self.app, &ctx, own, id, &field, "实施方案.docx", source).await.expect("attached");
        let given = kexiang::actions::application::give(&self.app, &ctx, own, id, Command::SignOff);
        given.await.expect("submitted");
        self.compare(id).await.expect("compared");
        id
    }

    /// A submitted application whose plan is `plan`.
    async fn submitted_with(&self, plan: &str) -> Id {
        let ctx = self.applicant(at(3, 30, 9, 0));
        let (association, id) = (self.association().to_owned(), self.filled().await);
        let (own, plan) = (association.clone(), plan.to_owned());
        let written = self.app.store.write(move |tx| {
            let before = answer::one(tx, &own, id, "plan")?.expect("the plan is filled in");
            let value = serde_json::Value::String(plan.clone());
            let saved = answer::Saved { value, version: before.version + 1, ..before.clone() };
            answer::put(tx, &own, id, Some(&before), &saved)
        });
        written.await.expect("written");
        let given = kexiang::actions::application::give(&self.app, &ctx, &association, id, Command::SignOff);
        given.await.expect("submitted");
        id
    }

    /// The same, after the job that follows a submission.
    async fn read_in_with(&self, plan: &str) -> Id {
        let id = self.submitted_with(plan).await;
        self.compare(id).await.expect("compared");
        id
    }

    async fn compare(&self, id: Id) -> Result<(), Failure> {
        let ctx = self.applicant(at(3, 30, 9, 0));
        kexiang::actions::application::repeat::compare(&self.app, &ctx, self.association(), id).await
    }
}

/// A DOCX file that says `words`.
fn paper(words: &str) -> Vec<u8> {
    let rows = vec![Row::new([Cell::label("实施方案"), Cell::long(words, None)])];
    let sheet = ApplicationSheet {
        title: "附件".into(),
        caption: None,
        subtitle: None,
        filled_on: None,
        cover: None,
        sections: vec![Section { heading: None, note: None, columns: vec![20, 80], rows }],
        footnote: None,
        mark: Mark { lines: Vec::new(), page: "{n}/{m}".into(), qr: None, watermark: None },
        labels: ApplicationLabels { continued: "（续）".into() },
    };
    docx::write(&sheet).expect("written")
}

fn is_unknown<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> bool {
    matches!(&outcome, Err(Failure::Refused(refusal)) if refusal.code == "not-found")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_plan_is_found_and_named_to_those_who_may_know() {
    each_engine(async |store| {
        let mut world = World::liuzhou(store).await;
        let association = world.association().to_owned();
        let first = world.read_in_with(PLAN).await;
        let author = world.applicant(at(4, 1, 9, 0));
        world.passes_to(77, "柳州市汽车工程学会").await;
        let second = world.read_in_with(&PLAN.replace('，', "； ").replace("三家", "3 家")).await;

        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let seen = look(&world.app, &officer, &association, second).await.expect("the office may look");
        let source = &seen.report.sources[0];
        assert_eq!((source.id.as_str(), source.own), (first.to_string().as_str(), false));
        let copied =
            source.passages.iter().map(|passage| passage.words.replace([' ', '；'], "")).collect::<String>();
        assert!(copied.contains("建立青年工程师互访机制每月组织一次车间诊断"), "{copied}");
        assert!(seen.is_whole && seen.report.share() > 0);
        assert!(seen.report.background > 0 || seen.report.common == 0);

        let applicant = world.applicant(at(4, 1, 9, 0));
        let own = look(&world.app, &applicant, &association, second).await.expect("one's own");
        assert!(!own.is_whole && own.report.sources.is_empty());
        assert_eq!(own.report.share(), seen.report.share());
        assert!(is_unknown(look(&world.app, &author, &association, second).await));

        // Looking writes nothing; the job has noted what the check sheet of the office points out.
        let own = association.clone();
        let hints = world.app.store.read(move |tx| repeat::hints(tx, &own, second)).await.expect("hints");
        assert_eq!(
            hints.iter().map(|hint| (hint.other, hint.kind.as_str())).collect::<Vec<_>>(),
            [(first, "near_text")]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_in_attached_files_are_compared_even_where_single_characters_were_replaced() {
    each_engine(async |store| {
        let mut world = World::liuzhou(store).await;
        let association = world.association().to_owned();
        let first = world.read_in_with_file(PLAN).await;
        world.passes_to(77, "柳州市汽车工程学会").await;
        let disguised =
            PLAN.chars().enumerate().map(|(at, c)| if at % 6 == 5 { '鑫' } else { c }).collect::<String>();
        let second = world.read_in_with_file(&disguised).await;

        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let seen = look(&world.app, &officer, &association, second).await.expect("the office may look");
        let source = seen.report.sources.iter().find(|source| source.id == first.to_string());
        let passages = &source.expect("the other application is found").passages;
        let passage = passages.iter().find(|passage| passage.source_words.contains("高校教授逐项会诊"));
        let passage = passage.expect("the words of the file are found");
        assert!(passage.characters >= 50, "{passage:?}");
        // The other file has no text, and the page says so.
        assert_eq!(seen.files, Files { compared: 1, silent: 1 });
        let own = look(&world.app, &world.applicant(at(4, 1, 9, 0)), &association, second)
            .await
            .expect("one's own");
        assert!(own.report.sources.is_empty() && own.report.share() == seen.report.share());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_submitted_or_was_withdrawn_is_no_source() {
    each_engine(async |store| {
        let mut world = World::liuzhou(store).await;
        let association = world.association().to_owned();
        let first = world.read_in_with(PLAN).await;
        let author = world.applicant(at(3, 30, 10, 0));
        let withdrawn =
            kexiang::actions::application::give(&world.app, &author, &association, first, Command::Withdraw);
        assert_eq!(withdrawn.await.expect("withdrawn").case.state(), State::Withdrawn);
        world.passes_to(77, "柳州市汽车工程学会").await;
        let second = world.read_in_with(PLAN).await;
        let officer = world.officer(OfficeRole::Officer, at(4, 1, 9, 0));
        let seen = look(&world.app, &officer, &association, second).await.expect("the office may look");
        assert_eq!((seen.report.sources.len(), seen.report.share()), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn comparisons_at_the_same_moment_find_each_other() {
    each_engine(async |store| {
        let mut world = World::liuzhou(store).await;
        let mut ids = vec![world.submitted_with(PLAN).await];
        for n in 71..76 {
            world.passes_to(n, &format!("柳州市第{n}学会")).await;
            ids.push(world.submitted_with(PLAN).await);
        }
        let done = futures::future::join_all(ids.iter().map(|id| world.compare(*id))).await;
        done.into_iter().collect::<Result<Vec<()>, _>>().expect("none stands in another's way");
        for id in &ids {
            let (own, id) = (world.association().to_owned(), *id);
            let hints = world.app.store.read(move |tx| repeat::hints(tx, &own, id)).await.expect("hints");
            let mut found: Vec<Id> = hints.iter().map(|hint| hint.other).collect();
            found.sort();
            let mut others: Vec<Id> = ids.iter().copied().filter(|other| *other != id).collect();
            others.sort();
            assert_eq!(found, others);
        }
    })
    .await;
}
