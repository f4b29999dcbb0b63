-- staging.attribute: without what rows of a file with sessions told; those rows are counted where they stand.
-- Parameters: file_no.
DELETE FROM staging.attribute WHERE file_no = $file_no;
