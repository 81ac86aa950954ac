-- Sources that are not in the collection
-- Stories outside the collection that shared passages point to: in how many articles and outlets, since when by the
-- dates that are used, how likely, and who is credited for how many of the passages in the article that has most of
-- them.
SELECT
    source, count(*) AS articles, count(DISTINCT outlet) AS outlets,
    max(lineage_edges.words) AS most_words, max(passages) AS most_passages, agencies AS credited,
    min(probability) AS least_probability, max(probability) AS greatest_probability,
    min(date_from) AS first_date,
    group_concat(derived, ', ') AS paths
FROM (SELECT * FROM lineage_edges WHERE kind = 'unseen' ORDER BY derived) AS lineage_edges
JOIN (SELECT path, outlet, date_from FROM articles) AS place ON place.path = derived
GROUP BY source
ORDER BY articles DESC, most_words DESC, source
