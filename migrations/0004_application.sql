-- Applications: the register row, the answers field by field, files, partners, frozen versions.

CREATE TABLE application (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  call BIGINT NOT NULL,
  call_version BIGINT NOT NULL,                -- version of the call whose rules and form bind it
  type_code TEXT NOT NULL,
  tier TEXT NOT NULL DEFAULT '',
  organisation BIGINT NOT NULL,
  organisation_name TEXT NOT NULL,
  class TEXT NOT NULL,
  recommender BIGINT,
  state TEXT NOT NULL,
  number TEXT NOT NULL DEFAULT '',             -- 申报编号, given at the first submission, never reused
  title TEXT NOT NULL DEFAULT '',
  leader TEXT NOT NULL DEFAULT '',
  leader_phone TEXT NOT NULL DEFAULT '',
  amount_fen BIGINT NOT NULL DEFAULT 0,        -- applied for
  other_fen BIGINT NOT NULL DEFAULT 0,         -- other sources (配套)
  search_key TEXT NOT NULL DEFAULT '',         -- number, title, organisation, leader, normalised
  content_version BIGINT NOT NULL DEFAULT 0,   -- grows with every saved field
  content_hash TEXT NOT NULL DEFAULT '',       -- of the last submitted content
  version_code TEXT NOT NULL DEFAULT '',       -- printed on every page
  returns BIGINT NOT NULL DEFAULT 0,
  correction_due BIGINT,
  open_overrides BIGINT NOT NULL DEFAULT 0,
  repeats BIGINT NOT NULL DEFAULT 0,           -- similar applications pointed out
  paper_state TEXT NOT NULL DEFAULT 'none' CHECK (paper_state IN ('none', 'due', 'received', 'accepted', 'void', 'late')),
  started_by BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  handed_in_at BIGINT,
  signed_off_at BIGINT,
  recommended_at BIGINT,
  submitted_at BIGINT,                         -- first submission, server time at request start
  changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id)
);
CREATE UNIQUE INDEX application_by_number ON application (association, number) WHERE number <> '';
CREATE INDEX application_by_organisation ON application (association, organisation, started_at);
CREATE INDEX application_by_call ON application (association, call, state, submitted_at, id);
CREATE INDEX application_by_type ON application (association, call, type_code, state, submitted_at, id);
CREATE INDEX application_by_recommender ON application (association, recommender, state);
CREATE INDEX application_by_submission ON application (association, submitted_at, id);
CREATE INDEX application_by_code ON application (association, version_code);

-- How many applications a call has by type and state: lists show counts without counting.
CREATE TABLE application_count (
  association TEXT NOT NULL,
  call BIGINT NOT NULL,
  type_code TEXT NOT NULL,
  state TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (association, call, type_code, state)
);

CREATE TABLE answer (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,                         -- JSON
  version BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by BIGINT NOT NULL,
  saved_by_name TEXT NOT NULL,
  PRIMARY KEY (association, application, field)
);

-- What a field held before somebody else changed it, or before the last ten minutes of work.
CREATE TABLE answer_history (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  field TEXT NOT NULL,
  version BIGINT NOT NULL,
  value TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by_name TEXT NOT NULL,
  PRIMARY KEY (association, application, field, version)
);

-- The whole content at a moment that matters: submission, return, resubmission, or when a person asks for it.
CREATE TABLE snapshot (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  n BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('submission', 'resubmission', 'return', 'withdrawal', 'saved', 'restored')),
  body TEXT NOT NULL,                          -- JSON of the canonical content
  content_hash TEXT NOT NULL,
  version_code TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  PRIMARY KEY (association, application, n)
);

CREATE TABLE attachment (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  id BIGINT NOT NULL,
  field TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                          -- what the file really is
  size BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  pages BIGINT NOT NULL DEFAULT 0,
  added_at BIGINT NOT NULL,
  added_by_name TEXT NOT NULL,
  removed_at BIGINT,                           -- taken out of the application; the content stays until the archive term ends
  PRIMARY KEY (association, application, id)
);
CREATE INDEX attachment_by_hash ON attachment (association, sha256);

-- A file on its way: its chunks are blobs of their own until it is complete.
CREATE TABLE upload (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  application BIGINT NOT NULL,
  field TEXT NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  received BIGINT NOT NULL,
  chunks TEXT NOT NULL DEFAULT '[]',           -- JSON list of the chunks' SHA-256 in order
  started_by BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  PRIMARY KEY (association, id)
);

CREATE TABLE joint (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  organisation BIGINT NOT NULL,
  organisation_name TEXT NOT NULL,
  class TEXT NOT NULL,
  part TEXT NOT NULL DEFAULT '',               -- what it does in the project
  state TEXT NOT NULL CHECK (state IN ('invited', 'confirmed', 'declined')),
  note TEXT NOT NULL DEFAULT '',               -- its opinion
  answered_by TEXT NOT NULL DEFAULT '',
  answered_at BIGINT,
  invited_at BIGINT NOT NULL,
  PRIMARY KEY (association, application, organisation)
);
CREATE INDEX joint_by_organisation ON joint (association, organisation, state);

-- Who is at work on an application, field by field.
CREATE TABLE presence (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  account BIGINT NOT NULL,
  name TEXT NOT NULL,
  field TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (association, application, account)
);

-- What happened, in words for the timeline.
CREATE TABLE application_event (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  id BIGINT NOT NULL,
  command TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  actor_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (association, application, id)
);

-- Similar or repeated applications pointed out (N12).
CREATE TABLE repeat_hint (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  other BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('same_title', 'near_title', 'near_text')),
  percent BIGINT NOT NULL,
  found_at BIGINT NOT NULL,
  PRIMARY KEY (association, application, other)
);
-- Fingerprints of titles and main texts, to find them by.
CREATE TABLE fingerprint (
  association TEXT NOT NULL,
  band BIGINT NOT NULL,
  application BIGINT NOT NULL,
  PRIMARY KEY (association, band, application)
);

CREATE TABLE saved_view (
  association TEXT NOT NULL,
  account BIGINT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  PRIMARY KEY (association, account, name)
);
