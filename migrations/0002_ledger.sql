-- The organisation ledger (单位台账): who may apply, with the facts that rules look at.

CREATE TABLE organisation (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,                      -- normalised name: equality and search
  class TEXT NOT NULL,                         -- OrganisationClass code
  credit_code TEXT NOT NULL DEFAULT '',        -- 统一社会信用代码; '' for bodies without legal person
  host_name TEXT NOT NULL DEFAULT '',          -- host body of those without legal person
  host_code TEXT NOT NULL DEFAULT '',
  legal_person BIGINT NOT NULL CHECK (legal_person IN (0, 1)),
  own_account BIGINT NOT NULL CHECK (own_account IN (0, 1)),
  member BIGINT NOT NULL CHECK (member IN (0, 1)),
  region TEXT NOT NULL DEFAULT '',             -- GB/T 2260
  address TEXT NOT NULL DEFAULT '',
  contact TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  bank_holder TEXT NOT NULL DEFAULT '',
  bank_name TEXT NOT NULL DEFAULT '',
  bank_account TEXT NOT NULL DEFAULT '',
  qualified_in TEXT NOT NULL DEFAULT '[]',     -- JSON list of years
  active BIGINT NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  version BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (association, id)
);
CREATE UNIQUE INDEX organisation_by_name ON organisation (association, name_key);
CREATE INDEX organisation_by_credit_code ON organisation (association, credit_code);
CREATE INDEX organisation_by_class ON organisation (association, class, name_key);

CREATE TABLE organisation_fact (
  association TEXT NOT NULL,
  organisation BIGINT NOT NULL,
  kind TEXT NOT NULL,                          -- FactKind code
  year BIGINT NOT NULL,
  value TEXT NOT NULL,
  basis TEXT NOT NULL DEFAULT '',              -- document it rests on
  recorded_at BIGINT NOT NULL,
  recorded_by TEXT NOT NULL,
  PRIMARY KEY (association, organisation, kind, year)
);

-- Years for which the ledger of a kind of fact is complete: only then does a missing fact mean that there was none.
CREATE TABLE ledger_year (
  association TEXT NOT NULL,
  kind TEXT NOT NULL,
  year BIGINT NOT NULL,
  closed_at BIGINT NOT NULL,
  closed_by TEXT NOT NULL,
  PRIMARY KEY (association, kind, year)
);

CREATE TABLE credit_bar (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  organisation BIGINT NOT NULL,
  starts TEXT NOT NULL,                        -- civil date
  ends TEXT NOT NULL DEFAULT '',               -- civil date; '' for good
  basis TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  recorded_by TEXT NOT NULL,
  PRIMARY KEY (association, id)
);
CREATE INDEX credit_bar_by_organisation ON credit_bar (association, organisation);
