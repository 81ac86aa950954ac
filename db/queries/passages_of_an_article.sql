-- Passages of an article
-- All that one article shares with others, passage by passage in the order of its text; own is this article's side,
-- other the other's. Give its path as other pages show it.
WITH passages AS (
    SELECT
        a_start AS own_start, a_end AS own_end, b_path AS other_path, b_start AS other_start, b_end AS other_end,
        words, identity, form, status,
        CASE quoted WHEN 'a' THEN 'own' WHEN 'b' THEN 'other' ELSE quoted END AS quoted,
        credit_a AS own_credit, credit_b AS other_credit, explained_by, composed, family,
        a_text AS own_text, b_text AS other_text
    FROM reuse_passages WHERE a_path = :article
    UNION ALL
    SELECT
        b_start, b_end, a_path, a_start, a_end,
        words, identity, form, status,
        CASE quoted WHEN 'b' THEN 'own' WHEN 'a' THEN 'other' ELSE quoted END,
        credit_b, credit_a, explained_by, composed, family,
        b_text, a_text
    FROM reuse_passages WHERE b_path = :article
)
SELECT
    own_start, own_end, passages.words, own_text, own_credit, other_credit, other_path,
    other.outlet AS other_outlet, other.date_from AS other_date, passages.status, form, quoted, explained_by, identity,
    other_start, other_end, other_text, composed, family
FROM passages
JOIN articles AS other ON other.path = other_path
ORDER BY own_start, own_end, other_date, other_path, other_start
