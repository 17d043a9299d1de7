use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Activity, Attendance, Mode, State};
use crate::identifiers::phone::Phone;
use crate::names::PersonName;
use crate::refusal::Refusal;
use crate::time::beijing_date;

/// A row of the sign-in sheet (签到表).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The day.
    pub day: Date,
    /// Name.
    pub name: String,
    /// Organisation.
    pub organisation: String,
    /// Telephone; empty where it was not given.
    pub phone: String,
    /// Whether the person is there in person.
    pub on_site: bool,
    /// When.
    pub at: Timestamp,
}

impl SignIn {
    /// What makes it the same person: the telephone, else name and organisation.
    pub fn person(&self) -> String {
        if self.phone.is_empty() {
            format!("{}\u{1f}{}", self.name, self.organisation)
        } else {
            self.phone.clone()
        }
    }
}

/// Takes a sign-in by the code at the door, now.
///
/// # Errors
/// `sign-in-closed` outside the days of the activity or when it is cancelled or confirmed, `sign-in-name-missing`,
/// `sign-in-organisation-missing`, `sign-in-phone` for a number that cannot be one.
pub fn sign_in(
    activity: &Activity,
    (name, organisation, phone): (&str, &str, &str),
    on_site: bool,
    now: Timestamp,
) -> Result<SignIn, Vec<Refusal>> {
    let day = beijing_date(now);
    let open = matches!(activity.state, State::Planned | State::Held);
    if !open || day < activity.starts_on || day > activity.ends_on {
        return Err(vec![Refusal::new("sign-in-closed").with("title", &activity.title)]);
    }
    let organisation = organisation.trim().to_owned();
    let mut wrong = Vec::new();
    let name = name.parse::<PersonName>().ok();
    if name.is_none() {
        wrong.push(Refusal::new("sign-in-name-missing").at("name"));
    }
    if organisation.is_empty() {
        wrong.push(Refusal::new("sign-in-organisation-missing").at("organisation"));
    }
    let phone = match phone.trim() {
        "" => Some(String::new()),
        text => text.parse::<Phone>().ok().map(|p| p.to_string()),
    };
    if phone.is_none() {
        wrong.push(Refusal::new("sign-in-phone").at("phone"));
    }
    let (Some(name), Some(phone), []) = (name, phone, wrong.as_slice()) else { return Err(wrong) };
    let on_site = match activity.mode {
        Mode::OnSite => true,
        Mode::OnLine => false,
        Mode::Both => on_site,
    };
    Ok(SignIn { day, name: name.to_string(), organisation, phone, on_site, at: now })
}

/// Counts a sign-in sheet: everybody once, and on site once a day.
pub fn attendance(sheet: &[SignIn]) -> Attendance {
    let mut people = [BTreeSet::new(), BTreeSet::new()];
    let mut days = BTreeSet::new();
    for row in sheet {
        people[usize::from(row.on_site)].insert(row.person());
        if row.on_site {
            days.insert((row.day, row.person()));
        }
    }
    // Who came in person is not counted again for the screen.
    let on_line = people[0].difference(&people[1]).count();
    let whole = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Attendance { on_site: whole(people[1].len()), daily: whole(days.len()), on_line: whole(on_line) }
}
