# The office: people and roles
people-title = People and roles
people-say-system = You are the system administrator: you make and disable accounts and reset passwords. Roles are granted by the security administrator.
people-say-security = You are the security administrator: you grant and revoke roles. Accounts are made by the system administrator.
people-search = Find by name or account
people-search-button = Find
people-none = Nobody fits.
people-count = { $n ->
    [one] One person
   *[other] { $n } people
}
people-name = Name
people-login = Account
people-roles = Roles
people-factor = Second factor
people-factor-yes = enrolled
people-factor-no = not enrolled
people-sign-in = Last sign-in
people-never = never
people-no-role = no role granted
people-disabled = disabled
people-new = A new account
people-new-say = The system makes a first password and shows it once; it must be changed at the first sign-in.
people-new-name = Name
people-new-login = Account
    .help = 3 to 50 small letters, digits, dots and hyphens, e.g. lz.chentong
people-new-button = Make the account

person-account = Account
person-state = State
person-active = active
person-locked = sign-in locked until { $until }
person-first = First password
person-first-say = Shown only now. Tell the person face to face or by telephone; it must be changed at the first sign-in.
person-reset = Reset the password
person-unlock = Unlock
person-clear-factor = Remove the second factor
person-disable = Disable the account
person-enable = Enable again
person-role = Role
person-granted = Granted
person-granted-by = { $at } by { $by }
person-revoke = Revoke
person-grant = Grant a role
person-grant-say = The system, security and audit administrators are apart from each other and from all other roles.
person-grant-button = Grant

# The audit record
nav-audit = Audit record
audit-title = Audit record
audit-say = Every step is recorded; each record holds on to the one before it and none can be changed or removed. The content of applications is not shown here.
audit-verify = Check the chain
audit-sound = The chain holds: { $n } records, none changed. Last hash { $hash }.
audit-broken = The chain does not hold: record { $seq } ({ $problem }). Keep everything as it is and report at once.
audit-none = Nothing is recorded yet.
audit-count = { $n ->
    [one] One record
   *[other] { $n } records
}
audit-seq = No.
audit-at = Time
audit-who = Who
audit-what = What
audit-subject = Of what
audit-via = Way in
audit-via-page = page
audit-via-api = interface
audit-via-cli = command line
audit-via-job = job
audit-change = Change
audit-older = Older records
audit-nobody = nobody signed in

recorded-account-create = Account made
recorded-account-change = Profile changed
recorded-account-enable = Account enabled
recorded-account-disable = Account disabled
recorded-account-unlock = Account unlocked
recorded-password-change = Password changed
recorded-password-issue = Password reset by an administrator
recorded-password-reset = Password set by mail
recorded-recovery-request = New password asked for
recorded-factor-enrol = Second factor enrolled
recorded-factor-remove = Second factor removed
recorded-factor-clear = Second factor removed by an administrator
recorded-role-grant = Role granted
recorded-role-revoke = Role revoked
recorded-session-begin = Signed in
recorded-session-prove = Code given
recorded-session-end = Signed out
recorded-session-revoke = Other session ended
recorded-session-refuse = Sign-in refused
recorded-token-create = Token made
recorded-token-revoke = Token revoked
recorded-association-add = Association added
recorded-association-change = Association's settings changed
recorded-clock-move = Demonstration clock moved
recorded-organisation-add = Organisation added

# Settings of the association
nav-settings = Settings
settings-title = Settings of the association
settings-say = Name, contact and emblem stand on every page of the association.
settings-name = Full name
settings-short-name = Short name
settings-contact = Enquiries
    .help = Department and telephone, shown at the foot of the page
settings-colour = Colour
    .help = Six hexadecimal digits, e.g. #1d4a7c
settings-character = Character of the emblem
    .help = One character, drawn as a seal; leave it empty to keep the emblem
settings-done = The settings are saved.
refusal-colour-form = Write the colour as six hexadecimal digits, e.g. #1d4a7c.
refusal-character-form = The emblem takes one character.
