-- staging.header: one row per recognised column of a file. Parameters: two lists of one length.
INSERT INTO staging.header SELECT $file_no, unnest($fields), unnest($headers);
