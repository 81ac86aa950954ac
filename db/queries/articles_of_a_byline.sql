-- Articles of a byline, with their findings
-- Each article whose byline has these letters, upper or lower case: with how many other articles it shares a passage
-- that is neither boilerplate nor a stock phrase, the largest share of its words in one of them and with which
-- relations; how many of its passages nobody is credited for on either side, outside quote marks, and for how many the
-- credits differ; what the lineage says. Without a byline all articles that have one are listed. Pairs that were not
-- compared with each other do not count here.
WITH chosen AS (
    SELECT path, byline, title, outlet, date_from, body_words
    FROM articles
    WHERE status = 'current' AND byline <> '' AND instr(lower(byline), lower(:byline))
), compared AS MATERIALIZED (
    SELECT a_path, share_a, b_path, share_b, relation FROM pairs WHERE composed = 0 AND relation <> 'incidental'
), paired AS (
    SELECT a_path AS path, share_a AS share, relation FROM compared
    UNION ALL
    SELECT b_path, share_b, relation FROM compared
), found AS (
    SELECT
        path, count(*) AS articles, max(share) AS share, group_concat(DISTINCT relation) AS relations
    FROM paired
    WHERE path IN (SELECT path FROM chosen)
    GROUP BY path
), aligned AS MATERIALIZED (
    SELECT a_path, b_path, credit, quoted, words FROM reuse_passages WHERE composed = 0 AND status = 'reuse'
), passages AS (
    SELECT a_path AS path, credit, quoted, words FROM aligned
    UNION ALL
    SELECT b_path, credit, quoted, words FROM aligned
), counted AS (
    SELECT
        path,
        count(*) AS passages,
        max(words) AS longest,
        sum(credit = 'none' AND quoted = 'neither') AS nobody_credited,
        sum(credit IN ('a only', 'b only', 'different')) AS credit_differs
    FROM passages
    WHERE path IN (SELECT path FROM chosen)
    GROUP BY path
), told AS (
    SELECT derived AS path, 'likely has text from ' || source || ' (' || band || ')' AS statement
    FROM lineage_edges WHERE kind IN ('directed', 'unseen')
    UNION ALL
    SELECT source, 'likely the source of ' || derived || ' (' || band || ')'
    FROM lineage_edges WHERE kind = 'directed'
    UNION ALL
    SELECT derived, 'linked with ' || source || ', no direction' FROM lineage_edges
    WHERE kind IN ('undirected', 'common source')
    UNION ALL
    SELECT source, 'linked with ' || derived || ', no direction' FROM lineage_edges
    WHERE kind IN ('undirected', 'common source')
)
SELECT
    chosen.byline, chosen.date_from, chosen.path, chosen.title, chosen.outlet, chosen.body_words,
    coalesce(found.articles, 0) AS other_articles,
    coalesce(found.share, 0) AS largest_share,
    coalesce(found.relations, '') AS relations,
    coalesce(counted.passages, 0) AS passages,
    coalesce(counted.longest, 0) AS longest_words,
    coalesce(counted.nobody_credited, 0) AS nobody_credited,
    coalesce(counted.credit_differs, 0) AS credit_differs,
    coalesce((SELECT group_concat(statement, '; ') FROM told WHERE told.path = chosen.path), '') AS lineage
FROM chosen
LEFT JOIN found ON found.path = chosen.path
LEFT JOIN counted ON counted.path = chosen.path
ORDER BY chosen.byline, chosen.date_from, chosen.path
