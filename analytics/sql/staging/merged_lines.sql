-- Adds lines that were merged into another line's row to staging.merged_into, one row per line, where that row is
-- used. Parameters: file_no, and lists of lines and of the lines of their rows (owners).
INSERT INTO staging.merged_into
SELECT DISTINCT $file_no, w.line, t.client_id
FROM (SELECT unnest($lines) AS line, unnest($owners) AS owner) AS w
JOIN staging.typed AS t ON t.file_no = $file_no AND t.line = w.owner AND t.problem IS NULL;
