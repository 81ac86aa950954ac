-- How many members of an archive are of a kind that no reader reads, by extension, as JSON: told by each scan, also
-- where the archive has not changed and is not opened.
ALTER TABLE files ADD COLUMN passed_over TEXT NOT NULL DEFAULT '{}';
