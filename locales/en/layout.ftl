# Frame of the pages: top bar, reading settings, clock of the demonstration, footer
layout-skip = Skip to the content
layout-system = Kexiang · project applications and management
layout-system-name = Kexiang
layout-sections = Sections

nav-home = Home
nav-sign-in = Sign in
nav-sign-out = Sign out
nav-account = Profile and password
nav-sessions = Sign-in history

looks-menu = Reading
looks-menu-long = { " " }settings
looks-size = Text size
looks-size-normal = Normal
looks-size-large = Large
looks-size-xlarge = Largest
looks-theme = Light or dark
looks-theme-auto = System
looks-theme-light = Light
looks-theme-dark = Dark
looks-contrast = Contrast
looks-contrast-normal = Normal
looks-contrast-more = High
looks-language = Language

demo-clock = Demonstration clock
demo-tag = Demo
demo-tag-long = nstration
demo-now = System time
demo-adjust = Set the time
demo-set-label = Set the system time to
demo-set = Set
demo-hour = One hour on
demo-day = One day on
demo-start = Back to start
demo-deadlines = To just before a deadline

foot-host = Host: { $name }
foot-contact = Enquiries: { $contact }
foot-accessibility = Accessibility
foot-time = All times are Beijing time

office-role-officer = Officer
office-role-head = Head of department
office-role-leader = Leader in charge
office-role-finance = Finance
office-role-discipline = Discipline inspection
office-role-archivist = Archivist
office-role-system = System administrator
office-role-security = Security administrator
office-role-audit = Audit administrator
office-role-expert = Expert

member-role-filler = Applicant
member-role-administrator = Organisation administrator
member-role-recommender = Recommending officer

layout-crumbs = You are here
nav-people = People and roles
nav-messages = Messages
pages = Pages
pages-previous = Previous
pages-next = Next

demo-clock-say = Move the demonstration's clock and see what happens before and after a deadline. Everybody sees the same time; outside a demonstration this page does not exist.
demo-no-deadlines = No call is open yet.
demo-call = Call
demo-deadline = Deadline
demo-before-hour = 1 hour before
demo-before-minute = 1 minute before
demo-before-seconds = 10 seconds before

accessibility-what = Designed after GB/T 37668-2019: three text sizes, light, dark and high contrast, no meaning by colour alone, targets of at least 44 pixels.
accessibility-keys = Everything can be done with the keyboard: Tab moves on, Enter confirms, and each page lets you skip to its content.
accessibility-script = Signing in, filling in and submitting work without scripts; with scripts, fields save themselves and characters are counted.
accessibility-tell = If something is hard to use, tell your association; we will mend it.
association-nothing = There is no public call at present.
