-- Who says a quotation, where the text beside it names somebody: a hint. Half-open code points of the stored text: the
-- name (for "he said": where it stood before) and the verb of speaking, or what stands in its place. NULL: nobody.
ALTER TABLE quotations ADD COLUMN speaker_start INTEGER;
ALTER TABLE quotations ADD COLUMN speaker_end INTEGER;
ALTER TABLE quotations ADD COLUMN verb_start INTEGER;
ALTER TABLE quotations ADD COLUMN verb_end INTEGER;

-- Quotations of two texts that were compared with each other, where one has other words than the other inside its marks
-- (altered), or is a part of it (fragment). The same speaker is named in both, or nobody in one of them. Made anew with
-- text_pairs. Nothing here says which of the two has the words that were said.
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
