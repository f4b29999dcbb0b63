-- Lists the unit of the scores, one row per file.
SELECT item_scale FROM staging.file ORDER BY file_no;
