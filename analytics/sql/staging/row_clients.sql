-- Lists whose row each line left out is, where it says so: delivery.row_client, one row per line, the client's code as
-- delivered. Erased clients are not in it.
CREATE OR REPLACE TABLE delivery.row_client AS
SELECT file_no, line, min(coalesce(client_given, client_id)) AS client_id
FROM (
    SELECT file_no, line, client_given, client_id, problem FROM staging.typed
    UNION ALL SELECT file_no, line, client_given, client_id, problem FROM staging.attribute
)
SEMI JOIN (FROM delivery.rejected) USING (file_no, line)
WHERE client_id IS NOT NULL AND NOT starts_with(coalesce(problem, ''), 'erased|')
GROUP BY file_no, line;
