-- Deletes from staging.typed the appointments listed in staging.absorbed. staging.typed: one row per data row.
DELETE FROM staging.typed
USING staging.absorbed AS a
WHERE typed.file_no = a.file_no AND typed.line = a.line;
