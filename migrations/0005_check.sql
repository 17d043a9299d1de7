-- The formal check, the target check and the paper copies.

CREATE TABLE check_item (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  round BIGINT NOT NULL,                       -- 1 at first, 2 after a correction
  item TEXT NOT NULL,                          -- rule, limit or manual item
  verdict TEXT NOT NULL CHECK (verdict IN ('met', 'not_met', 'overridden')),
  reason TEXT NOT NULL DEFAULT '',             -- needed for an override and for not_met
  judged_by TEXT NOT NULL,
  judged_at BIGINT NOT NULL,
  PRIMARY KEY (association, application, round, item)
);

CREATE TABLE defect (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  round BIGINT NOT NULL,
  n BIGINT NOT NULL,
  field TEXT NOT NULL,                         -- '' for the application as a whole
  problem TEXT NOT NULL,
  clause TEXT NOT NULL DEFAULT '',             -- JSON of the clause it rests on, '' for none
  demand TEXT NOT NULL,                        -- what to change
  raised_by TEXT NOT NULL,
  raised_at BIGINT NOT NULL,
  PRIMARY KEY (association, application, round, n)
);

-- The verdicts as they stood when the check was decided: the record that can be re-checked later.
CREATE TABLE check_record (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  n BIGINT NOT NULL,
  command TEXT NOT NULL,
  body TEXT NOT NULL,                          -- JSON: verdicts, items, overrides, defects, reason
  body_hash TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (association, application, n)
);

-- A printed version: its code stands on every page.
CREATE TABLE print (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  version_code TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  snapshot BIGINT NOT NULL,
  printed_at BIGINT NOT NULL,
  voided_at BIGINT,
  void_reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (association, application, version_code)
);
CREATE INDEX print_by_code ON print (association, version_code);

CREATE TABLE paper_copy (
  association TEXT NOT NULL,
  application BIGINT NOT NULL,
  id BIGINT NOT NULL,
  version_code TEXT NOT NULL,
  copies BIGINT NOT NULL,
  arrived_on TEXT NOT NULL,                    -- civil date
  dispatched_on TEXT NOT NULL DEFAULT '',      -- civil date on the courier's slip; '' for handed in
  courier_number TEXT NOT NULL DEFAULT '',
  in_time BIGINT NOT NULL CHECK (in_time IN (0, 1)),
  verdict TEXT NOT NULL CHECK (verdict IN ('received', 'accepted', 'rejected')),
  note TEXT NOT NULL DEFAULT '',
  scan_sha256 TEXT NOT NULL DEFAULT '',
  scan_name TEXT NOT NULL DEFAULT '',
  scan_code TEXT NOT NULL DEFAULT '',          -- code read from the scan's QR
  registered_by TEXT NOT NULL,
  registered_at BIGINT NOT NULL,
  PRIMARY KEY (association, application, id)
);
