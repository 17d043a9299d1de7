-- Expert review: the pool, panels, conflicts, scores, meetings.

CREATE TABLE expert (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  account BIGINT,                              -- signs in as this account; none before the first invitation
  name TEXT NOT NULL,
  kinds TEXT NOT NULL,                         -- codes with blanks between: technical financial management
  rank TEXT NOT NULL CHECK (rank IN ('academician', 'senior', 'other')),
  title TEXT NOT NULL DEFAULT '',              -- 职称
  organisation TEXT NOT NULL DEFAULT '',
  former TEXT NOT NULL DEFAULT '[]',           -- JSON list: organisations left less than two years ago
  region TEXT NOT NULL DEFAULT '',             -- GB/T 2260
  disciplines TEXT NOT NULL DEFAULT '[]',      -- JSON list of paths: 工学/机械工程
  phone TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'barred')),
  state_note TEXT NOT NULL DEFAULT '',         -- until when and why
  relations TEXT NOT NULL DEFAULT '[]',        -- JSON list of declared relations
  bank TEXT NOT NULL DEFAULT '',               -- sealed: account for fees
  search_key TEXT NOT NULL DEFAULT '',
  joined_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id)
);
CREATE UNIQUE INDEX expert_by_account ON expert (association, account) WHERE account IS NOT NULL;
CREATE INDEX expert_account ON expert (account) WHERE account IS NOT NULL;
CREATE INDEX expert_by_name ON expert (association, name);

CREATE TABLE panel (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  call BIGINT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('forming', 'open', 'revealed')),
  blind TEXT NOT NULL CHECK (blind IN ('open', 'single', 'double')),
  rubric TEXT NOT NULL,                        -- JSON, frozen when the panel opens
  composition TEXT NOT NULL,                   -- JSON
  due_on TEXT NOT NULL DEFAULT '',             -- civil date until which scores are asked for
  rates TEXT NOT NULL DEFAULT '{}',            -- JSON: daily fee after tax by rank, and how duty is counted
  meeting TEXT NOT NULL DEFAULT '{}',          -- JSON: day, place, host, recorder, present, notes
  opened_at BIGINT,
  revealed_at BIGINT,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id)
);
CREATE INDEX panel_by_call ON panel (association, call, made_at);

CREATE TABLE panel_member (
  association TEXT NOT NULL,
  panel BIGINT NOT NULL,
  expert BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('invited', 'accepted', 'declined', 'replaced')),
  seat TEXT NOT NULL,                          -- the kind this expert sits for
  chairs BIGINT NOT NULL DEFAULT 0 CHECK (chairs IN (0, 1)),
  half_days BIGINT NOT NULL DEFAULT 0,         -- of the meeting, for the fee
  invited_at BIGINT NOT NULL,
  invited_by TEXT NOT NULL,
  answered_at BIGINT,
  letter_at BIGINT,                            -- commitment letter signed; no file opens before
  letter_hash TEXT NOT NULL DEFAULT '',        -- SHA-256 of the words signed
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (association, panel, expert)
);
CREATE INDEX panel_member_by_expert ON panel_member (association, expert, invited_at);

-- An application lies in one panel at a time.
CREATE TABLE panel_application (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  panel BIGINT NOT NULL,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (association, application)
);
CREATE INDEX panel_application_by_panel ON panel_application (association, panel, application);

CREATE TABLE review (
  association TEXT NOT NULL,
  panel BIGINT NOT NULL,
  application BIGINT NOT NULL,
  expert BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('assigned', 'submitted', 'released')),
  scores TEXT NOT NULL DEFAULT '{}',           -- JSON: hundredths by criterion
  comment TEXT NOT NULL DEFAULT '',
  total BIGINT,                                -- hundredths of a point, once submitted
  assigned_at BIGINT NOT NULL,
  assigned_by TEXT NOT NULL,
  saved_at BIGINT,
  submitted_at BIGINT,
  reason TEXT NOT NULL DEFAULT '',             -- why released or opened again
  reopened BIGINT NOT NULL DEFAULT 0,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, panel, application, expert)
);
CREATE INDEX review_by_expert ON review (association, expert, state);

CREATE TABLE conflict (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  expert BIGINT NOT NULL,
  kind TEXT NOT NULL,
  with_name TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('suggested', 'confirmed', 'dismissed')),
  note TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (association, application, expert, kind)
);
CREATE INDEX conflict_by_expert ON conflict (association, expert, state);

-- Names the applicant asked to avoid (at most three).
CREATE TABLE avoidance (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  name TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  PRIMARY KEY (association, application, name)
);

CREATE TABLE meeting_vote (
  association TEXT NOT NULL,
  panel BIGINT NOT NULL,
  application BIGINT NOT NULL,
  expert BIGINT NOT NULL,
  vote TEXT NOT NULL CHECK (vote IN ('yes', 'no', 'abstain')),
  noted_at BIGINT NOT NULL,
  PRIMARY KEY (association, panel, application, expert)
);
