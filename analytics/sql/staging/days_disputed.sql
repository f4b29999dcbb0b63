-- Returns, in one row, whether an appointment names another therapist than the scores of its day. Parameters:
-- files (numbers of the appointment files).
SELECT count(*) > 0
FROM staging.typed AS a
JOIN staging.typed AS s USING (client_id, session_date)
WHERE list_contains($files, a.file_no) AND NOT list_contains($files, s.file_no) AND a.problem IS NULL
    AND s.problem IS NULL AND a.therapist <> s.therapist;
