//! Canonical bytes, hashes and codes.

use kexiang_core::canonical::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn text(value: &Value) -> String {
    String::from_utf8(canonical_bytes(value).unwrap()).unwrap()
}

#[test]
fn keys_are_sorted_and_white_space_is_gone() {
    let value = json!({"b": [1, -2, null, true], "a": {"d": "x y", "c": false}, "一": 18_446_744_073_709_551_615_u64});
    assert_eq!(text(&value), r#"{"a":{"c":false,"d":"x y"},"b":[1,-2,null,true],"一":18446744073709551615}"#);
    assert_eq!(text(&json!({})), "{}");
    assert_eq!(text(&json!([])), "[]");
}

#[test]
fn strings_are_escaped_only_where_json_demands_it() {
    assert_eq!(text(&json!("引\"\\/\n\u{1}é")), "\"引\\\"\\\\/\\n\\u0001é\"");
}

#[test]
fn strings_and_keys_are_in_nfc() {
    assert_eq!(text(&json!({"e\u{301}": "e\u{301}"})), "{\"é\":\"é\"}");
    let doubled = json!({"list": [{"e\u{301}": 1, "é": 2}]});
    let error = canonical_bytes(&doubled).unwrap_err();
    assert!(matches!(error, CanonicalError::DuplicateKey { path, key } if path == "/list/0" && key == "é"));
}

#[test]
fn the_order_of_the_fields_makes_no_difference_and_their_content_does() {
    let (one, other) = (json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}));
    assert_eq!(ContentHash::of_value(&one).unwrap(), ContentHash::of_value(&other).unwrap());
    assert_ne!(
        ContentHash::of_value(&one).unwrap(),
        ContentHash::of_value(&json!({"a": 1, "b": 3})).unwrap()
    );
}

#[test]
fn a_float_is_refused_with_its_place() {
    let error = canonical_bytes(&json!({"budget": [{"a/b~": 1.5}]})).unwrap_err();
    assert_eq!(
        error.to_string(),
        "/budget/0/a~1b~0 is 1.5, not an integer: hold it as an integer of a smaller unit"
    );
    assert!(canonical_bytes(&1.0).unwrap_err().to_string().starts_with("the value is 1.0"));
}

#[test]
fn a_content_hash_is_sha_256() {
    let hash = ContentHash::of(b"abc");
    let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hash.to_string(), digits);
    assert_eq!(digits.parse(), Ok(hash));
    assert_eq!(ContentHash::from_bytes(*hash.as_bytes()), hash);
    assert_eq!(serde_json::to_value(hash).unwrap(), json!(digits));
    for wrong in [&digits[1..], &digits.to_uppercase(), &digits.replace('b', "g"), ""] {
        assert_eq!(wrong.parse::<ContentHash>(), Err(HashError::NotAHash(wrong.to_owned())));
    }
}

#[test]
fn an_audit_link_can_be_recomputed_by_hand() {
    // printf '%064d\n{"a":1}' 0 | sha256sum
    let first = audit_link(ContentHash::NONE, br#"{"a":1}"#);
    assert_eq!(first.to_string(), "f21735afd2cd6af4fc5804b0045cebfd545aef8396d29d030c39cb8880b45b7f");
    let second = audit_link(first, br#"{"a":1}"#);
    assert_ne!(first, second);
    assert_eq!(second, ContentHash::of(format!("{first}\n{{\"a\":1}}").as_bytes()));
}

#[test]
fn a_version_code_is_the_head_of_sm3() {
    // GB/T 32905-2016, example 1: SM3("abc") = 66c7f0f4 62eeedd9 …
    let code = VersionCode::of(b"abc");
    assert_eq!(code.to_string(), "66C7F-0F462");
    assert_eq!(serde_json::to_value(code).unwrap(), json!("66C7F-0F462"));
}

#[test]
fn a_version_code_is_understood_as_it_is_typed() {
    let code = VersionCode::of(b"abc");
    for typed in ["66C7F-0F462", "66c7f0f462", " 66c7f oF462 ", "６６Ｃ７Ｆ－ＯＦ４６２", "66C7F—0F462"]
    {
        assert_eq!(typed.parse(), Ok(code), "{typed}");
    }
    for wrong in ["", "66C7F-0F46", "66C7F-0F4622", "66C7F-0F46G"] {
        assert_eq!(wrong.parse::<VersionCode>(), Err(HashError::NotAVersionCode(wrong.to_owned())));
    }
}

#[test]
fn a_word_changed_after_printing_changes_the_code() {
    let printed = json!({"title": "龙城科创大讲堂", "amount": 2_000_000});
    let mut edited = printed.clone();
    edited["amount"] = json!(2_000_001);
    assert_ne!(VersionCode::of_value(&printed).unwrap(), VersionCode::of_value(&edited).unwrap());
}

proptest! {
    #[test]
    fn canonical_bytes_are_json_that_says_the_same(keys in prop::collection::btree_map("[a-z一-龥]{1,4}", any::<i64>(), 0..8)) {
        let bytes = canonical_bytes(&keys).unwrap();
        prop_assert_eq!(serde_json::from_slice::<std::collections::BTreeMap<String, i64>>(&bytes).unwrap(), keys);
        let again: Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(canonical_bytes(&again).unwrap(), bytes);
    }
}
