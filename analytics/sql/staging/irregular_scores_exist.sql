-- Returns, in one row, whether a file has a score cell that is no plain score. Parameters: file_no.
SELECT count(*) > 0 FROM (FROM staging.typed WHERE file_no = $file_no AND irregular_scores IS NOT NULL LIMIT 1);
