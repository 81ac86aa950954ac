-- What people decided on passages, pairs and articles: a row per entry, never changed. An entry names its subject by
-- content, so that it holds after a rescan, for a moved file, and in another database. Views: reviews, review_history.
CREATE TABLE review_entries (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,               -- random: names the entry in every database
    kind TEXT NOT NULL CHECK (kind IN ('passage', 'pair', 'article')),
    subject TEXT NOT NULL,                  -- hash of the texts and spans; of an article its text's SHA-256
    text_a TEXT NOT NULL,                   -- SHA-256 of the text as UTF-8, as texts.sha256
    a_start INTEGER,                        -- half-open code points; NULL but for passages
    a_end INTEGER,
    text_b TEXT,                            -- NULL for articles
    b_start INTEGER,
    b_end INTEGER,
    path_a TEXT NOT NULL,                   -- where the texts stood then
    path_b TEXT,
    turn INTEGER NOT NULL CHECK (turn > 0), -- one more than the highest that was known of this subject then
    entry TEXT NOT NULL CHECK (entry IN ('decision', 'note', 'reply', 'undo')),
    state TEXT CHECK (state IN ('needs-info', 'cleared', 'confirmed', 'corrected')),
    reason TEXT CHECK (reason IN ('licensed', 'quoted and credited', 'common source', 'self', 'boilerplate',
        'incidental', 'other')),
    note TEXT NOT NULL,                     -- a person's words; of a reply, the author's
    reply_by TEXT,                          -- who replied
    undoes TEXT,                            -- uid of the entry that this one takes back
    reviewer TEXT NOT NULL CHECK (reviewer <> ''),
    made_at TEXT NOT NULL,                  -- UTC, ISO 8601
    run TEXT,                               -- uid of the run whose findings were seen
    tool_version TEXT NOT NULL,
    imported_at TEXT,                       -- UTC; NULL where the entry was made here
    CHECK ((kind = 'article') = (text_b IS NULL)),
    CHECK ((kind = 'passage') = (a_start IS NOT NULL AND a_end > a_start AND b_start IS NOT NULL AND b_end > b_start)),
    CHECK ((text_b IS NULL) = (path_b IS NULL)),
    CHECK ((entry = 'decision') = (state IS NOT NULL)),
    CHECK ((state IS 'cleared') = (reason IS NOT NULL)),
    CHECK ((entry = 'reply') = (reply_by IS NOT NULL)),
    CHECK ((entry = 'undo') = (undoes IS NOT NULL))
) STRICT;
CREATE INDEX review_entries_subject ON review_entries (subject);
CREATE INDEX review_entries_a ON review_entries (text_a, text_b);
CREATE INDEX review_entries_b ON review_entries (text_b);
CREATE INDEX review_entries_undoes ON review_entries (undoes) WHERE undoes IS NOT NULL;

CREATE TRIGGER review_changed BEFORE UPDATE ON review_entries BEGIN
    SELECT RAISE(ABORT, 'entries of the review are never changed; add another one');
END;

-- With a text go all entries on it, whoever takes it out: notes may quote its words. Only then may one be deleted.
CREATE TRIGGER review_deleted BEFORE DELETE ON review_entries
WHEN EXISTS (SELECT 1 FROM texts WHERE sha256 = old.text_a)
    AND (old.text_b IS NULL OR EXISTS (SELECT 1 FROM texts WHERE sha256 = old.text_b))
BEGIN
    SELECT RAISE(ABORT, 'entries of the review are kept as long as their texts are');
END;
CREATE TRIGGER review_forgotten AFTER DELETE ON texts BEGIN
    DELETE FROM review_entries WHERE text_a = old.sha256 OR text_b = old.sha256;
END;

-- Nothing is said again of a text that was forgotten.
CREATE TRIGGER review_of_forgotten BEFORE INSERT ON review_entries
WHEN EXISTS (SELECT 1 FROM tombstones WHERE sha256 IN (new.text_a, new.text_b))
BEGIN
    SELECT RAISE(ABORT, 'a text of this entry was forgotten');
END;
