-- staging.header: one row per recognised column of a file. Parameters: three lists of one length.
INSERT INTO staging.header (file_no, field, header, session_no)
SELECT $file_no, unnest($fields), unnest($headers), unnest($numbers);
