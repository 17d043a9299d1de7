-- The text of attached files, read once: copied text is looked for in it as in the answers.
CREATE TABLE file_text (
  association TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  body TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('text', 'empty', 'password', 'scan', 'damaged', 'gone')),
  read_at BIGINT NOT NULL,
  PRIMARY KEY (association, sha256),
  CHECK ((outcome = 'text') = (body <> ''))
);

-- The fingerprints are made anew by the jobs: of files as well, and of wording in which single characters were replaced.
DELETE FROM fingerprint;
