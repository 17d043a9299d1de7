//! Two versions of an application side by side, and the way back to the older one.

use askama::Template;
use axum::extract::{Path, State};
use kexiang_core::difference::{Piece, pieces};
use kexiang_core::refusal::Refusal;
use kexiang_core::time;

use super::values::said_value;
use super::{Shown, act, address, named};
use crate::actions::application::{CaseFile, Difference};
use crate::locale::Locale;
use crate::state::App;
use crate::web::Visitor;
use crate::web::layout::Shell;
use crate::web::page::{self, Page};

/// A field that differs, in pieces.
pub struct ChangeView {
    pub label: String,
    pub pieces: Vec<Piece>,
}

/// The differences in words, piece by piece.
pub fn changes(l: &Locale, case: &CaseFile, differences: &[Difference]) -> Vec<ChangeView> {
    let change = |d: &Difference| ChangeView {
        label: d.label.clone(),
        pieces: pieces(&said_value(l, case, &d.field, &d.old), &said_value(l, case, &d.field, &d.new)),
    };
    differences.iter().map(change).collect()
}

/// What two versions differ in.
#[derive(Template)]
#[template(path = "application/version.html")]
pub struct VersionPage {
    l: &'static Locale,
    shell: Shell,
    base: String,
    n: i64,
    title: String,
    when: String,
    who: String,
    kind: String,
    code: String,
    editable: bool,
    changes: Vec<ChangeView>,
}

pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((association, id, n)): Path<(String, String, i64)>,
) -> Shown {
    let (case, versions) = act::versions(&app, &visitor.ctx(), &association, named(&id)?).await?;
    let snapshot = versions.iter().find(|v| v.n == n).ok_or_else(|| Refusal::new("not-found"))?;
    let l = visitor.l;
    page::show(&VersionPage {
        l,
        base: address(&association, case.application.id),
        n,
        title: case.application.title.clone(),
        when: time::long(snapshot.made_at),
        who: snapshot.made_by.clone(),
        kind: l.word("version-kind", &snapshot.kind),
        code: snapshot.version_code.clone(),
        editable: case.is_editable() && may_edit(&visitor, &case),
        changes: changes(l, &case, &act::compare(&case, snapshot, None)),
        shell: Shell::within(&app, &visitor, &association),
    })
}

fn may_edit(visitor: &Visitor, case: &CaseFile) -> bool {
    use kexiang_core::policy::{Action, Scope, may};
    may(&visitor.actor, Action::ApplicationEdit, &Scope::Application(&case.scope())).is_ok()
}

impl Page for VersionPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let page = |editable, changes| VersionPage {
            l,
            shell: Shell::sample(l),
            base: "/associations/lz/applications/1".into(),
            n: 1,
            title: "机械工程学会“党旗领航·专家走基层”与改革创新".into(),
            when: "2026年3月30日（星期一）09:12".into(),
            who: "李娟".into(),
            kind: l.word("version-kind", "submission"),
            code: "7F3A9-1C20B".into(),
            editable,
            changes,
        };
        let change = ChangeView {
            label: "项目实施方案".into(),
            pieces: pieces("开展 2 场", "开展 3 场，先报备案"),
        };
        vec![page(false, Vec::new()), page(true, vec![change])]
    }
}

crate::page!(VersionPage);
