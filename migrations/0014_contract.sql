-- Contracts, the ledger of a project's money, payments, expenses, changes and recoveries. What must always be true of the
-- money is held here by keys and checks, whatever the program does:
--   approved = contract = Σ instalments     each instalment begins where the one before ends, the last ends at the sum
--   every movement has two sides            a row names the account it leaves and the one it reaches
--   nobody moves money alone                who asked, reviewed and released are three people
--   paid − returned ≤ approved              an instalment has one payment that stands; balances cannot fall below nothing
--   spent ≤ budget line, recovered ≤ claimed, an invoice counts once

CREATE UNIQUE INDEX project_by_amount ON project (association, id, amount_fen);

CREATE TABLE contract (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  version BIGINT NOT NULL CHECK (version > 0),
  number TEXT NOT NULL,                        -- 合同编号, never reused
  state TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'sealed', 'in_force', 'superseded')),
  body TEXT NOT NULL,                          -- JSON: the terms
  body_hash TEXT NOT NULL,                     -- SHA-256 of their canonical form
  code TEXT NOT NULL DEFAULT '',               -- printed on every page; '' while it may still change
  amount_fen BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  issued_at BIGINT,
  in_force_at BIGINT,
  sealed_sha256 TEXT NOT NULL DEFAULT '',      -- the copy with the organisation's seal
  sealed_check TEXT NOT NULL DEFAULT '',       -- what reading its code found: same, other, unread
  signed_sha256 TEXT NOT NULL DEFAULT '',      -- the copy with both seals
  signed_check TEXT NOT NULL DEFAULT '',
  revision BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, project, version),
  UNIQUE (association, number),
  FOREIGN KEY (association, project, amount_fen) REFERENCES project (association, id, amount_fen),
  CHECK (state IN ('draft', 'issued') OR sealed_sha256 <> ''),
  CHECK (state NOT IN ('in_force', 'superseded') OR (signed_sha256 <> '' AND in_force_at IS NOT NULL))
);
CREATE UNIQUE INDEX contract_in_force ON contract (association, project) WHERE state = 'in_force';

CREATE TABLE instalment (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  n BIGINT NOT NULL CHECK (n > 0),
  previous BIGINT,                             -- the one before; NULL for the first
  body TEXT NOT NULL,                          -- JSON: gate, condition, day, clause
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  from_fen BIGINT NOT NULL CHECK (from_fen >= 0),
  to_fen BIGINT NOT NULL,
  total_fen BIGINT NOT NULL,
  PRIMARY KEY (association, project, n),
  UNIQUE (association, project, n, amount_fen),
  UNIQUE (association, project, n, to_fen),
  FOREIGN KEY (association, project, total_fen) REFERENCES project (association, id, amount_fen),
  FOREIGN KEY (association, project, previous, from_fen) REFERENCES instalment (association, project, n, to_fen),
  CHECK (to_fen = from_fen + amount_fen AND to_fen <= total_fen),
  CHECK ((n = 1 AND previous IS NULL AND from_fen = 0) OR (n > 1 AND previous IS NOT NULL AND previous = n - 1))
);
--! append_only instalment

-- The contract came into force: its last instalment ends at the approved sum.
CREATE TABLE undertaking (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  last_instalment BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (association, project),
  FOREIGN KEY (association, project, amount_fen) REFERENCES project (association, id, amount_fen),
  FOREIGN KEY (association, project, last_instalment, amount_fen)
    REFERENCES instalment (association, project, n, to_fen)
);
--! append_only undertaking

-- Gates of instalments that were judged: progress, mid-term, acceptance.
CREATE TABLE gate_record (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  seq BIGINT NOT NULL CHECK (seq > 0),
  instalment BIGINT NOT NULL,
  gate TEXT NOT NULL CHECK (gate IN ('milestone', 'mid_term', 'acceptance')),
  passed BIGINT NOT NULL CHECK (passed IN (0, 1)),
  words TEXT NOT NULL CHECK (words <> ''),
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (association, project, seq),
  FOREIGN KEY (association, project, instalment) REFERENCES instalment (association, project, n)
);
--! append_only gate_record

CREATE TABLE ledger_entry (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  seq BIGINT NOT NULL CHECK (seq > 0),
  cause TEXT NOT NULL,
  source BIGINT NOT NULL,                      -- project, payment, expense, order or receipt it comes from
  from_account TEXT NOT NULL,
  to_account TEXT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  words TEXT NOT NULL DEFAULT '',
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (association, project, seq),
  UNIQUE (association, cause, source),         -- nothing is booked twice
  FOREIGN KEY (association, project) REFERENCES undertaking (association, project),
  CHECK (from_account <> to_account)
);
--! append_only ledger_entry

CREATE TABLE ledger_balance (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  account TEXT NOT NULL,
  balance_fen BIGINT NOT NULL,
  PRIMARY KEY (association, project, account),
  FOREIGN KEY (association, project) REFERENCES undertaking (association, project),
  CHECK ((account IN ('granted', 'claimed') AND balance_fen <= 0) OR account = 'held'
    OR (account IN ('committed', 'ordered', 'spent', 'lapsed', 'receivable', 'recovered') AND balance_fen >= 0))
);

-- What a role may release; no row: nothing more than the least.
CREATE TABLE release_limit (
  association TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('head', 'leader')),
  amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
  set_by TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (association, role)
);

CREATE TABLE payment_list (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  payments BIGINT NOT NULL CHECK (payments > 0),
  total_fen BIGINT NOT NULL CHECK (total_fen > 0),
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (association, id),
  UNIQUE (association, number)
);
--! append_only payment_list

CREATE TABLE payment (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  project BIGINT NOT NULL,
  instalment BIGINT NOT NULL,
  number TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('requested', 'reviewed', 'released', 'paid', 'returned', 'declined')),
  holder TEXT NOT NULL,
  bank TEXT NOT NULL,
  account TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  requested_by BIGINT NOT NULL,
  requested_name TEXT NOT NULL,
  requested_at BIGINT NOT NULL,
  reviewed_by BIGINT,
  reviewed_name TEXT NOT NULL DEFAULT '',
  reviewed_at BIGINT,
  released_by BIGINT,
  released_name TEXT NOT NULL DEFAULT '',
  released_at BIGINT,
  list BIGINT,                                 -- the bank's list it went out with
  voucher TEXT NOT NULL DEFAULT '',
  paid_on TEXT NOT NULL DEFAULT '',            -- civil date
  reason TEXT NOT NULL DEFAULT '',             -- why it was declined or came back
  settled_name TEXT NOT NULL DEFAULT '',
  settled_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id),
  UNIQUE (association, number),
  FOREIGN KEY (association, project, instalment, amount_fen)
    REFERENCES instalment (association, project, n, amount_fen),
  FOREIGN KEY (association, project) REFERENCES undertaking (association, project),
  FOREIGN KEY (association, list) REFERENCES payment_list (association, id),
  CHECK (reviewed_by IS NULL OR reviewed_by <> requested_by),
  CHECK (released_by IS NULL
    OR (reviewed_by IS NOT NULL AND released_by <> requested_by AND released_by <> reviewed_by)),
  CHECK (state NOT IN ('reviewed', 'released', 'paid') OR reviewed_by IS NOT NULL),
  CHECK (state NOT IN ('released', 'paid') OR released_by IS NOT NULL),
  CHECK (state <> 'paid' OR (voucher <> '' AND paid_on <> '')),
  CHECK (state NOT IN ('returned', 'declined') OR reason <> '')
);
CREATE UNIQUE INDEX payment_standing ON payment (association, project, instalment)
  WHERE state IN ('requested', 'reviewed', 'released', 'paid');
CREATE INDEX payment_by_state ON payment (association, state, requested_at);
CREATE INDEX payment_by_project ON payment (association, project, requested_at);

CREATE TABLE budget_line (
  association TEXT NOT NULL,
  project BIGINT NOT NULL,
  category TEXT NOT NULL,                      -- '' where the contract does not break the sum down
  budget_fen BIGINT NOT NULL CHECK (budget_fen >= 0),
  spent_fen BIGINT NOT NULL DEFAULT 0 CHECK (spent_fen >= 0),
  PRIMARY KEY (association, project, category),
  FOREIGN KEY (association, project) REFERENCES undertaking (association, project),
  CHECK (spent_fen <= budget_fen)
);

CREATE TABLE expense (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  project BIGINT NOT NULL,
  line TEXT NOT NULL,                          -- the budget line it is taken from
  category TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose <> ''),
  payee TEXT NOT NULL DEFAULT '',
  spent_on TEXT NOT NULL,                      -- civil date
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  voucher TEXT NOT NULL CHECK (voucher <> ''),
  invoice TEXT NOT NULL DEFAULT '',
  invoice_key TEXT NOT NULL DEFAULT '',        -- what makes it the same invoice
  state TEXT NOT NULL DEFAULT 'booked' CHECK (state IN ('booked', 'reversed')),
  reason TEXT NOT NULL DEFAULT '',             -- why it was reversed
  entered_by TEXT NOT NULL,
  entered_at BIGINT NOT NULL,
  PRIMARY KEY (association, id),
  FOREIGN KEY (association, project, line) REFERENCES budget_line (association, project, category),
  CHECK (state <> 'reversed' OR reason <> '')
);
CREATE UNIQUE INDEX expense_by_invoice ON expense (association, invoice_key)
  WHERE invoice_key <> '' AND state = 'booked';
CREATE INDEX expense_by_project ON expense (association, project, spent_on);

CREATE TABLE change_request (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  project BIGINT NOT NULL,
  number TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('submitted', 'approved', 'refused', 'withdrawn')),
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,                        -- JSON
  reason TEXT NOT NULL CHECK (reason <> ''),
  effective_on TEXT NOT NULL,                  -- civil date from which it is to be different
  asked_by TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at BIGINT,
  decision TEXT NOT NULL DEFAULT '',           -- the reason of the decision
  PRIMARY KEY (association, id),
  UNIQUE (association, number),
  FOREIGN KEY (association, project) REFERENCES undertaking (association, project),
  CHECK (state NOT IN ('approved', 'refused') OR decision <> '')
);
CREATE UNIQUE INDEX change_open ON change_request (association, project) WHERE state = 'submitted';
CREATE INDEX change_by_state ON change_request (association, state, asked_at);

CREATE TABLE recovery_order (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  project BIGINT NOT NULL,
  number TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'issued', 'settled', 'withdrawn')),
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  received_fen BIGINT NOT NULL DEFAULT 0 CHECK (received_fen >= 0),
  facts TEXT NOT NULL CHECK (facts <> ''),
  clause TEXT NOT NULL DEFAULT '',             -- JSON: the notice's words it rests on
  due_on TEXT NOT NULL,                        -- civil date
  proposed_by BIGINT NOT NULL,
  proposed_name TEXT NOT NULL,
  proposed_at BIGINT NOT NULL,
  issued_by BIGINT,
  issued_name TEXT NOT NULL DEFAULT '',
  issued_at BIGINT,
  reason TEXT NOT NULL DEFAULT '',             -- why it was withdrawn
  version BIGINT NOT NULL DEFAULT 1,
  PRIMARY KEY (association, id),
  UNIQUE (association, number),
  FOREIGN KEY (association, project) REFERENCES undertaking (association, project),
  CHECK (received_fen <= amount_fen),
  CHECK (state <> 'settled' OR received_fen = amount_fen),
  CHECK (issued_by IS NULL OR issued_by <> proposed_by),
  CHECK (state NOT IN ('issued', 'settled') OR issued_by IS NOT NULL)
);
CREATE INDEX recovery_by_state ON recovery_order (association, state, due_on);
CREATE INDEX recovery_by_project ON recovery_order (association, project);

CREATE TABLE recovery_receipt (
  association TEXT NOT NULL,
  id BIGINT NOT NULL,
  recovery BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  received_on TEXT NOT NULL,                   -- civil date
  voucher TEXT NOT NULL CHECK (voucher <> ''),
  by_name TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (association, id),
  FOREIGN KEY (association, recovery) REFERENCES recovery_order (association, id)
);
--! append_only recovery_receipt
