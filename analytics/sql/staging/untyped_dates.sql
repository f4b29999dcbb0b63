-- Deletes the dates of one file from staging.date_text (one row per different text). Parameters: file_no.
DELETE FROM staging.date_text WHERE file_no = $file_no;
