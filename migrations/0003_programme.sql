-- Programmes while they are written, and calls: published, frozen versions of them.

CREATE TABLE programme (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'review', 'published')),
  body TEXT NOT NULL,                          -- the TOML file
  version BIGINT NOT NULL DEFAULT 1,           -- row version for safe editing
  edited_by BIGINT NOT NULL,
  edited_by_name TEXT NOT NULL,
  edited_at BIGINT NOT NULL,
  review_note TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (association, id)
);
CREATE UNIQUE INDEX programme_by_code ON programme (association, code);

CREATE TABLE call (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT NOT NULL,                          -- the programme's code, in addresses
  title TEXT NOT NULL,
  programme BIGINT NOT NULL,
  version BIGINT NOT NULL,                     -- current call_version
  opens_at BIGINT NOT NULL,
  closes_at BIGINT NOT NULL,                   -- electronic deadline of the current version
  published_at BIGINT NOT NULL,
  PRIMARY KEY (association, id)
);
CREATE UNIQUE INDEX call_by_code ON call (association, code);

-- Never updated, never deleted: what was published stays as it was.
CREATE TABLE call_version (
  association TEXT NOT NULL,
  call BIGINT NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('publication', 'correction', 'extension')),
  reason TEXT NOT NULL DEFAULT '',             -- 更正/延期事由
  body TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  author TEXT NOT NULL,
  approver TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  PRIMARY KEY (association, call, version)
);

-- A later deadline for one organisation, by decision.
CREATE TABLE extension (
  association TEXT NOT NULL,
  call BIGINT NOT NULL,
  organisation BIGINT NOT NULL,
  until BIGINT NOT NULL,
  basis TEXT NOT NULL,
  granted_by TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  PRIMARY KEY (association, call, organisation)
);
