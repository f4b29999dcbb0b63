-- staging.typed: the rows of one file are taken back, to be typed again. Parameters: file_no.
DELETE FROM staging.typed WHERE file_no = $file_no;
