# Activities, sign-in, achievements: states, commands, refusals
activity-state-planned = Planned
activity-state-held = Held
activity-state-confirmed = Confirmed
activity-state-rejected = Not counted
activity-state-cancelled = Cancelled

activity-command-hold = be recorded as held
activity-command-edit = be changed
activity-command-confirm = be confirmed
activity-command-reject = be left out of the count
activity-command-cancel = be cancelled

achievement-state-reported = Reported
achievement-state-confirmed = Confirmed
achievement-state-rejected = Not counted
achievement-state-replaced = Replaced

refusal-activity-dates = An activity cannot end before it begins or last more than a year.
    .remedy = Check both dates.
refusal-activity-indicator-unknown = The contract has no indicator “{ $id }”.
    .remedy = Reload the page and tick again.
refusal-activity-not-begun = The activity has not begun; it cannot be recorded as held.
    .remedy = Record it on its first day or later.
refusal-activity-place-missing = An activity on site needs a place.
refusal-activity-title-missing = Enter the activity's title.
refusal-activity-wrong-state = This activity is “{ $activity-state }” and cannot { $activity-command }.
refusal-achievement-indicator-unknown = The contract has no indicator or document “{ $id }”.
    .remedy = Reload the page and tick again.
refusal-achievement-number = The number cannot be below zero.
refusal-achievement-title-missing = Enter a title.
refusal-achievement-whole = The whole must be above zero and not smaller than the part.
    .remedy = For 40 of 45 member organisations enter 40 as number and 45 as whole.
refusal-sign-in-closed = “{ $title }” does not take sign-ins now: only on the days of the activity.
    .remedy = Ask the organiser to add you to the paper sheet.
refusal-sign-in-name-missing = Enter your name.
refusal-sign-in-organisation-missing = Enter your organisation.
refusal-sign-in-phone = This is no telephone number.
    .remedy = Enter 11 digits of a mobile or a landline with its area code, or leave it empty.
