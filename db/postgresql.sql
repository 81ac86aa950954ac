-- What the views ask of SQLite and PostgreSQL has not: functions of the same names, beside the views. The functions of JSON
-- have names of their own, as later versions of PostgreSQL give words like json_object a grammar of their own.

CREATE OR REPLACE FUNCTION min(bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT CASE WHEN $1 <= $2 THEN $1 WHEN $2 < $1 THEN $2 END';
CREATE OR REPLACE FUNCTION max(bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT CASE WHEN $1 >= $2 THEN $1 WHEN $2 > $1 THEN $2 END';
CREATE OR REPLACE FUNCTION min(double precision, double precision) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT CASE WHEN $1 <= $2 THEN $1 WHEN $2 < $1 THEN $2 END';
CREATE OR REPLACE FUNCTION max(double precision, double precision) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT CASE WHEN $1 >= $2 THEN $1 WHEN $2 > $1 THEN $2 END';

CREATE OR REPLACE FUNCTION round(double precision, integer) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT pg_catalog.round($1::numeric, $2)::double precision';

CREATE OR REPLACE FUNCTION iif(boolean, text, text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT CASE WHEN $1 THEN $2 ELSE $3 END';

CREATE OR REPLACE FUNCTION substr(text, bigint, bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT pg_catalog.substr($1, $2::integer, $3::integer)';

-- A time of UTC in the one format that the views write.
CREATE OR REPLACE FUNCTION strftime(text, bigint, text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT to_char(to_timestamp($2) AT TIME ZONE ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS"Z"'')';

CREATE OR REPLACE FUNCTION json_items(text) RETURNS TABLE (key bigint, value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT ordinality - 1, item::text FROM json_array_elements($1::json) WITH ORDINALITY AS items (item, ordinality)';

-- The number at $[N].
CREATE OR REPLACE FUNCTION json_number(text, text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT ($1::json ->> substring($2 FROM ''\d+'')::integer)::bigint';

CREATE OR REPLACE FUNCTION json_numbers(VARIADIC bigint[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT ''['' || array_to_string($1, '','') || '']''';

CREATE OR REPLACE FUNCTION json_reason(text, bigint, text, double precision, text, text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT ''{'' || to_json($1) || '':'' || $2 || '','' || to_json($3) || '':'' || to_json($4) || '',''
    || to_json($5) || '':'' || to_json($6) || ''}''';

CREATE OR REPLACE FUNCTION json_joined(text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT ''['' || array_to_string($1, '','') || '']''';
CREATE OR REPLACE AGGREGATE json_list(text) (SFUNC = array_append, STYPE = text[], FINALFUNC = json_joined, INITCOND = '{}');
