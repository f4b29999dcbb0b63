-- Adds a file to staging.file: one row per file. Parameters: file_no, ors_default, srs_default (versions).
INSERT INTO staging.file VALUES ($file_no, $ors_default, $srs_default, NULL, false);
