-- Credit differs
-- Passages for whose words the two articles credit different names, or only one of them credits any. It does not say
-- who added or removed a name. Give an outlet to see only its passages; without one all are listed.
SELECT
    reuse_passages.words, credit_a, credit_b, a_text,
    a_path, a.outlet AS a_outlet, b_path, b.outlet AS b_outlet,
    reuse_passages.credit, form, quoted, identity, a_start, a_end, b_start, b_end, b_text
FROM reuse_passages
JOIN articles AS a ON a.path = a_path
JOIN articles AS b ON b.path = b_path
WHERE reuse_passages.status = 'reuse'
AND reuse_passages.credit IN ('a only', 'b only', 'different')
AND (:outlet = '' OR :outlet IN (a.outlet, b.outlet))
ORDER BY reuse_passages.words DESC, a_path, a_start, b_path, b_start
