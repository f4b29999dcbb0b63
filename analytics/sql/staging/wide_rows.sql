-- Counts the sessions of each row with several sessions side by side: staging.wide_row, one row per row, n:
-- sessions, kept: those that become sessions. Parameters: files (their numbers).
INSERT INTO staging.wide_row
SELECT t.file_no, t.line, min(t.client_id), count(*),
    count(*) FILTER (WHERE t.problem IS NULL AND coalesce(x.resolution, 'kept') = 'kept')
FROM staging.typed AS t
LEFT JOIN staging.duplicate_key AS x ON x.row_id = t.rowid
WHERE list_contains($files, t.file_no)
GROUP BY t.file_no, t.line;
