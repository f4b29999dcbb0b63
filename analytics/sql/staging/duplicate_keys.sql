-- Decides between several rows of one session key: staging.duplicate_key, one row per source row. resolution: 'kept',
-- 'duplicate_row' (its values are all in a row that is kept) or 'conflicting_duplicate' (another row has another
-- value of the same measure on the same day). The result does not depend on the order of the rows: ties go by
-- content.
CREATE OR REPLACE TABLE staging.duplicate_key AS
WITH scored AS (
    SELECT t.*, t.rowid AS row_id, coalesce(ors_version, 'ORS') AS ors_kind, coalesce(srs_version, 'SRS') AS srs_kind,
        CASE WHEN ors_individual IS NOT NULL
             THEN hash(ors_individual, ors_interpersonal, ors_social, ors_overall) END AS ors_items,
        CASE WHEN srs_relationship IS NOT NULL
             THEN hash(srs_relationship, srs_goals, srs_approach, srs_overall) END AS srs_items,
        staging.has_form(ors_total, about, 'ors') AS says_ors, staging.has_form(srs_total, about, 'srs') AS says_srs,
        CAST(says_ors AS INTEGER) + CAST(says_srs AS INTEGER) AS measures,
        hash(source_session_id, case_start, case_end, therapist, therapist_name, site, program, age_text, birth, orientation,
            closure_text) AS content
    FROM staging.typed AS t
    JOIN staging.key AS key
        ON key.k = staging.session_key(coalesce(client_given, client_id), case_id, session_date, rater) AND key.kind = 'duplicate'
    WHERE problem IS NULL
),
compared AS (
    SELECT *,
        ors_total IS NOT NULL AND (min(ors_total) OVER day <> max(ors_total) OVER day
            OR coalesce(min(ors_items) OVER day <> max(ors_items) OVER day, false)
            OR min(ors_kind) FILTER (WHERE ors_total IS NOT NULL) OVER day
                <> max(ors_kind) FILTER (WHERE ors_total IS NOT NULL) OVER day)
        OR srs_total IS NOT NULL AND (min(srs_total) OVER day <> max(srs_total) OVER day
            OR coalesce(min(srs_items) OVER day <> max(srs_items) OVER day, false)
            OR min(srs_kind) FILTER (WHERE srs_total IS NOT NULL) OVER day
                <> max(srs_kind) FILTER (WHERE srs_total IS NOT NULL) OVER day) AS conflict
    FROM scored
    WINDOW day AS (PARTITION BY client_id, client_given, case_id, session_date, rater)
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY client_id, client_given, case_id, session_date, rater, conflict
        ORDER BY measures DESC, ors_total IS NULL AND srs_total IS NULL, ors_items IS NULL, srs_items IS NULL, content, fidelity,
        file_no, line, session_no) AS rank
    FROM compared
)
SELECT row_id, file_no, line, session_no, client_id,
    CASE WHEN conflict THEN 'conflicting_duplicate'
         WHEN rank = coalesce(min(rank) FILTER (WHERE says_ors) OVER rest, -1)
           OR rank = coalesce(min(rank) FILTER (WHERE says_srs) OVER rest, -1)
           OR rank = 1 AND measures = 0 THEN 'kept'
         ELSE 'duplicate_row' END AS resolution,
    concat_ws(', ', session_date, 'ORS ' || ors_total, 'SRS ' || srs_total) AS text
FROM ranked
WINDOW rest AS (PARTITION BY client_id, client_given, case_id, session_date, rater, conflict);
