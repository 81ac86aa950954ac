-- What new articles add to what was learned of the collection's wording, so that a phrase which becomes common after
-- the last scan that judged everything is known for one. A judgement of before has no counts of words to add to: the
-- next scan judges everything anew.

DROP TABLE judgements;
CREATE TABLE judgements (
    run_id INTEGER PRIMARY KEY REFERENCES runs (id),
    texts INTEGER NOT NULL,                 -- the texts that it was learned from
    lines BLOB NOT NULL,                    -- hashes of boilerplate lines: ascending, little-endian uint64
    stories INTEGER NOT NULL,               -- near-duplicates counted once
    runs BLOB,                              -- in how many stories each run of words stands: zlib, little-endian
    run_bytes INTEGER,                      -- of one count
    words BLOB                              -- as words of judgement_additions
) STRICT;

-- A row per some of the stories that were added since, or that left (as negative counts).
CREATE TABLE judgement_additions (
    id INTEGER PRIMARY KEY,
    stories INTEGER NOT NULL,
    runs BLOB NOT NULL,                     -- zlib: upper bits of runs, ascending (uint32), then their counts (int32)
    words BLOB NOT NULL                     -- zlib: hashes of words, ascending (uint32), then their counts (int32)
) STRICT;

-- The texts that are counted: one of each story.
CREATE TABLE counted_texts (
    text_id INTEGER PRIMARY KEY REFERENCES texts (id) ON DELETE CASCADE
) STRICT;
