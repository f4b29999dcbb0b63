-- Clears the texts of rows left out in staging.typed (one row per data row), as they may be names. Parameters:
-- file_no.
UPDATE staging.typed SET text = '' WHERE file_no = $file_no AND text IS NOT NULL;
