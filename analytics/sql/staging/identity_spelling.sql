-- Lists new codes that differ only in spelling from exactly one stored code, one row each: kind, code, stored
-- code, sessions delivered under the new one, whether the delivery has the stored one, too.
WITH pairs AS (
    SELECT 'client' AS kind, d.client_id AS code, h.client_id AS known, d.n_sessions AS n,
        h.client_id IN (SELECT client_id FROM delivered_client) AS is_delivered
    FROM delivered_client AS d JOIN staging.client_spelling AS s USING (client_id)
    JOIN (SELECT DISTINCT client_id, spelling FROM stored_client) AS h ON h.spelling = s.spelling
    WHERE NOT d.is_stored
    UNION ALL
    SELECT 'therapist', d.therapist, h.therapist, d.n_sessions,
        h.therapist IN (SELECT therapist FROM delivered_therapist)
    FROM delivered_therapist AS d
    JOIN (SELECT DISTINCT therapist FROM stored_therapist) AS h ON staging.spelling(h.therapist) = staging.spelling(d.therapist)
    WHERE NOT d.is_stored
)
SELECT * FROM pairs
QUALIFY count(*) OVER (PARTITION BY kind, code) = 1 AND count(*) OVER (PARTITION BY kind, known) = 1
ORDER BY kind, code;
