-- Stores the unit of one file's scores in staging.file (one row per file). Parameters: file_no, item_scale,
-- unusual.
UPDATE staging.file SET item_scale = $item_scale, unusual = $unusual WHERE file_no = $file_no;
