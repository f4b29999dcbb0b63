-- Lists lines left out whose client or date could be read: delivery.row_identity, one row per line, with a
-- hash of its client and day, by which the same row is recognised in a later file. Rows of erased clients are
-- left out.
CREATE OR REPLACE TABLE delivery.row_identity AS
SELECT file_no, line, CAST(bit_xor(row_hash) AS VARCHAR) AS row_identity
FROM (
    SELECT file_no, line, hash('session', client_id, case_id, source_session_id, session_no, session_date, date_unread, rater, about) AS row_hash
    FROM staging.typed WHERE coalesce(client_id, date_unread, CAST(session_date AS VARCHAR)) IS NOT NULL
        AND NOT starts_with(coalesce(problem, ''), 'erased|')
    UNION ALL
    SELECT file_no, line, hash('client', client_id, case_id, case_start, case_unread, case_end, end_unread)
    FROM staging.attribute WHERE client_id IS NOT NULL AND NOT starts_with(coalesce(problem, ''), 'erased|')
) SEMI JOIN (FROM delivery.rejected) USING (file_no, line)
GROUP BY file_no, line;
