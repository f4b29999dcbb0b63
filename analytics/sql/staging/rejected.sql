-- Lists rows left out of files with one session per row: delivery.rejected, one row per row. Parameters: skipped
-- (the reasons that are no fault of the row).
INSERT INTO delivery.rejected
SELECT c.file_no, c.line, c.kind, c.reason, c.header, c.text
FROM staging.causes($skipped) AS c
LEFT JOIN staging.wide_row AS w ON w.file_no = c.file_no AND w.line = c.line AND c.session_no IS NOT NULL
WHERE w.n IS NULL;
