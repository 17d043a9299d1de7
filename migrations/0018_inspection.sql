-- Spot checks (抽查): draws that anyone can repeat, kept with what was published before and after; the record of a visit with
-- its files; every step of an inspection.

-- What was published before the draw (JSON), and the record after it.
ALTER TABLE spot_draw ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE spot_draw ADD COLUMN notice TEXT NOT NULL DEFAULT '';
ALTER TABLE spot_draw ADD COLUMN record TEXT NOT NULL DEFAULT '';
-- The seed, sealed by the system's key until it is revealed.
ALTER TABLE spot_draw ADD COLUMN secret TEXT NOT NULL DEFAULT '';
-- Civil dates: the first day on which it may be drawn, and the day for which the inspections are planned.
ALTER TABLE spot_draw ADD COLUMN draws_on TEXT NOT NULL DEFAULT '';
ALTER TABLE spot_draw ADD COLUMN visits_on TEXT NOT NULL DEFAULT '';

-- What was found on the spot.
CREATE TABLE visit (
  association TEXT NOT NULL,
  inspection BIGINT NOT NULL,
  number TEXT NOT NULL CHECK (number <> ''),   -- 检查编号
  inspectors TEXT NOT NULL DEFAULT '[]',       -- JSON: names
  visited_on TEXT NOT NULL DEFAULT '',         -- civil date; '' before the visit
  place TEXT NOT NULL DEFAULT '',
  findings TEXT NOT NULL DEFAULT '[]',         -- JSON
  holds BIGINT NOT NULL DEFAULT 0 CHECK (holds IN (0, 1)),  -- whether payments are held because of it
  bar BIGINT,                                  -- the credit measure that follows from it
  clause TEXT NOT NULL DEFAULT '',             -- JSON: the words that consequences rest on
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, inspection),
  UNIQUE (association, number),
  FOREIGN KEY (association, inspection) REFERENCES inspection (association, id),
  CHECK (visited_on = '' OR inspectors <> '[]')
);

CREATE TABLE visit_file (
  association TEXT NOT NULL,
  inspection BIGINT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('office', 'organisation')),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  name TEXT NOT NULL CHECK (name <> ''),
  added_by TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (association, inspection, side, sha256),
  FOREIGN KEY (association, inspection) REFERENCES inspection (association, id)
);

CREATE TABLE inspection_step (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  inspection BIGINT NOT NULL,
  command TEXT NOT NULL CHECK (command <> ''),
  words TEXT NOT NULL DEFAULT '',
  due_on TEXT NOT NULL DEFAULT '',             -- civil date, of a remedy
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (association, id),
  FOREIGN KEY (association, inspection) REFERENCES inspection (association, id)
);
CREATE INDEX inspection_step_of ON inspection_step (association, inspection, at);
--! append_only inspection_step
