-- The scan that may write: a row at most. A scan enters its token before its first transaction and looks at the
-- begin of each later one whether it still stands there: where somebody deleted the lock file beside the database,
-- two scans can believe that they hold it, and the later one goes on alone.
CREATE TABLE writer (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    token TEXT NOT NULL                     -- random, of one scan
) STRICT;

-- A row per file all of whose articles are filed and of which everything could be used. A scan doesn't open a file
-- whose size, time, inode and statement are still these. A file that was written within two seconds of the listing has
-- no row: it could change again and keep its time.
CREATE TABLE files (
    path TEXT PRIMARY KEY,                  -- the folder's label first; articles inside are at path#line=N
    folder_id INTEGER NOT NULL REFERENCES folders (id),
    size INTEGER NOT NULL,                  -- bytes
    mtime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    stated TEXT NOT NULL,                   -- hash of what metadata.csv states of it, empty where nothing
    reading INTEGER NOT NULL,               -- hash of the version and the parameters that it was read with
    articles INTEGER NOT NULL               -- current places in it
) STRICT, WITHOUT ROWID;

-- How often what a scan judges by has changed in `places`, whoever changed it: an equal number means equal places.
CREATE TABLE place_changes (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL
) STRICT;
INSERT INTO place_changes VALUES (1, 0);

CREATE TRIGGER places_added AFTER INSERT ON places
BEGIN
    UPDATE place_changes SET number = number + 1;
END;

CREATE TRIGGER places_removed AFTER DELETE ON places
BEGIN
    UPDATE place_changes SET number = number + 1;
END;

CREATE TRIGGER places_changed AFTER UPDATE ON places
WHEN (
    OLD.path, OLD.text_id, OLD.status, OLD.bytes_sha256, OLD.reader, OLD.article_id, OLD.title, OLD.outlet,
    OLD.byline, OLD.url, OLD.date_from, OLD.date_to, OLD.date_source, OLD.date_precision, OLD.date_words,
    OLD.source_flag, OLD.stated
) IS NOT (
    NEW.path, NEW.text_id, NEW.status, NEW.bytes_sha256, NEW.reader, NEW.article_id, NEW.title, NEW.outlet,
    NEW.byline, NEW.url, NEW.date_from, NEW.date_to, NEW.date_source, NEW.date_precision, NEW.date_words,
    NEW.source_flag, NEW.stated
)
BEGIN
    UPDATE place_changes SET number = number + 1;
END;

-- What a place was read with, as in `files`: where a scan was ended amid a file of many articles, the next takes what
-- is filed as known.
ALTER TABLE places ADD COLUMN reading INTEGER NOT NULL DEFAULT 0;
