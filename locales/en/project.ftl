# Projects: states, commands, and why something cannot be done
project-state-approved = Contract to be signed
project-state-contracted = Contract signed
project-state-running = Running
project-state-acceptance = At acceptance
project-state-closed = Closed
project-state-terminated = Terminated
project-state-withdrawn = Given up

project-command-sign-contract = sign the contract
project-command-start = start it
project-command-apply-acceptance = apply for acceptance
project-command-send-back = send it back to be put right
project-command-close = close it
project-command-terminate = terminate it
project-command-withdraw = give it up
project-command-hold = hold it
project-command-release = release it

refusal-project-wrong-state = This project is “{ $project-state }”; you cannot { $project-command } now.
    .remedy = Reload the page to see where it stands.
refusal-project-held = An objection to this project is being looked into; contract and payments wait.
    .remedy = Go on when the inquiry is over.
refusal-project-not-held = This project is not held.
refusal-publicity-running = The publicity lasts until { $until }; projects are founded the day after.
    .remedy = Come back when it is over.
refusal-objection-open = An objection to “{ $title }” is still open, so it cannot become a project yet.
    .remedy = Settle the objection first; the other projects are not concerned.
refusal-amount-outside = { $amount } ten thousand yuan is not within the { $offered } the notice offers.
    .remedy = Choose a sum the notice offers.
refusal-not-canonical = The content has no canonical form: { $detail }
