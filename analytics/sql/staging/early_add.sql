-- staging.early: one row per row set aside before its cells were typed. Parameters: three lists of one length.
INSERT INTO staging.early SELECT $file_no, unnest($lines), unnest($reasons), '', unnest($texts);
