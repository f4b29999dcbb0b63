-- Types the data rows of the current file into staging.typed: one row per data row, with its values or its first
-- problem. Parameters: file_no, today, by_measure (a measure is named in a column), controls (the file holds
-- control characters somewhere), client_header and date_header (to recognise a repeated header); per scale the
-- factors that turn areas and totals into points, and the slack between them: 0.1, 0.2 where the areas are rounded
-- quarters of the total, more where the total is a rounded mean or percentage, and then the sum of the areas is
-- the total; the file's versions.
INSERT INTO staging.typed BY NAME
WITH valued AS (
    SELECT *, staging.iso_date(date_text) AS session_date, staging.iso_date(case_text) AS case_start,
        staging.iso_date(end_text) AS case_end
    FROM staging.scored_cells($by_measure, $ors_item, $ors_total, $srs_item, $srs_total)
),
judged AS (
    SELECT *,
        CASE WHEN client_id = $client_header AND date_text = $date_header THEN 'repeated_header|' WHEN other_measure THEN 'not_an_orssrs_row|measure'
             WHEN not_complete THEN 'not_an_orssrs_row|is_complete'
             WHEN aborted THEN 'not_an_orssrs_row|is_abort'
             WHEN attended = 'absent' OR (attended = 'booked' AND session_date > $today) THEN 'not_attended|attendance'
             WHEN client_id IS NULL THEN 'id_missing|client_id'
             ELSE coalesce(
                staging.bad_id(client_id, 'client_id', $controls), staging.bad_id(case_id, 'case_id', $controls),
                staging.bad_id(therapist, 'therapist', $controls),
                staging.bad_id(source_session_id, 'source_session_id', $controls),
                CASE WHEN session_date IS NULL AND date_text IS NULL THEN 'date_missing|session_date' END,
                CASE WHEN (session_date IS NOT NULL OR date_text IS NULL) AND (case_start IS NOT NULL OR case_text IS NULL)
                     THEN staging.bad_date(session_date, case_text, case_start, $today) END)
        END AS problem
    FROM valued
),
named AS (SELECT *, split_part(problem, '|', 2) AS at_fault FROM judged)
SELECT $file_no AS file_no, line, client_id, case_id, source_session_id, session_no, session_date, case_start, case_end,
    CASE WHEN session_date IS NULL THEN date_text END AS date_unread,
    CASE WHEN case_start IS NULL THEN case_text END AS case_unread, CASE WHEN case_end IS NULL THEN end_text END AS end_unread,
    therapist, therapist_name, site, program, age_text, birth, orientation, fidelity, rater, closure_text, about,
    CASE WHEN coalesce(o1, ot) IS NOT NULL THEN coalesce(ors_version, $ors_default) ELSE ors_version END AS ors_version,
    TRY_CAST(o1 AS DECIMAL(4, 1)) AS ors_individual, TRY_CAST(o2 AS DECIMAL(4, 1)) AS ors_interpersonal,
    TRY_CAST(o3 AS DECIMAL(4, 1)) AS ors_social, TRY_CAST(o4 AS DECIMAL(4, 1)) AS ors_overall,
    TRY_CAST(staging.total(o1 + o2 + o3 + o4, ot, $ors_slack) AS DECIMAL(4, 1)) AS ors_total,
    CASE WHEN coalesce(s1, st) IS NOT NULL THEN coalesce(srs_version, $srs_default) ELSE srs_version END AS srs_version,
    TRY_CAST(s1 AS DECIMAL(4, 1)) AS srs_relationship, TRY_CAST(s2 AS DECIMAL(4, 1)) AS srs_goals,
    TRY_CAST(s3 AS DECIMAL(4, 1)) AS srs_approach, TRY_CAST(s4 AS DECIMAL(4, 1)) AS srs_overall,
    TRY_CAST(staging.total(s1 + s2 + s3 + s4, st, $srs_slack) AS DECIMAL(4, 1)) AS srs_total, attended = 'booked' AS booked, problem,
    CASE WHEN irregular_scores IS NOT NULL
            OR staging.bad_sum(o1, o2, o3, o4, ot, $ors_slack, staging.score_fields('ors')) IS NOT NULL
            OR staging.bad_sum(s1, s2, s3, s4, st, $srs_slack, staging.score_fields('srs')) IS NOT NULL
         THEN [ors_1, ors_2, ors_3, ors_4, ors_t, srs_1, srs_2, srs_3, srs_4, srs_t] END AS irregular_scores,
    CASE WHEN problem IS NOT NULL THEN left(coalesce(CASE at_fault
        WHEN 'client_id' THEN client_id WHEN 'case_id' THEN case_id WHEN 'therapist' THEN therapist
        WHEN 'source_session_id' THEN source_session_id WHEN 'session_date' THEN date_text
        WHEN 'case_start' THEN case_text WHEN 'measure' THEN measure
        WHEN 'attendance' THEN attendance END, ''), 80) END AS text
FROM named;
