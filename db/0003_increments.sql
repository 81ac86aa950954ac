-- What an archive keeps between scans, so that a killed scan goes on and a few new articles cost only themselves.

-- Texts that were filed, or whose places changed, since they were last compared and explained. Whoever writes places
-- need not think of it: the triggers do.
CREATE TABLE pending (
    text_id INTEGER PRIMARY KEY REFERENCES texts (id) ON DELETE CASCADE
) STRICT;

CREATE TRIGGER place_filed AFTER INSERT ON places BEGIN
    INSERT INTO pending (text_id) SELECT new.text_id WHERE new.text_id NOT IN (SELECT text_id FROM pending);
END;

CREATE TRIGGER place_changed AFTER UPDATE ON places
WHEN (old.text_id, old.status, old.article_id, old.title, old.outlet, old.byline, old.url, old.date_from, old.date_to,
      old.date_source, old.date_precision, old.date_words, old.source_flag)
    IS NOT (new.text_id, new.status, new.article_id, new.title, new.outlet, new.byline, new.url, new.date_from,
      new.date_to, new.date_source, new.date_precision, new.date_words, new.source_flag)
BEGIN
    INSERT INTO pending (text_id) SELECT old.text_id WHERE old.text_id NOT IN (SELECT text_id FROM pending);
    INSERT INTO pending (text_id) SELECT new.text_id WHERE new.text_id NOT IN (SELECT text_id FROM pending);
END;

-- What the last scan that judged everything anew learned from the collection: the wording that many stories use, and
-- the lines that are boilerplate. Later scans judge new articles by it, until the collection has doubled.
CREATE TABLE judgements (
    run_id INTEGER PRIMARY KEY REFERENCES runs (id),
    texts INTEGER NOT NULL,                 -- the texts that it was learned from
    lines BLOB NOT NULL,                    -- hashes of boilerplate lines: ascending, little-endian uint64
    common BLOB,                            -- hashes of words of many stories: ascending, little-endian uint32
    frequencies BLOB,                       -- in how many stories each run of words stands: zlib, little-endian
    frequency_bytes INTEGER                 -- of one count
) STRICT;

-- Work of a scan that has not ended: the passages of some pairs of texts, so that the next scan need not compare
-- them again. Empty where the last scan ended well.
CREATE TABLE comparisons (
    key BLOB PRIMARY KEY,                   -- of the texts, their pairs and the rules
    passages BLOB NOT NULL                  -- zlib
) STRICT, WITHOUT ROWID;

-- A statement holds until the run that made another one in its place.
ALTER TABLE statements ADD COLUMN until_run INTEGER REFERENCES runs (id);
UPDATE statements SET until_run = (SELECT max(id) FROM runs WHERE finished_at IS NOT NULL)
WHERE run_id <> (SELECT max(id) FROM runs WHERE finished_at IS NOT NULL);
CREATE INDEX statements_current ON statements (id) WHERE until_run IS NULL;

-- The hash of the line that is a family of boilerplate, NULL for other families.
ALTER TABLE families ADD COLUMN line INTEGER;
CREATE INDEX families_line ON families (line) WHERE line IS NOT NULL;

-- 1: one of its passages is reuse, so that its articles have to do with each other.
ALTER TABLE families ADD COLUMN reuse INTEGER NOT NULL DEFAULT 0;
