-- Why a link of the lineage is there
-- The reasons of every link of one article, for and against. Weights are log-odds; without a direction they say
-- nothing about who was first. Give its path or the end of it; without one all links are listed.
SELECT
    source, derived, lineage_edges.kind, probability, band,
    CASE json_extract(reason.value, '$.sign') WHEN 1 THEN 'for' WHEN -1 THEN 'against' ELSE 'neither' END AS speaks,
    json_extract(reason.value, '$.weight') AS weight,
    json_extract(reason.value, '$.sentence') AS reason
FROM lineage_edges, json_each(reasons) AS reason
WHERE :article = '' OR :article IN (substr(source, -length(:article)), substr(derived, -length(:article)))
ORDER BY source, derived, reason.key
