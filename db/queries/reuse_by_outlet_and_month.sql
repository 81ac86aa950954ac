-- Reuse by outlet and month
-- Of the articles of each outlet and month: how many share a passage with an article of another outlet, how many of
-- them for half of their words or more, and with which relations. Versions of one story, an outlet's own texts and
-- incidental wording do not count. An article can be in several of the last four columns. Months are those of the date
-- that is used; articles dated by the year only, or not at all, have none. Pairs that were not compared with each
-- other do not count here.
WITH linked AS (
    SELECT a_path AS path, share_a AS share, relation FROM pairs WHERE composed = 0
    UNION ALL
    SELECT b_path, share_b, relation FROM pairs WHERE composed = 0
), found AS (
    SELECT
        path,
        max(share) AS share,
        max(relation IN ('syndicated', 'press release')) AS passed_on,
        max(relation = 'wire uncredited') AS uncredited_wire,
        max(relation = 'common source') AS common_source,
        max(relation IN ('source-to-source', 'same text')) AS other
    FROM linked
    WHERE relation NOT IN ('incidental', 'self-reuse', 'version')
    GROUP BY path
)
SELECT
    coalesce(outlet, '') AS outlet,
    CASE WHEN date_precision <> 'year' THEN coalesce(substr(date_from, 1, 7), '') ELSE '' END AS month,
    count(*) AS articles,
    count(found.path) AS sharing,
    round(1.0 * count(found.path) / count(*), 3) AS share_of_articles,
    coalesce(sum(found.share >= 0.5), 0) AS half_or_more,
    coalesce(sum(passed_on), 0) AS passed_on,
    coalesce(sum(uncredited_wire), 0) AS uncredited_wire,
    coalesce(sum(common_source), 0) AS common_source,
    coalesce(sum(other), 0) AS other
FROM articles
LEFT JOIN found ON found.path = articles.path
WHERE articles.status = 'current'
GROUP BY 1, 2
ORDER BY 1, 2
