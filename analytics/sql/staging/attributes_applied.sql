-- Lists stored sessions that lists of clients or episodes complete and that are not delivered again: staging.attributes_applied,
-- one row per session (and rater). Stored values stay and empty ones are filled; only an ending replaces an
-- earlier one: that of a course named by its case or dates, else that of the latest course. A row with a day of
-- ending alone is about the sessions since the day of ending before it. Parameters: files (of clients and
-- episodes, the most trusted first).
INSERT INTO staging.attributes_applied BY NAME
WITH attribute_row AS (
    SELECT * EXCLUDE (ends), staging.end_before(case_id, case_start, case_end, ends) AS end_before,
        list_position($files, file_no) AS rank,
        coalesce(case_id, CAST(case_start AS VARCHAR), CAST(case_end AS VARCHAR)) IS NOT NULL AS names_course
    FROM (SELECT *, list(case_end) OVER (PARTITION BY client_id, file_no) AS ends
          FROM staging.attribute WHERE problem IS NULL)
),
delivered AS (SELECT client_id, case_id, source_session_id, session_date, rater FROM staging.typed WHERE problem IS NULL),
stored_session AS (
    SELECT s.rowid AS stored_row, coalesce(joined.stands_for, c.client_id) AS client_id, t.therapist,
        s.* EXCLUDE (client_key, therapist_key)
    FROM old.mart.session AS s JOIN old.mart.client AS c USING (client_key) JOIN old.mart.therapist AS t USING (therapist_key)
    LEFT JOIN alias AS joined ON joined.kind = 'client' AND joined.code = c.client_id
    WHERE coalesce(joined.stands_for, c.client_id) IN (SELECT client_id FROM attribute_row)
),
latest AS (
    SELECT client_id, max(session_date) AS last_day
    FROM (SELECT client_id, session_date FROM stored_session UNION ALL SELECT client_id, session_date FROM delivered)
    GROUP BY client_id
),
matching AS (
    SELECT k.stored_row, k.client_id, k.session_date, k.rater, a.rank, k.session_date = l.last_day AS is_last,
        coalesce(k.case_id, a.case_id) AS case_id,
        CASE WHEN k.case_start IS NULL THEN a.case_start END AS case_start,
        CASE WHEN k.therapist IS NULL THEN coalesce(a.therapist, a.therapist_name) END AS therapist,
        CASE WHEN k.therapist IS NULL THEN a.therapist_name END AS therapist_name,
        CASE WHEN k.therapist IS NULL THEN a.therapist_given END AS therapist_given, a.client_given,
        CASE WHEN k.site IS NULL THEN a.site END AS site, CASE WHEN k.program IS NULL THEN a.program END AS program,
        CASE WHEN k.age_group IS NULL THEN a.age_text END AS age_text, CASE WHEN k.age_group IS NULL THEN a.birth END AS birth,
        CASE WHEN k.orientation IS NULL THEN a.orientation END AS orientation,
        CASE WHEN a.names_course OR is_last THEN a.closure_text END AS closure_text,
        CASE WHEN a.case_end IS DISTINCT FROM k.case_end AND (a.case_id = k.case_id
            OR k.session_date = max(k.session_date) OVER (PARTITION BY k.client_id, a.file_no, a.line)) THEN a.case_end END AS case_end,
        k.case_id IS NULL AND a.case_id IS NOT NULL AS tells_case
    FROM stored_session AS k
    JOIN latest AS l USING (client_id)
    JOIN attribute_row AS a ON a.client_id = k.client_id AND coalesce(a.case_start <= k.session_date, true) AND (a.case_id = k.case_id
        OR (a.case_id IS NULL OR k.case_id IS NULL) AND coalesce(k.session_date <= a.case_end, true)
            AND coalesce(k.session_date > a.end_before, true))
    WHERE NOT EXISTS (FROM delivered AS d WHERE d.client_id = k.client_id AND d.rater = k.rater
        AND (d.session_date = k.session_date AND coalesce(d.case_id = k.case_id, true)
            OR d.case_id = k.case_id AND d.source_session_id = k.source_session_id
                AND k.client_id NOT IN (SELECT stands_for FROM alias WHERE kind = 'client')))
    QUALIFY count(*) OVER (PARTITION BY k.stored_row, a.file_no) = 1
)
SELECT client_id, session_date, rater, arg_min(case_id, rank) AS case_id, arg_min(case_start, rank) AS case_start,
    arg_min(case_end, rank) AS case_end, arg_min(therapist, rank) AS therapist, arg_min(therapist_name, rank) AS therapist_name,
    arg_min(therapist_given, rank) AS therapist_given, arg_min_null(client_given, rank) AS client_given,
    arg_min(site, rank) AS site, arg_min(program, rank) AS program, arg_min(age_text, rank) AS age_text,
    arg_min(birth, rank) AS birth, arg_min(orientation, rank) AS orientation, arg_min(closure_text, rank) AS closure_text
FROM matching
WHERE is_last OR tells_case OR coalesce(CAST(case_start AS VARCHAR), CAST(case_end AS VARCHAR), therapist, site, program, age_text,
    CAST(birth AS VARCHAR), orientation, closure_text) IS NOT NULL
GROUP BY stored_row, client_id, session_date, rater;
