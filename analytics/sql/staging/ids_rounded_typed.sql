-- Sets aside rows of staging.typed (one row per data row) with an id that a spreadsheet program rounded.
-- Parameters: file_no.
UPDATE staging.typed
SET problem = 'id_digits_lost|' || CASE WHEN staging.is_rounded(client_id) THEN 'client_id'
        WHEN staging.is_rounded(case_id) THEN 'case_id' WHEN staging.is_rounded(source_session_id) THEN 'source_session_id'
        ELSE 'therapist' END,
    text = CASE WHEN staging.is_rounded(client_id) THEN client_id WHEN staging.is_rounded(case_id) THEN case_id
        WHEN staging.is_rounded(source_session_id) THEN source_session_id ELSE therapist END
WHERE file_no = $file_no AND problem IS NULL AND (staging.is_rounded(client_id) OR staging.is_rounded(case_id)
    OR staging.is_rounded(therapist) OR staging.is_rounded(source_session_id));
