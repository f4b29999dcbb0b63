-- delivery.rejected: one row per row left out, with the header of the column that was at fault.
-- Parameters: skipped (the reasons that are no fault of the row).
INSERT INTO delivery.rejected
WITH causes AS (
    SELECT file_no, line, split_part(problem, '|', 1) AS reason, split_part(problem, '|', 2) AS field, text
    FROM staging.typed WHERE problem IS NOT NULL
    UNION ALL
    SELECT file_no, line, fate, '', text FROM staging.tangled WHERE fate <> 'kept'
    UNION ALL
    SELECT file_no, line, reason, field, text FROM staging.early
)
SELECT c.file_no, c.line, CASE WHEN list_contains($skipped, c.reason) THEN 'skipped' ELSE 'quarantined' END,
    c.reason, nullif(coalesce(h.header, c.field), ''), coalesce(c.text, '')
FROM causes AS c
LEFT JOIN staging.header AS h ON h.file_no = c.file_no AND h.field = c.field;
