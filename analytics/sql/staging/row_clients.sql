-- Lists the client of each line left out, if the line names one: delivery.row_client, one row per line, with
-- the client's code as delivered. Erased clients are left out.
CREATE OR REPLACE TABLE delivery.row_client AS
SELECT file_no, line, min(coalesce(client_given, client_id)) AS client_id
FROM (
    SELECT file_no, line, client_given, client_id, problem FROM staging.typed
    UNION ALL SELECT file_no, line, client_given, client_id, problem FROM staging.attribute
)
SEMI JOIN (FROM delivery.rejected) USING (file_no, line)
WHERE client_id IS NOT NULL AND NOT starts_with(coalesce(problem, ''), 'erased|')
GROUP BY file_no, line;
