-- What was left out
-- What the figures elsewhere do not count, and by which rule: passages that were set aside, articles that take no part
-- or are gone, files that could not be read or that no reader takes, texts that wait to be compared. Passages are
-- those of articles that were compared with each other.
SELECT 'passages that count as ' || status AS what, '' AS which, count(*) AS number, sum(words) AS words, CASE status
    WHEN 'reuse' THEN 'for comparison: these were not left out'
    WHEN 'boilerplate' THEN 'lines of the page around articles'
    WHEN 'stock phrase' THEN 'wording of many stories, forms filled in anew, names'
    WHEN 'excluded' THEN 'set aside by the configuration'
END AS why
FROM reuse_passages WHERE composed = 0 GROUP BY status
UNION ALL
SELECT kind || ' of the configuration', what, iif(kind = 'path', articles, passages), words, reason FROM left_out
UNION ALL
SELECT 'articles that are gone', '', count(*), sum(words), 'no longer in their folder'
FROM articles WHERE status = 'gone' HAVING count(*)
UNION ALL
SELECT 'files that could not be read', '', count(*), NULL, 'the query unreadable_files has the reasons'
FROM unreadable HAVING count(*)
UNION ALL
SELECT 'files that no reader takes', extension, files, NULL, 'no reader for this kind of file'
FROM passed_over WHERE run_id = (SELECT id FROM current_run)
UNION ALL
SELECT 'texts that wait to be compared', '', count(*), NULL, 'the next scan compares them'
FROM pending HAVING count(*)
UNION ALL
SELECT 'pairs not compared', '', json_extract(counts, '$.candidates_left_out'), NULL,
    'an upper bound: wording that stands in very many texts proposes only some of their pairs'
FROM runs WHERE id = (SELECT id FROM current_run) AND json_extract(counts, '$.candidates_left_out') > 0
