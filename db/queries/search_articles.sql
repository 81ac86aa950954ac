-- Search the articles
-- Articles that have all of these words, the best first. Words in double quotes are a phrase, and accents make no
-- difference; Chinese, Japanese, Thai, Lao, Khmer and Burmese need a space between characters. It needs the index that
-- provenance search or scan --search makes; texts that came after that are not in it.
SELECT place.path, place.title, place.outlet, place.byline, place.date_from, texts.words
FROM text_search
JOIN texts ON texts.id = text_search.rowid
JOIN places AS place ON place.text_id = texts.id AND place.status = 'current'
WHERE text_search MATCH coalesce(nullif(escape_fts(:words), ''), '""')
ORDER BY text_search.rank, place.path
