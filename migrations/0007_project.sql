-- Projects: founded from selected applications at the end of their publicity.

CREATE TABLE project (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT NOT NULL,                        -- 立项编号, without gaps within a call, never reused
  call BIGINT NOT NULL,
  call_version BIGINT NOT NULL,
  type_code TEXT NOT NULL,
  tier TEXT NOT NULL DEFAULT '',
  organisation BIGINT NOT NULL,
  organisation_name TEXT NOT NULL,
  application BIGINT NOT NULL,
  title TEXT NOT NULL,
  leader TEXT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  state TEXT NOT NULL,
  hold TEXT NOT NULL DEFAULT '',               -- why contract and payments wait; '' for not held
  founded_at BIGINT NOT NULL,
  completes_on TEXT NOT NULL DEFAULT '',       -- civil date; '' where the programme sets none
  frozen TEXT NOT NULL,                        -- JSON: content, targets, budget
  frozen_hash TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id),
  UNIQUE (association, number),
  UNIQUE (association, application)
);
CREATE INDEX project_by_call ON project (association, call, type_code, number);
CREATE INDEX project_by_organisation ON project (association, organisation, founded_at);
CREATE INDEX project_by_state ON project (association, state, completes_on);

CREATE TABLE project_event (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  id BIGINT NOT NULL,
  command TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  actor_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (association, project, id)
);
