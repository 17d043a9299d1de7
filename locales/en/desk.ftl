# The officer's desk
nav-desk = Applications desk
desk-title = Applications desk
desk-where = You are here
desk-all-calls = All calls
desk-back = Back to the desk
desk-views = Usual queries
desk-tab-override = Need a reason
desk-tab-all = All
desk-search = Search this list
desk-search-label = Search by project, organisation, number or person
desk-search-hint = Project, organisation, number or person
desk-search-button = Search
desk-columns = Columns
desk-columns-apply = Apply
desk-save-view = Save this query
desk-view-name = Name of this query
desk-view-save = Save
desk-view-remove = Remove “{ $name }”
desk-export = Export register
desk-export-masked = Excel ({ $total }, mobile numbers masked)
desk-export-reason = Reason for full telephone numbers (goes into the audit record)
desk-export-full = Export with full numbers
desk-total = { $n ->
    [one] { $n } application
   *[other] { $n } applications
  }
desk-total-more = more than { $n } applications
desk-filter-call = Call
desk-filter-type = Type
desk-filter-state = State
desk-filter-class = Class
desk-filter-paper = Paper
desk-filter-text = Search
desk-filter-only = Only
desk-filter-more = More
desk-only-override = that need a reason
desk-only-repeat = that look repeated
desk-filter-drop = Remove condition: { $name } { $word }
desk-filters-drop-all = Remove all
desk-empty = No application fits
desk-empty-say = Nothing has been submitted yet. Submissions appear here, the earliest first.
desk-empty-filtered = Nothing fits these conditions. Remove one of them to see more.
desk-empty-drop = Remove “{ $word }”
desk-caption = Applications
desk-head-project = Project and organisation
desk-pick = Choose { $number }
desk-pick-all = Choose all of this page
desk-bulk-clear = Clear the choice
desk-bulk-export = Export the chosen ones
desk-pager = Pages
desk-page-first = First page
desk-page-next = Next page
desk-keys = Keys:
desk-keys-move = move, 
desk-keys-open = open, 
desk-keys-pick = choose, 
desk-keys-search = search
desk-counts = By type and state
desk-counts-sum = Sum
desk-unsubmitted = Not yet submitted
desk-unsubmitted-closes = Closes { $closes }
desk-unsubmitted-say = { $n ->
    [one] One application is begun and not submitted. Before submission the office sees organisation, type and state only.
   *[other] { $n } applications are begun and not submitted. Before submission the office sees organisation, type and state only.
  }
desk-unsubmitted-none = Nothing is waiting to be submitted
desk-unsubmitted-none-say = Every application that was begun has been submitted.
desk-unsubmitted-state = Where it stands
desk-unsubmitted-changed = Last change
desk-paper = Paper desk
desk-note-override = { $n } to be reasoned
desk-note-repeat = similar to { $n }
desk-note-returned = returned { $n }×
desk-note-and = {", "}

desk-column-number = Number
desk-column-type = Type
desk-column-title = Project
desk-column-organisation = Organisation
desk-column-joint = Joint organisations
desk-column-leader = Leader
desk-column-phone = Telephone
desk-column-amount = Applied for (10,000 yuan)
desk-column-other = Other sources (10,000 yuan)
desk-column-submitted = Submitted
desk-column-result = Formal check
desk-column-note = Notes

desk-register-title = Register of applications: { $call }
desk-register-all = Register of applications: all calls
desk-register-unit = Unit: 10,000 yuan
desk-register-index = No.
desk-register-sum = Sum
desk-register-made-by = Made by: { $by }
desk-register-checked-by = Checked by:
desk-register-date = Date: { $date }
desk-register-page = Page {"{n}"} of {"{m}"}

refusal-view-name = The name of a saved query must have 1 to { $max } characters.
    .remedy = Go back and choose another name.
refusal-too-many-views = A person can save { $max } queries at most.
    .remedy = Remove one that is no longer used.
refusal-too-many-rows = More than { $max } applications fit; they do not go into one register.
    .remedy = Add a condition, such as type or state, and export in parts.
