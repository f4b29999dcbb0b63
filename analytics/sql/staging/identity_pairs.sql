-- Compares new client codes with stored clients that the delivery lacks: temporary table equal_session, one row
-- per pair, n: sessions equal in day and scores, and in therapist where the parameter therapists is true; n_stored:
-- scored sessions of the stored client in the days of the delivery; is_best: each of the two fits the other best,
-- and nobody else as well.
CREATE OR REPLACE TEMP TABLE equal_session AS
WITH stored AS (
    SELECT c.client_id, t.therapist, s.session_date, s.ors_total, s.srs_total
    FROM old.mart.session AS s
    JOIN (FROM stored_client ANTI JOIN delivered_client USING (client_id)) AS c USING (client_key)
    JOIN stored_therapist AS t USING (therapist_key)
    WHERE coalesce(s.ors_total, s.srs_total) IS NOT NULL
        AND s.session_date BETWEEN (SELECT min(session_date) FROM delivery.session WHERE file_no IS NOT NULL)
            AND (SELECT max(session_date) FROM delivery.session WHERE file_no IS NOT NULL)
),
paired AS (
    SELECT d.client_id AS code, h.client_id AS known, count(*)::INTEGER AS n
    FROM stored AS h
    JOIN delivery.session AS d ON d.session_date = h.session_date AND d.ors_total IS NOT DISTINCT FROM h.ors_total
        AND d.srs_total IS NOT DISTINCT FROM h.srs_total
        AND (NOT $therapists OR d.therapist IS NOT DISTINCT FROM h.therapist)
    WHERE d.file_no IS NOT NULL
    GROUP BY ALL
),
ranked AS (
    SELECT *, n = max(n) OVER of_code AND n = max(n) OVER of_known AS is_top FROM paired
    WINDOW of_code AS (PARTITION BY code), of_known AS (PARTITION BY known)
)
SELECT code, known, n, n_stored,
    is_top AND count(*) FILTER (WHERE is_top) OVER (PARTITION BY code) = 1
        AND count(*) FILTER (WHERE is_top) OVER (PARTITION BY known) = 1 AS is_best
FROM ranked
JOIN (SELECT client_id AS known, count(*)::INTEGER AS n_stored FROM stored GROUP BY client_id) USING (known);
