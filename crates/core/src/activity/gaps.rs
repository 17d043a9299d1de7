use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Activity, State, duties};
use crate::programme::{Clause, Programme, ProjectType};

/// What is not yet as the notice wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "gap")]
#[expect(missing_docs, reason = "the doc of a variant names its values")]
pub enum ActivityGap {
    /// 未备案: with this office, and whether it is too late.
    NotFiled { office: String, late: bool, clause: Clause },
    /// 缺少佐证: of this kind.
    NoEvidence { slot: String, clause: Option<Clause> },
    /// 举办地不符: held in this region.
    Place { region: String, clause: Clause },
    /// Held without anybody counted.
    NobodyCounted,
    /// Its last day is past and nobody said that it was held.
    NotReported,
}

/// Everything about an activity that is not yet as the notice wants it, in the order in which it falls due.
pub fn gaps(
    programme: &Programme,
    project_type: &ProjectType,
    activity: &Activity,
    today: Date,
) -> Vec<ActivityGap> {
    if matches!(activity.state, State::Cancelled | State::Rejected) {
        return Vec::new();
    }
    let mut found: Vec<_> = duties(programme, &project_type.code, activity, today)
        .into_iter()
        .filter(|duty| !duty.is_met())
        .map(|duty| ActivityGap::NotFiled { office: duty.office, late: duty.late, clause: duty.clause })
        .collect();
    if let Some(venue) = project_type.venue.as_ref().filter(|v| !is_allowed(v, activity)) {
        let region = activity.region.clone();
        found.push(ActivityGap::Place { region, clause: venue.clause.clone() });
    }
    if activity.state == State::Planned {
        if activity.ends_on < today {
            found.push(ActivityGap::NotReported);
        }
        return found;
    }
    if activity.attendance.people() == 0 {
        found.push(ActivityGap::NobodyCounted);
    }
    let filled = |slot: &String| activity.evidence.iter().any(|e| e.slot == *slot);
    let open = project_type.evidence.iter().filter(|slot| !filled(slot));
    let clause = &project_type.evidence_clause;
    found.extend(open.map(|slot| ActivityGap::NoEvidence { slot: slot.clone(), clause: clause.clone() }));
    found
}

/// Whether the activity is held where the notice wants it; on line it is held nowhere.
pub(crate) fn is_allowed(venue: &crate::programme::Venue, activity: &Activity) -> bool {
    !activity.mode.has_place() || venue.allows(&activity.region)
}
