-- Notices that were dropped on an office's desk to be read: the text, and the steps of the person who checks the reading.

CREATE TABLE notice (
  association TEXT NOT NULL CHECK (association <> ''),
  id BIGINT NOT NULL,
  title TEXT NOT NULL,
  files TEXT NOT NULL,                         -- names of the files, as a JSON list
  body TEXT NOT NULL,                          -- the text taken out of them
  edits TEXT NOT NULL,                         -- steps, as a JSON list; the reading is made anew from them
  programme BIGINT,                            -- the draft it was handed to, once it was
  version BIGINT NOT NULL DEFAULT 1,           -- row version for safe editing
  read_by TEXT NOT NULL,
  read_at BIGINT NOT NULL,
  PRIMARY KEY (association, id)
);
