-- Sets n_rows of delivery.session (one row per session and rater) so that its sum over a client's sessions is the
-- number of accepted rows about that client; rows that are no session of their own count with the client's first
-- session, and a row about several clients counts for the first of them.
UPDATE delivery.session
SET n_rows = CASE WHEN c.n_source >= c.n_counted THEN session.n_rows + CASE WHEN c.first_row = session.rowid THEN c.n_source - c.n_counted ELSE 0 END
                  WHEN c.first_row = session.rowid THEN c.n_source ELSE 0 END
FROM (
    SELECT s.client_id, s.n_counted, s.first_row, coalesce(r.n_source, 0) AS n_source
    FROM (SELECT client_id, sum(n_rows) AS n_counted, arg_min(rowid, (session_date, file_no, line, rater, case_id)) AS first_row
          FROM delivery.session GROUP BY client_id) AS s
    LEFT JOIN (
        SELECT client_id, count(*) AS n_source
        FROM (
            SELECT min(t.client_id) AS client_id, t.file_no, t.line FROM staging.typed AS t
            LEFT JOIN staging.duplicate_key AS x ON x.row_id = t.rowid
            WHERE t.problem IS NULL AND coalesce(x.resolution, 'kept') = 'kept'
            GROUP BY t.file_no, t.line
            UNION ALL SELECT client_id, file_no, line FROM staging.merged_into
            UNION ALL SELECT client_id, file_no, line FROM staging.attribute WHERE problem IS NULL)
        GROUP BY client_id) AS r USING (client_id)
) AS c
WHERE session.client_id = c.client_id;
