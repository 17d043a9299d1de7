//! What a new thing of a list begins with: a free id and what nearly every one of its kind says.

use serde_json::{Value, json};

use super::at;

/// A new thing for the list `key` of the table at `path`.
pub fn skeleton(tree: &Value, path: &str, key: &str) -> Value {
    let list = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    let taken = |name: &str| {
        let items = at(tree, &list).and_then(Value::as_array).into_iter().flatten();
        items.filter_map(|item| item.get("id").or_else(|| item.get("code"))?.as_str()).any(|id| id == name)
    };
    let free = |stem: &str, between: &str| {
        (1..).map(|n| format!("{stem}{between}{n}")).find(|name| !taken(name)).unwrap_or_default()
    };
    let year = tree["programme"]["year"].as_u64().map(|year| year.to_string()).unwrap_or_default();
    match key {
        "type" => json!({
            "code": free(&year, "-"), "name": "", "completion": format!("{year}-12"),
            "form": tree["form"][0]["id"].as_str().unwrap_or_default(),
        }),
        "group" | "tier" => json!({ "code": free(key, "-"), "name": "" }),
        "rule" => json!({ "id": free(key, "-"), "severity": "hard" }),
        "limit" => json!({ "id": free(key, "-"), "per": "organisation", "max": 1, "severity": "hard" }),
        "repeat" => json!({ "id": free(key, "-"), "within": "association", "severity": "soft" }),
        "priority" => json!({ "id": free(key, "-"), "name": "", "kind": "preferred" }),
        "deadline" => json!({ "what": "electronic" }),
        "choice" => json!({ "id": free(key, "-"), "min": 1, "max": 1 }),
        "indicator" => json!({ "id": free(key, "_"), "name": "", "measure": "activities" }),
        "deliverable" | "enclosure" | "filing" => json!({ "id": free(key, "-"), "name": "" }),
        "source" | "category" => json!({ "id": free(key, "-"), "name": "", "rule": "allowed" }),
        "rubric" => json!({ "id": free(key, "-"), "name": "" }),
        "criterion" => json!({ "id": free(key, "-"), "name": "", "points": 20 }),
        "band" => json!({ "from": 0, "says": "" }),
        "field" => json!({ "id": free(key, "_"), "label": "", "kind": "line" }),
        "section" => json!({ "columns": [2, 3, 2, 3], "rows": [] }),
        "form" => form(&free(key, "-")),
        _ => json!({}),
    }
}

/// A form with what every application needs; the notice's own fields are added to it.
fn form(id: &str) -> Value {
    let row = |label: &str, field: &str| json!([{ "text": label }, { "field": field, "cols": 3 }]);
    json!({
        "id": id,
        "title": "项目申报表",
        "field": [
            { "id": "organisation", "label": "申报单位", "kind": "line", "required": true, "prefill": "organisation_name" },
            { "id": "title", "label": "项目名称", "kind": "line", "required": true, "role": "title" },
            { "id": "leader", "label": "项目负责人", "kind": "person", "required": true, "role": "leader", "personal": true },
            { "id": "leader_phone", "label": "联系电话", "kind": "phone", "required": true, "role": "leader_phone", "personal": true },
            { "id": "plan", "label": "项目实施方案", "kind": "text", "required": true, "max_chars": 800, "hint": "（800字内）", "role": "plan" },
            { "id": "targets", "label": "预期目标", "kind": "targets", "required": true },
            { "id": "amount", "label": "申请经费", "kind": "amount", "required": true },
            { "id": "budget", "label": "经费预算", "kind": "budget", "required": true },
            { "id": "seal", "label": "申报单位意见", "kind": "signature", "block": ["负责人签名：", "年　　月　　日", "单位盖章"] },
        ],
        "section": [{
            "columns": [2, 3, 2, 3],
            "rows": [
                row("申报单位", "organisation"),
                row("项目名称", "title"),
                [{ "text": "项目负责人" }, { "field": "leader" }, { "text": "联系电话" }, { "field": "leader_phone" }],
                row("项目实施方案", "plan"),
                row("预期目标", "targets"),
                row("申请经费", "amount"),
                row("经费预算", "budget"),
                row("申报单位意见", "seal"),
            ],
        }],
    })
}
