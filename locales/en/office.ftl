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
