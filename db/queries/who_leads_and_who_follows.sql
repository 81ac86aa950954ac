-- Who leads and who follows
-- Outlets of which one likely has text from the other, by the arrows of the lineage, with how many of them are of
-- which band; beside them the links between the same two outlets that have no direction. Outlets that were not stated
-- are empty. The probabilities were calibrated on made-up news; read the reasons of a link before you use it.
WITH links AS (
    SELECT
        coalesce(s.outlet, '') AS source_outlet, coalesce(d.outlet, '') AS derived_outlet,
        kind, band, lineage_edges.words
    FROM lineage_edges
    JOIN (SELECT path, outlet FROM articles) AS s ON s.path = source
    JOIN (SELECT path, outlet FROM articles) AS d ON d.path = derived
    WHERE kind <> 'unseen'
    AND (s.outlet IS NULL OR d.outlet IS NULL OR s.outlet <> d.outlet)
), undecided AS (
    SELECT
        min(source_outlet, derived_outlet) AS one, max(source_outlet, derived_outlet) AS other,
        count(*) AS number
    FROM links WHERE kind <> 'directed'
    GROUP BY 1, 2
)
SELECT
    source_outlet AS likely_earlier,
    derived_outlet AS likely_later,
    count(*) AS links,
    sum(band = 'strong') AS strong,
    sum(band = 'moderate') AS moderate,
    sum(band = 'weak') AS weak,
    sum(band = 'none') AS no_band,
    sum(words) AS words,
    coalesce(max(undecided.number), 0) AS without_direction
FROM links
LEFT JOIN undecided
    ON one = min(source_outlet, derived_outlet) AND other = max(source_outlet, derived_outlet)
WHERE kind = 'directed'
GROUP BY source_outlet, derived_outlet
ORDER BY links DESC, words DESC, likely_earlier, likely_later
