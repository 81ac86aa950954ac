-- Wire copy without a credit
-- Pairs of which one article is from a wire and the other credits nobody for any of the shared words. Whether a
-- licence allows that is not known here. Pairs that were not compared with each other are in the view pairs only.
SELECT
    words, passages, relation_rule,
    a_path, a.outlet AS a_outlet, a.date_from AS a_date, share_a,
    b_path, b.outlet AS b_outlet, b.date_from AS b_date, share_b
FROM (SELECT * FROM pairs WHERE composed = 0 AND relation = 'wire uncredited') AS found
JOIN (SELECT path, outlet, date_from FROM articles) AS a ON a.path = a_path
JOIN (SELECT path, outlet, date_from FROM articles) AS b ON b.path = b_path
ORDER BY words DESC, a_path, b_path
