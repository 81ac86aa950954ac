-- A row per text that was taken out for good (a court order, a takedown). A scan that meets the text again passes
-- it over. The words are gone; their hash stays, so that the same text is known again.
CREATE TABLE tombstones (
    sha256 TEXT PRIMARY KEY,                -- of the text as UTF-8, as texts.sha256 was
    forgotten_at TEXT NOT NULL,             -- UTC, ISO 8601
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Families are counted over their places: how many, of which outlets, from when to when. With these columns in the
-- index no row of a place has to be read for it.
DROP INDEX places_text;
CREATE INDEX places_text ON places (text_id, status, outlet, date_from, date_to);
