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
    FROM spans AS c JOIN spans AS b ON staging.spelling(b.client_id) = staging.spelling(staging.without_copy(c.client_id))
)
SELECT code, base, n FROM pairs
QUALIFY NOT (count(*) OVER () >= 3 AND 2 * count(*) FILTER (is_parallel) OVER () > count(*) OVER ());
