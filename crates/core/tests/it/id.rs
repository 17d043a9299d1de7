//! Identities.

use jiff::Timestamp;
use kexiang_core::id::*;
use proptest::prelude::*;

#[test]
fn the_bits_stand_where_they_belong() {
    assert_eq!(Id::compose(0, 0).as_i64(), 0);
    assert_eq!(Id::compose(1, 0).as_i64(), 1 << 22);
    assert_eq!(Id::compose(0, u32::MAX).as_i64(), (1 << 22) - 1);
    assert_eq!(Id::compose(u64::MAX, u32::MAX).as_i64(), i64::MAX);
}

#[test]
fn an_id_is_13_lower_case_characters() {
    assert_eq!(Id::compose(0, 0).to_string(), "0000000000000");
    assert_eq!(Id::compose(0, 33).to_string(), "0000000000011");
    assert_eq!(Id::compose(u64::MAX, u32::MAX).to_string(), "7zzzzzzzzzzzz");
    assert_eq!(serde_json::to_string(&Id::compose(0, 31)).unwrap(), "\"000000000000z\"");
}

#[test]
fn an_id_remembers_its_millisecond() {
    let now: Timestamp = "2026-03-31T09:00:00.123456Z".parse().unwrap();
    let id = Id::at(now, 5);
    assert_eq!(id.created_at(), "2026-03-31T09:00:00.123Z".parse().unwrap());
    assert_eq!(Id::at("2020-01-01T00:00:00.001Z".parse().unwrap(), 7), Id::compose(1, 7));
    assert_eq!(Id::at(Timestamp::MIN, 7), Id::compose(0, 7));
}

#[test]
fn programmes_of_2023_have_their_own_milliseconds() {
    let at = |text: &str| Id::at(text.parse().unwrap(), 0);
    assert_eq!(at("2023-09-25T15:59:59.999Z").created_at(), "2023-09-25T15:59:59.999Z".parse().unwrap());
    assert!(at("2023-09-25T15:59:59.998Z") < at("2023-09-25T15:59:59.999Z"));
}

#[test]
fn what_people_read_out_is_understood() {
    let id: Id = "0000000000010".parse().unwrap();
    assert_eq!(id, "OooO0000000i0".parse().unwrap());
    assert_eq!(id, " 00000000000L0 ".parse().unwrap());
}

#[test]
fn what_is_no_id_is_refused() {
    assert_eq!("".parse::<Id>(), Err(IdError::Length(0)));
    assert_eq!("00000000000000".parse::<Id>(), Err(IdError::Length(14)));
    assert_eq!("000000000000u".parse::<Id>(), Err(IdError::Character('u')));
    assert_eq!("00000000000零0".parse::<Id>(), Err(IdError::Character('零')));
    assert_eq!("8000000000000".parse::<Id>(), Err(IdError::Range));
    assert_eq!("zzzzzzzzzzzzz".parse::<Id>(), Err(IdError::Range));
    assert_eq!(Id::try_from(-1), Err(IdError::Range));
}

proptest! {
    #[test]
    fn ids_are_read_back_and_keep_the_order_of_time(
        a in 0..1_u64 << 41, b in 0..1_u64 << 41, random in any::<(u32, u32)>(),
    ) {
        let (first, second) = (Id::compose(a, random.0), Id::compose(b, random.1));
        prop_assert_eq!(first.to_string().parse(), Ok(first));
        prop_assert_eq!(Id::try_from(first.as_i64()), Ok(first));
        prop_assert_eq!(first.to_string().cmp(&second.to_string()), first.cmp(&second));
        if a != b {
            prop_assert_eq!(a.cmp(&b), first.cmp(&second));
        }
    }
}
