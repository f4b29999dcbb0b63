-- Returns, in one row, the first and the last row id of the rows of a file that have a score cell that is no plain
-- score; NULL without any. Parameters: file_no.
SELECT min(rowid), max(rowid) FROM staging.typed WHERE file_no = $file_no AND irregular_scores IS NOT NULL;
