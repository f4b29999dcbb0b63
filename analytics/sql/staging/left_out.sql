-- One row per row or cell left out, what is at fault first, in order of the files and lines; at most $most. Parameters: kind, most.
SELECT file_no, line, reason, column_name, text FROM delivery.rejected WHERE kind = $kind
ORDER BY reason = 'missing_code', file_no, line LIMIT $most;
