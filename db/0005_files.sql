-- The scan that may write: a row at most. A scan enters its token before its first transaction and looks at the
-- begin of each later one whether it still stands there: where somebody deleted the lock file beside the database,
-- two scans can believe that they hold it, and the later one goes on alone.
CREATE TABLE writer (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    token TEXT NOT NULL                     -- random, of one scan
) STRICT;
