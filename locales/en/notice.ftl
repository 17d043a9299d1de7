# Reading notices: drop a notice, check what was read, make a draft programme

nav-notice = Read a notice

notice-title = Read a notice
notice-say = Drop an issued notice: types, money, conditions, dates and papers are read, each with the words it comes from. Check them and make a draft programme, which is then approved and published.
notice-files = Files of the notice
notice-files-help = Word (.docx), PDF with text, web page or plain text. Where guide or forms are files of their own, choose them together, the notice first.
notice-paste = Or paste the whole notice
notice-paste-need = (optional)
notice-read = Read it
notice-list = Notices that were read
notice-none = No notice was read yet
notice-none-say = Choose the files of a notice; what it says is shown within seconds.
notice-head-title = Notice
notice-head-state = State
notice-head-by = Read by
notice-state = State of the reading
notice-state-open = To be checked
notice-state-open-say = Make the draft whenever you like; what is not checked here can still be changed in the editor.
notice-state-done = Draft made
notice-state-done-say = Further changes are made in the programme editor.
notice-reading = Check what was read
notice-waiting = { $n ->
    [one] One thing to look at
   *[other] { $n } things to look at
}
notice-waiting-none = Nothing is left to look at
notice-facts = Found
notice-facts-n = { $n ->
    [one] one fact
   *[other] { $n } facts
}
notice-coverage = Coverage
notice-coverage-n = { $placed } of { $binding } sentences with numbers or duties
notice-hand-over = Make a draft programme
notice-to-programme = Open the draft programme
notice-undo = Undo the last step
notice-handed-over = The draft programme was made.
notice-file = Download the draft as a file
notice-undone = The last step was undone.
notice-text = The notice
notice-open = Look at these first
notice-open-none = All looked at.
notice-disputes = The notice contradicts itself or leaves open
notice-unsure = Unsure
notice-loose = Sentences that nothing uses
notice-loose-say = These sentences have numbers or duties and belong to no item. If one matters, select its words in the notice and add it; if not, dismiss it.
notice-later = To be filled in after the draft is made
notice-errors = { $n ->
    [one] One thing keeps the draft from being published; complete it in the editor.
   *[other] { $n } things keep the draft from being published; complete them in the editor.
}
notice-says = What the notice says
notice-jump = Jump to
notice-forms = Forms
notice-forms-say = Made from the notice's own tables, or the usual form where it has none. They can be changed in the editor.
notice-see = See the words
notice-accept = This is right
notice-dismiss = Dismiss
notice-change = Change
notice-value = Change to
notice-change-button = Save
notice-remove = The notice does not say so
notice-soft = in principle
notice-settled = checked
notice-add = Add something
notice-add-words = Words of the notice
notice-add-words-help = Words selected in the notice appear here; they can be pasted as well.
notice-add-kind = This is
notice-add-value = Value (empty: as the words say)
notice-add-button = Add
notice-no-shares = no shares stated

notice-scope-electronic = electronic
notice-scope-paper = paper
notice-scope-other = all papers

notice-kind-project_type = Project types
notice-kind-count_planned = Planned numbers
notice-kind-amount = Sums
notice-kind-deadline = Deadlines
notice-kind-completion_date = Completion
notice-kind-applicant_eligibility = Who may apply
notice-kind-applicant_limit = Limits
notice-kind-eligibility_exclusion = Who is barred
notice-kind-indicator = Indicators
notice-kind-deliverable = Papers and works to hand in
notice-kind-disbursement = Payment
notice-kind-spending_ban = Rules of spending
notice-kind-copies = Copies
notice-kind-contact = Contacts
notice-kind-attachment = Attachments

refusal-notice-nothing = No file was chosen and no text pasted.
    .remedy = Choose the files of the notice, or paste its whole text below.
refusal-notice-empty = “{ $name }” is empty.
    .remedy = Choose a file with content.
refusal-notice-password = “{ $name }” opens with a password only.
    .remedy = Save it without a password and try again.
refusal-notice-scan = “{ $name }” was scanned and holds no text.
    .remedy = Choose the Word file it was printed from, or run character recognition first.
refusal-notice-unsupported = “{ $name }” is of a kind that cannot be read.
    .remedy = Save it as docx or PDF and try again.
refusal-notice-damaged = “{ $name }” is damaged and cannot be read.
    .remedy = Open it, save it anew and try again.
refusal-notice-too-long = The files are too long: more than 600,000 characters.
    .remedy = Choose the notice and its guide only.
refusal-notice-no-call = No call for applications was found in the text; this may not be a notice.
    .remedy = Check the file; where notice and guide are two files, choose both.
refusal-notice-changed = Another person has just changed this reading.
    .remedy = Look at what is new and try again.
refusal-notice-handed-over = A draft was made of this notice already.
    .remedy = Make further changes in the programme editor.
refusal-notice-fact-gone = This item is gone.
    .remedy = Look at what is new and try again.
refusal-notice-words = The notice does not have these words.
    .remedy = Select or copy them from the notice without changing them.
refusal-notice-value = This value was not understood.
    .remedy = Write it as notices do, for instance “5万元”, “2026年3月31日17:00”.
refusal-notice-kind = Choose what the words say.
refusal-notice-nothing-to-undo = There is nothing to undo.
refusal-notice-steps = There are too many changes.
    .remedy = Make the draft and go on in the programme editor.
