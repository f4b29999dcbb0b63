-- Replaces client ids of one file by those of the other files (id_alike) in staging.attribute, one row per data
-- row. Parameters: file_no.
UPDATE staging.attribute SET client_id = a.known
FROM id_alike AS a WHERE attribute.file_no = $file_no AND attribute.client_id = a.code;
