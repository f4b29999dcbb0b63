-- Clears the texts of rows left out in staging.early (one row per line), as they may be names. Parameters:
-- file_no.
UPDATE staging.early SET text = '' WHERE file_no = $file_no;
