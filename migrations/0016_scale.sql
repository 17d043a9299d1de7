-- Indices that keep comparisons and lists as quick at 100,000 applications as at 1,000.
CREATE INDEX fingerprint_by_application ON fingerprint (association, application);
CREATE INDEX application_by_time ON application (association, call, submitted_at, id);
