-- Which items state that they come from another one, by its identifier: a scan asks for all of these, which are few
-- among all that is stated.
CREATE INDEX place_statements_origins ON place_statements (place_id, field, value)
WHERE field IN ('derived from', 'evolved from', 'translated from');

-- An item can be filed again with the same words and state another origin, or be of another version.
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

-- What items stated was only shown so far: where there is any, the next scan judges everything anew.
UPDATE judgements SET crc32 = NULL
WHERE EXISTS (
    SELECT 1 FROM place_statements WHERE field IN ('derived from', 'evolved from', 'translated from')
);
