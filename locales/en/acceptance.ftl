# Acceptance, spot checks, mid-term assessments: states, verdicts, commands, refusals
acceptance-state-applied = To be checked
acceptance-state-returned = Papers missing
acceptance-state-concluded = Concluded

acceptance-verdict-passed = Passed
acceptance-verdict-closed = Closed
acceptance-verdict-rectify = To be put right
acceptance-verdict-failed = Failed

acceptance-command-check-substance = be checked in substance
acceptance-command-check-money = be checked in its finances
acceptance-command-return = be returned
acceptance-command-resubmit = be handed in again
acceptance-command-conclude = be concluded

inspection-kind-draw = Spot check by draw
inspection-kind-risk = Spot check for a risk
inspection-kind-mid_term = Mid-term assessment

inspection-state-planned = Planned
inspection-state-reported = Reported
inspection-state-remedy = To be put right
inspection-state-remedied = Put right, to be looked at
inspection-state-passed = Passed
inspection-state-failed = Failed
inspection-state-cancelled = Cancelled

inspection-command-report = be reported on
inspection-command-order-remedy = get an order to put things right
inspection-command-answer-remedy = be answered
inspection-command-pass = be passed
inspection-command-fail = be failed
inspection-command-cancel = be cancelled

refusal-acceptance-money-open = The finances are not in order; the project cannot be passed or closed.
    .remedy = Complete the finances and let them be checked again, or conclude otherwise.
refusal-acceptance-reason-missing = The thresholds propose “{ $proposed }”; another verdict needs a reason.
    .remedy = Enter the reason; it stands in the record.
refusal-acceptance-same-person = Substance, finances and verdict are three people's work.
    .remedy = Ask a colleague.
refusal-acceptance-summary-missing = Say how the project was carried out.
refusal-acceptance-unchecked = Substance and finances are checked before the verdict.
refusal-acceptance-unexplained = “{ $name }” missed its mark or went far beyond it: say why.
    .remedy = Explain it beside the indicator.
refusal-acceptance-wrong-state = This acceptance is “{ $acceptance-state }” and cannot { $acceptance-command }.
refusal-inspection-due-past = The due date must lie after today ({ $today }).
refusal-inspection-no-items = Say what is to be put right, a line each.
refusal-inspection-wrong-state = This inspection is “{ $inspection-state }” and cannot { $inspection-command }.
