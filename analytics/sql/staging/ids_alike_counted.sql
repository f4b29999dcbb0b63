-- Counts, in one row, the client ids of one file, those that the other files have as they are, and those they have
-- but for leading zeros; with three examples. Parameters: file_no, files, with_stored.
WITH file_ids AS (
    SELECT DISTINCT client_id FROM staging.typed WHERE file_no = $file_no AND client_id IS NOT NULL
    UNION SELECT DISTINCT client_id FROM staging.attribute WHERE file_no = $file_no AND client_id IS NOT NULL
)
SELECT count(*), count(*) FILTER (client_id IN (SELECT client_id FROM staging.typed WHERE list_contains($files, file_no))
        OR $with_stored AND client_id IN (FROM stored_code)),
    (SELECT count(*) FROM id_alike), (SELECT list(code || ' = ' || known ORDER BY code)[:3] FROM id_alike)
FROM file_ids;
