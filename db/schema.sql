-- What the migrations make of an empty database, for new ones. Made of them by `python -m scripts.schema`:
-- what a table is for stands there.

CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,               -- random, to cite a run outside this database
    command TEXT NOT NULL,                  -- the command line
    started_at TEXT NOT NULL,               -- UTC, ISO 8601
    finished_at TEXT,                       -- NULL while running, or where it was ended
    tool_version TEXT NOT NULL,
    dependencies TEXT NOT NULL,             -- JSON object: name to version
    parameters TEXT NOT NULL,               -- JSON object: every setting of the run
    fingerprint TEXT,                       -- of inputs and parameters: an equal one means nothing to do
    counts TEXT                             -- JSON object: what was read, matched, left out
) STRICT;

CREATE TABLE scales (
    scale TEXT NOT NULL,
    value TEXT NOT NULL,
    at_least REAL NOT NULL,
    PRIMARY KEY (scale, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE folders (
    id INTEGER PRIMARY KEY,
    label TEXT NOT NULL UNIQUE,
    location TEXT NOT NULL UNIQUE           -- where it stood on the scanning machine
) STRICT;

CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,            -- of the stored text as UTF-8
    text TEXT NOT NULL,
    words INTEGER NOT NULL
) STRICT;

CREATE TABLE places (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    folder_id INTEGER NOT NULL REFERENCES folders (id),
    text_id INTEGER NOT NULL REFERENCES texts (id),
    status TEXT NOT NULL CHECK (status IN ('current', 'gone')),
    bytes INTEGER NOT NULL,
    bytes_sha256 TEXT NOT NULL,
    encoding TEXT NOT NULL,
    reader TEXT NOT NULL,
    article_id TEXT,                        -- the article's own id, where the source gives one
    title TEXT,
    outlet TEXT,
    byline TEXT,
    url TEXT,
    date_from TEXT,                         -- publication lies between these two (ISO 8601)
    date_to TEXT,
    date_source TEXT,                       -- metadata, date line, ...
    date_precision TEXT,                    -- second, minute, day, month, year
    date_words TEXT,                        -- the words that the date was read from
    source_flag INTEGER NOT NULL DEFAULT 0  -- 1: declared a source (press release, wire)
, stated TEXT NOT NULL DEFAULT '', reading INTEGER NOT NULL DEFAULT 0, licence TEXT, reader_version TEXT NOT NULL DEFAULT '', source_kind TEXT NOT NULL DEFAULT '', excluded TEXT NOT NULL DEFAULT '', excluded_by TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX places_folder ON places (folder_id);

CREATE TABLE problems (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    path TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX problems_run ON problems (run_id);

CREATE TABLE passed_over (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    extension TEXT NOT NULL,
    files INTEGER NOT NULL,
    PRIMARY KEY (run_id, extension)
) STRICT;

CREATE TABLE segments (
    text_id INTEGER NOT NULL REFERENCES texts (id),
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (text_id, start_char, end_char)
) STRICT, WITHOUT ROWID;

CREATE TABLE quotations (
    text_id INTEGER NOT NULL REFERENCES texts (id),
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL, speaker_start INTEGER, speaker_end INTEGER, verb_start INTEGER, verb_end INTEGER,
    PRIMARY KEY (text_id, start_char, end_char)
) STRICT, WITHOUT ROWID;

CREATE TABLE credits (
    id INTEGER PRIMARY KEY,
    text_id INTEGER NOT NULL REFERENCES texts (id),
    name TEXT NOT NULL,
    role TEXT NOT NULL,                     -- told, reports, according, dateline, byline, photo, ...
    known INTEGER NOT NULL,                 -- 1: stands in the list of agencies; 0: named by the text itself
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    covers TEXT NOT NULL                    -- JSON list of [start, end]: the words credited
) STRICT;

CREATE INDEX credits_text ON credits (text_id);

CREATE TABLE sketches (
    text_id INTEGER PRIMARY KEY REFERENCES texts (id),
    scheme TEXT NOT NULL,
    seed INTEGER NOT NULL,
    num_perm INTEGER NOT NULL,
    shingle INTEGER NOT NULL,               -- words per shingle
    normaliser TEXT NOT NULL,               -- the rules of tokens and hashes
    hashvalues BLOB NOT NULL                -- num_perm little-endian uint32
) STRICT;

CREATE TABLE families (
    id INTEGER PRIMARY KEY,
    words INTEGER NOT NULL,                 -- of the representative
    texts INTEGER NOT NULL,                 -- distinct texts
    whole_text INTEGER NOT NULL,            -- 1: one text in several places
    cohesion REAL NOT NULL                  -- mean share of the representative that the members hold, 0 to 1
, line INTEGER, reuse INTEGER NOT NULL DEFAULT 0, stock_rule TEXT, stock_facts TEXT) STRICT;

CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    family_id INTEGER NOT NULL REFERENCES families (id),
    text_id INTEGER NOT NULL REFERENCES texts (id),
    representative INTEGER NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    words INTEGER NOT NULL,
    rep_start INTEGER NOT NULL,
    rep_end INTEGER NOT NULL,
    identity REAL NOT NULL,                 -- to the representative
    quoted INTEGER NOT NULL,                -- 1: at least half of the words inside quote marks
    status TEXT NOT NULL CHECK (status IN ('reuse', 'boilerplate', 'stock phrase', 'excluded')),
    credits TEXT NOT NULL                   -- names credited for these words, comma-separated
, part_credits TEXT NOT NULL DEFAULT '{}') STRICT;

CREATE INDEX members_family ON members (family_id);

CREATE INDEX members_text ON members (text_id);

CREATE TABLE alignments (
    id INTEGER PRIMARY KEY,
    family_id INTEGER NOT NULL REFERENCES families (id),
    text_a INTEGER NOT NULL REFERENCES texts (id),
    text_b INTEGER NOT NULL REFERENCES texts (id),
    a_start INTEGER NOT NULL,
    a_end INTEGER NOT NULL,
    b_start INTEGER NOT NULL,
    b_end INTEGER NOT NULL,
    words INTEGER NOT NULL,
    words_a INTEGER NOT NULL,
    words_b INTEGER NOT NULL,
    identity REAL NOT NULL,
    form TEXT NOT NULL CHECK (form IN ('verbatim', 'near-verbatim', 'rewritten', 'summary')),
    quoted TEXT NOT NULL CHECK (quoted IN ('neither', 'a', 'b', 'both')),
    status TEXT NOT NULL CHECK (status IN ('reuse', 'boilerplate', 'stock phrase', 'excluded')),
    credit_a TEXT NOT NULL,
    credit_b TEXT NOT NULL,
    explained_by TEXT NOT NULL, part_credit_a TEXT NOT NULL DEFAULT '{}', part_credit_b TEXT NOT NULL DEFAULT '{}', stock_rule TEXT,
    CHECK (text_a < text_b)
) STRICT;

CREATE INDEX alignments_family ON alignments (family_id);

CREATE INDEX alignments_texts ON alignments (text_a, text_b);

CREATE INDEX alignments_text_b ON alignments (text_b);

CREATE TABLE text_pairs (
    text_a INTEGER NOT NULL REFERENCES texts (id),
    text_b INTEGER NOT NULL REFERENCES texts (id),
    words INTEGER NOT NULL,                 -- shared, of the shorter sides
    words_a INTEGER NOT NULL,               -- of a that stand in shared passages
    words_b INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    near_duplicate INTEGER NOT NULL,        -- 1: shared words cover most of both texts
    jaccard REAL, relation TEXT NOT NULL DEFAULT 'incidental', rule TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL DEFAULT '',                           -- estimate from the sketches, where they proposed the pair
    PRIMARY KEY (text_a, text_b),
    CHECK (text_a < text_b)
) STRICT, WITHOUT ROWID;

CREATE INDEX text_pairs_b ON text_pairs (text_b);

CREATE TABLE relations (
    place_a INTEGER NOT NULL REFERENCES places (id),
    place_b INTEGER NOT NULL REFERENCES places (id),
    relation TEXT NOT NULL CHECK (relation IN (
        'same text', 'version', 'syndicated', 'wire uncredited', 'press release', 'source-to-source',
        'self-reuse', 'common source', 'incidental')), rule TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (place_a, place_b),
    CHECK (place_a < place_b)
) STRICT, WITHOUT ROWID;

CREATE INDEX relations_b ON relations (place_b);

CREATE TABLE unseen_sources (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    name TEXT NOT NULL                      -- "unseen source 1", or "AFP (unseen)"
) STRICT;

CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    source_place INTEGER REFERENCES places (id),
    unseen_id INTEGER REFERENCES unseen_sources (id),
    derived_place INTEGER NOT NULL REFERENCES places (id),
    kind TEXT NOT NULL CHECK (kind IN ('directed', 'undirected', 'common source', 'unseen')),
    probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
    band TEXT NOT NULL CHECK (band IN ('strong', 'moderate', 'weak', 'none')),
    words INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    agencies TEXT NOT NULL, until_run INTEGER REFERENCES runs (id),                 -- JSON object: name to number of passages credited to it
    CHECK ((source_place IS NULL) = (kind = 'unseen') AND (unseen_id IS NULL) = (kind <> 'unseen'))
) STRICT;

CREATE INDEX statements_run ON statements (run_id);

CREATE INDEX statements_source ON statements (source_place);

CREATE INDEX statements_derived ON statements (derived_place);

CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    sign INTEGER NOT NULL CHECK (sign IN (-1, 0, 1)),
    weight REAL NOT NULL,                   -- log-odds
    sentence TEXT NOT NULL
) STRICT;

CREATE INDEX evidence_statement ON evidence (statement_id);

CREATE TABLE pending (
    text_id INTEGER PRIMARY KEY REFERENCES texts (id) ON DELETE CASCADE
) STRICT;

CREATE TRIGGER place_filed AFTER INSERT ON places BEGIN
    INSERT INTO pending (text_id) SELECT new.text_id WHERE new.text_id NOT IN (SELECT text_id FROM pending);
END;

CREATE TABLE comparisons (
    key BLOB PRIMARY KEY,                   -- of the texts, their pairs and the rules
    passages BLOB NOT NULL                  -- zlib
) STRICT, WITHOUT ROWID;

CREATE INDEX statements_current ON statements (id) WHERE until_run IS NULL;

CREATE INDEX families_line ON families (line) WHERE line IS NOT NULL;

CREATE TABLE index_segments (
    id INTEGER PRIMARY KEY,
    format INTEGER NOT NULL,                -- of the blocks
    shingle INTEGER NOT NULL,               -- words per shingle
    window INTEGER NOT NULL,                -- shingles of which one fingerprint is kept
    normaliser TEXT NOT NULL,               -- the rules of tokens and hashes
    texts INTEGER NOT NULL,                 -- also those without fingerprints
    postings INTEGER NOT NULL,              -- fingerprints of texts, each once a text
    block_bits INTEGER NOT NULL,            -- it has 2 to the power of this blocks
    text_ids_crc32 INTEGER NOT NULL,
    crc32 INTEGER NOT NULL,                 -- of the columns above
    text_ids BLOB NOT NULL                  -- little-endian int64, ascending: the text of number n stands at 8 n
) STRICT;

CREATE TABLE index_blocks (
    id INTEGER PRIMARY KEY,                 -- the segment's id times 2 to the power of 32, plus the block's number
    crc32 INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;

CREATE TABLE writer (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    token TEXT NOT NULL                     -- random, of one scan
) STRICT;

CREATE TABLE files (
    path TEXT PRIMARY KEY,                  -- the folder's label first; articles inside are at path#line=N
    folder_id INTEGER NOT NULL REFERENCES folders (id),
    size INTEGER NOT NULL,                  -- bytes
    mtime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    stated TEXT NOT NULL,                   -- hash of what metadata.csv states of it, empty where nothing
    reading INTEGER NOT NULL,               -- hash of the version and the parameters that it was read with
    articles INTEGER NOT NULL               -- current places in it
, passed_over TEXT NOT NULL DEFAULT '{}') STRICT, WITHOUT ROWID;

CREATE TABLE place_changes (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL
) STRICT;

CREATE TRIGGER places_added AFTER INSERT ON places
BEGIN
    UPDATE place_changes SET number = number + 1;
END;

CREATE TRIGGER places_removed AFTER DELETE ON places
BEGIN
    UPDATE place_changes SET number = number + 1;
END;

CREATE TABLE tombstones (
    sha256 TEXT PRIMARY KEY,                -- of the text as UTF-8, as texts.sha256 was
    forgotten_at TEXT NOT NULL,             -- UTC, ISO 8601
    reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX places_text ON places (text_id, status, outlet, date_from, date_to);

CREATE TABLE judgements (
    run_id INTEGER PRIMARY KEY REFERENCES runs (id),
    texts INTEGER NOT NULL,                 -- the texts that it was learned from
    lines BLOB NOT NULL,                    -- hashes of boilerplate lines: ascending, little-endian uint64
    stories INTEGER NOT NULL,               -- near-duplicates counted once
    runs BLOB,                              -- in how many stories each run of words stands: zlib, little-endian
    run_bytes INTEGER,                      -- of one count
    words BLOB                              -- as words of judgement_additions
, crc32 INTEGER) STRICT;

CREATE TABLE judgement_additions (
    id INTEGER PRIMARY KEY,
    stories INTEGER NOT NULL,
    runs BLOB NOT NULL,                     -- zlib: upper bits of runs, ascending (uint32), then their counts (int32)
    words BLOB NOT NULL                     -- zlib: hashes of words, ascending (uint32), then their counts (int32)
) STRICT;

CREATE TABLE counted_texts (
    text_id INTEGER PRIMARY KEY REFERENCES texts (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE sides (
    folder_id INTEGER PRIMARY KEY REFERENCES folders (id),
    side INTEGER NOT NULL CHECK (side IN (1, 2))
) STRICT;

CREATE TABLE notices (
    text_id INTEGER NOT NULL REFERENCES texts (id),
    kind TEXT NOT NULL,                     -- mixed alphabets, hidden characters, direction controls, stacked marks
    count INTEGER NOT NULL,                 -- words, controls, or rows of characters
    start_char INTEGER NOT NULL,            -- the first of them
    end_char INTEGER NOT NULL,
    sentence TEXT NOT NULL,                 -- what was found, in words
    PRIMARY KEY (text_id, kind)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE place_statements (
    place_id INTEGER NOT NULL REFERENCES places (id),
    field TEXT NOT NULL,                    -- title, outlet, byline, url, licence, id, source
    value TEXT NOT NULL,
    said_by TEXT NOT NULL,                  -- front matter, record, page, ...
    PRIMARY KEY (place_id, field, value, said_by)
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
    place_id INTEGER NOT NULL REFERENCES places (id),
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (place_id, start_char, end_char, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE removed_parts (
    place_id INTEGER NOT NULL REFERENCES places (id),
    what TEXT NOT NULL,
    words INTEGER NOT NULL,
    PRIMARY KEY (place_id, what)
) STRICT, WITHOUT ROWID;

CREATE TABLE stated_credits (
    place_id INTEGER NOT NULL REFERENCES places (id),
    credit TEXT NOT NULL,
    PRIMARY KEY (place_id, credit)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE bodies (
    text_id INTEGER PRIMARY KEY REFERENCES texts (id) ON DELETE CASCADE,
    words INTEGER NOT NULL
) STRICT;

CREATE TABLE quotation_pairs (
    id INTEGER PRIMARY KEY,
    text_a INTEGER NOT NULL REFERENCES texts (id),
    text_b INTEGER NOT NULL REFERENCES texts (id),
    kind TEXT NOT NULL CHECK (kind IN ('altered', 'fragment')),
    a_start INTEGER NOT NULL,               -- the quotations, with their marks
    a_end INTEGER NOT NULL,
    b_start INTEGER NOT NULL,
    b_end INTEGER NOT NULL,
    speaker_a TEXT NOT NULL,                -- as each text names them; empty: it names nobody
    speaker_b TEXT NOT NULL,
    words INTEGER NOT NULL,                 -- equal in both, but for spelling and house style
    part TEXT NOT NULL CHECK (part IN ('', 'a', 'b')),  -- which is a part of the other
    -- The words that differ: [[a_start, a_end, b_start, b_end], ...]; start = end: nothing stands there.
    differ TEXT NOT NULL,
    CHECK (text_a < text_b)
) STRICT;

CREATE INDEX quotation_pairs_a ON quotation_pairs (text_a, text_b);

CREATE INDEX quotation_pairs_b ON quotation_pairs (text_b);

CREATE TABLE exclusions (
    id INTEGER PRIMARY KEY,                 -- words: the rule of excluded_spans; paths: from -1 down
    kind TEXT NOT NULL CHECK (kind IN ('path', 'text', 'pattern')),
    what TEXT NOT NULL,                     -- the path pattern, the words, the regular expression
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE excluded_spans (
    text_id INTEGER NOT NULL REFERENCES texts (id),
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    rule INTEGER NOT NULL,
    PRIMARY KEY (text_id, start_char, end_char, rule)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER place_changed AFTER UPDATE ON places
WHEN (old.text_id, old.status, old.article_id, old.title, old.outlet, old.byline, old.url, old.date_from, old.date_to,
      old.date_source, old.date_precision, old.date_words, old.source_flag, old.source_kind)
    IS NOT (new.text_id, new.status, new.article_id, new.title, new.outlet, new.byline, new.url, new.date_from,
      new.date_to, new.date_source, new.date_precision, new.date_words, new.source_flag, new.source_kind)
BEGIN
    INSERT INTO pending (text_id) SELECT old.text_id WHERE old.text_id NOT IN (SELECT text_id FROM pending);
    INSERT INTO pending (text_id) SELECT new.text_id WHERE new.text_id NOT IN (SELECT text_id FROM pending);
END;

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

CREATE TRIGGER review_deleted BEFORE DELETE ON review_entries
WHEN EXISTS (SELECT 1 FROM texts WHERE sha256 = old.text_a)
    AND (old.text_b IS NULL OR EXISTS (SELECT 1 FROM texts WHERE sha256 = old.text_b))
BEGIN
    SELECT RAISE(ABORT, 'entries of the review are kept as long as their texts are');
END;

CREATE TRIGGER review_forgotten AFTER DELETE ON texts BEGIN
    DELETE FROM review_entries WHERE text_a = old.sha256 OR text_b = old.sha256;
END;

CREATE TRIGGER review_of_forgotten BEFORE INSERT ON review_entries
WHEN EXISTS (SELECT 1 FROM tombstones WHERE sha256 IN (new.text_a, new.text_b))
BEGIN
    SELECT RAISE(ABORT, 'a text of this entry was forgotten');
END;

CREATE INDEX place_statements_origins ON place_statements (place_id, field, value)
WHERE field IN ('derived from', 'evolved from', 'translated from');

CREATE TRIGGER origin_stated AFTER INSERT ON place_statements
WHEN new.field IN ('derived from', 'evolved from', 'translated from', 'version')
BEGIN
    INSERT INTO pending (text_id) SELECT text_id FROM places
    WHERE id = new.place_id AND text_id NOT IN (SELECT text_id FROM pending);
END;

CREATE TRIGGER origin_taken_back AFTER DELETE ON place_statements
WHEN old.field IN ('derived from', 'evolved from', 'translated from', 'version')
BEGIN
    INSERT INTO pending (text_id) SELECT text_id FROM places
    WHERE id = old.place_id AND text_id NOT IN (SELECT text_id FROM pending);
END;

CREATE INDEX texts_words ON texts (words);

INSERT INTO place_changes (id, number) VALUES (1, 0);
