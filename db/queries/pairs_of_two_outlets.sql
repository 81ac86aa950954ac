-- Pairs of two outlets
-- What articles of one outlet share with articles of another, the most words first. With one outlet alone its pairs
-- with all others; without any, all pairs that were compared. Pairs that were not compared with each other are in the
-- view pairs only.
SELECT
    words, passages, relation, relation_rule,
    a_path, a.outlet AS a_outlet, a.date_from AS a_date, degree_a, share_a,
    b_path, b.outlet AS b_outlet, b.date_from AS b_date, degree_b, share_b
FROM (SELECT * FROM pairs WHERE composed = 0 AND relation <> 'incidental') AS found
JOIN (SELECT path, outlet, date_from FROM articles) AS a ON a.path = a_path
JOIN (SELECT path, outlet, date_from FROM articles) AS b ON b.path = b_path
WHERE (:outlet = '' OR a.outlet = :outlet) AND (:other_outlet = '' OR b.outlet = :other_outlet)
OR (:outlet = '' OR b.outlet = :outlet) AND (:other_outlet = '' OR a.outlet = :other_outlet)
ORDER BY words DESC, a_path, b_path
