-- Deletes from staging.typed the appointments listed in staging.merged_into. staging.typed: one row per data row.
DELETE FROM staging.typed
USING staging.merged_into AS a
WHERE typed.file_no = a.file_no AND typed.line = a.line;
