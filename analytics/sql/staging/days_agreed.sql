-- Completes rows of staging.typed (one row per data row) from the other rows of the same client and day: the case,
-- where there is only one, and for rows with scores therapist and place from the appointment. Parameters: files
-- (numbers of the appointment files).
UPDATE staging.typed
SET case_id = coalesce(typed.case_id, d.case_id),
    source_session_id = coalesce(typed.source_session_id, d.source_session_id),
    case_start = coalesce(typed.case_start, d.case_start), case_end = coalesce(typed.case_end, d.case_end),
    therapist = CASE WHEN typed.therapist_name IS NULL THEN coalesce(typed.therapist, d.therapist) ELSE typed.therapist END,
    therapist_name = CASE WHEN typed.therapist IS NULL THEN coalesce(typed.therapist_name, d.therapist_name)
                          ELSE typed.therapist_name END,
    therapist_given = CASE WHEN typed.therapist IS NULL AND typed.therapist_name IS NULL THEN d.therapist_given
                           ELSE typed.therapist_given END,
    site = coalesce(typed.site, d.site), program = coalesce(typed.program, d.program),
    age_text = coalesce(typed.age_text, d.age_text), birth = coalesce(typed.birth, d.birth),
    orientation = coalesce(typed.orientation, d.orientation),
    closure_text = coalesce(typed.closure_text, d.closure_text)
FROM (
    SELECT client_id, session_date, staging.only(list(case_id)) AS case_id,
        staging.only(list(source_session_id) FILTER (WHERE is_appointment)) AS source_session_id,
        staging.only(list(case_start) FILTER (WHERE is_appointment)) AS case_start,
        staging.only(list(case_end) FILTER (WHERE is_appointment)) AS case_end,
        staging.only(list(therapist) FILTER (WHERE is_appointment)) AS therapist,
        staging.only(list(therapist_name) FILTER (WHERE is_appointment)) AS therapist_name,
        staging.only(list(therapist_given) FILTER (WHERE is_appointment)) AS therapist_given,
        staging.only(list(site) FILTER (WHERE is_appointment)) AS site,
        staging.only(list(program) FILTER (WHERE is_appointment)) AS program,
        staging.only(list(age_text) FILTER (WHERE is_appointment)) AS age_text,
        staging.only(list(birth) FILTER (WHERE is_appointment)) AS birth,
        staging.only(list(orientation) FILTER (WHERE is_appointment)) AS orientation,
        staging.only(list(closure_text) FILTER (WHERE is_appointment)) AS closure_text
    FROM (SELECT *, list_contains($files, file_no) AS is_appointment FROM staging.typed WHERE problem IS NULL)
    GROUP BY client_id, session_date
) AS d
WHERE typed.problem IS NULL AND NOT list_contains($files, typed.file_no)
    AND d.client_id = typed.client_id AND d.session_date = typed.session_date;
