-- A row per kind of disguise in a text: look-alike letters of another alphabet, characters inside words that are not
-- seen, controls that turn words round, heaps of marks. Each has everyday uses, which have no row. Texts that were filed
-- before there was this table have rows once their files are read again, which the next scan does.
CREATE TABLE notices (
    text_id INTEGER NOT NULL REFERENCES texts (id),
    kind TEXT NOT NULL,                     -- mixed alphabets, hidden characters, direction controls, stacked marks
    count INTEGER NOT NULL,                 -- words, controls, or rows of characters
    start_char INTEGER NOT NULL,            -- the first of them
    end_char INTEGER NOT NULL,
    sentence TEXT NOT NULL,                 -- what was found, in words
    PRIMARY KEY (text_id, kind)
) STRICT, WITHOUT ROWID;
