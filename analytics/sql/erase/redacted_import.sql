-- kept_import, one row per delivery: the texts of one delivery without the codes of the erased clients.
-- Parameters: $import_no, $files, $report (JSON).
update kept_import set files = $files, report = $report where import_no = $import_no
