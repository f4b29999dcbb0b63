-- Reads a list of clients or episodes into staging.attribute: one row per data row, with its values or its first
-- problem. Parameters: file_no, client_header, controls, summary (first words of rows with sums).
INSERT INTO staging.attribute BY NAME
WITH valued AS (
    SELECT *, staging.iso_date(case_text) AS case_start, staging.iso_date(end_text) AS case_end,
        coalesce(client_id, case_id, case_text, end_text, therapist, nullif(therapist_name, ''), age_text,
            closure_text, site, program) AS first_cell,
        coalesce(case_id, case_text, end_text, therapist, closure_text, CAST(birth AS VARCHAR)) IS NULL AS is_bare
    FROM staging.cells(false)
)
SELECT $file_no AS file_no, line, client_id, case_id, case_start, case_end,
    CASE WHEN case_start IS NULL THEN case_text END AS case_unread,
    CASE WHEN case_end IS NULL THEN end_text END AS end_unread,
    therapist, nullif(therapist_name, '') AS therapist_name, site, program, age_text, birth, orientation, closure_text,
    CASE WHEN client_id = $client_header THEN 'repeated_header|'
         WHEN is_bare AND list_contains($summary, lower(client_id)) THEN 'summary_row|'
         WHEN client_id IS NULL THEN 'id_missing|client_id'
         ELSE coalesce(staging.bad_id(client_id, 'client_id', $controls), staging.bad_id(case_id, 'case_id', $controls),
            staging.bad_id(therapist, 'therapist', $controls)) END AS problem,
    CASE WHEN problem IS NOT NULL THEN left(coalesce(first_cell, ''), 80) END AS text
FROM valued;
