-- What is known of an article beside its words: every date that was found, what was stated and is not used, links,
-- what a reader left out, credits outside the text; and the decisions of people on dates.

ALTER TABLE places ADD COLUMN licence TEXT;
ALTER TABLE places ADD COLUMN reader_version TEXT NOT NULL DEFAULT '';   -- empty: read before it was recorded

-- The dates of a place, as reading found them: those of publication first, the one that goes before all others at
-- rank 0. A person's correction stands in `corrections`; `places.date_from` and those after it have what holds.
CREATE TABLE place_dates (
    place_id INTEGER NOT NULL REFERENCES places (id),
    rank INTEGER NOT NULL,
    earliest TEXT NOT NULL,                 -- ISO 8601, with a zone only where the words name one
    latest TEXT NOT NULL,
    source TEXT NOT NULL,                   -- metadata, page, date line, URL path, ...
    precision TEXT NOT NULL,                -- second, minute, day, month, year
    words TEXT NOT NULL,                    -- that it was read from
    -- Publication, bounds of it, or days that the text only mentions.
    kind TEXT NOT NULL CHECK (kind IN ('published', 'not after', 'not before', 'mentioned')),
    PRIMARY KEY (place_id, rank)
) STRICT, WITHOUT ROWID;
INSERT INTO place_dates
SELECT id, 0, date_from, date_to, date_source, date_precision, coalesce(date_words, ''), 'published'
FROM places
WHERE date_from IS NOT NULL AND date_to IS NOT NULL AND date_source IS NOT NULL AND date_precision IS NOT NULL;

-- What somebody stated of a place and somebody who goes before states otherwise. Dates stand in place_dates.
CREATE TABLE place_statements (
    place_id INTEGER NOT NULL REFERENCES places (id),
    field TEXT NOT NULL,                    -- title, outlet, byline, url, licence, id, source
    value TEXT NOT NULL,
    said_by TEXT NOT NULL,                  -- front matter, record, page, ...
    PRIMARY KEY (place_id, field, value, said_by)
) STRICT, WITHOUT ROWID;

-- Where the words of an article lead: half-open code points of the stored text.
CREATE TABLE links (
    place_id INTEGER NOT NULL REFERENCES places (id),
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (place_id, start_char, end_char, target)
) STRICT, WITHOUT ROWID;

-- Which parts of a file its reader left out of the text: navigation, comments, ...
CREATE TABLE removed_parts (
    place_id INTEGER NOT NULL REFERENCES places (id),
    what TEXT NOT NULL,
    words INTEGER NOT NULL,
    PRIMARY KEY (place_id, what)
) STRICT, WITHOUT ROWID;

-- Whom a file credits outside its text.
CREATE TABLE stated_credits (
    place_id INTEGER NOT NULL REFERENCES places (id),
    credit TEXT NOT NULL,
    PRIMARY KEY (place_id, credit)
) STRICT, WITHOUT ROWID;

-- What people decided on the date of an article: a text at a path. Append-only: the latest row of both holds, as long
-- as that text stands at that path; one without a date takes back those before it.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    text_id INTEGER NOT NULL REFERENCES texts (id),
    earliest TEXT,
    latest TEXT,
    precision TEXT,
    words TEXT,                             -- as the person wrote it
    why TEXT NOT NULL,
    who TEXT,
    made_at TEXT NOT NULL,                  -- UTC, ISO 8601
    CHECK ((earliest IS NULL) = (latest IS NULL) AND (earliest IS NULL) = (precision IS NULL)
        AND (earliest IS NULL) = (words IS NULL))
) STRICT;
CREATE INDEX corrections_path ON corrections (path, text_id);
CREATE INDEX corrections_text ON corrections (text_id);

-- The words outside boilerplate of the texts that have some: shares are of these. Of a text without a row all words
-- are its body.
CREATE TABLE bodies (
    text_id INTEGER PRIMARY KEY REFERENCES texts (id) ON DELETE CASCADE,
    words INTEGER NOT NULL
) STRICT;
