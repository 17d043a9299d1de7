# Formal check and check of performance targets
check-heading = Formal check
check-heading-targets = Check of performance targets
check-say = { $all } items, { $n } wait for you
check-submitted = Submitted { $at }
check-to-paper = Paper
check-reopen = Undo the decision
check-problem = Something must be added before this can be saved
check-saved = Saved. The applicant sees none of this before you decide.
check-decided = Decided; the record is kept.
check-automatic = Judged by the system
check-manual = For you to judge
check-clause = Clause
check-override = Reason for accepting (goes into the record)
check-reason = Explanation
check-reason-of = Explanation of “{ $item }”
check-then-pass = Pass
check-then-return = Return for correction ({ $n })
check-then-refuse = Refuse
check-then-fail = Fail
check-then-save = Save only
check-defects = Defects ({ $n } listed, told at once with the return)
check-defects-all = { $n ->
    [one] One defect, told at once
   *[other] { $n } defects, told all at once
  }
check-defect-add = Add a defect
check-defect-field = Field
check-defect-problem = What is wrong
check-defect-demand = What to change
check-defect-clause = Clause it rests on
check-defect-clause-field = The field's own rule
check-defect-save = Add to the list
check-defect-remove = Remove
check-defect-head = Defect
check-demand = To change: { $demand }
check-whole = The application as a whole
check-repeats-title = Similar applications
check-repeat-same-title = same title
check-repeat-near-title = title { $percent }% alike
check-repeat-near-text = text { $percent }% alike
check-records = Records of decisions
check-named = Defects named in the round before
check-differences = What the correction changed
check-diff-ins = Underlined: added
check-diff-del = Struck through: removed
check-compared = Submission of { $old } compared with that of { $new }: { $n } fields differ
check-steps = What happened
check-back = Back to the check
check-application = Application
check-empty = Not filled in
check-wan = × 10,000 yuan
check-budget-category = Category
check-budget-note = What for
check-target-name = Indicator
check-target-mark = Required
check-target-promise = Promised

check-mark-met = Met
check-mark-not-met = Not met
check-mark-needs-reason = Needs a reason
check-mark-overridden = Accepted with a reason
check-mark-open = Not judged
check-mark-hint = Hint

check-item-in-time = Time of submission
check-item-complete = Complete; files and budget as required
check-item-targets = Targets not below the notice's
check-item-targets-measurable = Targets are quantified and can be checked
check-item-targets-tasks = Targets cover the basic tasks of the notice
check-item-targets-budget = Targets fit the budget
check-item-content-legal = Content is true and lawful
check-item-content-clear = Content is concrete; aims, tasks and budget agree
check-item-commitment = Commitments complete and given by the organisation
check-item-no-secrets = Nothing secret; ethics and filings explained

check-test-class = Who may apply
check-test-member = Member organisation
check-test-legal-person = Legal person
check-test-own-account = Own bank account
check-test-region = Region
check-test-joint = Joint organisations
check-test-recommended = Recommendation
check-test-ledger = Bars in the ledger
check-test-credit = Credit measures
check-test-limit = Limit of applications
check-test-repeat = Repeated application

check-time = Received { $received }, deadline { $due }
check-complete = Required fields, lengths, files and budget are as required
check-gaps = { $n ->
    [one] One place does not meet the requirements
   *[other] { $n } places do not meet the requirements
  }
check-targets-fine = No promise is below the notice's mark
check-targets-faults = { $n ->
    [one] One target is missing or below the mark
   *[other] { $n } targets are missing or below the mark
  }
check-repeats-none = No equal or similar application was found
check-repeat-passages = Passages in common ({ $n })
check-repeats = { $n ->
    [one] One similar application was found: compare it
   *[other] { $n } similar applications were found: compare them
  }

check-decide-pass = Pass the formal check
check-decide-return = Return for correction
check-decide-refuse = Refuse
check-decide-reopen = Undo the decision
check-decide-pass-targets = Pass the targets
check-decide-return-targets = Return the targets
check-decide-fail = Fail the targets
check-consequence-pass = The application goes on to its next step. Where the notice wants paper only after the formal check, the final version can be printed now.
check-consequence-return = An application is returned once. The { $n } defects below are told all at once; the correction ends { $due }, after which it counts as given up. Printed copies lose their validity.
check-consequence-refuse = The application ends here, its place within the limits is given back, and the applicant is told the reason. A head can undo this with a reason.
check-consequence-reopen = The application comes back to the formal check and counts within the limits again; earlier records stay.
check-consequence-pass-targets = The application is ready for the review.
check-consequence-return-targets = The { $n } defects below are told all at once; the correction ends { $due }, after which it counts as given up.
check-consequence-fail = An application whose targets fail ends here and is not reviewed.
check-against-reopen = There is no decision to undo, or your role cannot undo it
    .remedy = Only a head can undo a decision.
check-against-state = The application is not being checked, or your role cannot check it
    .remedy = Go back and look at its present state.
check-against-open = Items are not judged, not met, or lack a reason
    .remedy = Go back and judge them; give a reason for soft rules; hard rules can only be returned or refused.
check-against-defects = No defect is listed
    .remedy = Go back and write down what is not met, or add defects. All are told at once.
check-against-returned = The application was returned once already
    .remedy = There is one return only. Pass or refuse it as it was corrected.
check-refuse-reason = Reason of refusal
check-note = Explanation
check-note-help = Goes into the record; the applicant can read it.

check-reason-not-eligible = Applicant or conditions do not qualify
check-reason-out-of-scope = Outside the scope of funding
check-reason-wrong-type = Wrong type chosen
check-reason-parts-missing = Pages or parts are missing
check-reason-consent-missing = Consent of a partner or participant is missing
check-reason-letter-missing = Recommendation or certificate is missing
check-reason-signature = Signature or seal is missing or does not match
check-reason-notes-missing = Required notes are not filled in
check-reason-repeated = The same project was applied for twice
check-reason-over-limit = Beyond the limit of applications
check-reason-untrue = Material is not true
check-reason-other = Other (as explained)

check-record-title = Record of the check
check-record-pdf = Print the record (PDF)
check-record-hash = Hash of the record
check-record-signature = Signature
check-record-items = Items
check-record-item = Item
check-record-clause = Clause
check-record-verdict = Verdict
check-record-why = Explanation
check-record-overrides = Accepted with a reason
check-record-reason = Reason
check-record-by = By and when
check-record-proof = Proof
check-record-genuine = The record is as it was when it was decided. SHA-256:
check-record-altered = The record does not match its hash: tell the audit administrator at once. Original SHA-256:
check-fact-code = Version code
check-fact-from = State before
check-fact-to = State after
check-fact-due = Correction ends
check-fact-by = Decided by
check-fact-at = Decided at (Beijing time)

refusal-not-in-check = The application is not being checked now.
    .remedy = Reload the page to see its state.
refusal-unknown-item = There is no such item ({ $item }).
    .remedy = Reload the page and try again.
refusal-hard-rule = This is a hard rule of the notice; no reason can set it aside.
    .remedy = Return the application or refuse it.
refusal-judged-by-system = The system judges this item.
    .remedy = If it is wrong, check the ledger or the application.
refusal-text-too-long = The text is longer than { $max } characters.
    .remedy = Go back and shorten it.
refusal-too-many-defects = At most { $max } defects go into one return.
    .remedy = Merge those of the same field.
refusal-defect-incomplete = A defect says what is wrong and what to change.
    .remedy = Go back and complete it.
refusal-unknown-reason = The reason ({ $code }) is not on the list.
    .remedy = Choose one of the list; “other” needs an explanation.
refusal-items-not-met = An item is not met; the application cannot pass.
    .remedy = Return or refuse it, or correct the judgement first.
