-- Corrections and extensions (更正、延期) are written and approved by two persons like the programme itself.

-- What the next publication of this programme is: '' the first one, else 'correction' or 'extension'.
ALTER TABLE programme ADD COLUMN amendment TEXT NOT NULL DEFAULT '';
-- 更正/延期事由
ALTER TABLE programme ADD COLUMN amendment_reason TEXT NOT NULL DEFAULT '';
-- Title and number of the notice that announces it.
ALTER TABLE programme ADD COLUMN amendment_notice TEXT NOT NULL DEFAULT '';
-- Where a draft that was read out of a notice's text took its facts from, as JSON; '' for others.
ALTER TABLE programme ADD COLUMN origin TEXT NOT NULL DEFAULT '';

-- The notice that announced a version.
ALTER TABLE call_version ADD COLUMN notice TEXT NOT NULL DEFAULT '';
