-- staging.typed: client ids of one file become those of the other files. Parameters: file_no.
UPDATE staging.typed SET client_id = a.known
FROM id_alike AS a WHERE typed.file_no = $file_no AND typed.client_id = a.code;
