-- Lists the different client ids of one file, one row each. Parameters: file_no.
SELECT client_id FROM staging.typed WHERE file_no = $file_no AND client_id IS NOT NULL
UNION SELECT client_id FROM staging.attribute WHERE file_no = $file_no AND client_id IS NOT NULL ORDER BY 1;
