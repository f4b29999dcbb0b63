-- staging.date_text: the dates of one file are taken back. Parameters: file_no.
DELETE FROM staging.date_text WHERE file_no = $file_no;
