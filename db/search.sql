-- Full-text search. Made when it is first used: building it takes longer than a scan, and not every SQLite has FTS5.

-- The words of the texts that stand in a current place, by texts.id. Only the index is stored, not the words: they
-- are those of texts.text, as the program compares them (NFKC, case-folded), with spaces between. So Chinese,
-- Japanese, Thai, Lao, Khmer and Burmese have a word per character: MATCH '"北 京"' finds 北京.
CREATE VIRTUAL TABLE text_search USING fts5(
    words, content = '', tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
);

-- One row: the rules of words that the index was made with. Under other rules it is made anew.
CREATE TABLE text_search_rules (
    normaliser TEXT NOT NULL
) STRICT;
