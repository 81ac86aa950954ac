-- Quotations that differ
-- Quotations of one speaker, or of nobody who is named, whose words are not the same inside the marks. Which of the
-- two has the words that were said nobody can tell from them.
SELECT
    kind, quotation_differences.words, a_path, a.outlet AS a_outlet, speaker_a, a_text,
    b_path, b.outlet AS b_outlet, speaker_b, b_text, part, a_start, a_end, b_start, b_end
FROM quotation_differences
JOIN (SELECT path, outlet FROM articles) AS a ON a.path = a_path
JOIN (SELECT path, outlet FROM articles) AS b ON b.path = b_path
ORDER BY kind, quotation_differences.words DESC, a_path, a_start, b_path
