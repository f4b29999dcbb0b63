-- Marks rows of staging.typed (one row per data row) that have a client but neither a day nor a score, in a
-- file with sessions: such rows give facts about the client, like the intake row of a record.
UPDATE staging.typed
SET problem = 'facts_of_client|', text = left(concat_ws(', ', case_id, therapist, therapist_name, site, program,
    age_text, birth, orientation, case_start, case_end, closure_text), 80)
WHERE problem IS NOT NULL AND split_part(problem, '|', 2) IN ('session_date', 'measure') AND text = ''
    AND client_id IS NOT NULL AND session_date IS NULL AND date_unread IS NULL
    AND coalesce(ors_total, ors_individual, ors_interpersonal, ors_social, ors_overall) IS NULL
    AND coalesce(srs_total, srs_relationship, srs_goals, srs_approach, srs_overall) IS NULL
    AND coalesce(CAST(case_start AS VARCHAR), CAST(case_end AS VARCHAR), case_unread, end_unread, therapist, therapist_name,
        site, program, age_text, CAST(birth AS VARCHAR), orientation, closure_text) IS NOT NULL
    AND file_no IN (SELECT file_no FROM staging.typed WHERE problem IS NULL);
