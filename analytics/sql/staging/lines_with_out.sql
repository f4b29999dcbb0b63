-- staging.early: one row per line that was put into another one's row which cannot be used, with that one's reason.
-- Parameters as in lines_with.sql.
INSERT INTO staging.early
SELECT $file_no, w.line, split_part(t.problem, '|', 1), split_part(t.problem, '|', 2), t.text
FROM (SELECT unnest($lines) AS line, unnest($owners) AS owner) AS w
JOIN staging.typed AS t ON t.file_no = $file_no AND t.line = w.owner AND t.problem IS NOT NULL;
