-- Dates that disagree
-- Articles of which two dates of publication lie more than a day apart: the one that is used, and the other with where
-- it was read.
SELECT
    used.path, used.earliest AS used_date, used.source AS used_source, used.words AS used_words,
    other.earliest AS other_date, other.source AS other_source, other.words AS other_words
FROM article_dates AS used
JOIN article_dates AS other ON other.path = used.path
WHERE used.used AND used.kind = 'published' AND other.kind = 'published' AND NOT other.used
AND (
    julianday(used.earliest) > julianday(other.latest) + 1
    OR julianday(other.earliest) > julianday(used.latest) + 1
)
ORDER BY used.path, other.rank
