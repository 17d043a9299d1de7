-- The ground that every noun stands on.
--
-- Portable between SQLite and PostgreSQL: BIGINT, TEXT; times are milliseconds since 1970 (UTC), yes/no is 0/1,
-- hashes are hexadecimal text, structures are JSON text. Every table but `setting` and `blob` has the association
-- first in its primary key ('' is the deployment itself), so that a deployment can be split by it.
-- A line `--! append_only TABLE` forbids changing and deleting rows of that table.

-- 科协: the tenants of a deployment.
CREATE TABLE association (
    code TEXT NOT NULL PRIMARY KEY CHECK (code <> ''),
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    region TEXT NOT NULL,
    settings TEXT NOT NULL DEFAULT '{}',
    created_at BIGINT NOT NULL
);

-- What was done, by whom, why it can be trusted: each row's hash covers the row before it.
CREATE TABLE audit (
    association TEXT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq > 0),
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    via TEXT NOT NULL CHECK (via IN ('page', 'api', 'cli', 'job')),
    request_id TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action <> ''),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    before TEXT,
    after TEXT,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (association, seq)
);
CREATE INDEX audit_subject ON audit (association, subject_kind, subject_id, seq);
CREATE INDEX audit_actor ON audit (association, actor_id, seq);
--! append_only audit

-- The ends of an association's chain and streams; the row that is locked last in a transaction.
CREATE TABLE audit_head (
    association TEXT NOT NULL PRIMARY KEY,
    audit_seq BIGINT NOT NULL CHECK (audit_seq >= 0),
    audit_hash TEXT NOT NULL,
    event_seq BIGINT NOT NULL CHECK (event_seq >= 0),
    outbox_seq BIGINT NOT NULL CHECK (outbox_seq >= 0)
);

-- What happened, in the order of commits: the stream that readers follow by `seq`.
CREATE TABLE event (
    association TEXT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq > 0),
    at BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    audit_seq BIGINT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (association, seq)
);
CREATE INDEX event_subject ON event (association, subject_kind, subject_id, seq);
--! append_only event

-- What is to be sent outside (mail, SMS, robots); written with the change that causes it, sent afterwards.
CREATE TABLE outbox (
    association TEXT NOT NULL,
    seq BIGINT NOT NULL CHECK (seq > 0),
    at BIGINT NOT NULL,
    channel TEXT NOT NULL CHECK (channel <> ''),
    recipient TEXT NOT NULL,
    payload TEXT NOT NULL,
    audit_seq BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    next_at BIGINT NOT NULL,
    finished_at BIGINT,
    error TEXT,
    PRIMARY KEY (association, seq)
);
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'waiting';

-- Work to be done later, at least once.
CREATE TABLE job (
    association TEXT NOT NULL,
    id BIGINT NOT NULL CHECK (id >= 0),
    kind TEXT NOT NULL CHECK (kind <> ''),
    payload TEXT NOT NULL,
    dedupe_key TEXT,
    state TEXT NOT NULL CHECK (state IN ('ready', 'running', 'done', 'dead')),
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    most_attempts BIGINT NOT NULL CHECK (most_attempts > 0),
    worker TEXT,
    lease_until BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (association, id),
    CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CHECK ((state IN ('done', 'dead')) = (finished_at IS NOT NULL))
);
CREATE INDEX job_ready ON job (run_at, id) WHERE state = 'ready';
CREATE INDEX job_running ON job (lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX job_once ON job (association, kind, dedupe_key) WHERE state = 'ready';

-- Numbers without gaps (受理编号, 合同编号 and the like).
CREATE TABLE counter (
    association TEXT NOT NULL,
    scope TEXT NOT NULL,
    value BIGINT NOT NULL CHECK (value > 0),
    PRIMARY KEY (association, scope)
);

-- How many of a limited number are taken (限项, 限额).
CREATE TABLE quota (
    association TEXT NOT NULL,
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    used BIGINT NOT NULL CHECK (used >= 0),
    PRIMARY KEY (association, scope, key)
);

-- Token buckets of the rate limits; `level` counts milliseconds of refilling.
CREATE TABLE rate_bucket (
    association TEXT NOT NULL,
    key TEXT NOT NULL,
    level BIGINT NOT NULL CHECK (level >= 0),
    at BIGINT NOT NULL,
    PRIMARY KEY (association, key)
);
CREATE INDEX rate_bucket_at ON rate_bucket (at);

-- Answers already given, so that a repeated request is not carried out twice.
CREATE TABLE idempotency (
    association TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    response TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (association, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);

-- Settings of the deployment that are changed while it runs.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Files by their content; the bytes lie in the file store.
CREATE TABLE blob (
    sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    size BIGINT NOT NULL CHECK (size >= 0),
    created_at BIGINT NOT NULL
);
