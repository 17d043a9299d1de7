//! Arranging a form: whatever is done, every row fills its columns and every field stands in one cell (L12).

use kexiang_core::programme::{Arrangement, Form, Gravity, Programme, Section, check, write};
use kexiang_core::time;
use proptest::prelude::*;

use crate::programme::{FILES, read};

fn grid_errors(programme: &Programme) -> Vec<String> {
    let text = write(programme);
    let now = time::start_of_day(jiff::civil::date(2023, 8, 20));
    let found = check(&text, programme, now)
        .into_iter()
        .filter(|f| f.gravity == Gravity::Error && f.code == "grid-broken");
    found.map(|f| f.reason).collect()
}

fn fields(section: &Section) -> Vec<String> {
    section.rows.iter().flatten().filter_map(|cell| cell.field.clone()).collect()
}

fn form(programme: &Programme) -> &Form {
    &programme.forms[0]
}

#[test]
fn l12_blocks_of_the_first_table_are_rows_and_labelled_groups() {
    let programme = read("liuzhou-2026");
    let section = &form(&programme).sections[0];
    let blocks = section.blocks();
    assert_eq!(blocks.first(), Some(&(0..1)));
    assert_eq!(blocks.iter().map(std::ops::Range::len).sum::<usize>(), section.rows.len());
    assert!(blocks.iter().any(|b| b.len() > 1), "a label spans rows somewhere");
}

#[test]
fn a_field_is_added_joined_split_labelled_and_removed() {
    let mut programme = read("liuzhou-2026");
    let before = programme.forms[0].sections[0].clone();
    let section = &mut programme.forms[0].sections[0];
    for id in ["one", "two"] {
        assert!(section.arrange(&Arrangement::Append { label: id.to_uppercase(), field: id.into() }));
    }
    let last = section.blocks().len() - 1;
    assert!(section.arrange(&Arrangement::Join(last)));
    assert_eq!(fields(section)[fields(section).len() - 2..], ["one", "two"]);
    assert_eq!(section.rows.len(), before.rows.len() + 1);
    assert!(section.arrange(&Arrangement::Split(last - 1)));
    assert!(section.arrange(&Arrangement::Label("one".into(), "第一".into())));
    assert_eq!(section.rows[before.rows.len()][0].text.as_deref(), Some("第一"));
    assert!(section.arrange(&Arrangement::Remove("one".into())));
    assert!(section.arrange(&Arrangement::Remove("two".into())));
    assert_eq!(section, &before);
    assert!(!section.arrange(&Arrangement::Remove("nowhere".into())));
    assert!(!section.arrange(&Arrangement::Move(0, true)), "the first block cannot go up");
}

fn step() -> impl Strategy<Value = (u8, usize)> {
    (0..6_u8, 0..40_usize)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_arrangement_leaves_a_sound_table(file in 0..4_usize, steps in proptest::collection::vec(step(), 1..10)) {
        let mut programme = read(FILES[file].0);
        let form = &mut programme.forms[0];
        for (kind, place) in steps {
            let count = form.sections.len();
            let section = &mut form.sections[place % count];
            let there = fields(section);
            let id = there.get(place % there.len().max(1)).cloned().unwrap_or_default();
            let how = match kind {
                0 => Arrangement::Move(place, true),
                1 => Arrangement::Move(place, false),
                2 => Arrangement::Join(place),
                3 => Arrangement::Split(place),
                4 => Arrangement::Label(id, "新的".into()),
                _ => Arrangement::Remove(id),
            };
            let before = section.clone();
            if !section.arrange(&how) {
                prop_assert_eq!(&*section, &before);
            } else if let Arrangement::Remove(id) = how {
                form.fields.retain(|f| f.id != id);
            }
        }
        // A table from which everything was taken is no table any more.
        form.sections.retain(|s| !s.rows.is_empty());
        prop_assert_eq!(grid_errors(&programme), Vec::<String>::new());
    }
}
