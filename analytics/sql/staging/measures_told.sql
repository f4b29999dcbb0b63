-- staging.measure: one row per text of a file that names a measure. Parameters: file_no, and three lists of one length.
INSERT INTO staging.measure SELECT $file_no, unnest($texts), unnest($meanings), unnest($counts);
