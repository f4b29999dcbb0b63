-- Fills empty cells of staging.typed (one row per data row) from a list of clients or episodes: joined by the case
-- where both name it, else by the client and the dates of the episode, and only where exactly one row fits. A row
-- with a day of ending alone is about the sessions since the day of ending before it. Parameters: file_no.
UPDATE staging.typed
SET case_id = coalesce(typed.case_id, f.case_id), case_start = coalesce(typed.case_start, f.case_start),
    case_end = coalesce(typed.case_end, f.ended_on),
    therapist = CASE WHEN typed.therapist_name IS NULL THEN coalesce(typed.therapist, f.therapist) ELSE typed.therapist END,
    therapist_name = CASE WHEN typed.therapist IS NULL THEN coalesce(typed.therapist_name, f.therapist_name)
                          ELSE typed.therapist_name END,
    therapist_given = CASE WHEN typed.therapist IS NULL AND typed.therapist_name IS NULL THEN f.therapist_given
                           ELSE typed.therapist_given END,
    site = coalesce(typed.site, f.site), program = coalesce(typed.program, f.program),
    age_text = coalesce(typed.age_text, f.age_text), birth = coalesce(typed.birth, f.birth),
    orientation = coalesce(typed.orientation, f.orientation), closure_text = coalesce(typed.closure_text, f.closure_text),
    problem = CASE WHEN f.too_early THEN 'date_before_intake|session_date' END,
    text = CASE WHEN f.too_early THEN CAST(typed.session_date AS VARCHAR) END
FROM (
    SELECT t.rowid AS row_id, a.*, coalesce(a.case_start > t.session_date, false) AS too_early,
        CASE WHEN a.case_id = t.case_id OR t.session_date = max(t.session_date) OVER (PARTITION BY t.client_id, a.line)
             THEN a.case_end END AS ended_on
    FROM staging.typed AS t
    JOIN (SELECT *, count(*) OVER (PARTITION BY client_id) = 1 AS is_only,
              staging.end_before(case_id, case_start, case_end, ends) AS end_before
          FROM (SELECT *, list(case_end) OVER (PARTITION BY client_id) AS ends
                FROM staging.attribute WHERE file_no = $file_no AND problem IS NULL)) AS a
        ON a.client_id = t.client_id AND (a.case_id = t.case_id OR (a.case_id IS NULL OR t.case_id IS NULL)
            AND (a.is_only OR coalesce(a.case_start <= t.session_date, true))
            AND coalesce(t.session_date <= a.case_end, true) AND coalesce(t.session_date > a.end_before, true))
    WHERE t.problem IS NULL
    QUALIFY count(*) OVER (PARTITION BY t.rowid) = 1
) AS f
WHERE typed.rowid = f.row_id;
