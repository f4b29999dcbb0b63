-- Deletes the facts of clients from staging.attribute (one row per client) once they are applied; their rows are
-- counted in staging.typed. Parameters: file_no.
DELETE FROM staging.attribute WHERE file_no = $file_no;
