-- The life of a project between contract and archive: activities with their sign-in sheets and evidence, achievements,
-- inspections, acceptances, archives. What must always be true is held here by keys and checks:
--   a file proves one thing in one slot once         what counts is looked up by its SHA-256
--   substance and money are looked at by two people  a third one concludes
--   an acceptance that is concluded never changes    and a project has one that is open
--   a package once sealed is never sealed again      a draw's seed is revealed once, after its commitment

CREATE TABLE activity (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  project BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'confirmed', 'rejected', 'cancelled')),
  starts_on TEXT NOT NULL,                     -- civil date
  ends_on TEXT NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  body TEXT NOT NULL,                          -- JSON: everything but evidence
  on_site BIGINT NOT NULL DEFAULT 0 CHECK (on_site >= 0),
  daily BIGINT NOT NULL DEFAULT 0 CHECK (daily >= 0),
  on_line BIGINT NOT NULL DEFAULT 0 CHECK (on_line >= 0),
  counted TEXT NOT NULL DEFAULT 'sheet' CHECK (counted IN ('sheet', 'paper')),
  token TEXT NOT NULL,                         -- in the QR code at the door
  reason TEXT NOT NULL DEFAULT '',             -- why it was cancelled or not counted
  entered_by TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id),
  UNIQUE (association, token),
  FOREIGN KEY (association, project) REFERENCES project (association, id),
  CHECK (ends_on >= starts_on),
  CHECK (state NOT IN ('rejected', 'cancelled') OR reason <> '')
);
CREATE INDEX activity_by_project ON activity (association, project, starts_on);
CREATE INDEX activity_by_day ON activity (association, starts_on);

CREATE TABLE sign_in (
  association TEXT NOT NULL,
  activity BIGINT NOT NULL,
  day TEXT NOT NULL,
  person TEXT NOT NULL CHECK (person <> ''),   -- telephone, else name and organisation: once a day
  name TEXT NOT NULL CHECK (name <> ''),
  organisation TEXT NOT NULL,
  phone TEXT NOT NULL DEFAULT '',
  on_site BIGINT NOT NULL CHECK (on_site IN (0, 1)),
  at BIGINT NOT NULL,
  PRIMARY KEY (association, activity, day, person),
  FOREIGN KEY (association, activity) REFERENCES activity (association, id)
);

CREATE TABLE evidence (
  association TEXT NOT NULL,
  activity BIGINT NOT NULL,
  slot TEXT NOT NULL CHECK (slot <> ''),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  name TEXT NOT NULL,
  labels TEXT NOT NULL DEFAULT '[]',           -- JSON: required words it bears
  added_by TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (association, activity, slot, sha256),
  FOREIGN KEY (association, activity) REFERENCES activity (association, id)
);

CREATE TABLE achievement (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  project BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('reported', 'confirmed', 'rejected', 'replaced')),
  reached_on TEXT NOT NULL,                    -- civil date
  title TEXT NOT NULL CHECK (title <> ''),
  body TEXT NOT NULL,                          -- JSON
  number BIGINT NOT NULL CHECK (number >= 0),
  whole BIGINT,
  sha256 TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  entered_by TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id),
  FOREIGN KEY (association, project) REFERENCES project (association, id),
  CHECK (whole IS NULL OR (whole > 0 AND number <= whole)),
  CHECK (state <> 'rejected' OR reason <> '')
);
CREATE INDEX achievement_by_project ON achievement (association, project, reached_on);
-- The same file is handed in once for a project.
CREATE UNIQUE INDEX achievement_by_file ON achievement (association, project, sha256)
  WHERE sha256 <> '' AND state IN ('reported', 'confirmed');

CREATE TABLE spot_draw (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  pledge TEXT NOT NULL CHECK (length(pledge) = 64),  -- SHA-256 of the seed
  seed TEXT NOT NULL DEFAULT '',
  pool TEXT NOT NULL,                          -- JSON: numbers of the projects, in order
  take BIGINT NOT NULL CHECK (take > 0),
  drawn TEXT NOT NULL DEFAULT '[]',
  pledged_by TEXT NOT NULL,
  pledged_at BIGINT NOT NULL,
  revealed_at BIGINT,
  PRIMARY KEY (association, id),
  CHECK ((seed = '' AND revealed_at IS NULL) OR (seed <> '' AND revealed_at IS NOT NULL AND revealed_at > pledged_at))
);

CREATE TABLE inspection (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  project BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('draw', 'risk', 'mid_term')),
  state TEXT NOT NULL CHECK (state IN ('planned', 'reported', 'remedy', 'remedied', 'passed', 'failed', 'cancelled')),
  draw BIGINT,                                 -- the draw it comes from
  basis TEXT NOT NULL DEFAULT '',              -- the risk it comes from
  planned_on TEXT NOT NULL,                    -- civil date
  report TEXT NOT NULL DEFAULT '',             -- JSON: the organisation's report with its progress
  items TEXT NOT NULL DEFAULT '[]',            -- JSON: what is to be put right
  remedy_due TEXT NOT NULL DEFAULT '',         -- civil date
  answer TEXT NOT NULL DEFAULT '',
  finding TEXT NOT NULL DEFAULT '',
  planned_by TEXT NOT NULL,
  planned_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id),
  FOREIGN KEY (association, project) REFERENCES project (association, id),
  FOREIGN KEY (association, draw) REFERENCES spot_draw (association, id),
  CHECK (kind <> 'draw' OR draw IS NOT NULL),
  CHECK (kind <> 'risk' OR basis <> ''),
  CHECK (state NOT IN ('remedy', 'remedied') OR (items <> '[]' AND remedy_due <> '')),
  CHECK (state <> 'remedied' OR answer <> ''),
  CHECK (state NOT IN ('passed', 'failed', 'cancelled') OR finding <> '')
);
CREATE INDEX inspection_by_project ON inspection (association, project, planned_at);
CREATE INDEX inspection_by_state ON inspection (association, state, planned_on);
-- One draw names a project once.
CREATE UNIQUE INDEX inspection_by_draw ON inspection (association, draw, project) WHERE draw IS NOT NULL;
CREATE UNIQUE INDEX inspection_mid_term ON inspection (association, project)
  WHERE kind = 'mid_term' AND state NOT IN ('passed', 'failed', 'cancelled');

-- Warnings that went out.
CREATE TABLE warning_sent (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  subject TEXT NOT NULL,                       -- canonical JSON
  due_on TEXT NOT NULL,
  step BIGINT NOT NULL,                        -- days left, below nothing: days late
  sent_at BIGINT NOT NULL,
  PRIMARY KEY (association, project, subject),
  FOREIGN KEY (association, project) REFERENCES project (association, id)
);

CREATE TABLE acceptance (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  project BIGINT NOT NULL,
  round BIGINT NOT NULL CHECK (round > 0),     -- 1, and again after each rectification
  state TEXT NOT NULL CHECK (state IN ('applied', 'returned', 'concluded')),
  form TEXT NOT NULL,                          -- JSON
  form_hash TEXT NOT NULL CHECK (length(form_hash) = 64),
  applied_by TEXT NOT NULL,
  applied_at BIGINT NOT NULL,
  verdicts TEXT NOT NULL DEFAULT '[]',         -- JSON: what was said of each indicator
  substance_by BIGINT,
  substance_name TEXT NOT NULL DEFAULT '',
  substance_words TEXT NOT NULL DEFAULT '',
  substance_at BIGINT,
  money_by BIGINT,
  money_name TEXT NOT NULL DEFAULT '',
  money_in_order BIGINT CHECK (money_in_order IN (0, 1)),
  money_words TEXT NOT NULL DEFAULT '',
  money_at BIGINT,
  verdict TEXT CHECK (verdict IN ('passed', 'closed', 'rectify', 'failed')),
  basis_points BIGINT CHECK (basis_points BETWEEN 0 AND 10000),
  reason TEXT NOT NULL DEFAULT '',             -- of the return, or of the verdict
  concluded_by BIGINT,
  concluded_name TEXT NOT NULL DEFAULT '',
  concluded_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id),
  UNIQUE (association, project, round),
  FOREIGN KEY (association, project) REFERENCES project (association, id),
  CHECK ((money_by IS NULL) = (money_in_order IS NULL)),
  CHECK (substance_by IS NULL OR money_by IS NULL OR substance_by <> money_by),
  CHECK (concluded_by IS NULL OR (substance_by IS NOT NULL AND money_by IS NOT NULL
    AND concluded_by <> substance_by AND concluded_by <> money_by)),
  CHECK ((state = 'concluded') = (verdict IS NOT NULL AND concluded_by IS NOT NULL AND basis_points IS NOT NULL)),
  CHECK (verdict IS NULL OR verdict NOT IN ('passed', 'closed') OR money_in_order = 1),
  CHECK (state <> 'returned' OR reason <> '')
);
CREATE UNIQUE INDEX acceptance_open ON acceptance (association, project) WHERE state <> 'concluded';
CREATE INDEX acceptance_by_state ON acceptance (association, state, applied_at);

CREATE TABLE archive (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  number TEXT NOT NULL,                        -- 档号
  package TEXT NOT NULL CHECK (length(package) = 64),
  manifest TEXT NOT NULL CHECK (length(manifest) = 64),
  files BIGINT NOT NULL CHECK (files > 0),
  bytes BIGINT NOT NULL CHECK (bytes > 0),
  term TEXT NOT NULL CHECK (term IN ('permanent', '30', '10')),
  report TEXT NOT NULL,                        -- JSON: the four-property test
  sealed_by TEXT NOT NULL,
  sealed_at BIGINT NOT NULL,
  PRIMARY KEY (association, project),
  UNIQUE (association, number),
  FOREIGN KEY (association, project) REFERENCES project (association, id)
);
--! append_only archive
