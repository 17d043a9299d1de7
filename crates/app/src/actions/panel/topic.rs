//! Which disciplines a text speaks of: by their names, without the words that every discipline bears.

use std::collections::BTreeSet;

/// Endings that say nothing of the field.
const ENDINGS: [&str; 6] = ["科学与技术", "科学与工程", "工程", "科学", "技术", "学"];

/// The disciplines of `known` (paths from the root of the tree) whose own name or whose parent's name the text has. A
/// discipline that only its parent's name points to is given as the parent.
pub(super) fn named_in(text: &str, known: &BTreeSet<&str>) -> Vec<String> {
    let mut found = BTreeSet::new();
    for path in known {
        let steps: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
        for depth in (1..=steps.len()).rev() {
            if stem(steps[depth - 1]).is_some_and(|stem| text.contains(stem)) {
                found.insert(steps[..depth].join("/"));
                break;
            }
        }
    }
    found.into_iter().collect()
}

/// The part of a discipline's name that texts bear: without its ending, where two characters are left, else the whole.
fn stem(name: &str) -> Option<&str> {
    let cut = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    [cut, Some(name)].into_iter().flatten().find(|part| part.chars().count() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_their_endings() {
        let known =
            BTreeSet::from(["工学/机械工程", "农学/作物学", "工学/计算机科学与技术", "管理学/会计学"]);
        assert_eq!(named_in("柳州机械装备产业服务站", &known), ["工学/机械工程"]);
        assert_eq!(named_in("作物栽培与计算机视觉", &known), ["农学/作物学", "工学/计算机科学与技术"]);
        assert_eq!(named_in("科技志愿服务", &known), Vec::<String>::new());
        assert_eq!(named_in("柳州市农学会", &known), ["农学"], "too short to be cut");
        assert_eq!(named_in("提高管理水平", &known), ["管理学"], "the parent alone");
    }
}
