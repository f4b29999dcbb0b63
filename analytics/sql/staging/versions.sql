-- Marks forms of staging.typed (one row per data row) as duplicates where one client and rater filled in several
-- versions of a scale on one day (an ORS beside a CORS). The client's own form counts: the child's, unless the
-- client is known to be 13 or older.
UPDATE staging.typed
SET problem = 'duplicate_row|', text = v.row_text
FROM (
    SELECT row_id, row_text
    FROM (
        SELECT *, CASE WHEN ors_total IS NOT NULL THEN staging.form_rank(ors_version, is_older) END AS ors_rank,
            CASE WHEN srs_total IS NOT NULL THEN staging.form_rank(srs_version, is_older) END AS srs_rank
        FROM (
            SELECT t.*, t.rowid AS row_id,
                concat_ws(', ', session_date, ors_version || ' ' || ors_total, srs_version || ' ' || srs_total) AS row_text,
                coalesce(bool_or(coalesce(age.meaning, staging.age_class(date_sub('year', birth, session_date)))
                    IN ('adult', 'adolescent')) OVER day, false) AS is_older
            FROM staging.typed AS t
            JOIN staging.key AS key
                ON key.k = staging.session_key(coalesce(client_given, client_id), case_id, session_date, rater) AND key.kind = 'duplicate'
            LEFT JOIN staging.word AS age ON age.field = 'age_group' AND age.word = t.age_text
            WHERE problem IS NULL
            WINDOW day AS (PARTITION BY client_id, client_given, case_id, session_date, rater)
        )
    )
    WINDOW day AS (PARTITION BY client_id, client_given, case_id, session_date, rater)
    QUALIFY ors_rank > min(ors_rank) OVER day OR srs_rank > min(srs_rank) OVER day
) AS v
WHERE typed.rowid = v.row_id;
