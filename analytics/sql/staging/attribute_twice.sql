-- Marks repeated rows in staging.attribute (one row per data row of a list of clients or episodes): equal rows of
-- a client and case are duplicates of the first; rows that contradict each other are all set aside. Rows with
-- neither case id nor start are about one course if they end on one day. Parameters: file_no.
UPDATE staging.attribute
SET problem = CASE WHEN d.differ THEN 'conflicting_duplicate|' ELSE 'duplicate_row|' END, text = d.row_text
FROM (
    SELECT line, row_text, min(row_text) OVER same <> max(row_text) OVER same AS differ, row_number() OVER (same ORDER BY line) AS nth
    FROM (SELECT *, concat_ws(', ', case_id, case_start, case_end, therapist, therapist_name, site, program, age_text,
            birth, orientation, closure_text) AS row_text
          FROM staging.attribute WHERE file_no = $file_no AND problem IS NULL)
    WINDOW same AS (PARTITION BY client_id, case_id, case_start,
        CASE WHEN coalesce(case_id, CAST(case_start AS VARCHAR)) IS NULL THEN case_end END)
) AS d
WHERE attribute.file_no = $file_no AND attribute.line = d.line AND (d.differ OR d.nth > 1);
