-- staging.absorbed: one row per line that was put into another one's row which can be used. Parameters: file_no, and two
-- lists of one length: lines, and the lines of their rows (owners).
INSERT INTO staging.absorbed
SELECT $file_no, w.line, t.client_id
FROM (SELECT unnest($lines) AS line, unnest($owners) AS owner) AS w
JOIN staging.typed AS t ON t.file_no = $file_no AND t.line = w.owner AND t.problem IS NULL;
