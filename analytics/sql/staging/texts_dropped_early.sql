-- Clears the texts of rows left out in staging.rejected_early (one row per line), as they may be names. Parameters:
-- file_no.
UPDATE staging.rejected_early SET text = '' WHERE file_no = $file_no;
