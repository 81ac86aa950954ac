-- What the configuration of a house says: which kind of source something is, what takes no part and why; and by which
-- rule two articles got their relation.

ALTER TABLE places ADD COLUMN source_kind TEXT NOT NULL DEFAULT '';  -- wire, press release; empty where not said

-- Why a place takes no part, and by which path pattern; empty where it does. Such a place is listed, and its status is
-- 'gone': everything that asks for current places passes it over.
ALTER TABLE places ADD COLUMN excluded TEXT NOT NULL DEFAULT '';
ALTER TABLE places ADD COLUMN excluded_by TEXT NOT NULL DEFAULT '';

-- The rule by which a pair got its relation, and the facts that the rule asked for (JSON, empty where there are none).
ALTER TABLE text_pairs ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE text_pairs ADD COLUMN facts TEXT NOT NULL DEFAULT '';
ALTER TABLE relations ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE relations ADD COLUMN facts TEXT NOT NULL DEFAULT '';

-- A row per exclusion of the configuration that the last scan was given.
CREATE TABLE exclusions (
    id INTEGER PRIMARY KEY,                 -- words: the rule of excluded_spans; paths: from -1 down
    kind TEXT NOT NULL CHECK (kind IN ('path', 'text', 'pattern')),
    what TEXT NOT NULL,                     -- the path pattern, the words, the regular expression
    reason TEXT NOT NULL
) STRICT;

-- Where words stand that such a rule sets aside, in the texts that share something.
CREATE TABLE excluded_spans (
    text_id INTEGER NOT NULL REFERENCES texts (id),
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    rule INTEGER NOT NULL,
    PRIMARY KEY (text_id, start_char, end_char, rule)
) STRICT, WITHOUT ROWID;

-- As before, with the kind of a source.
DROP TRIGGER place_changed;
CREATE TRIGGER place_changed AFTER UPDATE ON places
WHEN (old.text_id, old.status, old.article_id, old.title, old.outlet, old.byline, old.url, old.date_from, old.date_to,
      old.date_source, old.date_precision, old.date_words, old.source_flag, old.source_kind)
    IS NOT (new.text_id, new.status, new.article_id, new.title, new.outlet, new.byline, new.url, new.date_from,
      new.date_to, new.date_source, new.date_precision, new.date_words, new.source_flag, new.source_kind)
BEGIN
    INSERT INTO pending (text_id) SELECT old.text_id WHERE old.text_id NOT IN (SELECT text_id FROM pending);
    INSERT INTO pending (text_id) SELECT new.text_id WHERE new.text_id NOT IN (SELECT text_id FROM pending);
END;
DROP TRIGGER places_changed;
CREATE TRIGGER places_changed AFTER UPDATE ON places
WHEN (
    OLD.path, OLD.text_id, OLD.status, OLD.bytes_sha256, OLD.reader, OLD.article_id, OLD.title, OLD.outlet,
    OLD.byline, OLD.url, OLD.date_from, OLD.date_to, OLD.date_source, OLD.date_precision, OLD.date_words,
    OLD.source_flag, OLD.stated, OLD.source_kind, OLD.excluded, OLD.excluded_by
) IS NOT (
    NEW.path, NEW.text_id, NEW.status, NEW.bytes_sha256, NEW.reader, NEW.article_id, NEW.title, NEW.outlet,
    NEW.byline, NEW.url, NEW.date_from, NEW.date_to, NEW.date_source, NEW.date_precision, NEW.date_words,
    NEW.source_flag, NEW.stated, NEW.source_kind, NEW.excluded, NEW.excluded_by
)
BEGIN
    UPDATE place_changes SET number = number + 1;
END;

-- Relations of before have no rules: the next scan judges everything anew.
UPDATE judgements SET crc32 = NULL;
