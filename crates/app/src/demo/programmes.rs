//! Programmes of the demonstration beside the four notices: one being written, one waiting for approval, one extended.

use jiff::Timestamp;
use kexiang_core::policy::OfficeRole;
use serde_json::{Map, json};

use super::applications::acting;
use crate::actions::programme::{
    Amendment, Change, Edit, Identity, Source, create, edit, hand_in, list, publish, revise, seal_of, view,
};
use crate::actions::{Ctx, Failure};
use crate::state::App;

/// When Xinjiang's office extended the date that it had set itself: its guide names none.
const EXTENDED: &str = "2025-07-10T10:00:00+08:00";
/// When the office of Liuzhou wrote next year's notice.
const WRITTEN: &str = "2026-03-28T15:00:00+08:00";

/// Lays the programmes; what is there already stays.
///
/// # Errors
/// Those of the actions.
pub(super) async fn seed(app: &App, ctx: &Ctx, say: &dyn Fn(&str)) -> Result<(), Failure> {
    let head = acting(app, ctx, &login("lz", OfficeRole::Head), moment(WRITTEN)).await?;
    if list(app, &head, "lz").await?.len() > 1 {
        return Ok(());
    }
    drafts(app, ctx).await?;
    extension(app, ctx).await?;
    say("programmes: one being written, one to be approved, one extended");
    Ok(())
}

/// Next year's notice, begun from this year's, and a small one that waits for approval.
async fn drafts(app: &App, ctx: &Ctx) -> Result<(), Failure> {
    let officer = acting(app, ctx, &login("lz", OfficeRole::Officer), moment(WRITTEN)).await?;
    let identity =
        |code: &str, title: &str| Identity { code: code.into(), title: title.into(), year: "2027".into() };
    let earlier = list(app, &officer, "lz").await?;
    if let Some(this_year) = earlier.first() {
        let next = identity("lz-2027", "2027年柳州市科协“科创赋能”项目");
        create(app, &officer, "lz", Source::Earlier(this_year.draft.id, next)).await?;
    }
    let small = identity("lz-salon-2027", "2027年柳州市科协学术沙龙项目");
    let source = Source::Shipped("lz-2026".into(), small);
    let draft = create(app, &officer, "lz", source).await?;
    let tree = view(app, &officer, "lz", draft.id).await?.tree;
    let deadline = json!([{ "what": "electronic", "at": "2027-03-31T17:00" }]);
    let lecture = tree["type"].get(1).cloned().unwrap_or_default();
    let rules: Vec<_> = about(&tree["rule"], "2026-2");
    let priorities: Vec<_> = about(&tree["priority"], "2026-2");
    let values = [
        ("deadline", deadline),
        ("type", json!([lecture])),
        ("rule", json!(rules)),
        ("priority", json!(priorities)),
        ("form", json!([tree["form"].get(1)])),
    ];
    let values = Map::from_iter(values.map(|(key, value)| (key.to_owned(), value)));
    let change = Change::Put(values);
    let edits = vec![Edit { path: String::new(), guard: String::new(), seal: seal_of(&tree, ""), change }];
    let draft = edit(app, &officer, "lz", draft.id, edits).await?;
    hand_in(app, &officer, "lz", draft.id, draft.version).await?;
    Ok(())
}

/// The things of a list that concern all types or this one.
fn about(list: &serde_json::Value, code: &str) -> Vec<serde_json::Value> {
    let items = list.as_array().into_iter().flatten();
    let concerns = |item: &&serde_json::Value| match item.get("types").and_then(serde_json::Value::as_array) {
        Some(types) => types.iter().any(|t| t == code),
        None => true,
    };
    items.filter(concerns).cloned().collect()
}

/// Xinjiang's office sets a later date: a second version with its reason.
async fn extension(app: &App, ctx: &Ctx) -> Result<(), Failure> {
    let at = moment(EXTENDED);
    let officer = acting(app, ctx, &login("xj", OfficeRole::Officer), at).await?;
    let head = acting(app, ctx, &login("xj", OfficeRole::Head), at).await?;
    let all = list(app, &officer, "xj").await?;
    let Some(published) = all.iter().find(|p| p.draft.state == "published" && p.draft.code == "xj-2025")
    else {
        return Ok(());
    };
    let (id, version) = (published.draft.id, published.draft.version);
    let reason = "部分学会反映准备时间不足，经研究，适当延长网上申报时间。".to_owned();
    let notice = "关于延长2025年度自治区科协学会重点资助项目申报时间的通知".to_owned();
    revise(app, &officer, "xj", id, version, Amendment::Extension, reason, notice).await?;
    let tree = view(app, &officer, "xj", id).await?.tree;
    let values = Map::from_iter([("at".to_owned(), json!("2025-07-25T18:00"))]);
    let path = "deadline[0]".to_owned();
    let later = Edit { guard: path.clone(), seal: seal_of(&tree, &path), path, change: Change::Put(values) };
    let draft = edit(app, &officer, "xj", id, vec![later]).await?;
    let draft = hand_in(app, &officer, "xj", id, draft.version).await?;
    publish(app, &head, "xj", id, draft.version).await?;
    Ok(())
}

fn login(association: &str, role: OfficeRole) -> String {
    format!("{association}.{role}")
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}
