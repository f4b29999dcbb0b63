-- staging.file: the scale of one file's scores is settled. Parameters: file_no, item_scale, unusual.
UPDATE staging.file SET item_scale = $item_scale, unusual = $unusual WHERE file_no = $file_no;
