-- What an organisation prepares before it hands its acceptance in, and archive packages that are being made.

CREATE TABLE acceptance_draft (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  summary TEXT NOT NULL DEFAULT '',
  words TEXT NOT NULL DEFAULT '{}',            -- JSON: what is said of each indicator
  papers TEXT NOT NULL DEFAULT '[]',           -- JSON: performance report, audit report, others
  saved_by TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, project),
  FOREIGN KEY (association, project) REFERENCES project (association, id)
);

CREATE TABLE archive_order (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  term TEXT NOT NULL CHECK (term IN ('permanent', '30', '10')),
  ordered_by TEXT NOT NULL,
  ordered_at BIGINT NOT NULL,
  PRIMARY KEY (association, project),
  FOREIGN KEY (association, project) REFERENCES project (association, id)
);

CREATE INDEX archive_by_time ON archive (association, sealed_at);
