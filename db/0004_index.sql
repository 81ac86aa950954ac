-- The index of fingerprints: which texts hold a fingerprint, found without reading the texts. It holds nothing that
-- can't be made anew from `texts`. The texts and their postings stand in immutable segments; several small segments
-- are merged into a larger one now and then. How a block's bytes are laid out is told in provenance/inverted.py.

-- A row per segment: which texts it is of, and what its fingerprints were made with. Text ids refer to `texts`
-- without a foreign key, as they are packed.
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

-- A row per block: the postings of one range of fingerprints, also where there are none.
CREATE TABLE index_blocks (
    id INTEGER PRIMARY KEY,                 -- the segment's id times 2 to the power of 32, plus the block's number
    crc32 INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;
