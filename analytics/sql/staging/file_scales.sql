-- One row per file: the scale of its scores.
SELECT item_scale FROM staging.file ORDER BY file_no;
