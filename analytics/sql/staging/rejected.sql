-- delivery.rejected: one row per row left out of the files with one session per row. Parameters: skipped (the reasons
-- that are no fault of the row).
INSERT INTO delivery.rejected
SELECT file_no, line, kind, reason, header, text
FROM staging.causes($skipped) AS c
WHERE session_no IS NULL OR NOT EXISTS (
    SELECT 1 FROM staging.wide_row AS w WHERE w.file_no = c.file_no AND w.line = c.line);
