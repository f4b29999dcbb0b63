-- Lists rows left out of files with several sessions per row: delivery.rejected, one row per row without any
-- session kept, and one row per cell left out of the others. Parameters: skipped (the reasons that are no fault of
-- the row).
INSERT INTO delivery.rejected
SELECT c.file_no, c.line, CASE WHEN w.kept > 0 THEN 'cell' ELSE c.kind END, c.reason, c.header, c.text
FROM staging.causes($skipped) AS c
JOIN staging.wide_row AS w ON w.file_no = c.file_no AND w.line = c.line
WHERE c.session_no IS NOT NULL AND NOT (w.kept > 0 AND c.kind = 'skipped') AND NOT (w.kept = 0 AND c.kind = 'cell')
QUALIFY w.kept > 0 OR row_number() OVER (PARTITION BY c.file_no, c.line ORDER BY c.kind, c.session_no) = 1;
