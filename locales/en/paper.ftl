# Paper desk
copy-find = Find the application of a sheet of paper
copy-find-say = Scan the QR code in the page footer, or type the version code or application number.
copy-find-label = Version code or number
copy-find-hint = Scan, or type code or number
copy-still-due = Still due
copy-nothing = Nothing found for “{ $text }”
copy-nothing-say = Check that the code is complete. Drafts carry no code; if a draft was sealed, the final version must be printed.
copy-wait = Scan or type a version code
copy-wait-say = It stands at the foot of every page of the final version, such as 3F2A9-0B71C. O and 0 are the same; the dash may be left out.
copy-code = Version code
copy-code-help = From the foot of the page; it can be scanned.
copy-valid = Valid: the version that stands
copy-unknown = The system printed no version of this application with this code
copy-void = Void since { $at }: the content may have changed after “{ $why }”; it must be printed and sealed again
copy-match = Codes agree
copy-no-match = Codes differ
copy-scan-silent = No QR code was read
copy-scan-silent-say = The scan may be unclear or lack the footer. Compare both sides page by page, or scan again.
copy-scan-other = The scan says { $scan }, registered is { $code }: is it the right paper?
copy-wanted = { $n ->
    [one] The notice wants one sealed copy
   *[other] The notice wants { $n } sealed copies
  }
copy-due = Last day: { $day }
copy-counts-arrival = the day of arrival counts
copy-counts-dispatch = for couriers the day of dispatch counts
copy-copies = { $n ->
    [one] one copy
   *[other] { $n } copies
  }
copy-number = Copies
copy-arrived = Arrived
copy-dispatched = dispatched { $day }, courier number { $number }
copy-dispatched-on = Dispatched
copy-courier = Courier number
copy-courier-only = couriers only
copy-in-time = In time
copy-in-time-yes = In time
copy-in-time-no = Late
copy-verdict = Outcome
copy-verdict-received = Registered
copy-verdict-accepted = Accepted
copy-verdict-rejected = Not accepted
copy-note = Note
copy-note-need = needed for a rejection
copy-accept = Accept
copy-reject = Do not accept
copy-register = Register paper
copy-system = Final version in the system
copy-scan = Sealed scan
copy-scan-add = Upload the sealed scan
copy-scan-help = PDF, JPG or PNG, up to 50 MB. Its QR code is read and compared.
copy-scan-send = Upload
copy-to-check = Application and check
copy-to-content = See the content of this version
copy-prints = Printed versions
copy-rule = What the notice wants on paper
copy-none = No paper is wanted now
copy-none-say = The notice wants none, or it is not yet time to print, for instance before the formal check is passed.
copy-registered = Registered.
copy-judged = The outcome is recorded.
copy-scanned = The scan is kept and compared.

refusal-paper-not-due = No paper is wanted of this application now.
    .remedy = Check the number; where the formal check comes first, register after it.
refusal-paper-code = The code “{ $code }” is not one of this application.
    .remedy = Check the footer, or look the code up at the paper desk.
refusal-paper-days = The arrival cannot be later than today ({ $today }), the dispatch not later than the arrival.
    .remedy = Check the days.
refusal-paper-date = “{ $text }” is no date.
    .remedy = Write it as 2026-03-31.
refusal-paper-copies = The number of copies lies between 1 and { $max }.
    .remedy = Type how many arrived.
refusal-courier-needed = A day of dispatch needs a courier number.
    .remedy = Copy it from the slip; leave the day empty for paper handed in.
refusal-paper-late = The paper is late (last day { $last }) and cannot be accepted.
    .remedy = Record it as not accepted; an extension must be decided first.
refusal-paper-void = The code { $code } is void; the paper cannot be accepted.
    .remedy = The organisation prints and seals the version that stands.
refusal-paper-scan-differs = The scan says { $scan }, the registered code is { $code }; it cannot be accepted.
    .remedy = Check whether it is the right paper.
refusal-scan-kind = A scan is PDF, JPG or PNG.
    .remedy = Convert it and upload again.
refusal-scan-unreadable = The scan cannot be opened: it is damaged or locked.
    .remedy = Scan again.
