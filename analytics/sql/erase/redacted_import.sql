-- kept_import, one row per delivery: replaces the texts of one delivery by texts without the erased clients'
-- codes.
-- Parameters: $import_no, $files, $report (JSON).
update kept_import set files = $files, report = $report where import_no = $import_no
