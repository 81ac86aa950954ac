-- Lineage without a direction
-- Links of which it is not known which article was first: undirected (one took it from the other, which one is not
-- known) and common source (both likely have it from a third text). Undetermined is a normal answer. With the
-- weightiest reason of each.
SELECT
    kind, band, probability, lineage_edges.words, passages,
    source AS one_path, s.outlet AS one_outlet, s.date_from AS one_date,
    derived AS other_path, d.outlet AS other_outlet, d.date_from AS other_date,
    (
        SELECT json_extract(value, '$.sentence') FROM json_each(reasons)
        ORDER BY abs(json_extract(value, '$.weight')) DESC, key LIMIT 1
    ) AS weightiest_reason
FROM lineage_edges
JOIN (SELECT path, outlet, date_from FROM articles) AS s ON s.path = source
JOIN (SELECT path, outlet, date_from FROM articles) AS d ON d.path = derived
WHERE kind IN ('undirected', 'common source')
ORDER BY probability DESC, lineage_edges.words DESC, one_path, other_path
