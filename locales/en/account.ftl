# Signing in, account, sessions, second factor
sign-in-title = Sign in
sign-in-name = Account
    .help = The account your organisation gave you; capitals do not matter
sign-in-password = Password
sign-in-button = Sign in
sign-in-lost = Forgotten your password?
sign-in-first = At first sign in with the account and password the association gave you; you then change the password. If you have no account, ask your association.
sign-in-reset-done = The new password works now. Please sign in with it.
sign-in-owes-more = You must change your password or enrol a second factor first. Sign in on another page, then come back to this one.
sign-in-demo = Demonstration accounts
sign-in-demo-say = Choose who you are; or sign in with account and demonstration password.
sign-in-demo-as = Sign in so

code-title = Enter your code
code-code = Code
    .help = Open the authenticator on your telephone and enter the 6 digits
code-button = Continue
code-lost = Telephone not at hand? A recovery code works as well; without one, ask the system administrator of your office.

first-password-title = Change your password first
first-password-say = This is a first password, or yours is too old. Change it before anything else.
password-title = Change the password
password-present = Present password
password-new = New password
password-again = New password once more
password-rules = At least { $n } characters; three of capitals, small letters, digits, signs; not your account, not a common password, none of your last ones.
password-button = Change the password
password-done = The password is changed; all other sessions have ended.

recovery-title = A new password
recovery-say = We send a link for a new password to the mail address of your account.
recovery-name = Account or mail address
recovery-button = Send the link
recovery-sent = If the account exists and has a mail address, the link is on its way. It works once, within { $minutes } minutes.
recovery-none = Nothing there? Look among unwanted mail; without a mail address, ask the system administrator of your office.
recovery-back = Back to sign-in
reset-title = Set a new password
reset-say = { $name }, set a new password for your account.

mail-greeting = Dear { $name },
mail-recovery-subject = Kexiang: a new password
mail-recovery-text = Open this link within { $minutes } minutes to set a new password. It works once.
mail-recovery-not-you = If you did not ask for it, ignore this mail; your password has not changed.
mail-automatic = This mail was sent by the system. Please do not answer it.

enrol-title = Enrol a second factor
enrol-say = Your role needs a code besides the password. It takes three steps and about a minute.
enrol-step-app = Open any authenticator for TOTP on your telephone.
enrol-step-scan = Scan this QR code, or type the key.
enrol-qr = QR code of the second factor; the key stands below
enrol-secret = Key
enrol-step-code = Enter the 6 digits it shows.
enrol-code = 6 digits
enrol-button = Enrol
codes-title = Keep these recovery codes
codes-say = If you lose your telephone, each of them stands in for one code. They are shown only now: write them down or print them and keep them safe.
codes-kept = I have kept them

factor-title = Second factor
factor-on = { $n ->
    [one] Enrolled. One recovery code is left.
   *[other] Enrolled. { $n } recovery codes are left.
}
factor-off = Not enrolled. Once enrolled, signing in takes the 6 digits on your telephone besides the password.
factor-enrol = Enrol a second factor
factor-password = Your password, to confirm
factor-remove = Remove the second factor
factor-done = The second factor is enrolled.
factor-removed = The second factor is removed.

account-tabs = Parts of the account
account-last = Last sign-in: { $at } from { $ip }
profile-title = Profile
profile-name = Name
    .help = As in your identity document; the dot in names becomes “·”
profile-email = Mail address
    .help = For new passwords and notices
profile-phone = Telephone
    .help = A mobile number, or a landline with area code
profile-button = Save
profile-done = The profile is saved.

sessions-say = Where your account is signed in now. End what you do not know, and change your password at once.
sessions-browser = Browser
sessions-ip = Address
sessions-since = Since
sessions-seen = Last used
sessions-do = Do
sessions-current = this one
sessions-end = End
sessions-end-others = End all others
sessions-unknown-browser = Unknown browser

nav-tokens = Tokens
tokens-say = With a token another program uses the interface for you. It is as good as you: do not hand it on, and revoke it when it is not needed.
tokens-new = New token
tokens-once = It is shown only now. Copy it at once.
tokens-name = For
tokens-scopes = May
tokens-scope-read = read
tokens-scope-write = act
tokens-expires = Good until
tokens-used = Last used
tokens-revoke = Revoke
tokens-bad = not good any more
tokens-make = A new token
tokens-field-name = For
    .help = Which program it is for, e.g. “accounts”
tokens-field-days = Days
    .help = 1 to 365
tokens-button = Make the token

idle-stay = Stay signed in
idle-title = Your session has ended. Please sign in again
idle-say = The page keeps what you typed; it is saved after you sign in.
idle-password = Password of { $name }
idle-button = Continue
idle-other = Another account

form-problems = { $n ->
    [one] One thing needs correcting
   *[other] { $n } things need correcting
}
form-error = Error:{ " " }

refusal-wrong-password = Account or password is wrong.
    .remedy = Check capitals and try again; after several wrong ones the account is locked for a while.
refusal-wrong-code = The code is wrong or was used before.
    .remedy = Wait for new digits on your telephone, then enter them.
refusal-code-needed = A code is needed as well.
refusal-locked = Too many wrong attempts; signing in is locked for a while.
    .remedy = Try again in { $minutes } minutes, or ask the system administrator of your office.
refusal-account-disabled = This account is disabled.
    .remedy = Ask the system administrator of your office.
refusal-account-unused = This account was not used for long and is disabled.
    .remedy = Ask the system administrator of your office to enable it.
refusal-wrong-present-password = The present password is wrong.
refusal-passwords-differ = The two new passwords differ.
refusal-password-short = The password is too short: { $length } characters, at least { $n } are needed.
refusal-password-long = The password is too long, at most { $n } characters.
refusal-password-classes = Use three of: capitals, small letters, digits, signs.
refusal-password-name = The password must not contain the account.
refusal-password-weak = This password is common and easily guessed; choose another one.
refusal-password-used-before = This is your present password or one of the last { $n }; choose another one.
refusal-link-expired = The link does not work any more: it was used, or its time is over.
    .remedy = Ask for a new one under “forgotten your password”.
refusal-nothing-to-confirm = No second factor waits to be confirmed.
    .remedy = Scan the QR code again.
refusal-name-empty = Please enter a name.
refusal-name-long = Too long, at most { $n } characters.
refusal-name-form = The name has a character that cannot be shown; type it again.
refusal-email-form = This is no mail address; e.g. name@example.cn.
refusal-phone-form = This is no telephone number: 11 digits of a mobile, or a landline as 0772-2629066.
refusal-login-form = An account has 3 to 50 small letters, digits, dots and hyphens.
refusal-login-taken = This account is taken; choose another one.
refusal-not-yourself = You cannot do this to your own account.
    .remedy = Ask another administrator.
refusal-roles-apart = Separation of administrators: “{ $role }” and “{ $other }” cannot be one person.
    .remedy = Revoke the other role first, or grant it to somebody else (GB/T 22239-2019 8.1.5).
refusal-token-refused = The token is wrong, too old or revoked.
    .remedy = Make a new one on the page “Tokens”.
refusal-token-scope = This token lacks the scope { $scope }.
    .remedy = Make a new token with that scope.
refusal-token-days = The days must be between 1 and { $n }.
refusal-token-scopes = Choose at least one scope.
