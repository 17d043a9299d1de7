-- 分配方案: who reviews what, drawn up before anybody is told. What it said before each step stands in `plan`.
CREATE TABLE assignment_plan (
  association TEXT NOT NULL,
  panel BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'handed_in', 'sealed')),
  plan TEXT NOT NULL,                          -- JSON: pairs, locked, forbidden, and what they were before
  edited_by BIGINT,                            -- account of the last step
  handed_by BIGINT,                            -- account
  handed_name TEXT NOT NULL DEFAULT '',
  handed_at BIGINT,
  sealed_by BIGINT,                            -- account; never the one that handed in
  sealed_name TEXT NOT NULL DEFAULT '',
  sealed_at BIGINT,
  hash TEXT NOT NULL DEFAULT '',               -- SHA-256 of the sealed pairs
  reason TEXT NOT NULL DEFAULT '',             -- why sent back or opened again
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, panel),
  CHECK (state <> 'sealed' OR (sealed_by IS NOT NULL AND sealed_by <> handed_by))
);
