-- One row per delivery behind this version, newest first: when, by whom, files, counts of rows.
select import_no, imported_at, imported_by, data_date, files, report,
    rows_in, rows_accepted, rows_quarantined, rows_skipped, import_id
from imports.delivery
order by import_no desc
