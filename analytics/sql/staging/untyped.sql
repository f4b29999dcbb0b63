-- Deletes the rows of one file from staging.typed (one row per data row), to type them again. Parameters: file_no.
DELETE FROM staging.typed WHERE file_no = $file_no;
