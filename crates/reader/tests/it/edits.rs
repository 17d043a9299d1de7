//! What a person makes of a reading.

use kexiang_reader::edit::{Edit, Unfit, edited, try_step};
use kexiang_reader::{Fact, Kind};

const NOTICE: &str = "关于申报2027年度项目的通知\n一、项目类型\n（一）甲类项目3个，每项2万元。\n（二）乙类项目2个，每项1万元。\n二、申报时间\n请于2027年3月31日前报送申报书一式三份。\n";

fn place(words: &str) -> (usize, usize) {
    let at = NOTICE.find(words).expect("the words");
    (NOTICE[..at].chars().count(), words.chars().count())
}

fn only(facts: &[Fact], kind: Kind) -> Vec<String> {
    facts.iter().filter(|fact| fact.kind == kind).map(|fact| fact.value.to_string()).collect()
}

fn key_of(kind: Kind) -> String {
    let read = edited(NOTICE, &[]);
    let at = read.reading.facts.iter().position(|fact| fact.kind == kind).expect("a fact");
    read.keys[at].clone()
}

#[test]
fn steps_are_repeated_in_their_order_and_the_last_is_undone_by_leaving_it_out() {
    let key = key_of(Kind::Deadline);
    let steps = [
        Edit::Change { key: key.clone(), value: "2027年4月15日17:00".to_owned() },
        Edit::Remove { key: key_of(Kind::Copies) },
    ];
    let both = edited(NOTICE, &steps);
    assert_eq!(only(&both.reading.facts, Kind::Deadline), ["\"2027-04-15T17:00\""]);
    assert!(only(&both.reading.facts, Kind::Copies).is_empty());
    assert!(both.settled.contains(&key));
    let one = edited(NOTICE, &steps[..1]);
    assert_eq!(only(&one.reading.facts, Kind::Copies), ["3"]);
}

#[test]
fn chosen_words_become_a_fact_of_their_place() {
    let (start, length) = place("每项1万元");
    let removed = Edit::Remove { key: edited(NOTICE, &[]).keys[5].clone() };
    let add = Edit::Add { start, length, kind: Kind::Amount, value: "0.8万元".to_owned() };
    assert_eq!(try_step(NOTICE, std::slice::from_ref(&removed), &add), Ok(()));
    let made = edited(NOTICE, &[removed, add]);
    let fact = made.reading.facts.iter().find(|fact| fact.rule == "person").expect("the fact");
    assert_eq!(
        (fact.value.to_string().as_str(), fact.quote.as_str(), fact.start),
        ("8000", "每项1万元", start)
    );
    assert_eq!(fact.scope, "乙类项目");
    assert_eq!(fact.at, "一（二）");
}

#[test]
fn steps_that_fit_nothing_are_refused() {
    let deadline = key_of(Kind::Deadline);
    let cases = [
        (Edit::Accept { key: "deadline-1".to_owned() }, Unfit::NoFact),
        (Edit::Change { key: deadline, value: "尽快".to_owned() }, Unfit::NoValue),
        (Edit::Add { start: 9_999, length: 3, kind: Kind::Amount, value: String::new() }, Unfit::NoWords),
        (
            Edit::Add { start: 0, length: usize::MAX / 2, kind: Kind::Contact, value: String::new() },
            Unfit::NoWords,
        ),
        (Edit::Add { start: 0, length: 5, kind: Kind::Amount, value: String::new() }, Unfit::NoValue),
        (Edit::Dismiss { start: 0 }, Unfit::NoWords),
    ];
    for (edit, unfit) in cases {
        assert_eq!(try_step(NOTICE, &[], &edit), Err(unfit), "{edit:?}");
    }
}

#[test]
fn keys_are_all_different() {
    let read = edited(include_str!("../notices/seeds/guangdong-2024.txt"), &[]);
    let mut keys = read.keys.clone();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), read.reading.facts.len());
}
