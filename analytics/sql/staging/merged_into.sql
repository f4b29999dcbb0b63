-- Lists the appointments that become part of a session with scores: staging.merged_into, one row per appointment.
-- days_agreed.sql copies their therapist, case and the like. Parameters: files (numbers of the appointment files).
INSERT INTO staging.merged_into
SELECT a.file_no, a.line, a.client_id
FROM staging.typed AS a
WHERE a.problem IS NULL AND list_contains($files, a.file_no) AND EXISTS (
    SELECT 1 FROM staging.typed AS s
    WHERE s.problem IS NULL AND NOT list_contains($files, s.file_no) AND s.client_id = a.client_id
        AND s.session_date = a.session_date AND (s.case_id = a.case_id OR s.case_id IS NULL OR a.case_id IS NULL));
