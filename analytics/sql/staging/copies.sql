-- Computes once how each client code of the delivery is compared with others: staging.client_spelling, one row per
-- code, with the code without case and blanks (bare), its spelling, and whether it has a session.
CREATE OR REPLACE TABLE staging.client_spelling AS
SELECT client_id, bare, staging.spelling_of_bare(bare) AS spelling, has_session
FROM (
    SELECT client_id, staging.without_blanks(client_id) AS bare, bool_or(here) AS has_session
    FROM (SELECT DISTINCT client_id, true AS here FROM delivery.session
        UNION ALL SELECT DISTINCT client_id, false FROM staging.attribute WHERE client_id IS NOT NULL)
    GROUP BY client_id
);

-- Lists client codes of the delivery that are another code with an addition such as ` (2)`: staging.copy, one row
-- per such code, with the code without the addition (base) and the number of its sessions. Three or more codes
-- whose sessions mostly run in parallel with those of their base, on other days and with other scores, are members
-- of families in a practice that writes codes so: no row.
CREATE OR REPLACE TABLE staging.copy AS
WITH own AS (FROM delivery.session WHERE file_no IS NOT NULL),
spans AS (SELECT client_id, min(session_date) AS first_day, max(session_date) AS last_day, count(*)::INTEGER AS n FROM own GROUP BY client_id),
pairs AS (
    SELECT c.client_id AS code, b.client_id AS base, c.n,
        c.first_day <= b.last_day AND b.first_day <= c.last_day AND NOT EXISTS (FROM own AS x JOIN own AS y
            ON x.client_id = c.client_id AND y.client_id = b.client_id AND x.session_date = y.session_date
            AND x.ors_total IS NOT DISTINCT FROM y.ors_total AND x.srs_total IS NOT DISTINCT FROM y.srs_total) AS is_parallel
    FROM (SELECT *, staging.without_copy(client_id) AS original FROM spans WHERE original IS NOT NULL) AS c
    JOIN staging.client_spelling AS s ON s.spelling = staging.spelling(c.original)
    JOIN spans AS b ON b.client_id = s.client_id
)
SELECT code, base, n FROM pairs
QUALIFY NOT (count(*) OVER () >= 3 AND 2 * count(*) FILTER (is_parallel) OVER () > count(*) OVER ());
