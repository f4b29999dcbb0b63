-- One row per row left out, in order of the files and lines, at most $most. Parameters: kind, most.
SELECT file_no, line, reason, column_name, text FROM delivery.rejected WHERE kind = $kind ORDER BY file_no, line LIMIT $most;
