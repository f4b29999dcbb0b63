-- Adds the recognised columns of a file to staging.header: one row per column. Parameters: file_no, and lists of
-- fields, headers and numbers.
INSERT INTO staging.header (file_no, field, header, session_no)
SELECT $file_no, unnest($fields), unnest($headers), unnest($numbers);
