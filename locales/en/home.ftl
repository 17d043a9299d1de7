# Home page
home-title = Project programmes of the associations
home-say = See which calls are open and whether your organisation may apply; fill in, submit and print online, and always know where things stand.
home-associations = Associations
home-no-associations = No association has been set up yet. The system administrator completes the first settings.

# To do
task-title = Waiting for you
task-none = Nothing waits for you now
task-none-say = What comes up is listed here, and you get a message.
task-due = until { $at }
task-kind-draft = The draft is not submitted yet; go on filling it in.
task-kind-sign-off = It is filled in; look through it and submit it.
task-kind-correct = Returned for correction; change what is named and submit it again.
task-kind-join = Please say whether your organisation joins this application.
task-kind-recommend = Look through it and decide whether to recommend it.
task-kind-check = { $n ->
    [one] One application waits for the formal check.
   *[other] { $n } applications wait for the formal check.
}
task-kind-targets = { $n ->
    [one] One application waits for the check of its performance targets.
   *[other] { $n } applications wait for the check of their performance targets.
}
task-kind-approve = A programme was handed in; look through it and publish it.
