-- The folders that the last scan compared with each other, where it compared only these two (`scan A --against B`), and
-- on which side each stands. Empty where everything was compared with everything. Places of other folders took no part.
CREATE TABLE sides (
    folder_id INTEGER PRIMARY KEY REFERENCES folders (id),
    side INTEGER NOT NULL CHECK (side IN (1, 2))
) STRICT;
