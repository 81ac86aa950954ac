-- The views are the contract: columns may be added, never changed. They are made anew by every migration.
-- PostgreSQL has the same views (provenance/tables/dialect.py): no 0 or 1 for a condition, a name for each subquery.

DROP VIEW IF EXISTS current_run;
DROP VIEW IF EXISTS lineage_edges;
DROP VIEW IF EXISTS pairs;
DROP VIEW IF EXISTS reuse_passages;
DROP VIEW IF EXISTS composed_passages;
DROP VIEW IF EXISTS family_members;
DROP VIEW IF EXISTS article_statements;
DROP VIEW IF EXISTS article_dates;
DROP VIEW IF EXISTS articles;
DROP VIEW IF EXISTS unreadable;
DROP VIEW IF EXISTS disguises;
DROP VIEW IF EXISTS quotation_differences;
DROP VIEW IF EXISTS left_out;
DROP VIEW IF EXISTS reviews;
DROP VIEW IF EXISTS review_history;

-- Where the last scan compared only two folders with each other (`sides` has them), the views show what an article of
-- the one shares with an article of the other, and nothing else.

-- The last finished run: its judgements are the ones that the views show.
CREATE VIEW current_run AS
SELECT id FROM runs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1;

-- A row per place.
CREATE VIEW articles AS
SELECT
    places.path,
    texts.sha256 AS text_id,
    places.article_id AS id,
    places.title,
    places.outlet,
    places.byline,
    places.url,
    places.date_from,
    places.date_to,
    places.date_source,
    places.date_precision,
    texts.words,
    places.source_flag,
    CASE WHEN places.excluded <> '' THEN 'excluded' ELSE places.status END AS status,
    places.date_words,
    places.bytes,
    places.bytes_sha256,
    places.encoding,
    places.reader,
    places.licence,
    places.reader_version,
    coalesce(bodies.words, texts.words) AS body_words,
    places.source_kind,
    places.excluded,
    places.excluded_by
FROM places
JOIN texts ON texts.id = places.text_id
LEFT JOIN bodies ON bodies.text_id = places.text_id;

-- A row per date of a place: what was found, what a person decided, and how old its file is.
CREATE VIEW article_dates AS
SELECT
    places.path, corrections.earliest, corrections.latest, 'correction' AS source, corrections.precision,
    corrections.words, 1 AS used, 'published' AS kind, -1 AS rank
FROM corrections
JOIN places ON places.path = corrections.path AND places.text_id = corrections.text_id
WHERE corrections.earliest IS NOT NULL
AND corrections.id = (
    SELECT max(id) FROM corrections AS later
    WHERE later.path = corrections.path AND later.text_id = corrections.text_id
)
UNION ALL
SELECT
    places.path, place_dates.earliest, place_dates.latest, place_dates.source, place_dates.precision,
    place_dates.words,
    CASE
        WHEN place_dates.rank = 0 AND place_dates.kind = 'published' AND places.date_source IS NOT 'correction' THEN 1
        ELSE 0
    END,
    place_dates.kind, place_dates.rank
FROM place_dates
JOIN places ON places.id = place_dates.place_id
UNION ALL
-- No article in a file can be later than the file, but copies get times of their own, and anybody can set one.
SELECT
    places.path,
    strftime('%Y-%m-%dT%H:%M:%SZ', files.mtime_ns / 1000000000, 'unixepoch'),
    strftime('%Y-%m-%dT%H:%M:%SZ', files.mtime_ns / 1000000000, 'unixepoch'),
    'file time', 'second', '', 0, 'not after', 1000000
FROM files
JOIN places ON places.path = files.path;

-- A row per statement on a place that is not used, as somebody who goes before states otherwise.
CREATE VIEW article_statements AS
SELECT
    places.path, place_statements.field, place_statements.value, place_statements.said_by,
    NULL AS earliest, NULL AS latest, NULL AS precision
FROM place_statements
JOIN places ON places.id = place_statements.place_id
UNION ALL
SELECT
    places.path, 'date', place_dates.words, place_dates.source,
    place_dates.earliest, place_dates.latest, place_dates.precision
FROM place_dates
JOIN places ON places.id = place_dates.place_id
WHERE place_dates.kind = 'published'
AND (place_dates.earliest, place_dates.latest) IS NOT (places.date_from, places.date_to);

-- A row per file that the last finished run could not read.
CREATE VIEW unreadable AS
SELECT path, reason FROM problems WHERE run_id = (SELECT id FROM current_run);

-- A row per place and kind of characters that hide from a search what a reader sees.
CREATE VIEW disguises AS
SELECT places.path, notices.kind, notices.count, notices.start_char, notices.end_char, notices.sentence
FROM notices
JOIN places ON places.text_id = notices.text_id AND places.status = 'current';

-- A row per occurrence of a passage in a place.
CREATE VIEW family_members AS
SELECT
    members.family_id AS family,
    places.path,
    members.start_char,
    members.end_char,
    members.words,
    members.representative,
    substr(texts.text, members.start_char + 1, members.end_char - members.start_char) AS text
FROM members
JOIN texts ON texts.id = members.text_id
JOIN places ON places.text_id = members.text_id AND places.status = 'current'
WHERE NOT EXISTS (SELECT 1 FROM sides) OR places.folder_id IN (SELECT folder_id FROM sides);

-- What the members of a family have in common through the representative, a before b by path. reuse_passages
-- shows of these the pairs that were not aligned with each other.
CREATE VIEW composed_passages AS
SELECT
    x.family_id AS family,
    a.path AS a_path,
    x.start_char + max(x.rep_start, y.rep_start) - x.rep_start AS a_start,
    x.end_char - (x.rep_end - min(x.rep_end, y.rep_end)) AS a_end,
    b.path AS b_path,
    y.start_char + max(x.rep_start, y.rep_start) - y.rep_start AS b_start,
    y.end_char - (y.rep_end - min(x.rep_end, y.rep_end)) AS b_end,
    min(x.words, y.words) AS words,
    round(max(0.0, x.identity + y.identity - 1.0), 4) AS identity,
    (
        SELECT value FROM scales
        WHERE scale = 'form' AND at_least <= max(0.0, x.identity + y.identity - 1.0)
        ORDER BY at_least DESC LIMIT 1
    ) AS form,
    CASE x.quoted + 2 * y.quoted WHEN 0 THEN 'neither' WHEN 1 THEN 'a' WHEN 2 THEN 'b' ELSE 'both' END AS quoted,
    x.status AS status_a,
    y.status AS status_b,
    x.credits AS credit_a,
    y.credits AS credit_b,
    x.part_credits AS part_credit_a,
    y.part_credits AS part_credit_b,
    CASE WHEN x.credits = y.credits THEN x.credits ELSE '' END AS explained_by,
    min(x.text_id, y.text_id) AS low_text,
    max(x.text_id, y.text_id) AS high_text,
    text_a.text AS whole_a,
    text_b.text AS whole_b
FROM members AS x
JOIN members AS y ON y.family_id = x.family_id AND y.text_id <> x.text_id
JOIN places AS a ON a.text_id = x.text_id AND a.status = 'current'
JOIN places AS b ON b.text_id = y.text_id AND b.status = 'current' AND a.path < b.path
JOIN texts AS text_a ON text_a.id = x.text_id
JOIN texts AS text_b ON text_b.id = y.text_id
WHERE min(x.rep_end, y.rep_end) > max(x.rep_start, y.rep_start)
AND (
    NOT EXISTS (SELECT 1 FROM sides)
    OR (SELECT side FROM sides WHERE folder_id = a.folder_id)
    <> (SELECT side FROM sides WHERE folder_id = b.folder_id)
)
-- Where both have less than half of the representative's words, they need not have one in common.
AND x.identity + y.identity > 1.0
-- Where edits moved one of them by more than they have in common, nothing certain is left to show.
AND x.end_char - x.rep_end + min(x.rep_end, y.rep_end) > x.start_char - x.rep_start + max(x.rep_start, y.rep_start)
AND y.end_char - y.rep_end + min(x.rep_end, y.rep_end) > y.start_char - y.rep_start + max(x.rep_start, y.rep_start);

-- A row per passage in a pair of places, a before b by path. Every arm joins its places itself, so that SQLite
-- can carry a condition on the paths into each.
CREATE VIEW reuse_passages AS
SELECT
    family, a_path, a_start, a_end, b_path, b_start, b_end, words, identity, form, quoted, status,
    CASE
        WHEN credit_a = '' AND credit_b = '' THEN 'none'
        WHEN credit_a = credit_b THEN 'same'
        WHEN credit_b = '' THEN 'a only'
        WHEN credit_a = '' THEN 'b only'
        ELSE 'different'
    END AS credit,
    credit_a, credit_b, explained_by, composed,
    substr(whole_a, a_start + 1, a_end - a_start) AS a_text,
    substr(whole_b, b_start + 1, b_end - b_start) AS b_text,
    part_credit_a, part_credit_b
FROM (
    -- Pairs of texts that were aligned, where the place of the first comes first by path.
    SELECT
        alignments.family_id AS family,
        a.path AS a_path, alignments.a_start, alignments.a_end,
        b.path AS b_path, alignments.b_start, alignments.b_end,
        alignments.words, alignments.identity, alignments.form, alignments.quoted, alignments.status,
        alignments.credit_a, alignments.credit_b, alignments.explained_by,
        0 AS composed,
        text_a.text AS whole_a, text_b.text AS whole_b,
        alignments.part_credit_a, alignments.part_credit_b
    FROM alignments
    JOIN places AS a ON a.text_id = alignments.text_a AND a.status = 'current'
    JOIN places AS b ON b.text_id = alignments.text_b AND b.status = 'current' AND a.path < b.path
    JOIN texts AS text_a ON text_a.id = alignments.text_a
    JOIN texts AS text_b ON text_b.id = alignments.text_b
    WHERE (
        NOT EXISTS (SELECT 1 FROM sides)
        OR (SELECT side FROM sides WHERE folder_id = a.folder_id)
        <> (SELECT side FROM sides WHERE folder_id = b.folder_id)
    )
    UNION ALL
    -- The same, where the place of the second comes first.
    SELECT
        alignments.family_id,
        a.path, alignments.b_start, alignments.b_end,
        b.path, alignments.a_start, alignments.a_end,
        alignments.words, alignments.identity, alignments.form,
        CASE alignments.quoted WHEN 'a' THEN 'b' WHEN 'b' THEN 'a' ELSE alignments.quoted END,
        alignments.status,
        alignments.credit_b, alignments.credit_a, alignments.explained_by,
        0,
        text_a.text, text_b.text,
        alignments.part_credit_b, alignments.part_credit_a
    FROM alignments
    JOIN places AS a ON a.text_id = alignments.text_b AND a.status = 'current'
    JOIN places AS b ON b.text_id = alignments.text_a AND b.status = 'current' AND a.path < b.path
    JOIN texts AS text_a ON text_a.id = alignments.text_b
    JOIN texts AS text_b ON text_b.id = alignments.text_a
    WHERE (
        NOT EXISTS (SELECT 1 FROM sides)
        OR (SELECT side FROM sides WHERE folder_id = a.folder_id)
        <> (SELECT side FROM sides WHERE folder_id = b.folder_id)
    )
    UNION ALL
    -- Pairs of a family that were not aligned with each other. Each status is an arm of its own, so that a query
    -- for reuse never composes the pairs of a footer.
    SELECT
        family, a_path, a_start, a_end, b_path, b_start, b_end, words, identity, form, quoted,
        'reuse', credit_a, credit_b, explained_by, 1, whole_a, whole_b,
        part_credit_a, part_credit_b
    FROM composed_passages
    WHERE status_a = 'reuse' AND status_b = 'reuse'
    AND NOT EXISTS (SELECT 1 FROM alignments WHERE alignments.text_a = low_text AND alignments.text_b = high_text)
    UNION ALL
    SELECT
        family, a_path, a_start, a_end, b_path, b_start, b_end, words, identity, form, quoted,
        'stock phrase', credit_a, credit_b, explained_by, 1, whole_a, whole_b,
        part_credit_a, part_credit_b
    FROM composed_passages
    WHERE 'stock phrase' IN (status_a, status_b) AND 'boilerplate' NOT IN (status_a, status_b)
    AND 'excluded' NOT IN (status_a, status_b)
    AND NOT EXISTS (SELECT 1 FROM alignments WHERE alignments.text_a = low_text AND alignments.text_b = high_text)
    UNION ALL
    SELECT
        family, a_path, a_start, a_end, b_path, b_start, b_end, words, identity, form, quoted,
        'excluded', credit_a, credit_b, explained_by, 1, whole_a, whole_b,
        part_credit_a, part_credit_b
    FROM composed_passages
    WHERE 'excluded' IN (status_a, status_b) AND 'boilerplate' NOT IN (status_a, status_b)
    AND NOT EXISTS (SELECT 1 FROM alignments WHERE alignments.text_a = low_text AND alignments.text_b = high_text)
    UNION ALL
    -- Lines of boilerplate are families of their own, also of texts that were aligned for other words.
    SELECT
        family, a_path, a_start, a_end, b_path, b_start, b_end, words, identity, form, quoted,
        'boilerplate', credit_a, credit_b, explained_by, 1, whole_a, whole_b,
        part_credit_a, part_credit_b
    FROM composed_passages
    WHERE 'boilerplate' IN (status_a, status_b)
    AND NOT EXISTS (
        SELECT 1 FROM alignments
        WHERE alignments.family_id = family
        AND alignments.text_a = low_text AND alignments.text_b = high_text
    )
    UNION ALL
    -- One text in several places.
    SELECT
        members.family_id,
        a.path, members.start_char, members.end_char,
        b.path, members.start_char, members.end_char,
        members.words, 1.0, 'verbatim',
        CASE members.quoted WHEN 1 THEN 'both' ELSE 'neither' END,
        members.status,
        members.credits, members.credits, members.credits,
        0,
        texts.text, texts.text,
        members.part_credits, members.part_credits
    FROM families
    JOIN members ON members.family_id = families.id
    JOIN places AS a ON a.text_id = members.text_id AND a.status = 'current'
    JOIN places AS b ON b.text_id = members.text_id AND b.status = 'current' AND a.path < b.path
    JOIN texts ON texts.id = members.text_id
    WHERE families.whole_text = 1
    AND (
        NOT EXISTS (SELECT 1 FROM sides)
        OR (SELECT side FROM sides WHERE folder_id = a.folder_id)
        <> (SELECT side FROM sides WHERE folder_id = b.folder_id)
    )
) AS arms;

-- A row per pair of places that share something. Shares are of the words outside boilerplate. A query for those that
-- were compared with each other (composed = 0) never works out the others, of which a large family has many.
CREATE VIEW pairs AS
WITH shared AS (
    SELECT
        text_a AS text_x, text_b AS text_y, words, words_a AS words_x, words_b AS words_y, passages,
        relation, 0 AS composed, rule, facts, 0 AS named
    FROM text_pairs
    UNION ALL
    SELECT text_b, text_a, words, words_b, words_a, passages, relation, 0, rule, facts, 0
    FROM text_pairs
    UNION ALL
    -- Pairs that were not aligned are judged by what their members say.
    SELECT
        x.text_id, y.text_id, sum(min(x.words, y.words)),
        sum(CASE WHEN x.status = 'boilerplate' THEN 0 ELSE x.words END),
        sum(CASE WHEN y.status = 'boilerplate' THEN 0 ELSE y.words END), count(*),
        CASE
            WHEN count(*) FILTER (WHERE x.status = 'reuse' AND y.status = 'reuse') = 0 THEN 'incidental'
            WHEN count(*) FILTER (WHERE x.credits = '' OR x.credits <> y.credits) = 0 THEN 'syndicated'
            WHEN sum(min(x.words, y.words)) >= (SELECT at_least FROM scales WHERE scale = 'relation')
                THEN 'source-to-source'
            ELSE 'incidental'
        END,
        1,
        CASE
            WHEN count(*) FILTER (WHERE x.status = 'reuse' AND y.status = 'reuse') = 0 THEN 'no reuse'
            WHEN count(*) FILTER (WHERE x.credits = '' OR x.credits <> y.credits) = 0 THEN 'same credit'
            WHEN sum(min(x.words, y.words)) >= (SELECT at_least FROM scales WHERE scale = 'relation')
                THEN 'shared words'
            ELSE 'few words'
        END,
        '',
        max(CASE WHEN x.credits <> '' OR y.credits <> '' THEN 1 ELSE 0 END)
    FROM members AS x
    JOIN members AS y ON y.family_id = x.family_id AND y.text_id <> x.text_id
    WHERE NOT EXISTS (
        SELECT 1 FROM text_pairs
        WHERE text_pairs.text_a = min(x.text_id, y.text_id)
        AND text_pairs.text_b = max(x.text_id, y.text_id)
    )
    GROUP BY x.text_id, y.text_id
    UNION ALL
    SELECT members.text_id, members.text_id, members.words, members.words, members.words, 1, 'same text', 0,
        'same text', '', 0
    FROM members
    WHERE family_id IN (SELECT id FROM families WHERE whole_text = 1)
), measured AS (
    SELECT
        a.path AS a_path,
        b.path AS b_path,
        min(a.id, b.id) AS first_place,
        max(a.id, b.id) AS second_place,
        shared.text_x = shared.text_y AS same_text,
        shared.composed = 1 AND a.outlet = b.outlet AS same_outlet,
        shared.relation,
        CASE WHEN shared.composed = 1 AND shared.relation <> 'incidental' AND a.outlet IS NOT b.outlet THEN
            CASE (
                SELECT group_concat(kind, ' and ') FROM (
                    SELECT DISTINCT iif(
                        place.source_kind <> '', place.source_kind,
                        iif(EXISTS (SELECT 1 FROM scales WHERE scale = 'agency' AND value = lower(place.outlet)),
                            'wire', iif(place.source_flag = 1, 'press release', 'none'))
                    ) AS kind
                    FROM places AS place WHERE place.id IN (a.id, b.id) ORDER BY kind
                ) AS kinds
            )
            WHEN 'none and wire' THEN iif(shared.named = 1, 'syndicated', 'wire uncredited')
            WHEN 'none and press release' THEN 'press release'
            WHEN 'press release and wire' THEN 'press release'
            END
        END AS sourced,
        shared.words,
        min(1.0, round(1.0 * shared.words_x / max(1, coalesce(
            (SELECT bodies.words FROM bodies WHERE bodies.text_id = shared.text_x), text_a.words
        )), 4)) AS share_a,
        min(1.0, round(1.0 * shared.words_y / max(1, coalesce(
            (SELECT bodies.words FROM bodies WHERE bodies.text_id = shared.text_y), text_b.words
        )), 4)) AS share_b,
        shared.passages,
        shared.rule,
        shared.facts,
        shared.composed
    FROM shared
    JOIN places AS a ON a.text_id = shared.text_x AND a.status = 'current'
    JOIN places AS b ON b.text_id = shared.text_y AND b.status = 'current' AND a.path < b.path
    JOIN texts AS text_a ON text_a.id = shared.text_x
    JOIN texts AS text_b ON text_b.id = shared.text_y
    WHERE (
        NOT EXISTS (SELECT 1 FROM sides)
        OR (SELECT side FROM sides WHERE folder_id = a.folder_id)
        <> (SELECT side FROM sides WHERE folder_id = b.folder_id)
    )
)
SELECT
    measured.a_path,
    measured.b_path,
    CASE
        WHEN measured.same_text THEN 'same text'
        WHEN measured.same_outlet AND measured.relation <> 'incidental' THEN 'self-reuse'
        ELSE coalesce(measured.sourced, relations.relation, measured.relation)
    END AS relation,
    (
        SELECT value FROM scales WHERE scale = 'degree' AND at_least <= measured.share_a
        ORDER BY at_least DESC LIMIT 1
    ) AS degree_a,
    (
        SELECT value FROM scales WHERE scale = 'degree' AND at_least <= measured.share_b
        ORDER BY at_least DESC LIMIT 1
    ) AS degree_b,
    measured.words,
    measured.share_a,
    measured.share_b,
    measured.passages,
    CASE
        WHEN measured.same_text THEN 'same text'
        WHEN measured.same_outlet AND measured.relation <> 'incidental' THEN 'same outlet'
        WHEN measured.sourced = 'press release' THEN 'declared source'
        WHEN measured.sourced IS NOT NULL THEN iif(measured.sourced = 'syndicated', 'credited', 'not credited')
        ELSE coalesce(relations.rule, measured.rule)
    END AS relation_rule,
    CASE
        WHEN measured.same_text OR (measured.same_outlet AND measured.relation <> 'incidental') THEN ''
        ELSE coalesce(relations.facts, measured.facts)
    END AS relation_facts,
    measured.composed
FROM measured
LEFT JOIN relations
    ON relations.place_a = measured.first_place AND relations.place_b = measured.second_place;

-- A row per exclusion of the configuration, and what it removed: articles, or occurrences of shared passages and their
-- words. A passage that two rules set aside counts for both.
CREATE VIEW left_out AS
SELECT
    exclusions.kind, exclusions.what, exclusions.reason,
    (
        SELECT count(*) FROM places
        WHERE exclusions.kind = 'path' AND places.excluded_by = exclusions.what AND places.excluded = exclusions.reason
    ) AS articles,
    coalesce(removed.passages, 0) AS passages,
    coalesce(removed.words, 0) AS words
FROM exclusions
LEFT JOIN (
    SELECT rule, count(*) AS passages, sum(words) AS words
    FROM (
        SELECT DISTINCT excluded_spans.rule, members.id, members.words
        FROM excluded_spans
        JOIN members ON members.text_id = excluded_spans.text_id AND members.status = 'excluded'
        AND members.start_char < excluded_spans.end_char AND members.end_char > excluded_spans.start_char
    ) AS found
    GROUP BY rule
) AS removed ON removed.rule = exclusions.id AND exclusions.kind <> 'path';

-- A row per statement of lineage that holds: no later run made another in its place.
CREATE VIEW lineage_edges AS
SELECT
    coalesce(source.path, unseen_sources.name) AS source,
    derived.path AS derived,
    statements.kind,
    statements.probability,
    statements.band,
    statements.words,
    statements.passages,
    statements.agencies,
    (
        SELECT json_group_array(json_object('sign', sign, 'weight', weight, 'sentence', sentence))
        FROM (SELECT sign, weight, sentence FROM evidence WHERE statement_id = statements.id ORDER BY id) AS ordered
    ) AS reasons
FROM statements
JOIN places AS derived ON derived.id = statements.derived_place AND derived.status = 'current'
LEFT JOIN places AS source ON source.id = statements.source_place
LEFT JOIN unseen_sources ON unseen_sources.id = statements.unseen_id
-- Where a scan has ended before it compared what it read, a place can have gone of which a statement still holds.
WHERE statements.until_run IS NULL AND (source.id IS NULL OR source.status = 'current');

-- A row per two quotations in a pair of places, a before b by path, of which one was altered or is a part of the other.
-- In `differ` the first two numbers of each four are of a, the others of b, as in the table.
CREATE VIEW quotation_differences AS
WITH found AS (
    SELECT
        text_a AS text_x, text_b AS text_y, kind, a_start AS x_start, a_end AS x_end, b_start AS y_start,
        b_end AS y_end, speaker_a AS speaker_x, speaker_b AS speaker_y, words, part, differ
    FROM quotation_pairs
    UNION ALL
    SELECT
        text_b, text_a, kind, b_start, b_end, a_start, a_end, speaker_b, speaker_a, words,
        CASE part WHEN 'a' THEN 'b' WHEN 'b' THEN 'a' ELSE '' END,
        (
            SELECT json_group_array(json_array(
                json_extract(value, '$[2]'), json_extract(value, '$[3]'),
                json_extract(value, '$[0]'), json_extract(value, '$[1]')
            ))
            FROM (SELECT value FROM json_each(quotation_pairs.differ) ORDER BY key) AS ordered
        )
    FROM quotation_pairs
)
SELECT
    a.path AS a_path, x_start AS a_start, x_end AS a_end,
    b.path AS b_path, y_start AS b_start, y_end AS b_end,
    kind, speaker_x AS speaker_a, speaker_y AS speaker_b, found.words, part, differ,
    substr(whole_x.text, x_start + 1, x_end - x_start) AS a_text,
    substr(whole_y.text, y_start + 1, y_end - y_start) AS b_text
FROM found
JOIN places AS a ON a.text_id = text_x AND a.status = 'current'
JOIN places AS b ON b.text_id = text_y AND b.status = 'current' AND a.path < b.path
JOIN texts AS whole_x ON whole_x.id = text_x
JOIN texts AS whole_y ON whole_y.id = text_y
WHERE (
    NOT EXISTS (SELECT 1 FROM sides)
    OR (SELECT side FROM sides WHERE folder_id = a.folder_id)
    <> (SELECT side FROM sides WHERE folder_id = b.folder_id)
);

-- A row per entry of the review, the oldest first of each subject. `holds`: nobody took it back.
CREATE VIEW review_history AS
SELECT
    review_entries.kind, review_entries.subject, review_entries.turn, review_entries.entry, review_entries.state,
    review_entries.reason, review_entries.note, review_entries.reply_by, review_entries.reviewer,
    review_entries.made_at,
    CASE
        WHEN review_entries.entry = 'undo' THEN 0
        WHEN EXISTS (SELECT 1 FROM review_entries AS later WHERE later.undoes = review_entries.uid) THEN 0
        ELSE 1
    END AS holds,
    review_entries.uid, review_entries.undoes,
    review_entries.text_a, review_entries.a_start, review_entries.a_end, review_entries.path_a,
    review_entries.text_b, review_entries.b_start, review_entries.b_end, review_entries.path_b,
    review_entries.run, review_entries.tool_version, review_entries.imported_at
FROM review_entries
ORDER BY review_entries.subject, review_entries.turn, review_entries.made_at, review_entries.uid;

-- A row per subject of the review: its state. The last decision that holds decides; without one the subject is new.
CREATE VIEW reviews AS
WITH decided AS (
    SELECT
        *, row_number() OVER (PARTITION BY subject ORDER BY turn DESC, made_at DESC, uid DESC) AS place
    FROM review_history
    WHERE entry = 'decision' AND holds = 1
), counted AS (
    SELECT
        subject, kind, text_a, a_start, a_end, text_b, b_start, b_end,
        count(*) FILTER (WHERE entry = 'note' AND holds = 1) AS notes,
        count(*) FILTER (WHERE entry = 'reply' AND holds = 1) AS replies, count(*) AS entries
    FROM review_history
    GROUP BY subject, kind, text_a, a_start, a_end, text_b, b_start, b_end
)
SELECT
    counted.kind, counted.subject, coalesce(decided.state, 'new') AS state, decided.reason, decided.note,
    decided.reviewer, decided.made_at, counted.notes, counted.replies, counted.entries,
    (
        SELECT min(path) FROM places JOIN texts ON texts.id = places.text_id
        WHERE texts.sha256 = counted.text_a AND places.status = 'current'
    ) AS a_path,
    counted.a_start, counted.a_end,
    (
        SELECT min(path) FROM places JOIN texts ON texts.id = places.text_id
        WHERE texts.sha256 = counted.text_b AND places.status = 'current'
    ) AS b_path,
    counted.b_start, counted.b_end, counted.text_a, counted.text_b
FROM counted
LEFT JOIN decided ON decided.subject = counted.subject AND decided.place = 1;
