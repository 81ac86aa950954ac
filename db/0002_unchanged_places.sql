-- What a metadata.csv stated of a place goes into its row, so that an unchanged file is known to be unchanged only
-- where that is unchanged, too.
ALTER TABLE places ADD COLUMN stated TEXT NOT NULL DEFAULT '';   -- hash of what was stated, empty where nothing was

-- What relates two texts wherever they stand; `relations` keeps the places of which something else is true, for two
-- texts in a hundred places each have ten thousand pairs of places.
ALTER TABLE text_pairs ADD COLUMN relation TEXT NOT NULL DEFAULT 'incidental';
