-- staging.attribute: client ids of one file become those of the other files. Parameters: file_no.
UPDATE staging.attribute SET client_id = a.known
FROM id_alike AS a WHERE attribute.file_no = $file_no AND attribute.client_id = a.code;
