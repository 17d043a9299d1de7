-- Selection, publicity, objections and appeals.

CREATE TABLE selection (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  call BIGINT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'at_head', 'at_leader', 'signed')),
  money_fen BIGINT,                            -- what there is to give; none where the plan alone bounds it
  note TEXT NOT NULL DEFAULT '',
  record TEXT NOT NULL DEFAULT '',             -- number of the minutes of the deciding meeting
  body_hash TEXT NOT NULL DEFAULT '',          -- of the lines as signed
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  signed_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id)
);
CREATE INDEX selection_by_call ON selection (association, call, made_at);

CREATE TABLE selection_line (
  association TEXT NOT NULL,
  selection BIGINT NOT NULL,
  application BIGINT NOT NULL,
  type_code TEXT NOT NULL,
  tier TEXT NOT NULL DEFAULT '',
  score BIGINT,                                -- hundredths of a point
  place BIGINT NOT NULL DEFAULT 0,
  applied_fen BIGINT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('open', 'select', 'reserve', 'decline')),
  amount_fen BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (association, selection, application)
);

CREATE TABLE selection_step (
  association TEXT NOT NULL,
  selection BIGINT NOT NULL,
  n BIGINT NOT NULL,
  command TEXT NOT NULL,
  account BIGINT,
  name TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL,
  PRIMARY KEY (association, selection, n)
);

CREATE TABLE publicity (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  call BIGINT NOT NULL,
  selection BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'superseded', 'settled')),
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  body TEXT NOT NULL,                          -- JSON of the public list
  body_hash TEXT NOT NULL,
  supersedes BIGINT,
  published_by TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  PRIMARY KEY (association, id)
);
CREATE INDEX publicity_by_call ON publicity (association, call, published_at);

-- Objections to a line of a public list, and applicants' appeals against a refusal.
CREATE TABLE objection (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('objection', 'appeal')),
  number TEXT NOT NULL,
  publicity BIGINT,
  application BIGINT NOT NULL,
  sealed TEXT NOT NULL,                        -- who objects, and what they say: sealed with the deployment's key
  state TEXT NOT NULL,
  handler BIGINT,
  handler_name TEXT NOT NULL DEFAULT '',
  finding TEXT NOT NULL DEFAULT '',
  ruling TEXT NOT NULL DEFAULT '',
  received_at BIGINT NOT NULL,
  closed_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id)
);
CREATE UNIQUE INDEX objection_by_number ON objection (association, number);
CREATE INDEX objection_by_application ON objection (association, application, state);
CREATE INDEX objection_by_publicity ON objection (association, publicity, state);

CREATE TABLE objection_step (
  association TEXT NOT NULL,
  objection BIGINT NOT NULL,
  n BIGINT NOT NULL,
  command TEXT NOT NULL,
  to_state TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (association, objection, n)
);
