-- Replaces client ids of one file by those of the other files (id_alike) in staging.typed, one row per data row.
-- Parameters: file_no.
UPDATE staging.typed SET client_id = a.known
FROM id_alike AS a WHERE typed.file_no = $file_no AND typed.client_id = a.code;
