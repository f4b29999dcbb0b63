-- Lists rows or cells left out, one row each, in order of files and lines, those at fault before missing codes.
-- Parameters: kind, most (rows at most).
SELECT file_no, line, reason, column_name, text FROM delivery.rejected WHERE kind = $kind
ORDER BY reason = 'missing_code', file_no, line LIMIT $most;
