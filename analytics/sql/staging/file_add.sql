-- staging.file: one row per file.
INSERT INTO staging.file VALUES ($file_no, $ors_default, $srs_default, NULL, false);
