-- staging.attribute: what rows left out hold is not kept, as it may be a name. Parameters: file_no.
UPDATE staging.attribute SET text = '' WHERE file_no = $file_no AND text IS NOT NULL;
