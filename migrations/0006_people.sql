-- People: accounts, roles, sessions, second factors, messages. One account may deal with several associations, so
-- accounts and what belongs to them stand under the deployment ('').

-- 账号: one person.
CREATE TABLE account (
    association TEXT NOT NULL CHECK (association = ''),
    id BIGINT NOT NULL CHECK (id >= 0),
    login TEXT NOT NULL CHECK (login <> '' AND login = lower(login)),
    name TEXT NOT NULL CHECK (name <> ''),
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
    -- PHC string of Argon2id; empty until the first password is set by mail.
    password TEXT NOT NULL,
    password_at BIGINT NOT NULL,
    must_change BIGINT NOT NULL CHECK (must_change IN (0, 1)),
    -- Sealed with the system's key; a pending one waits for its first code.
    totp TEXT,
    totp_pending TEXT,
    -- The last time step whose code was taken, so that no code works twice.
    totp_step BIGINT NOT NULL,
    sign_in_at BIGINT,
    sign_in_ip TEXT,
    previous_sign_in_at BIGINT,
    previous_sign_in_ip TEXT,
    -- From here the days without sign-in are counted; moved on when a disabled account is enabled again.
    used_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    PRIMARY KEY (association, id)
);
CREATE UNIQUE INDEX account_login ON account (login);
CREATE INDEX account_email ON account (email);

-- Former passwords, so that none returns too soon.
CREATE TABLE former_password (
    association TEXT NOT NULL CHECK (association = ''),
    account BIGINT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq > 0),
    password TEXT NOT NULL,
    PRIMARY KEY (association, account, seq),
    FOREIGN KEY (association, account) REFERENCES account (association, id)
);

-- Codes that stand in for a lost second factor, each once; keyed fingerprints.
CREATE TABLE recovery_code (
    association TEXT NOT NULL CHECK (association = ''),
    account BIGINT NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (association, account, code),
    FOREIGN KEY (association, account) REFERENCES account (association, id)
);

-- People of an association's office. 三员分立 (GB/T 22239-2019 8.1.5): a person is of one class in an association, and
-- the three administrators are classes of their own, so the database itself refuses an administrator any other role.
CREATE TABLE office_holder (
    association TEXT NOT NULL CHECK (association <> ''),
    account BIGINT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('business', 'system', 'security', 'audit')),
    added_at BIGINT NOT NULL,
    added_by TEXT NOT NULL,
    PRIMARY KEY (association, account),
    UNIQUE (association, account, class)
);
CREATE INDEX office_holder_account ON office_holder (account);

-- 岗位: roles in an association's office.
CREATE TABLE office_role (
    association TEXT NOT NULL,
    account BIGINT NOT NULL,
    role TEXT NOT NULL,
    class TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    PRIMARY KEY (association, account, role),
    FOREIGN KEY (association, account, class) REFERENCES office_holder (association, account, class),
    CHECK (
        (class = 'business' AND role IN ('officer', 'head', 'leader', 'finance', 'discipline', 'archivist'))
        OR (class IN ('system', 'security', 'audit') AND role = class)
    )
);
CREATE INDEX office_role_account ON office_role (account);

-- 单位岗位: roles in an organisation of the association's ledger.
CREATE TABLE membership (
    association TEXT NOT NULL CHECK (association <> ''),
    organisation BIGINT NOT NULL,
    account BIGINT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('filler', 'administrator', 'recommender')),
    granted_at BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    PRIMARY KEY (association, organisation, account, role),
    FOREIGN KEY (association, organisation) REFERENCES organisation (association, id)
);
CREATE INDEX membership_account ON membership (account);

-- 登录会话. The token itself is only in the browser; here is its SHA-256.
CREATE TABLE session (
    association TEXT NOT NULL CHECK (association = ''),
    token TEXT NOT NULL CHECK (length(token) = 64),
    id BIGINT NOT NULL,
    account BIGINT NOT NULL,
    csrf TEXT NOT NULL,
    -- What the person still owes before anything else: a code, enrolling a second factor, a new password.
    stage TEXT NOT NULL CHECK (stage IN ('ready', 'factor', 'enrol', 'password')),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ip TEXT NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (association, token),
    FOREIGN KEY (association, account) REFERENCES account (association, id)
);
CREATE UNIQUE INDEX session_id ON session (id);
CREATE INDEX session_account ON session (account, created_at);
CREATE INDEX session_expires ON session (expires_at);

-- Failed sign-ins by account and by address, and how long each is locked.
CREATE TABLE sign_in_guard (
    association TEXT NOT NULL CHECK (association = ''),
    key TEXT NOT NULL CHECK (key <> ''),
    failures BIGINT NOT NULL CHECK (failures >= 0),
    window_from BIGINT NOT NULL,
    locked_until BIGINT,
    PRIMARY KEY (association, key)
);
CREATE INDEX sign_in_guard_window ON sign_in_guard (window_from);

-- Links for a new password, each once.
CREATE TABLE recovery (
    association TEXT NOT NULL CHECK (association = ''),
    token TEXT NOT NULL CHECK (length(token) = 64),
    account BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (association, token),
    FOREIGN KEY (association, account) REFERENCES account (association, id)
);
CREATE INDEX recovery_account ON recovery (account, created_at);

-- Tokens with which programs use the JSON interface for a person.
CREATE TABLE api_token (
    association TEXT NOT NULL CHECK (association = ''),
    id BIGINT NOT NULL CHECK (id >= 0),
    account BIGINT NOT NULL,
    token TEXT NOT NULL CHECK (length(token) = 64),
    name TEXT NOT NULL CHECK (name <> ''),
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (association, id),
    FOREIGN KEY (association, account) REFERENCES account (association, id)
);
CREATE UNIQUE INDEX api_token_token ON api_token (token);
CREATE INDEX api_token_account ON api_token (account, created_at);

-- 站内信: what a person is told; the words are the locale's message `message-<kind>` filled with `args`.
CREATE TABLE message (
    association TEXT NOT NULL,
    id BIGINT NOT NULL CHECK (id >= 0),
    account BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    args TEXT NOT NULL,
    href TEXT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (association, id)
);
CREATE INDEX message_account ON message (account, at);
CREATE INDEX message_unread ON message (account) WHERE read_at IS NULL;
