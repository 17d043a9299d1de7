-- The ledger's history (台账历史), its requests, invitations, imports and first passwords. Nothing is overwritten: a fact
-- that is corrected or withdrawn keeps every entry it ever had.

CREATE TABLE organisation_fact_entry (
  association TEXT NOT NULL,
  organisation BIGINT NOT NULL,
  kind TEXT NOT NULL,
  year BIGINT NOT NULL,
  seq BIGINT NOT NULL CHECK (seq > 0),
  value TEXT NOT NULL,                         -- '' where the entry withdraws the fact
  basis TEXT NOT NULL,
  reason TEXT NOT NULL,                        -- why it was corrected; '' for the first entry
  recorded_at BIGINT NOT NULL,
  recorded_by TEXT NOT NULL,
  PRIMARY KEY (association, organisation, kind, year, seq)
);
INSERT INTO organisation_fact_entry
  (association, organisation, kind, year, seq, value, basis, reason, recorded_at, recorded_by)
  SELECT association, organisation, kind, year, 1, value, basis, '', recorded_at, recorded_by FROM organisation_fact;
--! append_only organisation_fact_entry

CREATE INDEX organisation_fact_by_value ON organisation_fact (association, kind, year, value);

-- A credit measure that was lifted before its end stays readable.
ALTER TABLE credit_bar ADD COLUMN lifted_at BIGINT;
ALTER TABLE credit_bar ADD COLUMN lifted_by TEXT NOT NULL DEFAULT '';
ALTER TABLE credit_bar ADD COLUMN lift_reason TEXT NOT NULL DEFAULT '';

-- 停用、恢复、归并: when an entry of the ledger was closed or opened again, and into which other it was merged.
CREATE TABLE organisation_closure (
  association TEXT NOT NULL,
  organisation BIGINT NOT NULL,
  seq BIGINT NOT NULL CHECK (seq > 0),
  closed BIGINT NOT NULL CHECK (closed IN (0, 1)),
  reason TEXT NOT NULL CHECK (reason <> ''),
  successor BIGINT,                            -- the entry it was merged into
  decided_at BIGINT NOT NULL,
  decided_by TEXT NOT NULL,
  PRIMARY KEY (association, organisation, seq)
);
--! append_only organisation_closure

-- 变更申请: what an organisation wants corrected and the office must confirm.
CREATE TABLE organisation_request (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  organisation BIGINT NOT NULL,
  wanted TEXT NOT NULL,                        -- JSON: field to new value
  present TEXT NOT NULL,                       -- JSON: field to the value when it was asked for
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'confirmed', 'declined', 'withdrawn')),
  asked_at BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  account BIGINT NOT NULL,
  decided_at BIGINT,
  decided_by TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (association, id)
);
CREATE INDEX organisation_request_by_organisation ON organisation_request (association, organisation, asked_at);
CREATE INDEX organisation_request_waiting ON organisation_request (association, asked_at) WHERE state = 'waiting';

-- 邀请: a person with an account is asked into an organisation and answers for themselves.
CREATE TABLE invitation (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  organisation BIGINT NOT NULL,
  account BIGINT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('filler', 'administrator', 'recommender')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'declined', 'withdrawn')),
  invited_at BIGINT NOT NULL,
  invited_by TEXT NOT NULL,
  answered_at BIGINT,
  PRIMARY KEY (association, id)
);
CREATE INDEX invitation_waiting ON invitation (account) WHERE state = 'waiting';
CREATE INDEX invitation_by_organisation ON invitation (association, organisation, invited_at);

-- 台账导入: a workbook, what it would change, and what was made of it.
CREATE TABLE organisation_import (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('reading', 'read', 'applying', 'applied', 'dropped', 'failed')),
  total BIGINT NOT NULL DEFAULT 0,
  done BIGINT NOT NULL DEFAULT 0,
  counts TEXT NOT NULL DEFAULT '{}',           -- JSON: new, changed, unchanged, wrong
  plan_sha256 TEXT NOT NULL DEFAULT '',        -- the rows with their verdicts, kept as a file
  mode TEXT NOT NULL DEFAULT '',               -- all or good
  problem TEXT NOT NULL DEFAULT '',
  uploaded_at BIGINT NOT NULL,
  uploaded_by TEXT NOT NULL,
  account BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (association, id)
);
CREATE INDEX organisation_import_by_time ON organisation_import (association, uploaded_at);

-- 初始账号: first passwords, sealed until they are handed out once.
CREATE TABLE credential_batch (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('making', 'ready', 'taken')),
  total BIGINT NOT NULL,
  done BIGINT NOT NULL DEFAULT 0,
  mail BIGINT NOT NULL CHECK (mail IN (0, 1)),
  wanted TEXT NOT NULL,                        -- JSON list of organisations
  sealed TEXT NOT NULL DEFAULT '',             -- '' once they were taken
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  account BIGINT NOT NULL,
  taken_at BIGINT,
  taken_by TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (association, id)
);
CREATE INDEX credential_batch_by_time ON credential_batch (association, made_at);
