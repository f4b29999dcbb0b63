-- staging.typed: one row per data row of the file just named, every cell typed or the row's first problem given.
-- Parameters: file_no, today, by_measure (a measure is named in a column), controls (the file holds control
-- characters somewhere), client_header and date_header (to know a header row that is repeated); per scale the factors
-- that turn areas and totals into points, and the slack between them: 0.1, 0.2 where the areas are rounded quarters of the
-- total, more where the total is a rounded mean or percentage, and then the areas say the total; the file's versions.
INSERT INTO staging.typed BY NAME
WITH valued AS (
    SELECT *, staging.iso_date(date_text) AS session_date, staging.iso_date(case_text) AS case_start,
        staging.iso_date(end_text) AS case_end, staging.points(o_1, $ors_item) AS o1, staging.points(o_2, $ors_item) AS o2,
        staging.points(o_3, $ors_item) AS o3, staging.points(o_4, $ors_item) AS o4,
        staging.points(s_1, $srs_item) AS s1, staging.points(s_2, $srs_item) AS s2,
        staging.points(s_3, $srs_item) AS s3, staging.points(s_4, $srs_item) AS s4,
        staging.points(o_t, $ors_total) AS ot, staging.points(s_t, $srs_total) AS st
    FROM staging.bare_cells($by_measure)
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
                staging.bad_score(ors_1, o1, 10, 'ors_individual'), staging.bad_score(ors_2, o2, 10, 'ors_interpersonal'),
                staging.bad_score(ors_3, o3, 10, 'ors_social'), staging.bad_score(ors_4, o4, 10, 'ors_overall'),
                staging.bad_score(ors_t, ot, 40, 'ors_total'),
                staging.bad_score(srs_1, s1, 10, 'srs_relationship'), staging.bad_score(srs_2, s2, 10, 'srs_goals'),
                staging.bad_score(srs_3, s3, 10, 'srs_approach'), staging.bad_score(srs_4, s4, 10, 'srs_overall'),
                staging.bad_score(srs_t, st, 40, 'srs_total'),
                staging.bad_sum(o1, o2, o3, o4, ot, $ors_slack, ['ors_individual', 'ors_interpersonal', 'ors_social', 'ors_overall', 'ors_total']),
                staging.bad_sum(s1, s2, s3, s4, st, $srs_slack, ['srs_relationship', 'srs_goals', 'srs_approach', 'srs_overall', 'srs_total']),
                CASE WHEN (session_date IS NOT NULL OR date_text IS NULL) AND (case_start IS NOT NULL OR case_text IS NULL)
                     THEN staging.bad_date(session_date, case_text, case_start, $today) END)
        END AS problem
    FROM valued
),
named AS (SELECT *, split_part(problem, '|', 2) AS at_fault FROM judged)
SELECT $file_no AS file_no, line, client_id, case_id, source_session_id, session_no, session_date, case_start, case_end,
    CASE WHEN session_date IS NULL THEN date_text END AS date_left,
    CASE WHEN case_start IS NULL THEN case_text END AS case_left, CASE WHEN case_end IS NULL THEN end_text END AS end_left,
    therapist, therapist_name, site, program, age_text, birth, orientation, fidelity, rater, closure_text, about,
    CASE WHEN coalesce(o1, ot) IS NOT NULL THEN coalesce(ors_version, $ors_default) ELSE ors_version END AS ors_version,
    TRY_CAST(o1 AS DECIMAL(4, 1)) AS ors_individual, TRY_CAST(o2 AS DECIMAL(4, 1)) AS ors_interpersonal,
    TRY_CAST(o3 AS DECIMAL(4, 1)) AS ors_social, TRY_CAST(o4 AS DECIMAL(4, 1)) AS ors_overall,
    TRY_CAST(staging.total(o1 + o2 + o3 + o4, ot, $ors_slack) AS DECIMAL(4, 1)) AS ors_total,
    CASE WHEN coalesce(s1, st) IS NOT NULL THEN coalesce(srs_version, $srs_default) ELSE srs_version END AS srs_version,
    TRY_CAST(s1 AS DECIMAL(4, 1)) AS srs_relationship, TRY_CAST(s2 AS DECIMAL(4, 1)) AS srs_goals,
    TRY_CAST(s3 AS DECIMAL(4, 1)) AS srs_approach, TRY_CAST(s4 AS DECIMAL(4, 1)) AS srs_overall,
    TRY_CAST(staging.total(s1 + s2 + s3 + s4, st, $srs_slack) AS DECIMAL(4, 1)) AS srs_total, attended = 'booked' AS booked, problem,
    CASE WHEN problem IS NOT NULL THEN left(coalesce(CASE at_fault
        WHEN 'client_id' THEN client_id WHEN 'case_id' THEN case_id WHEN 'therapist' THEN therapist
        WHEN 'source_session_id' THEN source_session_id WHEN 'session_date' THEN date_text
        WHEN 'case_start' THEN case_text WHEN 'measure' THEN measure WHEN 'attendance' THEN attendance
        WHEN 'ors_individual' THEN ors_1 WHEN 'ors_interpersonal' THEN ors_2 WHEN 'ors_social' THEN ors_3
        WHEN 'ors_overall' THEN ors_4 WHEN 'ors_total' THEN ors_t WHEN 'srs_relationship' THEN srs_1
        WHEN 'srs_goals' THEN srs_2 WHEN 'srs_approach' THEN srs_3 WHEN 'srs_overall' THEN srs_4 WHEN 'srs_total' THEN srs_t END, ''), 80) END AS text
FROM named;
