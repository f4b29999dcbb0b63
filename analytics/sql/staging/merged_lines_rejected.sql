-- Adds lines that were merged into another line's row to staging.rejected_early, one row per line, where that row is not
-- used, with its reason. Parameters: file_no, and lists of lines and of the lines of their rows (owners).
INSERT INTO staging.rejected_early
SELECT $file_no, w.line, split_part(t.problem, '|', 1), split_part(t.problem, '|', 2), t.text
FROM (SELECT unnest($lines) AS line, unnest($owners) AS owner) AS w
JOIN staging.typed AS t ON t.file_no = $file_no AND t.line = w.owner AND t.problem IS NOT NULL
WHERE NOT EXISTS (FROM staging.typed AS used WHERE used.file_no = $file_no AND used.line = w.owner AND used.problem IS NULL)
QUALIFY row_number() OVER (PARTITION BY w.line ORDER BY t.problem) = 1;
