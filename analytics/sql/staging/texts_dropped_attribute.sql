-- Clears the texts of rows left out in staging.attribute (one row per data row), as they may be names. Parameters:
-- file_no.
UPDATE staging.attribute SET text = '' WHERE file_no = $file_no AND text IS NOT NULL;
