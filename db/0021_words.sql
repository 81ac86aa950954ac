-- To count the words of the collection takes an index of a megabyte per 100,000 texts; without it all texts are read.

CREATE INDEX texts_words ON texts (words);
