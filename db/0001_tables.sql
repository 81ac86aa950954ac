-- Tables of a provenance database. Readers use the views (views.sql); tables may change behind them.
-- Offsets are half-open code points of the stored text. Places carry paths, texts carry contents.

-- A row per run of `scan`, finished or not: who ran what, with which parameters. Append-only.
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

-- The steps of the scales that views need (form by identity, degree by share), as the last run set them.
CREATE TABLE scales (
    scale TEXT NOT NULL,
    value TEXT NOT NULL,
    at_least REAL NOT NULL,
    PRIMARY KEY (scale, value)
) STRICT, WITHOUT ROWID;

-- A row per scanned folder. The label starts every path of its places.
CREATE TABLE folders (
    id INTEGER PRIMARY KEY,
    label TEXT NOT NULL UNIQUE,
    location TEXT NOT NULL UNIQUE           -- where it stood on the scanning machine
) STRICT;

-- A row per distinct text.
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,            -- of the stored text as UTF-8
    text TEXT NOT NULL,
    words INTEGER NOT NULL
) STRICT;

-- A row per place where a text stands: a file, or an article inside a file.
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
) STRICT;
CREATE INDEX places_text ON places (text_id);
CREATE INDEX places_folder ON places (folder_id);

-- A row per file that a run could not read, with the reason and what to do.
CREATE TABLE problems (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    path TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX problems_run ON problems (run_id);

-- A row per kind of file that a run passed over because no reader takes it.
CREATE TABLE passed_over (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    extension TEXT NOT NULL,
    files INTEGER NOT NULL,
    PRIMARY KEY (run_id, extension)
) STRICT;

-- What the parts of a text are: headline, date, caption, byline, boilerplate, body, ...
CREATE TABLE segments (
    text_id INTEGER NOT NULL REFERENCES texts (id),
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (text_id, start_char, end_char)
) STRICT, WITHOUT ROWID;

-- What stands in quote marks (span with its marks).
CREATE TABLE quotations (
    text_id INTEGER NOT NULL REFERENCES texts (id),
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    PRIMARY KEY (text_id, start_char, end_char)
) STRICT, WITHOUT ROWID;

-- Who a text credits, where it says so, and for which words.
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

-- A MinHash of a text's word shingles. Opens as datasketch.MinHash(scheme=..., seed=..., hashvalues=...).
CREATE TABLE sketches (
    text_id INTEGER PRIMARY KEY REFERENCES texts (id),
    scheme TEXT NOT NULL,
    seed INTEGER NOT NULL,
    num_perm INTEGER NOT NULL,
    shingle INTEGER NOT NULL,               -- words per shingle
    normaliser TEXT NOT NULL,               -- the rules of tokens and hashes
    hashvalues BLOB NOT NULL                -- num_perm little-endian uint32
) STRICT;

-- A row per family: the same passage in two or more texts, or a whole text that stands in two or more places.
CREATE TABLE families (
    id INTEGER PRIMARY KEY,
    words INTEGER NOT NULL,                 -- of the representative
    texts INTEGER NOT NULL,                 -- distinct texts
    whole_text INTEGER NOT NULL,            -- 1: one text in several places
    cohesion REAL NOT NULL                  -- mean share of the representative that the members hold, 0 to 1
) STRICT;

-- A row per text in which the passage of a family stands. rep_start and rep_end say which part of the
-- representative this member was aligned to; for the representative they are its own span.
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
) STRICT;
CREATE INDEX members_family ON members (family_id);
CREATE INDEX members_text ON members (text_id);

-- A row per pair of texts that were aligned word by word (text_a < text_b). Pairs of one family that have no
-- row here are composed through the representative by the view.
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
    explained_by TEXT NOT NULL,
    CHECK (text_a < text_b)
) STRICT;
CREATE INDEX alignments_family ON alignments (family_id);
CREATE INDEX alignments_texts ON alignments (text_a, text_b);
CREATE INDEX alignments_text_b ON alignments (text_b);

-- A row per pair of texts that share something and were aligned (text_a < text_b).
CREATE TABLE text_pairs (
    text_a INTEGER NOT NULL REFERENCES texts (id),
    text_b INTEGER NOT NULL REFERENCES texts (id),
    words INTEGER NOT NULL,                 -- shared, of the shorter sides
    words_a INTEGER NOT NULL,               -- of a that stand in shared passages
    words_b INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    near_duplicate INTEGER NOT NULL,        -- 1: shared words cover most of both texts
    jaccard REAL,                           -- estimate from the sketches, where they proposed the pair
    PRIMARY KEY (text_a, text_b),
    CHECK (text_a < text_b)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_pairs_b ON text_pairs (text_b);

-- What relates two places that share something (place_a < place_b).
CREATE TABLE relations (
    place_a INTEGER NOT NULL REFERENCES places (id),
    place_b INTEGER NOT NULL REFERENCES places (id),
    relation TEXT NOT NULL CHECK (relation IN (
        'same text', 'version', 'syndicated', 'wire uncredited', 'press release', 'source-to-source',
        'self-reuse', 'common source', 'incidental')),
    PRIMARY KEY (place_a, place_b),
    CHECK (place_a < place_b)
) STRICT, WITHOUT ROWID;
CREATE INDEX relations_b ON relations (place_b);

-- A story that is not in the collection and that passages point to.
CREATE TABLE unseen_sources (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    name TEXT NOT NULL                      -- "unseen source 1", or "AFP (unseen)"
) STRICT;

-- The statements of the lineage graph, append-only; the view shows those of the last finished run.
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
    agencies TEXT NOT NULL,                 -- JSON object: name to number of passages credited to it
    CHECK ((source_place IS NULL) = (kind = 'unseen') AND (unseen_id IS NULL) = (kind <> 'unseen'))
) STRICT;
CREATE INDEX statements_run ON statements (run_id);
CREATE INDEX statements_source ON statements (source_place);
CREATE INDEX statements_derived ON statements (derived_place);

-- The reasons of a statement, for (+1), against (-1) and without direction (0). Append-only.
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    sign INTEGER NOT NULL CHECK (sign IN (-1, 0, 1)),
    weight REAL NOT NULL,                   -- log-odds
    sentence TEXT NOT NULL
) STRICT;
CREATE INDEX evidence_statement ON evidence (statement_id);
