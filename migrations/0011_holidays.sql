-- 节假日安排: the State Council's tables that were imported, every version of them; '' is the whole deployment.
CREATE TABLE holiday_table (
  association TEXT NOT NULL,
  year BIGINT NOT NULL,
  seq BIGINT NOT NULL CHECK (seq > 0),
  body TEXT NOT NULL,                          -- TOML
  imported_at BIGINT NOT NULL,
  imported_by TEXT NOT NULL,
  PRIMARY KEY (association, year, seq)
);
--! append_only holiday_table
