-- Lists session keys that more than one row has: staging.key, one row per key; kind 'pair' (one ORS row and one
-- SRS row) or 'duplicate' (anything else). Keys that occur once, the common case, are not listed.
CREATE OR REPLACE TABLE staging.key AS
SELECT k, CASE WHEN n = 2 AND n_ors = 1 AND n_srs = 1 AND n_both = 0 THEN 'pair' ELSE 'duplicate' END AS kind
FROM (
    SELECT staging.session_key(coalesce(client_given, client_id), case_id, session_date, rater) AS k, count(*) AS n,
        count(*) filter (where staging.has_form(ors_total, about, 'ors')) AS n_ors,
        count(*) filter (where staging.has_form(srs_total, about, 'srs')) AS n_srs,
        count(*) filter (
            where staging.has_form(ors_total, about, 'ors') AND staging.has_form(srs_total, about, 'srs')) AS n_both
    FROM staging.typed
    WHERE problem IS NULL
    GROUP BY ALL
)
WHERE n > 1;

CREATE OR REPLACE VIEW staging.pair AS SELECT k FROM staging.key WHERE kind = 'pair';
