-- Most-shared passages
-- The hundred passages that stand in most places, boilerplate and stock phrases left out: in how many articles and
-- outlets, since when and until when by the dates that are used, and the words as one of the articles has them.
SELECT
    family, count(*) AS places, count(DISTINCT outlet) AS outlets,
    max(CASE WHEN representative THEN family_members.words END) AS words,
    min(date_from) AS first_date, max(date_from) AS last_date,
    sum(date_from IS NULL) AS undated,
    max(CASE WHEN representative THEN text END) AS text
FROM family_members
JOIN (SELECT path, outlet, date_from FROM articles) AS place ON place.path = family_members.path
WHERE family IN (SELECT id FROM families WHERE reuse = 1)
GROUP BY family
ORDER BY places DESC, words DESC, family
LIMIT 100
